//! PV101: paths into which data is inserted.

use syntax::ast::ExprId;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::parameter::callers_choice;

pub(crate) struct OutsidePath;

impl Detector for OutsidePath {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.focus.retain(|&path: &ExprId| !cx.file.is_constant(path));
        let &path = candidate.focus.first()?;
        if let Some(function) = callers_choice(cx.file, path) {
            candidate.dismissed = Some(format!(
                "the caller of `{function}` gives the whole path, nothing is added to a folder here; each caller is \
                 judged where it makes the path"
            ));
        }
        Some(candidate)
    }
}
