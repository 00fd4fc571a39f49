//! Who contains whom.

use syntax::Module;
use syntax::ast::{ExprId, ExprKind, PatternId, StmtId, StmtKind};

/// A place in the tree: what directly contains an expression or a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The file itself.
    Module,
    /// A statement.
    Stmt(StmtId),
    /// An expression.
    Expr(ExprId),
    /// A `match` pattern.
    Pattern(PatternId),
}

/// Side tables, indexed by the arenas' indices.
#[derive(Debug)]
pub(crate) struct Relations {
    pub(crate) expr_parent: Vec<Node>,
    pub(crate) expr_stmt: Vec<Option<StmtId>>,
    pub(crate) stmt_parent: Vec<Option<StmtId>>,
    /// The innermost `def` whose body holds the statement.
    pub(crate) stmt_function: Vec<Option<StmtId>>,
    /// The innermost `class` whose body holds the statement, with no `def` between.
    pub(crate) stmt_class: Vec<Option<StmtId>>,
    pub(crate) calls: Vec<ExprId>,
    pub(crate) functions: Vec<StmtId>,
    pub(crate) classes: Vec<StmtId>,
}

impl Relations {
    pub(crate) fn new(module: &Module) -> Self {
        let exprs = module.exprs().len();
        let stmts = module.stmts().len();
        let mut it = Self {
            expr_parent: vec![Node::Module; exprs],
            expr_stmt: vec![None; exprs],
            stmt_parent: vec![None; stmts],
            stmt_function: vec![None; stmts],
            stmt_class: vec![None; stmts],
            calls: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
        };
        it.statements(module);
        it.expressions(module);
        it.calls.sort_by_key(|&call| order(module.expr(call).span));
        it.functions.sort_by_key(|&function| order(module.stmt(function).span));
        it.classes.sort_by_key(|&class| order(module.stmt(class).span));
        it
    }

    /// Parents before children: the arenas hold children first, so they are walked backwards.
    fn statements(&mut self, module: &Module) {
        let mut patterns = Vec::new();
        for (id, stmt) in module.stmts().rev() {
            let (function, class) = match stmt.kind {
                StmtKind::Function(_) => {
                    self.functions.push(id);
                    (Some(id), None)
                }
                StmtKind::Class(_) => {
                    self.classes.push(id);
                    (self.stmt_function[id.index()], Some(id))
                }
                _ => (self.stmt_function[id.index()], self.stmt_class[id.index()]),
            };
            module.stmt_children(id, &mut |child| {
                self.stmt_parent[child.index()] = Some(id);
                self.stmt_function[child.index()] = function;
                self.stmt_class[child.index()] = class;
            });
            module.stmt_exprs(id, &mut |child| {
                self.expr_parent[child.index()] = Node::Stmt(id);
                self.expr_stmt[child.index()] = Some(id);
            });
            if let StmtKind::Match { cases, .. } = &stmt.kind {
                patterns.extend(cases.iter().map(|case| case.pattern));
                while let Some(pattern) = patterns.pop() {
                    module.pattern_exprs(pattern, &mut |child| {
                        self.expr_parent[child.index()] = Node::Pattern(pattern);
                        self.expr_stmt[child.index()] = Some(id);
                    });
                    module.pattern_children(pattern, &mut |child| patterns.push(child));
                }
            }
        }
    }

    fn expressions(&mut self, module: &Module) {
        for (id, expr) in module.exprs().rev() {
            let stmt = self.expr_stmt[id.index()];
            module.children(id, &mut |child| {
                self.expr_parent[child.index()] = Node::Expr(id);
                self.expr_stmt[child.index()] = stmt;
            });
            if matches!(expr.kind, ExprKind::Call { .. }) {
                self.calls.push(id);
            }
        }
    }
}

/// Source order; of two that start together the outer one comes first.
fn order(span: syntax::Span) -> (u32, std::cmp::Reverse<u32>) {
    (span.start, std::cmp::Reverse(span.end))
}
