//! S603: argument lists in which data can choose the program or is read by a second interpreter.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::given;
use crate::code::written::is_text;
use crate::detector::{Context, Detector};
use crate::languages::command::{elements, first_word};
use crate::languages::process::{Shell, command, judge_arguments, shell, spells_shell};
use crate::matcher::{called, is_named};

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
        } else if let Some(program) = program_of_split(cx, argv) {
            candidate.message = format!(
                "`shlex.split` cuts the data in this text into arguments, so whoever controls it can add options of `{program}`. \
                 Pass a list in which each value is one argument, and end the options with `--`."
            );
        }
        Some(candidate)
    }
}

/// The program of a text that is cut into arguments, where the code fixes it: `git` of `shlex.split(f"git show {name}")`.
fn program_of_split(cx: &Context<'_>, argv: ExprId) -> Option<String> {
    let made = given(cx.file, argv);
    let func = called(cx.file, made).filter(|&func| is_named(cx.file, func, &["shlex.split"]));
    first_word(cx.file, cx.facts(), cx.file.call_args(made).argument(Some(0), Some("s")).filter(|_| func.is_some())?)
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
