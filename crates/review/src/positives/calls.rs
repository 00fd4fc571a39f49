//! Calls that show a good practice.

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, ExprKind};

use super::Found;

const FROM_ENVIRONMENT: &str = "Secrets come from the environment";

/// Calls that are right by their name alone, and what they are.
const GOOD_CALLS: &[(&str, &str)] = &[
    ("yaml.safe_load", "YAML is read with `safe_load`, which builds no objects"),
    ("yaml.safe_load_all", "YAML is read with `safe_load_all`, which builds no objects"),
    ("secrets.token_urlsafe", "Tokens come from the `secrets` module"),
    ("secrets.token_hex", "Tokens come from the `secrets` module"),
    ("secrets.token_bytes", "Tokens come from the `secrets` module"),
    ("secrets.choice", "Random choices come from the `secrets` module"),
    ("secrets.randbelow", "Random numbers come from the `secrets` module"),
    ("bcrypt.hashpw", "Passwords are hashed with bcrypt"),
    ("argon2.PasswordHasher", "Passwords are hashed with Argon2"),
    ("werkzeug.security.generate_password_hash", "Passwords are hashed with a salted, slow function"),
    ("django.contrib.auth.hashers.make_password", "Passwords are hashed with a salted, slow function"),
    ("argon2.PasswordHasher.hash", "Passwords are hashed with Argon2"),
    ("hashlib.scrypt", "Passwords are hashed with a salted, slow function"),
    ("flask_wtf.CSRFProtect", "Forms are protected against requests of other sites (CSRF)"),
    ("flask_wtf.csrf.CSRFProtect", "Forms are protected against requests of other sites (CSRF)"),
    ("flask_talisman.Talisman", "Security headers are sent"),
    ("secure.Secure", "Security headers are sent"),
    ("flask_limiter.Limiter", "The number of requests is limited"),
    ("slowapi.Limiter", "The number of requests is limited"),
    ("ssl.create_default_context", "TLS connections check the other side's certificate"),
    ("ast.literal_eval", "Literals are read with `ast.literal_eval`, which runs no code"),
    ("django.utils.http.url_has_allowed_host_and_scheme", "Addresses of redirects are checked"),
    ("jinja2.select_autoescape", "Templates escape what they print"),
    ("hmac.compare_digest", "Secrets are compared in constant time"),
    ("secrets.compare_digest", "Secrets are compared in constant time"),
    ("werkzeug.utils.secure_filename", "Names of uploaded files are made safe with `secure_filename`"),
    ("shlex.quote", "Words of a command line are quoted with `shlex.quote`"),
    ("html.escape", "Text is escaped before it becomes HTML"),
    ("tempfile.NamedTemporaryFile", "Temporary files are made by `tempfile`"),
    ("tempfile.TemporaryDirectory", "Temporary folders are made by `tempfile`"),
    ("tempfile.mkstemp", "Temporary files are made by `tempfile`"),
];
const PROCESS_STARTS: [&str; 5] =
    ["subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen"];
const SECRET_WORDS: [&str; 4] = ["SECRET", "PASSWORD", "TOKEN", "KEY"];

/// Finds calls that are right, and secrets that are taken from the environment.
pub(super) fn find(file: &FileModel, found: &mut Found) {
    for &call in file.calls() {
        if let Some(message) = good_call(file, call) {
            found.add(file, message, file.module().expr(call).span);
        }
    }
    for (_, expr) in file.module().exprs() {
        let ExprKind::Subscript { value, index } = expr.kind else { continue };
        if file.qualified_names(value).any(|name| name == "os.environ") && names_a_secret(file, index) {
            found.add(file, FROM_ENVIRONMENT, expr.span);
        }
    }
}

fn good_call(file: &FileModel, call: ExprId) -> Option<&'static str> {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    let args = file.call_args(call);
    let mut names = file.qualified_names(func).peekable();
    // A method is known by its last name even where the type of its object is not.
    if names.peek().is_none_or(|name| !name.starts_with("builtins."))
        && is_method(file, func, &["execute", "executemany"])
    {
        let statement = args.positional(0)?;
        let bound =
            args.positional(1).is_some() || args.keyword("params").is_some() || args.keyword("parameters").is_some();
        return (bound && file.is_constant(statement) && has_placeholders(file, statement))
            .then_some("SQL values are bound as parameters");
    }
    if is_method(file, func, &["set_cookie"]) {
        let is_true = |word: &str| args.keyword(word).and_then(|value| file.constant(value)) == Some(Const::Bool(true));
        return (is_true("secure") && is_true("httponly"))
            .then_some("Cookies travel over HTTPS only and are hidden from scripts");
    }
    for name in names {
        if let Some((_, message)) = GOOD_CALLS.iter().find(|(good, _)| *good == name) {
            return Some(message);
        }
        if name.starts_with("defusedxml.") && name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            return Some("XML is read with defusedxml");
        }
        if let Some(message) = by_arguments(file, call, name) {
            return Some(message);
        }
        if PROCESS_STARTS.contains(&name) {
            let command = args.argument(Some(0), Some("args"))?;
            let list = matches!(file.module().expr(command).kind, ExprKind::List(_) | ExprKind::Tuple(_));
            return (list && args.keyword("shell").is_none())
                .then_some("Programs are started with an argument list, without a shell");
        }
        if matches!(name, "os.getenv" | "os.environ.get") {
            return names_a_secret(file, args.positional(0)?).then_some(FROM_ENVIRONMENT);
        }
        if (name.starts_with("requests.") || name.starts_with("httpx."))
            && args
                .keyword("timeout")
                .is_some_and(|timeout| !matches!(file.module().expr(timeout).kind, ExprKind::None))
        {
            return Some("Requests to other machines have a time limit");
        }
    }
    None
}

/// What a call does right because of what it is given.
fn by_arguments(file: &FileModel, call: ExprId, name: &str) -> Option<&'static str> {
    let args = file.call_args(call);
    let keyword = |word: &str| args.keyword(word).and_then(|value| file.constant(value));
    let is_true = |word: &str| keyword(word) == Some(Const::Bool(true));
    match name {
        "passlib.context.CryptContext" => {
            let first = args.keyword("schemes").map(|schemes| file.module().expr(schemes).kind.clone())?;
            let ExprKind::List(items) = first else { return None };
            let scheme = file.constant(*items.first()?)?;
            let is_slow = scheme.as_str().is_some_and(|scheme| {
                ["argon2", "bcrypt", "scrypt", "pbkdf2"].iter().any(|slow| scheme.starts_with(slow))
            });
            is_slow.then_some("Passwords are hashed with a salted, slow function")
        }
        "hashlib.pbkdf2_hmac" => {
            let turns = args.argument(Some(3), Some("iterations")).and_then(|turns| file.constant(turns));
            matches!(turns, Some(Const::Int(turns)) if turns >= 100_000)
                .then_some("Passwords are hashed with a salted, slow function")
        }
        "jwt.decode" => {
            let is_checked = args.keyword("algorithms").is_some() && args.keyword("options").is_none();
            (is_checked && keyword("verify") != Some(Const::Bool(false)))
                .then_some("Tokens are read with a fixed list of algorithms, and their signature is checked")
        }
        "jinja2.Environment" | "jinja2.sandbox.SandboxedEnvironment" => {
            is_true("autoescape").then_some("Templates escape what they print")
        }
        _ => None,
    }
}

/// Whether a constant is an SQL statement that leaves room for values.
fn has_placeholders(file: &FileModel, statement: ExprId) -> bool {
    file.constant(statement).is_some_and(|text| text.as_str().is_some_and(|text| text.contains(['?', '%', ':', '$'])))
}

fn is_method(file: &FileModel, func: ExprId, names: &[&str]) -> bool {
    match file.module().expr(func).kind {
        ExprKind::Attribute { attr, .. } => names.contains(&file.module().text(attr.span)),
        _ => false,
    }
}

fn names_a_secret(file: &FileModel, name: ExprId) -> bool {
    file.constant(name).is_some_and(|name| {
        name.as_str().is_some_and(|name| SECRET_WORDS.iter().any(|word| name.to_ascii_uppercase().contains(word)))
    })
}
