//! pip's requirements files (pip documentation, "Requirements File Format").

use std::ops::Range;

use crate::requirement::{self, set_address};
use crate::{NoteKind, Reading};

/// A line after continuations are joined and comments are gone, and where its bytes came from.
struct Logical {
    text: String,
    /// Where the first and the last physical line stand.
    span: Range<usize>,
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    for line in logical_lines(reading.text) {
        let text = line.text.trim();
        if text.starts_with('-') {
            option(reading, text, line.span);
        } else if !text.is_empty() {
            requirement(reading, text, line.span);
        }
    }
}

/// pip's order: continuations first, then comments.
fn logical_lines(text: &str) -> Vec<Logical> {
    let mut lines: Vec<Logical> = Vec::new();
    let mut open: Option<Logical> = None;
    let mut at = 0;
    for physical in text.split_inclusive('\n') {
        let mark = if at == 0 { physical.len() - physical.trim_start_matches('\u{feff}').len() } else { 0 };
        let start = at + mark;
        at += physical.len();
        let body = physical[mark..].trim_end_matches(['\n', '\r']);
        let comment = body.trim_start().starts_with('#');
        let continued = !comment && body.ends_with('\\');
        let body = if continued { &body[..body.len() - 1] } else { body };
        let indent = body.len() - body.trim_start().len();
        let mut line = open.take().unwrap_or(Logical { text: String::new(), span: start + indent..start + indent });
        if !comment {
            line.text.push_str(body);
            line.span.end = start + body.trim_end().len().max(indent);
        }
        if continued {
            open = Some(line);
        } else {
            lines.push(line);
        }
    }
    lines.extend(open);
    for line in &mut lines {
        let end = comment_start(&line.text);
        line.text.truncate(end);
        // A comment behind a requirement of one line is not part of it.
        if !text[line.span.clone()].contains('\n') {
            let kept = comment_start(&text[line.span.clone()]);
            line.span.end = line.span.start + text[line.span.start..line.span.start + kept].trim_end().len();
        }
    }
    lines
}

/// Where a comment begins: a `#` at the start or behind white space.
fn comment_start(line: &str) -> usize {
    let mut before = None;
    for (at, c) in line.char_indices() {
        if c == '#' && before.is_none_or(char::is_whitespace) {
            return at;
        }
        before = Some(c);
    }
    line.len()
}

fn requirement(reading: &mut Reading<'_>, text: &str, span: Range<usize>) {
    let (specification, options) = match text.find(" --").or_else(|| text.find("\t--")) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut entry = requirement::parse(specification, span, &reading.lines);
    entry.condition = requirement::condition(&entry, reading.text);
    let mut words = options.split_whitespace();
    while let Some(word) = words.next() {
        let (option, value) = word.split_once('=').unwrap_or((word, ""));
        match option {
            "--hash" => {
                let value = if value.is_empty() { words.next().unwrap_or_default() } else { value };
                if value.contains(':') {
                    entry.hashes.push(value.to_owned());
                } else {
                    entry.problem = Some(format!("`{value}` is no hash; write `--hash=sha256:…`"));
                }
            }
            "--config-settings" | "--config-setting" | "--global-option" | "--install-option" => {}
            _ if option.starts_with("--") => entry.problem = Some(format!("pip knows no `{option}` for a requirement")),
            _ => {}
        }
    }
    reading.push(entry);
}

fn option(reading: &mut Reading<'_>, text: &str, span: Range<usize>) {
    let (name, value) = split_option(text);
    let kind = match name {
        "-r" | "--requirement" | "--requirements" => NoteKind::Include,
        "-c" | "--constraint" => NoteKind::Constraint,
        "-i" | "--index-url" | "--pypi-url" => NoteKind::Index,
        "--extra-index-url" => NoteKind::ExtraIndex,
        "-f" | "--find-links" => NoteKind::FindLinks,
        "--trusted-host" => NoteKind::TrustedHost,
        "--require-hashes" => NoteKind::RequireHashes,
        "--pre" => NoteKind::PreReleases,
        "-e" | "--editable" => {
            let mut entry = reading.entry("", span);
            let (address, marker) = value.split_once(" ;").unwrap_or((value, ""));
            match address.split_once(" @ ") {
                Some((name, address)) => {
                    set_address(&mut entry, address);
                    name.trim().clone_into(&mut entry.name);
                }
                None => set_address(&mut entry, address),
            }
            entry.set_marker(marker);
            reading.push(entry);
            return;
        }
        "--no-index"
        | "--prefer-binary"
        | "--no-binary"
        | "--only-binary"
        | "--use-feature"
        | "--use-pep517"
        | "--no-use-pep517"
        | "--process-dependency-links"
        | "--no-build-isolation" => return,
        _ => {
            reading.problem("", span, format!("pip knows no option `{name}` in a requirements file"));
            return;
        }
    };
    if value.is_empty() && !matches!(kind, NoteKind::RequireHashes | NoteKind::PreReleases) {
        reading.problem("", span, format!("`{name}` has no value"));
        return;
    }
    reading.note(kind, value, span);
}

/// `-r base.txt`, `-rbase.txt`, `--requirement=base.txt`.
fn split_option(text: &str) -> (&str, &str) {
    let (name, value) = match text.strip_prefix("--") {
        Some(long) => {
            let end = long.find(|c: char| c == '=' || c.is_whitespace()).map_or(text.len(), |at| at + 2);
            text.split_at(end)
        }
        None => text.split_at(text.char_indices().nth(2).map_or(text.len(), |(at, _)| at)),
    };
    (name, value.trim_start_matches('=').trim().trim_matches(['"', '\'']))
}

/// Whether a line has the shape of one of these files: `name[extra] >=1,<2 ; marker --hash=…`, an address, or an
/// option.
pub(crate) fn looks_like_line(line: &str) -> bool {
    let line = line[..comment_start(line)].trim();
    if line.starts_with('-') {
        return line.len() > 1 && !line.starts_with("---") && !line.starts_with("- ");
    }
    let lines = syntax::LineIndex::new("");
    let specification = line.split(" --").next().unwrap_or(line).trim_end_matches('\\');
    let entry = requirement::parse(specification, 0..0, &lines);
    entry.problem.is_none()
        && (!specification.trim().contains(' ') || !entry.specifier.is_any() || specification.contains([';', '@', '[']))
}
