//! S507: policies that accept a server whose key is not known.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::development::is_for_development;
use crate::detector::{Context, Detector};
use crate::matcher::plain;

pub(crate) struct HostKey;

const POLICIES: [&str; 4] = [
    "paramiko.AutoAddPolicy",
    "paramiko.client.AutoAddPolicy",
    "paramiko.WarningPolicy",
    "paramiko.client.WarningPolicy",
];

const CLIENTS: [&str; 2] = ["paramiko.SSHClient", "paramiko.client.SSHClient"];

impl Detector for HostKey {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &policy = candidate.focus.first()?;
        candidate.focus.clear();
        // The class, or an object of it.
        if !cx.file.qualified_names(policy).map(plain).any(|name| POLICIES.contains(&&*name)) {
            return None;
        }
        candidate.beyond = !is_as_written(cx, candidate.expr?, policy);
        if is_for_development(cx, candidate.expr?) {
            candidate.dismissed =
                Some("a condition around it says that it runs in tests or for debugging alone".to_owned());
        }
        Some(candidate)
    }
}

/// Whether imports alone name the policy, and the client is what the last assignment to its name made.
fn is_as_written(cx: &Context<'_>, call: ExprId, policy: ExprId) -> bool {
    let class = match cx.tree().expr(policy).kind {
        ExprKind::Call { func, .. } => func,
        _ => policy,
    };
    if !cx.file.written_name(class).is_some_and(|name| POLICIES.contains(&&*name)) {
        return false;
    }
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    let ExprKind::Attribute { value: client, .. } = cx.tree().expr(func).kind else { return false };
    if !matches!(cx.tree().expr(client).kind, ExprKind::Name) {
        return false;
    }
    let Some(&last) = cx.file.reaching(client).last() else { return false };
    let BindingKind::Assign { value: Some(made), .. } = cx.file.binding_info(last).kind else { return false };
    match cx.tree().expr(made).kind {
        ExprKind::Call { func, .. } => cx.file.written_name(func).is_some_and(|name| CLIENTS.contains(&&*name)),
        _ => false,
    }
}
