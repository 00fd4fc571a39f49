//! S105, S106 and the secrets of providers: a secret of the code is read from the environment; without it the program does not start.

use secrets::words;
use semantic::Node;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct Environment;

impl Fixer for Environment {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let value = written(fix)?;
        let word = named(fix, value)?;
        let name = variable(&told(fix, value, word.clone()))?;
        if is_made_up(fix, value) || is_word(fix, value) || is_default(&word) || is_shared(fix, value, &name) {
            return None;
        }
        let os = fix.module("os");
        let name = strings::literal(&name, strings::quote(fix));
        fix.replace_span(fix.whole_value(value), format!("{os}.environ[{name}]"));
        fix.needs_review(format!(
            "The secret is read from the environment variable {}, without which the program stops with a `KeyError`: set it where the \
             program runs, and withdraw the old secret, which stays in the history of the code.",
            name.trim_matches(['"', '\''])
        ));
        Some(())
    }
}

/// The text in the code that is the secret.
fn written(fix: &Fix<'_>) -> Option<ExprId> {
    let site = fix.site.expr.filter(|&e| matches!(fix.kind(e), ExprKind::Str(_)));
    site.or_else(|| {
        let inside = fix.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Str(_)));
        inside.filter(|(_, expr)| fix.site.span.contains(expr.span)).map(|(e, _)| e).next_back()
    })
}

/// Whether the secret is one of data that is made up: a variable would make the sample of others fail.
fn is_made_up(fix: &Fix<'_>, value: ExprId) -> bool {
    const WORDS: [&str; 9] = ["test", "tests", "testing", "demo", "sample", "samples", "dummy", "fake", "fixture"];
    let says = |stmt: StmtId| words(fix.file.definition_name(stmt)).iter().any(|word| WORDS.contains(&&**word));
    let mut at = fix.file.enclosing_stmt(value);
    while let Some(stmt) = at {
        if matches!(fix.tree().stmt(stmt).kind, StmtKind::Function(_) | StmtKind::Class(_)) && says(stmt) {
            return true;
        }
        at = fix.file.stmt_parent(stmt);
    }
    false
}

/// Whether the value is a short word inside of a function: everybody knows it, so nothing was exposed, and whether there should be a
/// password at all, its author decides.
fn is_word(fix: &Fix<'_>, value: ExprId) -> bool {
    let is_short = |text: &str| text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    fix.file.enclosing_function(value).is_some()
        && fix.file.constant(value).is_some_and(|text| text.as_str().is_some_and(is_short))
}

/// Whether the name says that the value is what everybody gets who chooses none: who never uses it would have to set the variable.
fn is_default(name: &str) -> bool {
    words(name).first().is_some_and(|word| word == "default")
}

/// Whether another secret of the file would be read from the same variable.
fn is_shared(fix: &Fix<'_>, value: ExprId, variable_name: &str) -> bool {
    let own = fix.file.constant(value);
    let texts = fix.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Str(_))).map(|(e, _)| e);
    texts.filter(|&e| e != value && fix.file.constant(e) != own).any(|other| {
        named(fix, other).and_then(|name| variable(&told(fix, other, name))).is_some_and(|name| name == variable_name)
    })
}

/// The name that the secret is given.
fn named(fix: &Fix<'_>, value: ExprId) -> Option<String> {
    let target = match fix.file.parent(value) {
        Node::Expr(around) => match fix.kind(around) {
            ExprKind::Dict(entries) => entries.iter().find(|(_, given)| *given == value)?.0?,
            ExprKind::Call { args, .. } => {
                let name = |argument: &Argument| match argument {
                    Argument::Keyword { name, value: given } if *given == value => Some(fix.tree().text(name.span)),
                    _ => None,
                };
                let Some(word) = args.iter().find_map(name) else { return of_call(fix, around) };
                // `Redis(password=…)` and `Mail(password=…)` have secrets of their own.
                let maker = fix.parts(around).map(|(func, _)| fix.text(func).rsplit('.').next().unwrap_or_default());
                let is_class = |maker: &&str| maker.starts_with(|first: char| first.is_ascii_uppercase());
                return Some(maker.filter(is_class).map_or(word.to_owned(), |maker| format!("{maker}_{word}")));
            }
            _ => return None,
        },
        Node::Stmt(stmt) => match &fix.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, .. } => *targets.first()?,
            StmtKind::AnnAssign { target, .. } => *target,
            _ => return None,
        },
        _ => return None,
    };
    match fix.kind(target) {
        ExprKind::Name => Some(fix.text(target).to_owned()),
        ExprKind::Attribute { attr, .. } => Some(fix.tree().text(attr.span).to_owned()),
        ExprKind::Subscript { index, .. } => fix.file.constant(*index)?.as_str().map(str::to_owned),
        _ => fix.file.constant(target)?.as_str().map(str::to_owned),
    }
}

/// `PASSWORD` alone says little in an environment that is one for the whole program: whose it is stands before it.
fn told(fix: &Fix<'_>, value: ExprId, name: String) -> String {
    const GENERAL: [&str; 9] =
        ["api_key", "apikey", "key", "passwd", "password", "pwd", "secret", "secret_key", "token"];
    if !GENERAL.contains(&name.to_ascii_lowercase().as_str()) {
        return name;
    }
    match owner(fix, value) {
        Some(owner) => format!("{owner}_{name}"),
        None => name,
    }
}

/// Whose secret it is: the library's that is called with it, or that of the settings in which it stands.
fn owner(fix: &Fix<'_>, value: ExprId) -> Option<String> {
    let Node::Expr(around) = fix.file.parent(value) else { return None };
    if let Some((func, _)) = fix.parts(around) {
        let name = fix.file.qualified_names(func).find(|name| name.contains('.') && !name.starts_with(['.', '*']))?;
        let root = name.split('.').next()?;
        return match root {
            "psycopg" | "psycopg2" | "pymysql" | "MySQLdb" | "mysql" | "asyncpg" | "sqlalchemy" | "pymssql" => {
                Some("DATABASE".to_owned())
            }
            "builtins" => None,
            root => Some(root.to_owned()),
        };
    }
    // The settings that hold it: `DATABASES = {"default": {"PASSWORD": …}}`.
    let StmtKind::Assign { targets, .. } = &fix.tree().stmt(fix.file.enclosing_stmt(value)?).kind else { return None };
    let target = *targets.first()?;
    let is_within = matches!(fix.kind(around), ExprKind::Dict(_)) && matches!(fix.kind(target), ExprKind::Name);
    let name = fix.text(target);
    let one = name.strip_suffix('S').filter(|one| !one.ends_with('S')).unwrap_or(name);
    is_within.then(|| one.to_owned())
}

/// What a call takes by its place: a key for signing, an address with a password in it, the key of a service.
fn of_call(fix: &Fix<'_>, call: ExprId) -> Option<String> {
    let (func, _) = fix.parts(call)?;
    let name = fix.file.qualified_names(func).next()?;
    let root = name.split('.').next().unwrap_or(name);
    Some(match (root, fix.site.rule.code) {
        ("jwt" | "jose" | "authlib", _) => "JWT_KEY".to_owned(),
        ("itsdangerous", _) => "SIGNING_KEY".to_owned(),
        ("sqlalchemy" | "psycopg" | "psycopg2" | "databases", _) => "DATABASE_URL".to_owned(),
        ("redis", _) => "REDIS_URL".to_owned(),
        ("pymongo" | "motor", _) => "MONGODB_URL".to_owned(),
        (root, "PV706") => format!("{root}_API_KEY"),
        _ => return None,
    })
}

/// `api-token` as `API_TOKEN`.
fn variable(name: &str) -> Option<String> {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    let name: String = name.trim_matches('_').chars().map(letter).collect();
    (!name.is_empty() && name.len() <= 60 && !name.starts_with(|first: char| first.is_ascii_digit())).then_some(name)
}
