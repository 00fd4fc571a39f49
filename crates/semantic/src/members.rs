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
    /// Attributes that a class leaves empty for others to fill in.
    placeholders: FxHashSet<(StmtId, &'m str)>,
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
        self.foreign.contains(attr)
            || self.placeholders.contains(&(class, attr))
            || (self.open.contains(&None) || self.open.contains(&Some(class))) && is_filled()
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
    let named: FxHashMap<&str, StmtId> =
        relations.classes.iter().filter_map(|&class| Some((class_name(module, class)?, class))).collect();
    for &class in &relations.classes {
        let (line, has_others) = line_of(module, class, &named);
        if line.iter().any(|&class| is_filled_by_name(module, class) || answers_for_all(module, class)) {
            members.open.insert(Some(class));
        }
        if has_others {
            members.placeholders.extend(placeholders(module, class).map(|attr| (class, attr)));
        }
    }
    for &call in &relations.calls {
        if let ExprKind::Call { func, args } = &module.expr(call).kind
            && let [Argument::Positional(object), Argument::Positional(name), Argument::Positional(_)] = **args
            && matches!(module.expr(*func).kind, ExprKind::Name)
            && module.text(module.expr(*func).span) == "setattr"
        {
            members.set(module, name, receiver_class(object, lowered, flow, relations));
        }
        // `self.__dict__.update(values)`
        if let ExprKind::Call { func, .. } = module.expr(call).kind
            && let ExprKind::Attribute { value, attr } = module.expr(func).kind
            && module.text(attr.span) == "update"
            && let ExprKind::Attribute { value: object, attr } = module.expr(value).kind
            && module.text(attr.span) == "__dict__"
        {
            members.open.insert(receiver_class(object, lowered, flow, relations));
        }
    }
    members
}

/// Classes above one that are looked at.
const MAX_LINE: usize = 16;

fn class_name(module: &Module, class: StmtId) -> Option<&str> {
    match &module.stmt(class).kind {
        StmtKind::Class(definition) => Some(module.text(definition.name.span)),
        _ => None,
    }
}

/// A class and those above it in this file, and whether some base that adds to what its objects are stands elsewhere.
fn line_of(module: &Module, class: StmtId, named: &FxHashMap<&str, StmtId>) -> (Vec<StmtId>, bool) {
    /// Bases that fill nothing in.
    const PLAIN: [&str; 10] =
        ["object", "ABC", "Generic", "Protocol", "Exception", "Thread", "Enum", "str", "dict", "list"];
    let mut line = vec![class];
    let (mut at, mut has_others) = (0, false);
    while let Some(&class) = line.get(at) {
        at += 1;
        let StmtKind::Class(definition) = &module.stmt(class).kind else { continue };
        for arg in &definition.args {
            let Argument::Positional(base) = *arg else { continue };
            let name = match module.expr(base).kind {
                ExprKind::Subscript { value, .. } => module.text(module.expr(value).span),
                _ => module.text(module.expr(base).span),
            };
            match named.get(name) {
                Some(above) if line.len() < MAX_LINE && !line.contains(above) => line.push(*above),
                Some(_) => {}
                None => has_others |= !PLAIN.contains(&name.rsplit('.').next().unwrap_or(name)),
            }
        }
    }
    (line, has_others)
}

/// `template = None`, `output_only = False` in the body of a class: whoever builds on it, or makes its objects, says what it is. What is
/// written in capitals is a constant.
fn placeholders(module: &Module, class: StmtId) -> impl Iterator<Item = &str> {
    let body = match &module.stmt(class).kind {
        StmtKind::Class(definition) => &definition.body[..],
        _ => &[],
    };
    body.iter().filter_map(|&stmt| {
        let (target, value) = match &module.stmt(stmt).kind {
            StmtKind::Assign { targets, value } if targets.len() == 1 => (targets[0], *value),
            StmtKind::AnnAssign { target, value: Some(value), .. } => (*target, *value),
            _ => return None,
        };
        let name = module.text(module.expr(target).span);
        let is_empty = matches!(module.expr(value).kind, ExprKind::None | ExprKind::False);
        (is_empty && name.chars().any(char::is_lowercase)).then_some(name)
    })
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

/// Whether a method of a class is asked for every attribute, whatever the class body has.
fn answers_for_all(module: &Module, class: StmtId) -> bool {
    let StmtKind::Class(definition) = &module.stmt(class).kind else { return false };
    definition.body.iter().any(|&stmt| match &module.stmt(stmt).kind {
        StmtKind::Function(function) => module.text(function.name.span) == "__getattribute__",
        _ => false,
    })
}

/// The class of which `e` is the first parameter of a method.
fn receiver_class(e: ExprId, lowered: &Lowered<'_>, flow: &Flow, relations: &Relations) -> Option<StmtId> {
    let [binding] = flow.reaching(e).bindings[..] else { return None };
    match lowered.bindings[binding.index()].kind {
        BindingKind::Param { function, index: 0 } => relations.stmt_class[function.index()],
        _ => None,
    }
}
