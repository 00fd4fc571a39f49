//! Values that are given to a secret-like name: how likely each is a secret, and which are none.

use model::Confidence;

use crate::secret::{SECRET, is_password_name, is_secret_name};
use crate::words::words;

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
    "mechanism",
    "method",
    "mode",
    "policy",
    "status",
    "state",
    "option",
    "options",
    "provider",
    "source",
    "style",
    "charset",
    "sql",
    "query",
    "reply",
    "seconds",
    "minutes",
    "hours",
    "days",
    "ttl",
    "count",
    "size",
    "index",
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

/// How likely the value is one.
pub(crate) fn confidence(name: &str, value: &str) -> Confidence {
    let digits = value.chars().any(|c| c.is_ascii_digit());
    let letters = value.chars().any(char::is_alphabetic);
    let is_name = value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_some_key = !words(name).iter().any(|word| SECRET.contains(&word.as_str())) && !is_password_name(name);
    match value.chars().count() {
        8.. if digits && letters && !is_hash(value) => Confidence::High,
        0..4 => Confidence::Low,
        ..8 if !letters => Confidence::Low,
        _ if is_hash(value) || (is_some_key && !digits) => Confidence::Low,
        _ if is_name && words(value).iter().all(|word| VOCABULARY.contains(&word.as_str())) => Confidence::Low,
        _ => Confidence::Medium,
    }
}

/// What a program stores of a password in order to check it: `$2b$…`, `pbkdf2_sha256$…`, `*` and 40 digits.
fn is_hash(value: &str) -> bool {
    let mysql = value
        .strip_prefix('*')
        .is_some_and(|digits| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let crypt = value.strip_prefix('$').is_some_and(|rest| rest.matches('$').count() >= 2);
    let django = ["pbkdf2_", "bcrypt$", "bcrypt_", "argon2$", "scrypt$", "scrypt:", "sha1$", "md5$", "{SSHA", "{SHA"];
    mysql || crypt || django.iter().any(|start| value.starts_with(start))
}

/// Whether a program made the value up: no person chooses such a text for a test.
pub(crate) fn looks_generated(value: &str) -> bool {
    const SHORTEST: usize = 20;
    let mut distinct: Vec<char> = value.chars().collect();
    let length = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    let is_sample = words(value).iter().any(|word| SAMPLE.iter().any(|sample| word.contains(sample)));
    length >= SHORTEST
        && distinct.len() * 2 > length.min(24)
        && distinct.iter().any(char::is_ascii_digit)
        && distinct.iter().any(|c| c.is_alphabetic())
        && !value.contains(char::is_whitespace)
        && !is_sample
        && !is_hash(value)
        && !has_row(value)
}

/// `abcdef`, `123456`: five signs that follow each other.
fn has_row(value: &str) -> bool {
    value
        .as_bytes()
        .windows(5)
        .any(|five| five[0].is_ascii_alphanumeric() && five.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)))
}

/// Words inside of values that are made up for people to read.
const SAMPLE: [&str; 12] =
    ["test", "example", "dummy", "fake", "demo", "sample", "mock", "foo", "secret", "password", "token", "hello"];

/// Why the value is no secret, if it shows that.
pub(crate) fn harmless(name: &str, text: &str) -> Option<String> {
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
    } else if is_template(value) {
        "the value is a template that a secret is put into"
    } else if is_state(value) {
        "the value is a word for a state or a choice, not a secret"
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

/// `PASSWORD(%(password)s)`, `user={user};password={password}`
fn is_template(value: &str) -> bool {
    let is_word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let field = |open: &str, close: &str| {
        value.split(open).skip(1).any(|rest| rest.split_once(close).is_some_and(|(name, _)| is_word(name)))
    };
    field("%(", ")s") || field("{", "}") || field("{{ ", " }}")
}

fn is_state(value: &str) -> bool {
    matches!(
        &*value.to_ascii_lowercase(),
        "true"
            | "false"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "auto"
            | "always"
            | "never"
            | "unknown"
            | "unavailable"
            | "disabled"
            | "enabled"
            | "locked"
            | "unlocked"
            | "hidden"
            | "masked"
            | "required"
            | "optional"
            | "invalid"
            | "missing"
            | "expired"
            | "empty"
            | "absent"
            | "present"
    )
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
    let is_own_name = name_words == value_words && name_words.len() > 1;
    is_own_name || (known && (scheme || (constant && repeats && first != "secret")))
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

/// Words of a token that opens something.
const GRANTING: [&str; 11] =
    ["api", "auth", "access", "secret", "bot", "bearer", "verify", "refresh", "webhook", "signing", "session"];

/// `token = ","`, `token == "while"`: what a program that reads text calls a token.
fn is_lexical(name: &str, value: &str) -> bool {
    let words = words(name);
    let only_token = words.iter().filter(|word| SECRET.contains(&word.as_str())).all(|word| word == "token")
        && words.iter().any(|word| word == "token")
        && !words.iter().any(|word| GRANTING.contains(&word.as_str()));
    let plain = value.len() < 24
        && (value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'-' | b'_' | b'.'))
            || value.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'_'))
            || value.bytes().all(|byte| byte.is_ascii_punctuation()));
    only_token && plain
}

#[cfg(test)]
mod tests {
    use model::Confidence;

    use super::{confidence, harmless, looks_generated};

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
            ("password", "p{1}q"),
            ("secret", "on-and-off"),
            ("verify_token", "larchfinch"),
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
            ("token", "REPLICATION CLIENT"),
            ("token", "make.bat"),
            ("password_mechanism", "ssh_askpass"),
            ("update_password", "always"),
            ("passwd", "Unavailable"),
            ("smtp_password", "smtp_password"),
            ("new_credentials", "NewCredentials"),
            ("password_sql", "PASSWORD(%(password)s)"),
            ("token", "key={key};token={token}"),
            ("PASSWORD_HASHER", "django.contrib.auth.hashers.Argon2PasswordHasher"),
        ] {
            assert!(harmless(name, value).is_some(), "{name} = {value}");
        }
    }

    #[test]
    fn a_value_says_how_likely_it_is_a_secret() {
        for (name, value, expected) in [
            ("password", "Heron-slate-404", Confidence::High),
            ("password", "hunter", Confidence::Medium),
            ("password", "abc", Confidence::Low),
            ("password", "331.1", Confidence::Low),
            ("password", "$5$ZcZqm15X$exHN2m6yrPKpYhGArK3Vml3ZjNb", Confidence::Low),
            ("service_key", "TSM-SSH", Confidence::Low),
            ("service_key", "9f8Kq2LmZx71TbVw3RnYp0", Confidence::High),
        ] {
            assert_eq!(confidence(name, value), expected, "{name} = {value}");
        }
    }

    #[test]
    fn what_programs_make_up_is_told_from_what_people_do() {
        for value in ["9f8Kq2LmZx71TbVw3RnYp0", "c4d77c62-6196-4f17-a06b-c462cffae87a"] {
            assert!(looks_generated(value), "{value}");
        }
        for value in [
            "Heron-slate-404",
            "1bcdefghij2bcdefghij3bcdefghij",
            "my-test-password-2024-x9",
            "*4DF33B3B12E43384677050A818327877FAB2F4BA",
            "aaaaaaaaaaaaaaaaaaaaaaa1",
        ] {
            assert!(!looks_generated(value), "{value}");
        }
    }
}
