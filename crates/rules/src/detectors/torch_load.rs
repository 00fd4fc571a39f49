//! PV111: model files that are unpickled, by what `weights_only` says.

use model::Confidence;
use semantic::Const;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct TorchLoad;

/// Where the installed version decides, the attack is a complex one.
const DEPENDS_ON_VERSION: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H";

impl Detector for TorchLoad {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let Some(option) = args.keyword("weights_only") else {
            // A pickle module of one's own switches the option off, in every version.
            if args.argument(Some(2), Some("pickle_module")).is_none_or(|module| is_none(cx, module)) {
                candidate.confidence = Some(Confidence::Low);
                candidate.cvss = Some(DEPENDS_ON_VERSION);
                candidate.message.push_str(" Since PyTorch 2.6 that is the default; before, it was not.");
            }
            return Some(candidate);
        };
        match cx.file.constant(option) {
            Some(Const::None) => {
                candidate.confidence = Some(Confidence::Low);
                candidate.cvss = Some(DEPENDS_ON_VERSION);
            }
            Some(_) => {}
            None => candidate.confidence = Some(Confidence::Low),
        }
        Some(candidate)
    }
}

fn is_none(cx: &Context<'_>, e: syntax::ast::ExprId) -> bool {
    cx.file.constant(e) == Some(Const::None)
}
