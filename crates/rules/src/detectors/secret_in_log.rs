//! PV460: secrets in messages of the log.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::given;
use crate::code::shown::{is_secret, shown};
use crate::detector::{Context, Detector};

pub(crate) struct SecretInLog;

impl Detector for SecretInLog {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let value = |argument: &Argument| match *argument {
            Argument::Keyword { name, value } => {
                (!matches!(cx.tree().text(name.span), "exc_info" | "stack_info" | "stacklevel")).then_some(value)
            }
            _ => Some(argument.value()),
        };
        candidate.focus = args.all().iter().filter_map(value).flat_map(|value| shown(cx, value, &is_secret)).collect();
        candidate.focus.extend(args.all().iter().filter_map(value).filter(|&value| is_sent_token(cx, value)));
        candidate.focus.retain(|&value| !is_shortened(cx, value));
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}

/// Whether a name that says no more than `token` holds what a client signs in with: `token = headers["authorization"][7:]`.
fn is_sent_token(cx: &Context<'_>, value: ExprId) -> bool {
    let made = given(cx.file, value);
    made != value
        && words(cx.text(value)).last().is_some_and(|last| last == "token")
        && cx.text(made).to_ascii_lowercase().contains("authorization")
}

/// Whether a name holds only the beginning of a secret somewhere, `key[:8] + "…"`: it is there to be shown. `header[7:]` is all that
/// matters of it.
fn is_shortened(cx: &Context<'_>, value: ExprId) -> bool {
    let is_slice = |e: ExprId| {
        let span = cx.tree().expr(e).span;
        cx.tree()
            .exprs()
            .any(|(_, expr)| matches!(expr.kind, ExprKind::Slice { upper: Some(_), .. }) && span.contains(expr.span))
    };
    matches!(cx.tree().expr(value).kind, ExprKind::Name)
        && cx.file.reaching(value).iter().any(|&binding| {
            matches!(cx.file.binding_info(binding).kind, BindingKind::Assign { value: Some(made), .. } if is_slice(made))
        })
}
