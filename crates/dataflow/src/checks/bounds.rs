//! Numbers from outside: what keeps them small.

use semantic::SinkKind;
use syntax::ast::{Argument, BinaryOp, CompareOp, ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::value::{By, SinkSet, Value};

/// The context in which a number has to be small.
const SIZE: SinkSet = SinkSet::NONE.with(SinkKind::Size);
/// Factors of a product that are looked at.
const MAX_FACTORS: usize = 8;

impl Engine<'_> {
    /// `0 < n <= 100` came out as `truth`: what is below something that nobody outside chooses is small.
    pub(crate) fn refine_bounds(&mut self, test: ExprId, left: ExprId, rest: &[(CompareOp, ExprId)], truth: bool) {
        // Of a chain that is false it is not known which part is.
        if !truth && rest.len() != 1 {
            return;
        }
        let mut before = left;
        for &(op, right) in rest {
            let pair = match (op, truth) {
                (CompareOp::Lt | CompareOp::LtE, true) | (CompareOp::Gt | CompareOp::GtE, false) => {
                    Some((before, right))
                }
                (CompareOp::Gt | CompareOp::GtE, true) | (CompareOp::Lt | CompareOp::LtE, false) => {
                    Some((right, before))
                }
                _ => None,
            };
            before = right;
            let Some((small, large)) = pair else { continue };
            if self.value(large).is_none_or(|large| self.is_own(large)) {
                for factor in self.factors(small) {
                    let by = By::Check(self.span(test));
                    self.clear(factor, SIZE, by, self.span(test));
                }
            }
        }
    }

    /// `width` and `height` of `int(width) * height`.
    fn factors(&self, e: ExprId) -> Vec<ExprId> {
        let mut pending = vec![e];
        let mut factors = Vec::new();
        while let Some(e) = pending.pop() {
            match self.kind(e) {
                ExprKind::Binary { left, op: BinaryOp::Mult, right } if pending.len() < MAX_FACTORS => {
                    pending.extend([*left, *right]);
                }
                ExprKind::Call { func, args } => match &**args {
                    [Argument::Positional(inner)] if self.is_conversion(*func) => pending.push(*inner),
                    _ => {}
                },
                _ => factors.push(e),
            }
        }
        factors
    }

    fn is_conversion(&self, func: ExprId) -> bool {
        self.file
            .qualified_names(func)
            .any(|name| matches!(name, "builtins.int" | "builtins.float" | "builtins.abs" | "builtins.round"))
    }

    /// `min(n, 100)`: no larger than what nobody outside chooses. `None` if the call is another, or all of it is theirs.
    pub(crate) fn smallest(&mut self, e: ExprId, func: ExprId, values: &[Value]) -> Option<Value> {
        let is_min = values.len() > 1 && self.file.qualified_names(func).any(|name| name == "builtins.min");
        if !is_min || !values.iter().any(|value| self.is_own(value)) {
            return None;
        }
        let given = values.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
        Some(self.trail.clean(&given, SIZE, By::Code(self.span(e)), self.span(e)))
    }

    /// `n % 100`, where `right` is a number of the program's own.
    pub(crate) fn remainder(&mut self, value: &Value, right: ExprId) -> Value {
        let is_number = matches!(self.file.constant(right), Some(semantic::Const::Int(_)));
        if !is_number {
            return value.clone();
        }
        self.trail.clean(value, SIZE, "the remainder, which is small".to_owned(), self.span(right))
    }

    /// Whether nobody outside is seen to choose how large the number is. Of two parameters of a function, `value` and
    /// `limit`, the second is taken for the program's.
    fn is_own(&self, value: &Value) -> bool {
        value.parts().iter().all(|part| match part.source {
            None => true,
            Some(source) => part.clean.has(SinkKind::Size) || self.params.places.contains_key(&source),
        })
    }
}
