//! Settings of Flask whose value is wrong where visitors are.

use crate::detector::{Context, Detector};
use crate::{Candidate, web::flask};

pub(crate) struct FlaskSetting;

impl Detector for FlaskSetting {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        flask::is_deployed(cx, candidate.expr?).then_some(candidate)
    }
}
