//! Passwords in addresses and connection strings.

use crate::checks::window;
use crate::names::words;
use crate::{Confidence, Dismissal, Secret, format, harmless};

/// Longest authority of an address that is read.
const MOST: usize = 512;
/// How far the other fields of a connection string may be away.
const AROUND: usize = 400;

/// The password of the address whose `://` begins at byte `at`.
pub(crate) fn url_at(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let start = at + 3;
    if !bytes[at..].starts_with(b"://") {
        return None;
    }
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    if bytes[..at].iter().rev().take_while(|byte| is_scheme(byte)).take(2).count() < 2 {
        return None;
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_control() || b"/?#\"'<>`\\|,".contains(byte);
    let length = bytes[start..].iter().take(MOST).position(ends).unwrap_or(bytes.len().min(start + MOST) - start);
    let authority = window(text, start, start + length);
    let (userinfo, host) = authority.rsplit_once('@')?;
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let Some((user, password)) = userinfo.split_once(':') else {
        let is_key = userinfo.len() == 32 && userinfo.bytes().all(|byte| byte.is_ascii_hexdigit());
        let sentry = is_key && host.contains("sentry");
        return sentry.then(|| Secret::new(start..start + userinfo.len(), format::named("sentry-dsn"), None));
    };
    if password.is_empty() || password.chars().all(|c| c == '/') {
        return None;
    }
    let from = start + user.len() + 1;
    let dismissal = placeholder(user, password, host);
    let mut secret = Secret::new(from..from + password.len(), format::named("url-password"), dismissal);
    if harmless::is_weak(password) {
        secret.confidence = Confidence::Medium;
    }
    // What only this machine reaches, with a password that a person made up for it.
    if is_local(&host.to_ascii_lowercase()) && !crate::looks_generated(password) {
        secret.confidence = Confidence::Low;
    }
    Some(secret)
}

/// Whether a host, in lower case, is the machine itself.
fn is_local(host: &str) -> bool {
    matches!(host, "localhost" | "::1" | "[::1]" | "0.0.0.0" | "host.docker.internal")
        || host.starts_with("127.")
        || host.starts_with("(local")
}

/// Fields of connection strings that hold a secret, lower case, and the formats.
pub(crate) const FIELDS: [(&str, &str); 5] = [
    ("password", "connection-string"),
    ("passwd", "connection-string"),
    ("pwd", "connection-string"),
    ("accountkey", "azure-storage-key"),
    ("sharedaccesskey", "azure-shared-access-key"),
];
/// Fields that say that a `password` beside them belongs to a connection.
const COMPANIONS: [&str; 14] = [
    "server=",
    "data source=",
    "host=",
    "hostname=",
    "user id=",
    "uid=",
    "user=",
    "username=",
    "driver=",
    "database=",
    "dbname=",
    "initial catalog=",
    "jdbc:",
    "addr=",
];

/// The secret of the field whose name begins at byte `at`.
pub(crate) fn field_at(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let before = bytes[..at].last().copied();
    if !matches!(before, None | Some(b';' | b'&' | b'?' | b' ' | b'"' | b'\'')) {
        return None;
    }
    let (name, format) = FIELDS.into_iter().find(|(name, _)| {
        bytes[at..].get(..name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    })?;
    let mut from = at + name.len();
    from += usize::from(bytes.get(from) == Some(&b' '));
    if bytes.get(from) != Some(&b'=') {
        return None;
    }
    from += 1;
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b";&\"'<>`\\,)".contains(byte);
    let length = bytes[from..].iter().take(MOST).position(ends).unwrap_or(bytes.len().min(from + MOST) - from);
    let value = window(text, from, from + length);
    if value.is_empty() {
        return None;
    }
    let span = from..from + value.len();
    if name.ends_with("key") {
        let is_key =
            value.len() >= 40 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=%".contains(&byte));
        let known = value.starts_with("Eby8vdM02xNOcqFl"); // the emulator's, the same everywhere
        let dismissal = known.then_some(Dismissal::hidden("it is the documented key of the storage emulator"));
        return is_key
            .then(|| Secret::new(span, format::named(format), dismissal.or_else(|| harmless::made_up(value))));
    }
    let ends_string = |c: char| c == '\n' || c == '"' || c == '\'' || c == '`';
    let head = window(text, at.saturating_sub(AROUND), at);
    let head = head.rsplit(ends_string).next().unwrap_or_default().to_ascii_lowercase();
    let tail = window(text, span.end, span.end + AROUND);
    let tail = tail.split(ends_string).next().unwrap_or_default().to_ascii_lowercase();
    let companion = COMPANIONS.iter().any(|field| head.contains(field) || tail.contains(field));
    // Fields are separated by `;` or `&`, those of libpq by spaces and then without spaces around `=`.
    let separated = head.ends_with([';', '&', '?'])
        || head.trim_end().ends_with(';')
        || tail.starts_with([';', '&'])
        || [head.as_str(), tail.as_str()].iter().any(|part| part.contains("host=") || part.contains("dbname="));
    // `user=susan&amp;password=…`: the fields of a form as a page shows them, with no server among them.
    let is_shown = head.ends_with("&amp;") && !["://", "host=", "server="].iter().any(|field| head.contains(field));
    if !companion || !separated || is_shown {
        return None;
    }
    let field = |names: [&str; 4]| {
        names.iter().find_map(|name| {
            let (_, rest) = head.split_once(name).or_else(|| tail.split_once(name))?;
            Some(rest.split([';', '&', ' ']).next().unwrap_or_default().trim_start_matches("tcp:").to_owned())
        })
    };
    let user = field(["user id=", "uid=", "user=", "username="]).unwrap_or_default();
    let host = field(["server=", "data source=", "host=", "://"]).unwrap_or_default();
    let host = host.split([',', ':', '/']).next().unwrap_or_default();
    let mut secret = Secret::new(span, format::named("connection-string"), placeholder(&user, value, host));
    if harmless::is_weak(value) {
        secret.confidence = Confidence::Medium;
    }
    Some(secret)
}

/// Words that say what a password is to be taken from.
const CREDENTIALS: [&str; 13] =
    ["access", "api", "app", "auth", "client", "jwt", "key", "pass", "password", "secret", "token", "user", "webhook"];

/// Why this user's password at this host is none, if the three show it.
pub(crate) fn placeholder(user: &str, password: &str, host: &str) -> Option<Dismissal> {
    if let Some(dismissal) = harmless::stands_for_another(password).or_else(|| harmless::made_up(password)) {
        return Some(dismissal);
    }
    let is_shouted = |text: &str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let is_template = user.contains("${") || is_shouted(user) && is_shouted(password);
    // `JWTToken`, `ClientSecret`: the words say what is to be written there.
    let said = words(password).iter().all(|word| CREDENTIALS.contains(&&**word)) && !host.contains('.');
    if is_template || said {
        return Some(Dismissal::readable("user and password are the words that documentation uses"));
    }
    let (user, host) = (user.to_ascii_lowercase(), host.to_ascii_lowercase());
    let lower = password.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "password"
            | "passwd"
            | "pass"
            | "pwd"
            | "pw"
            | "passw"
            | "secret"
            | "token"
            | "mypassword"
            | "mypass"
            | "webhook"
            | "yourpassword"
            | "password1"
            | "db_password"
            | "dbpassword"
            | "credentials"
            | "apikey"
            | "api_key"
            | "key"
    );
    let shouted = is_shouted(password);
    let anybody = user.is_empty()
        || matches!(
            user.as_str(),
            "user"
                | "username"
                | "usr"
                | "name"
                | "login"
                | "me"
                | "foo"
                | "admin"
                | "root"
                | "myuser"
                | "myemail"
                | "youruser"
                | "dbuser"
                | "db_user"
                | "u"
                | "someone"
                | "test"
                | "scott"
                | "postgres"
        );
    if word && anybody || shouted && (word || anybody) {
        return Some(Dismissal::readable("user and password are the words that documentation uses"));
    }
    if matches!(lower.as_str(), "p" | "b" | "bar" | "baz" | "x" | "y" | "pass123" | "pw123") && user.len() <= 4 {
        return Some(Dismissal::readable("user and password are the words that documentation uses"));
    }
    // In a network of containers a host is a plain word such as `db`.
    let nearby = is_local(&host) || !host.is_empty() && !host.contains(['.', ':']);
    let default = lower == user
        || matches!(
            lower.as_str(),
            "postgres"
                | "root"
                | "admin"
                | "guest"
                | "test"
                | "example"
                | "mysql"
                | "rabbitmq"
                | "redis"
                | "user"
                | "changeme"
                | "mongo"
                | "rabbit"
                | "minio"
                | "minioadmin"
                | "testing"
                | "testpass"
                | "dev"
                | "development"
        );
    // `anythingworkslocally`, `devpassword`: words alone, and one says where it is for.
    let is_for_development = lower.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'))
        && ["local", "devel", "devpass", "dev-", "dev_"].iter().any(|word| lower.contains(word));
    if nearby && (default || word || is_for_development) {
        return Some(Dismissal::readable(
            "it is a default password of a service that only this machine or its containers reach",
        ));
    }
    let documentation = ["example.com", "example.org", "example.net"]
        .iter()
        .any(|known| host == *known || host.ends_with(known) && host[..host.len() - known.len()].ends_with('.'));
    let blank = matches!(host.as_str(), "host" | "hostname" | "server" | "yourhost" | "myhost" | "your-server");
    ((documentation || blank) && (word || default))
        .then_some(Dismissal::readable("user, password and host are the words that documentation uses"))
}
