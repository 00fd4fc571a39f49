//! PV325: the HTML of mails.

use syntax::ast::{ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, given};
use crate::detector::{Context, Detector};

pub(crate) struct HtmlMail;

const MESSAGE: &str = "This mail is sent as HTML, and data from outside stands unescaped in its text, so a stranger writes links and pictures into a \
                       mail of yours. Render it with a template, which escapes.";
const CALLERS: &str = "nothing shows that the caller's value comes from a request; each caller is judged where it is";

impl Detector for HtmlMail {
    /// Functions are meant to be given a text: the call that brings it from a request is judged, not the function.
    fn refine(&self, _cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.callers_decide = Some(CALLERS.to_owned());
        Some(candidate)
    }

    /// `mail.content_subtype = "html"`: the text that the mail was made with is HTML then.
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        if cx.file.constant(*value).is_none_or(|kind| kind.as_str() != Some("html")) {
            return;
        }
        let body = targets.iter().find_map(|&target| match cx.tree().expr(target).kind {
            ExprKind::Attribute { value: mail, attr } if cx.tree().text(attr.span) == "content_subtype" => {
                let made = given(cx.file, mail);
                let is_mail = calls_one_of(
                    cx.file,
                    made,
                    &[
                        "django.core.mail.EmailMessage",
                        "django.core.mail.EmailMultiAlternatives",
                        "django.core.mail.message.EmailMessage",
                    ],
                );
                cx.file.call_args(made).argument(Some(1), Some("body")).filter(|_| is_mail)
            }
            _ => None,
        });
        if let Some(body) = body.filter(|&body| !cx.file.is_constant(body)) {
            let mut candidate = cx.candidate(body, MESSAGE);
            candidate.focus = vec![body];
            candidate.callers_decide = Some(CALLERS.to_owned());
            cx.report(candidate);
        }
    }
}
