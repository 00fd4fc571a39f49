//! Every scope becomes a short linear program.
//!
//! A module's statements run at once, and so do class bodies and comprehensions: they are lowered in
//! place. Bodies of functions and lambdas run later: each becomes a program of its own, after the one
//! around it. An explicit stack replaces recursion, so nesting costs no machine stack.

mod lowered;
mod targets;

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use syntax::Module;
use syntax::ast::{
    Block, ComprehensionKind, ExprId, ExprKind, Function, Ident, Params, PatternId, PatternKind, StmtId, StmtKind,
    TypeParam,
};

use crate::{Binding, BindingId, BindingKind, Scope, ScopeId, ScopeKind};

/// Lambdas and comprehensions nested deeper than this use the names of the one around them, so that
/// looking a name up stays cheap.
const MAX_INLINE_SCOPES: u32 = 64;

pub(crate) use lowered::{AttributeStore, Lowered, Op, Symbol, Var};

pub(crate) fn lower(module: &Module) -> Lowered<'_> {
    let mut lowering = Lowering::new(module);
    lowering.run();
    lowering.out.bound_vars = lowering.out.vars.len() as Var;
    lowering.out
}

enum Deferred<'m> {
    Function(StmtId, &'m Function, ScopeId),
    Lambda(ExprId, &'m Params, ExprId, ScopeId),
}

#[derive(Clone, Copy)]
enum Task {
    Stmt(StmtId, ScopeId),
    Expr(ExprId, ScopeId),
    Target(ExprId, ScopeId, BindingKind),
    Delete(ExprId, ScopeId),
    Pattern(PatternId, ScopeId, StmtId),
    Bind(Ident, ScopeId, BindingKind),
    Kill(Ident, ScopeId),
    Emit(Op),
    /// A loop or `try` body begins: emits the `Widen`, whose end `EndRange` fills in.
    Widen,
    /// The bindings since the innermost open `Widen` or `OpenRange` are its range.
    EndRange,
    /// A `try` body begins: remembers where.
    OpenRange,
    /// A `try` body ended: emits its `Widen`.
    WidenRange,
}

struct Lowering<'m> {
    module: &'m Module,
    out: Lowered<'m>,
    tasks: Vec<Task>,
    ranges: Vec<usize>,
    deferred: VecDeque<Deferred<'m>>,
    depth: Vec<u32>,
    function: Option<StmtId>,
}

impl<'m> Lowering<'m> {
    fn new(module: &'m Module) -> Self {
        Self {
            module,
            out: Lowered {
                ops: Vec::with_capacity(module.exprs().len()),
                scopes: Vec::new(),
                bindings: Vec::new(),
                binding_var: Vec::new(),
                made: Vec::new(),
                vars: Vec::new(),
                var_of: FxHashMap::default(),
                escaped: Vec::new(),
                symbols: Vec::new(),
                interned: FxHashMap::default(),
                bound_vars: 0,
                class_scope: FxHashMap::default(),
                attribute_stores: Vec::new(),
                subscript_stores: Vec::new(),
                star_imports: Vec::new(),
                returns: Vec::new(),
            },
            tasks: Vec::new(),
            ranges: Vec::new(),
            deferred: VecDeque::new(),
            depth: Vec::new(),
            function: None,
        }
    }

    fn run(&mut self) {
        let top = self.scope(ScopeKind::Module, None);
        self.block(self.module.body(), top);
        self.drain();
        self.out.ops.push(Op::Leave(top));
        while let Some(next) = self.deferred.pop_front() {
            let scope = match next {
                Deferred::Function(stmt, function, parent) => {
                    let scope = self.scope(ScopeKind::Function(stmt), Some(parent));
                    self.function = Some(stmt);
                    self.out.ops.push(Op::Enter(scope));
                    self.type_params(&function.type_params, scope);
                    for (index, param) in function.params.params.iter().enumerate() {
                        self.bind(param.name, scope, BindingKind::Param { function: stmt, index });
                    }
                    self.block(&function.body, scope);
                    scope
                }
                Deferred::Lambda(lambda, params, body, parent) => {
                    let scope = self.scope(ScopeKind::Lambda(lambda), Some(parent));
                    self.function = None;
                    self.out.ops.push(Op::Enter(scope));
                    self.lambda_params(lambda, params, scope);
                    self.tasks.push(Task::Expr(body, scope));
                    scope
                }
            };
            self.drain();
            self.out.ops.push(Op::Leave(scope));
        }
    }

    fn drain(&mut self) {
        while let Some(task) = self.tasks.pop() {
            let mark = self.tasks.len();
            self.step(task);
            // Tasks are pushed in the order in which they shall run.
            self.tasks[mark..].reverse();
        }
    }

    fn step(&mut self, task: Task) {
        match task {
            Task::Stmt(stmt, scope) => self.stmt(stmt, scope),
            Task::Expr(expr, scope) => self.expr(expr, scope),
            Task::Target(target, scope, kind) => self.target(target, scope, kind),
            Task::Delete(target, scope) => self.delete(target, scope),
            Task::Pattern(pattern, scope, stmt) => self.pattern(pattern, scope, stmt),
            Task::Bind(name, scope, kind) => {
                self.bind(name, scope, kind);
            }
            Task::Kill(name, scope) => {
                let var = self.var(name, scope);
                self.out.ops.push(Op::Kill(var));
            }
            Task::Emit(op) => self.out.ops.push(op),
            Task::Widen => {
                self.ranges.push(self.out.ops.len());
                let at = self.out.bindings.len() as u32;
                self.out.ops.push(Op::Widen { from: at, to: at });
            }
            Task::EndRange => {
                let end = self.out.bindings.len() as u32;
                if let Some(Op::Widen { to, .. }) = self.ranges.pop().and_then(|at| self.out.ops.get_mut(at)) {
                    *to = end;
                }
            }
            Task::OpenRange => self.ranges.push(self.out.bindings.len()),
            Task::WidenRange => {
                let to = self.out.bindings.len() as u32;
                let from = self.ranges.pop().map_or(to, |from| from as u32);
                self.out.ops.push(Op::Widen { from, to });
            }
        }
    }

    fn scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let id = ScopeId(self.out.scopes.len() as u32);
        self.out.scopes.push(Scope { kind, parent });
        self.depth.push(parent.map_or(0, |parent| self.depth[parent.index()] + 1));
        id
    }

    fn symbol(&mut self, name: &'m str) -> Symbol {
        let symbols = &mut self.out.symbols;
        *self.out.interned.entry(name).or_insert_with(|| {
            symbols.push(name);
            symbols.len() as u32 - 1
        })
    }

    /// The variable that `name` means as a target in `scope`.
    fn var(&mut self, name: Ident, scope: ScopeId) -> Var {
        let symbol = self.symbol(self.module.text(name.span));
        self.var_of_symbol(symbol, scope)
    }

    fn var_of_symbol(&mut self, symbol: Symbol, scope: ScopeId) -> Var {
        let vars = &mut self.out.vars;
        *self.out.var_of.entry((scope, symbol)).or_insert_with(|| {
            vars.push((scope, symbol));
            vars.len() as u32 - 1
        })
    }

    fn bind(&mut self, name: Ident, scope: ScopeId, kind: BindingKind) -> BindingId {
        let var = self.var(name, scope);
        self.bind_variable(var, name, scope, kind)
    }

    fn bind_variable(&mut self, var: Var, name: Ident, scope: ScopeId, kind: BindingKind) -> BindingId {
        let owner = self.out.vars[var as usize].0;
        let id = BindingId(self.out.bindings.len() as u32);
        self.out.bindings.push(Binding { span: name.span, scope: owner, kind });
        self.out.binding_var.push(var);
        if owner != scope {
            self.out.escaped.push((var, id));
        }
        self.out.ops.push(Op::Bind(id));
        id
    }

    fn block(&mut self, block: &[StmtId], scope: ScopeId) {
        let mark = self.tasks.len();
        self.push_block(block, scope);
        self.tasks[mark..].reverse();
    }

    fn push_block(&mut self, block: &[StmtId], scope: ScopeId) {
        self.tasks.extend(block.iter().map(|&stmt| Task::Stmt(stmt, scope)));
    }

    fn type_params(&mut self, params: &[TypeParam], scope: ScopeId) {
        for param in params {
            self.bind(param.name, scope, BindingKind::TypeParam);
        }
    }

    fn lambda_params(&mut self, lambda: ExprId, params: &Params, scope: ScopeId) {
        for (index, param) in params.params.iter().enumerate() {
            self.bind(param.name, scope, BindingKind::LambdaParam { lambda, index });
        }
    }

    fn push_expr(&mut self, expr: ExprId, scope: ScopeId) {
        self.tasks.push(Task::Expr(expr, scope));
    }

    fn emit(&mut self, op: Op) {
        self.tasks.push(Task::Emit(op));
    }

    #[allow(clippy::too_many_lines)] // one arm a kind of statement
    fn stmt(&mut self, stmt: StmtId, scope: ScopeId) {
        let module = self.module;
        let kind = &module.stmt(stmt).kind;
        match kind {
            StmtKind::Function(function) => {
                module.stmt_exprs(stmt, &mut |expr| self.tasks.push(Task::Expr(expr, scope)));
                self.tasks.push(Task::Bind(function.name, scope, BindingKind::Function(stmt)));
                self.deferred.push_back(Deferred::Function(stmt, function, scope));
            }
            StmtKind::Class(class) => {
                module.stmt_exprs(stmt, &mut |expr| self.tasks.push(Task::Expr(expr, scope)));
                let inner = self.scope(ScopeKind::Class(stmt), Some(scope));
                self.out.class_scope.insert(stmt, inner);
                for param in &class.type_params {
                    self.tasks.push(Task::Bind(param.name, inner, BindingKind::TypeParam));
                }
                self.push_block(&class.body, inner);
                self.tasks.push(Task::Bind(class.name, scope, BindingKind::Class(stmt)));
            }
            StmtKind::Return(value) => {
                if let (Some(value), Some(function)) = (value, self.function) {
                    self.out.returns.push((function, *value));
                }
                if let Some(value) = value {
                    self.push_expr(*value, scope);
                }
                self.emit(Op::Stop);
            }
            StmtKind::Delete(items) => items.iter().for_each(|&item| self.tasks.push(Task::Delete(item, scope))),
            StmtKind::Assign { targets, value } => {
                self.push_expr(*value, scope);
                for &target in targets {
                    self.tasks.push(Task::Target(target, scope, BindingKind::Assign { stmt, value: Some(*value) }));
                }
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.push_expr(*target, scope);
                self.push_expr(*value, scope);
                if matches!(module.expr(*target).kind, ExprKind::Name) {
                    let name = Ident { span: module.expr(*target).span };
                    self.tasks.push(Task::Bind(name, scope, BindingKind::AugAssign(stmt)));
                } else {
                    self.store_attribute(*target, BindingKind::AugAssign(stmt));
                }
            }
            StmtKind::AnnAssign { target, annotation, value } => {
                if let Some(value) = value {
                    self.push_expr(*value, scope);
                }
                self.push_expr(*annotation, scope);
                self.tasks.push(Task::Target(*target, scope, BindingKind::Assign { stmt, value: *value }));
            }
            StmtKind::TypeAlias { name, value, .. } => {
                self.push_expr(*value, scope);
                self.tasks.push(Task::Target(*name, scope, BindingKind::TypeAlias(stmt)));
            }
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.push_expr(*iter, scope);
                self.tasks.push(Task::Widen);
                self.emit(Op::Branch);
                self.tasks.push(Task::Target(*target, scope, BindingKind::LoopTarget { iter: *iter, whole: true }));
                self.loop_end(body, orelse, scope);
            }
            StmtKind::While { test, body, orelse } => {
                self.tasks.push(Task::Widen);
                self.push_expr(*test, scope);
                self.emit(Op::Branch);
                self.loop_end(body, orelse, scope);
            }
            StmtKind::If { arms, orelse } => {
                for (at, arm) in arms.iter().enumerate() {
                    if at == 0 {
                        self.push_expr(arm.test, scope);
                        self.emit(Op::Branch);
                    } else {
                        self.emit(Op::Arm);
                        self.push_expr(arm.test, scope);
                    }
                    self.push_block(&arm.body, scope);
                }
                if !arms.is_empty() {
                    self.emit(Op::Arm);
                }
                self.push_block(orelse, scope);
                if !arms.is_empty() {
                    self.emit(Op::Join { exhaustive: true });
                }
            }
            StmtKind::With { items, body, .. } => {
                for item in items {
                    self.push_expr(item.context, scope);
                    if let Some(target) = item.target {
                        let kind = BindingKind::With { context: item.context, whole: true };
                        self.tasks.push(Task::Target(target, scope, kind));
                    }
                }
                self.push_block(body, scope);
            }
            StmtKind::Match { subject, cases } => {
                self.push_expr(*subject, scope);
                self.emit(Op::Branch);
                let mut exhaustive = false;
                for (at, case) in cases.iter().enumerate() {
                    if at > 0 {
                        self.emit(Op::Arm);
                    }
                    self.tasks.push(Task::Pattern(case.pattern, scope, stmt));
                    case.guard.iter().for_each(|&guard| self.push_expr(guard, scope));
                    self.push_block(&case.body, scope);
                    let any = matches!(module.pattern(case.pattern).kind, PatternKind::As { pattern: None, .. });
                    exhaustive |= any && case.guard.is_none();
                }
                self.emit(Op::Join { exhaustive });
            }
            StmtKind::Try { body, handlers, orelse, finally, .. } => {
                self.emit(Op::Branch);
                self.tasks.push(Task::OpenRange);
                self.push_block(body, scope);
                self.push_block(orelse, scope);
                self.emit(Op::Arm);
                self.tasks.push(Task::WidenRange);
                self.emit(Op::Branch);
                for (at, handler) in handlers.iter().enumerate() {
                    if at > 0 {
                        self.emit(Op::Arm);
                    }
                    handler.types.iter().for_each(|&types| self.push_expr(types, scope));
                    if let Some(name) = handler.name {
                        self.tasks.push(Task::Bind(name, scope, BindingKind::Except(handler.types)));
                    }
                    self.push_block(&handler.body, scope);
                    if let Some(name) = handler.name {
                        self.tasks.push(Task::Kill(name, scope));
                    }
                }
                if handlers.is_empty() {
                    self.emit(Op::Stop);
                }
                self.emit(Op::Join { exhaustive: true });
                self.emit(Op::Join { exhaustive: true });
                self.push_block(finally, scope);
            }
            StmtKind::Raise { .. } => {
                module.stmt_exprs(stmt, &mut |expr| self.tasks.push(Task::Expr(expr, scope)));
                self.emit(Op::Stop);
            }
            StmtKind::Import(names) => {
                for (alias, name) in names.iter().enumerate() {
                    let bound = name.asname.unwrap_or_else(|| first_segment(module, name.name));
                    self.bind(bound, scope, BindingKind::Import { stmt, alias });
                }
            }
            StmtKind::ImportFrom { names, .. } => {
                for (alias, name) in names.iter().enumerate() {
                    if module.text(name.name) == "*" {
                        self.out.star_imports.push(stmt);
                    } else {
                        let bound = name.asname.unwrap_or(Ident { span: name.name });
                        self.bind(bound, scope, BindingKind::Import { stmt, alias });
                    }
                }
            }
            StmtKind::Global(names) => names.iter().for_each(|&name| self.declare(name, scope, Some(ScopeId(0)))),
            StmtKind::Nonlocal(names) => names.iter().for_each(|&name| self.declare(name, scope, None)),
            StmtKind::Break | StmtKind::Continue => self.emit(Op::Stop),
            StmtKind::Error { body, .. } => {
                module.stmt_exprs(stmt, &mut |expr| self.tasks.push(Task::Expr(expr, scope)));
                self.push_block(body, scope);
            }
            StmtKind::Assert { .. } | StmtKind::Expr(_) | StmtKind::Print { .. } | StmtKind::Exec { .. } => {
                module.stmt_exprs(stmt, &mut |expr| self.tasks.push(Task::Expr(expr, scope)));
            }
            StmtKind::Pass => {}
        }
    }

    fn loop_end(&mut self, body: &Block, orelse: &Block, scope: ScopeId) {
        self.push_block(body, scope);
        self.tasks.push(Task::EndRange);
        self.emit(Op::Join { exhaustive: false });
        if !orelse.is_empty() {
            // `break` leads past it.
            self.emit(Op::Branch);
            self.push_block(orelse, scope);
            self.emit(Op::Join { exhaustive: false });
        }
    }

    fn expr(&mut self, id: ExprId, scope: ScopeId) {
        let module = self.module;
        let expr = module.expr(id);
        match &expr.kind {
            ExprKind::Name => {
                let symbol = self.symbol(module.text(expr.span));
                self.out.ops.push(Op::Use { name: id, symbol, scope });
            }
            ExprKind::Named { target, value } => {
                self.push_expr(*value, scope);
                // A walrus in a comprehension binds outside of it.
                let mut owner = scope;
                while let Scope { kind: ScopeKind::Comprehension(_), parent: Some(parent) } =
                    self.out.scopes[owner.index()]
                {
                    owner = parent;
                }
                self.tasks.push(Task::Target(*target, owner, BindingKind::Named { value: *value }));
            }
            ExprKind::Lambda { params, body } => {
                for param in &params.params {
                    param.default.iter().chain(&param.annotation).for_each(|&expr| self.push_expr(expr, scope));
                }
                if self.depth[scope.index()] < MAX_INLINE_SCOPES {
                    self.deferred.push_back(Deferred::Lambda(id, params, *body, scope));
                } else {
                    self.lambda_params(id, params, scope);
                    self.push_expr(*body, scope);
                }
            }
            ExprKind::Comprehension { kind, clauses } => {
                let inner = if self.depth[scope.index()] < MAX_INLINE_SCOPES {
                    self.scope(ScopeKind::Comprehension(id), Some(scope))
                } else {
                    scope
                };
                for (at, clause) in clauses.iter().enumerate() {
                    self.push_expr(clause.iter, if at == 0 { scope } else { inner });
                    let kind = BindingKind::LoopTarget { iter: clause.iter, whole: true };
                    self.tasks.push(Task::Target(clause.target, inner, kind));
                    clause.conditions.iter().for_each(|&condition| self.push_expr(condition, inner));
                }
                match *kind {
                    ComprehensionKind::List { element }
                    | ComprehensionKind::Set { element }
                    | ComprehensionKind::Generator { element } => self.push_expr(element, inner),
                    ComprehensionKind::Dict { key, value } => {
                        self.push_expr(key, inner);
                        self.push_expr(value, inner);
                    }
                }
            }
            ExprKind::Yield(Some(value)) | ExprKind::YieldFrom(value) => {
                if let Some(function) = self.function {
                    self.out.returns.push((function, *value));
                }
                self.push_expr(*value, scope);
            }
            _ => module.children(id, &mut |child| self.tasks.push(Task::Expr(child, scope))),
        }
    }
}

/// `a` of `a.b.c`: the name that `import a.b.c` binds.
fn first_segment(module: &Module, dotted: syntax::Span) -> Ident {
    let text = module.text(dotted);
    let first = text.split(|c: char| c == '.' || c.is_whitespace()).next().unwrap_or(text);
    Ident { span: syntax::Span::new(dotted.start, dotted.start + first.len() as u32) }
}
