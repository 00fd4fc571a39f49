//! S610: values in the conditions of Django's `extra` become parameters.

use syntax::ast::{ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::sql::{self, Style};
use crate::template;

pub(crate) struct SqlExtra;

impl Fixer for SqlExtra {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let args = fix.file.call_args(call);
        let conditions = args.keyword("where")?;
        let ExprKind::List(items) = fix.kind(conditions) else { return None };
        // Parameters that are there are those of other conditions: their order is the author's.
        if args.keyword("params").is_some() || args.argument(Some(2), None).is_some() {
            return None;
        }
        let mut values = Vec::new();
        for &item in items {
            if is_text(fix, item) {
                continue;
            }
            let template = template::of(fix, item)?;
            let bound = sql::bound(fix, &template.parts)?;
            sql::rewrite(fix, &template, &bound, Style::Percent, false)?;
            values.extend(bound.elements());
        }
        // What else is no text stays where it is: then this is no repair.
        let others = ["select", "tables", "order_by"].into_iter().filter_map(|name| args.keyword(name));
        let is_open = |e: ExprId| fix.site.focus.iter().any(|&focus| fix.span(e).contains(fix.span(focus)));
        if values.is_empty() || others.into_iter().any(is_open) {
            return None;
        }
        fix.add_argument(call, &format!("params=[{}]", values.join(", ")))
    }
}

fn is_text(fix: &Fix<'_>, e: ExprId) -> bool {
    matches!(fix.kind(e), ExprKind::Str(_)) && !fix.text(e).contains('%')
}
