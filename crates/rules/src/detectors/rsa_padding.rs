//! PV434: the old padding of RSA where something is encrypted; signatures may use it.

use semantic::Node;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::code::around::last_word;
use crate::detector::{Context, Detector};

pub(crate) struct RsaPadding;

impl Detector for RsaPadding {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        if last_word(cx.file, call) != Some("PKCS1v15") {
            return Some(candidate);
        }
        let Node::Expr(around) = cx.file.parent(call) else { return None };
        let encrypts = matches!(cx.tree().expr(around).kind, ExprKind::Call { .. })
            && matches!(last_word(cx.file, around), Some("encrypt" | "decrypt"));
        encrypts.then_some(candidate)
    }
}
