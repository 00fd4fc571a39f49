//! S605: commands handed to a shell, wherever the call has them.

use crate::Candidate;
use crate::code::around::last_word;
use crate::code::written::first;
use crate::detector::{Context, Detector};

pub(crate) struct ShellStart;

impl Detector for ShellStart {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        // `loop.subprocess_shell(protocol, command)`, `sh.bash("-c", command)`
        if matches!(last_word(cx.file, call), Some("subprocess_shell" | "bash" | "sh" | "dash" | "zsh" | "ksh")) {
            return (!candidate.focus.is_empty()).then_some(candidate);
        }
        if let Some(command) = first(cx.file, call) {
            candidate.focus = vec![command];
            return Some(candidate);
        }
        let args = cx.file.call_args(call);
        let named = ["cmd", "command"].into_iter().find_map(|keyword| args.keyword(keyword))?;
        candidate.focus = vec![named];
        candidate.beyond = true;
        Some(candidate)
    }
}
