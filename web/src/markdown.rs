//! A small reader of the Markdown that Pyvigil writes: text in, a tree out, nothing drawn.
//!
//! What it does not know stays text, HTML included, so that pasted code can never become part of the page.
//! Nesting is bounded, and so is every look ahead.

/// Deeper lists and quotes are kept as text.
const MAX_DEPTH: u8 = 6;
/// How far, in bytes, the end of a code span, an emphasis or a link is looked for.
const LOOK_AHEAD: usize = 4_000;

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Level 1 to 6, and the text.
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    /// A fenced block; its language may be empty.
    Code {
        language: String,
        text: String,
    },
    /// Numbered from `start`, or with bullets.
    List {
        start: Option<u32>,
        items: Vec<Item>,
    },
    Quote(Vec<Block>),
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// For `- [ ]` and `- [x]`: whether it is ticked.
    pub(crate) ticked: Option<bool>,
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inline {
    Text(String),
    Code(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link { text: Vec<Inline>, target: String },
    Break,
}

/// Reads `text`.
pub(crate) fn parse(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    blocks(&lines, 0)
}

fn blocks(lines: &[&str], depth: u8) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            at += 1;
        } else if let Some((mark, language)) = fence(trimmed) {
            let indent = line.len() - trimmed.len();
            let body: Vec<&str> =
                lines[at + 1..].iter().copied().take_while(|line| !closes(line.trim(), mark)).collect();
            at += body.len() + 2;
            let text: Vec<&str> = body.iter().map(|line| dedent(line, indent)).collect();
            found.push(Block::Code { language: language.to_owned(), text: text.join("\n") });
        } else if let Some((level, text)) = heading(trimmed) {
            found.push(Block::Heading(level, inlines(text)));
            at += 1;
        } else if is_rule(trimmed) {
            found.push(Block::Rule);
            at += 1;
        } else if trimmed.starts_with('|') && lines.get(at + 1).is_some_and(|next| is_table_border(next)) {
            let rows: Vec<&str> =
                lines[at..].iter().copied().take_while(|line| line.trim_start().starts_with('|')).collect();
            at += rows.len();
            found
                .push(Block::Table { head: cells(rows[0]), rows: rows.iter().skip(2).map(|row| cells(row)).collect() });
        } else if depth < MAX_DEPTH && trimmed.starts_with('>') {
            let body: Vec<&str> =
                lines[at..].iter().map(|line| line.trim_start()).take_while(|line| line.starts_with('>')).collect();
            at += body.len();
            let inner: Vec<&str> =
                body.iter().map(|line| line.strip_prefix("> ").unwrap_or(line.get(1..).unwrap_or_default())).collect();
            found.push(Block::Quote(blocks(&inner, depth + 1)));
        } else if depth < MAX_DEPTH && bullet(line).is_some() {
            let (list, used) = list(&lines[at..], depth);
            found.push(list);
            at += used;
        } else {
            let mut body = vec![trimmed];
            at += 1;
            while let Some(line) = lines.get(at).filter(|line| continues_paragraph(line, depth)) {
                body.push(line.trim_start());
                at += 1;
            }
            found.push(Block::Paragraph(inlines(&body.join("\n"))));
        }
    }
    found
}

fn continues_paragraph(line: &str, depth: u8) -> bool {
    let trimmed = line.trim_start();
    let begins_block = fence(trimmed).is_some()
        || heading(trimmed).is_some()
        || is_rule(trimmed)
        || (depth < MAX_DEPTH && (trimmed.starts_with('>') || bullet(line).is_some()));
    !trimmed.is_empty() && !begins_block
}

/// The fence itself and the language behind it.
fn fence(trimmed: &str) -> Option<(&str, &str)> {
    let first = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = trimmed.len() - trimmed.trim_start_matches(first).len();
    let (mark, rest) = trimmed.split_at(length);
    let language = rest.split_whitespace().next().unwrap_or_default();
    (length >= 3 && !rest.contains('`')).then_some((mark, language))
}

fn closes(trimmed: &str, mark: &str) -> bool {
    trimmed.len() >= mark.len() && trimmed.bytes().all(|byte| Some(byte) == mark.bytes().next())
}

fn heading(trimmed: &str) -> Option<(u8, &str)> {
    let level = trimmed.len() - trimmed.trim_start_matches('#').len();
    let text = trimmed.get(level..)?.strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level as u8, text.trim()))
}

fn is_rule(trimmed: &str) -> bool {
    let marks = trimmed.trim_end();
    marks.len() >= 3 && ['-', '*', '_'].iter().any(|&mark| marks.chars().all(|c| c == mark))
}

fn is_table_border(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The cells of a row; `\|` does not end one.
fn cells(row: &str) -> Vec<Vec<Inline>> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut found = Vec::new();
    let mut cell = String::new();
    let mut characters = row.chars();
    while let Some(character) = characters.next() {
        match character {
            '|' => found.push(inlines(std::mem::take(&mut cell).trim())),
            '\\' => {
                let next = characters.next();
                if next != Some('|') {
                    cell.push('\\');
                }
                cell.extend(next);
            }
            other => cell.push(other),
        }
    }
    if !cell.trim().is_empty() {
        found.push(inlines(cell.trim()));
    }
    found
}

/// For a line that begins an item: its indent, the width up to its text, and its number if it has one.
fn bullet(line: &str) -> Option<(usize, usize, Option<u32>)> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let digits = trimmed.len() - trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (marker, number) = if digits > 0 && digits < 10 {
        trimmed.get(digits..)?.strip_prefix(['.', ')'])?;
        (digits + 1, trimmed.get(..digits)?.parse().ok())
    } else {
        trimmed.strip_prefix(['-', '*', '+'])?;
        (1, None)
    };
    trimmed.get(marker..)?.starts_with(' ').then_some((indent, indent + marker + 1, number))
}

/// The list at the start of `lines`, and how many lines it takes.
fn list(lines: &[&str], depth: u8) -> (Block, usize) {
    let mut items = Vec::new();
    let mut at = 0;
    let mut start = None;
    let first_indent = lines.first().and_then(|line| bullet(line)).map_or(0, |(indent, ..)| indent);
    while let Some((indent, width, number)) = lines.get(at).and_then(|line| bullet(line)) {
        let other_kind = !items.is_empty() && number.is_some() != start.is_some();
        if indent != first_indent || other_kind {
            break;
        }
        if items.is_empty() {
            start = number;
        }
        let mut body = vec![lines[at].get(width..).unwrap_or_default()];
        at += 1;
        while let Some(line) = lines.get(at) {
            let blank = line.trim().is_empty();
            let inner = line.len() - line.trim_start().len() > indent;
            // A blank line belongs to the item only if more of the item follows.
            let more = blank
                && lines[at..]
                    .iter()
                    .find(|line| !line.trim().is_empty())
                    .is_some_and(|next| next.len() - next.trim_start().len() > indent);
            if !inner && !more {
                break;
            }
            body.push(dedent(line, width));
            at += 1;
        }
        let (ticked, text) = tick(body[0]);
        body[0] = text;
        items.push(Item { ticked, blocks: blocks(&body, depth + 1) });
        while at + 1 < lines.len() && lines[at].trim().is_empty() && bullet(lines[at + 1]).is_some() {
            at += 1;
        }
    }
    (Block::List { start, items }, at.max(1))
}

fn tick(text: &str) -> (Option<bool>, &str) {
    match (text.strip_prefix("[ ] "), text.strip_prefix("[x] ").or_else(|| text.strip_prefix("[X] "))) {
        (Some(rest), _) => (Some(false), rest),
        (_, Some(rest)) => (Some(true), rest),
        _ => (None, text),
    }
}

/// `line` without up to `width` spaces at its start.
fn dedent(line: &str, width: usize) -> &str {
    let spaces = line.bytes().take(width).take_while(|&byte| byte == b' ').count();
    line.get(spaces..).unwrap_or_default()
}

/// The pieces of `text`.
pub(crate) fn inlines(text: &str) -> Vec<Inline> {
    pieces(text, 0)
}

fn pieces(text: &str, depth: u8) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = if depth < MAX_DEPTH { piece(rest, depth) } else { None };
        if let Some((inline, length)) = taken {
            if !plain.is_empty() {
                found.push(Inline::Text(std::mem::take(&mut plain)));
            }
            found.push(inline);
            rest = rest.get(length..).unwrap_or_default();
        } else if let Some((character, length)) = escape(rest) {
            plain.push(character);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            plain.push(if first == '\n' { ' ' } else { first });
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    if !plain.is_empty() {
        found.push(Inline::Text(plain));
    }
    found
}

/// The piece at the start of `rest` that is more than text, and its length in bytes.
fn piece(rest: &str, depth: u8) -> Option<(Inline, usize)> {
    if let Some(length) =
        ["<br>", "<br/>", "  \n", "\\\n"].iter().find(|mark| rest.starts_with(**mark)).map(|m| m.len())
    {
        return Some((Inline::Break, length));
    }
    if rest.starts_with('`') {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let body = rest.get(ticks..)?;
        let end = closing_ticks(body, ticks)?;
        let code = body.get(..end)?.replace('\n', " ");
        let inner =
            code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')).filter(|code| !code.trim().is_empty());
        return Some((Inline::Code(inner.unwrap_or(&code).to_owned()), end + 2 * ticks));
    }
    for (mark, strong) in [("**", true), ("__", true), ("*", false), ("_", false)] {
        let Some(body) = rest.strip_prefix(mark) else { continue };
        if body.starts_with(char::is_whitespace) {
            return None;
        }
        let end = find_near(body, mark)?;
        let inner = body.get(..end).filter(|inner| !inner.is_empty() && !inner.ends_with(char::is_whitespace))?;
        // `snake_case_names` are no emphasis.
        let after = body.get(end + mark.len()..)?.chars().next();
        if mark.starts_with('_') && after.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let inner = pieces(inner, depth + 1);
        let inline = if strong { Inline::Strong(inner) } else { Inline::Emphasis(inner) };
        return Some((inline, end + 2 * mark.len()));
    }
    if let Some(body) = rest.strip_prefix('[') {
        let text = find_near(body, "](")?;
        let behind = body.get(text + 2..)?;
        let target = find_near(behind, ")")?;
        let inline = Inline::Link {
            text: pieces(body.get(..text)?, depth + 1),
            target: behind.get(..target)?.trim_matches(['<', '>']).to_owned(),
        };
        return Some((inline, 1 + text + 2 + target + 1));
    }
    None
}

/// Where in `body` a run of exactly `ticks` backticks begins.
fn closing_ticks(body: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while at < body.len().min(LOOK_AHEAD) {
        let start = at + body.get(at..)?.find('`')?;
        let behind = body.get(start..)?;
        let length = behind.len() - behind.trim_start_matches('`').len();
        if length == ticks {
            return Some(start);
        }
        at = start + length;
    }
    None
}

fn find_near(body: &str, mark: &str) -> Option<usize> {
    let mut limit = body.len().min(LOOK_AHEAD);
    while !body.is_char_boundary(limit) {
        limit -= 1;
    }
    body.get(..limit)?.match_indices(mark).map(|(at, _)| at).find(|&at| !body[..at].ends_with('\\'))
}

/// A backslash escape or a character reference at the start of `rest`, and its length in bytes.
fn escape(rest: &str) -> Option<(char, usize)> {
    if let Some(behind) = rest.strip_prefix('\\') {
        return behind.chars().next().filter(char::is_ascii_punctuation).map(|character| (character, 2));
    }
    let behind = rest.strip_prefix('&')?;
    let end = behind.bytes().take(10).position(|byte| byte == b';')?;
    let name = behind.get(..end)?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn headings_paragraphs_and_rules() {
        assert_eq!(
            parse("## Overview\nTwo\nlines\n\n---\n"),
            vec![Block::Heading(2, vec![text("Overview")]), Block::Paragraph(vec![text("Two lines")]), Block::Rule]
        );
    }

    #[test]
    fn a_fence_keeps_what_stands_in_it() {
        let blocks = parse("````python\n```\n<b>x</b>\n````\nafter");
        assert_eq!(
            blocks,
            vec![
                Block::Code { language: "python".to_owned(), text: "```\n<b>x</b>".to_owned() },
                Block::Paragraph(vec![text("after")]),
            ]
        );
    }

    #[test]
    fn html_stays_text() {
        assert_eq!(parse("<script>alert(1)</script>"), vec![Block::Paragraph(vec![text("<script>alert(1)</script>")])]);
    }

    #[test]
    fn lists_nest_and_keep_their_code() {
        let blocks =
            parse("1. First\n   ```python\n   x = 1\n   ```\n2. Second\n   - inner\n\n- [x] done\n- [ ] open\n");
        let [Block::List { start: Some(1), items }, Block::List { start: None, items: ticks }] = &blocks[..] else {
            panic!("{blocks:?}");
        };
        assert_eq!(items[0].blocks[1], Block::Code { language: "python".to_owned(), text: "x = 1".to_owned() });
        assert!(matches!(&items[1].blocks[1], Block::List { start: None, items } if items.len() == 1));
        assert_eq!(ticks.iter().map(|item| item.ticked).collect::<Vec<_>>(), [Some(true), Some(false)]);
    }

    #[test]
    fn tables_keep_escaped_bars_in_their_cells() {
        let blocks = parse("| A | B |\n|---|---|\n| `a\\|b` | 2 |\n");
        let Block::Table { head, rows } = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!(head.len(), 2);
        assert_eq!(rows[0], vec![vec![Inline::Code("a|b".to_owned())], vec![text("2")]]);
    }

    #[test]
    fn inline_marks() {
        assert_eq!(
            inlines("**Risk**: *low*, see [F-001](a/b.md) in `x``y` and snake_case_name \\*not\\* &lt;b&gt;"),
            vec![
                Inline::Strong(vec![text("Risk")]),
                text(": "),
                Inline::Emphasis(vec![text("low")]),
                text(", see "),
                Inline::Link { text: vec![text("F-001")], target: "a/b.md".to_owned() },
                text(" in "),
                // A code span ends at as many backticks as it began with (CommonMark 0.31, section 6.1).
                Inline::Code("x``y".to_owned()),
                text(" and snake_case_name *not* <b>"),
            ]
        );
    }

    #[test]
    fn hostile_nesting_ends() {
        for piece in ["> ", "- ", "**", "[", "`", "*a ", "1. ", "| "] {
            parse(&piece.repeat(20_000));
        }
        let stairs: Vec<String> = (0..200).map(|depth| format!("{}- x", " ".repeat(depth))).collect();
        parse(&stairs.join("\n"));
    }
}
