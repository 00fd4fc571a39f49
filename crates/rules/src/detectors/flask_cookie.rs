//! PV341: the flags of Flask's cookies, also where nobody has set them.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::code::around::{calls_one_of, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::{Candidate, web::flask};

pub(crate) struct FlaskCookie;

/// Ways to bring settings along that this file does not show, and extensions that set them.
const BRINGS: [&str; 9] = [
    "from_object",
    "from_pyfile",
    "from_envvar",
    "from_prefixed_env",
    "from_json",
    "from_file",
    "Talisman",
    "Secure",
    "init_app",
];

impl Detector for FlaskCookie {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        flask::is_deployed(cx, candidate.expr?).then_some(candidate)
    }

    fn module(&self, cx: &mut Context<'_>) {
        if !cx.facts().imports("flask") {
            return;
        }
        let made = cx
            .file
            .calls()
            .iter()
            .copied()
            .find(|&call| calls_one_of(cx.file, call, &["flask.Flask", "flask.app.Flask"]));
        let Some(made) = made else { return };
        let brought =
            cx.file.calls().iter().any(|&call| last_word(cx.file, call).is_some_and(|name| BRINGS.contains(&name)));
        if brought || is_named_anywhere(cx) || !keeps_visitors(cx) {
            return;
        }
        let mut candidate = cx.candidate(
            made,
            "This application keeps its visitors logged in by a cookie and does not set `SESSION_COOKIE_SECURE`, so the cookie \
             also travels over plain HTTP. Set it to `True`, and `SESSION_COOKIE_SAMESITE` to `Lax`.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether the setting is named at all, whatever it is given.
fn is_named_anywhere(cx: &Context<'_>) -> bool {
    cx.tree().source().contains("SESSION_COOKIE_SECURE")
}

/// Whether something is put into the session, or Flask-Login does so.
fn keeps_visitors(cx: &Context<'_>) -> bool {
    let is_session = |object: ExprId| is_named(cx.file, object, &["flask.session"]);
    let stores =
        |target: ExprId| matches!(cx.tree().expr(target).kind, ExprKind::Subscript { value, .. } if is_session(value));
    cx.file
        .calls()
        .iter()
        .any(|&call| calls_one_of(cx.file, call, &["flask_login.LoginManager", "flask_login.login_user"]))
        || cx.tree().stmts().any(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|&target| stores(target)),
            _ => false,
        })
}
