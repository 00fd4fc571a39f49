//! Names that hold secrets.

use std::borrow::Cow;

/// Single words that make a name one of a secret.
pub(crate) const SECRET: &[&str] = &[
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

/// Words before `key` that say that it opens nothing.
const KEY_TO_NOTHING: &[&str] = &[
    "public",
    "primary",
    "foreign",
    "cache",
    "sort",
    "partition",
    "object",
    "translation",
    "kms",
    "map",
    "route",
    "site",
    "publishable",
    "range",
    "hash",
    "join",
    "group",
    "dict",
    "lookup",
    "idempotency",
    "unique",
    "row",
    "message",
    "config",
    "settings",
    "property",
    "index",
    "shard",
    "routing",
    "dedup",
    "deduplication",
    "issue",
    "project",
    "sonar",
    "registry",
    "license",
    "arrow",
    "shortcut",
    "hot",
    "event",
    "label",
    "sorting",
    "natural",
    "surrogate",
    "composite",
    "field",
    "s",
    "storage",
    "state",
    "query",
    "react",
    "locale",
    "i18n",
    "feature",
    "bucket",
    "file",
    "signature",
    "host",
    "pub",
    "websocket",
];

/// Whether a name holds a secret, or speaks about one.
pub fn is_secret_name(name: &str) -> bool {
    if !may_speak_of_secret(name) {
        return false;
    }
    let words = words(name);
    words.iter().any(|word| SECRET.contains(&&**word))
        || words.windows(2).any(|pair| pair[1] == "key" && KEY_OF.contains(&&*pair[0]))
        || is_password_name(name)
        || runs_on(&words)
}

/// Whether a name holds one of the letters' runs of which each word of a secret has one. Most names have none, and need not be
/// taken apart.
fn may_speak_of_secret(name: &str) -> bool {
    let is_run = |three: &[u8]| match three[0] | 0x20 {
        b'p' => three.eq_ignore_ascii_case(b"pas") || three.eq_ignore_ascii_case(b"pwd"),
        b't' => three.eq_ignore_ascii_case(b"tok"),
        b's' => three.eq_ignore_ascii_case(b"sec"),
        b'k' => three.eq_ignore_ascii_case(b"key"),
        b'c' => three.eq_ignore_ascii_case(b"cre"),
        _ => false,
    };
    // Other letters may become these in lower case.
    name.as_bytes().windows(3).any(is_run) || !name.is_ascii()
}

/// `SMTPPASSWORD`: capitals do not show where a word begins.
fn runs_on(words: &[Word<'_>]) -> bool {
    let ends = |word: &Word<'_>| {
        ["password", "passwd", "secret", "apikey", "accesskey", "secretkey"].iter().any(|end| word.ends_with(end))
    };
    words.last().is_some_and(ends)
}

/// Whether Ruff and bandit take the name for one of a password: a part between underscores says so.
pub fn is_password_name(name: &str) -> bool {
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

/// Whether a name may hold a secret, which a random value then confirms: `STRIPE_KEY`, `cookie_auth`.
pub(crate) fn may_hold_secret(name: &str) -> bool {
    let words = words(name);
    match words.as_slice() {
        [.., before, last] if last == "key" => !KEY_TO_NOTHING.contains(&&**before),
        [.., last] => matches!(
            &**last,
            "auth"
                | "authorization"
                | "cookie"
                | "hmac"
                | "dsn"
                | "psk"
                | "licensekey"
                | "privatekey"
                | "encryptionkey"
                | "signingkey"
        ),
        [] => false,
    }
}

/// A word of an identifier: where it is lower case already, as in most, a part of that.
pub type Word<'n> = Cow<'n, str>;

/// The words of an identifier, lower case, digits at their ends cut off.
pub fn words(name: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut push = |start: usize, end: usize| {
        let kept = name[start..end].trim_end_matches(|c: char| c.is_ascii_digit());
        if !kept.is_empty() {
            let is_lower = kept.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            words.push(if is_lower { Cow::Borrowed(kept) } else { Cow::Owned(kept.to_lowercase()) });
        }
    };
    let mut start = 0;
    let mut begins = |at: usize, length: usize, is_part: bool, starts: bool| {
        if !is_part {
            push(start, at);
            start = at + length;
        } else if starts {
            push(start, at);
            start = at;
        }
    };
    // `aB` starts a word at `B`, and `APIKey` one at `K`.
    if name.is_ascii() {
        let bytes = name.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let next_is_lower = || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            let starts =
                byte.is_ascii_uppercase() && at > 0 && (!bytes[at - 1].is_ascii_uppercase() || next_is_lower());
            begins(at, 1, byte.is_ascii_alphanumeric(), starts);
        }
    } else {
        let mut letters = name.char_indices().peekable();
        let mut before: Option<char> = None;
        while let Some((at, letter)) = letters.next() {
            let mut next_is_lower = || letters.peek().is_some_and(|(_, next)| next.is_lowercase());
            let starts =
                letter.is_uppercase() && before.is_some_and(|before| !before.is_uppercase() || next_is_lower());
            begins(at, letter.len_utf8(), letter.is_alphanumeric(), starts);
            before = Some(letter);
        }
    }
    push(start, name.len());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_become_words() {
        for (name, expected) in [
            ("reset_token", &["reset", "token"][..]),
            ("resetToken2", &["reset", "token"]),
            ("APIKey", &["api", "key"]),
            ("_DB__PASSWORD", &["db", "password"]),
            ("X-Auth-Token", &["x", "auth", "token"]),
            ("", &[]),
            ("123", &[]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

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
    fn every_word_of_a_secret_has_a_run() {
        for word in SECRET.iter().copied().chain(["password", "passwrd", "api_key"]) {
            assert!(may_speak_of_secret(word) && may_speak_of_secret(&word.to_ascii_uppercase()), "{word}");
        }
        assert!(!may_speak_of_secret("user_name"));
    }

    #[test]
    fn names_that_the_peers_look_for() {
        for name in ["password", "Passwd", "pas_pasword", "PWD_", "_token", "my_secret", "secrete", "pass", "PASSWRD"] {
            assert!(is_password_name(name), "{name}");
        }
        for name in ["passwords", "apiToken", "secretkey", "bypass", "credentials", "pasta", "password2", "tokens_left"]
        {
            assert!(!is_password_name(name), "{name}");
        }
    }

    #[test]
    fn names_that_a_random_value_confirms() {
        for name in ["STRIPE_KEY", "weather-key", "cookie"] {
            assert!(may_hold_secret(name), "{name}");
        }
        for name in ["key", "cache_key", "PUBLIC_KEY", "keyboard", "kmsKey"] {
            assert!(!may_hold_secret(name), "{name}");
        }
    }
}
