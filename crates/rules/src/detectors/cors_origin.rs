//! PV425: answers that scripts of any origin may read.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct CorsOrigin;

/// Patterns that every origin fits.
const ANY: [&str; 8] = ["*", ".*", "^.*$", ".+", "https?://.*", "^https?://.*$", "https://.*", "http.*"];

impl Detector for CorsOrigin {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        if args.has_double_star() {
            return None;
        }
        let origins = ["allow_origins", "allow_origin_regex", "origins", "allow_origin"]
            .iter()
            .find_map(|word| args.keyword(word));
        let with_cookies = ["allow_credentials", "supports_credentials"].iter().any(|word| {
            args.keyword(word).is_some_and(|value| cx.file.constant(value).is_some_and(|value| value.truthy()))
        });
        let is_any = match origins {
            Some(origins) => allows_any(cx, origins),
            // Flask-CORS allows every origin where none is named; `resources` may name them.
            None => is_flask_cors(cx, call) && args.keyword("resources").is_none(),
        };
        if !with_cookies {
            candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N");
        }
        is_any.then_some(candidate)
    }
}

fn is_flask_cors(cx: &Context<'_>, call: ExprId) -> bool {
    crate::code::around::function_of(cx.file, call)
        .is_some_and(|func| is_named(cx.file, func, &["flask_cors.CORS", "flask_cors.cross_origin"]))
}

fn allows_any(cx: &Context<'_>, origins: ExprId) -> bool {
    let is_any = |e: ExprId| matches!(cx.file.constant(e), Some(Const::Str(text)) if ANY.contains(&&*text));
    match &cx.tree().expr(cx.file.display(origins).unwrap_or(origins)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items.iter().any(|&item| is_any(item)),
        _ => is_any(origins),
    }
}
