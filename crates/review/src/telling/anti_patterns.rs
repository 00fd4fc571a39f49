//! The Skill's ten anti-patterns: which of them a finding shows.
//!
//! A rule alone is not enough: `shell=True` is one with data from outside, `*` as a CORS origin is one with credentials.

use model::{AntiPattern, State};
use rules::{Candidate, Category};
use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use crate::analysis::Judged;
use crate::judgement::triage::Verdict;

/// Name, and what to do in its place; the Skill's number is the place in the table.
const ALL: [(&str, &str); 10] = [
    (
        "Django ORM `raw()` without parameterization",
        "Keep the statement constant with `%s` in it, and pass the values beside it.",
    ),
    ("Hardcoded secrets in settings.py", "Take them from the environment: `os.environ[\"SECRET_KEY\"]`."),
    ("`DEBUG=True` in production", "Switch it off, and let an error tracker show the traces to developers."),
    ("CORS allow-all in FastAPI", "Name the origins; never combine `*` with `allow_credentials=True`."),
    ("`pickle.loads()` on untrusted data", "Use JSON or another format that holds data alone."),
    ("`subprocess` with `shell=True` and user input", "Pass a list of arguments, without a shell."),
    ("`yaml.load()` without a safe Loader", "Use `yaml.safe_load`."),
    ("Logging passwords or tokens", "Log who and what, never the secret itself."),
    ("`requests` with `verify=False`", "Remove the option; for a private authority pass the path of its certificate."),
    (
        "`render_template_string()` with user input",
        "Use `render_template` with a constant name, and pass the data as values.",
    ),
];

/// The number of the anti-pattern that a candidate shows, if its verdict stands.
pub(crate) fn shown(candidate: &Candidate, verdict: &Verdict, file: &FileModel) -> Option<u8> {
    let Verdict::Open { from, .. } = verdict else { return None };
    let is_outside = from.is_some();
    let number = match candidate.rule.code {
        "S608" if calls(candidate, file, |name| name == "raw") => 1,
        "S610" | "S611" => 1,
        "S301" if is_outside => 5,
        "S602" | "S604" | "S605" if is_outside => 6,
        "S506" => 7,
        "PV460" => 8,
        "S501" => 9,
        "PV205" if is_outside && calls(candidate, file, |name| name.starts_with("render_template_string")) => 10,
        "PV301" | "PV340" | "PV364" | "S201" => 3,
        // The page's own score is the one with credentials.
        "PV425" if candidate.cvss.is_none() && is_of_starlette(candidate, file) => 4,
        "PV311" | "PV404" | "PV432" => 2,
        _ if candidate.rule.category == Category::Secrets => 2,
        _ => return None,
    };
    Some(number)
}

/// Whether the last word of the function that takes the data satisfies `test`.
fn calls(candidate: &Candidate, file: &FileModel, test: impl Fn(&str) -> bool) -> bool {
    let last = |call: ExprId| match file.module().expr(call).kind {
        ExprKind::Call { func, .. } => match file.module().expr(func).kind {
            ExprKind::Attribute { attr, .. } => Some(file.module().text(attr.span)),
            ExprKind::Name => Some(file.module().text(file.module().expr(func).span)),
            _ => None,
        },
        _ => None,
    };
    candidate.sink.into_iter().chain(candidate.expr).filter_map(last).any(test)
}

/// Whether it is FastAPI's or Starlette's middleware, added or constructed.
fn is_of_starlette(candidate: &Candidate, file: &FileModel) -> bool {
    let Some(call) = candidate.expr else { return false };
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    let first = file.call_args(call).positional(0);
    let is_middleware = |e: ExprId| file.qualified_names(e).any(|name| name.ends_with("cors.CORSMiddleware"));
    is_middleware(func) || first.is_some_and(is_middleware)
}

/// Those that the findings show, in the Skill's order. To be asked when the findings have their numbers.
pub(crate) fn matched<'j>(judged: impl Iterator<Item = &'j Judged>) -> Vec<AntiPattern> {
    let mut found: Vec<AntiPattern> = Vec::new();
    for judged in judged.filter(|judged| judged.finding.state == State::Open) {
        let Some(number) = judged.anti_pattern else { continue };
        let Some((name, instead)) = ALL.get(usize::from(number).saturating_sub(1)) else { continue };
        let id = judged.finding.id.clone();
        match found.iter_mut().find(|known| known.number == number) {
            Some(known) => known.findings.push(id),
            None => found.push(AntiPattern {
                number,
                name: (*name).to_owned(),
                instead: (*instead).to_owned(),
                findings: vec![id],
            }),
        }
    }
    found.sort_by_key(|pattern| pattern.number);
    found
}
