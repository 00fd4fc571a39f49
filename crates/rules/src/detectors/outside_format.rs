//! PV235: formats from outside, whose fields reach into the objects that they are given.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, function_of, given};
use crate::code::written::last_word;
use crate::detector::{Context, Detector};

pub(crate) struct OutsideFormat;

/// Less harm: of texts and numbers a field shows little, and a width makes a long text at most.
const OF_TEXTS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:L";

impl Detector for OutsideFormat {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.focus.retain(|&format| !cx.file.is_constant(format));
        let &receiver = candidate.focus.first()?;
        let args = cx.file.call_args(candidate.expr?).all();
        // Constants show nothing, and without arguments it is a method of another kind: `statement.format()`.
        if args.iter().all(|arg| cx.file.is_constant(arg.value())) || is_own_method(cx, receiver) {
            return None;
        }
        if !args.iter().map(Argument::value).any(|value| shows_more(cx, value)) {
            candidate.cvss = Some(OF_TEXTS);
        }
        candidate.callers_decide =
            Some("a function may be meant to be given a format; each caller is judged where it is".to_owned());
        Some(candidate)
    }
}

/// Whether the receiver is an object that a class made, which formats itself in a way of its own: `SQLScript(text).format(comments=False)`.
fn is_own_method(cx: &Context<'_>, receiver: ExprId) -> bool {
    let made = given(cx.file, receiver);
    function_of(cx.file, made)
        .and_then(|func| last_word(cx.file, func))
        .is_some_and(|class| class.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// Whether a field can go from the value to others: an object of the program's own, or all names of a place.
fn shows_more(cx: &Context<'_>, value: ExprId) -> bool {
    let made = cx.file.display(value).unwrap_or(value);
    match cx.tree().expr(made).kind {
        ExprKind::Name => {
            matches!(
                cx.text(made),
                "self" | "cls" | "app" | "request" | "settings" | "config" | "user" | "current_user"
            )
        }
        ExprKind::Attribute { attr, .. } => matches!(cx.tree().text(attr.span), "__dict__" | "config" | "user"),
        ExprKind::Call { func, .. } => {
            calls_one_of(cx.file, made, &["builtins.locals", "builtins.globals", "builtins.vars"])
                // An object of a class of this file.
                || cx.file.qualified_names(func).any(|name| name.starts_with('.') && name.contains(|c: char| c.is_ascii_uppercase()))
        }
        _ => false,
    }
}
