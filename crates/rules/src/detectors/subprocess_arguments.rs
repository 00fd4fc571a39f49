//! S603: argument lists in which data can choose the program or is read by a second interpreter.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::command::elements;
use crate::detector::{Context, Detector};
use crate::process::{Shell, command, judge_arguments, shell, spells_shell};
use crate::written::is_text;

pub(crate) struct SubprocessArguments;

impl Detector for SubprocessArguments {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        // Nothing is started by a call without a command: it raises an error.
        let (argv, seen) = command(cx.file, call)?;
        if spells_shell(cx.file, call) {
            return None;
        }
        candidate.beyond |= !seen || is_trusted(cx, argv);
        if shell(cx.file, call) != Shell::Off {
            candidate.dismissed = Some("a shell may read this command: S602 says what that means here".to_owned());
            return Some(candidate);
        }
        candidate.focus = vec![argv];
        // A text, or a list that is made elsewhere: where all of it comes from decides.
        if let Some(elements) = elements(cx.file, argv) {
            judge_arguments(cx.file, &mut candidate, elements);
        }
        Some(candidate)
    }
}

/// Whether a command is written out as texts and `sys.executable`.
fn is_trusted(cx: &Context<'_>, argv: ExprId) -> bool {
    let fixed = |e: ExprId| is_text(cx.file, e) || cx.file.written_name(e).as_deref() == Some("sys.executable");
    let argv = match cx.tree().expr(argv).kind {
        ExprKind::Named { value, .. } => value,
        _ => argv,
    };
    match &cx.tree().expr(argv).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().all(|&item| fixed(item)),
        _ => fixed(argv),
    }
}
