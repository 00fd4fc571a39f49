//! S601: commands sent over SSH, where Paramiko is what sends them.

use model::Confidence;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::code::written::first;
use crate::detector::{Context, Detector};

pub(crate) struct ParamikoCommand;

impl Detector for ParamikoCommand {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let mut names = cx.file.qualified_names(func).peekable();
        candidate.beyond = cx.file.written_name(func).as_deref() != Some("paramiko.exec_command");
        if names.peek().is_some() && names.any(|name| name.starts_with("paramiko.")) {
            // It is surely Paramiko's.
        } else if !cx.facts().imports("paramiko") {
            return None;
        } else if cx.file.qualified_names(func).any(|name| name.starts_with('.')) {
            candidate.dismissed =
                Some("the method is defined in this project, where what it sends is judged".to_owned());
        } else {
            candidate.confidence = Some(Confidence::Low);
        }
        if candidate.focus.is_empty() {
            candidate.focus.extend(first(cx.file, call));
        }
        Some(candidate)
    }
}
