//! Statements that are not put together here: all of the text that a database is given comes from elsewhere.

use semantic::{BindingKind, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::code::built;
use crate::code::parameter::given;
use crate::facts::Facts;
use crate::languages::sql;
use crate::matcher::{called, is_named};

/// Methods that run the text they are given, whatever it says.
const RUNS: [&str; 14] = [
    "callproc",
    "fetch",
    "fetchrow",
    "fetchval",
    "execute",
    "executemany",
    "executescript",
    "exec_driver_sql",
    "execute_sql",
    "execute_script",
    "fetch_all",
    "fetch_one",
    "fetch_val",
    "execute_query",
];
/// Functions whose argument is SQL, whatever it says.
const SQL: [&str; 10] = [
    "sqlalchemy.text",
    "sqlalchemy.sql.text",
    "sqlalchemy.sql.expression.text",
    "sqlmodel.text",
    "sqlalchemy.DDL",
    "sqlalchemy.literal_column",
    "sqlalchemy.sql.expression.literal_column",
    "flask_sqlalchemy.SQLAlchemy.text",
    "peewee.SQL",
    "pony.orm.raw_sql",
];
/// Methods that take nothing but SQL, whoever has them.
const ONLY_SQL: [&str; 7] =
    ["executescript", "exec_driver_sql", "execute_sql", "execute_query_dict", "select_by_sql", "get_by_sql", "mogrify"];
/// Modules whose objects have such methods.
const DATABASES: [&str; 28] = [
    "sqlite3",
    "aiosqlite",
    "psycopg",
    "psycopg2",
    "pymysql",
    "aiomysql",
    "MySQLdb",
    "mysql",
    "asyncpg",
    "oracledb",
    "cx_Oracle",
    "pyodbc",
    "pymssql",
    "sqlalchemy",
    "flask_sqlalchemy",
    "sqlmodel",
    "django",
    "duckdb",
    "databases",
    "peewee",
    "pony",
    "tortoise",
    "records",
    "clickhouse_driver",
    "snowflake",
    "pandas",
    "apsw",
    "flask_mysqldb",
];
/// Methods whose result is the text that they are called on, or what stands in a request under a name.
const KEEPS: [&str; 17] = [
    "getvalue",
    "join",
    "translate",
    "get",
    "pop",
    "strip",
    "lstrip",
    "rstrip",
    "decode",
    "lower",
    "upper",
    "replace",
    "removeprefix",
    "removesuffix",
    "read",
    "get_argument",
    "get_data",
];
/// What a database is told beside the statement. `use_case.execute(items, user=…)` and `Job.fetch(id, connection=…)` are something else.
const OPTIONS: [&str; 24] = [
    "query",
    "sql",
    "statement",
    "operation",
    "clauseelement",
    "params",
    "parameters",
    "seq_of_parameters",
    "args",
    "vars",
    "values",
    "value",
    "multi",
    "timeout",
    "column",
    "record_class",
    "execution_options",
    "bind_arguments",
    "mapper",
    "bind",
    "prepare",
    "binary",
    "stream",
    "settings",
];
/// How many names and calls are followed from the argument to what it is.
const MAX_STEPS: usize = 8;

/// Whether what `call` is given is surely SQL, so that the text need not look like it.
pub(crate) fn takes_only_sql(file: &FileModel, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    is_named(file, func, &SQL) || method(file, func).is_some_and(|name| ONLY_SQL.contains(&name))
}

/// Whether `call` runs `statement` as SQL, and `statement` is a text that the code takes from somewhere as it is: an item,
/// an attribute, a parameter. What a function makes of its arguments, such as a query of a mapper, is none.
pub(crate) fn runs_as_it_is(file: &FileModel, facts: &Facts, call: ExprId, statement: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    let runs = is_named(file, func, &SQL) || method(file, func).is_some_and(|name| RUNS.contains(&name));
    // `helper.fetch(address)` is a function of the project, which is looked at where it is written.
    let is_own_function = file.qualified_names(func).any(|name| {
        name.strip_prefix('/').and_then(|name| name.rsplit_once(":.")).is_some_and(|(_, local)| !local.contains('.'))
    });
    let asks_more = file.call_args(call).all().iter().any(|argument| {
        matches!(argument, Argument::Keyword { name, .. } if !OPTIONS.contains(&file.module().text(name.span)))
    });
    runs && !is_own_function
        && !asks_more
        && (method(file, func) != Some("fetch") || is_connection(file, func))
        && DATABASES.iter().any(|module| facts.imports(module))
        && is_plain(file, statement)
}

/// Whether what has the method `fetch` is a connection of asyncpg by its type or its name: stores, queues and clients fetch, too.
fn is_connection(file: &FileModel, func: ExprId) -> bool {
    const WORDS: [&str; 13] = [
        "conn",
        "connection",
        "con",
        "db",
        "database",
        "pool",
        "pg",
        "postgres",
        "cursor",
        "transaction",
        "tx",
        "session",
        "sql",
    ];
    let ExprKind::Attribute { value, .. } = file.module().expr(func).kind else { return false };
    let object = crate::matcher::called(file, value).unwrap_or(value);
    crate::code::written::last_word(file, object)
        .is_some_and(|name| secrets::words(name).iter().any(|word| WORDS.contains(&&**word)))
        || file.qualified_names(func).any(|name| DATABASES.iter().any(|module| name.starts_with(module)))
}

fn method(file: &FileModel, func: ExprId) -> Option<&str> {
    match file.module().expr(func).kind {
        ExprKind::Attribute { attr, .. } => Some(file.module().text(attr.span)),
        _ => None,
    }
}

/// Whether `func` is a function of this file that gives something which is not built where it is given back: a text built
/// there is judged there.
fn gives_unseen_text(file: &FileModel, func: ExprId) -> bool {
    let function = match file.module().expr(func).kind {
        ExprKind::Name => file.binding(func).and_then(|binding| match file.binding_info(binding).kind {
            BindingKind::Function(function) => Some(function),
            _ => None,
        }),
        _ => match file.attribute_bindings(func) {
            Some((kinds, _)) => match kinds[..] {
                [BindingKind::Function(function)] => Some(function),
                _ => None,
            },
            None => None,
        },
    };
    function.is_some_and(|function| {
        let mut values = file.returned_values(function).peekable();
        values.peek().is_some()
            && values.all(|value| {
                let made = file.display(value).unwrap_or(value);
                built::pieces(file, made).is_none_or(|pieces| !sql::is_statement(&built::skeleton(file, &pieces)))
            })
    })
}

/// `query.sql()`, `self.build_query(name)`: a method that says it makes a statement, of an object that is of no library. What is
/// imported from the project has its dotted name beside that of the file.
fn is_builder(file: &FileModel, func: ExprId) -> bool {
    let is_own = |name: &str| name.starts_with(['.', '/']);
    method(file, func).is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("sql") || name.contains("_query") || matches!(&*name, "build" | "statement")
    }) && (file.qualified_names(func).next().is_none() || file.qualified_names(func).any(is_own))
}

/// The call of which a name holds a part: `text, values = query.sql()`.
fn taken_from(file: &FileModel, name: ExprId) -> Option<ExprId> {
    let [binding] = file.reaching(name)[..] else { return None };
    match file.binding_info(binding).kind {
        BindingKind::Unpack { value, .. } => {
            Some(value).filter(|value| matches!(file.module().expr(*value).kind, ExprKind::Call { .. }))
        }
        _ => None,
    }
}

fn is_plain(file: &FileModel, statement: ExprId) -> bool {
    let mut at = statement;
    for _ in 0..MAX_STEPS {
        match &file.module().expr(at).kind {
            ExprKind::Subscript { .. } | ExprKind::Attribute { .. } => return true,
            ExprKind::Await(inner) => at = *inner,
            ExprKind::Name => match given(file, at).or_else(|| taken_from(file, at)) {
                Some(made) => at = made,
                None => {
                    return file
                        .binding(at)
                        .is_some_and(|binding| matches!(file.binding_info(binding).kind, BindingKind::Param { .. }));
                }
            },
            ExprKind::Call { func, args } => {
                let keeps = method(file, *func).is_some_and(|name| KEEPS.contains(&name));
                if keeps || gives_unseen_text(file, *func) || is_builder(file, *func) {
                    return true;
                }
                // `text(statement)` is judged where it stands.
                let wraps = called(file, at).is_some_and(|func| is_named(file, func, &["builtins.str"]));
                match args.first().map(Argument::value).filter(|_| wraps) {
                    Some(inner) => at = inner,
                    None => return false,
                }
            }
            _ => return false,
        }
    }
    false
}
