//! Signatures: what is signed with a key of the program's was made by the program.

use semantic::{BindingKind, SinkKind};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::env::Relation;
use crate::state::value::{By, SinkSet};

/// Contexts in which it matters that nobody else made a value.
pub(crate) const OWN: SinkSet = SinkSet::NONE.with(SinkKind::Deserialize).with(SinkKind::Session);

impl Engine<'_> {
    /// `hmac.new(key, message, hash)`, its `digest()` and its `hexdigest()`: the signature of `message`.
    pub(crate) fn signature_of(&self, call: ExprId) -> Option<Relation> {
        let ExprKind::Call { func, .. } = self.kind(call) else { return None };
        if self.file.qualified_names(*func).any(|name| matches!(name, "hmac.new" | "hmac.digest")) {
            let message = self.file.call_args(call).argument(Some(1), Some("msg"))?;
            return Some(Relation::Signature(self.key(self.first_name(self.unencoded(message)))?));
        }
        let ExprKind::Attribute { value, attr } = self.kind(*func) else { return None };
        match (self.file.module().text(attr.span), self.relation_of(*value)) {
            ("digest" | "hexdigest", Some(signature @ Relation::Signature(_))) => Some(signature),
            _ => None,
        }
    }

    /// `text` in `text.encode()`
    fn unencoded(&self, message: ExprId) -> ExprId {
        if let ExprKind::Call { func, .. } = self.kind(message)
            && let ExprKind::Attribute { value, attr } = self.kind(*func)
            && self.file.module().text(attr.span) == "encode"
        {
            return *value;
        }
        message
    }

    /// `blob` for `message`, where that is another name of it: `message = blob`.
    fn first_name(&self, e: ExprId) -> ExprId {
        let mut at = e;
        for _ in 0..4 {
            let ([binding], ExprKind::Name) = (&self.file.reaching(at)[..], self.kind(at)) else { break };
            let BindingKind::Assign { value: Some(value), .. } = self.file.binding_info(*binding).kind else { break };
            let since = |e: ExprId| self.env.slot(self.text(e)).map(|slot| slot.since);
            if !matches!(self.kind(value), ExprKind::Name) || since(value) > since(at) {
                break;
            }
            at = value;
        }
        at
    }

    /// `e` was compared and found equal; if it is a signature, what it signs is the program's own.
    pub(crate) fn verified(&mut self, e: ExprId, by: By, at: Span) {
        if let Some(Relation::Signature(message)) = self.relation_of(e) {
            self.clear_key(message, OWN, by, at);
        }
    }
}
