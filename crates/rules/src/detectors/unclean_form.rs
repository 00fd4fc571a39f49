//! PV320: a form is checked, and what the browser sent is used in its place.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::code::around::{calls_in, given, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct UncleanForm;

/// Fields that say what to do next, and are no data of the form.
const STEERING: [&str; 6] = ["next", "action", "submit", "csrfmiddlewaretoken", "g-recaptcha-response", "page"];

impl Detector for UncleanForm {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind else { return };
        if matches!(cx.tree().text(attr.span), "get" | "getlist")
            && let Some(field) = cx.file.call_args(call).positional(0)
        {
            look(cx, call, value, field);
        }
    }

    fn subscript(&self, cx: &mut Context<'_>, expr: ExprId) {
        if let ExprKind::Subscript { value, index } = cx.tree().expr(expr).kind {
            look(cx, expr, value, index);
        }
    }
}

fn look(cx: &mut Context<'_>, place: ExprId, data: ExprId, field: ExprId) {
    if !is_post(cx, data) || !cx.facts().imports("django") {
        return;
    }
    let is_data =
        cx.file.constant(field).is_some_and(|field| field.as_str().is_some_and(|field| !STEERING.contains(&field)));
    if !is_data {
        return;
    }
    let Some(function) = cx.file.enclosing_function(place) else { return };
    let before = cx.tree().expr(place).span.start;
    let around = cx.tree().stmt(function).span;
    let is_checked =
        calls_in(cx.file, around).take_while(|&call| cx.tree().expr(call).span.start < before).any(|call| {
            last_word(cx.file, call) == Some("is_valid") && form_of(cx, call).is_some_and(|form| takes_post(cx, form))
        });
    if is_checked {
        let candidate = cx.candidate(
            place,
            "The form has checked and converted this field, and here the text of the browser is used in its place. Read \
             `form.cleaned_data`.",
        );
        cx.report(candidate);
    }
}

/// `request.POST`, `self.request.POST`
fn is_post(cx: &Context<'_>, data: ExprId) -> bool {
    let ExprKind::Attribute { value, attr } = cx.tree().expr(data).kind else { return false };
    cx.tree().text(attr.span) == "POST" && crate::code::written::last_word(cx.file, value) == Some("request")
}

/// The call that made the form of `form.is_valid()`.
fn form_of(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
    let ExprKind::Attribute { value, .. } = cx.tree().expr(func).kind else { return None };
    // A page that shows the form again is given it, which changes nothing of what made it.
    let made = given(cx.file, value);
    let is_set = is_named(cx.file, value, &["django.forms.formset_factory"]);
    (!is_set && matches!(cx.tree().expr(made).kind, ExprKind::Call { .. })).then_some(made)
}

fn takes_post(cx: &Context<'_>, form: ExprId) -> bool {
    cx.file.call_args(form).all().iter().map(Argument::value).any(|value| match cx.tree().expr(value).kind {
        ExprKind::BoolOp { ref values, .. } => values.iter().any(|&value| is_post(cx, value)),
        _ => is_post(cx, value),
    })
}
