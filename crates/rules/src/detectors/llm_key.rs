//! PV706: keys of model services that are passed without a keyword.

use crate::Candidate;
use crate::code::secret::{self, Given};
use crate::detector::{Context, Detector};

pub(crate) struct LlmKey;

impl Detector for LlmKey {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let value = *candidate.focus.first()?;
        let given =
            Given { name: "api_key", value, what: || "The key of the model service".to_owned(), looked_at: false };
        secret::candidate(cx, given)
    }
}
