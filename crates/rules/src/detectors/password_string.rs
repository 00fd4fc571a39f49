//! S105: secrets that are assigned, compared with, or stand in a dictionary.

use syntax::ast::{CompareOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::detector::{Context, Detector};
use crate::scan::one_line;
use crate::secret;

pub(crate) struct PasswordString;

impl Detector for PasswordString {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => {
                for &target in targets {
                    given(cx, target, *value, "The value of");
                }
            }
            StmtKind::AnnAssign { target, value: Some(value), .. } => given(cx, *target, *value, "The value of"),
            _ => {}
        }
    }

    fn expression(&self, cx: &mut Context<'_>, expr: ExprId) {
        match &cx.tree().expr(expr).kind {
            ExprKind::Dict(entries) => {
                for &(key, value) in entries {
                    let Some(key) = key else { continue };
                    let Some(name) = cx.file.constant(key).and_then(|key| key.as_str().map(str::to_owned)) else {
                        continue;
                    };
                    let what = format!("The value of `{}`", one_line(&name));
                    if let Some(candidate) = secret::candidate(cx, &name, value, &what) {
                        cx.report(candidate);
                    }
                }
            }
            ExprKind::Compare { left, rest } => {
                if let [(CompareOp::Eq | CompareOp::NotEq, right)] = **rest {
                    given(cx, *left, right, "The value that is compared with");
                    given(cx, right, *left, "The value that is compared with");
                }
            }
            _ => {}
        }
    }
}

/// Reports `value` if the last part of `target` is a secret's name.
fn given(cx: &mut Context<'_>, target: ExprId, value: ExprId, what: &str) {
    let name = match cx.tree().expr(target).kind {
        ExprKind::Name => cx.text(target).to_owned(),
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span).to_owned(),
        ExprKind::Subscript { index, .. } => {
            let Some(key) = cx.file.constant(index).and_then(|key| key.as_str().map(str::to_owned)) else { return };
            key
        }
        _ => return,
    };
    let what = format!("{what} `{}`", one_line(&name));
    if let Some(candidate) = secret::candidate(cx, &name, value, &what) {
        cx.report(candidate);
    }
}
