//! Signatures: what is signed with a key of the program's was made by the program.

use semantic::SinkKind;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use crate::env::Relation;
use crate::eval::Engine;
use crate::value::SinkSet;

/// Contexts in which it matters that nobody else made a value.
pub(crate) const OWN: SinkSet = SinkSet::NONE.with(SinkKind::Deserialize).with(SinkKind::Session);

impl Engine<'_> {
    /// `hmac.new(key, message, hash)`, its `digest()` and its `hexdigest()`: the signature of `message`.
    pub(crate) fn signature_of(&self, call: ExprId) -> Option<Relation> {
        let ExprKind::Call { func, .. } = self.kind(call) else { return None };
        if self.file.qualified_names(*func).any(|name| matches!(name, "hmac.new" | "hmac.digest")) {
            let message = self.file.call_args(call).argument(Some(1), Some("msg"))?;
            return Some(Relation::Signature(self.key(message)?));
        }
        let ExprKind::Attribute { value, attr } = self.kind(*func) else { return None };
        match (self.file.module().text(attr.span), self.relation_of(*value)) {
            ("digest" | "hexdigest", Some(signature @ Relation::Signature(_))) => Some(signature),
            _ => None,
        }
    }

    /// `e` was compared and found equal; if it is a signature, what it signs is the program's own.
    pub(crate) fn verified(&mut self, e: ExprId, by: String, at: Span) {
        if let Some(Relation::Signature(message)) = self.relation_of(e) {
            self.clear_key(message, OWN, by, at);
        }
    }
}
