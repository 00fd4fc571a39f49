//! Markdown that cannot be broken out of: every piece of somebody's code or file name passes through here.
//!
//! `CommonMark`'s rules decide (sections 2.4 backslash escapes, 4.5 fenced code, 6.1 code spans), with the
//! table extension's pipe on top. Nothing here trusts its input; the rule pages' own prose, which is part of
//! the program, is inserted as it stands and does not come through here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether `c` changes how text looks without being seen itself: controls, bidirectional overrides and
/// isolates (the "Trojan Source" characters), zero-width spaces, line separators, tags.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// `text` with hidden characters written as `⟨U+202E⟩`; line ends become `\n` and tabs stay.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| hidden(c) && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' if chars.peek() == Some(&'\n') => {}
            c if hidden(c) => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// [`visible`] on one line: runs of white space become one space, ends trimmed.
pub(crate) fn one_line(text: &str) -> String {
    let visible = visible(text);
    let mut out = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Literal text for a paragraph, a list item, a heading or a table cell.
pub(crate) fn text(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len() + 8);
    escape_into(&mut out, &line);
    out
}

fn escape_into(out: &mut String, line: &str) {
    let mut rest = line.chars().peekable();
    // At the start `-`, `+`, `=` and `#` would open a block, and so would digits before `.` or `)`.
    let mut leading = out.is_empty();
    let mut first = leading;
    while let Some(c) = rest.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A reference is safe in every table parser; `\|` after a backslash is not.
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if leading => {
                out.push('\\');
                out.push(c);
            }
            '#' | '-' | '+' | '=' if first => {
                out.push('\\');
                out.push(c);
            }
            // Some readers turn a bare address into a link.
            ':' if rest.peek() == Some(&'/') => out.push_str("\\:"),
            c => out.push(c),
        }
        leading &= c.is_ascii_digit();
        first = false;
    }
}

/// A message of ours: what stands between two single backticks is code, everything else is literal text.
pub(crate) fn prose(message: &str) -> String {
    let line = one_line(message);
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once('`') {
        let Some((inside, behind)) = after.split_once('`').filter(|(inside, _)| !inside.trim().is_empty()) else {
            break;
        };
        escape_into(&mut out, before);
        out.push_str(&code(inside));
        rest = behind;
    }
    escape_into(&mut out, rest);
    out
}

/// An inline code span, safe in table cells too.
pub(crate) fn code(source: &str) -> String {
    let line = one_line(source);
    if line.is_empty() {
        return String::new();
    }
    // Inside a code span a pipe cannot be escaped in a way that every table parser reads alike.
    if line.contains('|') {
        return text(&line);
    }
    let ticks = "`".repeat(longest_run(&line) + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{line}{pad}{ticks}")
}

/// A fenced block in its own lines, longer than any fence inside it.
pub(crate) fn fence(language: &str, source: &str) -> String {
    let source = visible(source);
    let ticks = "`".repeat(longest_run(&source).max(2) + 1);
    format!("{ticks}{language}\n{}\n{ticks}\n", source.trim_end_matches('\n'))
}

/// The first sentence of a rule page's section, on one line, its pipes escaped for a table cell.
pub(crate) fn first_sentence(section: &str) -> String {
    let paragraph = section.trim().split("\n\n").next().unwrap_or_default();
    let line = one_line(paragraph);
    let mut end = line.len();
    for (at, _) in line.match_indices(". ") {
        // "e.g. this" goes on; a sentence starts with a capital or with code.
        if line[at + 2..].starts_with(|c: char| c.is_uppercase() || c == '`') {
            end = at + 1;
            break;
        }
    }
    line[..end].replace('|', "\\|")
}

fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for byte in text.bytes() {
        run = if byte == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\r\nc\rd\te"), "a⟨U+202E⟩b⟨U+001B⟩[31m\nc⟨U+000D⟩d\te");
        assert_eq!(one_line(" a\n\n b\u{2028}c "), "a b⟨U+2028⟩c");
        assert!(matches!(visible("déjà vu\n\t✓ 日本"), Cow::Borrowed(_)));
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(text("<b>*x*_y_[z](javascript://a)|"), "&lt;b&gt;\\*x\\*\\_y\\_\\[z\\](javascript\\://a)&#124;");
        assert_eq!(text("# no heading"), "\\# no heading");
        assert_eq!(text("12. no list"), "12\\. no list");
        assert_eq!(text("- no list"), "\\- no list");
        assert_eq!(text("2026-11-20"), "2026-11-20");
    }

    #[test]
    fn code_spans_hold_backticks_and_leave_pipes_to_text() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a\\|b"), "a\\\\&#124;b");
        assert_eq!(prose("`eval` runs <x>, `odd"), "`eval` runs &lt;x&gt;, \\`odd");
    }

    #[test]
    fn fences_outlast_what_is_inside() {
        assert_eq!(fence("python", "x\n````\n"), "`````python\nx\n````\n`````\n");
        assert_eq!(fence("python", "x"), "```python\nx\n```\n");
    }

    #[test]
    fn first_sentences_end_where_a_sentence_does() {
        assert_eq!(first_sentence("Use e.g. this. Then\nmore.\n\nRest."), "Use e.g. this.");
        assert_eq!(first_sentence("One\nline"), "One line");
    }

    /// What a reader shows for a piece of Markdown: its text and code, and nothing but these.
    fn shown(markdown: &str) -> String {
        use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        let mut out = String::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(text) | Event::Code(text) => out.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => panic!("{markdown:?} has {other:?}"),
            }
        }
        out
    }

    /// Characters that mean something to Markdown, often beside each other, and some that do not.
    const PIECES: &str =
        "([`*_~|\\\\<>&;:/#.)(\\[\\]!$=+\\- \na1é\u{202e}\r\t-]|http://|&lt;|&#60;|1\\. |www\\.){0,40}";

    proptest::proptest! {
        #[test]
        fn whatever_is_escaped_is_read_as_it_was(source in PIECES) {
            let line = one_line(&source);
            proptest::prop_assert_eq!(shown(&text(&source)), line.clone());
            proptest::prop_assert_eq!(shown(&code(&source)), line);
        }

        #[test]
        fn messages_keep_their_words(source in PIECES) {
            let without = |text: &str| text.replace(['`', ' '], "");
            proptest::prop_assert_eq!(without(&shown(&prose(&source))), without(&one_line(&source)));
        }

        #[test]
        fn a_fence_is_one_block(source in PIECES) {
            use pulldown_cmark::{Event, Parser, Tag, TagEnd};
            let fenced = fence("python", &source);
            let mut inside = String::new();
            for event in Parser::new(&fenced) {
                match event {
                    Event::Text(text) => inside.push_str(&text),
                    Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => {}
                    other => panic!("{fenced:?} has {other:?}"),
                }
            }
            let expected = visible(&source).into_owned();
            proptest::prop_assert_eq!(inside.trim_end_matches('\n'), expected.trim_end_matches('\n'));
        }
    }
}
