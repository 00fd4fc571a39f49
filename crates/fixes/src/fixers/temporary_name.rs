//! S306: a temporary name becomes a file that is there, for its owner alone.

use syntax::ast::{Argument, ExprId};

use crate::fix::{Fix, Fixer};

pub(crate) struct TemporaryName;

impl Fixer for TemporaryName {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let mut arguments = Vec::new();
        for (argument, word) in args.iter().zip(["suffix", "prefix", "dir"]) {
            arguments.push(match *argument {
                Argument::Positional(value) => format!("{word}={}", fix.text(value)),
                Argument::Keyword { name, value } => format!("{}={}", fix.tree().text(name.span), fix.text(value)),
                Argument::Star(_) | Argument::DoubleStar(_) => return None,
            });
        }
        arguments.push("delete=False".to_owned());
        if fix.has_comment(fix.span(call)) || args.len() > 3 {
            return None;
        }
        if !is_opened(fix, call) {
            fix.needs_review("The file is there already, for its owner alone: what makes a folder, a socket or a link of this name has to take another way.");
        }
        let make = fix.name("tempfile", "NamedTemporaryFile");
        fix.replace(func, make);
        let from = fix.span(func).end;
        fix.replace_span(syntax::Span::new(from, fix.span(call).end), format!("({}).name", arguments.join(", ")));
        Some(())
    }
}

/// Whether the name is one that the same function opens for writing.
fn is_opened(fix: &Fix<'_>, name: ExprId) -> bool {
    fix.file.calls().iter().any(|&call| {
        let args = fix.file.call_args(call);
        let Some((func, _)) = fix.parts(call) else { return false };
        let is_open = fix.is_named(func, &["builtins.open", "io.open"]);
        let is_it = args.argument(Some(0), Some("file")).is_some_and(|e| fix.file.display(e) == Some(name));
        let mode = args.argument(Some(1), Some("mode")).and_then(|mode| fix.file.constant(mode));
        is_open && is_it && mode.is_some_and(|mode| mode.as_str().is_some_and(|mode| mode.starts_with('w')))
    })
}
