//! Settings and headers that protect, where they are given a value.

use semantic::{Const, FileModel};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use super::Found;

/// What a setting has to be.
#[derive(Clone, Copy)]
enum Want {
    True,
    False,
    /// A number above zero.
    Some,
    /// A list, a tuple or a text that holds one of these.
    Has(&'static [&'static str]),
    /// A list whose first element holds one of these.
    First(&'static [&'static str]),
    /// A list with something in it and none of these.
    Without(&'static [&'static str]),
}

/// Settings of Django and Flask, what is good of them, and what it means.
const SETTINGS: &[(&str, Want, &str)] = &[
    ("SESSION_COOKIE_SECURE", Want::True, "Session cookies travel over HTTPS only"),
    ("CSRF_COOKIE_SECURE", Want::True, "The CSRF cookie travels over HTTPS only"),
    ("REMEMBER_COOKIE_SECURE", Want::True, "Login cookies travel over HTTPS only"),
    ("SESSION_COOKIE_HTTPONLY", Want::True, "Scripts cannot read the session cookie"),
    ("SESSION_COOKIE_SAMESITE", Want::Has(&["Lax", "Strict"]), "Other sites cannot send the session cookie along"),
    ("SECURE_SSL_REDIRECT", Want::True, "Visitors are sent on to HTTPS"),
    ("SECURE_HSTS_SECONDS", Want::Some, "Browsers are told to use HTTPS only (HSTS)"),
    ("SECURE_CONTENT_TYPE_NOSNIFF", Want::True, "Security headers are sent"),
    ("X_FRAME_OPTIONS", Want::Has(&["DENY", "SAMEORIGIN"]), "Security headers are sent"),
    ("CONTENT_SECURITY_POLICY", Want::Has(&["DIRECTIVES", "default-src"]), "Security headers are sent"),
    (
        "MIDDLEWARE",
        Want::Has(&["django.middleware.csrf.CsrfViewMiddleware"]),
        "Forms are protected against requests of other sites (CSRF)",
    ),
    ("MIDDLEWARE", Want::Has(&["django.middleware.security.SecurityMiddleware"]), "Security headers are sent"),
    ("WTF_CSRF_ENABLED", Want::True, "Forms are protected against requests of other sites (CSRF)"),
    ("DEBUG", Want::False, "Debug mode is off"),
    ("ALLOWED_HOSTS", Want::Without(&["*"]), "The hosts that are answered for are listed"),
    ("AUTH_PASSWORD_VALIDATORS", Want::Without(&[]), "New passwords are checked for their quality"),
    (
        "PASSWORD_HASHERS",
        Want::First(&["Argon2", "BCrypt", "Scrypt", "PBKDF2"]),
        "Passwords are hashed with a salted, slow function",
    ),
    (
        "DEFAULT_PERMISSION_CLASSES",
        Want::Has(&["IsAuthenticated", "IsAdminUser", "DjangoModelPermissions"]),
        "The API asks for a login unless a view says otherwise",
    ),
    ("DEFAULT_THROTTLE_RATES", Want::Without(&[]), "The number of requests is limited"),
    ("MAX_CONTENT_LENGTH", Want::Some, "The size of requests is limited"),
];

/// Headers that protect visitors.
const HEADERS: [&str; 6] = [
    "content-security-policy",
    "strict-transport-security",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
];

/// Finds them in a file; where its plain names are no settings, only those of a configuration object count.
pub(super) fn find(file: &FileModel, is_settings: bool, found: &mut Found) {
    let module = file.module();
    for (_, stmt) in module.stmts() {
        let (target, value) = match &stmt.kind {
            StmtKind::Assign { targets, value } => match **targets {
                [target] => (target, *value),
                _ => continue,
            },
            StmtKind::AnnAssign { target, value: Some(value), .. } => (*target, *value),
            _ => continue,
        };
        let span = module.expr(target).span;
        match module.expr(target).kind {
            ExprKind::Name if is_settings => setting(file, module.text(span), value, span, found),
            ExprKind::Subscript { value: object, index } => {
                let Some(key) = file.constant(index) else { continue };
                let Some(key) = key.as_str() else { continue };
                let object = last_word(file, object).unwrap_or_default();
                if object == "headers" && HEADERS.contains(&&*key.to_ascii_lowercase()) {
                    found.add(file, "Security headers are sent", span);
                } else if object.ends_with("config") || object == "settings" {
                    setting(file, key, value, span, found);
                }
            }
            _ => {}
        }
    }
    for (_, expr) in module.exprs() {
        match &expr.kind {
            ExprKind::Dict(entries) if is_settings => {
                for &(key, value) in entries {
                    let Some(key) = key else { continue };
                    let Some(name) = file.constant(key) else { continue };
                    let span = module.expr(key).span;
                    name.as_str().into_iter().for_each(|name| setting(file, name, value, span, found));
                }
            }
            ExprKind::Call { func, args } if matches!(last_word(file, *func), Some("update" | "from_mapping")) => {
                for arg in args {
                    let Argument::Keyword { name, value } = arg else { continue };
                    setting(file, module.text(name.span), *value, name.span, found);
                }
            }
            _ => {}
        }
    }
}

fn setting(file: &FileModel, name: &str, value: ExprId, span: Span, found: &mut Found) {
    for (_, want, message) in SETTINGS.iter().filter(|(known, ..)| *known == name) {
        if holds(file, value, *want) {
            found.add(file, message, span);
        }
    }
}

fn holds(file: &FileModel, value: ExprId, want: Want) -> bool {
    let constant = file.constant(value);
    let texts: Vec<String> = match &file.module().expr(file.display(value).unwrap_or(value)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
            let text = |item: &ExprId| file.constant(*item)?.as_str().map(str::to_owned);
            items.iter().map(|item| text(item).unwrap_or_else(|| "…".to_owned())).collect()
        }
        ExprKind::Dict(entries) => {
            let key = |(key, _): &(Option<ExprId>, ExprId)| file.constant((*key)?)?.as_str().map(str::to_owned);
            entries.iter().filter_map(key).collect()
        }
        _ => constant.as_ref().and_then(Const::as_str).map(str::to_owned).into_iter().collect(),
    };
    match want {
        Want::True => constant == Some(Const::Bool(true)),
        Want::False => constant == Some(Const::Bool(false)),
        Want::Some => matches!(constant, Some(Const::Int(number)) if number > 0),
        Want::Has(wanted) => texts.iter().any(|text| wanted.iter().any(|one| text.ends_with(one))),
        Want::First(wanted) => texts.first().is_some_and(|text| wanted.iter().any(|one| text.contains(one))),
        Want::Without(unwanted) => !texts.is_empty() && !texts.iter().any(|text| unwanted.contains(&&**text)),
    }
}

fn last_word(file: &FileModel, e: ExprId) -> Option<&str> {
    match file.module().expr(e).kind {
        ExprKind::Name => Some(file.module().text(file.module().expr(e).span)),
        ExprKind::Attribute { attr, .. } => Some(file.module().text(attr.span)),
        _ => None,
    }
}
