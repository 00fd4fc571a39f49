//! Calls put behind each other with `|`: `(prompt | model | parser).invoke(question)` gives what the model gives.

use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::SourceKind;
use crate::eval::Engine;
use crate::models;

/// How many names and parts are looked at.
const MAX_PARTS: usize = 32;

impl Engine<'_> {
    /// The kind of source that calling a method of a pipeline is: that of its first part whose method is one.
    pub(crate) fn pipeline_source(&self, method: Option<(ExprId, &str)>) -> Option<SourceKind> {
        let (object, name) = method?;
        let made = self.file.display(object)?;
        if !matches!(self.kind(made), ExprKind::Binary { op: BinaryOp::BitOr, .. }) {
            return None;
        }
        let mut pending = vec![made];
        for _ in 0..MAX_PARTS {
            let at = pending.pop()?;
            match self.kind(at) {
                ExprKind::Binary { left, op: BinaryOp::BitOr, right } => pending.extend([*left, *right]),
                _ => {
                    let source = |part: &str| models::source_call(&format!("{part}.{name}"));
                    if let Some(kind) = self.file.qualified_names(at).find_map(source) {
                        return Some(kind);
                    }
                    pending.extend(self.file.display(at).filter(|&made| made != at));
                }
            }
        }
        None
    }
}
