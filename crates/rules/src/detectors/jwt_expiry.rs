//! PV403: tokens that say nothing of their end.

use crate::Candidate;
use crate::around::last_word;
use crate::detector::{Context, Detector};
use crate::jwt::entries;

pub(crate) struct JwtExpiry;

impl Detector for JwtExpiry {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if last_word(cx.file, place) != Some("encode") {
            return Some(candidate);
        }
        let claims = cx
            .file
            .call_args(place)
            .argument(Some(0), Some("payload"))
            .or_else(|| cx.file.call_args(place).keyword("claims"))?;
        let claims = entries(cx.file, claims)?;
        (!claims.is_empty() && claims.iter().all(|(claim, _)| claim != "exp")).then_some(candidate)
    }
}
