//! S702: Mako templates, by what their default filters say.

use model::Confidence;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::detectors::autoescape::{AS_TEXT, is_kept_as_text, makes_no_pages};

pub(crate) struct MakoFilters;

impl Detector for MakoFilters {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if cx.file.call_args(candidate.expr?).keyword("default_filters").is_some() {
            candidate.dismissed = Some("`default_filters` says what happens to every value".to_owned());
        }
        if candidate.expr.is_some_and(|call| is_kept_as_text(cx, call)) {
            candidate.dismissed = Some(AS_TEXT.to_owned());
        } else if candidate.expr.is_some_and(|call| makes_no_pages(cx, call)) {
            candidate.confidence = Some(Confidence::Low);
        }
        Some(candidate)
    }
}
