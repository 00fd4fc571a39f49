//! What Ruff and bandit take for a statement put together from text: a pattern of words, whoever uses the text.
//!
//! Ours is the judgement of [`sql`](crate::languages::sql); this is kept beside it so that every row of theirs has a candidate.

use semantic::{FileModel, Node};
use syntax::Span;
use syntax::ast::{BinaryOp, ExprId, ExprKind, FPart};

/// How many operands and nested expressions are looked at: more than any person writes into one text.
const MAX_LEAVES: usize = 2_000;

/// How deep conditions inside of a sum are followed.
const MAX_DEPTH: u32 = 32;

const VERBS: [&str; 5] = ["select", "delete", "insert", "replace", "update"];

/// Whether Ruff reports the expression.
pub(crate) fn is_ruffs(file: &FileModel, e: ExprId) -> bool {
    ruffs_text(file, e).is_some_and(|text| has_ruffs_words(&text.to_ascii_lowercase()))
}

/// Whether bandit reports a text inside the expression.
pub(crate) fn is_bandits(file: &FileModel, e: ExprId) -> bool {
    bandits_text(file, e).is_some_and(|text| has_bandits_words(&text.to_ascii_lowercase()))
}

/// Most sums are told apart by one look at their source.
fn names_a_verb(file: &FileModel, e: ExprId) -> bool {
    let source = file.module().text(file.module().expr(e).span).as_bytes();
    let begins = |at: usize, verb: &str| {
        source.get(at..at + verb.len()).is_some_and(|word| word.eq_ignore_ascii_case(verb.as_bytes()))
    };
    (0..source.len()).any(|at| {
        matches!(source[at] | 0x20, b's' | b'd' | b'i' | b'r' | b'u') && VERBS.iter().any(|verb| begins(at, verb))
    })
}

/// The text that Ruff looks at; `None` where it does not look.
fn ruffs_text(file: &FileModel, e: ExprId) -> Option<String> {
    let tree = file.module();
    // Line breaks and what is not ASCII are escaped in these two, so that no word begins behind a line break.
    let escaped = |text: ExprId| {
        let value = file.constant(text).filter(|_| matches!(tree.expr(text).kind, ExprKind::Str(_)))?;
        value.as_str().map(|text| text.escape_default().to_string())
    };
    match &tree.expr(e).kind {
        ExprKind::Binary { op: BinaryOp::Add, .. } => {
            let is_looked_at =
                !is_operand(file, e) && names_a_verb(file, e) && is_sum_of_texts(file, e, 0) == Some(true);
            is_looked_at.then(|| rewritten(file, e))
        }
        ExprKind::Binary { op: BinaryOp::Mod, left, .. } => escaped(*left),
        ExprKind::Call { func, .. } => match tree.expr(*func).kind {
            ExprKind::Attribute { value, attr } if tree.text(attr.span) == "format" => escaped(value),
            _ => None,
        },
        // The source between the quotes, braces and all.
        ExprKind::FString(parts) if parts.iter().any(|part| matches!(part, FPart::Interpolation { .. })) => {
            Some(parts.iter().map(|part| tree.text(part_span(part))).collect())
        }
        _ => None,
    }
}

fn bandits_text(file: &FileModel, e: ExprId) -> Option<String> {
    let tree = file.module();
    let constant = |text: ExprId| {
        let value = file.constant(text).filter(|_| matches!(tree.expr(text).kind, ExprKind::Str(_)))?;
        value.as_str().map(str::to_owned)
    };
    match &tree.expr(e).kind {
        ExprKind::Binary { .. } if !is_operand(file, e) && names_a_verb(file, e) => {
            let texts: Vec<String> = leaves(file, e).into_iter().filter_map(constant).collect();
            (!texts.is_empty()).then(|| texts.join(" "))
        }
        ExprKind::Call { func, .. } => match tree.expr(*func).kind {
            ExprKind::Attribute { value, attr } if matches!(tree.text(attr.span), "format" | "replace") => {
                constant(value)
            }
            _ => None,
        },
        ExprKind::FString(parts) => {
            let literal = |part: &FPart| matches!(part, FPart::Literal { .. });
            Some(parts.iter().filter(|part| literal(part)).map(|part| tree.text(part_span(part))).collect())
        }
        _ => None,
    }
}

const fn part_span(part: &FPart) -> Span {
    match part {
        FPart::Literal { span, .. } | FPart::Interpolation { span, .. } => *span,
    }
}

/// Whether a binary operator takes the expression.
fn is_operand(file: &FileModel, e: ExprId) -> bool {
    matches!(file.parent(e), Node::Expr(parent) if matches!(file.module().expr(parent).kind, ExprKind::Binary { .. }))
}

/// The operands of nested binary operators, in source order.
pub(crate) fn leaves(file: &FileModel, e: ExprId) -> Vec<ExprId> {
    let mut found = Vec::new();
    let mut open = vec![e];
    while let Some(e) = open.pop()
        && found.len() < MAX_LEAVES
    {
        match file.module().expr(e).kind {
            ExprKind::Binary { left, right, .. } => open.extend([right, left]),
            _ => found.push(e),
        }
    }
    found
}

/// Whether the sum is one of texts: surely, surely not, or not known.
fn is_sum_of_texts(file: &FileModel, e: ExprId, depth: u32) -> Option<bool> {
    let mut is_text = None;
    for leaf in leaves(file, e) {
        match leaf_is_text(file, leaf, depth) {
            Some(false) => return Some(false),
            Some(true) => is_text = Some(true),
            None => {}
        }
    }
    is_text
}

fn leaf_is_text(file: &FileModel, e: ExprId, depth: u32) -> Option<bool> {
    if depth > MAX_DEPTH {
        return None;
    }
    let of = |e: ExprId| is_sum_of_texts(file, e, depth + 1);
    let any_of = |values: &[ExprId]| {
        let known: Vec<Option<bool>> = values.iter().map(|&value| of(value)).collect();
        if known.contains(&Some(true)) {
            Some(true)
        } else {
            known.iter().all(|text| *text == Some(false)).then_some(false)
        }
    };
    match &file.module().expr(e).kind {
        ExprKind::Str(_) | ExprKind::FString(_) => Some(true),
        ExprKind::Call { .. }
        | ExprKind::Subscript { .. }
        | ExprKind::Attribute { .. }
        | ExprKind::Name
        | ExprKind::Repr(_)
        | ExprKind::Error(_) => None,
        ExprKind::Named { value, .. } => of(*value),
        ExprKind::Unary { operand, .. } => of(*operand),
        ExprKind::Conditional { body, orelse, .. } => any_of(&[*body, *orelse]),
        ExprKind::BoolOp { values, .. } => any_of(values),
        _ => Some(false),
    }
}

/// The source of a sum as a program would write it: one line, with line breaks inside of texts as escapes.
fn rewritten(file: &FileModel, e: ExprId) -> String {
    let tree = file.module();
    let whole = tree.expr(e).span;
    let mut out = String::new();
    let mut at = whole.start;
    for (span, text) in texts(file, e) {
        between(file, Span::new(at, span.start.max(at)), &mut out);
        out.push_str(&text);
        at = span.end.max(at);
    }
    between(file, Span::new(at, whole.end.max(at)), &mut out);
    out
}

/// Every text inside the expression, as it would be written on one line, in source order.
fn texts(file: &FileModel, e: ExprId) -> Vec<(Span, String)> {
    let tree = file.module();
    let mut found = Vec::new();
    let mut open = vec![e];
    while let Some(e) = open.pop()
        && found.len() < MAX_LEAVES
    {
        match &tree.expr(e).kind {
            ExprKind::Str(tokens) | ExprKind::Bytes(tokens) => found.extend(tokens.iter().map(|token| {
                let content = tree.text(token.content);
                let content = if token.raw { content.to_owned() } else { on_one_line(content) };
                (token.span, format!("\"{content}\""))
            })),
            ExprKind::FString(_) => {
                let source = tree.text(tree.expr(e).span);
                let is_long = source.contains("\"\"\"") || source.contains("'''");
                let text = if is_long { on_one_line(source) } else { collapsed(source) };
                found.push((tree.expr(e).span, text));
            }
            _ => tree.children(e, &mut |child| open.push(child)),
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found
}

fn on_one_line(text: &str) -> String {
    [("\\\r\n", ""), ("\\\n", ""), ("\r\n", "\\n"), ("\n", "\\n"), ("\t", "\\t"), ("\\'", "'")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| if text.contains(from) { text.replace(from, to) } else { text })
}

fn collapsed(text: &str) -> String {
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() }
}

/// Code between texts, without its comments and line breaks.
fn between(file: &FileModel, span: Span, out: &mut String) {
    let tree = file.module();
    let comments = tree.comments();
    let first = comments.partition_point(|comment| comment.span.start < span.start);
    let mut at = span.start;
    for comment in comments[first..].iter().take_while(|comment| comment.span.end <= span.end) {
        out.push_str(&collapsed(tree.text(Span::new(at, comment.span.start))));
        at = comment.span.end;
    }
    out.push_str(&collapsed(tree.text(Span::new(at, span.end))));
}

/// `select … from`, `delete from`, `insert … values`, `replace … values`, `update … set`, in lower case: each verb at
/// the beginning of a word, each word with white space around it.
fn has_ruffs_words(text: &str) -> bool {
    let reaches = |verb: &'static str, word: &'static str| {
        let first = places(text, verb).find(|&at| starts_word(text, at) && is_space_at(text, at + verb.len()));
        let last = places(text, word)
            .filter(|&at| text[..at].ends_with(char::is_whitespace) && is_space_at(text, at + word.len()))
            .last();
        // White space behind the one and white space before the other: two signs at least.
        matches!((first, last), (Some(first), Some(last)) if last >= first + verb.len() + 2)
    };
    reaches("select", "from")
        || reaches("insert", "values")
        || reaches("replace", "values")
        || reaches("update", "set")
        || places(text, "delete").any(|at| starts_word(text, at) && deletes_from(text, at))
}

/// As [`has_ruffs_words`] for bandit, which lets a verb begin inside of a word.
fn has_bandits_words(text: &str) -> bool {
    /// Whether a word of the text ends at a place that `verb` gives, and `noun` comes anywhere behind it.
    fn reaches(mut verb: impl Iterator<Item = usize>, noun: Option<usize>) -> bool {
        matches!((verb.next(), noun), (Some(end), Some(noun)) if noun > end)
    }
    let ends = |verb: &'static str| places(text, verb).map(|at| at + verb.len()).filter(|&at| is_space_at(text, at));
    let last = |noun: &'static str| places(text, noun).filter(|&at| is_space_at(text, at + noun.len())).last();
    let into = |at: usize| {
        let rest = text[at..].trim_start();
        (rest.starts_with("into") && is_space_at(rest, 4)).then(|| text.len() - rest.len() + 4)
    };
    let values = places(text, "values")
        .filter(|&at| is_space_at(text, at + "values".len()) || text[at + "values".len()..].starts_with('('))
        .last();
    reaches(ends("select"), last("from"))
        || reaches(ends("update"), last("set"))
        || reaches(ends("insert").filter_map(into), values)
        || places(text, "delete").any(|at| deletes_from(text, at))
}

fn places<'t>(text: &'t str, word: &'static str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at)
}

fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn is_space_at(text: &str, at: usize) -> bool {
    text[at..].starts_with(char::is_whitespace)
}

fn deletes_from(text: &str, at: usize) -> bool {
    let behind = &text[at + "delete".len()..];
    let rest = behind.trim_start();
    rest.len() < behind.len() && rest.starts_with("from") && is_space_at(rest, "from".len())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use semantic::FileModel;
    use syntax::ast::StmtKind;

    /// Whether Ruff and bandit report the value of the code's first assignment, as observed.
    fn reported(code: &str) -> (bool, bool) {
        let file = FileModel::new(Arc::new(syntax::parse(code)));
        let value = file.module().body().iter().find_map(|&stmt| match file.module().stmt(stmt).kind {
            StmtKind::Assign { value, .. } => Some(value),
            _ => None,
        });
        value.map_or((false, false), |value| (super::is_ruffs(&file, value), super::is_bandits(&file, value)))
    }

    #[test]
    fn rows_of_the_peers() {
        for (code, expected) in [
            ("x = 'select a from b where ' + y", (true, true)),
            ("x = 'select' ' a from b ' + y", (false, true)),
            ("x = 'select a\\n from b ' + y", (true, true)),
            ("x = '''select a\nfrom b where''' + y", (false, true)),
            ("x = r'''select a\nfrom b where''' + y", (true, true)),
            ("x = f'''select {a}\nfrom b where'''", (true, true)),
            ("x = '\\nselect a from b where %s' % y", (false, true)),
            ("x = '\\n select a from b where {}'.format(y)", (true, true)),
            ("x = 'select a from b where {}'.replace('a', y)", (false, true)),
            ("x = ('select a from b where ' + y) % z", (false, true)),
            ("x = 'a' + f('select a from b where ')", (true, false)),
            ("x = y + f('select a from b where ')", (false, false)),
            ("x = 'a' + ('select a from b where ' if c else 'd')", (true, false)),
            ("x = 'insert into x values(%s)' % y", (false, true)),
            ("x = 'replace into x values (%s)' % y", (true, false)),
            ("x = 'update x set y = %s' % y", (true, true)),
            ("x = 'selects a from b ' + y", (false, false)),
            ("x = 'preselect a from b ' + y", (false, true)),
            ("x = 'select from ' + y", (false, true)),
            ("x = 'delete  from x where ' + y", (true, true)),
            ("x = 'select a from b '", (false, false)),
            ("x = f'select a from b '", (false, true)),
            ("x = b'select a from b where %s' % y", (false, false)),
        ] {
            assert_eq!(reported(code), expected, "{code}");
        }
    }
}
