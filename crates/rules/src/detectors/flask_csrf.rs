//! PV342: forms of Flask that are accepted from other sites.

use model::Confidence;
use semantic::{BindingKind, Node};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, last_word};
use crate::detector::{Context, Detector};
use crate::detectors::csrf_exempt::checks_caller;
use crate::matcher::plain;
use crate::web::exempt;
use crate::{Candidate, web::flask};

pub(crate) struct FlaskCsrf;

const MESSAGE: &str = "This view accepts what another site has a visitor's browser send. Remove the exemption where the \
                       visitor's cookie is what lets them in.";

impl Detector for FlaskCsrf {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if last_word(cx.file, place) == Some("exempt") {
            candidate.confidence = Some(Confidence::Medium);
            // `for name in config["EXEMPT"]: csrf.exempt(name)`: which views is said elsewhere; `csrf.exempt(api.bp)`: programs call them.
            let is_unlikely = |view: ExprId| is_chosen_elsewhere(cx, view) || is_for_programs(cx.text(view));
            if cx.file.call_args(place).positional(0).is_some_and(is_unlikely) {
                candidate.confidence = Some(Confidence::Low);
                candidate.cvss = Some(CHOSEN);
            }
            return Some(candidate);
        }
        // `csrf.protect()` in the views that need it, in place of a check of all.
        if sets(cx, place, "WTF_CSRF_CHECK_DEFAULT") && cx.file.calls().iter().any(|&call| protects(cx, call)) {
            candidate.dismissed = Some("the views that need the check ask for it with `protect()`".to_owned());
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
        if calls_in(cx.file, cx.tree().stmt(function).span).any(|call| checks_caller(cx, call)) || has_key_in_path(cx) {
            return;
        }
        let mut candidate = cx.candidate(place, MESSAGE);
        if exempt::only_reads(cx.file, definition) {
            candidate.dismissed = Some("the view only answers requests that change nothing".to_owned());
        } else if exempt::asks_for_token(cx.file, definition) {
            candidate.dismissed = Some("a decorator asks the caller for a token, which no other site has".to_owned());
        }
        cx.report(candidate);
    }
}

/// Below Medium: nothing here says that a view which a visitor's cookie opens is among them.
const CHOSEN: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:L/A:N";

/// Whether the name of views says that programs call them, which bring keys and no cookies.
fn is_for_programs(name: &str) -> bool {
    let is_word = |word: &str| {
        matches!(word, "api" | "webhook" | "webhooks" | "hook" | "hooks" | "callback" | "callbacks" | "ipn")
    };
    secrets::words(name).iter().any(|word| is_word(word))
}

/// Whether what is exempted is a name that a loop or a text gives, and no view or blueprint that stands in the code.
fn is_chosen_elsewhere(cx: &Context<'_>, view: ExprId) -> bool {
    let is_text = |e: ExprId| matches!(cx.tree().expr(e).kind, ExprKind::FString(_) | ExprKind::Binary { .. });
    cx.file.display(view).is_some_and(is_text)
        || cx
            .file
            .binding(view)
            .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::LoopTarget { .. }))
}

/// Whether the statement around a value sets this name.
fn sets(cx: &Context<'_>, value: ExprId, name: &str) -> bool {
    cx.file.enclosing_stmt(value).is_some_and(|stmt| match &cx.tree().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => targets.iter().any(|&target| cx.text(target).contains(name)),
        _ => false,
    })
}

/// `csrf.protect()`
fn protects(cx: &Context<'_>, call: ExprId) -> bool {
    cx.file.call_args(call).all().is_empty() && last_word(cx.file, call) == Some("protect")
}

/// Whether the paths of the file's routes hold a key of the caller's: `Blueprint(…, url_prefix="/sync/<auth_token>")`. No other
/// site knows it.
pub(crate) fn has_key_in_path(cx: &Context<'_>) -> bool {
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

/// `csrf = False` in the class `Meta` of a form, `Form(csrf_enabled=False)`, or `Form(meta={"csrf": False})`.
fn is_of_form(cx: &Context<'_>, value: ExprId) -> bool {
    let in_meta = cx
        .file
        .enclosing_stmt(value)
        .and_then(|stmt| cx.file.enclosing_class_of(stmt))
        .is_some_and(|class| cx.file.definition_name(class) == "Meta");
    let of_call = matches!(cx.file.parent(value), Node::Expr(call) if cx.file.call_args(call).keyword("csrf_enabled") == Some(value));
    // `Form(meta={"csrf": False})`
    let of_options = match cx.file.parent(value) {
        Node::Expr(options) if matches!(cx.tree().expr(options).kind, ExprKind::Dict(_)) => {
            matches!(cx.file.parent(options), Node::Expr(call) if cx.file.call_args(call).keyword("meta") == Some(options))
        }
        _ => false,
    };
    in_meta || of_call || of_options
}
