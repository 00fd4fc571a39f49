//! PV460: secrets in messages of the log.

use secrets::words;
use semantic::{BindingKind, Const};
use syntax::ast::{Argument, ExprId, ExprKind, FPart, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, given};
use crate::code::built::{Piece, pieces};
use crate::code::shown::{is_protected, is_secret, shown};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct SecretInLog;

impl Detector for SecretInLog {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        // Sentry is told to send what a person does, and nothing is written here.
        if calls_one_of(cx.file, call, &["sentry_sdk.init"]) {
            return Some(candidate);
        }
        let args = cx.file.call_args(call);
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
        candidate.focus.extend(args.all().iter().filter_map(value).filter(|&value| holds_all(cx, value)));
        candidate.focus.extend(in_links(cx, call));
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}

/// Whether a value is the whole environment of the program, or all headers of a request: `dict(os.environ)`, `request.headers`.
fn holds_all(cx: &Context<'_>, value: ExprId) -> bool {
    match &cx.tree().expr(value).kind {
        ExprKind::Call { func, args } => match (&cx.tree().expr(*func).kind, &args[..]) {
            (ExprKind::Attribute { value: object, attr }, []) => {
                matches!(cx.tree().text(attr.span), "copy" | "items" | "to_dict") && holds_all(cx, *object)
            }
            (_, [Argument::Positional(inner), ..]) => {
                let name = crate::code::written::last_word(cx.file, *func);
                matches!(name, Some("dict" | "str" | "repr" | "dumps" | "pformat")) && holds_all(cx, *inner)
            }
            _ => false,
        },
        ExprKind::FString(parts) => {
            parts.iter().any(|part| matches!(*part, FPart::Interpolation { value, .. } if holds_all(cx, value)))
        }
        ExprKind::Attribute { value: object, attr } => {
            is_named(cx.file, value, &["os.environ"])
                || cx.tree().text(attr.span) == "headers" && matches!(cx.text(*object), "request" | "self.request")
        }
        ExprKind::Name => is_named(cx.file, value, &["os.environ"]),
        _ => false,
    }
}

/// The values that a message puts into the query of an address as what lets somebody in: `"https://…/reset?token=%s", token`, also
/// where the address was made before.
fn in_links(cx: &Context<'_>, call: ExprId) -> Vec<ExprId> {
    let mut positional = cx.file.call_args(call).all().iter().filter_map(|argument| match *argument {
        Argument::Positional(value) => Some(value),
        _ => None,
    });
    let Some(message) = positional.next() else { return Vec::new() };
    let values: Vec<ExprId> = positional.collect();
    let mut found = Vec::new();
    if let Some(Const::Str(text)) = cx.file.constant(message) {
        let gaps: Vec<&str> = text.split("%s").collect();
        for (at, &value) in values.iter().enumerate() {
            let before = gaps.get(..=at).filter(|before| before.len() < gaps.len());
            if before.is_some_and(|before| opens(&before.concat(), cx.text(value))) {
                found.push(value);
            }
        }
    }
    for &value in values.iter().chain([&message]) {
        let Some(pieces) = pieces(cx.file, given(cx.file, value)) else { continue };
        let mut before = String::new();
        for piece in &pieces {
            match piece {
                Piece::Text(text) => before.push_str(text),
                Piece::Value(inserted) if opens(&before, cx.text(*inserted)) => found.push(*inserted),
                Piece::Value(_) => {}
            }
        }
    }
    found
}

/// Whether what follows `before` is a token in the query of an address, `https://desk.example.org/reset?token=`, as the field and
/// the value's name say.
fn opens(before: &str, value: &str) -> bool {
    let Some((_, address)) = before.rsplit_once("://") else { return false };
    let Some((_, field)) = address.strip_suffix('=').and_then(|address| address.rsplit_once(['?', '&'])) else {
        return false;
    };
    let is_token = |name: &str| {
        words(name).last().is_some_and(|last| matches!(&**last, "token" | "key" | "apikey" | "secret" | "password"))
    };
    let says_so =
        |name: &str| is_token(name) && !words(name).iter().any(|word| matches!(&**word, "page" | "next" | "public"));
    !address.contains(char::is_whitespace) && says_so(value) && (says_so(field) || matches!(field, "t" | "code"))
}

/// Whether a name that says no more than `token` holds what a client signs in with, `token = headers["authorization"][7:]`, or what
/// nobody is to guess, `token = secrets.token_urlsafe()`.
fn is_sent_token(cx: &Context<'_>, value: ExprId) -> bool {
    const OF_WORK: [&str; 9] = ["request", "trace", "correlation", "run", "job", "task", "cache", "boundary", "lock"];
    let made = given(cx.file, value);
    let words = words(cx.text(value));
    let is_made = || {
        calls_one_of(cx.file, made, &["secrets.token_urlsafe", "secrets.token_hex"])
            && !words.iter().any(|word| OF_WORK.contains(&&**word))
    };
    made != value
        && words.last().is_some_and(|last| last == "token")
        && (cx.text(made).to_ascii_lowercase().contains("authorization") || is_made())
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
