//! PV311: a key has no default that everybody knows; without the variable the program does not start.

use semantic::{Const, Node};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct NoFallback;

/// What reads a variable and takes a default.
const READERS: [&str; 3] = ["os.environ.get", "os.getenv", "os.environ.setdefault"];

impl Fixer for NoFallback {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let fallback = fix.site.expr?;
        let Node::Expr(parent) = fix.file.parent(fallback) else { return None };
        let name = match fix.kind(parent) {
            ExprKind::BoolOp { values, .. } => {
                let [reader, _] = **values else { return None };
                variable(fix, reader)?
            }
            ExprKind::Call { func, args } if fix.is_named(*func, &READERS[..2]) => {
                variable(fix, parent).filter(|_| args.len() == 2)?
            }
            // Other readers of settings stop by themselves where there is no default.
            ExprKind::Call { func, .. } if !fix.is_named(*func, &READERS) => {
                fix.remove_argument(parent, fallback)?;
                return Some(());
            }
            _ => return None,
        };
        let os = fix.module("os");
        let text = format!("{os}.environ[{}]", fix.text(name));
        fix.replace(parent, text);
        Some(())
    }
}

/// The name of the variable that a call reads, as it is written.
fn variable(fix: &Fix<'_>, call: ExprId) -> Option<ExprId> {
    let (func, args) = fix.parts(call)?;
    let Some(Argument::Positional(name)) = args.first() else { return None };
    let is_text = matches!(fix.file.constant(*name), Some(Const::Str(_)));
    (is_text && fix.is_named(func, &READERS[..2])).then_some(*name)
}
