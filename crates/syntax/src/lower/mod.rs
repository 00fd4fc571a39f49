//! The concrete tree, lowered once into our arenas.
//!
//! A cursor walks the concrete tree in post-order with an explicit stack: each node's children are reduced
//! before it, and leave one [`Item`] each; the node's own reduction takes these items and leaves one. So there
//! is no recursion, whatever is pasted, and arena ids come out children first.
//!
//! What is understood but has no place in its parent (an `ERROR` node in the middle of an expression, the deep
//! end of an absurdly nested expression) is a *stray*: it becomes an `Error` statement right after the
//! statement that it stands in, so that nothing is silently lost.

mod compound;
mod error;
mod expr;
mod literal;
mod operator;
mod params;
mod pattern;
mod stmt;

use std::sync::Arc;
use std::vec::Drain;

use tree_sitter::{Node, Tree};

use crate::ast::{
    Alias, Argument, BinaryOp, BoolOp, Clause, Comment, Expr, ExprId, ExprKind, FPart, Handler, Ident, MatchCase,
    Param, Pattern, PatternId, PatternKind, Stmt, StmtId, StmtKind, StringToken, WithItem,
};
use crate::kinds::{Kind, Kinds};
use crate::visit;
use crate::{LineIndex, MAX_BLOCK_DEPTH, MAX_EXPR_DEPTH, Module, Span};

/// A reduced child: what it was, which bytes it covers (parentheses included), and what it means.
struct Item {
    kind: Kind,
    start: u32,
    end: u32,
    val: Val,
}

/// The children of the node that is being reduced.
type Kids<'a> = Drain<'a, Item>;

/// What an item means. Leaves become expressions only when their parent wants one: the name in `x.name`
/// is none.
enum Val {
    Leaf,
    /// Understood elsewhere (a stray) or meaningless: leaves no item.
    Nothing,
    Expr(ExprId),
    /// `*inner`, not yet built: the grammar binds a star tighter than operators, Python binds it weaker, so
    /// it floats outwards until something other than an operator takes it.
    Star(ExprId),
    DoubleStar(ExprId),
    /// A run of one boolean operator that may still grow.
    Bool(Box<(BoolOp, Vec<ExprId>)>),
    /// The operands of `a ^ b ^ …` and their bytes, parentheses included, not yet built: the grammar binds `^`
    /// tighter than `&`, Python binds it weaker, so an `&` around it takes an operand of its own.
    Xor(Vec<(ExprId, Span)>),
    /// `value as name` behind `except`.
    Caught(ExprId, Ident),
    Stmt(StmtId),
    Stmts(Vec<StmtId>),
    Cases(Vec<MatchCase>),
    Case(Box<MatchCase>),
    Pattern(PatternId),
    KeywordPattern(Ident, PatternId),
    StarPattern(Option<Ident>),
    Args(Vec<Argument>),
    Arg(Argument),
    Params(Vec<Param>),
    Param(Box<Param>),
    /// `*args` or `**kwargs` in a parameter list.
    ParamStar {
        name: Ident,
        double: bool,
    },
    Clause(Box<Clause>),
    Pair(ExprId, ExprId),
    /// `value as target`
    As(ExprId, ExprId),
    WithItems(Vec<WithItem>),
    Handler(Box<(Handler, bool)>),
    Arm(ExprId, Vec<StmtId>),
    Alias(Alias),
    Relative {
        level: u32,
        module: Option<Span>,
    },
    /// The right end of `a = b = …`, or an annotated or augmented assignment.
    Pending(Box<Pending>),
    /// The content of `[…]` behind a generic type or a definition's name.
    Types(Vec<Item>),
    Generic(Box<(Item, Vec<Item>)>),
    /// `*Ts` or `**P` inside such brackets.
    Splat(Ident),
    /// `T: bound` inside such brackets, parts and colons from right to left.
    Constrained(Vec<Item>),
    Pieces(Box<Pieces>),
    Part(Box<FPart>),
    Spec(Vec<FPart>),
}

/// An assignment whose statement is not yet built.
enum Pending {
    /// Targets from right to left.
    Assign {
        targets: Vec<ExprId>,
        value: ExprId,
    },
    Aug {
        target: ExprId,
        op: BinaryOp,
        value: ExprId,
    },
    Ann {
        target: ExprId,
        annotation: ExprId,
        value: Option<ExprId>,
    },
}

/// One string literal inside an implicit concatenation.
enum Pieces {
    Plain {
        token: StringToken,
        bytes: bool,
    },
    Formatted {
        parts: Vec<FPart>,
        template: bool,
    },
    /// Backquotes.
    Other(ExprId),
}

/// A concrete node whose children are being reduced.
struct Frame {
    kind: Kind,
    start: u32,
    end: u32,
    /// Where its items begin on the stack.
    base: usize,
    /// Where its expressions begin in the arena.
    exprs: usize,
    /// Whether backslashes are plain characters in the string literal that this is or is in.
    raw: bool,
}

/// Lowers one concrete tree.
struct Lowering<'t> {
    text: &'t str,
    holes: &'t [Span],
    kinds: Kinds,
    frames: Vec<Frame>,
    exprs: Vec<Expr>,
    /// Height of each expression's tree; a leaf has 1.
    heights: Vec<u16>,
    stmts: Vec<Stmt>,
    patterns: Vec<Pattern>,
    pattern_heights: Vec<u16>,
    comments: Vec<Comment>,
    errors: Vec<Span>,
    stray_exprs: Vec<ExprId>,
    stray_stmts: Vec<StmtId>,
    /// How many blocks are open above the cursor.
    blocks: usize,
    /// How many format specifications are open above the cursor.
    specs: usize,
    /// Whether the file is Python 2, which decides what `except A, b:` means.
    python_2: bool,
    /// Whether something was seen that only Python 2 has.
    python_2_signs: bool,
    /// Whether an `except A, b:` was seen.
    doubtful_handlers: bool,
}

/// Lowers `tree`, parsed from `text` (or from a copy of it with the same borders), into a module. At `holes`,
/// sorted, a name of the copy stands for an expression of the text.
pub(crate) fn lower(text: Arc<str>, tree: &Tree, holes: &[Span]) -> Module {
    let lines = LineIndex::new(&text);
    let lower = |python_2| {
        let mut lowering = Lowering::new(&text, holes, python_2);
        let mut items = Vec::new();
        lowering.run(tree.root_node(), &mut items);
        let body = lowering.module_body(items);
        (lowering, body)
    };
    let (mut lowering, mut body) = lower(false);
    if lowering.python_2_signs && lowering.doubtful_handlers {
        // The signs may stand behind the handlers.
        (lowering, body) = lower(true);
    }
    let errors = error::merge(std::mem::take(&mut lowering.errors));
    let Lowering { exprs, stmts, patterns, comments, .. } = lowering;
    Module { lines, exprs, stmts, patterns, body: body.into(), comments, errors, text }
}

impl<'t> Lowering<'t> {
    fn new(text: &'t str, holes: &'t [Span], python_2: bool) -> Self {
        // Python code has about one expression per eight bytes; growing these vectors is measurable.
        let expected = text.len() / 8;
        Self {
            text,
            holes,
            kinds: Kinds::get(),
            frames: Vec::with_capacity(64),
            exprs: Vec::with_capacity(expected),
            heights: Vec::with_capacity(expected),
            stmts: Vec::with_capacity(expected / 6),
            patterns: Vec::new(),
            pattern_heights: Vec::new(),
            comments: Vec::new(),
            errors: Vec::new(),
            stray_exprs: Vec::new(),
            stray_stmts: Vec::new(),
            blocks: 0,
            specs: 0,
            python_2,
            python_2_signs: false,
            doubtful_handlers: false,
        }
    }

    /// Walks the tree under `root` and leaves its children's items in `items`.
    fn run(&mut self, root: Node<'_>, items: &mut Vec<Item>) {
        let mut cursor = root.walk();
        if !cursor.goto_first_child() {
            if root.is_error() {
                self.errors.push(span_of(root));
            }
            return;
        }
        let base = self.frames.len();
        let sound = !root.has_error();
        self.open(Kind::Module, span_of(root), items.len());
        loop {
            let node = cursor.node();
            let kind = self.kinds.of(node.kind_id());
            let span = span_of(node);
            let mut end = span.end;
            if kind == Kind::Comment {
                self.comments.push(Comment { span: self.trimmed_line(span) });
            } else if kind == Kind::LineContinuation {
                // White space.
            } else if kind.is_leaf() {
                self.leaf(kind, span, node, items);
            } else {
                self.open(kind, span, items.len());
                if cursor.goto_first_child() {
                    continue;
                }
                self.close(items);
            }
            // Looking for a sibling that is not there is dear. Behind a child that ends where its parent ends
            // only empty nodes can stand, and none of these matters but what is missing in broken code.
            while (sound && self.frames.last().is_some_and(|frame| frame.end == end)) || !cursor.goto_next_sibling() {
                if !cursor.goto_parent() || self.frames.len() == base + 1 {
                    self.frames.truncate(base);
                    return;
                }
                end = self.frames.last().map_or(end, |frame| frame.end);
                self.close(items);
            }
        }
    }

    /// A comment's span without the carriage return that the grammar counts to it.
    fn trimmed_line(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or_default();
        Span::new(span.start, span.start + text.trim_end_matches('\r').len() as u32)
    }

    fn leaf(&mut self, kind: Kind, span: Span, node: Node<'_>, items: &mut Vec<Item>) {
        if span.is_empty() && node.is_missing() {
            self.errors.push(span);
        }
        if kind == Kind::Identifier && self.holes.binary_search(&span).is_ok() {
            let val = Val::Expr(self.fragment(span));
            items.push(Item { kind: Kind::Call, start: span.start, end: span.end, val });
            return;
        }
        let val = match kind {
            Kind::PassStatement => Val::Stmt(self.stmt(span, StmtKind::Pass)),
            Kind::BreakStatement => Val::Stmt(self.stmt(span, StmtKind::Break)),
            Kind::ContinueStatement => Val::Stmt(self.stmt(span, StmtKind::Continue)),
            Kind::StringStart => {
                let raw = self.slice(span).contains(['r', 'R']);
                if let Some(frame) = self.frames.last_mut() {
                    frame.raw = raw;
                }
                Val::Leaf
            }
            _ => Val::Leaf,
        };
        items.push(Item { kind, start: span.start, end: span.end, val });
    }

    fn open(&mut self, kind: Kind, Span { start, end }: Span, base: usize) {
        let raw = kind != Kind::String && self.frames.last().is_some_and(|frame| frame.raw);
        self.blocks += usize::from(kind == Kind::Block);
        self.specs += usize::from(kind == Kind::FormatSpecifier);
        self.frames.push(Frame { kind, start, end, base, exprs: self.exprs.len(), raw });
    }

    /// Reduces the innermost open node.
    fn close(&mut self, items: &mut Vec<Item>) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if matches!(frame.kind, Kind::Type | Kind::AsPatternTarget) && items.len() == frame.base + 1 {
            // A mere wrapper: its child's item stands for it.
            if frame.kind == Kind::Type {
                self.cure_type_call(&frame, items);
            }
            return;
        }
        self.blocks -= usize::from(frame.kind == Kind::Block);
        self.specs -= usize::from(frame.kind == Kind::FormatSpecifier);
        // Comments left no items, so this is where the node's own text ends.
        // (A specification's text is no token.)
        let end = match items[frame.base..].last() {
            Some(last) if frame.kind != Kind::FormatSpecifier => last.end,
            _ => frame.end,
        };
        let start = frame.start;
        let val = self.reduce(&frame, end, items.drain(frame.base..));
        let kind = frame.kind;
        match val {
            Val::Nothing => {}
            Val::Stmt(id) => {
                items.push(Item { kind, start, end, val: Val::Stmt(id) });
                self.flush_strays(Span::new(start, end), items);
            }
            val => items.push(Item { kind, start, end, val }),
        }
    }

    fn reduce(&mut self, frame: &Frame, end: u32, kids: Kids<'_>) -> Val {
        let span = Span::new(frame.start, end);
        match frame.kind {
            Kind::Error => self.reduce_error(frame, kids),
            Kind::Block => self.block(kids),
            kind if is_statement(kind) => self.reduce_stmt(kind, span, kids),
            Kind::ElifClause | Kind::ElseClause | Kind::FinallyClause | Kind::ExceptClause | Kind::CaseClause => {
                self.reduce_clause(frame.kind, span, kids)
            }
            Kind::Decorator | Kind::Chevron | Kind::IfClause | Kind::AsPatternTarget => self.only_expr(span, kids),
            Kind::WithClause | Kind::WithItem => self.with_items(frame.kind, span, kids),
            Kind::AliasedImport | Kind::RelativeImport => self.reduce_import(frame.kind, kids),
            Kind::Parameters
            | Kind::LambdaParameters
            | Kind::TypedParameter
            | Kind::DefaultParameter
            | Kind::TypedDefaultParameter
            | Kind::DictionarySplatPattern => self.reduce_param(frame.kind, span, kids),
            Kind::TypeParameter
            | Kind::GenericType
            | Kind::SplatType
            | Kind::ConstrainedType
            | Kind::MemberType
            | Kind::UnionType => self.reduce_type(frame, span, kids),
            Kind::CasePattern
            | Kind::UnionPattern
            | Kind::DictPattern
            | Kind::KeywordPattern
            | Kind::SplatPattern
            | Kind::ClassPattern
            | Kind::ComplexPattern => self.reduce_pattern(frame.kind, span, kids),
            Kind::TuplePattern | Kind::ListPattern | Kind::AsPattern if self.in_case_pattern() => {
                self.reduce_pattern(frame.kind, span, kids)
            }
            Kind::String
            | Kind::ConcatenatedString
            | Kind::Interpolation
            | Kind::FormatExpression
            | Kind::FormatSpecifier => self.reduce_string(frame, span, kids),
            Kind::DottedName => {
                drop(kids);
                Val::Leaf
            }
            kind => self.reduce_expr(kind, span, kids),
        }
    }

    /// The kind of the node above the one being reduced.
    fn parent(&self) -> Kind {
        self.frames.last().map_or(Kind::Module, |frame| frame.kind)
    }

    fn in_case_pattern(&self) -> bool {
        matches!(
            self.parent(),
            Kind::CasePattern | Kind::UnionPattern | Kind::DictPattern | Kind::KeywordPattern | Kind::ClassPattern
        )
    }

    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Allocates an expression. One that would stand deeper than [`MAX_EXPR_DEPTH`] becomes a stray, and an
    /// empty `Error` takes its place.
    fn expr(&mut self, span: Span, kind: ExprKind) -> ExprId {
        let mut height = 0;
        visit::expr_children(&kind, &mut |child| {
            height = height.max(self.heights.get(child.index()).copied().unwrap_or(0));
        });
        let id = self.push_expr(span, kind, height + 1);
        if usize::from(height) < MAX_EXPR_DEPTH {
            return id;
        }
        self.errors.push(span);
        self.stray_exprs.push(id);
        self.push_expr(span, ExprKind::Error(Box::default()), 1)
    }

    fn push_expr(&mut self, span: Span, kind: ExprKind, height: u16) -> ExprId {
        let id = ExprId(self.exprs.len() as u32);
        self.exprs.push(Expr { span, kind });
        self.heights.push(height);
        id
    }

    /// Takes the newest expression back, if it is `id`: a rotation builds it anew.
    fn take_newest(&mut self, id: ExprId) -> Option<Expr> {
        if id.index() + 1 != self.exprs.len() {
            return None;
        }
        self.heights.pop();
        self.exprs.pop()
    }

    /// Takes back all expressions and comments that were understood inside `frame`, to lower its text anew.
    fn forget(&mut self, frame: &Frame) {
        self.exprs.truncate(frame.exprs);
        self.heights.truncate(frame.exprs);
        self.stray_exprs.retain(|id| id.index() < frame.exprs);
        let kept = self.comments.partition_point(|comment| comment.span.start < frame.start);
        self.comments.truncate(kept);
    }

    fn stmt(&mut self, span: Span, kind: StmtKind) -> StmtId {
        let kind = if self.blocks > MAX_BLOCK_DEPTH { self.flattened(span, kind) } else { kind };
        let id = StmtId(self.stmts.len() as u32);
        self.stmts.push(Stmt { span, kind });
        id
    }

    fn pattern(&mut self, span: Span, kind: PatternKind) -> PatternId {
        let mut height = 0;
        visit::pattern_children(&kind, &mut |child| {
            height = height.max(self.pattern_heights.get(child.index()).copied().unwrap_or(0));
        });
        let (kind, height) = if usize::from(height) < MAX_EXPR_DEPTH {
            (kind, height + 1)
        } else {
            self.errors.push(span);
            (PatternKind::Error, 1)
        };
        let id = PatternId(self.patterns.len() as u32);
        self.patterns.push(Pattern { span, kind });
        self.pattern_heights.push(height);
        id
    }
}

fn span_of(node: Node<'_>) -> Span {
    Span::new(node.start_byte() as u32, node.end_byte() as u32)
}

fn ident(item: &Item) -> Ident {
    Ident { span: Span::new(item.start, item.end) }
}

const fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ExpressionStatement
            | Kind::ReturnStatement
            | Kind::DeleteStatement
            | Kind::RaiseStatement
            | Kind::AssertStatement
            | Kind::GlobalStatement
            | Kind::NonlocalStatement
            | Kind::PrintStatement
            | Kind::ExecStatement
            | Kind::TypeAliasStatement
            | Kind::ImportStatement
            | Kind::ImportFromStatement
            | Kind::FutureImportStatement
            | Kind::IfStatement
            | Kind::ForStatement
            | Kind::WhileStatement
            | Kind::TryStatement
            | Kind::WithStatement
            | Kind::MatchStatement
            | Kind::FunctionDefinition
            | Kind::ClassDefinition
            | Kind::DecoratedDefinition
    )
}
