//! Which variables' containers are changed after they were made, and by what.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use super::closed::local_function;
use crate::lower::Var;
use crate::{BindingKind, FileModel, Node};

/// Methods that put their arguments into the object.
const ADDING: [&str; 9] =
    ["append", "extend", "insert", "add", "update", "setdefault", "appendleft", "extendleft", "__setitem__"];
/// Methods that change the object and put nothing new into it.
const CHANGING: [&str; 9] =
    ["pop", "popitem", "remove", "discard", "clear", "sort", "reverse", "popleft", "__delitem__"];

/// What happens to the containers that variables hold, anywhere in the file.
#[derive(Debug, Default)]
pub(crate) struct Mutations {
    /// The container may change in any way.
    opaque: Vec<bool>,
    /// It changes somehow.
    changed: Vec<bool>,
    /// What is put into it.
    added: FxHashMap<Var, Vec<ExprId>>,
    /// Where it is changed: the methods that are called, `name.update`, and the places that are stored into, `name[key]`.
    places: FxHashMap<Var, Vec<ExprId>>,
}

impl Mutations {
    pub(crate) fn new(model: &FileModel) -> Self {
        let vars = model.flow.variables();
        let mut it = Self { opaque: vec![false; vars], changed: vec![false; vars], ..Self::default() };
        let module = model.module();
        let mut passed = Vec::new();
        for (id, expr) in module.exprs() {
            if matches!(expr.kind, ExprKind::Name)
                && let Some(var) = model.flow.variable(id)
            {
                it.usage(model, id, var, &mut passed);
            }
        }
        for &store in &model.subscript_stores {
            it.store(model, store);
        }
        if !passed.is_empty() {
            let changed = it.changed_parameters(model);
            for (var, function, at) in passed {
                it.opaque[var as usize] |= changed.contains(&(function, at));
            }
        }
        it
    }

    /// The parameters of the file's functions whose containers those functions change.
    fn changed_parameters(&self, model: &FileModel) -> FxHashSet<(StmtId, usize)> {
        let mut found = FxHashSet::default();
        for (id, expr) in model.module().exprs() {
            if !matches!(expr.kind, ExprKind::Name) || !model.flow.variable(id).is_some_and(|var| self.changes(var)) {
                continue;
            }
            for binding in model.reaching(id) {
                if let BindingKind::Param { function, index } = model.binding_info(binding).kind {
                    found.insert((function, index));
                }
            }
        }
        found
    }

    /// Whether the container is ever other than as it was made.
    pub(crate) fn changes(&self, var: Var) -> bool {
        let at = var as usize;
        self.changed.get(at).copied().unwrap_or(true) || self.is_opaque(var)
    }

    /// Whether it cannot be told what comes into the container.
    pub(crate) fn is_opaque(&self, var: Var) -> bool {
        self.opaque.get(var as usize).copied().unwrap_or(true)
    }

    /// What is put into the container.
    pub(crate) fn added(&self, var: Var) -> &[ExprId] {
        self.added.get(&var).map_or(&[], Vec::as_slice)
    }

    /// Where the container is changed, in no order.
    pub(crate) fn places(&self, var: Var) -> &[ExprId] {
        self.places.get(&var).map_or(&[], Vec::as_slice)
    }

    /// Takes in how a variable is used. `passed` are those that are handed to functions of the file although their names say that they
    /// are left alone, with the parameter that they become.
    fn usage(&mut self, model: &FileModel, name: ExprId, var: Var, passed: &mut Vec<(Var, StmtId, usize)>) {
        let module = model.module();
        let mut object = name;
        // `NAMES[0].append(…)` changes what is in the container.
        while let Node::Expr(around) = model.parent(object)
            && matches!(module.expr(around).kind, ExprKind::Subscript { value, .. } if value == object)
        {
            object = around;
        }
        // `{**name, "more": 1}` holds what is in it, and not the container.
        if let Node::Expr(around) = model.parent(name)
            && let ExprKind::Dict(entries) = &module.expr(around).kind
            && entries.iter().any(|(key, value)| key.is_none() && *value == name)
        {
            return;
        }
        match model.parent(object) {
            Node::Expr(parent) => match &module.expr(parent).kind {
                ExprKind::Attribute { attr, .. } => {
                    let method = module.text(attr.span);
                    let adding = ADDING.contains(&method);
                    // `groups.setdefault(key, []).append(item)`: what the method gives is in the container.
                    self.opaque[var as usize] |= method == "setdefault" && !is_discarded(model, parent);
                    if adding || CHANGING.contains(&method) {
                        self.changed[var as usize] = true;
                        self.places.entry(var).or_default().push(parent);
                    }
                    if adding {
                        match called(model, parent) {
                            Some(args) => self.added.entry(var).or_default().extend(args.iter().map(Argument::value)),
                            None => self.opaque[var as usize] = true,
                        }
                    }
                }
                _ if object != name => {}
                ExprKind::Call { func, args } if *func != name => {
                    let copied = |arg: &Argument| matches!(arg, Argument::Star(value) | Argument::DoubleStar(value) if *value == name);
                    if args.iter().any(copied) {
                        return;
                    }
                    if is_fixed_by_name(model, name) {
                        let at =
                            args.iter().position(|arg| matches!(arg, Argument::Positional(value) if *value == name));
                        if let (Some(at), Some(function)) = (at, local_function(model, *func)) {
                            passed.push((var, function, at));
                        }
                        return;
                    }
                    let known = model.qualified_name(*func);
                    // Options are read: `options=options`. A list is there to be filled, also `failures=failures`.
                    let is_given = args.iter().any(|arg| matches!(arg, Argument::Positional(value) if *value == name));
                    let is_to_fill = || is_made_empty(model, name, is_given);
                    let method = matches!(module.expr(*func).kind, ExprKind::Attribute { .. });
                    // A library's function leaves its arguments alone, unless it is given an empty one to fill; one of the project, or
                    // an unknown one, may not.
                    let is_own = known.map_or(!method, |known| known.starts_with(['.', '/']));
                    if is_own || known.is_some_and(|known| !only_looks(known)) && is_to_fill() {
                        self.opaque[var as usize] = true;
                    }
                }
                ExprKind::List(_)
                | ExprKind::Tuple(_)
                | ExprKind::Set(_)
                | ExprKind::Dict(_)
                | ExprKind::Named { .. }
                    if !is_fixed_by_name(model, name)
                        && (is_made_empty(model, name, true) || !is_handed_to_library(model, parent)) =>
                {
                    self.opaque[var as usize] = true;
                }
                _ => {}
            },
            Node::Stmt(stmt) if object == name => match &module.stmt(stmt).kind {
                StmtKind::Assign { value, .. } | StmtKind::AnnAssign { value: Some(value), .. } if *value == name => {
                    self.opaque[var as usize] = true;
                }
                // `first = second = []`: what changes the one changes the other.
                StmtKind::Assign { targets, .. } if targets.len() > 1 => self.opaque[var as usize] = true,
                _ => {}
            },
            Node::Stmt(_) | Node::Pattern(_) | Node::Module => {}
        }
    }

    /// `name[index] = value`, `del name[index]`, `name[a][b] += value`.
    fn store(&mut self, model: &FileModel, store: ExprId) {
        let module = model.module();
        let ExprKind::Subscript { value, index } = module.expr(store).kind else { return };
        let mut object = value;
        while let ExprKind::Subscript { value, .. } | ExprKind::Attribute { value, .. } = module.expr(object).kind {
            object = value;
        }
        let Some(var) = model.flow.variable(object) else { return };
        self.changed[var as usize] = true;
        self.places.entry(var).or_default().push(store);
        let stored = match model.parent(store) {
            Node::Stmt(stmt) => match module.stmt(stmt).kind {
                StmtKind::Assign { value, .. }
                | StmtKind::AugAssign { value, .. }
                | StmtKind::AnnAssign { value: Some(value), .. } => Some(value),
                StmtKind::Delete(_) => return,
                _ => None,
            },
            _ => None,
        };
        match stored {
            Some(stored) => self.added.entry(var).or_default().extend([index, stored]),
            None => self.opaque[var as usize] = true,
        }
    }
}

/// Whether a function of that name is in a module whose functions only look at what they are given, and fill nothing.
pub fn only_looks(name: &str) -> bool {
    ["builtins.", "json.", "logging.", "copy.", "typing."].iter().any(|module| name.starts_with(module))
}

/// Whether the display goes, in others perhaps, to a function or method of a library as it stands: that leaves alone what is in it. So
/// does who gets what a function returns.
fn is_handed_to_library(model: &FileModel, display: ExprId) -> bool {
    let mut held = display;
    for _ in 0..MAX_DISPLAYS {
        match model.parent(held) {
            Node::Expr(around) => match &model.module().expr(around).kind {
                ExprKind::Dict(_) | ExprKind::List(_) | ExprKind::Tuple(_) => held = around,
                ExprKind::Call { func, .. } if *func != held => {
                    // `dict(a=[name])`, `Thread(target=work, args=(name,))`
                    let keeps =
                        |known: &str| ["builtins.", "collections.", "."].iter().any(|own| known.starts_with(own));
                    return model.qualified_name(*func).is_some_and(|known| !keeps(known) && !known.starts_with('/'))
                        && model.handed_by(around).is_none();
                }
                _ => return false,
            },
            Node::Stmt(stmt) => return matches!(model.module().stmt(stmt).kind, StmtKind::Return(_)),
            Node::Pattern(_) | Node::Module => return false,
        }
    }
    false
}

/// Displays inside of each other that are looked out of.
const MAX_DISPLAYS: usize = 8;

/// Whether a name was given an empty list or set, or, if `mappings` count, an empty mapping.
fn is_made_empty(model: &FileModel, name: ExprId, mappings: bool) -> bool {
    let made = |binding| match model.binding_info(binding).kind {
        BindingKind::Assign { value: Some(value), .. } => match &model.module().expr(value).kind {
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Dict(entries) => mappings && entries.is_empty(),
            ExprKind::Call { func, args } => {
                let maker = model.module().text(model.module().expr(*func).span);
                args.is_empty() && (matches!(maker, "list" | "set") || mappings && maker == "dict")
            }
            _ => false,
        },
        _ => false,
    };
    model.binding(name).is_some_and(made)
}

/// Whether nothing is done with what a method gives that is called right here.
fn is_discarded(model: &FileModel, callee: ExprId) -> bool {
    let Node::Expr(call) = model.parent(callee) else { return true };
    matches!(model.parent(call), Node::Stmt(stmt) if matches!(model.module().stmt(stmt).kind, StmtKind::Expr(_)))
}

/// Whether a name is written in capitals, as PEP 8 asks for constants: whoever is given it leaves it alone.
fn is_fixed_by_name(model: &FileModel, name: ExprId) -> bool {
    let module = model.module();
    let text = module.text(module.expr(name).span);
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// The arguments that a callee is called with right here.
fn called(model: &FileModel, callee: ExprId) -> Option<&[Argument]> {
    let Node::Expr(call) = model.parent(callee) else { return None };
    match &model.module().expr(call).kind {
        ExprKind::Call { func, args } if *func == callee => Some(args),
        _ => None,
    }
}
