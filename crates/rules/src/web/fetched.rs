//! Records that are fetched one at a time, and the model that they are of.

use semantic::BindingKind;
use syntax::ast::{Argument, CompareOp, ExprId, ExprKind};

use crate::code::around::{function_of, given, last_word};
use crate::code::written;
use crate::detector::Context;

/// Methods of a query that give its one record.
const TAKES_ONE: [&str; 6] = ["first", "one", "one_or_none", "first_or_404", "one_or_404", "scalar_one_or_none"];

/// The model of a call that fetches one record by a parameter of the function.
pub(crate) fn fetched_model(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let method = last_word(cx.file, call)?;
    if TAKES_ONE.contains(&method) || method == "scalar" {
        return queried(cx, call);
    }
    if !matches!(method, "get" | "get_or_404" | "get_object_or_404" | "first_or_404" | "aget") {
        return None;
    }
    let args = cx.file.call_args(call).all();
    let only_number = args.iter().all(|argument| match argument {
        Argument::Keyword { name, .. } => matches!(cx.tree().text(name.span), "pk" | "id" | "ident" | "description"),
        _ => true,
    });
    let from_request = args.iter().map(Argument::value).any(|value| is_parameter(cx, value));
    if only_number && from_request { model_of(cx, call) } else { None }
}

/// `Order` of `session.query(Order).filter(Order.id == number).first()` and `Order.query.filter_by(id=number).one()`: there is one
/// condition, and it asks for the number alone.
fn queried(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let inner = |call: ExprId| match cx.tree().expr(function_of(cx.file, call)?).kind {
        ExprKind::Attribute { value, .. } => Some(value),
        _ => None,
    };
    // `session.scalar(select(Order).where(Order.id == number))`
    let mut condition = match last_word(cx.file, call) {
        Some("scalar") if cx.file.call_args(call).positional(0).is_some() => call,
        _ => inner(call)?,
    };
    // `session.execute(select(Order).where(Order.id == number)).scalar_one_or_none()`
    for _ in 0..2 {
        if let Some("execute" | "scalars" | "scalar") = last_word(cx.file, condition) {
            condition = given(cx.file, cx.file.call_args(condition).positional(0)?);
        } else if let ExprKind::Await(waited) = cx.tree().expr(condition).kind {
            condition = waited;
        }
        condition = given(cx.file, condition);
    }
    let args = cx.file.call_args(condition).all();
    let [argument] = args else { return None };
    let is_number = |field: &str| matches!(field, "pk" | "id" | "uuid");
    let asks_number = match (last_word(cx.file, condition)?, *argument) {
        ("filter_by", Argument::Keyword { name, value }) => {
            is_number(cx.tree().text(name.span)) && is_parameter(cx, value)
        }
        ("filter" | "where", Argument::Positional(test)) => match &cx.tree().expr(test).kind {
            ExprKind::Compare { left, rest } => match (&cx.tree().expr(*left).kind, &**rest) {
                (ExprKind::Attribute { attr, .. }, [(CompareOp::Eq, right)]) => {
                    is_number(cx.tree().text(attr.span)) && is_parameter(cx, *right)
                }
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    // `session.query(Order)`, or `Order.query`
    let asked = inner(condition).filter(|_| asks_number)?;
    model_of(cx, asked).or_else(|| model_of(cx, condition))
}

fn is_parameter(cx: &Context<'_>, value: ExprId) -> bool {
    matches!(cx.tree().expr(value).kind, ExprKind::Name)
        && cx
            .file
            .binding(value)
            .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }))
}

/// `Order` of `Order.query.get(…)`, `Order.objects.get(…)`, `session.get(Order, …)`, `get_object_or_404(Order, …)`.
pub(crate) fn model_of(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let is_class = |name: ExprId| {
        written::last_word(cx.file, name).is_some_and(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    if let Some(model) = cx.file.call_args(call).positional(0).filter(|&first| is_class(first)) {
        return Some(model);
    }
    let func = function_of(cx.file, call)?;
    if let ExprKind::Name = cx.tree().expr(func).kind {
        return Some(func).filter(|&name| is_class(name));
    }
    let mut at = func;
    for _ in 0..6 {
        let ExprKind::Attribute { value, .. } = cx.tree().expr(at).kind else { return None };
        at = match cx.tree().expr(value).kind {
            ExprKind::Name => return Some(value).filter(|&name| is_class(name)),
            ExprKind::Call { func, .. } => func,
            _ => value,
        };
    }
    None
}
