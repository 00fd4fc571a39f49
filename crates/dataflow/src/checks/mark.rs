//! What checks that nobody knows leave on a value: they make nothing harmless, and whoever weighs the way is told of them.

use syntax::ast::{ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::value::Part;

/// Words of functions that check something or make it harmless.
pub(crate) const CHECKED: [&str; 18] = [
    "safe",
    "secure",
    "sanitize",
    "sanitise",
    "sanitized",
    "validate",
    "validated",
    "valid",
    "allowed",
    "permitted",
    "trusted",
    "whitelisted",
    "check",
    "checked",
    "ensure",
    "assert",
    "verify",
    "normalize",
];
/// Layers of calls around a name: `str(name).strip()`.
const MAX_LAYERS: usize = 4;

impl Engine<'_> {
    /// Marks the parts of what `subject` holds, or the name does that the calls in it are about.
    pub(crate) fn mark(&mut self, subject: ExprId, marked: impl Fn(&Part) -> Part) {
        let mut at = subject;
        for _ in 0..MAX_LAYERS {
            if let Some(key) = self.key(at) {
                if let Some(value) = self.env.value(&key).cloned().or_else(|| self.last_value(at))
                    && value.parts().iter().any(|part| marked(part) != *part)
                {
                    self.env.renew(key, value.map(marked));
                }
                return;
            }
            let ExprKind::Call { func, args } = self.kind(at) else { return };
            at = match (self.kind(*func), args.first()) {
                (ExprKind::Attribute { value, .. }, None) => *value,
                (_, Some(first)) => first.value(),
                _ => return,
            };
        }
    }
}
