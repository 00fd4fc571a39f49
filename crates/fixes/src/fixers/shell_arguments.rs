//! S602, S605: a command for a shell becomes a list of arguments, each value one of them.

use syntax::ast::{ExprId, StmtKind};

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
        let list = arguments(fix, &template.parts)?;
        if let Some(shell) = fix.file.call_args(call).keyword("shell") {
            fix.remove_argument(call, shell)?;
            fix.replace(template.built, list);
            return Some(());
        }
        if !fix.is_named(func, &["os.system", "posix.system"]) {
            return None;
        }
        let run = fix.name("subprocess", "run");
        fix.replace(func, run);
        fix.replace(template.built, list);
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

/// The list that the shell would have made of the text; `None` if it is more than words.
fn arguments(fix: &Fix<'_>, parts: &[Part]) -> Option<String> {
    const SPECIAL: &str = "|&;<>()$`\\*?[]{}~!#\n\r%^";
    let mut words: Vec<Vec<Part>> = Vec::new();
    let mut word: Option<Vec<Part>> = None;
    let mut within: Option<char> = None;
    for part in parts {
        let Part::Text(text) = part else {
            word.get_or_insert_default().push(part.clone());
            continue;
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
    let words: Vec<String> = words.iter().map(|word| strings::join(fix, word, quote, true)).collect();
    Some(format!("[{}]", words.join(", ")))
}
