//! A module as scopes, bindings and short linear programs.

use rustc_hash::FxHashMap;
use syntax::ast::{ExprId, StmtId};

use crate::{Binding, BindingId, BindingKind, Scope, ScopeId};

/// A variable: a name of one scope.
pub(crate) type Var = u32;
/// An interned name.
pub(crate) type Symbol = u32;

/// One step of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// A function or lambda starts (the module's program has no start).
    Enter(ScopeId),
    /// The program of that scope ends.
    Leave(ScopeId),
    /// A name is read.
    Use { name: ExprId, symbol: Symbol, scope: ScopeId },
    /// A variable gets a value.
    Bind(BindingId),
    /// A variable loses its value.
    Kill(Var),
    /// Alternatives start; the first one follows.
    Branch,
    /// The next alternative follows.
    Arm,
    /// The alternatives end; if they are not exhaustive, none of them may have run.
    Join { exhaustive: bool },
    /// From here on every binding in the range may have happened, or not: the start of a loop, or of the
    /// handlers of a `try`.
    Widen { from: u32, to: u32 },
    /// Control does not go on from here.
    Stop,
}

/// An assignment to `object.attr`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeStore {
    pub(crate) target: ExprId,
    pub(crate) kind: BindingKind,
}

/// The programs of one file, and the tables that they speak of.
pub(crate) struct Lowered<'m> {
    pub(crate) ops: Vec<Op>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) binding_var: Vec<Var>,
    /// The binding that a name in a target makes.
    pub(crate) made: Vec<(ExprId, BindingId)>,
    /// Owner of each variable, and its name.
    pub(crate) vars: Vec<(ScopeId, Symbol)>,
    pub(crate) var_of: FxHashMap<(ScopeId, Symbol), Var>,
    /// Bindings made from a function through `global` or `nonlocal`.
    pub(crate) escaped: Vec<(Var, BindingId)>,
    pub(crate) symbols: Vec<&'m str>,
    pub(crate) interned: FxHashMap<&'m str, Symbol>,
    /// Variables from here on are only read.
    pub(crate) bound_vars: Var,
    pub(crate) class_scope: FxHashMap<StmtId, ScopeId>,
    pub(crate) attribute_stores: Vec<AttributeStore>,
    /// `object[index]` that is assigned to or deleted.
    pub(crate) subscript_stores: Vec<ExprId>,
    /// Star imports at any level, in text order.
    pub(crate) star_imports: Vec<StmtId>,
    /// Functions with what they return or yield.
    pub(crate) returns: Vec<(StmtId, ExprId)>,
}
