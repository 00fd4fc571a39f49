//! What the body of a `try` can fail by: by nothing at all, so that its `except` never runs, or by its own `raise` alone, so that
//! what is caught is what was raised.

use semantic::Const;
use syntax::ast::{Argument, CompareOp, ExprId, ExprKind, FPart, StmtId, StmtKind, UnaryOp};

use crate::run::engine::Engine;
use crate::state::env::Layer;

/// How a block may be left by an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fails {
    /// No statement in it can raise one.
    Never,
    /// Those that it raises itself, and no others.
    ByItself,
    /// Nothing is known.
    Perhaps,
}

/// Statements and expressions of a body that are looked at; longer ones may do anything.
const MAX_LOOKED_AT: usize = 64;

impl<'a> Engine<'a> {
    /// How a block that was just run may be left by an exception.
    pub(crate) fn fails(&self, block: &[StmtId]) -> Fails {
        let mut left = MAX_LOOKED_AT;
        self.block_fails(block, &mut left)
    }

    /// `int("x")`, which always raises.
    pub(crate) fn never_converts(&self, e: ExprId) -> bool {
        let ExprKind::Call { func, args } = self.kind(e) else { return false };
        let [Argument::Positional(text)] = **args else { return false };
        let is_word = |text: &str| text.contains(|c: char| c.is_ascii_alphabetic());
        matches!(self.file.constant(text), Some(Const::Str(text)) if is_word(&text))
            && self.file.qualified_names(*func).any(|name| name == "builtins.int")
    }

    /// Whether `with` goes on behind it where its body raised an exception: `contextlib.suppress(KeyError)`.
    pub(crate) fn suppresses(&self, context: ExprId) -> bool {
        let ExprKind::Call { func, .. } = self.kind(context) else { return false };
        self.file.qualified_names(*func).any(|name| name == "contextlib.suppress")
    }

    /// The body of such a `with`: what stands behind it is reached from its end, and from wherever it may have stopped.
    pub(crate) fn suppressed(&mut self, body: &'a [StmtId]) -> bool {
        self.env.push();
        self.env.begin_try();
        let live = self.block(body);
        let put = self.env.end_try();
        let tried = self.env.pop();
        let mut ends = Vec::new();
        if !live || self.fails(body) != Fails::Never {
            self.env.push();
            self.env.join(vec![tried.clone(), Layer::default()]);
            self.env.may_have_stopped(&put);
            ends.push(self.env.pop());
        }
        ends.extend(live.then_some(tried));
        self.merge_branches(ends)
    }

    fn block_fails(&self, block: &[StmtId], left: &mut usize) -> Fails {
        block.iter().map(|stmt| self.stmt_fails(*stmt, left)).max().unwrap_or(Fails::Never)
    }

    fn stmt_fails(&self, stmt: StmtId, left: &mut usize) -> Fails {
        let mut quiet = |e: ExprId| if self.is_quiet(e, left) { Fails::Never } else { Fails::Perhaps };
        match &self.file.module().stmt(stmt).kind {
            StmtKind::Pass => Fails::Never,
            StmtKind::Expr(value) => quiet(*value),
            StmtKind::Assign { targets, value }
                if targets.iter().all(|target| matches!(self.kind(*target), ExprKind::Name)) =>
            {
                quiet(*value)
            }
            StmtKind::Raise { exc: Some(exc), cause: None } => match self.kind(*exc) {
                ExprKind::Call { func, args } => {
                    let own = self.file.qualified_names(*func).any(|name| name.starts_with("builtins."));
                    let args = args.iter().map(|arg| quiet(arg.value())).max();
                    if own { args.unwrap_or(Fails::Never).max(Fails::ByItself) } else { Fails::Perhaps }
                }
                _ => Fails::Perhaps,
            },
            StmtKind::If { arms, orelse } => {
                let tests = arms.iter().map(|arm| quiet(arm.test)).max().unwrap_or(Fails::Never);
                let bodies = arms.iter().map(|arm| self.block_fails(&arm.body, left)).max().unwrap_or(Fails::Never);
                tests.max(bodies).max(self.block_fails(orelse, left))
            }
            _ => Fails::Perhaps,
        }
    }

    /// Whether evaluating an expression surely raises nothing: a constant that could be worked out, a name that has a value, and what is
    /// put together of such without asking their types.
    fn is_quiet(&self, e: ExprId, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        if self.file.constant(e).is_some() {
            return true;
        }
        match self.kind(e) {
            ExprKind::Name => self.env.value(self.text(e)).is_some(),
            ExprKind::FString(parts) => parts.iter().all(|part| match part {
                FPart::Literal { .. } => true,
                FPart::Interpolation { value, spec, .. } => spec.is_empty() && self.is_quiet(*value, left),
            }),
            ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().all(|item| self.is_quiet(*item, left)),
            ExprKind::BoolOp { values, .. } => values.iter().all(|value| self.is_quiet(*value, left)),
            ExprKind::Unary { op: UnaryOp::Not, operand } => self.is_quiet(*operand, left),
            ExprKind::Compare { left: first, rest } => {
                self.is_quiet(*first, left)
                    && rest.iter().all(|(op, right)| {
                        matches!(op, CompareOp::Eq | CompareOp::NotEq | CompareOp::Is | CompareOp::IsNot)
                            && self.is_quiet(*right, left)
                    })
            }
            _ => false,
        }
    }
}
