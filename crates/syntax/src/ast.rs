//! The typed tree. Names follow CPython's `ast` module, so that whoever knows that knows this.
//!
//! All nodes of a file lie in three flat arenas ([`Module`](crate::Module)) and refer to each other by id.
//! **Invariant: an expression's children have smaller ids than it has** (post-order). A pass that
//! needs children before parents is a plain loop over the arena: no recursion, whatever is pasted.

use crate::Span;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);
        impl $name {
            /// Place in the file's arena: dense from 0, fit to index a side table.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
id!(/// An expression of one file.
    ExprId);
id!(/// A statement of one file.
    StmtId);
id!(/// A `match` pattern of one file.
    PatternId);

/// Statements in source order.
pub type Block = Box<[StmtId]>;

/// A name as written; its text is `module.text(ident.span)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The name's bytes.
    pub span: Span,
}

/// An expression and its bytes. Parentheses around it do not count, as in CPython.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The expression's bytes.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are those of CPython's ASDL
pub enum ExprKind {
    /// `a and b and c`: one node per operator run, as in CPython.
    BoolOp {
        op: BoolOp,
        values: Box<[ExprId]>,
    },
    /// `name := value`
    Named {
        target: ExprId,
        value: ExprId,
    },
    Binary {
        left: ExprId,
        op: BinaryOp,
        right: ExprId,
    },
    Unary {
        op: UnaryOp,
        operand: ExprId,
    },
    Lambda {
        params: Box<Params>,
        body: ExprId,
    },
    /// `body if test else orelse`
    Conditional {
        test: ExprId,
        body: ExprId,
        orelse: ExprId,
    },
    /// Entries in order; a key of `None` is `**value`.
    Dict(Box<[(Option<ExprId>, ExprId)]>),
    Set(Box<[ExprId]>),
    List(Box<[ExprId]>),
    Tuple(Box<[ExprId]>),
    Comprehension {
        kind: ComprehensionKind,
        clauses: Box<[Clause]>,
    },
    Await(ExprId),
    Yield(Option<ExprId>),
    YieldFrom(ExprId),
    /// `left op right op right …`
    Compare {
        left: ExprId,
        rest: Box<[(CompareOp, ExprId)]>,
    },
    Call {
        func: ExprId,
        args: Box<[Argument]>,
    },
    Attribute {
        value: ExprId,
        attr: Ident,
    },
    Subscript {
        value: ExprId,
        index: ExprId,
    },
    /// `lower:upper:step` inside a subscript.
    Slice {
        lower: Option<ExprId>,
        upper: Option<ExprId>,
        step: Option<ExprId>,
    },
    Starred(ExprId),
    Name,
    /// A text literal with no interpolation, implicit concatenation included.
    Str(Box<[StringToken]>),
    /// A bytes literal, implicit concatenation included.
    Bytes(Box<[StringToken]>),
    /// An f-string, or a concatenation in which at least one part is one.
    FString(Box<[FPart]>),
    /// A template string, PEP 750.
    TString(Box<[FPart]>),
    Int,
    Float,
    Complex,
    True,
    False,
    None,
    Ellipsis,
    /// Python 2's backquotes.
    Repr(ExprId),
    /// A region that could not be parsed as an expression. What was understood inside it is kept.
    Error(Box<[ExprId]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BoolOp {
    And,
    Or,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

/// A comparison operator; `NotEq` is also Python 2's `<>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// What a comprehension builds, and from what.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum ComprehensionKind {
    List { element: ExprId },
    Set { element: ExprId },
    Generator { element: ExprId },
    Dict { key: ExprId, value: ExprId },
}

/// `for target in iter if … if …` of a comprehension.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Clause {
    pub target: ExprId,
    pub iter: ExprId,
    pub conditions: Box<[ExprId]>,
    pub is_async: bool,
}

/// One argument of a call (or of a class header), in source order.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Argument {
    Positional(ExprId),
    /// `*value`; `value` is the expression behind the star.
    Star(ExprId),
    Keyword {
        name: Ident,
        value: ExprId,
    },
    /// `**value`
    DoubleStar(ExprId),
}

impl Argument {
    /// The expression that is passed.
    pub const fn value(&self) -> ExprId {
        match *self {
            Self::Positional(value) | Self::Star(value) | Self::DoubleStar(value) | Self::Keyword { value, .. } => {
                value
            }
        }
    }
}

/// One literal token of a string: `r"…"`. Adjacent literals make several tokens.
#[derive(Clone, Copy, Debug)]
pub struct StringToken {
    /// Prefix, quotes and content.
    pub span: Span,
    /// What stands between the quotes.
    pub content: Span,
    /// Whether backslashes are plain characters.
    pub raw: bool,
}

/// A part of an f-string or t-string.
#[derive(Clone, Debug)]
pub enum FPart {
    /// Literal text between the interpolations. `braces` says that `{{` and `}}` stand for one brace,
    /// which is so inside f-strings and not in a plain string concatenated to one.
    Literal {
        /// The literal's bytes as written.
        span: Span,
        /// Whether backslashes are plain characters.
        raw: bool,
        /// Whether doubled braces are escapes.
        braces: bool,
    },
    /// `{value!r:spec}`
    Interpolation {
        /// From `{` to `}`.
        span: Span,
        /// The expression.
        value: ExprId,
        /// `r`, `s` or `a` after `!`.
        conversion: Option<u8>,
        /// The format specification, which may hold interpolations.
        spec: Box<[FPart]>,
        /// Whether `=` asks for the expression's own text.
        debug: bool,
    },
}

/// Parameters of a function or lambda in source order.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// All parameters.
    pub params: Box<[Param]>,
}

/// One parameter.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Param {
    pub name: Ident,
    pub kind: ParamKind,
    pub annotation: Option<ExprId>,
    pub default: Option<ExprId>,
    /// Name, annotation and default.
    pub span: Span,
}

/// How an argument reaches a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ParamKind {
    PositionalOnly,
    Regular,
    /// `*args`
    VarArgs,
    KeywordOnly,
    /// `**kwargs`
    KwArgs,
    /// Python 2's `def f(a, (b, c))`; the name covers the whole pattern.
    Unpacked,
}

/// A type parameter, PEP 695 and 696.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct TypeParam {
    pub name: Ident,
    pub bound: Option<ExprId>,
    pub default: Option<ExprId>,
}

/// A statement and its bytes. A decorated definition's span starts at `def` or `class`, as in CPython.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// The statement's bytes.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// What a statement is.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum StmtKind {
    Function(Box<Function>),
    Class(Box<Class>),
    Return(Option<ExprId>),
    Delete(Box<[ExprId]>),
    /// `a = b = value`
    Assign {
        targets: Box<[ExprId]>,
        value: ExprId,
    },
    AugAssign {
        target: ExprId,
        op: BinaryOp,
        value: ExprId,
    },
    AnnAssign {
        target: ExprId,
        annotation: ExprId,
        value: Option<ExprId>,
    },
    TypeAlias {
        name: ExprId,
        type_params: Box<[TypeParam]>,
        value: ExprId,
    },
    For {
        target: ExprId,
        iter: ExprId,
        body: Block,
        orelse: Block,
        is_async: bool,
    },
    While {
        test: ExprId,
        body: Block,
        orelse: Block,
    },
    /// `if`/`elif` arms in order: flat, so that a thousand `elif` are no deep tree.
    If {
        arms: Box<[IfArm]>,
        orelse: Block,
    },
    With {
        items: Box<[WithItem]>,
        body: Block,
        is_async: bool,
    },
    Match {
        subject: ExprId,
        cases: Box<[MatchCase]>,
    },
    Raise {
        exc: Option<ExprId>,
        cause: Option<ExprId>,
    },
    Try {
        body: Block,
        handlers: Box<[Handler]>,
        orelse: Block,
        finally: Block,
        is_star: bool,
    },
    Assert {
        test: ExprId,
        message: Option<ExprId>,
    },
    Import(Box<[Alias]>),
    /// `from ..module import a as b`; `level` counts the dots, a star import has the name `*`.
    ImportFrom {
        module: Option<Span>,
        level: u32,
        names: Box<[Alias]>,
    },
    Global(Box<[Ident]>),
    Nonlocal(Box<[Ident]>),
    Expr(ExprId),
    Pass,
    Break,
    Continue,
    /// Python 2's `print`.
    Print {
        dest: Option<ExprId>,
        values: Box<[ExprId]>,
    },
    /// Python 2's `exec`.
    Exec {
        body: ExprId,
        scope: Box<[ExprId]>,
    },
    /// A region that could not be parsed as a statement. What was understood inside it is kept.
    Error {
        exprs: Box<[ExprId]>,
        body: Block,
    },
}

/// `test:` and what runs when it holds.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct IfArm {
    pub test: ExprId,
    pub body: Block,
}

/// `context as target`
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct WithItem {
    pub context: ExprId,
    pub target: Option<ExprId>,
}

/// `except types as name:`
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Handler {
    pub types: Option<ExprId>,
    pub name: Option<Ident>,
    pub body: Block,
    pub span: Span,
}

/// `a.b.c as d`
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Alias {
    /// The dotted name (or `*`).
    pub name: Span,
    pub asname: Option<Ident>,
}

/// A function or method.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Function {
    pub name: Ident,
    pub decorators: Box<[ExprId]>,
    pub type_params: Box<[TypeParam]>,
    pub params: Params,
    pub returns: Option<ExprId>,
    pub body: Block,
    pub is_async: bool,
}

/// A class.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Class {
    pub name: Ident,
    pub decorators: Box<[ExprId]>,
    pub type_params: Box<[TypeParam]>,
    /// Bases and keywords such as `metaclass=…`.
    pub args: Box<[Argument]>,
    pub body: Block,
}

/// `case pattern if guard:`
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct MatchCase {
    pub pattern: PatternId,
    pub guard: Option<ExprId>,
    pub body: Block,
}

/// A pattern and its bytes.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The pattern's bytes.
    pub span: Span,
    /// What it is.
    pub kind: PatternKind,
}

/// What a pattern is.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum PatternKind {
    /// A literal or dotted name.
    Value(ExprId),
    Sequence(Box<[PatternId]>),
    /// Keys with their patterns, and the name behind `**`.
    Mapping {
        entries: Box<[(ExprId, PatternId)]>,
        rest: Option<Ident>,
    },
    Class {
        class: ExprId,
        positional: Box<[PatternId]>,
        keywords: Box<[(Ident, PatternId)]>,
    },
    /// `*name`; `None` is `*_`.
    Star(Option<Ident>),
    /// `pattern as name`, a bare capture (`pattern` is `None`), or `_` (both are).
    As {
        pattern: Option<PatternId>,
        name: Option<Ident>,
    },
    Or(Box<[PatternId]>),
    Error,
}

/// A comment, from `#` to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The comment's bytes, line break excluded.
    pub span: Span,
}
