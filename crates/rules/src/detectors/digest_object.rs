//! S303: whether anything rests on a broken digest that is handed on as an object.

use model::Confidence;
use semantic::Node;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::usage::{Usage, usage};
use crate::detector::{Context, Detector};
use crate::scan::one_line;

pub(crate) struct DigestObject;

impl Detector for DigestObject {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let digest = candidate.expr?;
        if candidate.dismissed.is_some() {
            return Some(candidate);
        }
        if let Some(reason) = taken_by(cx, digest) {
            candidate.dismissed = Some(reason.to_owned());
            return Some(candidate);
        }
        match usage(cx.file, digest, true) {
            Usage::Security(name) => {
                candidate.confidence = Some(Confidence::High);
                candidate.message =
                    format!("{} The name `{}` says that security rests on it.", candidate.message, one_line(&name));
            }
            Usage::Harmless(name) => {
                candidate.dismissed =
                    Some(format!("the name `{}` shows that no security rests on this digest", one_line(&name)));
            }
            Usage::Unknown => candidate.confidence = Some(Confidence::Medium),
        }
        Some(candidate)
    }
}

/// Why the digest is in order for the function that takes it.
fn taken_by(cx: &Context<'_>, digest: ExprId) -> Option<&'static str> {
    let Node::Expr(call) = cx.file.parent(digest) else { return None };
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
    let word = match cx.tree().expr(func).kind {
        ExprKind::Name => cx.file.qualified_name(func)?.rsplit('.').next()?,
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
        _ => return None,
    };
    match word {
        "HMAC" | "hmac_hash" | "HKDF" | "HKDFExpand" | "HOTP" | "TOTP" | "PBKDF2HMAC" => {
            Some("it is part of HMAC, which does not rest on collisions")
        }
        "MGF1" | "OAEP" => Some("it only spreads random bytes, which does not rest on collisions"),
        "fingerprint" => Some("a certificate's fingerprint does not rest on collisions"),
        "add_certificate" | "add_certificate_by_hash" | "add_response" | "add_response_by_hash" => {
            Some("OCSP names certificates by this digest")
        }
        _ => None,
    }
}
