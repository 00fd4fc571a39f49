//! PV365: descriptions of an API that everybody gets, where the API itself is for some or the program is deployed.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind};

use crate::code::around::{calls_one_of, imports};
use crate::detector::{Context, Detector};
use crate::web::django_settings::Stage;
use crate::web::routes::dependencies;
use crate::{Candidate, NOT_DEPLOYED};

pub(crate) struct OpenDocs;

impl Detector for OpenDocs {
    /// `FastAPI(…)`: the application's dependencies guard its routes, and not the pages that describe them.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        // Whoever names the address decides about it.
        let decides = |word: &str| args.keyword(word).is_some();
        if args.has_double_star() || decides("openapi_url") || decides("docs_url") && decides("redoc_url") {
            return None;
        }
        let guarded = args.keyword("dependencies").is_some_and(|list| !dependencies(cx.file, list).is_empty());
        if !guarded {
            candidate.confidence = Some(Confidence::Low);
            candidate.dismissed = (!is_deployed(cx)).then(|| NOT_DEPLOYED.to_owned());
        }
        Some(candidate)
    }

    /// drf-spectacular: `SERVE_PERMISSIONS` lets everybody in, whatever REST framework asks for elsewhere.
    fn module(&self, cx: &mut Context<'_>) {
        let Some(module) = cx.settings_module().filter(|module| module.stage == Stage::Deployed) else { return };
        let value = |name: &str| module.last(name).and_then(|given| given.value);
        let (Some(spectacular), Some(rest)) = (value("SPECTACULAR_SETTINGS"), value("REST_FRAMEWORK")) else { return };
        let lets_all_in = |list: ExprId| cx.text(list).contains("AllowAny");
        let is_closed = entry(cx, rest, "DEFAULT_PERMISSION_CLASSES").is_some_and(|list| !lets_all_in(list));
        let is_open = match entry(cx, spectacular, "SERVE_PERMISSIONS") {
            Some(list) => lets_all_in(list),
            None => matches!(cx.tree().expr(spectacular).kind, ExprKind::Dict(_)),
        };
        if is_closed && is_open {
            let message = "The schema of the API is served to everybody, though the API itself asks who is there. Set \
                           `SERVE_PERMISSIONS` to the classes that the API uses.";
            let mut candidate = cx.candidate(spectacular, message);
            candidate.confidence = Some(Confidence::Medium);
            cx.report(candidate);
        }
    }
}

/// Whether the file shows that it runs where visitors are: redirects to HTTPS, names of hosts, several workers, a certificate.
fn is_deployed(cx: &Context<'_>) -> bool {
    const SIGNS: [&str; 4] = [
        "starlette.middleware.httpsredirect",
        "fastapi.middleware.httpsredirect",
        "starlette.middleware.trustedhost",
        "fastapi.middleware.trustedhost",
    ];
    SIGNS.iter().any(|module| imports(cx.file, module))
        || cx.file.calls().iter().any(|&call| {
            calls_one_of(cx.file, call, &["uvicorn.run"]) && {
                let args = cx.file.call_args(call);
                ["ssl_certfile", "ssl_keyfile", "workers"].iter().any(|word| args.keyword(word).is_some())
            }
        })
}

/// The value that a dictionary gives to a key.
fn entry(cx: &Context<'_>, dict: ExprId, wanted: &str) -> Option<ExprId> {
    let ExprKind::Dict(entries) = &cx.tree().expr(dict).kind else { return None };
    let is_wanted = |key: ExprId| cx.file.constant(key).is_some_and(|key| key.as_str() == Some(wanted));
    entries.iter().find(|(key, _)| key.is_some_and(is_wanted)).map(|(_, value)| *value)
}
