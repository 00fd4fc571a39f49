//! S301: readers of this file that decide themselves what a pickle may name.

use semantic::Node;
use syntax::ast::StmtKind;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};

pub(crate) struct Unpickler;

impl Detector for Unpickler {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if let Node::Stmt(stmt) = cx.file.parent(candidate.expr?)
            && let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind
            && class.body.iter().any(|&member| cx.file.definition_name(member) == "find_class")
        {
            candidate.dismissed = Some("the class decides in `find_class` what a pickle may name".to_owned());
        }
        // `pickle.loads(pickle.dumps(value))`: a deep copy.
        let own = candidate.focus.first().and_then(|&data| called(cx.file, data));
        if own.is_some_and(|func| is_named(cx.file, func, &["pickle.dumps", "cPickle.dumps", "marshal.dumps"])) {
            candidate.dismissed =
                Some("the same expression writes what is read: a copy of a value of this program".to_owned());
        }
        Some(candidate)
    }
}
