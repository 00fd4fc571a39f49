//! PV212: headers of a mail that is put together as a text, or by the old interface.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::built::{self, Piece};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct MailHeader;

/// Beginnings of headers, in lower case.
const HEADERS: [&str; 10] = [
    "subject:",
    "from:",
    "to:",
    "cc:",
    "bcc:",
    "reply-to:",
    "sender:",
    "mime-version:",
    "content-type:",
    "return-path:",
];
/// Classes whose headers are written as they are given.
const OLD: [&str; 10] = [
    "email.mime.text.MIMEText",
    "email.mime.multipart.MIMEMultipart",
    "email.mime.base.MIMEBase",
    "email.mime.application.MIMEApplication",
    "email.mime.image.MIMEImage",
    "email.message.Message",
    "email.MIMEText.MIMEText",
    "email.MIMEMultipart.MIMEMultipart",
    "email.mime.message.MIMEMessage",
    "email.Message.Message",
];
/// The old interface refuses what looks like another header, and only ends the headers early.
const ENDED_EARLY: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";

impl Detector for MailHeader {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.focus.retain(|&value| !cx.file.is_constant(value));
        let ExprKind::Call { func, .. } = cx.tree().expr(candidate.expr?).kind else { return None };
        let ExprKind::Attribute { value: message, .. } = cx.tree().expr(func).kind else { return None };
        (is_named(cx.file, message, &OLD) && !candidate.focus.is_empty()).then_some(candidate)
    }

    /// `message["Subject"] = subject`
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let [target] = **targets else { return };
        let ExprKind::Subscript { value: message, index } = cx.tree().expr(target).kind else { return };
        if cx.file.is_constant(*value)
            || !matches!(cx.file.constant(index), Some(Const::Str(_)))
            || !is_named(cx.file, message, &OLD)
        {
            return;
        }
        let mut candidate = cx.candidate(
            target,
            "Data of a request becomes a header of a mail, and this interface writes line ends as they are: an empty line in \
             it ends the headers, and what follows it is the sender's text. Use `email.message.EmailMessage`, which refuses it.",
        );
        candidate.focus = vec![*value];
        candidate.cvss = Some(ENDED_EARLY);
        cx.report(candidate);
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        message_text(cx, call);
    }

    fn text(&self, cx: &mut Context<'_>, e: ExprId) {
        if matches!(cx.tree().expr(e).kind, ExprKind::FString(_) | ExprKind::Binary { .. }) {
            message_text(cx, e);
        }
    }
}

/// A text that begins with the headers of a mail: the values before the empty line.
fn message_text(cx: &mut Context<'_>, e: ExprId) {
    let sends = ["smtplib", "aiosmtplib", "email"].iter().any(|module| cx.facts().imports(module));
    if !sends || built::is_part_of_another(cx.file, e) {
        return;
    }
    let Some(pieces) = built::pieces(cx.file, e) else { return };
    let text = built::skeleton(cx.file, &pieces).to_ascii_lowercase();
    if !HEADERS.iter().any(|header| text.trim_start().starts_with(header)) {
        return;
    }
    let mut before = String::new();
    let mut focus = Vec::new();
    for piece in &pieces {
        match piece {
            Piece::Text(part) => {
                before.push_str(&part.replace('\r', ""));
                if before.trim_start().contains("\n\n") {
                    break;
                }
            }
            Piece::Value(value) => {
                before.push('x');
                focus.push(*value);
            }
        }
    }
    if focus.is_empty() {
        return;
    }
    let mut candidate = cx.candidate(
        e,
        "Data of a request becomes part of a mail's headers: with a line end in it, it begins a header of its own, such as \
         `Bcc:`. Build the mail with `email.message.EmailMessage`, which refuses line ends.",
    );
    candidate.focus = focus;
    cx.report(candidate);
}
