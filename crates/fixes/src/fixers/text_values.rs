//! PV204: what a query compares with becomes a text, which no operator is.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::values;

pub(crate) struct TextValues;

/// Keys whose value is no text to compare with: code of the server, or a list.
const OTHERS: [&str; 8] = ["$where", "$expr", "$function", "$accumulator", "$in", "$nin", "$all", "$or"];

impl Fixer for TextValues {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        for value in fix.site.focus.clone() {
            let key = key(fix, value)?;
            if OTHERS.contains(&&*key) || !values::is_atom(fix, value, 0) {
                return None;
            }
            values::wrap(fix, value, "str({value})")?;
        }
        Some(())
    }
}

/// The key that a dictionary gives the value to.
fn key(fix: &Fix<'_>, value: ExprId) -> Option<String> {
    let Node::Expr(parent) = fix.file.parent(value) else { return None };
    let ExprKind::Dict(items) = fix.kind(parent) else { return None };
    let (key, _) = items.iter().find(|(_, item)| *item == value)?;
    Some(fix.file.constant((*key)?)?.as_str()?.to_owned())
}
