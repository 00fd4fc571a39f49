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
        let (_, last) = *entries.last()?;
        let [now, minutes, zone] = [("datetime", "datetime"), ("datetime", "timedelta"), ("datetime", "timezone")]
            .map(|(module, name)| fix.name(module, name));
        let quote = strings::quote(fix);
        let entry = format!("{quote}exp{quote}: {now}.now({zone}.utc) + {minutes}(minutes=15)");
        let limit = fix.span(dict).end.checked_sub(1)?;
        let end = fix.end_of(last, limit)?;
        let first = entries.first().map(|(key, value)| fix.span(key.unwrap_or(*value)).start)?;
        let own_line = fix.indentation(first).len() > fix.indentation(fix.span(dict).start).len();
        let between = if own_line { format!("\n{}", fix.indentation(first)) } else { " ".to_owned() };
        fix.insert(end, format!(",{between}{entry}"));
        Some(())
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
