//! S301: readers of this file that decide themselves what a pickle may name.

use semantic::Node;
use syntax::ast::StmtKind;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct Unpickler;

impl Detector for Unpickler {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if let Node::Stmt(stmt) = cx.file.parent(candidate.expr?)
            && let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind
            && class.body.iter().any(|&member| cx.file.definition_name(member) == "find_class")
        {
            candidate.dismissed = Some("the class decides in `find_class` what a pickle may name".to_owned());
        }
        Some(candidate)
    }
}
