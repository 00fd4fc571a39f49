//! Functions whose work stands in a block that only those enter who have a right.

use semantic::FileModel;
use syntax::ast::{Function, StmtId, StmtKind};

use crate::code::around::function_of;
use crate::code::written::last_word;
use crate::web::access::is_denial;

/// How deep a test stands in another one's arms.
const MAX_DEPTH: usize = 3;

/// Whether what a function does stands in such a block, as in flask-principal's `with Permissions.PRINT.require(403):`; in every
/// arm, where a test chooses what is done. What comes before it only prepares.
pub fn encloses(file: &FileModel, function: &Function) -> bool {
    is_enclosed(file, &function.body, MAX_DEPTH)
}

fn is_enclosed(file: &FileModel, body: &[StmtId], depth: usize) -> bool {
    let kind = |stmt: StmtId| &file.module().stmt(stmt).kind;
    // What is left to do after the block must be nothing but the answer.
    let work = match body {
        [work @ .., last] if matches!(kind(*last), StmtKind::Return(_)) => work,
        body => body,
    };
    match work.last().map(|&last| kind(last)) {
        Some(StmtKind::With { items, .. }) => items.iter().any(|item| {
            let asks = function_of(file, item.context).and_then(|name| last_word(file, name)) == Some("require");
            let status = file.call_args(item.context).argument(Some(0), Some("http_exception"));
            asks && status.is_some_and(|status| is_denial(file, status))
        }),
        Some(StmtKind::If { arms, orelse }) if depth > 0 => {
            let mut bodies = arms.iter().map(|arm| &arm.body).chain((!orelse.is_empty()).then_some(orelse));
            bodies.all(|body| is_enclosed(file, body, depth - 1))
        }
        _ => false,
    }
}
