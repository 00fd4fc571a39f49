//! Names and values of configuration files, whatever their syntax: `.env`, YAML, TOML, INI, JSON, properties, Dockerfiles.
//!
//! One pass over the lines. What looks like a name, a separator and a value is taken for that; a file's own grammar
//! would say more and would have to be read for each of them.

use std::ops::Range;

use crate::{Secret, Verdict, named};

/// Longest name that is read.
const NAME: usize = 120;

/// Longest value without quotes that is read.
const VALUE: usize = 4096;

/// The values of the file that stand behind a secret's name.
pub(crate) fn scan(text: &str) -> Vec<Secret> {
    let mut reader = Reader { text, found: Vec::new(), item: None, block: None, prose: None };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        reader.line(start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
    }
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    found: Vec<Secret>,
    /// The value of `name:` in a list of names and values.
    item: Option<&'t str>,
    /// The name whose value begins on the next line, and its indentation.
    block: Option<(&'t str, usize)>,
    /// The indentation of a name whose value is a text for people, over the lines that are indented further.
    prose: Option<usize>,
}

/// Names of texts that explain something. What stands in them below each other shows what settings look like.
const PROSE: [&str; 12] = [
    "description",
    "details",
    "detail",
    "help",
    "documentation",
    "doc",
    "docs",
    "notes",
    "summary",
    "usage",
    "example",
    "examples",
];

impl<'t> Reader<'t> {
    fn line(&mut self, start: usize, line: &'t str) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if let Some(before) = self.prose {
            if content.is_empty() || indent > before {
                return;
            }
            self.prose = None;
        }
        if let Some((name, before)) = self.block.take()
            && indent > before
        {
            let at = start + indent;
            self.value(name, at..at + content.trim_end().len());
            return;
        }
        let mut at = start + indent;
        // A setting that was turned off by a comment is still there to be read.
        at += content.len() - content.trim_start_matches(['#', ';', ' ', '\t']).len();
        at += if self.rest(at, start + line.len()).starts_with("//") && !line.contains(":_") { 2 } else { 0 };
        for word in ["- ", "export ", "set ", "ENV ", "ARG ", "env ", "{"] {
            at += self.blank(at, start + line.len());
            if self.rest(at, start + line.len()).starts_with(word) {
                at += word.len();
            }
        }
        let end = start + line.len();
        // JSON and inline tables have several pairs on a line.
        while let Some(next) = self.pair(at, end, indent) {
            at = next.max(at + 1);
        }
    }

    fn rest(&self, at: usize, end: usize) -> &'t str {
        self.text.get(at..end).unwrap_or_default()
    }

    fn blank(&self, at: usize, end: usize) -> usize {
        let rest = self.rest(at, end);
        rest.len() - rest.trim_start_matches([' ', '\t', '{', '[', ',']).len()
    }

    /// Reads a pair at byte `at` of a line that ends at `end`; where the next one may begin.
    fn pair(&mut self, at: usize, end: usize, indent: usize) -> Option<usize> {
        let at = at + self.blank(at, end);
        let rest = self.rest(at, end);
        let (name, separator) = if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            let close = closing(rest, quote)?;
            let behind = &rest[close..];
            if !behind.trim_start().starts_with([':', '=']) {
                return Some(at + close); // an item of a list
            }
            (&rest[1..close - 1], close + behind.len() - behind.trim_start().len())
        } else {
            let separator = separator(rest)?;
            (rest[..separator].trim_end(), separator)
        };
        let separator =
            separator + rest[separator..].len() - rest[separator..].trim_start_matches([':', '=', '>']).len();
        let value_at = at + separator + rest[separator..].len() - rest[separator..].trim_start().len();
        let value = self.rest(value_at, end);
        let (span, next) = match value.chars().next() {
            None => (value_at..value_at, end),
            Some('{') => return Some(value_at + 1),
            Some(quote @ ('"' | '\'')) => match closing(value, quote) {
                Some(close) => (value_at + 1..value_at + close - 1, value_at + close),
                None => (value_at..end, end),
            },
            Some(_) => {
                let length = bare(value);
                (value_at..value_at + length, value_at + length.max(1))
            }
        };
        let name = name.trim_matches(['"', '\'']);
        let name = if name.len() > NAME { "" } else { name };
        let text = self.rest(span.start, span.end);
        if matches!(text, "|" | ">" | "|-" | ">-" | "|+" | ">+") {
            if PROSE.contains(&name) {
                self.prose = Some(indent);
            } else {
                self.block = Some((name, indent));
            }
        } else if matches!(name, "name" | "Name" | "key" | "Key") {
            self.item = Some(text);
        } else {
            let item = if matches!(name, "value" | "Value") { self.item.take() } else { None };
            self.value(item.unwrap_or(name), span);
        }
        Some(next)
    }

    fn value(&mut self, name: &str, span: Range<usize>) {
        let value = self.rest(span.start, span.end);
        let Some((format, verdict, confidence)) = named::judge(name, value) else { return };
        // What is no secret by its name alone is not worth a word in a file of settings.
        if matches!(verdict, Verdict::Dismissed(dismissal) if dismissal.readable) && !crate::is_secret_name(name) {
            return;
        }
        self.found.push(Secret { span, format, verdict, confidence });
    }
}

/// Behind the closing quote of a text that begins with `quote`.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

/// Where the separator of a name without quotes stands: `=`, or `:` with a blank, a quote or nothing behind it.
fn separator(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.iter().take(NAME).position(|byte| matches!(byte, b'=' | b':' | b'"' | b'\'' | b'(' | b'{')).and_then(
        |first| {
            (first..bytes.len().min(NAME)).find_map(|at| match bytes[at] {
                b'=' => Some(Some(at)),
                b':' if bytes.get(at + 1).is_none_or(|next| matches!(next, b' ' | b'\t' | b'"' | b'\'' | b'=')) => {
                    Some(Some(at))
                }
                b'"' | b'\'' | b'(' | b'{' => Some(None),
                _ => None,
            })
        },
    )?
}

/// The length of a value without quotes: up to a comment, or the end of its place in a list or table.
fn bare(value: &str) -> usize {
    let value = &value[..value.floor_char_boundary(VALUE)];
    let comment = value.find(" #").or_else(|| value.find(" ;")).unwrap_or(value.len());
    let value = value[..comment].trim_end();
    // `{a: b, c: d}` on one line.
    let listed = value
        .find(", ")
        .filter(|at| value[*at..].contains([':', '=']) && value.contains(['}', '{']))
        .unwrap_or(value.len());
    value[..listed].trim_end_matches([',', ' ', '}']).len().max(value[..listed].len().min(1))
}
