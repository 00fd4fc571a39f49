//! Names that hold secrets, and values that only look like one.

use model::Confidence;
use semantic::{Const, FileModel};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::Context;
use crate::testing::is_test_file;
use crate::words::words;

/// Single words that make a name one of a secret.
const SECRET: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "pasword",
    "pwd",
    "pass",
    "passphrase",
    "passcode",
    "token",
    "secret",
    "secrete",
    "apikey",
    "authkey",
    "secretkey",
    "credential",
    "credentials",
    "authtoken",
    "accesstoken",
];

/// Words before `key` that make it a secret.
const KEY_OF: [&str; 10] =
    ["api", "access", "secret", "private", "auth", "encryption", "signing", "master", "service", "account"];

/// Last words of a name that speaks about a secret and does not hold it.
const ABOUT: &[&str] = &[
    "field",
    "fields",
    "header",
    "headers",
    "url",
    "uri",
    "endpoint",
    "path",
    "file",
    "filename",
    "template",
    "label",
    "prompt",
    "help",
    "message",
    "msg",
    "error",
    "errors",
    "regex",
    "pattern",
    "format",
    "type",
    "kind",
    "name",
    "names",
    "param",
    "parameter",
    "hasher",
    "hashers",
    "validator",
    "validators",
    "separator",
    "sep",
    "delimiter",
    "prefix",
    "suffix",
    "length",
    "len",
    "expiry",
    "lifetime",
    "timeout",
    "env",
    "var",
    "variable",
    "algorithm",
    "alg",
    "encoding",
    "placeholder",
    "hint",
    "text",
    "title",
    "description",
    "class",
    "attr",
    "attribute",
    "column",
    "backend",
    "view",
    "form",
    "widget",
    "scheme",
    "location",
];

/// Words that a value may consist of without being a secret: names of fields and schemes.
const VOCABULARY: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "token",
    "secret",
    "user",
    "username",
    "x",
    "auth",
    "csrf",
    "xsrf",
    "access",
    "refresh",
    "api",
    "key",
    "bearer",
    "basic",
    "jwt",
    "new",
    "old",
    "current",
    "confirm",
    "id",
    "client",
    "reset",
    "middleware",
    "session",
    "field",
    "header",
    "authorization",
];

/// First words of a name that says what is done with a secret.
const VERBS: &[&str] = &[
    "update", "use", "show", "hide", "require", "allow", "enable", "disable", "has", "is", "ask", "prompt", "forget",
    "forgot", "need", "needs", "force", "mask", "no", "with",
];

/// First words of a constant that holds the name of a field.
const NAMING: &[&str] = &["conf", "attr", "field", "param", "opt", "option", "grant", "key"];

/// Whether a name holds a secret, or speaks about one.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| SECRET.contains(&word.as_str()))
        || words.windows(2).any(|pair| pair[1] == "key" && KEY_OF.contains(&pair[0].as_str()))
        || is_password_name(name)
}

/// Whether Ruff and bandit take the name for one of a password: a part between underscores says so.
pub(crate) fn is_password_name(name: &str) -> bool {
    name.split('_').any(|part| {
        let part = part.to_ascii_lowercase();
        matches!(&*part, "pass" | "passphrase" | "pwd" | "token" | "secret" | "secrete") || is_password(&part)
    })
}

/// `password` and how people misspell it: `pasword`, `passwd`, `passwrd`.
fn is_password(part: &str) -> bool {
    let Some(rest) = part.strip_prefix("pas") else { return false };
    matches!(rest.trim_start_matches('s'), "wd" | "wrd" | "wod" | "word")
}

/// A text that is given to a name.
pub(crate) struct Given<'a> {
    /// What it is given to: the last part of a name, a keyword, a key.
    pub(crate) name: &'a str,
    /// The text.
    pub(crate) value: ExprId,
    /// How the name gets it, for the message.
    pub(crate) what: String,
    /// Whether Ruff looks at such a place.
    pub(crate) looked_at: bool,
}

/// The candidate for a text that is given to a secret-like name; `None` if the value is no text that stands at
/// this place.
pub(crate) fn candidate(cx: &Context<'_>, given: Given<'_>) -> Option<Candidate> {
    let Given { name, value, what, looked_at } = given;
    if !is_secret_name(name) {
        return None;
    }
    let is_plain = matches!(cx.tree().expr(value).kind, ExprKind::Str(_));
    let is_built =
        matches!(cx.tree().expr(value).kind, ExprKind::Bytes(_) | ExprKind::Binary { .. } | ExprKind::FString(_));
    let text = match cx.file.constant(value).filter(|_| is_plain || is_built)? {
        Const::Str(text) => text.to_string(),
        Const::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => return None,
    };
    let of_peers = is_plain && is_password_name(name);
    if text.trim().is_empty() && !of_peers {
        return None;
    }
    let message = format!(
        "{what} stands in the code, where everyone who can read the repository, its history or a copy of it finds it. \
         Read it from the environment or a secret store, and replace the one that was exposed."
    );
    let mut candidate = cx.candidate(value, message);
    candidate.beyond = !(looked_at && of_peers && !text.is_empty());
    candidate.dismissed = harmless(name, &text);
    let weight = confidence(&text);
    candidate.confidence = Some(weight);
    if weight == Confidence::Low {
        candidate.cvss = Some(WEAK);
    }
    if candidate.dismissed.is_some() {
        return Some(candidate);
    }
    if is_test_file(cx.path) {
        if looks_generated(&text) {
            candidate.confidence = Some(Confidence::Low);
            candidate.cvss = Some(WEAK);
        } else {
            candidate.dismissed = Some("this is a test: its passwords open nothing outside of it".to_owned());
            // A word that everybody knows is not hidden: every place that says it would be.
            if weight == Confidence::Low {
                return Some(candidate);
            }
        }
    }
    candidate.secret = Some(content(cx.file, value));
    Some(candidate)
}

/// The score of a value that may well be no secret: whoever finds it has to be lucky.
const WEAK: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N";

/// Whether a program made the value up: no person chooses such a text for a test.
fn looks_generated(text: &str) -> bool {
    const SHORTEST: usize = 20;
    let mut distinct: Vec<char> = text.chars().collect();
    let length = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    let is_sample = words(text).iter().any(|word| SAMPLE.iter().any(|sample| word.contains(sample)));
    length >= SHORTEST
        && distinct.len() * 2 > length.min(24)
        && distinct.iter().any(char::is_ascii_digit)
        && distinct.iter().any(|c| c.is_alphabetic())
        && !text.contains(char::is_whitespace)
        && !is_sample
}

/// Words inside of values that are made up for people to read.
const SAMPLE: [&str; 14] = [
    "test", "example", "dummy", "fake", "demo", "sample", "mock", "foo", "secret", "password", "token", "hello",
    "django", "abcdef",
];

/// The bytes to mask: what stands between the quotes of a literal, or the whole of a composed one.
fn content(file: &FileModel, value: ExprId) -> Span {
    let expr = file.module().expr(value);
    match &expr.kind {
        ExprKind::Str(tokens) | ExprKind::Bytes(tokens) => match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => Span::new(first.content.start, last.content.end),
            _ => expr.span,
        },
        _ => expr.span,
    }
}

fn confidence(text: &str) -> Confidence {
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let letters = text.chars().any(char::is_alphabetic);
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    match text.chars().count() {
        8.. if digits && letters => Confidence::High,
        0..4 => Confidence::Low,
        _ if is_name && words(text).iter().all(|word| VOCABULARY.contains(&word.as_str())) => Confidence::Low,
        _ => Confidence::Medium,
    }
}

/// Why the value is no secret, if it shows that.
fn harmless(name: &str, text: &str) -> Option<String> {
    let value = text.trim();
    let reason = if value.is_empty() {
        "the value is empty, nothing is exposed"
    } else if is_placeholder(value) {
        "the value is a placeholder that stands for a secret"
    } else if value.chars().count() < 4 && !value.contains(char::is_alphanumeric) {
        "the value is a sign that separates something, not a secret"
    } else if value.split_whitespace().count() >= 3 {
        "the value is a sentence for people, not a secret"
    } else if is_address_or_path(value) {
        "the value is an address or a path, not a secret"
    } else if is_field_name(name, value) {
        "the value names a field or a scheme, not a secret"
    } else if words(name).last().is_some_and(|word| ABOUT.contains(&word.as_str())) {
        "the name speaks about a secret and does not hold one"
    } else if is_choice(name, value) {
        "the name says what is done with a secret and does not hold one"
    } else if is_variable_name(value) {
        "the value names an environment variable or a setting, not a secret"
    } else if is_lexical(name, value) {
        "the value is a sign or a word of a text that is read, not an access token"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

/// `<password>`, `${PASSWORD}`, `{password}`, `%(password)s`, `xxxxx`, `your-token`, `REPLACE_ME`.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let between = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    let mut letters = value.chars();
    let first = letters.next();
    let one_letter = value.len() > 2 && letters.all(|c| Some(c) == first);
    between("<", ">")
        || between("{", "}")
        || between("[", "]")
        || between("${", "}")
        || between("$(", ")")
        || between("%(", ")s")
        || between("__", "__")
        || (value.starts_with('$') && value[1..].bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        || matches!(value, "%s" | "{}" | "...")
        || one_letter
        || matches!(
            lower.as_str(),
            "none" | "null" | "nil" | "undefined" | "todo" | "tbd" | "n/a" | "unset" | "not-set"
        )
        || ["placeholder", "redacted", "replace_me", "replace-me", "replaceme", "insert_", "insert-", "fill_in"]
            .iter()
            .any(|word| lower.contains(word))
        || lower.strip_prefix("your").is_some_and(|rest| {
            rest.starts_with(['-', '_', ' '])
                && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii_alphanumeric())
        })
}

fn is_address_or_path(value: &str) -> bool {
    let is_url = value.contains("://") && !value.contains('@');
    let is_path =
        value.starts_with('/') && value.len() > 1 && !value.contains(' ') && value[1..].contains(['/', '.', '-']);
    let has_ending =
        [".html", ".txt", ".json", ".yaml", ".yml", ".pem", ".key", ".py", ".toml", ".ini", ".conf", ".xml"]
            .iter()
            .any(|ending| value.ends_with(ending));
    let is_dotted = value.split('.').count() >= 3
        && value.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && part.len() < 40
        })
        && !value.starts_with("eyJ");
    is_url || is_path || has_ending || is_dotted
}

/// `PASSWORD = "password"`, `token_type = "bearer"`, `"user_password"`, `"X-Auth-Token"`.
fn is_field_name(name: &str, value: &str) -> bool {
    let is_name = value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b' '));
    if !is_name {
        return false;
    }
    let (name_words, value_words) = (words(name), words(value));
    let Some(first) = value_words.first() else { return false };
    let known = value_words.iter().all(|word| VOCABULARY.contains(&word.as_str()));
    let scheme = value_words.len() > 1 || matches!(first.as_str(), "bearer" | "basic" | "jwt" | "access" | "refresh");
    // `PASSWORD = "password"` and `CONF_PASSWORD = "password"` name a field; `secret = "secret"` is a bad secret.
    let constant = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let prefixed = name_words.first().is_some_and(|word| NAMING.contains(&word.as_str()));
    let repeats = name_words == value_words || (prefixed && name_words.ends_with(&value_words));
    known && (scheme || (constant && repeats && first != "secret"))
}

/// `update_password == "always"`, `show_token = "yes"`: a verb in front, and a word for a choice.
fn is_choice(name: &str, value: &str) -> bool {
    words(name).first().is_some_and(|word| VERBS.contains(&word.as_str()))
        && value.len() < 16
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
}

/// `DB_PASSWORD` as a value: capitals and underscores around a word of secrets.
fn is_variable_name(value: &str) -> bool {
    value.contains('_')
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && is_secret_name(value)
}

/// `token = ","`, `token == "while"`: what a program that reads text calls a token.
fn is_lexical(name: &str, value: &str) -> bool {
    let words = words(name);
    let only_token = words.iter().filter(|word| SECRET.contains(&word.as_str())).all(|word| word == "token")
        && words.iter().any(|word| word == "token")
        && !words.iter().any(|word| matches!(word.as_str(), "api" | "auth" | "access" | "secret" | "bot" | "bearer"));
    let plain = value.len() < 16
        && (value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'-' | b'_'))
            || value.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            || value.bytes().all(|byte| byte.is_ascii_punctuation()));
    only_token && plain
}

#[cfg(test)]
mod tests {
    use super::{harmless, is_secret_name};

    #[test]
    fn names_of_secrets() {
        for name in ["password", "DB_PASSWORD", "apiKey", "SECRET_KEY", "access_token", "aws_secret_access_key", "pwd"]
        {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["key", "passenger", "compass", "author", "tokenizer", "user", "bypass", "primary_key"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn secrets_stay() {
        for (name, value) in [
            ("password", "hunter2"),
            ("password", "changeme"),
            ("password", "password"),
            ("SECRET_KEY", "my-secret-key"),
            ("token", "3f9a1c77e0b24d5f"),
            ("db_password", "correct horse"),
            ("secret", "a/b+c=="),
            ("SECRET_KEY", "secret"),
            ("SECRET", "secret"),
            ("DB_PASSWORD", "password"),
            ("password", "$ecret1"),
        ] {
            assert_eq!(harmless(name, value), None, "{name} = {value}");
        }
    }

    #[test]
    fn look_alikes_are_explained() {
        for (name, value) in [
            ("password", "<password>"),
            ("password", "${DB_PASSWORD}"),
            ("password", "$DB_PASSWORD"),
            ("token", "your-token"),
            ("password", "********"),
            ("password", "Enter your password here"),
            ("token_url", "https://login.example.com/token"),
            ("PASSWORD", "password"),
            ("CONF_PASSWORD", "password"),
            ("token_type", "bearer"),
            ("password", "DB_PASSWORD"),
            ("password_field", "pw1"),
            ("token", ","),
            ("SEPARATOR_CREDENTIALS", ":"),
            ("token", "while"),
            ("token", "not in"),
            ("PASSWORD_HASHER", "django.contrib.auth.hashers.Argon2PasswordHasher"),
        ] {
            assert!(harmless(name, value).is_some(), "{name} = {value}");
        }
    }
}
