//! S602: commands of `subprocess` that a shell reads, or may read.

use model::Confidence;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::languages::process::{Shell, command, shell, spells_shell};
use crate::scan::one_line;

pub(crate) struct ShellOption;

impl Detector for ShellOption {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let (command, seen) = command(cx.file, call)?;
        match shell(cx.file, call) {
            Shell::Off => return None,
            Shell::On => {}
            Shell::Open => {
                let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
                candidate.confidence = Some(Confidence::Low);
                candidate.message = format!(
                    "`{}` may give this command to a shell, as `shell` says at run time; then a `;` or `$(…)` in data \
                     that is part of it starts another command. Pass a list of arguments without `shell=True`.",
                    one_line(cx.text(func))
                );
            }
        }
        candidate.beyond |= !seen || !spells_shell(cx.file, call);
        candidate.focus = vec![command];
        Some(candidate)
    }
}
