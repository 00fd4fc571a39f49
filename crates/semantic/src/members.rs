//! What the file's classes give their attributes.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::Module;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

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
    /// Classes whose objects are given attributes whose names are not known; `None` for all of them.
    open: FxHashSet<Option<StmtId>>,
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

    /// Whether code that does not know the class may give its objects the attribute. Methods and constants, which are written
    /// in capitals, are not what objects are filled with by names that come from elsewhere.
    pub(crate) fn is_set_elsewhere(&self, class: StmtId, attr: &str, is_method: impl Fn() -> bool) -> bool {
        let is_filled = || attr.chars().any(char::is_lowercase) && !is_method();
        self.foreign.contains(attr) || (self.open.contains(&None) || self.open.contains(&Some(class))) && is_filled()
    }

    /// `setattr(object, name, value)`, whose object is the first parameter of a method of `class`, or any.
    fn set(&mut self, module: &'m Module, name: ExprId, class: Option<StmtId>) {
        match &module.expr(name).kind {
            ExprKind::Str(tokens) if tokens.len() == 1 => {
                self.foreign.extend(tokens.first().map(|token| module.text(token.content)));
            }
            _ => drop(self.open.insert(class)),
        }
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
        match receiver_class(value, lowered, flow, relations) {
            Some(class) => members.list(class, attr).push(Member::Store(store.kind)),
            None => {
                members.foreign.insert(attr);
            }
        }
    }
    let filled = relations.classes.iter().filter(|&&class| is_filled_by_name(module, class));
    members.open.extend(filled.map(|&class| Some(class)));
    for &call in &relations.calls {
        if let ExprKind::Call { func, args } = &module.expr(call).kind
            && let [Argument::Positional(object), Argument::Positional(name), Argument::Positional(_)] = **args
            && matches!(module.expr(*func).kind, ExprKind::Name)
            && module.text(module.expr(*func).span) == "setattr"
        {
            members.set(module, name, receiver_class(object, lowered, flow, relations));
        }
    }
    members
}

/// Whether the constructor of a class is made of the fields that its body lists: what stands there is only what they are if nothing
/// else is given.
fn is_filled_by_name(module: &Module, class: StmtId) -> bool {
    const MAKERS: [&str; 6] = ["dataclass", "define", "frozen", "mutable", "attrs", "attrib"];
    const BASES: [&str; 5] = ["NamedTuple", "BaseModel", "BaseSettings", "Struct", "SQLModel"];
    let StmtKind::Class(definition) = &module.stmt(class).kind else { return false };
    let last = |e: ExprId| {
        let named = match module.expr(e).kind {
            ExprKind::Call { func, .. } => func,
            ExprKind::Subscript { value, .. } => value,
            _ => e,
        };
        module.text(module.expr(named).span).rsplit('.').next().unwrap_or_default()
    };
    definition.decorators.iter().any(|&decorator| MAKERS.contains(&last(decorator)))
        || definition.args.iter().any(|base| matches!(base, Argument::Positional(base) if BASES.contains(&last(*base))))
}

/// The class of which `e` is the first parameter of a method.
fn receiver_class(e: ExprId, lowered: &Lowered<'_>, flow: &Flow, relations: &Relations) -> Option<StmtId> {
    let [binding] = flow.reaching(e).bindings[..] else { return None };
    match lowered.bindings[binding.index()].kind {
        BindingKind::Param { function, index: 0 } => relations.stmt_class[function.index()],
        _ => None,
    }
}
