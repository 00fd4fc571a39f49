//! HTML that cannot be broken out of: every piece of text passes through here, and only elements of ours come out.

use std::fmt::Write as _;

use crate::drawing::line;
use crate::md::{one_line, visible};

/// Literal text, hidden characters written out; line breaks stay.
pub(super) fn text(source: &str) -> String {
    let source = visible(source);
    let mut out = String::with_capacity(source.len() + 8);
    for c in source.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A message of ours on one line: what stands between two single backticks is code, between two `**` strong.
pub(super) fn prose(source: &str) -> String {
    let line = one_line(source);
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line.as_str();
    while let Some(at) = rest.find(['`', '*']) {
        let (mark, element) = if rest[at..].starts_with("**") {
            ("**", "strong")
        } else if rest[at..].starts_with('`') {
            ("`", "code")
        } else {
            out.push_str(&text(&rest[..=at]));
            rest = &rest[at + 1..];
            continue;
        };
        let inside = &rest[at + mark.len()..];
        let Some((inside, behind)) = inside.split_once(mark).filter(|(inside, _)| !inside.trim().is_empty()) else {
            out.push_str(&text(&rest[..at + mark.len()]));
            rest = inside;
            continue;
        };
        out.push_str(&text(&rest[..at]));
        let _ = write!(out, "<{element}>{}</{element}>", text(inside));
        rest = behind;
    }
    out.push_str(&text(rest));
    out
}

/// Code of several lines.
pub(super) fn code(source: &str) -> String {
    format!("<pre><code>{}</code></pre>\n", text(source.trim_end_matches('\n')))
}

/// The Markdown of a rule's page: paragraphs, lists and fenced code, as these pages use them.
pub(super) fn blocks(markdown: &str) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut list: Option<&str> = None;
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let inside = line.trim_start();
        if let Some(fence) = inside.strip_prefix("```") {
            close(&mut out, &mut paragraph, &mut list);
            let ticks = 3 + fence.len() - fence.trim_start_matches('`').len();
            let ends = |line: &str| line.trim().len() >= ticks && line.trim().bytes().all(|byte| byte == b'`');
            let fenced: Vec<&str> = lines.by_ref().take_while(|line| !ends(line)).collect();
            out.push_str(&code(&fenced.join("\n")));
        } else if inside.is_empty() {
            close(&mut out, &mut paragraph, &mut list);
        } else if let Some((kind, item)) = list_item(inside) {
            if list == Some(kind) {
                end_item(&mut out, &mut paragraph);
            } else {
                close(&mut out, &mut paragraph, &mut list);
                line!(out, "<{kind}>");
                list = Some(kind);
            }
            item.clone_into(&mut paragraph);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(inside.trim_start_matches('#').trim());
        }
    }
    close(&mut out, &mut paragraph, &mut list);
    out
}

/// `1. text` and `- text`.
fn list_item(line: &str) -> Option<(&'static str, &str)> {
    if let Some(item) = line.strip_prefix("- ") {
        return Some(("ul", item));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    line[digits..].strip_prefix(". ").filter(|_| digits > 0).map(|item| ("ol", item))
}

fn end_item(out: &mut String, paragraph: &mut String) {
    line!(out, "<li>{}</li>", prose(paragraph));
    paragraph.clear();
}

fn close(out: &mut String, paragraph: &mut String, list: &mut Option<&str>) {
    match list.take() {
        Some(kind) => {
            end_item(out, paragraph);
            line!(out, "</{kind}>");
        }
        None if !paragraph.is_empty() => {
            line!(out, "<p>{}</p>", prose(paragraph));
            paragraph.clear();
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_blocks() {
        let page = "Use `a<b`\nnow.\n\n1. One\n   more\n2. **Two**\n\n- x\n\n```python\nif a < b:\n    pass\n```\nEnd * of `it";
        assert_eq!(
            blocks(page),
            "<p>Use <code>a&lt;b</code> now.</p>\n<ol>\n<li>One more</li>\n<li><strong>Two</strong></li>\n</ol>\n\
             <ul>\n<li>x</li>\n</ul>\n<pre><code>if a &lt; b:\n    pass</code></pre>\n<p>End * of `it</p>\n"
        );
    }

    #[test]
    fn hidden_characters_and_markup_are_shown() {
        assert_eq!(text("</style>\u{202e}'\"&"), "&lt;/style&gt;⟨U+202E⟩&#39;&quot;&amp;");
    }
}
