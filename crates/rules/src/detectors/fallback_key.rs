//! PV311: a secret key that everybody knows wherever the environment does not give another.

use secrets::words;
use semantic::Const;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{bases, class_value};
use crate::code::{environment, testing};
use crate::detector::{Context, Detector};
use crate::scan::one_line;

pub(crate) struct FallbackKey;

impl Detector for FallbackKey {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let (targets, value) = match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => (&targets[..], *value),
            StmtKind::AnnAssign { target, value: Some(value), .. } => (std::slice::from_ref(target), *value),
            _ => return,
        };
        let name = targets.first().and_then(|&target| written_name(cx, target)).unwrap_or_default();
        // What pydantic reads from the environment has the value of the class where it is not there.
        let is_field = is_of_pydantic(cx, stmt) && targets.iter().any(|&target| signs(cx.text(target)));
        let is_named =
            || targets.iter().any(|&target| is_key(cx, target) || signs_by_itself(cx, cx.text(target), value));
        if !is_field && !is_named() || testing::is_test(cx, stmt) {
            return;
        }
        if is_field {
            report(cx, name, value, false);
        } else {
            let is_local = is_of_development(cx, stmt);
            look(cx, name, value, is_local);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        for argument in cx.file.call_args(call).all() {
            if let Argument::Keyword { name, value } = *argument {
                let name = cx.tree().text(name.span);
                if is_key_name(name) || signs_by_itself(cx, name, value) {
                    look(cx, name, value, false);
                }
            }
        }
    }

    fn display(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Dict(entries) = &cx.tree().expr(expr).kind else { return };
        for &(key, value) in entries {
            let name = key.and_then(|key| cx.file.constant(key));
            if let Some(name) = name.as_ref().and_then(Const::as_str).filter(|name| is_key_name(name)) {
                look(cx, name, value, false);
            }
        }
    }
}

/// Whether this rule tells of a name that is given `value`.
pub(crate) fn is_told_by_name(cx: &Context<'_>, name: &str, value: ExprId) -> bool {
    is_key_name(name) || signs_by_itself(cx, name, value)
}

/// The names under which a text is a key that signs.
fn is_key_name(name: &str) -> bool {
    KEYS.contains(&name)
}

/// Whether the settings are those of a developer's machine: the class that they stand in switches debugging on, and builds on
/// another one that has no key of its own to fall back on.
fn is_of_development(cx: &Context<'_>, stmt: StmtId) -> bool {
    cx.file.enclosing_class_of(stmt).and_then(|class| cx.file.class(class)).is_some_and(|class| {
        !class.args.is_empty()
            && class_value(cx.file, class, "DEBUG")
                .is_some_and(|debug| matches!(cx.tree().expr(debug).kind, ExprKind::True))
    })
}

/// Names of keys that sign sessions and tokens.
const KEYS: [&str; 7] = [
    "SECRET_KEY",
    "JWT_SECRET_KEY",
    "JWT_SECRET",
    "SIGNING_KEY",
    "SESSION_SECRET",
    "SECURITY_PASSWORD_SALT",
    "secret_key",
];

fn is_key(cx: &Context<'_>, target: ExprId) -> bool {
    written_name(cx, target).is_some_and(is_key_name)
}

/// The name, attribute or key that is given a value.
fn written_name<'a>(cx: &Context<'a>, target: ExprId) -> Option<&'a str> {
    match cx.tree().expr(target).kind {
        ExprKind::Name => Some(cx.text(target)),
        ExprKind::Attribute { attr, .. } => Some(cx.tree().text(attr.span)),
        ExprKind::Subscript { index, .. } => Some(cx.text(index).trim_matches(['"', '\''])),
        _ => None,
    }
}

fn look(cx: &mut Context<'_>, name: &str, value: ExprId, is_local: bool) {
    if let Some(fallback) = environment::fallback_of(cx.file, value) {
        report(cx, name, fallback, is_local);
    }
}

/// Whether the statement stands in a class of settings that pydantic fills from the environment.
fn is_of_pydantic(cx: &Context<'_>, stmt: StmtId) -> bool {
    let class = cx.file.enclosing_class_of(stmt).filter(|_| cx.file.enclosing_function_of(stmt).is_none());
    class.and_then(|class| cx.file.class(class)).is_some_and(|class| {
        bases(cx.file, class).any(|base| matches!(&*base, "pydantic_settings.BaseSettings" | "pydantic.BaseSettings"))
    })
}

/// Whether a name says that it is a key that signs or encrypts: `token_key`, `jwt_secret`, `secret_key`.
fn signs(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let is_of_signing = has(&["token", "jwt", "session", "signing", "encryption", "hmac", "cookie"]);
    (has(&["key"]) && (is_of_signing || has(&["secret"])) || has(&["secret"]) && is_of_signing)
        && !has(&["id", "name", "url", "file", "path", "algorithm", "public", "arn", "access"])
}

/// Whether what a name is given is a key that signs, as the name and the entry of the environment both say:
/// `token_key=os.environ.get("SHOP_TOKEN_KEY", "development")`.
fn signs_by_itself(cx: &Context<'_>, name: &str, value: ExprId) -> bool {
    let Some(entry) = cx.file.call_args(value).positional(0).filter(|_| signs(name)) else { return false };
    cx.file.constant(entry).is_some_and(|entry| entry.as_str().is_some_and(signs))
}

fn report(cx: &mut Context<'_>, name: &str, fallback: ExprId, is_local: bool) {
    if let Some(Const::Str(text)) = cx.file.constant(fallback)
        && !text.is_empty()
    {
        let mut candidate = cx.candidate(
            fallback,
            format!(
                "Where the environment names no `{}`, everything is signed with this one, which everybody who has seen the \
                 code knows: sessions and tokens can be forged. Let the program stop if the key is missing.",
                one_line(name)
            ),
        );
        candidate.dismissed =
            is_local.then(|| "these are settings for development: debugging is on beside it".to_owned());
        cx.report(candidate);
    }
}
