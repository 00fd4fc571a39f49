//! What is working well: things that the code does right, each with its place.

use model::{Location, Positive};
use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

/// How often one kind is listed for a file; the report lists fewer.
pub(crate) const PER_KIND: usize = 3;

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

/// What one file does right, in source order.
pub(crate) fn of_file(file: &FileModel, path: &str) -> Vec<Positive> {
    let mut found: Vec<Positive> = Vec::new();
    for &call in file.calls() {
        let Some(message) = good_call(file, call) else { continue };
        if found.iter().filter(|positive| positive.message == message).count() < PER_KIND {
            let line = file.module().lines().line(file.module().expr(call).span.start);
            found.push(Positive { message: message.to_owned(), location: Location { file: path.to_owned(), line } });
        }
    }
    for (id, expr) in file.module().exprs() {
        let ExprKind::Subscript { value, index } = expr.kind else { continue };
        let message = "Secrets come from the environment";
        if file.qualified_names(value).any(|name| name == "os.environ")
            && names_a_secret(file, index)
            && found.iter().filter(|positive| positive.message == message).count() < PER_KIND
        {
            let line = file.module().lines().line(file.module().expr(id).span.start);
            found.push(Positive { message: message.to_owned(), location: Location { file: path.to_owned(), line } });
        }
    }
    found.sort_by_key(|positive| positive.location.line);
    found
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
    for name in names {
        if let Some((_, message)) = GOOD_CALLS.iter().find(|(good, _)| *good == name) {
            return Some(message);
        }
        if PROCESS_STARTS.contains(&name) {
            let command = args.argument(Some(0), Some("args"))?;
            let list = matches!(file.module().expr(command).kind, ExprKind::List(_) | ExprKind::Tuple(_));
            return (list && args.keyword("shell").is_none())
                .then_some("Programs are started with an argument list, without a shell");
        }
        if matches!(name, "os.getenv" | "os.environ.get") {
            return names_a_secret(file, args.positional(0)?).then_some("Secrets come from the environment");
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
