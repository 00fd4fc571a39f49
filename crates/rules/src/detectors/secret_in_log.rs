//! PV460: secrets in messages of the log.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, FPart, StmtKind};

use crate::Candidate;
use crate::code::around::given;
use crate::code::shown::{is_protected, is_secret, shown};
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
        candidate.focus = args
            .all()
            .iter()
            .filter_map(value)
            .flat_map(|value| shown(cx, value, &|name| is_secret(name) || is_protected(name)))
            .collect();
        candidate.focus.extend(args.all().iter().filter_map(value).filter(|&value| is_sent_token(cx, value)));
        candidate.focus.retain(|&value| !is_shortened(cx, value) && !is_folder(cx, value));
        candidate.focus.extend(args.all().iter().filter_map(value).filter(|&value| holds_secret(cx, value)));
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

/// Whether a value is, or shows, all of a form or record that the function takes a secret out of: `request.form.to_dict()` beside
/// `request.form["password"]`, `credentials.model_dump()` beside `credentials.password`.
fn holds_secret(cx: &Context<'_>, value: ExprId) -> bool {
    if let ExprKind::FString(parts) = &cx.tree().expr(value).kind {
        return parts.iter().any(|part| matches!(*part, FPart::Interpolation { value, .. } if holds_secret(cx, value)));
    }
    let Some((whole, is_dumped)) = whole_of(cx, value) else { return false };
    let Some(function) = cx.file.enclosing_function(value) else { return false };
    let (span, name) = (cx.tree().stmt(function).span, cx.text(whole));
    let is_it = |e: ExprId| cx.text(e) == name;
    let is_key = |key: ExprId| cx.file.constant(key).is_some_and(|key| key.as_str().is_some_and(is_secret));
    let mut takes = false;
    for (id, expr) in cx.tree().exprs().filter(|(_, expr)| span.contains(expr.span)) {
        match &expr.kind {
            ExprKind::Subscript { value, index } if is_it(*value) && is_key(*index) => {
                if is_taken_out(cx, id) {
                    return false;
                }
                takes = true;
            }
            ExprKind::Attribute { value, attr } => {
                takes |= is_dumped && is_it(*value) && is_secret(cx.tree().text(attr.span));
            }
            ExprKind::Call { func, args } => {
                if let ExprKind::Attribute { value, attr } = cx.tree().expr(*func).kind
                    && is_it(value)
                    && args.first().is_some_and(|key| is_key(key.value()))
                {
                    match cx.tree().text(attr.span) {
                        "get" => takes = true,
                        "pop" => return false,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    takes
}

/// `del data["password"]`, `data["password"] = "***"`
fn is_taken_out(cx: &Context<'_>, item: ExprId) -> bool {
    cx.file.enclosing_stmt(item).is_some_and(|stmt| match &cx.tree().stmt(stmt).kind {
        StmtKind::Delete(_) => true,
        StmtKind::Assign { targets, .. } => targets.contains(&item),
        _ => false,
    })
}

/// The form or record that a value shows as a whole, and whether it is turned into a mapping: `credentials` of
/// `credentials.model_dump()`. What leaves fields out does not.
fn whole_of(cx: &Context<'_>, value: ExprId) -> Option<(ExprId, bool)> {
    match &cx.tree().expr(value).kind {
        ExprKind::Name => Some((value, false)),
        ExprKind::Attribute { value: object, attr } => match cx.tree().text(attr.span) {
            "__dict__" => Some((*object, true)),
            _ => Some((value, false)),
        },
        ExprKind::Call { func, args } => match (&cx.tree().expr(*func).kind, &args[..]) {
            (ExprKind::Attribute { value: object, attr }, []) => {
                let name = cx.tree().text(attr.span);
                matches!(name, "to_dict" | "model_dump" | "model_dump_json" | "dict" | "copy")
                    .then_some((*object, true))
            }
            (_, [Argument::Positional(shown)]) => {
                let name = crate::code::written::last_word(cx.file, *func)?;
                matches!(name, "dict" | "vars" | "asdict" | "dumps" | "str" | "repr").then_some(())?;
                let is_plain = matches!(cx.tree().expr(*shown).kind, ExprKind::Name | ExprKind::Attribute { .. });
                is_plain.then_some((*shown, matches!(name, "dict" | "vars" | "asdict")))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether `pwd` is the folder that one is in: `pwd = os.getcwd()`, `self._prev_pwd`.
fn is_folder(cx: &Context<'_>, value: ExprId) -> bool {
    let name = cx.text(value);
    let words = words(name.rsplit('.').next().unwrap_or(name));
    let is_made_so = || {
        let made = given(cx.file, value);
        crate::code::around::last_word(cx.file, made).is_some_and(|func| func.contains("cwd") || func.contains("pwd"))
    };
    words.last().is_some_and(|last| last == "pwd")
        && (words.iter().any(|word| matches!(&**word, "prev" | "previous" | "work" | "working")) || is_made_so())
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
