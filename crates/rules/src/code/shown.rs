//! What a text shows of values whose names say what they are: secrets, personal data.

use secrets::words;
use syntax::ast::{ExprId, ExprKind, FPart};

use crate::code::around::parameter_default;
use crate::detector::Context;

/// How deep a text is looked into.
const MAX_DEPTH: u32 = 20;

/// Whether the text shows a value under a name that `counts`. What a function makes of one is not looked into: it may be a mask.
pub(crate) fn shows(cx: &Context<'_>, text: ExprId, counts: &dyn Fn(&str) -> bool) -> bool {
    !shown(cx, text, counts).is_empty()
}

/// The values that the text shows under a name that `counts`, in source order.
pub(crate) fn shown(cx: &Context<'_>, text: ExprId, counts: &dyn Fn(&str) -> bool) -> Vec<ExprId> {
    let mut found = Vec::new();
    collect(cx, text, counts, 0, &mut found);
    found
}

fn collect(cx: &Context<'_>, text: ExprId, counts: &dyn Fn(&str) -> bool, depth: u32, found: &mut Vec<ExprId>) {
    if depth > MAX_DEPTH {
        return;
    }
    let is_key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(counts));
    let mut part = |e: ExprId| collect(cx, e, counts, depth + 1, found);
    let is_shown = match &cx.tree().expr(text).kind {
        // `key`, where the caller's choice may be left out: `def __init__(self, key=settings.API_KEY)`
        ExprKind::Name => {
            counts(cx.text(text)) && !cx.file.is_constant(text)
                || parameter_default(cx.file, text).is_some_and(|default| names_one(cx, default, counts))
        }
        ExprKind::Attribute { attr, .. } => counts(cx.tree().text(attr.span)),
        ExprKind::Subscript { index, .. } => is_key(*index),
        ExprKind::Binary { left, right, .. } => {
            [*left, *right].into_iter().for_each(part);
            false
        }
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            items.iter().copied().for_each(part);
            false
        }
        ExprKind::Dict(entries) => {
            entries.iter().for_each(|&(_, value)| part(value));
            false
        }
        ExprKind::FString(parts) => {
            for piece in parts {
                if let FPart::Interpolation { value, .. } = piece {
                    part(*value);
                }
            }
            false
        }
        ExprKind::Call { func, args } => match cx.tree().expr(*func).kind {
            ExprKind::Attribute { value, attr } => match cx.tree().text(attr.span) {
                "get" => args.first().is_some_and(|key| is_key(key.value())),
                "format" | "join" => {
                    args.iter().for_each(|argument| part(argument.value()));
                    false
                }
                // Of pydantic's `SecretStr`, which hides it everywhere else.
                "get_secret_value" => counts("password"),
                "strip" | "splitlines" | "replace" | "decode" | "encode" => {
                    part(value);
                    false
                }
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    if is_shown {
        found.push(text);
    }
}

/// Whether a default is what a module keeps under a name that `counts`.
fn names_one(cx: &Context<'_>, default: ExprId, counts: &dyn Fn(&str) -> bool) -> bool {
    match cx.tree().expr(default).kind {
        ExprKind::Name => counts(cx.text(default)),
        ExprKind::Attribute { attr, .. } => counts(cx.tree().text(attr.span)),
        _ => false,
    }
}

/// Services that are paid for by a key: `OPENAI_KEY`.
const OF_SERVICES: [&str; 10] =
    ["openai", "anthropic", "mistral", "cohere", "groq", "gemini", "stripe", "sendgrid", "mailgun", "encryption"];

/// Names of secrets themselves, not of their number, age, kind or place.
pub(crate) fn is_secret(name: &str) -> bool {
    const ABOUT: [&str; 24] = [
        "count", "total", "type", "id", "len", "length", "expires", "expiry", "at", "file", "path", "url", "uri",
        "field", "name", "policy", "masked", "redacted", "hint", "reset", "required", "changed", "error", "errors",
    ];
    /// What may follow the word for the secret: `password_value`, `api_key_header`.
    const STILL: [&str; 13] = [
        "value",
        "text",
        "str",
        "string",
        "plain",
        "raw",
        "header",
        "bytes",
        "clear",
        "old",
        "new",
        "again",
        "confirmation",
    ];
    let mut words = words(name);
    // `is_password`, `has_token`: yes or no.
    if words.first().is_some_and(|first| matches!(&**first, "is" | "has" | "use" | "uses" | "needs" | "no")) {
        return false;
    }
    // `api_key_alias`, `token_endpoint`: what is told about a secret is none.
    while words.last().is_some_and(|last| STILL.contains(&&**last)) {
        words.pop();
    }
    // A code that lets somebody in is as good as a password for as long as it holds.
    if let [.., of, code] = &words[..]
        && matches!(
            (&**of, &**code),
            ("reset" | "otp" | "login" | "recovery" | "backup" | "verification" | "mfa", "code")
        )
    {
        return true;
    }
    let ends = words.last().is_some_and(|last| {
        matches!(
            &**last,
            "password" | "passwd" | "passphrase" | "pwd" | "apikey" | "authorization" | "key" | "token" | "secret"
        )
    });
    if !ends {
        return false;
    }
    let has = |word: &str| words.iter().any(|part| part == word);
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    let is_one = has("password")
        || has("passwd")
        || has("passphrase")
        || has("pwd")
        || has("apikey")
        || has("authorization")
        || pair("api", "key")
        || pair("secret", "key")
        || pair("private", "key")
        || pair("client", "secret")
        || OF_SERVICES.iter().any(|service| pair(service, "key"))
        || ["access", "refresh", "auth", "api", "session", "bearer", "reset", "jwt"]
            .iter()
            .any(|kind| pair(kind, "token"));
    // `UPDATE_USER_PASSWORD`, `check_password`: the name of something that is done.
    let names_action = words.first().is_some_and(|first| {
        matches!(
            &**first,
            "update" | "change" | "create" | "set" | "check" | "verify" | "validate" | "forgot" | "delete" | "get"
        )
    });
    is_one && !names_action && !words.iter().any(|word| ABOUT.contains(&&**word) && !(word == "reset" && has("token")))
}

/// Names of what the law or a bank protects in a person's data.
pub(crate) fn is_personal(name: &str) -> bool {
    const ALONE: [&str; 12] = [
        "ssn",
        "iban",
        "passport",
        "dob",
        "birthdate",
        "birthday",
        "diagnosis",
        "salary",
        "ethnicity",
        "religion",
        "cvv",
        "pesel",
    ];
    const PAIRS: [(&str, &str); 14] = [
        ("social", "security"),
        ("card", "number"),
        ("credit", "card"),
        ("date", "birth"),
        ("birth", "date"),
        ("medical", "record"),
        ("medical", "history"),
        ("health", "record"),
        ("national", "id"),
        ("tax", "id"),
        ("bank", "account"),
        ("account", "number"),
        ("phone", "number"),
        ("home", "address"),
    ];
    const ABOUT: [&str; 9] =
        ["count", "masked", "redacted", "hash", "hashed", "anonymized", "anonymised", "type", "label"];
    let words = words(name);
    let has = |word: &str| words.iter().any(|part| part == word);
    let kept: Vec<&str> = words.iter().map(|word| &**word).filter(|word| *word != "of").collect();
    let pair = |(first, second): (&str, &str)| kept.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    !ABOUT.iter().any(|word| has(word)) && (ALONE.iter().any(|word| has(word)) || PAIRS.into_iter().any(pair))
}

/// Personal data that does harm by itself: numbers of cards and accounts, of passports and taxes. Telephones and birthdays are in many logs.
pub(crate) fn is_protected(name: &str) -> bool {
    is_personal(name)
        && !words(name).iter().any(|word| {
            matches!(&**word, "phone" | "home" | "dob" | "birth" | "birthdate" | "birthday" | "salary" | "last")
        })
}
