//! Secrets that are given by their place: the second of a pair, an argument without its name, the default of an option.

use model::Confidence;
use secrets::{confidence, is_password_name};
use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::code::around::function_of;
use crate::code::written::last_word;
use crate::matcher::is_named;

/// What a pair of a user and a password is passed as.
const PAIRS: [&str; 6] = ["auth", "http_auth", "basic_auth", "proxy_auth", "credentials", "creds"];

/// Calls that take a password, and its place.
const TAKE_PASSWORD: [(&str, usize); 29] = [
    ("requests.auth.HTTPBasicAuth", 1),
    ("requests.auth.HTTPDigestAuth", 1),
    ("requests.auth.HTTPProxyAuth", 1),
    ("aiohttp.BasicAuth", 1),
    ("httpx.BasicAuth", 1),
    ("httpx.DigestAuth", 1),
    ("smtplib.SMTP.login", 1),
    ("smtplib.SMTP_SSL.login", 1),
    ("imaplib.IMAP4.login", 1),
    ("imaplib.IMAP4_SSL.login", 1),
    ("ftplib.FTP.login", 1),
    ("ftplib.FTP_TLS.login", 1),
    ("ftplib.FTP", 2),
    ("ftplib.FTP_TLS", 2),
    ("ldap.initialize.simple_bind_s", 1),
    ("ldap3.Connection", 2),
    ("MySQLdb.connect", 2),
    ("pymysql.connect", 2),
    ("pymssql.connect", 2),
    ("cx_Oracle.connect", 1),
    ("twilio.rest.Client", 1),
    ("tweepy.OAuthHandler", 1),
    ("tweepy.OAuth1UserHandler", 1),
    ("paramiko.SSHClient.connect", 3),
    ("pika.PlainCredentials", 1),
    ("neo4j.basic_auth", 1),
    ("cassandra.auth.PlainTextAuthProvider", 1),
    ("hvac.Client.auth.userpass.login", 1),
    ("hvac.Client.auth.ldap.login", 1),
];

/// Calls that put a text into something else that it is used as: the text's place.
const WRAPPERS: [&str; 15] = [
    "pydantic.SecretStr",
    "pydantic.SecretBytes",
    "pydantic.types.SecretStr",
    "starlette.datastructures.Secret",
    "starlette.config.Secret",
    "pydantic.Field",
    "pydantic.fields.Field",
    "sqlmodel.Field",
    "fastapi.Query",
    "fastapi.Header",
    "fastapi.Form",
    "fastapi.Cookie",
    "typer.Option",
    "typer.Argument",
    "dataclasses.field",
];

/// How many calls around a text are looked into.
const MAX_DEPTH: usize = 4;

/// The text that a value is made of: `SecretStr("…")`, `Field(default="…")`, `"…".encode()`; any other value is itself.
pub(crate) fn unwrapped(file: &FileModel, value: ExprId) -> ExprId {
    let mut at = value;
    for _ in 0..MAX_DEPTH {
        let Some(func) = function_of(file, at) else { return at };
        let inner = match file.module().expr(func).kind {
            ExprKind::Attribute { value, attr } if file.module().text(attr.span) == "encode" => Some(value),
            _ if is_named(file, func, &WRAPPERS) => {
                let args = file.call_args(at);
                let by_place = !is_named(file, func, &["dataclasses.field"]);
                args.keyword("default").or_else(|| args.positional(0).filter(|_| by_place))
            }
            _ => None,
        };
        match inner {
            Some(inner) => at = inner,
            None => return at,
        }
    }
    at
}

/// The password of a pair that is given to `name`: `auth=("deploy", "…")`.
pub(crate) fn of_pair(file: &FileModel, name: &str, value: ExprId) -> Option<ExprId> {
    match &file.module().expr(value).kind {
        ExprKind::Tuple(items) if PAIRS.contains(&name) => match **items {
            [_, password] => Some(password),
            _ => None,
        },
        _ => None,
    }
}

/// The arguments of a call that are secrets by their place, with what they are for.
pub(crate) fn by_place(file: &FileModel, call: ExprId) -> Vec<(String, ExprId)> {
    let Some(func) = function_of(file, call) else { return Vec::new() };
    let args = file.call_args(call);
    if let Some(option) = option(file, call, func) {
        return vec![option];
    }
    let listed = TAKE_PASSWORD.iter().find(|(name, _)| is_named(file, func, &[name]));
    if let Some(&(_, at)) = listed {
        let user = at.checked_sub(1).and_then(|before| args.positional(before)).and_then(|user| file.constant(user));
        // Everybody logs in so.
        let is_anonymous = user.is_some_and(|user| matches!(user.as_str(), Some("anonymous" | "ftp" | "")));
        let password = args.positional(at).filter(|_| !is_anonymous);
        return password.map(|password| ("password".to_owned(), password)).into_iter().collect();
    }
    let is_text = |e: ExprId| matches!(file.module().expr(e).kind, ExprKind::Str(_));
    if !args.all().iter().any(|arg| is_text(arg.value())) {
        return Vec::new();
    }
    // Words are passed under such names for many ends: only what nobody says in a sentence counts.
    let is_secret = |name: &str, value: ExprId| {
        let is_made_up = || {
            let text = file.constant(value);
            text.is_some_and(|text| text.as_str().is_some_and(|text| confidence(name, text) == Confidence::High))
        };
        is_password_name(name) && !name.contains("token") && is_made_up()
    };
    let names = parameters(file, func).into_iter().enumerate();
    names
        .filter_map(|(at, name)| Some((name, args.positional(at).filter(|&value| is_text(value))?)))
        .filter(|(name, value)| is_secret(name, *value))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// `add_argument("--password", default="…")`, `click.option("--password", default="…")`: the option's name and what it has if nobody gives it.
fn option(file: &FileModel, call: ExprId, func: ExprId) -> Option<(String, ExprId)> {
    const TAKE_OPTIONS: [&str; 3] = ["add_argument", "add_option", "option"];
    if !last_word(file, func).is_some_and(|name| TAKE_OPTIONS.contains(&name)) {
        return None;
    }
    let args = file.call_args(call);
    let mut names = (0..3).map_while(|at| args.positional(at)).filter_map(|name| file.constant(name));
    let name = names.find_map(|name| Some(name.as_str()?.strip_prefix("--")?.replace('-', "_")))?;
    Some((name, args.keyword("default")?))
}

/// The names of what a function or class of the file takes, in order, without the object itself.
fn parameters<'f>(file: &'f FileModel, func: ExprId) -> Vec<&'f str> {
    let module = file.module();
    let of_function = |function, skipped: usize| -> Vec<&'f str> {
        let params = file.function(function).map_or(&[][..], |function| &function.params.params);
        params.iter().skip(skipped).map(|param| module.text(param.name.span)).collect()
    };
    let Some(binding) = file.binding(func).filter(|_| matches!(module.expr(func).kind, ExprKind::Name)) else {
        return Vec::new();
    };
    match file.binding_info(binding).kind {
        BindingKind::Function(function) => of_function(function, 0),
        BindingKind::Class(class) => {
            let Some(definition) = file.class(class) else { return Vec::new() };
            let constructor = definition.body.iter().copied().find(|&stmt| {
                matches!(module.stmt(stmt).kind, StmtKind::Function(_)) && file.definition_name(stmt) == "__init__"
            });
            if let Some(constructor) = constructor {
                return of_function(constructor, 1);
            }
            // The fields of a dataclass or a named tuple.
            let fields = definition.body.iter().filter_map(|&stmt| match module.stmt(stmt).kind {
                StmtKind::AnnAssign { target, .. } => Some(module.text(module.expr(target).span)),
                _ => None,
            });
            fields.collect()
        }
        _ => Vec::new(),
    }
}
