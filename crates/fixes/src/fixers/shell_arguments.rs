//! S602, S605: a command for a shell becomes a list of arguments, each value one of them.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part};

pub(crate) struct ShellArguments;

impl Fixer for ShellArguments {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let command = fix
            .file
            .call_args(call)
            .argument(Some(0), Some("args"))
            .or_else(|| fix.file.call_args(call).argument(None, Some("command")))?;
        if !args.iter().any(|argument| argument.value() == command) {
            return None;
        }
        let template = template::of(fix, command)?;
        let (words, is_split) = arguments(fix, &template.parts)?;
        let place = fix.whole_value(template.built);
        let list = list(fix, &words, place.start);
        if is_split {
            fix.needs_review(
                "The program gets a list of arguments and no shell reads them: each value is one argument. If one is meant to hold several, \
                 it has to be a list of its own.",
            );
        }
        if let Some(shell) = fix.file.call_args(call).keyword("shell") {
            fix.remove_argument(call, shell)?;
            fix.replace_span(place, list);
            return Some(());
        }
        if !fix.is_named(func, &["os.system", "posix.system"]) {
            return None;
        }
        let run = fix.name("subprocess", "run");
        fix.replace(func, run);
        fix.replace_span(place, list);
        fix.add_argument(call, "check=False")?;
        if !is_dropped(fix, call) {
            fix.insert(fix.span(call).end, ".returncode");
            fix.needs_review("Each value is one argument now and no shell reads it; the result is the program's exit status itself, not the \
                              encoded one of `os.system`: check what the code does with it.");
        }
        Some(())
    }
}

/// Whether nothing looks at the call's result.
fn is_dropped(fix: &Fix<'_>, call: ExprId) -> bool {
    let statement = fix.file.enclosing_stmt(call).map(|stmt| &fix.tree().stmt(stmt).kind);
    matches!(statement, Some(StmtKind::Expr(e)) if *e == call)
}

/// A list on one line, or with one line for each word where that would be long. `at` is where it begins.
fn list(fix: &Fix<'_>, words: &[String], at: u32) -> String {
    const WIDTH: u32 = 100;
    let line = format!("[{}]", words.join(", "));
    if fix.tree().position(at).column + line.chars().count() as u32 <= WIDTH {
        return line;
    }
    let indentation = fix.indentation(at);
    let step = fix.step();
    let lines: String = words.iter().flat_map(|word| [indentation, step, word.as_str(), ",\n"]).collect();
    format!("[\n{lines}{indentation}]")
}

/// Whether a value is one word wherever it comes from in this file: a value that is put together may hold several.
fn is_word(fix: &Fix<'_>, value: ExprId) -> bool {
    const SEVERAL: [&str; 9] = ["args", "arguments", "cmd", "command", "extra", "flags", "options", "opts", "params"];
    let text = fix.text(value).to_ascii_lowercase();
    let last = text.rsplit(['.', '_']).next().unwrap_or_default();
    match fix.kind(value) {
        ExprKind::Call { func, .. } => {
            !matches!(fix.kind(*func), ExprKind::Attribute { attr, .. } if matches!(fix.tree().text(attr.span), "join" | "format"))
        }
        ExprKind::Name => {
            let is_plain = |binding: &semantic::BindingId| match fix.file.binding_info(*binding).kind {
                BindingKind::Assign { value: Some(given), .. } => !holds_space(fix, given),
                BindingKind::AugAssign(_) => false,
                _ => true,
            };
            !SEVERAL.contains(&last) && fix.file.reaching(value).iter().all(is_plain)
        }
        ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => !SEVERAL.contains(&last),
        ExprKind::Int => true,
        _ => false,
    }
}

/// Whether an expression puts a text with a space in it together.
fn holds_space(fix: &Fix<'_>, e: ExprId) -> bool {
    let span = fix.span(e);
    let inside = fix.tree().exprs().filter(|(_, expr)| span.contains(expr.span));
    inside.into_iter().any(|(_, expr)| {
        matches!(expr.kind, ExprKind::Str(_) | ExprKind::FString(_)) && fix.tree().text(expr.span).contains(' ')
    })
}

/// The words that the shell would have made of the text, and whether it would have taken a value apart at its spaces; `None` if
/// it is more than words.
fn arguments(fix: &Fix<'_>, parts: &[Part]) -> Option<(Vec<String>, bool)> {
    const SPECIAL: &str = "|&;<>()$`\\*?[]{}~!#\n\r%^";
    let mut words: Vec<Vec<Part>> = Vec::new();
    let mut word: Option<Vec<Part>> = None;
    let mut within: Option<char> = None;
    let mut is_split = false;
    for part in parts {
        let text = match part {
            Part::Text(text) => text,
            Part::Value(value) => {
                if !is_word(fix, *value) {
                    return None;
                }
                is_split |= within.is_none();
                word.get_or_insert_default().push(part.clone());
                continue;
            }
        };
        for letter in text.chars() {
            match (within, letter) {
                (Some(quote), letter) if letter == quote => within = None,
                (Some('"'), '$' | '`' | '\\') => return None,
                (None, '"' | '\'') => {
                    within = Some(letter);
                    word.get_or_insert_default();
                }
                (None, ' ' | '\t') => words.extend(word.take()),
                (None, letter) if SPECIAL.contains(letter) => return None,
                (_, letter) => {
                    let word = word.get_or_insert_default();
                    match word.last_mut() {
                        Some(Part::Text(before)) => before.push(letter),
                        _ => word.push(Part::Text(letter.to_string())),
                    }
                }
            }
        }
    }
    words.extend(word);
    // A program that is not known stays a matter of whoever chooses it, and so does `NAME=value program`.
    let program = match words.first().map(Vec::as_slice) {
        Some([Part::Text(program)]) if within.is_none() && !program.contains('=') => program,
        _ => return None,
    };
    // These are the shell's own.
    if ["cd", "export", "source", ".", "exec", "eval", "set", "ulimit", "umask", "if", "for", "while"]
        .contains(&program.as_str())
    {
        return None;
    }
    let quote = strings::quote(fix);
    Some((words.iter().map(|word| strings::join(fix, word, quote, true)).collect(), is_split))
}
