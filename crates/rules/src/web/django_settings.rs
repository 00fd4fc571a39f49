//! Settings modules of Django: which file is one, what it is for, and what it sets in the end.

use std::collections::BTreeMap;

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_one_of, last_word};
use crate::code::testing::is_test_file;
use crate::detector::Context;
use crate::{Candidate, Rule};

/// Settings that only Django's modules have. One of them makes a settings module.
const MARKS: [&str; 8] = [
    "INSTALLED_APPS",
    "MIDDLEWARE",
    "MIDDLEWARE_CLASSES",
    "ROOT_URLCONF",
    "WSGI_APPLICATION",
    "ASGI_APPLICATION",
    "ALLOWED_HOSTS",
    "AUTH_PASSWORD_VALIDATORS",
];

/// Of [`MARKS`], those that a module has which sets everything: what it leaves out has Django's default.
const WHOLE: [&str; 4] = ["INSTALLED_APPS", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "ROOT_URLCONF"];

/// Words in the name of a module that no visitor ever reaches.
const DEVELOPMENT: [&str; 16] = [
    "dev",
    "devel",
    "develop",
    "development",
    "local",
    "localhost",
    "test",
    "tests",
    "testing",
    "ci",
    "debug",
    "example",
    "sandbox",
    "demo",
    "testserver",
    "testsettings",
];

/// What a settings module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It runs where visitors are, or nothing says otherwise.
    Deployed,
    /// A developer's machine, or tests.
    Development,
}

/// A settings module of Django.
#[derive(Debug)]
pub struct SettingsModule {
    /// What it is for.
    pub stage: Stage,
    /// Modules whose settings it takes over (`from .base import *`): leading dots, and the dotted name.
    pub takes_over: Vec<(u32, String)>,
    /// Whether files or variables elsewhere give it more settings: what is not set here may be set there.
    is_completed: bool,
    /// Whether whoever runs the program decides about a part of it: it reads the environment, or its name says that others build on it.
    pub(crate) is_for_others: bool,
    /// Every setting, and the places that give it a value, in source order.
    given: BTreeMap<String, Vec<Given>>,
}

/// What puts settings of a deployment into the module that calls it.
const COMPLETE: [&str; 3] = ["dynaconf.DjangoDynaconf", "django_heroku.settings", "split_settings.tools.include"];

/// Whether the file says that HTTPS ends in front of the application, or sends plain requests on to it, for all of the project.
pub fn sends_on_to_https(file: &FileModel) -> bool {
    const BEHIND_PROXY: &str = "SECURE_PROXY_SSL_HEADER";
    let tree = file.module();
    // A search through the text is quick, and most files end here.
    let says = |name| tree.source().contains(name);
    let is_proxied = || {
        tree.stmts().any(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let is_it = |&target: &ExprId| tree.text(tree.expr(target).span) == BEHIND_PROXY;
                targets.iter().any(is_it) && !matches!(tree.expr(*value).kind, ExprKind::None)
            }
            _ => false,
        })
    };
    let redirects = || {
        file.calls().iter().any(|&call| {
            let args = file.call_args(call);
            last_word(file, call) == Some("add_middleware")
                && args.positional(0).and_then(|class| crate::code::written::last_word(file, class))
                    == Some("HTTPSRedirectMiddleware")
        })
    };
    says(BEHIND_PROXY) && is_proxied() || says("HTTPSRedirectMiddleware") && redirects()
}

/// Whether the file writes settings with a random key for a new installation: a call that makes one, and a text that sets it.
pub fn writes_own_keys(file: &FileModel) -> bool {
    let tree = file.module();
    let makes = |&call: &ExprId| last_word(file, call) == Some("get_random_secret_key");
    let writes = || {
        tree.exprs().any(|(_, expr)| {
            let is_text = matches!(expr.kind, ExprKind::Str(_) | ExprKind::FString(_));
            let text = || tree.text(expr.span);
            is_text && ["SECRET_KEY =", "SECRET_KEY=", "SECRET_KEY:"].iter().any(|set| text().contains(set))
        })
    };
    tree.source().contains("get_random_secret_key") && file.calls().iter().any(makes) && writes()
}

/// A place that gives a setting a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) stmt: StmtId,
    /// `None` where the value is changed (`+=`).
    pub(crate) value: Option<ExprId>,
    /// Whether a condition decides that it runs.
    pub(crate) conditional: bool,
}

impl SettingsModule {
    /// Reads the settings of a file; `None` if it is no settings module. `path` is `/`-separated.
    pub fn of(file: &FileModel, path: &str) -> Option<Self> {
        let mut given: BTreeMap<String, Vec<Given>> = BTreeMap::new();
        let mut takes_over = Vec::new();
        let tree = file.module();
        for (id, stmt) in tree.stmts() {
            if file.enclosing_function_of(id).is_some() || file.enclosing_class_of(id).is_some() {
                continue;
            }
            let mut give = |target: ExprId, value: Option<ExprId>| {
                let text = tree.text(tree.expr(target).span);
                let is_setting = matches!(tree.expr(target).kind, ExprKind::Name)
                    && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
                if is_setting {
                    let conditional = file.stmt_parent(id).is_some();
                    given.entry(text.to_owned()).or_default().push(Given { stmt: id, value, conditional });
                }
            };
            match &stmt.kind {
                StmtKind::Assign { targets, value } => targets.iter().for_each(|&target| give(target, Some(*value))),
                StmtKind::AnnAssign { target, value: Some(value), .. } => give(*target, Some(*value)),
                StmtKind::AugAssign { target, .. } => give(*target, None),
                StmtKind::ImportFrom { module, level, names }
                    if names.iter().any(|alias| tree.text(alias.name) == "*") =>
                {
                    takes_over.push((*level, module.map(|span| tree.text(span).to_owned()).unwrap_or_default()));
                }
                _ => {}
            }
        }
        let is_one = MARKS.iter().any(|mark| given.contains_key(*mark))
            || !takes_over.is_empty() && !given.is_empty() && is_settings_path(path);
        let apps = given.get("INSTALLED_APPS").and_then(|places| places.last()).and_then(|given| given.value);
        // A collection of defaults is no site.
        let has_no_apps = apps.is_some_and(|apps| file.constant(apps).is_some_and(|apps| !apps.truthy()));
        // A package that lists the applications it brings, for settings elsewhere to take over.
        let is_list = path.ends_with("__init__.py")
            && !is_settings_path(path)
            && !["ROOT_URLCONF", "SECRET_KEY", "DATABASES", "MIDDLEWARE"].iter().any(|name| given.contains_key(*name));
        let is_completed = || file.calls().iter().any(|&call| calls_one_of(file, call, &COMPLETE));
        (is_one && !has_no_apps && !is_list).then(|| Self {
            stage: stage(path),
            takes_over,
            is_completed: is_completed(),
            is_for_others: is_for_others(file, path),
            given,
        })
    }

    /// All settings that the module gives a value, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.given.keys().map(String::as_str)
    }

    /// Whether the module gives the setting a value, on any path.
    pub fn sets(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// What the setting is in the end; `None` if it is not set, or not by one place alone.
    pub(crate) fn last(&self, name: &str) -> Option<Given> {
        self.given.get(name).and_then(|places| places.last()).copied().filter(|last| !last.conditional)
    }

    /// Whether everything that it does not set has Django's default.
    pub(crate) fn is_whole(&self) -> bool {
        self.takes_over.is_empty() && !self.is_completed && WHOLE.iter().any(|mark| self.sets(mark))
    }

    /// Where to point for a setting that is not there.
    pub(crate) fn heading(&self) -> Option<StmtId> {
        WHOLE.iter().find_map(|mark| self.given.get(*mark)?.first()).map(|given| given.stmt)
    }
}

fn is_for_others(file: &FileModel, path: &str) -> bool {
    const WORDS: [&str; 6] = ["default", "defaults", "global", "base", "common", "extra"];
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".py");
    let by_name = name.split('_').any(|word| WORDS.contains(&word)) || name == "app_settings";
    let reads_environment = || {
        file.module().exprs().any(|(e, expr)| {
            matches!(expr.kind, ExprKind::Attribute { .. } | ExprKind::Name)
                && file.qualified_names(e).any(|name| {
                    matches!(name, "os.environ" | "os.getenv" | "decouple.config" | "configparser.ConfigParser")
                        || name.starts_with("environ.Env")
                })
        })
    };
    by_name || reads_environment()
}

fn stage(path: &str) -> Stage {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let is_development = |word: &str| DEVELOPMENT.contains(&word.to_ascii_lowercase().as_str());
    let examples = path.split('/').any(|folder| matches!(folder, "examples" | "example" | "demo" | "sandbox"));
    // `example.py` alone says nothing: it is what a pasted text is called.
    let by_name = stem != "example" && stem.split(['_', '-']).any(is_development);
    if is_test_file(path) || examples || by_name { Stage::Development } else { Stage::Deployed }
}

fn is_settings_path(path: &str) -> bool {
    path.split(['/', '.', '_']).any(|part| matches!(part, "settings" | "production" | "prod" | "staging"))
}

/// Why settings of a developer's machine are in order.
const DEVELOPMENT_REASON: &str = "these are the settings of a development machine or of tests, where no visitor comes";

/// Judges a candidate whose expression is the value of a setting: it counts if the file is a settings module and this is
/// what the setting is in the end.
pub(crate) fn refine(cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
    let module = cx.settings_module()?;
    let value = candidate.expr?;
    let stmt = cx.file.enclosing_stmt(value)?;
    let (name, places) = module.given.iter().find(|(_, places)| places.iter().any(|given| given.stmt == stmt))?;
    let last = places.last()?;
    if candidate.message.contains(&format!("`{name}`")) && last.stmt != stmt {
        let line = cx.tree().lines().line(cx.tree().stmt(last.stmt).span.start);
        candidate.dismissed = Some(format!("line {line} decides about the setting again"));
    }
    if last.stmt == stmt && last.conditional {
        return None;
    }
    if module.stage == Stage::Development {
        candidate.dismissed = Some(DEVELOPMENT_REASON.to_owned());
    }
    if must_be_completed(cx.file, stmt) {
        candidate.cvss = Some(COMPLETED);
    }
    Some(candidate)
}

/// The score of a setting over which the settings of each site come, without which the program does not start.
const COMPLETED: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

/// Whether `from settings_local import *` stands behind the statement, and its absence is no reason to go on without.
fn must_be_completed(file: &FileModel, stmt: StmtId) -> bool {
    let tree = file.module();
    let after = tree.stmt(stmt).span.end;
    let is_local = |kind: &StmtKind| match kind {
        StmtKind::ImportFrom { module: Some(module), names, .. } => {
            tree.text(*module).contains("local") && names.iter().any(|alias| tree.text(alias.name) == "*")
        }
        _ => false,
    };
    let goes_on = |stmt: StmtId| match file.stmt_parent(stmt).map(|around| &tree.stmt(around).kind) {
        Some(StmtKind::Try { handlers, .. }) => handlers
            .iter()
            .any(|handler| handler.body.iter().all(|&stmt| matches!(tree.stmt(stmt).kind, StmtKind::Pass))),
        Some(_) => true,
        None => false,
    };
    tree.stmts().any(|(id, stmt)| stmt.span.start >= after && is_local(&stmt.kind) && !goes_on(id))
}

/// The rule's settings that the module leaves at their defaults, as one candidate with the words of the first block.
pub(crate) fn missing(cx: &Context<'_>) -> Option<Candidate> {
    let module = cx.settings_module()?;
    if !module.is_whole() || module.stage == Stage::Development {
        return None;
    }
    let names = names(cx.rule).filter(|name| !module.sets(name));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let message = cx.rule.matches.first()?.message;
    let message = message.replace("`{name}`", &names.join(" and "));
    if names.is_empty() { None } else { unset(cx, module, message) }
}

/// A candidate for something that a whole settings module lacks.
pub(crate) fn unset(cx: &Context<'_>, module: &SettingsModule, message: String) -> Option<Candidate> {
    Some(Candidate::new(cx.rule, cx.tree().stmt(module.heading()?).span, message))
}

/// The settings that a rule's blocks look at, each once.
pub(crate) fn names(rule: &'static Rule) -> impl Iterator<Item = &'static str> {
    let mut seen: Vec<&str> = Vec::new();
    rule.matches.iter().flat_map(|block| block.names).copied().filter(move |name| {
        let is_new = !seen.contains(name);
        seen.push(name);
        is_new
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_module_is_for_is_told_by_its_path() {
        for path in ["shop/settings/dev.py", "shop/settings_local.py", "tests/settings.py", "examples/shop/settings.py"]
        {
            assert_eq!(stage(path), Stage::Development, "{path}");
        }
        for path in
            ["shop/settings.py", "shop/settings/production.py", "settings/base.py", "example.py", "latest/settings.py"]
        {
            assert_eq!(stage(path), Stage::Deployed, "{path}");
        }
    }
}
