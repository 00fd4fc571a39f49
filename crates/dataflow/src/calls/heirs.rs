//! Classes that other classes of the file complete: what their methods call on themselves is what those below say.

use std::collections::BTreeMap;

use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use crate::run::engine::Engine;

/// Classes of which more than so many stand below are not looked at.
const MAX_HEIRS: usize = 8;

impl Engine<'_> {
    /// The classes below each class of this file that stands nowhere but in their lists of bases: it has no objects of its
    /// own, as far as the file shows.
    pub(crate) fn heirs_of_abstract_classes(&self) -> BTreeMap<StmtId, Vec<StmtId>> {
        let mut heirs: BTreeMap<StmtId, Vec<StmtId>> = BTreeMap::new();
        let mut bases: BTreeMap<StmtId, usize> = BTreeMap::new();
        for &class in self.file.classes() {
            let named = self.file.class(class).into_iter().flat_map(|definition| &*definition.args);
            for base in named.filter(|arg| matches!(arg, Argument::Positional(_))) {
                if let Some(base) = self.class_named(base.value()) {
                    *bases.entry(base).or_default() += 1;
                }
            }
            for above in self.with_bases(class).into_iter().skip(1) {
                heirs.entry(above).or_default().push(class);
            }
        }
        if heirs.is_empty() {
            return heirs;
        }
        let mut uses: BTreeMap<StmtId, usize> = BTreeMap::new();
        for (e, expr) in self.file.module().exprs() {
            if matches!(expr.kind, ExprKind::Name)
                && let Some(class) = self.class_named(e)
            {
                *uses.entry(class).or_default() += 1;
            }
        }
        heirs.retain(|class, below| below.len() <= MAX_HEIRS && uses.get(class) == bases.get(class));
        heirs
    }

    /// The class of this file that `e` names.
    fn class_named(&self, e: ExprId) -> Option<StmtId> {
        match self.file.binding_info(self.file.binding(e)?).kind {
            BindingKind::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The methods that `object.method` may be where `object` is the first parameter of a method of such a class.
    pub(crate) fn methods_of_heirs(&self, object: ExprId, method: &str) -> Option<Vec<StmtId>> {
        if self.outline.heirs.is_empty() || !matches!(self.kind(object), ExprKind::Name) {
            return None;
        }
        let BindingKind::Param { function, index: 0 } = self.file.binding_info(self.file.binding(object)?).kind else {
            return None;
        };
        let own = self.file.enclosing_class_of(function)?;
        let below = self.outline.heirs.get(&own)?;
        let mut methods: Vec<StmtId> = Vec::new();
        // Other files may make objects of the class itself.
        methods.extend(self.method_of(own, method).filter(|method| self.is_called_elsewhere(*method)));
        // A class between the two may itself be one without objects.
        for &class in below.iter().filter(|class| !self.outline.heirs.contains_key(class)) {
            let found = self.method_of(class, method)?;
            if !self.is_plain(found) {
                return None;
            }
            if !methods.contains(&found) {
                methods.push(found);
            }
        }
        (!methods.is_empty()).then_some(methods)
    }
}
