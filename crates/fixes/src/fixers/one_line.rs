//! PV207, PV212: a value that becomes a part of a line stays on it.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::template::Part;
use crate::values;

pub(crate) struct OneLine;

const PATTERN: &str = "\" \".join({text}.splitlines())";

impl Fixer for OneLine {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let mut done: Vec<ExprId> = Vec::new();
        for focus in fix.site.focus.clone() {
            if fix.file.is_constant(focus) {
                continue;
            }
            let parts = values::parts(fix, focus)?;
            if matches!(parts[..], [Part::Value(value)] if may_be_none(fix, value) || is_all(fix, value)) {
                return None;
            }
            for part in parts {
                match part {
                    // Behind a mail's empty line no headers follow.
                    Part::Text(text) if text.contains("\n\n") || text.contains("\r\n\r\n") => break,
                    Part::Value(value) if !done.contains(&value) => {
                        if !values::is_atom(fix, value, 0) {
                            return None;
                        }
                        done.push(value);
                        values::wrap(fix, value, PATTERN)?;
                    }
                    _ => {}
                }
            }
        }
        Some(())
    }
}

/// Whether a value is what a name is given, and no text for certain: all headers at once, it may be.
fn is_all(fix: &Fix<'_>, e: ExprId) -> bool {
    let Node::Stmt(stmt) = fix.file.parent(e) else { return false };
    let is_named = |targets: &[ExprId]| targets.iter().all(|&target| matches!(fix.kind(target), ExprKind::Name));
    matches!(&fix.tree().stmt(stmt).kind, StmtKind::Assign { targets, .. } if is_named(targets))
        && !values::is_text(fix, e, 0)
}

/// `request.args.get("theme")`: nothing, where nothing was sent.
fn may_be_none(fix: &Fix<'_>, e: ExprId) -> bool {
    let ExprKind::Call { func, args } = fix.kind(e) else { return false };
    matches!(fix.kind(*func), ExprKind::Attribute { attr, .. } if args.len() == 1 && fix.tree().text(attr.span) == "get")
}
