//! S507: policies that accept a server whose key is not known.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_in, last_word};
use crate::code::development::is_for_development;
use crate::detector::{Context, Detector};
use crate::languages::tls;
use crate::matcher::{called, plain};

pub(crate) struct HostKey;

const POLICIES: [&str; 4] = [
    "paramiko.AutoAddPolicy",
    "paramiko.client.AutoAddPolicy",
    "paramiko.WarningPolicy",
    "paramiko.client.WarningPolicy",
];

/// What policies of a program's own stand below.
const BASES: [&str; 2] = ["paramiko.MissingHostKeyPolicy", "paramiko.client.MissingHostKeyPolicy"];

const CLIENTS: [&str; 2] = ["paramiko.SSHClient", "paramiko.client.SSHClient"];

impl Detector for HostKey {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // Of other libraries and programs the page's blocks say all.
        let policy = candidate.focus.pop();
        if let Some(policy) = policy {
            // The class, or an object of it.
            let is_listed = cx.file.qualified_names(policy).map(plain).any(|name| POLICIES.contains(&&*name));
            if !is_listed && !accepts_all(cx, called(cx.file, policy).unwrap_or(policy)) {
                return None;
            }
            candidate.beyond = !is_as_written(cx, candidate.expr?, policy);
        }
        let place = policy.or(candidate.expr)?;
        if tls::is_asked_for(cx, place) {
            candidate.cvss = Some(tls::BY_A_SETTING);
        }
        if is_for_development(cx, candidate.expr?) {
            candidate.dismissed =
                Some("a condition around it says that it runs in tests or for debugging alone".to_owned());
        }
        Some(candidate)
    }
}

/// Whether the name is that of a class of the file, below Paramiko's policy, that says no to nobody: its `missing_host_key` raises nothing, and
/// calls nothing but what tells of the key or keeps it.
fn accepts_all(cx: &Context<'_>, class: ExprId) -> bool {
    const HARMLESS: [&str; 14] = [
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "print",
        "add",
        "get_host_keys",
        "save_host_keys",
        "get_name",
        "get_fingerprint",
        "get_base64",
        "hexlify",
        "format",
    ];
    let Some(BindingKind::Class(class)) = cx.file.binding(class).map(|binding| cx.file.binding_info(binding).kind)
    else {
        return false;
    };
    if !cx.file.base_names(class).any(|base| BASES.contains(&base)) {
        return false;
    }
    let answers = cx.file.class(class).and_then(|class| {
        class.body.iter().copied().find(|&stmt| {
            matches!(cx.tree().stmt(stmt).kind, StmtKind::Function(_))
                && cx.file.definition_name(stmt) == "missing_host_key"
        })
    });
    answers.is_some_and(|function| {
        let span = cx.tree().stmt(function).span;
        let refuses =
            cx.tree().stmts().any(|(_, stmt)| span.contains(stmt.span) && matches!(stmt.kind, StmtKind::Raise { .. }));
        !refuses
            && calls_in(cx.file, span).all(|call| last_word(cx.file, call).is_some_and(|name| HARMLESS.contains(&name)))
    })
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
