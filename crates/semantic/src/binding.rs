//! Scopes, and what gives a name its value.

use syntax::Span;
use syntax::ast::{ExprId, StmtId};

/// A scope of one file; the module's own is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub(crate) u32);

impl ScopeId {
    /// The scope of the file itself.
    pub const MODULE: Self = Self(0);

    /// Place in [`FileModel::scopes`](crate::FileModel::scopes).
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What opens a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// A class body; its names are not seen from the functions in it.
    Class(StmtId),
    /// A function or method.
    Function(StmtId),
    /// A lambda.
    Lambda(ExprId),
    /// A comprehension or generator expression.
    Comprehension(ExprId),
}

/// A region of text with names of its own.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// What opens it.
    pub kind: ScopeKind,
    /// The scope around it; `None` for the module.
    pub parent: Option<ScopeId>,
}

/// One place of one file that gives a name a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BindingId(pub(crate) u32);

impl BindingId {
    /// Place in [`FileModel::bindings`](crate::FileModel::bindings).
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place that gives a name a value.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The name's bytes at this place; empty for a builtin.
    pub span: Span,
    /// The scope that owns the name (with `global x` that is the module's). Builtins: the module's.
    pub scope: ScopeId,
    /// How the name gets its value.
    pub kind: BindingKind,
}

/// How a name gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// `import a.b as c`, `from m import a`; `alias` counts the statement's names from 0.
    Import {
        /// The import statement.
        stmt: StmtId,
        /// Which of its names, from 0.
        alias: usize,
    },
    /// `def`
    Function(StmtId),
    /// `class`
    Class(StmtId),
    /// A parameter; `index` counts from 0 in source order.
    Param {
        /// The function.
        function: StmtId,
        /// Place among its parameters, from 0.
        index: usize,
    },
    /// A lambda's parameter.
    LambdaParam {
        /// The lambda.
        lambda: ExprId,
        /// Place among its parameters, from 0.
        index: usize,
    },
    /// `name = value`, also element by element (`a, b = x, y`), annotated or not.
    Assign {
        /// The assignment.
        stmt: StmtId,
        /// What the name is given; `None` for a bare annotation.
        value: Option<ExprId>,
    },
    /// A name that receives a part of `value`: `a, b = value`.
    Unpack {
        /// The assignment.
        stmt: StmtId,
        /// What is taken apart.
        value: ExprId,
    },
    /// `name += value`
    AugAssign(StmtId),
    /// `name := value`
    Named {
        /// What the name is given.
        value: ExprId,
    },
    /// A loop's or comprehension's target, or a part of it.
    LoopTarget {
        /// What is iterated over.
        iter: ExprId,
        /// Whether the name is the whole element, not a part of it.
        whole: bool,
    },
    /// `with context as name`
    With {
        /// The context manager.
        context: ExprId,
        /// Whether the name is the whole value, not a part of it.
        whole: bool,
    },
    /// `except types as name`
    Except(Option<ExprId>),
    /// A capture in a `match` pattern.
    Capture(StmtId),
    /// `type X = …`
    TypeAlias(StmtId),
    /// A type parameter.
    TypeParam,
    /// A name of the `builtins` module that nothing in the file hides.
    Builtin,
}
