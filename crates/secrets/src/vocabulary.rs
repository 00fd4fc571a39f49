//! Words that names and values are made of, and what they say. Lists, so that a new word is one word more.

/// First words of a name that says what is done with a secret.
#[rustfmt::skip]
pub(crate) const VERBS: &[&str] = &[
    "update", "use", "show", "hide", "require", "allow", "enable", "disable", "has", "is", "ask", "prompt",
    "forget", "forgot", "need", "needs", "force", "mask", "no", "with",
];

/// Last words of a name that speaks about a secret and does not hold it.
#[rustfmt::skip]
pub(crate) const ABOUT: &[&str] = &[
    "field", "fields", "header", "headers", "url", "uri", "endpoint", "path", "file", "filename", "template",
    "label", "prompt", "help", "message", "msg", "error", "errors", "regex", "pattern", "format", "type", "kind",
    "name", "names", "param", "parameter", "hasher", "hashers", "validator", "validators", "separator", "sep",
    "delimiter", "prefix", "suffix", "length", "len", "expiry", "lifetime", "timeout", "env", "var", "variable",
    "algorithm", "alg", "encoding", "placeholder", "hint", "text", "title", "description", "class", "attr",
    "attribute", "column", "backend", "view", "form", "widget", "scheme", "location", "id", "ids", "limit", "vault",
    "count", "size", "version", "source", "provider", "manager", "store", "storage", "hash", "digest", "policy",
    "rotation", "expiration", "expires", "ttl", "age", "mode", "enabled", "required", "strength", "complexity", "generator",
    "factory", "handler", "cls", "callback", "host", "port", "ref", "arn", "role", "scope", "scopes", "audience",
    "issuer", "model", "table", "index", "position", "budget", "usage", "checksum", "fingerprint", "mechanism",
    "method", "status", "state", "option", "options", "style", "charset", "sql", "query", "reply", "seconds",
    "minutes", "hours", "days", "algorithms", "from", "values", "action", "route", "owner", "profile", "end", "endpoints", "rejected",
    "check", "checks", "question", "questions",
];

/// First words of such a name.
#[rustfmt::skip]
pub(crate) const ABOUT_FIRST: &[&str] = &[
    "existing", "use", "uses", "has", "is", "enable", "allow", "show", "require", "requires", "hashed", "encrypted",
    "sealed", "crypted", "max", "min", "num", "total", "hide", "type", "kind",
];

/// Words before `token` in names of places in a list, and of the marks that language models put into texts.
#[rustfmt::skip]
pub(crate) const NO_ACCESS: &[&str] = &[
    "next", "page", "continuation", "sync", "cursor", "start", "stop", "resume", "prev", "previous", "eos", "bos",
    "pad", "unk", "sep", "cls", "mask", "special", "begin", "end", "termination", "image", "audio", "video",
];

/// Words that a value may consist of without being a secret: names of fields and schemes.
#[rustfmt::skip]
pub(crate) const VOCABULARY: &[&str] = &[
    "apikey",
    "password", "passwd", "pwd", "token", "secret", "user", "username", "x", "auth", "csrf", "xsrf", "access",
    "refresh", "api", "key", "bearer", "basic", "jwt", "new", "old", "current", "confirm", "id", "client", "reset",
    "middleware", "session", "field", "header", "authorization",
];

/// First words of a constant that holds the name of a field.
#[rustfmt::skip]
pub(crate) const NAMING: &[&str] = &[
    "conf", "attr", "field", "param", "opt", "option", "grant", "key",
];

/// Beginnings of values that name the place where a secret is kept.
#[rustfmt::skip]
pub(crate) const PLACES: &[&str] = &[
    "op://", "arn:aws:", "arn:aws-", "vault:", "ssm:", "env:", "env.", "file:", "secret:", "secrets:", "keyring:",
    "ref+", "awssm://", "sm://", "gcp:///", "@microsoft.keyvault(", "!ref", "!vault", "!secret", "!env", "!sub",
    "!getatt", "os.environ", "os.getenv", "process.env", "getenv(", "lookup(", "secrets.", "vault.", "akv://",
    "bws://", "doppler://", "keychain:", "pass:", "var.", "local.",
];

/// Beginnings of passwords' hashes.
#[rustfmt::skip]
pub(crate) const HASHES: &[&str] = &[
    "$2a$", "$2b$", "$2y$", "$argon2", "$5$", "$6$", "$1$", "$y$", "$7$", "$apr1$", "$pbkdf2", "$scrypt$",
    "$bcrypt", "$sha1$", "$P$", "pbkdf2_", "pbkdf2:", "argon2$", "bcrypt$", "bcrypt_sha256$", "scrypt$", "scrypt:",
    "md5$", "sha1$", "{SSHA", "{SHA", "{CRYPT}", "{MD5}", "{BCRYPT}", "SCRAM-SHA-", "{PBKDF2",
];

/// Beginnings of values that are encrypted.
pub(crate) const ENCRYPTED: &[&str] =
    &["ENC[", "ENC(", "{cipher}", "$ANSIBLE_VAULT", "vault:v1:", "AQICAH", "-----BEGIN PGP MESSAGE", "encrypted:"];

/// Beginnings of digests of public content.
pub(crate) const DIGESTS: &[&str] =
    &["sha1:", "sha256:", "sha384:", "sha512:", "md5:", "sha1-", "sha256-", "sha384-", "sha512-", "h1:"];

/// Values that standards and their tests use: hashes of nothing, keys of test vectors.
#[rustfmt::skip]
pub(crate) const VECTORS: &[&str] = &[
    "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "2b7e151628aed2a6abf7158809cf4f3c",
    "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "000102030405060708090a0b0c0d0e0f",
];

/// Words for "password" with which labels in other languages begin.
#[rustfmt::skip]
pub(crate) const LABELS: &[&str] = &[
    "passwort", "mot de passe", "contrase", "senha", "palavra", "wachtwoord", "has\u{142}o", "heslo",
    "l\u{f6}senord", "salasana", "adgangskode", "parola", "\u{43f}\u{430}\u{440}\u{43e}\u{43b}", "\u{5bc6}\u{7801}",
    "\u{5bc6}\u{78bc}", "\u{30d1}\u{30b9}\u{30ef}", "password ", "token ", "kennwort", "zugangs", "geheime ", "jeton ", "pregunta ",
    "clave ",
];

/// Values that are a word for a state or a choice, or for a type.
#[rustfmt::skip]
pub(crate) const STATES: &[&str] = &[
    "true", "false", "yes", "no", "on", "off", "auto", "always", "never", "unknown", "unavailable", "disabled",
    "enabled", "locked", "unlocked", "hidden", "masked", "required", "optional", "invalid", "missing", "expired",
    "empty", "absent", "present", "string", "str", "int", "integer", "bool", "boolean", "bytes", "object", "number",
    "text", "secretstr", "char", "varchar", "inherit", "dummy",
];

/// Words of a token that opens something.
#[rustfmt::skip]
pub(crate) const GRANTING: &[&str] = &[
    "api", "auth", "access", "secret", "bot", "bearer", "verify", "refresh", "webhook", "signing", "session",
];

/// Words inside of values that are made up for people to read.
#[rustfmt::skip]
pub(crate) const SAMPLE: &[&str] = &[
    "test", "example", "dummy", "fake", "demo", "sample", "mock", "foo", "secret", "password", "token", "hello",
];
