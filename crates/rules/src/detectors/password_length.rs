//! PV419: passwords that are stored as they come, however short they are.

use model::Confidence;
use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, calls_one_of, decorator_name, function_of, given, last_word};
use crate::detector::{Context, Detector};
use crate::{
    code::{testing, written},
    web::login,
};

pub(crate) struct PasswordLength;

/// Calls that make the hash of a password, and nothing else of it.
const HASHES: [&str; 12] = [
    "werkzeug.security.generate_password_hash",
    "flask_bcrypt.Bcrypt.generate_password_hash",
    "flask_bcrypt.generate_password_hash",
    "bcrypt.hashpw",
    "argon2.PasswordHasher.hash",
    "argon2.hash_password",
    "passlib.context.CryptContext.hash",
    "passlib.context.CryptContext.encrypt",
    "passlib.hash.bcrypt.hash",
    "passlib.hash.argon2.hash",
    "passlib.hash.pbkdf2_sha256.hash",
    "pwdlib.PasswordHash.hash",
];

impl Detector for PasswordLength {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        if !login::answers_requests(cx, function, definition) || testing::is_test_file(cx.path) {
            return;
        }
        let span = cx.tree().stmt(function).span;
        let Some(hash) = calls_in(cx.file, span).find(|&call| hashes(cx, call)) else { return };
        let Some(password) = cx.file.call_args(hash).positional(0).map(|first| unwrapped(cx, first)) else { return };
        if !is_unchecked(cx, function, password) || is_looked_at(cx, function, password) {
            return;
        }
        let message = "Any password is accepted here, also one of a single letter. Ask for at least eight characters, better \
                       twelve, and refuse the common ones.";
        let mut candidate = cx.candidate(hash, message);
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether the call hashes its first argument: a library's function, or one of this file's that hands it on.
fn hashes(cx: &Context<'_>, call: ExprId) -> bool {
    if calls_one_of(cx.file, call, &HASHES) {
        return true;
    }
    let own = function_of(cx.file, call).and_then(|func| cx.file.binding(func)).and_then(|binding| {
        match cx.file.binding_info(binding).kind {
            BindingKind::Function(function) => Some(function),
            _ => None,
        }
    });
    own.is_some_and(|helper| {
        let span = cx.tree().stmt(helper).span;
        let mut calls = calls_in(cx.file, span);
        calls.any(|inner| calls_one_of(cx.file, inner, &HASHES))
            && !calls_in(cx.file, span).any(|inner| last_word(cx.file, inner) == Some("len"))
    })
}

/// `password` of `password.encode("utf-8")`.
fn unwrapped(cx: &Context<'_>, e: ExprId) -> ExprId {
    match function_of(cx.file, e).map(|func| &cx.tree().expr(func).kind) {
        Some(ExprKind::Attribute { value, attr }) if cx.tree().text(attr.span) == "encode" => *value,
        _ => e,
    }
}

/// Whether the password comes from the request through nothing that could have checked it.
fn is_unchecked(cx: &Context<'_>, function: StmtId, password: ExprId) -> bool {
    let params = cx.file.function(function).map(|definition| &*definition.params.params).unwrap_or_default();
    let param = |name: &str| params.iter().find(|param| cx.tree().text(param.name.span) == name);
    let is_of_request = |e: ExprId| {
        // `request.form["password"]`, `request.json.get("password")`, and the same of what was read before
        let object = match cx.tree().expr(e).kind {
            ExprKind::Subscript { value, .. } => value,
            ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "get" => value,
                _ => return false,
            },
            _ => return false,
        };
        names_request(cx, given(cx.file, object))
    };
    let name = cx.text(password);
    if is_of_request(given(cx.file, password)) {
        return secrets::words(cx.text(given(cx.file, password))).iter().any(|word| is_password(word));
    }
    match cx.tree().expr(password).kind {
        ExprKind::Name => param(name).is_some_and(|param| {
            let is_plain = param.annotation.is_some_and(|annotation| cx.text(annotation) == "str");
            is_plain && !cx.tree().text(param.span).contains("min_length") && is_password(name)
        }),
        ExprKind::Attribute { value, attr } => {
            let field = cx.tree().text(attr.span);
            let annotation = param(cx.text(value)).and_then(|param| param.annotation);
            is_password(field) && annotation.is_some_and(|class| takes_any(cx, class, field))
        }
        _ => false,
    }
}

fn is_password(name: &str) -> bool {
    secrets::words(name).iter().any(|word| matches!(&**word, "password" | "passwd" | "pwd" | "pw" | "passphrase"))
}

/// Whether an expression begins with Flask's or Django's request.
fn names_request(cx: &Context<'_>, e: ExprId) -> bool {
    const MAX_STEPS: usize = 8;
    let mut at = e;
    for _ in 0..MAX_STEPS {
        at = match cx.tree().expr(at).kind {
            ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } | ExprKind::Await(value) => value,
            ExprKind::Call { func, .. } => func,
            ExprKind::Binary { left, .. } => left,
            ExprKind::Name => return cx.text(at) == "request",
            _ => return false,
        };
    }
    false
}

/// Whether a class of this file takes any text for the field, and checks nothing itself.
fn takes_any(cx: &Context<'_>, class: ExprId, field: &str) -> bool {
    let own = cx.file.binding(class).and_then(|binding| match cx.file.binding_info(binding).kind {
        BindingKind::Class(class) => Some(class),
        _ => None,
    });
    let Some(class) = own.and_then(|class| cx.file.class(class)) else { return false };
    let mut takes = false;
    for &stmt in &class.body {
        if let Some(method) = cx.file.function(stmt) {
            let validates = method.decorators.iter().any(|&decorator| {
                written::last_word(cx.file, decorator_name(cx.file, decorator))
                    .is_some_and(|name| name.contains("validator"))
            });
            if validates {
                return false;
            }
        }
        let StmtKind::AnnAssign { target, annotation, value } = &cx.tree().stmt(stmt).kind else { continue };
        if cx.text(*target) == field {
            let is_limited = value.is_some_and(|value| cx.text(value).contains("min_length"));
            takes = matches!(cx.text(*annotation), "str" | "SecretStr") && !is_limited;
        }
    }
    takes
}

/// Whether anything else in the function is handed the password, or a form was checked.
fn is_looked_at(cx: &Context<'_>, function: StmtId, password: ExprId) -> bool {
    let name = cx.text(password);
    let span = cx.tree().stmt(function).span;
    calls_in(cx.file, span).any(|call| {
        let own = cx.tree().expr(call).span;
        let around = cx.tree().expr(password).span;
        if own.start <= around.start && around.end <= own.end {
            return false;
        }
        let checks_form = last_word(cx.file, call)
            .is_some_and(|word| word.contains("valid") || word.contains("check") || word.contains("strength"));
        checks_form || {
            let args = cx.file.call_args(call);
            !hashes(cx, call) && args.all().iter().any(|argument| mentions(cx, argument.value(), name))
        }
    })
}

/// Whether an expression has a part that is written like this and is no text.
fn mentions(cx: &Context<'_>, e: ExprId, name: &str) -> bool {
    const MAX_PARTS: usize = 60;
    let mut open = vec![e];
    for _ in 0..MAX_PARTS {
        let Some(at) = open.pop() else { return false };
        if !matches!(cx.tree().expr(at).kind, ExprKind::Str(_)) && cx.text(at) == name {
            return true;
        }
        cx.tree().children(at, &mut |child| open.push(child));
    }
    false
}
