//! PV342: forms of Flask that are accepted from other sites.

use model::Confidence;
use semantic::Node;
use syntax::ast::{ExprId, StmtId};

use crate::around::{calls_in, last_word};
use crate::detector::{Context, Detector};
use crate::detectors::csrf_exempt::checks_caller;
use crate::matcher::plain;
use crate::{Candidate, flask};

pub(crate) struct FlaskCsrf;

const MESSAGE: &str = "This view accepts what another site has a visitor's browser send. Remove the exemption where the \
                       visitor's cookie is what lets them in.";

impl Detector for FlaskCsrf {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if last_word(cx.file, place) == Some("exempt") {
            candidate.confidence = Some(Confidence::Medium);
            return Some(candidate);
        }
        (is_of_form(cx, place) || flask::is_deployed(cx, place)).then_some(candidate)
    }

    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let exempts = |e: ExprId| {
            cx.file.qualified_names(e).any(|name| {
                matches!(
                    &*plain(name),
                    "flask_wtf.CSRFProtect.exempt"
                        | "flask_wtf.csrf.CSRFProtect.exempt"
                        | "flask_seasurf.SeaSurf.exempt"
                )
            })
        };
        let Some(&place) = definition.decorators.iter().find(|&&decorator| exempts(decorator)) else { return };
        if !calls_in(cx.file, cx.tree().stmt(function).span).any(|call| checks_caller(cx, call)) && !has_key_in_path(cx)
        {
            let candidate = cx.candidate(place, MESSAGE);
            cx.report(candidate);
        }
    }
}

/// Whether the paths of the file's routes hold a key of the caller's: `Blueprint(…, url_prefix="/sync/<auth_token>")`. No other
/// site knows it.
fn has_key_in_path(cx: &Context<'_>) -> bool {
    cx.file.calls().iter().any(|&call| {
        let prefix = cx.file.call_args(call).keyword("url_prefix").and_then(|prefix| cx.file.constant(prefix));
        let names_key =
            |name: &str| secrets::words(name).iter().any(|word| matches!(&**word, "token" | "key" | "secret"));
        prefix.is_some_and(|prefix| {
            prefix.as_str().is_some_and(|prefix| {
                prefix.split('<').skip(1).filter_map(|rest| rest.split('>').next()).any(names_key)
            })
        })
    })
}

/// `csrf = False` in the class `Meta` of a form, or `Form(csrf_enabled=False)`.
fn is_of_form(cx: &Context<'_>, value: ExprId) -> bool {
    let in_meta = cx
        .file
        .enclosing_stmt(value)
        .and_then(|stmt| cx.file.enclosing_class_of(stmt))
        .is_some_and(|class| cx.file.definition_name(class) == "Meta");
    let of_call = matches!(cx.file.parent(value), Node::Expr(call) if cx.file.call_args(call).keyword("csrf_enabled") == Some(value));
    in_meta || of_call
}
