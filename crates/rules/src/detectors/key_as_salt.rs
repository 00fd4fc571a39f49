//! PV326: the key that signs sessions, as the salt of Hashids.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::last_word;
use crate::code::built::{pieces, values};
use crate::detector::{Context, Detector};

pub(crate) struct KeyAsSalt;

impl Detector for KeyAsSalt {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let salt = cx.file.call_args(candidate.expr?).argument(Some(0), Some("salt"))?;
        let is_key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str() == Some("SECRET_KEY"));
        let place = cx.file.display(salt).unwrap_or(salt);
        let holds_key = |place: ExprId| match cx.tree().expr(place).kind {
            ExprKind::Attribute { value, attr } => {
                cx.tree().text(attr.span) == "SECRET_KEY"
                    || cx.tree().text(attr.span) == "secret_key"
                        && cx.file.qualified_names(value).any(|name| name.starts_with("flask."))
            }
            ExprKind::Subscript { index, .. } => is_key(index),
            ExprKind::Call { .. } => {
                last_word(cx.file, place) == Some("get") && cx.file.call_args(place).positional(0).is_some_and(is_key)
            }
            _ => false,
        };
        // What is put around the key leaves it in the salt.
        let is_secret_key = match pieces(cx.file, place) {
            Some(pieces) => values(&pieces).any(holds_key),
            None => holds_key(place),
        };
        is_secret_key.then_some(candidate)
    }
}
