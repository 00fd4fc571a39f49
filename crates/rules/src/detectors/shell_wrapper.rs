//! S604: functions outside of `subprocess` that are told to use a shell.

use model::Confidence;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::code::written::{first, keyword, truth};
use crate::detector::{Context, Detector};
use crate::languages::process::is_subprocess;
use crate::scan::one_line;

pub(crate) struct ShellWrapper;

/// What wrappers call the parameter that takes the command.
const COMMAND: [&str; 7] = ["cmd", "command", "args", "cmdline", "commands", "script", "line"];

impl Detector for ShellWrapper {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, ref args } = cx.tree().expr(call).kind else { return };
        let option = args.iter().find_map(|argument| match *argument {
            Argument::Keyword { name, value } if cx.tree().text(name.span) == "shell" => Some(value),
            _ => None,
        });
        let Some(option) = option else { return };
        let known = cx.file.constant(option).map(|value| value.truthy()).or(truth(cx.file, option));
        if known == Some(false) {
            return;
        }
        let subprocess = is_subprocess(cx.file, call);
        if subprocess == Some(true) {
            return;
        }
        let name = one_line(cx.text(func));
        let message = format!(
            "`{name}` is told to use a shell, so a `;` or `$(…)` in data that is part of the command starts another \
             one. Pass a list of arguments without `shell=True`, or quote each value with `shlex.quote`."
        );
        let mut candidate = cx.candidate(call, message);
        candidate.beyond = truth(cx.file, option) != Some(true);
        candidate.confidence = known.is_none().then_some(Confidence::Low);
        candidate.focus = command(cx, call).into_iter().collect();
        candidate.dismissed = if subprocess.is_some() {
            Some("S602 reports what this shell is given".to_owned())
        } else if candidate.focus.is_empty() {
            Some("no command is passed with the option".to_owned())
        } else if cx.file.qualified_names(func).any(|name| name.starts_with('.') && !name.starts_with("..")) {
            Some(format!("`{name}` is defined in this file, where what it starts is judged"))
        } else {
            None
        };
        cx.report(candidate);
    }
}

/// What the wrapper is asked to run.
fn command(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let unpacked = || {
        cx.file.call_args(call).all().iter().find_map(|argument| match *argument {
            Argument::DoubleStar(value) => Some(value),
            _ => None,
        })
    };
    let named = COMMAND.iter().find_map(|name| keyword(cx.file, call, name));
    named.or_else(|| first(cx.file, call)).or_else(unpacked)
}
