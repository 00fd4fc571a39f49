//! S701: Jinja environments, by what their `autoescape` says.

use model::Confidence;
use semantic::Const;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::written::{self, truth};
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};

pub(crate) struct Autoescape;

/// Jinja's function that decides by the file's ending.
const SELECT: [&str; 2] = ["jinja2.select_autoescape", "jinja2.utils.select_autoescape"];

impl Detector for Autoescape {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // Sandboxes are made for texts of others that become prompts, statements and mails; pages have an environment of their own.
        let is_sandbox = candidate
            .expr
            .and_then(|call| called(cx.file, call))
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| name.starts_with("jinja2.sandbox.")));
        let makes_code = candidate.expr.is_some_and(|call| makes_no_pages(cx, call));
        if is_sandbox || makes_code {
            candidate.confidence = Some(Confidence::Low);
        }
        if let Some(page) = page_beside(cx) {
            candidate.message = format!("{} `{page}` is a page.", candidate.message);
        }
        // Without the option there is nothing more to see.
        let Some(&option) = candidate.focus.first() else { return Some(candidate) };
        candidate.focus.clear();
        // What Ruff's rule passes over, as written.
        let passed = match cx.tree().expr(option).kind {
            ExprKind::True => true,
            ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
                ExprKind::Name => cx.text(func) == "select_autoescape",
                _ => true,
            },
            _ => false,
        };
        candidate.beyond |= passed;
        let selects = called(cx.file, option).is_some_and(|func| is_named(cx.file, func, &SELECT));
        let known = match cx.tree().expr(option).kind {
            // Asked for each template, and always the same answer.
            ExprKind::Lambda { body, .. } => cx.file.constant(body).map(|value| value.truthy()),
            _ => cx.file.constant(option).map(|value| value.truthy()).or(truth(cx.file, option)),
        };
        let selects = selects && selects_html(cx, option);
        candidate.dismissed = match known {
            _ if selects => Some("Jinja's own `select_autoescape` switches escaping on for HTML and XML".to_owned()),
            Some(true) => Some("the option is true: every template is escaped".to_owned()),
            Some(false) => None,
            None => {
                candidate.confidence = Some(Confidence::Low);
                candidate.message = candidate.message.replace(
                    "is told not to escape, so",
                    "escapes or not as a value says at run time; where it does not,",
                );
                None
            }
        };
        (candidate.dismissed.is_none() || !passed).then_some(candidate)
    }
}

/// Whether pages are among what `select_autoescape` is told to escape.
fn selects_html(cx: &Context<'_>, option: ExprId) -> bool {
    let place = cx.file.display(option).unwrap_or(option);
    let args = cx.file.call_args(place);
    let names_html =
        |extensions: ExprId| match cx.file.constant(extensions) {
            Some(Const::List(items) | Const::Tuple(items) | Const::Set(items)) => Some(items.iter().any(|item| {
                item.as_str().is_some_and(|ending| matches!(ending.trim_start_matches('.'), "html" | "htm"))
            })),
            _ => None,
        };
    let enabled = args.argument(Some(0), Some("enabled_extensions")).and_then(names_html);
    let disabled = args.argument(Some(1), Some("disabled_extensions")).and_then(names_html);
    let by_default =
        args.argument(Some(3), Some("default")).and_then(|on| cx.file.constant(on)).is_some_and(|on| on.truthy());
    disabled != Some(true) && (enabled != Some(false) || by_default)
}

/// Whether an environment is for texts that no browser shows: it has marks of its own, the function around it reads a template of
/// code or of a configuration, or the file gives it filters for code and names no page.
pub(crate) fn makes_no_pages(cx: &Context<'_>, call: ExprId) -> bool {
    if cx.file.call_args(call).keyword("variable_start_string").is_some() {
        return true;
    }
    let texts = || cx.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Str(_)));
    let named = |e: ExprId| cx.file.constant(e).and_then(|name| name.as_str().map(kind_of));
    let around = cx.file.enclosing_function(call).map(|function| cx.tree().stmt(function).span);
    if around
        .is_some_and(|span| texts().any(|(e, expr)| span.contains(expr.span) && named(e) == Some(Some(Shown::AsText))))
    {
        return true;
    }
    writes_code(cx) && !texts().any(|(e, _)| named(e) == Some(Some(Shown::AsPage)))
}

/// Why such a call does no harm.
pub(crate) const AS_TEXT: &str = "what it makes is kept under the name of a text: no browser reads it as a page";

/// Whether what a call gives is kept under a name that says it is text and no page: `self.jenv_text = env.overlay(…)`,
/// `ini_lines = Template(text).render()`.
pub(crate) fn is_kept_as_text(cx: &Context<'_>, call: ExprId) -> bool {
    const TEXTS: [&str; 11] =
        ["text", "txt", "plain", "mail", "email", "ini", "toml", "yaml", "latex", "tex", "markdown"];
    let Some(stmt) = cx.file.enclosing_stmt(call) else { return false };
    let StmtKind::Assign { targets, .. } = &cx.tree().stmt(stmt).kind else { return false };
    targets.iter().any(|&target| {
        let name = cx.text(target).rsplit('.').next().unwrap_or_default();
        secrets::words(name).iter().any(|word| TEXTS.contains(&&**word))
    })
}

/// The name of a page's template in the file.
fn page_beside(cx: &Context<'_>) -> Option<String> {
    cx.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Str(_))).find_map(|(e, _)| {
        let name = cx.file.constant(e)?;
        let name = name.as_str()?;
        (kind_of(name) == Some(Shown::AsPage)).then(|| crate::one_line(name))
    })
}

/// How a template's result is read.
#[derive(PartialEq, Eq)]
enum Shown {
    AsPage,
    AsText,
}

/// What the name of a template says; `None` for other texts.
fn kind_of(name: &str) -> Option<Shown> {
    const TEXTS: [&str; 20] = [
        ".py", ".pyi", ".sql", ".tex", ".md", ".rst", ".yaml", ".yml", ".toml", ".cfg", ".conf", ".ini", ".sh", ".txt",
        ".h", ".c", ".cpp", ".rs", ".service", ".tac",
    ];
    const PAGES: [&str; 4] = [".html", ".htm", ".xhtml", ".xml"];
    const TEMPLATES: [&str; 5] = [".jinja", ".jinja2", ".j2", ".tmpl", ".template"];
    let name = TEMPLATES.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let ends = |list: &[&str]| !name.contains(' ') && list.iter().any(|end| name.ends_with(end));
    if ends(&PAGES) { Some(Shown::AsPage) } else { ends(&TEXTS).then_some(Shown::AsText) }
}

/// Whether the file gives some environment a filter that writes values of a programming or data language:
/// `env.filters["repr"] = repr`.
fn writes_code(cx: &Context<'_>) -> bool {
    const WRITERS: [&str; 8] = ["repr", "to_yaml", "toyaml", "yaml", "shell_quote", "quote", "sqlquote", "to_toml"];
    cx.tree().exprs().any(|(_, expr)| match expr.kind {
        ExprKind::Subscript { value, index } => {
            written::last_word(cx.file, value) == Some("filters")
                && cx.file.constant(index).is_some_and(|name| name.as_str().is_some_and(|name| WRITERS.contains(&name)))
        }
        _ => false,
    })
}
