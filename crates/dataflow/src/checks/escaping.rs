//! Formats that escape what is put into them: `format_html("<b>{}</b>", name)`, `Markup("<b>%s</b>") % name`.

use semantic::SinkKind;
use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::models;
use crate::run::eval::{Engine, short};
use crate::state::value::{SinkSet, Value};

const HTML: SinkSet = SinkSet::NONE.with(SinkKind::Html).with(SinkKind::Xml);

impl Engine<'_> {
    /// What a call of such a format gives: the format as it is, and its arguments escaped. `None` for other calls.
    pub(crate) fn escaped_call(
        &mut self,
        e: ExprId,
        func: ExprId,
        method: Option<(ExprId, &str)>,
        receiver: &Value,
        values: &[Value],
    ) -> Option<Value> {
        let (format, inserted) = match method {
            Some((object, "format" | "join")) if self.is_escaping(object) => (receiver.clone(), values),
            _ if self.file.qualified_names(func).any(|name| models::has(models::ESCAPING_CALLS, name)) => {
                let (first, rest) = values.split_first()?;
                (first.clone(), rest)
            }
            _ => return None,
        };
        let inserted = inserted.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
        let by = format!("`{}`, which escapes it", short(self.text(func)));
        Some(format.merge(&self.trail.clean(&inserted, HTML, by, self.span(e))))
    }

    /// `added`, which `op` puts into `left`.
    pub(crate) fn escaped_operand(&mut self, left: ExprId, op: BinaryOp, added: Value, right: ExprId) -> Value {
        if !matches!(op, BinaryOp::Add | BinaryOp::Mod) || added.is_constant() || !self.is_escaping(left) {
            return added;
        }
        let by = format!("`{}`, which escapes it", short(self.text(left)));
        self.trail.clean(&added, HTML, by, self.span(right))
    }

    /// Whether an object escapes what is put into it. A sum is what its first part is.
    fn is_escaping(&self, object: ExprId) -> bool {
        let mut at = object;
        while let ExprKind::Binary { left, op: BinaryOp::Add | BinaryOp::Mod, .. } = self.kind(at) {
            at = *left;
        }
        self.file.qualified_names(at).any(|name| models::has(models::ESCAPING_OBJECTS, name))
    }
}
