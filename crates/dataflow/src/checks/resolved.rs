//! Where an address leads: its host is looked up, and what comes out is asked whether it is one of a private network.

use semantic::{BindingKind, SinkKind};
use syntax::ast::{ComprehensionKind, ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::env::Relation;
use crate::state::value::{By, SinkSet};

/// Calls that look a host up. None of them gives an empty list: they raise an error.
const LOOKS_UP: [&str; 4] = ["gethostbyname", "gethostbyname_ex", "getaddrinfo", "gethostbyaddr"];
/// How many steps lie between a question and the look-up.
const MAX_STEPS: usize = 16;
/// A request to a public machine is one that anybody could send themselves.
const REACHED: SinkSet = SinkSet::NONE.with(SinkKind::Url);

impl Engine<'_> {
    /// `ipaddress.ip_address(socket.gethostbyname(urlparse(url).hostname)).is_private` came out as `truth`.
    pub(crate) fn refine_resolved(&mut self, test: ExprId, truth: bool) {
        let ExprKind::Attribute { value: address, attr } = *self.kind(test) else { return };
        if !matches!((self.file.module().text(attr.span), truth), ("is_private", false) | ("is_global", true)) {
            return;
        }
        let Some(host) = self.looked_up_host(address) else { return };
        let (by, at) = (By::Check(self.span(test)), self.span(test));
        match self.relation_of(host) {
            Some(Relation::UrlHost(url)) => self.clear_key(url, REACHED, by, at),
            _ => self.clear(host, REACHED, by, at),
        }
    }

    /// The host that was looked up for what `e` is a part of, or goes through.
    pub(crate) fn looked_up_host(&self, e: ExprId) -> Option<ExprId> {
        let mut at = e;
        for _ in 0..MAX_STEPS {
            at = match self.kind(at) {
                ExprKind::Call { func, args } => {
                    let first = args.first()?.value();
                    let name = match self.kind(*func) {
                        ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span),
                        _ => self.text(*func),
                    };
                    if LOOKS_UP.contains(&name) {
                        return Some(first);
                    }
                    first
                }
                ExprKind::Subscript { value, .. } | ExprKind::Await(value) => *value,
                ExprKind::Comprehension {
                    kind:
                        ComprehensionKind::List { element }
                        | ComprehensionKind::Set { element }
                        | ComprehensionKind::Generator { element },
                    ..
                } => *element,
                ExprKind::Name => match self.file.reaching(at)[..] {
                    [binding] => match self.file.binding_info(binding).kind {
                        BindingKind::Assign { value: Some(value), .. }
                        | BindingKind::Unpack { value, .. }
                        | BindingKind::Named { value } => value,
                        BindingKind::LoopTarget { iter, .. } => iter,
                        _ => return None,
                    },
                    _ => return None,
                },
                _ => return None,
            };
        }
        None
    }
}
