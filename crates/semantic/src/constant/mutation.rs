//! Which variables' containers are changed after they were made, and by what.

use rustc_hash::FxHashMap;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::lower::Var;
use crate::{FileModel, Node};

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
}

impl Mutations {
    pub(crate) fn new(model: &FileModel) -> Self {
        let vars = model.flow.variables();
        let mut it = Self { opaque: vec![false; vars], changed: vec![false; vars], added: FxHashMap::default() };
        let module = model.module();
        for (id, expr) in module.exprs() {
            if matches!(expr.kind, ExprKind::Name)
                && let Some(var) = model.flow.variable(id)
            {
                it.usage(model, id, var);
            }
        }
        for &store in &model.subscript_stores {
            it.store(model, store);
        }
        it
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

    fn usage(&mut self, model: &FileModel, name: ExprId, var: Var) {
        let module = model.module();
        match model.parent(name) {
            Node::Expr(parent) => match &module.expr(parent).kind {
                ExprKind::Attribute { attr, .. } => {
                    let method = module.text(attr.span);
                    let adding = ADDING.contains(&method);
                    self.changed[var as usize] |= adding || CHANGING.contains(&method);
                    if adding {
                        match called(model, parent) {
                            Some(args) => self.added.entry(var).or_default().extend(args.iter().map(Argument::value)),
                            None => self.opaque[var as usize] = true,
                        }
                    }
                }
                ExprKind::Call { func, args } if *func != name => {
                    let copied = |arg: &Argument| matches!(arg, Argument::Star(value) | Argument::DoubleStar(value) if *value == name);
                    if args.iter().any(copied) {
                        return;
                    }
                    if is_fixed_by_name(model, name) {
                        return;
                    }
                    let known = model.qualified_name(*func);
                    let method = matches!(module.expr(*func).kind, ExprKind::Attribute { .. });
                    // A library's function leaves its arguments alone; one of this file, or an unknown one, may not.
                    if known.map_or(!method, |known| known.starts_with('.')) {
                        self.opaque[var as usize] = true;
                    }
                }
                ExprKind::List(_)
                | ExprKind::Tuple(_)
                | ExprKind::Set(_)
                | ExprKind::Dict(_)
                | ExprKind::Named { .. }
                    if !is_fixed_by_name(model, name) =>
                {
                    self.opaque[var as usize] = true;
                }
                _ => {}
            },
            Node::Stmt(stmt) => match module.stmt(stmt).kind {
                StmtKind::Assign { value, .. } | StmtKind::AnnAssign { value: Some(value), .. } if value == name => {
                    self.opaque[var as usize] = true;
                }
                _ => {}
            },
            Node::Pattern(_) | Node::Module => {}
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
