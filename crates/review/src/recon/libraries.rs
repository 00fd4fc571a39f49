//! Libraries that say what the code is, by the modules that are imported.

use std::collections::{BTreeMap, BTreeSet};

use model::{AuthMechanism, Environment, Framework, Library};

use crate::FileAnalysis;

/// Authentication mechanisms, the one that says most about the code first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AuthRank {
    Oauth2,
    Jwt,
    Session,
    Apikey,
    Custom,
}

pub(super) const FRAMEWORKS: &[(&str, Framework)] = &[
    ("django", Framework::Django),
    ("rest_framework", Framework::Django),
    ("ninja", Framework::Django),
    ("fastapi", Framework::Fastapi),
    ("flask", Framework::Flask),
    ("flask_restful", Framework::Flask),
    // Its client is none.
    ("aiohttp.web", Framework::Other),
    ("bottle", Framework::Other),
    ("cherrypy", Framework::Other),
    ("falcon", Framework::Other),
    ("litestar", Framework::Other),
    ("pyramid", Framework::Other),
    ("quart", Framework::Other),
    ("sanic", Framework::Other),
    (STARLETTE, Framework::Other),
    // Its loop and its servers run other applications, too.
    ("tornado.web", Framework::Other),
    ("tornado.websocket", Framework::Other),
    // So do Twisted's.
    ("twisted.web.resource", Framework::Other),
    ("twisted.web.server", Framework::Other),
    ("klein", Framework::Other),
];
/// What FastAPI is made of: beside it no framework of its own.
pub(super) const STARLETTE: &str = "starlette";
pub(super) const ORMS: &[(&str, &str)] = &[
    ("sqlalchemy", "sqlalchemy"),
    ("flask_sqlalchemy", "flask-sqlalchemy"),
    ("sqlmodel", "sqlmodel"),
    ("peewee", "peewee"),
    ("pony", "pony"),
    ("tortoise", "tortoise-orm"),
    ("mongoengine", "mongoengine"),
];
pub(super) const DRIVERS: &[(&str, &str)] = &[
    ("sqlite3", "sqlite3"),
    ("aiosqlite", "aiosqlite"),
    ("psycopg2", "psycopg2"),
    ("psycopg", "psycopg"),
    ("asyncpg", "asyncpg"),
    ("pymysql", "pymysql"),
    ("MySQLdb", "mysqlclient"),
    ("mysql", "mysql-connector-python"),
    ("aiomysql", "aiomysql"),
    ("cx_Oracle", "cx-oracle"),
    ("oracledb", "oracledb"),
    ("pyodbc", "pyodbc"),
    ("pymssql", "pymssql"),
    ("pymongo", "pymongo"),
    ("motor", "motor"),
    ("redis", "redis"),
];
pub(super) const LOGGING: &[(&str, &str)] =
    &[("logging", "logging"), ("structlog", "structlog"), ("loguru", "loguru"), ("logbook", "logbook")];
pub(super) const AUTH: &[(&str, AuthRank)] = &[
    ("authlib", AuthRank::Oauth2),
    ("oauthlib", AuthRank::Oauth2),
    ("requests_oauthlib", AuthRank::Oauth2),
    ("social_django", AuthRank::Oauth2),
    ("fastapi.security.OAuth2PasswordBearer", AuthRank::Oauth2),
    ("fastapi.security.OAuth2AuthorizationCodeBearer", AuthRank::Oauth2),
    ("jwt", AuthRank::Jwt),
    ("jose", AuthRank::Jwt),
    ("flask_jwt_extended", AuthRank::Jwt),
    ("rest_framework_simplejwt", AuthRank::Jwt),
    ("flask_login", AuthRank::Session),
    ("flask_appbuilder.security", AuthRank::Session),
    ("flask.session", AuthRank::Session),
    ("django.contrib.auth", AuthRank::Session),
    ("django.contrib.sessions", AuthRank::Session),
    ("starlette.middleware.sessions", AuthRank::Session),
    ("aiohttp_session", AuthRank::Session),
    ("fastapi.security.APIKeyHeader", AuthRank::Apikey),
    ("fastapi.security.APIKeyQuery", AuthRank::Apikey),
    ("fastapi.security.APIKeyCookie", AuthRank::Apikey),
    ("fastapi.security.HTTPBasic", AuthRank::Custom),
    ("flask_httpauth", AuthRank::Custom),
    ("bcrypt", AuthRank::Custom),
    ("argon2", AuthRank::Custom),
    ("passlib", AuthRank::Custom),
    ("werkzeug.security", AuthRank::Custom),
];
/// Modules that read the arguments of a command.
pub(super) const READ_ARGUMENTS: [&str; 7] = ["argparse", "optparse", "getopt", "click", "typer", "docopt", "fire"];

/// Clients and frameworks of language models.
pub(super) const LANGUAGE_MODELS: [&str; 16] = [
    "anthropic",
    "cohere",
    "crewai",
    "dspy",
    "groq",
    "langchain",
    "langchain_community",
    "langchain_core",
    "langchain_openai",
    "litellm",
    "llama_index",
    "mistralai",
    "ollama",
    "openai",
    "pydantic_ai",
    "vllm",
];

pub(super) const CONFIGURATION_NAMES: [&str; 5] = ["settings", "config", "configuration", "conf", "secrets"];

/// The table's value for the longest entry that `name` is or lies below.
pub(super) fn known<'t, T>(table: &'t [(&str, T)], name: &str) -> Option<&'t T> {
    entry(table, name).map(|(_, value)| value)
}

/// The table's longest entry that `name` is or lies below.
pub(super) fn entry<'t, T>(table: &'t [(&'t str, T)], name: &str) -> Option<&'t (&'t str, T)> {
    let covers = |entry: &str| name.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    table.iter().filter(|(entry, _)| covers(entry)).max_by_key(|(entry, _)| entry.len())
}

/// The mechanism that most files use; of equals the one that says most. How passwords are hashed says something only where
/// nothing else does.
pub(super) fn mechanism<'f>(files: impl Iterator<Item = &'f BTreeSet<AuthRank>>) -> AuthMechanism {
    let mut counts: BTreeMap<AuthRank, usize> = BTreeMap::new();
    for rank in files.flatten() {
        *counts.entry(*rank).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|&(&rank, &count)| (rank != AuthRank::Custom, count, std::cmp::Reverse(rank)))
        .map(|(rank, _)| *rank);
    match most {
        Some(AuthRank::Oauth2) => AuthMechanism::Oauth2,
        Some(AuthRank::Jwt) => AuthMechanism::Jwt,
        Some(AuthRank::Session) => AuthMechanism::Session,
        Some(AuthRank::Apikey) => AuthMechanism::Apikey,
        Some(AuthRank::Custom) => AuthMechanism::Custom,
        None => AuthMechanism::None,
    }
}

/// Web frameworks, databases' libraries and servers that are named with their version: module, and the distribution's name.
const NAMED: &[(&str, &str)] = &[
    ("django", "django"),
    ("rest_framework", "djangorestframework"),
    ("channels", "channels"),
    ("ninja", "django-ninja"),
    ("fastapi", "fastapi"),
    ("starlette", "starlette"),
    ("flask", "flask"),
    ("flask_restful", "flask-restful"),
    ("flask_login", "flask-login"),
    ("quart", "quart"),
    ("aiohttp", "aiohttp"),
    ("bottle", "bottle"),
    ("cherrypy", "cherrypy"),
    ("falcon", "falcon"),
    ("litestar", "litestar"),
    ("pyramid", "pyramid"),
    ("sanic", "sanic"),
    ("tornado", "tornado"),
    ("twisted", "twisted"),
    ("klein", "klein"),
    ("celery", "celery"),
    ("sqlalchemy", "sqlalchemy"),
    ("sqlmodel", "sqlmodel"),
    ("pydantic", "pydantic"),
    ("jinja2", "jinja2"),
];

/// Modules that say where the code runs.
const SERVERS: &[(&str, &str)] = &[
    ("gunicorn", "gunicorn"),
    ("uvicorn", "uvicorn"),
    ("hypercorn", "hypercorn"),
    ("waitress", "waitress"),
    ("gevent", "gevent"),
    ("mangum", "AWS Lambda (mangum)"),
    ("zappa", "AWS Lambda (zappa)"),
    ("chalice", "AWS Lambda (chalice)"),
    ("aws_lambda_powertools", "AWS Lambda"),
    ("functions_framework", "Google Cloud Functions"),
    ("azure.functions", "Azure Functions"),
    ("modal", "Modal"),
];

/// Files that say where the code runs, by the end of their path.
const FILES: &[(&str, &str)] = &[
    ("dockerfile", "container (Dockerfile)"),
    ("docker-compose.yml", "containers (docker-compose)"),
    ("docker-compose.yaml", "containers (docker-compose)"),
    ("compose.yaml", "containers (docker-compose)"),
    ("procfile", "Heroku or the like (Procfile)"),
    ("zappa_settings.json", "AWS Lambda (zappa)"),
    ("serverless.yml", "serverless functions (serverless.yml)"),
    ("app.yaml", "Google App Engine (app.yaml)"),
    ("fly.toml", "Fly.io (fly.toml)"),
    ("vercel.json", "Vercel (vercel.json)"),
    ("gunicorn.conf.py", "gunicorn"),
    ("uwsgi.ini", "uWSGI"),
    ("wsgi.py", "WSGI server (wsgi.py)"),
    ("asgi.py", "ASGI server (asgi.py)"),
];

/// What says that the code runs in a container, and what that somebody else's machines run it, by the beginning of how it is named.
const ENVIRONMENTS: &[(&str, Environment)] = &[
    ("container", Environment::Container),
    ("AWS Lambda", Environment::Cloud),
    ("Google", Environment::Cloud),
    ("Azure Functions", Environment::Cloud),
    ("Modal", Environment::Cloud),
    ("Heroku", Environment::Cloud),
    ("serverless functions", Environment::Cloud),
    ("Fly.io", Environment::Cloud),
    ("Vercel", Environment::Cloud),
];

/// The environment that `hosting` comes to; a container's files stand for it wherever the container runs.
pub(super) fn environment(hosting: &[String]) -> Option<Environment> {
    let named = |(name, environment): &(&str, Environment)| {
        hosting.iter().any(|place| place.starts_with(name)).then_some(*environment)
    };
    ENVIRONMENTS.iter().find_map(named)
}

/// The named libraries among the imported `modules`, with the version that a manifest pins or asks for.
pub(super) fn versions(modules: &BTreeSet<&str>, files: &[&FileAnalysis]) -> Vec<Library> {
    let named = NAMED.iter().filter(|(module, _)| modules.contains(module));
    let version = |name: &str| {
        let manifests = files.iter().filter_map(|file| file.manifest.as_ref());
        let entries = || manifests.clone().flat_map(|file| &file.manifest.entries).filter(|entry| entry.key() == name);
        let pinned = entries().find_map(|entry| entry.version.as_ref().map(ToString::to_string));
        pinned.or_else(|| entries().map(|entry| entry.specifier.to_string()).find(|condition| !condition.is_empty()))
    };
    named.map(|(_, name)| Library { name: (*name).to_owned(), version: version(name) }).collect()
}

/// Where the code runs, as far as modules and files tell.
pub(super) fn hosting(modules: &BTreeSet<&str>, files: &[&FileAnalysis]) -> Vec<String> {
    let by_module = modules.iter().filter_map(|module| known(SERVERS, module)).copied();
    let ends = |path: &str, name: &str| {
        let path = path.to_ascii_lowercase();
        path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let by_file =
        FILES.iter().filter(|(name, _)| files.iter().any(|file| ends(&file.path, name))).map(|(_, what)| *what);
    let mut found: Vec<String> = by_module.chain(by_file).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}
