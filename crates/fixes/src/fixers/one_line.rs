//! PV207, PV212: a value that becomes a part of a line stays on it.

use syntax::ast::{ExprId, ExprKind};

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
            if matches!(parts[..], [Part::Value(value)] if may_be_none(fix, value)) {
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

/// `request.args.get("theme")`: nothing, where nothing was sent.
fn may_be_none(fix: &Fix<'_>, e: ExprId) -> bool {
    let ExprKind::Call { func, args } = fix.kind(e) else { return false };
    matches!(fix.kind(*func), ExprKind::Attribute { attr, .. } if args.len() == 1 && fix.tree().text(attr.span) == "get")
}
