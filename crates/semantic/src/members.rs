//! What the file's classes give their attributes.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::Module;
use syntax::ast::{ExprKind, StmtId};

use crate::BindingKind;
use crate::flow::Flow;
use crate::lower::Lowered;
use crate::relations::Relations;

/// What a class gives its attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Member {
    /// A name of the class body.
    Variable(u32),
    /// `self.attr = …` in a method.
    Store(BindingKind),
}

/// Members of the file's classes.
#[derive(Default)]
pub(crate) struct Members<'m> {
    pub(crate) index: FxHashMap<(StmtId, &'m str), u32>,
    pub(crate) lists: Vec<Vec<Member>>,
    /// Attributes that are set on objects of which the class is not known.
    pub(crate) foreign: FxHashSet<&'m str>,
}

impl<'m> Members<'m> {
    fn list(&mut self, class: StmtId, name: &'m str) -> &mut Vec<Member> {
        let lists = &mut self.lists;
        let at = *self.index.entry((class, name)).or_insert_with(|| {
            lists.push(Vec::new());
            lists.len() as u32 - 1
        });
        &mut lists[at as usize]
    }
}

/// The names of the class bodies, and what methods assign to their first parameter's attributes.
pub(crate) fn members<'m>(
    module: &'m Module,
    lowered: &Lowered<'m>,
    flow: &Flow,
    relations: &Relations,
) -> Members<'m> {
    let mut members = Members::default();
    for (var, &(scope, symbol)) in lowered.vars.iter().enumerate() {
        if let crate::ScopeKind::Class(class) = lowered.scopes[scope.index()].kind {
            members.list(class, lowered.symbols[symbol as usize]).push(Member::Variable(var as u32));
        }
    }
    for store in &lowered.attribute_stores {
        let ExprKind::Attribute { value, attr } = module.expr(store.target).kind else { continue };
        let attr = module.text(attr.span);
        let class = match flow.reaching(value).bindings[..] {
            [binding] => match lowered.bindings[binding.index()].kind {
                BindingKind::Param { function, index: 0 } => relations.stmt_class[function.index()],
                _ => None,
            },
            _ => None,
        };
        match class {
            Some(class) => members.list(class, attr).push(Member::Store(store.kind)),
            None => {
                members.foreign.insert(attr);
            }
        }
    }
    members
}
