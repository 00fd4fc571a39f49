//! Runs the programs: each use of a name learns which bindings may reach it.
//!
//! The state is one value per variable. Alternatives are run one after the other on the same table; a
//! log undoes each of them, and the join makes a choice (`Phi`) of what they left. So the cost is that
//! of the changes, not of the number of variables.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};
use syntax::ast::ExprId;

use crate::lower::{Lowered, Op, Symbol, Var};
use crate::{Binding, BindingId, BindingKind, ScopeId, ScopeKind};

/// How many choices are looked at for one name; beyond that the answer is incomplete and says so.
const MAX_VISITED: usize = 64;
/// How many bindings are given for one name.
const MAX_BINDINGS: usize = 16;

/// What a variable may hold: nothing, one binding, or a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Value(u32);

impl Value {
    const UNBOUND: Self = Self(u32::MAX);
    /// The expression is no name.
    const NO_NAME: Self = Self(u32::MAX - 1);
    const PHI: u32 = 1 << 31;

    const fn bound(binding: BindingId) -> Self {
        Self(binding.0)
    }
}

/// Which bindings reach which name.
#[derive(Debug)]
pub(crate) struct Flow {
    value: Vec<Value>,
    variable: Vec<Var>,
    /// Where each choice's options start; the last entry is the end.
    phi_start: Vec<u32>,
    options: Vec<Value>,
    exit: Vec<Value>,
}

/// Bindings that may reach a use: for nearly all names it is one.
pub type Bindings = SmallVec<[BindingId; 1]>;

/// The bindings that may reach a use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reaching {
    /// In text order.
    pub(crate) bindings: Bindings,
    /// The name may have no value in this file.
    pub(crate) unbound: bool,
    /// There are more bindings than are given.
    pub(crate) incomplete: bool,
}

impl Flow {
    /// Runs the programs. Adds a binding for every builtin that the file uses.
    pub(crate) fn new(lowered: &mut Lowered<'_>, exprs: usize) -> Self {
        let mut run = Run::new(lowered, exprs);
        for at in 0..run.lowered.ops.len() {
            run.step(run.lowered.ops[at]);
        }
        run.flow.exit = run.current;
        for &(target, binding) in &run.lowered.made {
            // The target of `x += 1` was read before: what it held is the better answer.
            if run.flow.value[target.index()] == Value::NO_NAME {
                run.flow.value[target.index()] = Value::bound(binding);
                run.flow.variable[target.index()] = run.lowered.binding_var[binding.index()];
            }
        }
        run.flow
    }

    /// The variable that a name means, if it is a name.
    pub(crate) fn variable(&self, name: ExprId) -> Option<Var> {
        (self.value[name.index()] != Value::NO_NAME).then(|| self.variable[name.index()])
    }

    /// How many variables the file has.
    pub(crate) fn variables(&self) -> usize {
        self.exit.len()
    }

    /// What may reach the name; nothing for other expressions.
    pub(crate) fn reaching(&self, name: ExprId) -> Reaching {
        self.resolve(self.value[name.index()])
    }

    /// What the variable may hold once its scope has run.
    pub(crate) fn at_exit(&self, variable: Var) -> Reaching {
        self.resolve(self.exit.get(variable as usize).copied().unwrap_or(Value::UNBOUND))
    }

    fn resolve(&self, value: Value) -> Reaching {
        let mut found = Reaching::default();
        // Most names have one binding, and most expressions are no names.
        match value {
            Value::NO_NAME => return found,
            Value::UNBOUND => return Reaching { unbound: true, ..found },
            Value(id) if id < Value::PHI => return Reaching { bindings: smallvec![BindingId(id)], ..found },
            _ => {}
        }
        let mut stack = vec![value];
        let mut visited: Vec<Value> = Vec::new();
        while let Some(value) = stack.pop() {
            match value {
                Value::NO_NAME => {}
                Value::UNBOUND => found.unbound = true,
                Value(id) if id < Value::PHI => {
                    let binding = BindingId(id);
                    if found.bindings.contains(&binding) {
                    } else if found.bindings.len() < MAX_BINDINGS {
                        found.bindings.push(binding);
                    } else {
                        found.incomplete = true;
                    }
                }
                phi => {
                    if visited.contains(&phi) {
                        continue;
                    }
                    if visited.len() == MAX_VISITED || stack.len() > MAX_VISITED {
                        found.incomplete = true;
                        continue;
                    }
                    visited.push(phi);
                    let at = (phi.0 - Value::PHI) as usize;
                    let options = &self.options[self.phi_start[at] as usize..self.phi_start[at + 1] as usize];
                    found.incomplete |= options.len() > MAX_VISITED;
                    stack.extend(options.iter().take(MAX_VISITED));
                }
            }
        }
        found.bindings.sort_unstable();
        found
    }
}

struct Frame {
    log: usize,
    changes: usize,
    /// Alternatives whose end control reaches.
    ends: u32,
    live: bool,
}

struct Run<'l, 'm> {
    lowered: &'l mut Lowered<'m>,
    flow: Flow,
    current: Vec<Value>,
    /// All bindings made through `global`/`nonlocal`, as one choice per variable.
    escaped: FxHashMap<Var, Value>,
    /// The variables in it, by the program that owns them.
    escaped_from: FxHashMap<ScopeId, Vec<Var>>,
    /// The scope whose program a scope's code belongs to.
    program: Vec<ScopeId>,
    running: ScopeId,
    log: Vec<(Var, Value)>,
    changes: Vec<(Var, Value)>,
    frames: Vec<Frame>,
    live: bool,
    /// Scratch: the variables of an alternative, each once.
    stamp: Vec<u32>,
    epoch: u32,
}

impl<'l, 'm> Run<'l, 'm> {
    fn new(lowered: &'l mut Lowered<'m>, exprs: usize) -> Self {
        let mut program: Vec<ScopeId> = Vec::with_capacity(lowered.scopes.len());
        for (at, scope) in lowered.scopes.iter().enumerate() {
            program.push(match (scope.kind, scope.parent) {
                (ScopeKind::Class(_) | ScopeKind::Comprehension(_), Some(parent)) => program[parent.index()],
                _ => ScopeId(at as u32),
            });
        }
        let mut run = Self {
            lowered,
            flow: Flow {
                value: vec![Value::NO_NAME; exprs],
                variable: vec![0; exprs],
                phi_start: vec![0],
                options: Vec::new(),
                exit: Vec::new(),
            },
            current: Vec::new(),
            escaped: FxHashMap::default(),
            escaped_from: FxHashMap::default(),
            program,
            running: ScopeId(0),
            log: Vec::new(),
            changes: Vec::new(),
            frames: Vec::new(),
            live: true,
            stamp: Vec::new(),
            epoch: 0,
        };
        for var in 0..run.lowered.vars.len() {
            run.start(var as Var);
        }
        let mut escaped = run.lowered.escaped.clone();
        escaped.sort_unstable();
        for group in escaped.chunk_by(|a, b| a.0 == b.0) {
            let options: Vec<Value> = group.iter().map(|&(_, binding)| Value::bound(binding)).collect();
            let choice = run.choice(&options);
            let var = group[0].0;
            let owner = run.program[run.lowered.vars[var as usize].0.index()];
            run.escaped.insert(var, choice);
            run.escaped_from.entry(owner).or_default().push(var);
        }
        run
    }

    /// Gives a new variable its first value: a module's name that is a builtin's stands for that.
    fn start(&mut self, var: Var) {
        let (scope, symbol) = self.lowered.vars[var as usize];
        let builtin = scope.0 == 0 && crate::builtins::is_builtin(self.lowered.symbols[symbol as usize]);
        self.current.push(if builtin {
            let id = BindingId(self.lowered.bindings.len() as u32);
            self.lowered.bindings.push(Binding { span: syntax::Span::default(), scope, kind: BindingKind::Builtin });
            self.lowered.binding_var.push(var);
            Value::bound(id)
        } else {
            Value::UNBOUND
        });
        self.stamp.push(0);
    }

    fn step(&mut self, op: Op) {
        match op {
            Op::Enter(scope) => {
                self.running = scope;
                self.log.clear();
                self.live = true;
            }
            Op::Leave(scope) => self.leave(scope),
            Op::Use { name, symbol, scope } => {
                let var = self.look_up(symbol, scope);
                self.flow.variable[name.index()] = var;
                self.flow.value[name.index()] = self.read(var);
            }
            Op::Bind(binding) => {
                let var = self.lowered.binding_var[binding.index()];
                self.set(var, Value::bound(binding));
            }
            Op::Kill(var) => self.set(var, Value::UNBOUND),
            Op::Branch => {
                let (log, changes) = (self.log.len(), self.changes.len());
                self.frames.push(Frame { log, changes, ends: 0, live: self.live });
            }
            Op::Arm => self.end_arm(),
            Op::Join { exhaustive } => self.join(exhaustive),
            Op::Widen { from, to } => self.widen(from, to),
            Op::Stop => self.live = false,
        }
    }

    /// The variable that a name means where it is read. The scope itself counts, then every scope around
    /// it that is no class; a class's name that has no value yet is looked up further out, as at run time.
    fn look_up(&mut self, symbol: Symbol, scope: ScopeId) -> Var {
        let mut at = Some(scope);
        while let Some(here) = at {
            let info = self.lowered.scopes[here.index()];
            let class = matches!(info.kind, ScopeKind::Class(_));
            if (!class || here == scope)
                && let Some(&var) = self.lowered.var_of.get(&(here, symbol))
                && !(class && self.current[var as usize] == Value::UNBOUND)
            {
                return var;
            }
            at = info.parent;
        }
        let top = ScopeId(0);
        if let Some(&var) = self.lowered.var_of.get(&(top, symbol)) {
            return var;
        }
        let var = self.lowered.vars.len() as Var;
        self.lowered.vars.push((top, symbol));
        self.lowered.var_of.insert((top, symbol), var);
        self.start(var);
        var
    }

    /// The variable's value; its owner must reckon with what functions write to it.
    fn read(&mut self, var: Var) -> Value {
        let now = self.current[var as usize];
        let owner = self.lowered.vars[var as usize].0;
        if self.escaped.is_empty() || self.program[owner.index()] != self.running {
            return now;
        }
        match self.escaped.get(&var) {
            Some(&elsewhere) => self.choice(&[now, elsewhere]),
            None => now,
        }
    }

    fn set(&mut self, var: Var, value: Value) {
        let slot = &mut self.current[var as usize];
        if *slot != value {
            self.log.push((var, *slot));
            *slot = value;
        }
    }

    fn choice(&mut self, options: &[Value]) -> Value {
        match options {
            [] => Value::UNBOUND,
            [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
            _ => {
                self.flow.options.extend_from_slice(options);
                self.flow.phi_start.push(self.flow.options.len() as u32);
                Value(Value::PHI + self.flow.phi_start.len() as u32 - 2)
            }
        }
    }

    /// Undoes an alternative and keeps what it changed.
    fn end_arm(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        self.epoch += 1;
        if self.live {
            frame.ends += 1;
            for &(var, _) in &self.log[frame.log..] {
                if std::mem::replace(&mut self.stamp[var as usize], self.epoch) != self.epoch {
                    self.changes.push((var, self.current[var as usize]));
                }
            }
        }
        self.live = frame.live;
        for (var, old) in self.log.drain(frame.log..).rev() {
            self.current[var as usize] = old;
        }
    }

    fn join(&mut self, exhaustive: bool) {
        self.end_arm();
        let Some(frame) = self.frames.pop() else { return };
        let ends = frame.ends + u32::from(!exhaustive);
        let mut changes = self.changes.split_off(frame.changes);
        // Stable: the options of a choice stay in text order.
        changes.sort_by_key(|&(var, _)| var);
        let mut options = Vec::new();
        for group in changes.chunk_by(|a, b| a.0 == b.0) {
            let var = group[0].0;
            options.clear();
            if (group.len() as u32) < ends {
                options.push(self.current[var as usize]);
            }
            options.extend(group.iter().map(|&(_, value)| value));
            let value = self.choice(&options);
            self.set(var, value);
        }
        self.live = frame.live && ends > 0;
    }

    fn widen(&mut self, from: u32, to: u32) {
        let mut bound: Vec<(Var, Value)> =
            (from..to).map(|binding| (self.lowered.binding_var[binding as usize], Value(binding))).collect();
        bound.sort_unstable();
        let mut options = Vec::new();
        for group in bound.chunk_by(|a, b| a.0 == b.0) {
            let var = group[0].0;
            options.clear();
            options.push(self.current[var as usize]);
            options.extend(group.iter().map(|&(_, value)| value));
            let value = self.choice(&options);
            self.set(var, value);
        }
    }

    /// The program's own variables keep their last value, for the functions inside it; what it wrote to
    /// others is undone, since it may run at any time: their owners count it as escaped.
    fn leave(&mut self, scope: ScopeId) {
        for (var, old) in std::mem::take(&mut self.log).into_iter().rev() {
            let owner = self.lowered.vars[var as usize].0;
            if self.program[owner.index()] != scope {
                self.current[var as usize] = old;
            }
        }
        for var in self.escaped_from.remove(&scope).unwrap_or_default() {
            let elsewhere = self.escaped.get(&var).copied().unwrap_or(Value::UNBOUND);
            let value = self.choice(&[self.current[var as usize], elsewhere]);
            self.current[var as usize] = value;
        }
    }
}
