//! PV232: conditions of Django's queries whose fields the request names.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::web::stored::is_query;

pub(crate) struct ChosenLookup;

/// Methods of a query that take conditions by the names of fields.
const ASKING: [&str; 5] = ["filter", "exclude", "get", "aget", "complex_filter"];

impl Detector for ChosenLookup {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let args = cx.file.call_args(call);
        let asks = || asks_models(cx, func) || is_named(cx.file, func, &["django.db.models.Q"]);
        if !args.has_double_star() || !asks() {
            return;
        }
        let mut candidate = cx.candidate(
            call,
            "The request names the fields that this query asks for, those of passwords and of other tables as well: with \
             `password__startswith` a hash is found out letter by letter. Take the fields that a visitor may ask for from a list.",
        );
        let spread = args.all().iter().filter(|arg| matches!(arg, Argument::DoubleStar(_)));
        candidate.focus = spread.map(Argument::value).collect();
        cx.report(candidate);
    }
}

/// `Article.objects.filter`, `Article.objects.order_by("id").exclude`
fn asks_models(cx: &Context<'_>, func: ExprId) -> bool {
    let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else { return false };
    ASKING.contains(&cx.tree().text(attr.span)) && is_query(cx, object)
}
