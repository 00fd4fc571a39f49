//! Loops: what runs once for every turn, and what it depends on.

use semantic::{BindingKind, FileModel, Node};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

/// How far up from a place its loop is looked for.
const MAX_STEPS: usize = 48;
/// How many statements of a loop are looked at for one place in it.
const MAX_STATEMENTS: usize = 200;
/// How many expressions of one place are looked at.
const MAX_PARTS: usize = 200;

/// A loop of the function that a place stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    /// All of it, the head included.
    pub(crate) span: Span,
    /// What it goes over; `None` for `while`.
    pub(crate) iter: Option<ExprId>,
    /// The statement, where it is none of a comprehension.
    pub(crate) stmt: Option<StmtId>,
}

/// The innermost loop that evaluates `e` in every turn; what runs in a lambda or in another function runs elsewhere.
pub(crate) fn around(file: &FileModel, e: ExprId) -> Option<Loop> {
    let tree = file.module();
    let mut at = e;
    for _ in 0..MAX_STEPS {
        match file.parent(at) {
            Node::Expr(parent) => {
                match &tree.expr(parent).kind {
                    ExprKind::Lambda { .. } => return None,
                    ExprKind::Comprehension { clauses, .. } => {
                        let first = clauses.first()?;
                        if first.iter != at {
                            return Some(Loop { span: tree.expr(parent).span, iter: Some(first.iter), stmt: None });
                        }
                    }
                    _ => {}
                }
                at = parent;
            }
            Node::Stmt(stmt) => {
                return match &tree.stmt(stmt).kind {
                    StmtKind::While { .. } => Some(Loop { span: tree.stmt(stmt).span, iter: None, stmt: Some(stmt) }),
                    StmtKind::Function(_) | StmtKind::Class(_) => None,
                    _ => around_statement(file, stmt),
                };
            }
            Node::Module | Node::Pattern(_) => return None,
        }
    }
    None
}

/// The innermost loop that runs the statement in every turn.
pub(crate) fn around_statement(file: &FileModel, stmt: StmtId) -> Option<Loop> {
    let tree = file.module();
    let mut at = stmt;
    for _ in 0..MAX_STEPS {
        let parent = file.stmt_parent(at)?;
        let start = tree.stmt(at).span.start;
        let is_in_body = |orelse: &[StmtId]| orelse.first().is_none_or(|&first| start < tree.stmt(first).span.start);
        let span = tree.stmt(parent).span;
        match &tree.stmt(parent).kind {
            StmtKind::Function(_) | StmtKind::Class(_) => return None,
            StmtKind::For { iter, orelse, .. } if is_in_body(orelse) => {
                return Some(Loop { span, iter: Some(*iter), stmt: Some(parent) });
            }
            StmtKind::While { orelse, .. } if is_in_body(orelse) => {
                return Some(Loop { span, iter: None, stmt: Some(parent) });
            }
            _ => {}
        }
        at = parent;
    }
    None
}

impl Loop {
    /// Whether the value of `e` depends on the turn: a name in it is given its value by the loop.
    pub(crate) fn decides(&self, file: &FileModel, e: ExprId) -> bool {
        let within = |span: Span| self.span.start <= span.start && span.end <= self.span.end;
        any_part(file, e, |part| {
            matches!(file.module().expr(part).kind, ExprKind::Name)
                && file.reaching(part).iter().any(|&binding| {
                    let binding = file.binding_info(binding);
                    within(binding.span) && !matches!(binding.kind, BindingKind::Builtin)
                })
        })
    }

    /// Whether it has few turns, as the code shows: it goes over a display, or a small constant range.
    pub(crate) fn is_short(&self, file: &FileModel) -> bool {
        const FEW: usize = 10;
        let Some(iter) = self.iter else { return false };
        let made = file.display(iter).unwrap_or(iter);
        match &file.module().expr(made).kind {
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items.len() <= FEW,
            ExprKind::Dict(entries) => entries.len() <= FEW,
            ExprKind::Call { func, args } if file.qualified_name(*func) == Some("builtins.range") => {
                args.iter().all(|arg| {
                    matches!(file.constant(arg.value()), Some(semantic::Const::Int(number)) if number.unsigned_abs() <= FEW as u128)
                })
            }
            _ => false,
        }
    }

    /// Whether a statement of the loop, at any depth, may satisfy `test`; of a very large loop that is taken for granted.
    pub(crate) fn may_hold(&self, file: &FileModel, test: impl Fn(StmtId) -> bool) -> bool {
        let Some(stmt) = self.stmt else { return false };
        let mut stack = vec![stmt];
        for _ in 0..MAX_STATEMENTS {
            let Some(at) = stack.pop() else { return false };
            if at != stmt && test(at) {
                return true;
            }
            file.module().stmt_children(at, &mut |child| stack.push(child));
        }
        true
    }
}

/// Whether `e` or a part of it satisfies `test`; of a very large expression its first parts are looked at.
pub(crate) fn any_part(file: &FileModel, e: ExprId, mut test: impl FnMut(ExprId) -> bool) -> bool {
    let mut stack = vec![e];
    for _ in 0..MAX_PARTS {
        let Some(at) = stack.pop() else { return false };
        if test(at) {
            return true;
        }
        file.module().children(at, &mut |child| stack.push(child));
    }
    false
}
