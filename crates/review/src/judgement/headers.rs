//! Whether an application that shows pages to people who are signed in sets the headers that protect them.

use rules::Rule;
use semantic::FileModel;
use syntax::Span;
use syntax::ast::ExprKind;

use crate::analysis::{Judged, PythonFacts};
use crate::judgement::project::{File, make};

/// The rule about it.
pub(crate) const HEADERS: &str = "PV366";

/// Calls that make an application whose framework sets none of the headers.
const APPLICATIONS: [&str; 6] = [
    "flask.Flask",
    "quart.Quart",
    "fastapi.FastAPI",
    "fastapi.applications.FastAPI",
    "starlette.applications.Starlette",
    "aiohttp.web.Application",
];
/// Headers of which one is enough: whoever sets one has thought of them.
const NAMES: [&str; 4] =
    ["content-security-policy", "x-frame-options", "x-content-type-options", "strict-transport-security"];
/// Libraries that set them.
const LIBRARIES: [&str; 5] = ["flask_talisman", "talisman", "secure", "secweb", "flask_security_headers"];

/// What one file says about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers {
    /// Where an application is made.
    application: Option<Span>,
    /// Whether it shows pages.
    renders: bool,
    /// Whether it names one of the headers.
    sets: bool,
}

impl Headers {
    /// Of a file's code.
    pub(crate) fn of(file: &FileModel) -> Self {
        let module = file.module();
        let mut found = Self::default();
        for &call in file.calls() {
            let ExprKind::Call { func, .. } = module.expr(call).kind else { continue };
            if file.qualified_names(func).any(|name| APPLICATIONS.contains(&name)) {
                found.application = found.application.or(Some(module.expr(call).span));
            }
            let word = match module.expr(func).kind {
                ExprKind::Attribute { attr, .. } => module.text(attr.span),
                _ => module.text(module.expr(func).span),
            };
            found.renders |=
                matches!(word, "render_template" | "render_template_string" | "TemplateResponse" | "HTMLResponse")
                    || file.qualified_names(func).any(|name| name.starts_with("aiohttp_jinja2."));
        }
        found.sets = module.exprs().any(|(_, expr)| {
            matches!(expr.kind, ExprKind::Str(_)) && {
                let text = module.text(expr.span).trim_matches(['"', '\'']);
                NAMES.iter().any(|name| name.eq_ignore_ascii_case(text))
            }
        });
        found
    }
}

/// One finding for a project whose pages nothing protects, at the first application that it makes.
pub(crate) fn judge(rule: &'static Rule, files: &[File<'_>]) -> Option<Judged> {
    let code = || files.iter().filter(|file| !file.facts.recon.is_test && !rules::is_aside(file.path));
    let has_library = |facts: &PythonFacts| LIBRARIES.iter().any(|library| facts.recon.modules.contains_key(*library));
    let any = |is: &dyn Fn(&File<'_>) -> bool| code().any(is);
    if !any(&|file| file.facts.headers.renders)
        || !any(&|file| file.facts.recon.signs_in_by_cookie())
        || any(&|file| file.facts.headers.sets || has_library(file.facts))
    {
        return None;
    }
    let (file, span) = code().find_map(|file| Some((file, file.facts.headers.application?)))?;
    let message = "No file sets a header that protects the visitors of these pages, such as `Content-Security-Policy` or \
                   `X-Frame-Options`. Set them for all answers, or let the server in front do it.";
    Some(make(rule, *file, span, message.to_owned()))
}
