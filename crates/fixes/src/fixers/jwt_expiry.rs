//! PV403: a token gets an end.

use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct JwtExpiry;

impl Fixer for JwtExpiry {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let args = fix.file.call_args(call);
        let claims = args.argument(Some(0), Some("payload")).or_else(|| args.keyword("claims"))?;
        let dict = written(fix, claims)?;
        let ExprKind::Dict(entries) = fix.kind(dict) else { return None };
        if entries.is_empty() {
            return None;
        }
        let now = fix.name("time", "time");
        let quote = strings::quote(fix);
        let entry = format!("{quote}exp{quote}: int({now}()) + 15 * 60");
        fix.add_entries(dict, &[&entry])
    }
}

/// The mapping of the claims: where it is passed, or where its only name is given it.
fn written(fix: &Fix<'_>, claims: ExprId) -> Option<ExprId> {
    if matches!(fix.kind(claims), ExprKind::Dict(_)) {
        return Some(claims);
    }
    let shown = fix.file.display(claims)?;
    let statement = fix.file.enclosing_stmt(shown)?;
    let is_assigned = matches!(&fix.tree().stmt(statement).kind, StmtKind::Assign { value, .. } if *value == shown);
    (is_assigned && matches!(fix.kind(shown), ExprKind::Dict(_))).then_some(shown)
}
