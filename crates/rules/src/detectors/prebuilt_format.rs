//! PV323: formats of `format_html` that hold their values already.

use crate::detector::{Context, Detector};
use crate::{Candidate, code::built};

pub(crate) struct PrebuiltFormat;

impl Detector for PrebuiltFormat {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let format = *candidate.focus.first()?;
        let place = cx.file.display(format).unwrap_or(format);
        built::pieces(cx.file, place).is_some().then_some(candidate)
    }
}
