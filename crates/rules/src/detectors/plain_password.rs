//! PV420: passwords that go into the database as they were typed.

use model::Confidence;
use secrets::words;
use semantic::{BindingKind, Const};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use crate::code::around::{calls_in, function_of, given, last_word};
use crate::code::built::{pieces, values};
use crate::code::testing;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::web::stored::{is_document_store, is_stored_class};

pub(crate) struct PlainPassword;

/// Names of fields and columns for a password itself.
const FIELDS: [&str; 4] = ["password", "passwd", "pwd", "passphrase"];
/// Words that say that something was made of it.
const MADE: [&str; 9] = ["hash", "hashed", "hashpw", "digest", "encrypt", "encrypted", "crypt", "derive", "pbkdf2"];
/// How many calls of a function are looked at.
const MAX_CALLS: usize = 400;

impl Detector for PlainPassword {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let Some(password) = stored(cx, call).filter(|&password| is_typed(cx, password, 0)) else { return };
        if testing::is_test_file(cx.path) {
            return;
        }
        let mut candidate = cx.candidate(
            password,
            "The password is stored as it was typed, so whoever sees the table, the file or a copy of it can log in as anybody. Store what \
             Argon2, scrypt, bcrypt or PBKDF2 makes of it.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// The value that a call stores under a name for passwords.
fn stored(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let func = function_of(cx.file, call)?;
    let args = cx.file.call_args(call);
    let method = last_word(cx.file, call)?;
    if WRITES.contains(&method) {
        return in_file(cx, call, method);
    }
    if is_document_store(cx, method) {
        let document = args.positional(usize::from(method.contains("update") || method.contains("replace")))?;
        return in_document(cx, document, 0);
    }
    if matches!(method, "execute" | "executemany" | "run" | "query" | "fetchrow" | "fetchval" | "insert") {
        return in_statement(cx, call);
    }
    let password = FIELDS.iter().find_map(|name| args.keyword(name))?;
    let of_class = match cx.tree().expr(func).kind {
        _ if is_stored_class(cx, func) => Some(func),
        // `User.objects.create(…)`
        ExprKind::Attribute { value, .. } if method == "create" => match cx.tree().expr(value).kind {
            ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "objects" => Some(value),
            _ => None,
        },
        _ => None,
    };
    // A column of that name, which no setter stands before: where there is one for the hash beside it, the other fills that.
    let keeps_hash = |column: &str| words(column).iter().any(|word| MADE.contains(&&**word));
    let has_column = |class| {
        let columns = cx.file.class_columns(class);
        columns.iter().any(|column| FIELDS.contains(&&**column)) && !columns.iter().any(|column| keeps_hash(column))
    };
    of_class.filter(|&class| has_column(class)).map(|_| password)
}

/// `{"email": email, "password": password}`, also behind `"$set"`.
fn in_document(cx: &Context<'_>, document: ExprId, depth: usize) -> Option<ExprId> {
    let ExprKind::Dict(entries) = &cx.tree().expr(given(cx.file, document)).kind else { return None };
    entries.iter().find_map(|&(key, value)| match cx.file.constant(key?)? {
        Const::Str(key) if FIELDS.contains(&&*key) => Some(value),
        Const::Str(key) if key.starts_with('$') && depth == 0 => in_document(cx, value, 1),
        _ => None,
    })
}

/// Calls that write a value into a file.
const WRITES: [&str; 7] = ["write", "write_text", "writelines", "writerow", "dump", "safe_dump", "set"];

/// A password in what is written into a file: `file.write(f"{user}:{password}")`, `json.dump({"password": password}, file)`.
fn in_file(cx: &Context<'_>, call: ExprId, method: &str) -> Option<ExprId> {
    let args = cx.file.call_args(call);
    let func = function_of(cx.file, call)?;
    let of = |names: &[&str]| is_named(cx.file, func, names);
    let first = args.positional(0)?;
    match method {
        "dump" | "safe_dump" if of(&["json.dump", "yaml.dump", "yaml.safe_dump", "pickle.dump"]) => {
            in_document(cx, first, 0)
        }
        // `config.set("login", "password", password)`
        "set" if of(&["configparser.ConfigParser.set", "configparser.RawConfigParser.set"]) => {
            let key = cx.file.constant(args.positional(1)?)?;
            args.positional(2).filter(|_| key.as_str().is_some_and(|key| FIELDS.contains(&key)))
        }
        "writerow" if of(&["csv.writer.writerow", "csv.DictWriter.writerow"]) => in_text(cx, first),
        "write" | "write_text" | "writelines" if is_file(cx, func) => in_text(cx, first),
        _ => None,
    }
}

/// A password in a text or row that is put together, or in JSON that is made of a mapping.
fn in_text(cx: &Context<'_>, text: ExprId) -> Option<ExprId> {
    let text = given(cx.file, text);
    match &cx.tree().expr(text).kind {
        ExprKind::Dict(_) => in_document(cx, text, 0),
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().copied().find(|&item| is_typed(cx, item, 0)),
        ExprKind::Call { .. } if matches!(last_word(cx.file, text), Some("dumps" | "dump" | "safe_dump")) => {
            in_document(cx, cx.file.call_args(text).positional(0)?, 0)
        }
        _ => values(&pieces(cx.file, text)?).find(|&value| is_typed(cx, value, 0)),
    }
}

/// Whether a method is one of a file that the code opened by its name, or of a path.
fn is_file(cx: &Context<'_>, func: ExprId) -> bool {
    const FILES: [&str; 5] = [
        "builtins.open.write",
        "builtins.open.writelines",
        "io.open.write",
        "pathlib.Path.open.write",
        "pathlib.Path.write_text",
    ];
    let ExprKind::Attribute { value: file, .. } = cx.tree().expr(func).kind else { return false };
    let opened = cx.file.reaching(file).into_iter().any(|binding| match cx.file.binding_info(binding).kind {
        BindingKind::With { context, whole: true } => last_word(cx.file, context) == Some("open"),
        _ => false,
    });
    opened || is_named(cx.file, func, &FILES)
}

/// The value for the column of a password in `INSERT INTO users (…) VALUES (…)` with placeholders.
fn in_statement(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let args = cx.file.call_args(call);
    let Const::Str(statement) = cx.file.constant(args.positional(0)?)? else { return None };
    let statement = statement.to_ascii_lowercase();
    let (before, _) = statement.split_once("insert into")?.1.split_once("values")?;
    let columns = before.split_once('(')?.1.split(')').next()?;
    let at =
        columns.split(',').position(|column| FIELDS.contains(&column.trim().trim_matches(['"', '`', '[', ']'])))?;
    match &cx.tree().expr(given(cx.file, args.positional(1)?)).kind {
        ExprKind::Tuple(values) | ExprKind::List(values) => values.get(at).copied(),
        ExprKind::Dict(_) => in_document(cx, args.positional(1)?, 1),
        _ => args.positional(at + 1),
    }
}

/// Whether a value is a password as somebody typed it: a parameter or a field of that name, which nothing was made of.
fn is_typed(cx: &Context<'_>, value: ExprId, depth: usize) -> bool {
    /// Names and conversions that are followed.
    const MAX_DEPTH: usize = 4;
    if depth > MAX_DEPTH {
        return false;
    }
    let says = |text: &str| FIELDS.contains(&text);
    let key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(says));
    match cx.tree().expr(value).kind {
        ExprKind::Name => match cx.file.reaching(value)[..] {
            [binding] => match cx.file.binding_info(binding).kind {
                BindingKind::Param { function, index } => says(cx.text(value)) && !is_given_made(cx, function, index),
                BindingKind::Assign { value: Some(made), .. } => is_typed(cx, made, depth + 1),
                _ => false,
            },
            _ => false,
        },
        ExprKind::Attribute { value: object, attr } => {
            let name = cx.tree().text(attr.span);
            // `form.password.data`; what a stored object has was made before.
            says(name) && is_sent(cx, object) || name == "data" && is_typed(cx, object, depth + 1)
        }
        ExprKind::Subscript { index, .. } => key(index),
        ExprKind::Call { func, .. } => match last_word(cx.file, value) {
            Some("get") => cx.file.call_args(value).positional(0).is_some_and(key),
            Some("strip" | "encode") => match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, .. } => is_typed(cx, value, depth + 1),
                _ => false,
            },
            Some("str") => cx.file.call_args(value).positional(0).is_some_and(|inner| is_typed(cx, inner, depth + 1)),
            _ => false,
        },
        _ => false,
    }
}

/// Whether an object is what was sent: a parameter, or a form.
fn is_sent(cx: &Context<'_>, object: ExprId) -> bool {
    let is_parameter = cx
        .file
        .binding(object)
        .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }));
    let is_row =
        words(cx.text(object)).iter().any(|word| matches!(&**word, "user" | "account" | "row" | "record" | "self"));
    is_parameter && !is_row || cx.text(object).ends_with("form")
}

/// Whether some call of the file gives a parameter what was made of a password: then it only has its name.
fn is_given_made(cx: &Context<'_>, function: StmtId, index: usize) -> bool {
    let definition = cx.file.function(function);
    let name =
        definition.and_then(|it| it.params.params.get(index)).map_or("", |param| cx.tree().text(param.name.span));
    let is_made = |argument: &Argument| {
        let is_meant = match *argument {
            Argument::Keyword { name: own, .. } => cx.tree().text(own.span) == name,
            _ => true,
        };
        let place = given(cx.file, argument.value());
        let makes = |call: ExprId| {
            last_word(cx.file, call).is_some_and(|name| words(name).iter().any(|word| MADE.contains(&&**word)))
        };
        is_meant
            && (calls_in(cx.file, cx.tree().expr(place).span).any(makes)
                || words(cx.text(place)).iter().any(|word| MADE.contains(&&**word)))
    };
    let own = cx.file.definition_name(function);
    cx.file
        .calls()
        .iter()
        .take(MAX_CALLS)
        .filter(|&&call| last_word(cx.file, call) == Some(own))
        .any(|&call| cx.file.call_args(call).all().iter().any(is_made))
}
