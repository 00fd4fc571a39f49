//! A parsed file: the arenas, the text, and what could not be understood.

use std::sync::Arc;

use crate::ast::{Block, Comment, Expr, ExprId, Pattern, PatternId, Stmt, StmtId};
use crate::{LineIndex, Position, Span};

/// One file, parsed. Parsing never fails: what is not Python becomes `Error` nodes and is counted in
/// [`errors`](Module::errors).
#[derive(Clone, Debug)]
pub struct Module {
    pub(crate) text: Arc<str>,
    pub(crate) lines: LineIndex,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) stmts: Vec<Stmt>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) body: Block,
    pub(crate) comments: Vec<Comment>,
    pub(crate) errors: Vec<Span>,
}

impl Module {
    /// The whole source text.
    #[inline]
    pub fn source(&self) -> &Arc<str> {
        &self.text
    }

    /// The text of `span`; empty if the span does not lie on character borders of this text.
    #[inline]
    pub fn text(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The expression behind `id`. Ids are only meaningful for the module that gave them.
    #[inline]
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// The statement behind `id`.
    #[inline]
    pub fn stmt(&self, id: StmtId) -> &Stmt {
        &self.stmts[id.index()]
    }

    /// The pattern behind `id`.
    #[inline]
    pub fn pattern(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.index()]
    }

    /// All expressions, children before parents.
    #[inline]
    pub fn exprs(&self) -> impl ExactSizeIterator<Item = (ExprId, &Expr)> + DoubleEndedIterator {
        self.exprs.iter().enumerate().map(|(at, expr)| (ExprId(at as u32), expr))
    }

    /// All statements, in arena order: a compound statement comes after the statements inside it.
    #[inline]
    pub fn stmts(&self) -> impl ExactSizeIterator<Item = (StmtId, &Stmt)> + DoubleEndedIterator {
        self.stmts.iter().enumerate().map(|(at, stmt)| (StmtId(at as u32), stmt))
    }

    /// The statements at the top level.
    #[inline]
    pub fn body(&self) -> &[StmtId] {
        &self.body
    }

    /// All comments in source order.
    #[inline]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The regions that could not be understood, in source order, not overlapping.
    #[inline]
    pub fn errors(&self) -> &[Span] {
        &self.errors
    }

    /// How many lines the regions of [`errors`](Self::errors) touch, each counted once.
    pub fn lines_lost(&self) -> u32 {
        let mut counted = 0;
        let mut lost = 0;
        for region in &self.errors {
            let end = if region.is_empty() { region.start } else { region.end - 1 };
            let first = self.lines.line(region.start).max(counted + 1);
            counted = self.lines.line(end).max(counted);
            lost += (counted + 1).saturating_sub(first);
        }
        lost
    }

    /// The line index of the text.
    #[inline]
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Line and column (1-based, Unicode characters) of byte `offset`.
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(offset, &self.text)
    }
}
