//! Values that only look like a secret, and why.

use crate::Dismissal;
use crate::names::{SECRET, Word, is_secret_name, words};
use crate::vocabulary::{
    ABOUT, ABOUT_FIRST, DIGESTS, ENCRYPTED, GRANTING, HASHES, LABELS, NAMING, NO_ACCESS, PLACES, STATES, VECTORS,
    VERBS, VOCABULARY,
};

/// FNV-1a hashes of keys that their provider's documentation shows to everyone, so that they do not stand here.
const DOCUMENTED: &[u64] = &[0xddd1_9c48_6d09_5d84, 0x67e7_33c2_f903_5757];

const PLACEHOLDER: Dismissal = Dismissal::readable("the value is a placeholder that stands for a secret");
/// A value that is a word of the trade.
pub(crate) const WORDS: Dismissal = Dismissal::readable("the value names a field or a scheme, not a secret");

/// Why the `text` that a secret's `name` is given is no secret, if the two show it.
pub fn harmless(name: &str, text: &str) -> Option<Dismissal> {
    let value = text.trim();
    let names = words(name);
    let starts_with = |list: &[&str]| list.iter().any(|start| value.starts_with(start));
    if value.is_empty() {
        Some(Dismissal::readable("the value is empty, nothing is exposed"))
    } else if let Some(dismissal) = stands_for_another(value) {
        Some(dismissal)
    } else if value.chars().count() < 4 && !value.contains(char::is_alphanumeric) {
        Some(Dismissal::readable("the value is a sign that separates something, not a secret"))
    } else if value.split_whitespace().count() >= 3 {
        Some(Dismissal::readable("the value is a sentence for people, not a secret"))
    } else if is_hash(value) {
        Some(Dismissal::hidden("the value is the hash of a password, not a password"))
    } else if starts_with(ENCRYPTED) || is_sealed(value) {
        Some(Dismissal::hidden("the value is encrypted"))
    } else if starts_with(DIGESTS) || VECTORS.iter().any(|vector| value.eq_ignore_ascii_case(vector)) {
        Some(Dismissal::hidden("the value is a digest of public content or a published test vector"))
    } else if is_address_or_path(value) {
        Some(Dismissal::readable("the value is an address or a path, not a secret"))
    } else if is_pattern(value) {
        Some(Dismissal::readable("the value is a pattern that texts are compared with, not a secret"))
    } else if is_template(value) {
        Some(Dismissal::readable("the value is a template that a secret is put into"))
    } else if is_public_key(value) {
        Some(Dismissal::readable("the value is a public key, which everybody may know"))
    } else if is_anchor(value) {
        Some(Dismissal::readable("the value is a mark of YAML that another place refers to"))
    } else if is_call(value) {
        Some(Dismissal::readable("the value is computed when the program runs"))
    } else if STATES.contains(&value.to_ascii_lowercase().as_str()) {
        Some(Dismissal::readable("the value is a word for a state or a choice, not a secret"))
    } else if is_field_name(name, value)
        || is_header(value)
        || spells_the_name(&names, value)
        || is_route(&names, value)
    {
        Some(WORDS)
    } else if is_of_statistics(&names) {
        Some(Dismissal::hidden("the key only lets a program send its own statistics, and every copy of it has it"))
    } else if is_about(&names) {
        Some(Dismissal::hidden("the name speaks about a secret and does not hold one"))
    } else if is_choice(&names, value) {
        Some(Dismissal::readable("the name says what is done with a secret and does not hold one"))
    } else if is_variable_name(value) {
        Some(Dismissal::readable("the value names an environment variable or a setting, not a secret"))
    } else if is_lexical(&names, value) {
        Some(Dismissal::readable("the value is a sign or a word of a text that is read, not an access token"))
    } else if is_label(value) || is_caption(value) {
        Some(Dismissal::readable("the value is a label for people, not a secret"))
    } else if value.len() >= 16 {
        made_up(value)
    } else {
        None
    }
}

/// A regular expression, by signs that no password has together: `^set (?P<secret>\w+)`, `[a-zA-Z0-9_-]+`.
fn is_pattern(value: &str) -> bool {
    let repeats_set = value.contains('[') && ["]+", "]*", "]{"].iter().any(|end| value.contains(end));
    let repeats_class = ["\\s", "\\w", "\\d", "\\S", "."]
        .iter()
        .any(|class| ["+", "*", "{"].iter().any(|times| value.contains(&format!("{class}{times}"))));
    value.contains("(?P<") || value.contains("(?:") || repeats_set || repeats_class && value.contains(['(', '^', '['])
}

/// Whether a name speaks about a secret and does not hold it.
pub(crate) fn is_name_about(name: &str) -> bool {
    is_about(&words(name))
}

/// `AMPLITUDE_API_KEY`, `POSTHOG_PROJECT_KEY`: what every copy of a program carries.
fn is_of_statistics(names: &[Word<'_>]) -> bool {
    let has = |list: &[&str]| names.iter().any(|word| list.contains(&&**word));
    has(&["amplitude", "posthog", "mixpanel"]) && names.last().is_some_and(|last| last == "key") && !has(&["secret"])
}

/// The same of a name's words: `token_url`, `hashed_password`, `next_page_token`.
fn is_about(names: &[Word<'_>]) -> bool {
    let word = |at: Option<&Word<'_>>, list: &[&str]| at.is_some_and(|word| list.contains(&&**word));
    // Headers that tell browsers what other sites may do.
    let of_sites = names.len() > 2 && names[0] == "access" && names[1] == "control";
    let cursor = names.last().is_some_and(|last| last == "token")
        && names.len() >= 2
        && word(names.get(names.len() - 2), NO_ACCESS);
    // `CLIENT_NOT_SO_SECRET`: what every copy of a program carries.
    let denies = names
        .iter()
        .position(|word| word == "not")
        .is_some_and(|at| names.get(at + 1..).is_some_and(|rest| rest.iter().take(2).any(|word| word == "secret")));
    denies || word(names.last(), ABOUT) || (names.len() > 1 && word(names.first(), ABOUT_FIRST)) || cursor || of_sites
}

/// What a program stores of a password in order to check it: `$2b$…`, `pbkdf2_sha256$…`, `*` and 40 digits.
pub(crate) fn is_hash(value: &str) -> bool {
    let mysql = value
        .strip_prefix('*')
        .is_some_and(|digits| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let crypt = value.strip_prefix('$').is_some_and(|rest| rest.matches('$').count() >= 2);
    // As it is written into a shell's line: `\$1\$…`
    let quoted = value.strip_prefix("\\$").is_some_and(|rest| rest.matches("\\$").count() >= 2);
    mysql || crypt || quoted || HASHES.iter().any(|start| value.starts_with(start))
}

/// Why a value is the name of a secret, or of the place where it is kept.
pub(crate) fn stands_for_another(value: &str) -> Option<Dismissal> {
    let lower = value.get(..value.floor_char_boundary(24)).unwrap_or_default().to_ascii_lowercase();
    if PLACES.iter().any(|place| lower.starts_with(place))
        || lower.starts_with("projects/") && value.contains("/secrets/")
    {
        return Some(Dismissal::readable("the value names the place where the secret is kept"));
    }
    is_placeholder(value).then_some(PLACEHOLDER)
}

/// Why a value of a token's shape was made up by hand.
pub(crate) fn made_up(value: &str) -> Option<Dismissal> {
    let lower = value.to_ascii_lowercase();
    let says_so = [
        "example",
        "xxxx",
        "placeholder",
        "redacted",
        "dummy",
        "foobar",
        "changeme",
        "change-me",
        "change_me",
        "your-",
        "your_",
        "-here",
        "_here",
        "abcdefgh",
        "12345678",
        "00000000",
        "deadbeef",
        "****",
        "replace_",
        "replace-",
        "build-time",
        "buildtime",
        "notreal",
        "not-real",
        "....",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let body = value.as_bytes();
    let few = body.len() >= 16 && variety(body.iter().copied()) <= 6;
    let steps = body.windows(2).filter(|pair| pair[1] == pair[0].wrapping_add(1) || pair[1] == pair[0]).count();
    let counts_up = body.len() >= 12 && steps * 2 > body.len();
    if DOCUMENTED.contains(&fnv(body)) {
        return Some(Dismissal::hidden("it is the key that the provider's documentation shows to everyone"));
    }
    (says_so || few || counts_up).then_some(Dismissal::readable(
        "the value was made up: it repeats itself, counts up or says that it is an example",
    ))
}

/// How many different bytes there are.
pub(crate) fn variety(bytes: impl Iterator<Item = u8>) -> usize {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|&&seen| seen).count()
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a password could be guessed, or is a plain word.
pub(crate) fn is_weak(value: &str) -> bool {
    value.len() < 8 || !value.bytes().any(|byte| byte.is_ascii_digit()) || !value.contains(char::is_alphabetic)
}

/// `<password>`, `${PASSWORD}`, `{password}`, `%(password)s`, `xxxxx`, `your-token`, `REPLACE_ME`.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let between = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    let mut letters = value.chars();
    let first = letters.next();
    let one_letter = value.len() > 2 && letters.all(|c| Some(c) == first);
    let capitals =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    between("<", ">")
        || between("{", "}")
        || between("[", "]")
        || (between("(", ")") && value.bytes().all(|byte| byte.is_ascii_alphabetic() || b"( )".contains(&byte)))
        || value.contains("${")
        || value.contains("{{")
        || between("$(", ")")
        || between("%(", ")s")
        || between("__", "__")
        || between("#{", "}#")
        || (value.len() > 2 && between("%", "%") && capitals(value.trim_matches('%')))
        || value.strip_prefix('$').is_some_and(capitals)
        || matches!(value, "%s" | "{}" | "...")
        || value.ends_with("...")
        || value.ends_with('\u{2026}')
        || one_letter
        || matches!(
            lower.as_str(),
            "none" | "null" | "nil" | "undefined" | "todo" | "tbd" | "n/a" | "unset" | "not-set" | "fixme"
        )
        || [
            "placeholder",
            "redacted",
            "replace_me",
            "replace-me",
            "replaceme",
            "replace_with",
            "replace-with",
            "insert_",
            "insert-",
            "missing",
            "fill_in",
            "xxxxx",
        ]
        .iter()
        .any(|word| lower.contains(word))
        || is_yours(&lower)
}

/// `your-token`, `sk-your-key-goes-here`, `YOUR_API_KEY_HERE`: words alone, and one of them is "your".
fn is_yours(lower: &str) -> bool {
    let mut parts = lower.split(['-', '_', ' ']).peekable();
    let yours =
        parts.clone().any(|part| matches!(part, "your" | "goes" | "here" | "put" | "enter" | "please" | "choose"));
    yours
        && parts.peek().is_some()
        && lower.contains(['-', '_', ' '])
        && parts.all(|part| part.len() <= 14 && !part.bytes().any(|byte| byte.is_ascii_digit()))
}

fn is_address_or_path(value: &str) -> bool {
    let is_url = value.contains("://") && !value.contains('@') || value.starts_with("urn:");
    let is_path = value.starts_with(['/', '~'])
        && value.len() > 1
        && !value.contains(' ')
        && (value[1..].contains(['/', '.', '-'])
            || value[1..].bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    let has_ending = [
        ".html", ".txt", ".js", ".css", ".svg", ".png", ".json", ".yaml", ".yml", ".pem", ".key", ".py", ".toml",
        ".ini", ".conf", ".xml",
    ]
    .iter()
    .any(|ending| value.ends_with(ending));
    // `package.module:Class` names a place in the code.
    let is_dotted = value.split(['.', ':']).count() >= 3
        && value.contains('.')
        && value.split(['.', ':']).all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && part.len() < 40
        })
        && !value.starts_with("eyJ");
    // Base 64 may begin with a slash; a path is made of words.
    let is_random = value.len() >= 32 && (value.ends_with('=') || value.contains('+'));
    is_url || is_path && !is_random || has_ending || is_dotted
}

/// Words before the name of a field in the name of another one: `oauth_token_secret`.
const OF: [&str; 12] =
    ["oauth", "oidc", "smtp", "db", "database", "ldap", "redis", "client", "user", "access", "refresh", "auth"];

/// `PASSWORD = "password"`, `token_type = "bearer"`, `"user_password"`, `"X-Auth-Token"`.
fn is_field_name(name: &str, value: &str) -> bool {
    let is_name = value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b' ' | b'.'));
    if !is_name {
        return false;
    }
    let (name_words, value_words) = (words(name), words(value));
    let Some(first) = value_words.first() else { return false };
    let known = value_words.iter().all(|word| VOCABULARY.contains(&&**word));
    let scheme = value_words.len() > 1 || matches!(&**first, "bearer" | "basic" | "jwt" | "access" | "refresh");
    // `PASSWORD = "password"` and `CONF_PASSWORD = "password"` name a field; `secret = "secret"` is a bad secret.
    let constant = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let prefixed = name_words.first().is_some_and(|word| NAMING.contains(&&**word));
    let repeats = name_words == value_words || (prefixed && name_words.ends_with(&value_words));
    let is_own_name = name_words == value_words && name_words.len() > 1;
    // `APIKEY = "api_key_required"`, `TYPE_GATEWAY_SECRET = "gateway_secret"`: the constant spells itself out.
    let (joined_name, joined_value) = (name_words.concat(), value_words.concat());
    let spells = constant
        && value_words.len() > 1
        && value.contains('_')
        && (joined_value.starts_with(&joined_name) || joined_name.ends_with(&joined_value));
    // `get("token_secret", "oauth_token_secret")`: the name of another field.
    let before = value_words.len().saturating_sub(name_words.len());
    let is_longer_name = name_words.len() > 1
        && before > 0
        && value.contains('_')
        && value_words.ends_with(&name_words)
        && value_words[..before].iter().all(|word| OF.contains(&&**word));
    // `"oauth.oidc.client_secret": "oauth.client_secret"`: one setting is called by another's name.
    let is_other_name = value.contains('.')
        && name_words.len() > 1
        && value_words.len() > 1
        && name_words[name_words.len() - 2..] == value_words[value_words.len() - 2..];
    // `RESOURCE_PASSWORD = "Passwords"`, `_PASSWORD = "PasswordBox"`: what a kind is called.
    let is_kind = constant
        && value_words.len() < 3
        && value.starts_with(|letter: char| letter.is_ascii_uppercase())
        && value.bytes().all(|byte| byte.is_ascii_alphabetic())
        && value.bytes().any(|byte| byte.is_ascii_lowercase())
        && first.len() > "key".len()
        && name_words.iter().any(|word| word == first || first.strip_suffix('s') == Some(word));
    is_own_name
        || is_longer_name
        || is_other_name
        || is_kind
        || spells
        || (known && (scheme || (constant && repeats && first != "secret")))
}

/// `TOKEN_LIMIT_METADATA_KEY = "token_limit"`, `pass_through = "pass_through_endpoint"`, `"token-efficient-2025": "token-efficient-2025"`:
/// words of the name, spelled out.
fn spells_the_name(names: &[Word<'_>], value: &str) -> bool {
    let is_spelled = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && value.contains(['_', '-'])
        && value.len() <= 80;
    let spelled = words(value);
    // `SECRET_KEY = "super-secret-key"` is a bad secret.
    let names_secret =
        names.last().is_some_and(|last| last == "key" || last != "credentials" && SECRET.contains(&&**last));
    let is_longer = || !names_secret && names.iter().all(|word| spelled.contains(word));
    // `SHOP_VAULT_SECRET_VALUES_KEY = "shop_secret_values"`: words of the name in their order.
    let is_part = || {
        let mut rest = names.iter();
        let names_field = spelled.last().is_some_and(|last| last != "key" && !SECRET.contains(&&**last));
        names_field && spelled.iter().all(|word| rest.any(|name| name == word))
    };
    is_spelled && spelled.len().min(names.len()) >= 2 && (names.starts_with(&spelled) || is_longer() || is_part())
}

/// The name of a route in its namespace, `auth_reset_password = "forum:reset_password"`: its words end the name.
fn is_route(names: &[Word<'_>], value: &str) -> bool {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    value.split_once(':').is_some_and(|(space, route)| {
        let route_words = words(route);
        is_word(space) && is_word(route) && route_words.len() >= 2 && names.ends_with(&route_words)
    })
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

/// A public key of SSH: the length of the name of its kind, then that name, in base 64. Or one that a service gives out for pages and
/// programs of everybody: `PostHog`'s of a project, Stripe's publishable ones.
fn is_public_key(value: &str) -> bool {
    ["phc_", "pk_live_", "pk_test_", "AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "AAAAGnNrLX", "AAAAInNrLW"]
        .iter()
        .any(|start| value.starts_with(start))
}

/// `&gcs_credentials`, `*gcs_credentials`
fn is_anchor(value: &str) -> bool {
    value.strip_prefix(['&', '*']).is_some_and(|name| {
        name.contains(['_', '-']) && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
    })
}

/// `configure(2)`, `int("a1", 16)`: code that computes the value.
fn is_call(value: &str) -> bool {
    let name = value.split('(').next().unwrap_or_default();
    value.ends_with(')')
        && name.len() >= 3
        && name.len() < value.len()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_'))
}

/// A secret that only a cluster's controller can open: two bytes of length, then a key of that length, in base 64.
fn is_sealed(value: &str) -> bool {
    value.len() >= 300
        && value.starts_with("Ag")
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}

/// `X-Api-Token`: the name of a header that a program gave itself.
fn is_header(value: &str) -> bool {
    let mut words = value.split('-');
    let is_own = words.next().is_some_and(|first| first.eq_ignore_ascii_case("x"));
    let mut rest = words.peekable();
    let is_name = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_own && rest.peek().is_some() && rest.all(is_name)
}

/// `Mot de passe`, `Password reset`.
fn is_label(value: &str) -> bool {
    let lower = value.to_lowercase();
    LABELS.iter().any(|label| lower.starts_with(label)) && !value.bytes().any(|byte| byte.is_ascii_digit())
        || is_foreign_word(value)
}

/// `Schlüssel`, `Jeton d’accès`: words with letters beyond ASCII, written as at the beginning of a line.
fn is_foreign_word(value: &str) -> bool {
    value.starts_with(char::is_uppercase)
        && value.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
        && value.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | ':'))
        && value.chars().skip(1).filter(|c| c.is_uppercase()).count() <= value.matches([' ', '-']).count()
}

/// The end of what happened to something: `created` of `Secret created`.
fn is_event(word: &str) -> bool {
    matches!(
        word,
        "created"
            | "updated"
            | "deleted"
            | "changed"
            | "revoked"
            | "rotated"
            | "expired"
            | "added"
            | "removed"
            | "used"
    )
}

/// `Database password`, `Connection Credentials`, `Secret created`: words of a language, the last one a word for secrets or for what
/// happened to one.
fn is_caption(value: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.chars().all(char::is_alphabetic);
    // Of words with a hyphen, `Zugangs-Token` is none that anybody chooses for a password.
    let compound = value.split_once('-').filter(|(_, last)| *last == "Token");
    let Some((first, last)) = value.split_once(' ').or(compound) else {
        return matches!(value, "Credentials" | "Credential" | "Passphrase" | "Token");
    };
    value.starts_with(char::is_uppercase)
        && is_word(first)
        && is_word(last)
        && (words(last).last().is_some_and(|word| SECRET.contains(&&**word)) || is_event(last))
}

/// `update_password == "always"`, `show_token = "yes"`: a verb in front, and a word for a choice.
fn is_choice(names: &[Word<'_>], value: &str) -> bool {
    names.first().is_some_and(|word| VERBS.contains(&&**word))
        && value.len() < 16
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
}

/// `DB_PASSWORD` or `PGPASSWORD` as a value: capitals and underscores around a word of secrets. Or three words and more, as in
/// `MAPS_OAUTH2_CLIENT_KEY`.
fn is_variable_name(value: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().filter(u8::is_ascii_digit).count() < 2;
    let is_long = || {
        value.split('_').count() > 2
            && value.split('_').all(is_word)
            && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    is_long()
        || (value.contains('_') || !SECRET.contains(&value.to_ascii_lowercase().as_str()))
            && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && is_secret_name(value)
}

/// `token = ","`, `token == "while"`: what a program that reads text calls a token.
fn is_lexical(names: &[Word<'_>], value: &str) -> bool {
    let only_token = names.iter().filter(|word| SECRET.contains(&&***word)).all(|word| word == "token")
        && names.iter().any(|word| word == "token")
        && !names.iter().any(|word| GRANTING.contains(&&**word));
    let plain = value.len() < 24
        && (value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'-' | b'_' | b'.'))
            || value.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'_'))
            || value.bytes().all(|byte| byte.is_ascii_punctuation()));
    only_token && plain
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn secrets_stay() {
        for (name, value) in [
            ("password", "hunter2"),
            ("password", "changeme"),
            ("password", "password"),
            ("SECRET_KEY", "my-secret-key"),
            ("SECRET_KEY", "super-secret-key"),
            ("DB_SECRET_KEY", "secret-key-1"),
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
            ("db_password", "Blue token3"),
            ("SECRET_KEY", "my_secret_key"),
            ("password", "user:pass"),
            ("password", "PASSWORD"),
            ("password", "&Larch_finch"),
            ("password", "my_password"),
            ("ADMIN_PASSWORD", "Passw0rds"),
            ("ADMIN_PASSWORD", "LarchFinch"),
            ("password", "PasswordBox"),
            ("password", "(larch7)"),
            ("password", "Lärche7"),
            ("password", "lärchenfink"),
            ("password", "Larch-Password"),
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
            ("TOKEN_LIMIT_METADATA_KEY", "token_limit"),
            ("oauth2_token_exchange", "oauth2_token_exchange"),
            ("pass_through", "pass_through_endpoint"),
            ("SUBJECT_TOKEN", "urn:ietf:params:oauth:token-type:access_token"),
            ("TOKEN_INTROSPECTION", "/introspect"),
            ("TOKEN_COUNTING_ACTION", "countTokens"),
            ("DEFAULT_SECRET_KEY", "secret-key-missing!"),
            ("token", "while"),
            ("token", "not in"),
            ("PASSWORD_HASHER", "django.contrib.auth.hashers.Argon2PasswordHasher"),
            ("token", "REPLICATION CLIENT"),
            ("token", "make.bat"),
            ("password_mechanism", "ssh_askpass"),
            ("update_password", "always"),
            ("passwd", "Unavailable"),
            ("smtp_password", "smtp_password"),
            ("new_credentials", "NewCredentials"),
            ("password_sql", "PASSWORD(%(password)s)"),
            ("token", "key={key};token={token}"),
            ("password", "op://infrastructure/db/password"),
            ("password", "$2b$12$C6UzMDM.H6dfI/f/IKcEeO"),
            ("next_page_token", "CAUQAA9fQ2x1c3Rlcg"),
            ("client_secret", "sk-your-secret-goes-here"),
            ("existingSecret", "orders-redis"),
            ("password", "Database password"),
            ("credentials", "Connection Credentials"),
            ("APIKEY", "api_key_required"),
            ("SHOP_VAULT_SECRET_VALUES_KEY", "shop_secret_values"),
            ("password", "please_choose_a_strong_password"),
            ("TYPE_GATEWAY_SECRET", "gateway_secret"),
            ("secret_from", "config"),
            ("api-token", "shop.tests.factories:Token"),
            ("app_secret.js", "js/vendor/secret.8cede7f4.js"),
            ("OAUTH_CLIENT_SECRET", "oauth.client_secret"),
            ("token_secret", "oauth_token_secret"),
            ("oauth.oidc.client_secret", "oauth.client_secret"),
            ("RESOURCE_PASSWORD", "Passwords"),
            ("_PASSWORD", "PasswordBox"),
            ("authenticationPassword", "(hidden)"),
            ("password", "PGPASSWORD"),
            ("$.credentials", "Credentials"),
            ("gcs_credentials", "&gcs_credentials"),
            ("github_key", "AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGmdnm9tUDbO9IDSwBK6TbQa"),
            ("PROJECT_API_KEY", "phc_b7Tq2mVxL0zRk8WnYd4sGh1JpCu6EfAo"),
            ("stripe_key", "pk_live_51Hq8ZtLm2VxR0nYd4sGh1Jp"),
            ("MAPS_KEY", "MAPS_OAUTH2_CLIENT_KEY"),
            ("SECRET_KEY", "build-time-secret-key"),
            ("password", r"^login\s+(?P<secret>\S+)"),
            ("token", r"[a-zA-Z0-9!#$%&'*+\-.^_`|~]+"),
            ("default_password", r"\$1\$mG4Tk2Qx\$Yb1cRr0vU7sNq3LdWe5Xf."),
            ("CLIENT_NOT_SO_SECRET", "qLmZx71TbVw3RnYp0K2b9fLa"),
            ("token", "Jeton d'accès"),
            ("api_key", "Schlüssel"),
            ("token", "Zugangs-Token"),
            ("password", "Kennwort"),
            ("secret_question", "Geheime Frage"),
        ] {
            assert!(harmless(name, value).is_some(), "{name} = {value}");
        }
    }
}
