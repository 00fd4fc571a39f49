//! PV306: what protects every page of Django, and is not in the list of middleware.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::detector::{Context, Detector};
use crate::web::django_settings::{self, Stage};

pub(crate) struct DjangoMiddleware;

const SESSIONS: &str = "django.contrib.sessions.middleware.SessionMiddleware";

/// Middleware, and what is missing without it.
const NEEDED: [(&str, &str); 3] = [
    ("django.middleware.csrf.CsrfViewMiddleware", "forms accept what other sites send in a visitor's name"),
    ("django.middleware.security.SecurityMiddleware", "none of the SECURE_ settings does anything"),
    ("django.middleware.clickjacking.XFrameOptionsMiddleware", "other sites may show the pages in a frame"),
];

impl Detector for DjangoMiddleware {
    fn module(&self, cx: &mut Context<'_>) {
        let Some(module) = cx.settings_module().filter(|module| module.stage == Stage::Deployed) else { return };
        let given = ["MIDDLEWARE", "MIDDLEWARE_CLASSES"].iter().find_map(|name| module.last(name)?.value);
        let Some(list) = given else { return };
        let Some(listed) = listed(cx, list) else { return };
        // Without sessions there are no cookies that a browser would send along.
        if !listed.iter().any(|name| name == SESSIONS) {
            return;
        }
        for (name, what) in NEEDED {
            // A project may put a class of its own in the place: `shop.middleware.CsrfViewMiddleware`.
            let class = name.rsplit('.').next().unwrap_or(name);
            if !listed.iter().any(|listed| listed.ends_with(class)) {
                let message =
                    format!("`{name}` is not in this list, so {what}. Add it, in the order of Django's own template.");
                let mut candidate = cx.candidate(list, message);
                if !name.contains("csrf") {
                    candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N");
                }
                if let Some(candidate) = django_settings::refine(cx, candidate) {
                    return cx.report(candidate);
                }
            }
        }
    }
}

/// The texts of a list whose elements are all known.
fn listed(cx: &Context<'_>, list: ExprId) -> Option<Vec<String>> {
    let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(list).kind else { return None };
    let text = |item: &ExprId| match cx.file.constant(*item) {
        Some(Const::Str(text)) => Some(text.to_string()),
        _ => None,
    };
    items.iter().map(text).collect()
}
