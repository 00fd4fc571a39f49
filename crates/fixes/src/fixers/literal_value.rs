//! S307: text that only holds a value is read as one, not run.

use semantic::{Const, Node};
use syntax::ast::{Argument, ExprKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct LiteralValue;

impl Fixer for LiteralValue {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        // No value that can be written down is called, and few are asked for what they have.
        if let Node::Expr(parent) = fix.file.parent(call)
            && match fix.kind(parent) {
                ExprKind::Call { func, .. } => *func == call,
                kind => matches!(kind, ExprKind::Attribute { .. }),
            }
        {
            return None;
        }
        // Names that are passed along, and code that is put together here, are no mere value.
        let [Argument::Positional(text)] = *args else { return None };
        let is_taken = matches!(
            fix.kind(text),
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Call { .. }
        );
        let is_known = matches!(fix.file.constant(text), Some(Const::Str(_)));
        if !is_taken || is_known || !fix.is_named(func, &["builtins.eval"]) {
            return None;
        }
        let read = fix.name("ast", "literal_eval");
        fix.replace(func, read);
        Some(())
    }
}
