//! What could not be parsed: the regions that count as lost, and what is still understood inside them.

use super::{Frame, Item, Kids, Lowering, Pending, Pieces, Val};
use crate::Span;
use crate::ast::{Argument, ExprId, ExprKind, FPart, StmtId, StmtKind};
use crate::kinds::Kind;
use crate::visit;

/// What is understood inside an `ERROR` node.
struct Fragments {
    exprs: Vec<ExprId>,
    body: Vec<StmtId>,
    /// Calls that are open, outermost first.
    calls: Vec<(Item, Vec<Argument>)>,
    /// What may turn out to be called.
    callee: Option<Item>,
    /// The kind of the last item.
    last: Kind,
}

impl Default for Fragments {
    fn default() -> Self {
        Self { exprs: Vec::new(), body: Vec::new(), calls: Vec::new(), callee: None, last: Kind::Other }
    }
}

impl Fragments {
    /// Adds an argument to the innermost open call, or its value to the rest.
    fn push(&mut self, arg: Argument) {
        match self.calls.last_mut() {
            Some(call) => call.1.push(arg),
            None => self.exprs.push(arg.value()),
        }
    }
}

impl Lowering<'_> {
    /// Lowers an `ERROR` node. Whole statements inside it are understood and do not count as lost.
    pub(super) fn reduce_error(&mut self, frame: &Frame, kids: Kids<'_>) -> Val {
        let span = Span::new(frame.start, frame.end);
        let mut pieces = Fragments::default();
        let mut lost: Option<Span> = None;
        if kids.len() == 0 {
            self.errors.push(span);
        }
        for item in kids {
            let understood = match &item.val {
                Val::Stmt(_) => true,
                Val::Stmts(stmts) => !stmts.is_empty(),
                _ => false,
            };
            if understood {
                self.errors.extend(lost.take());
            } else {
                let start = lost.map_or(item.start, |lost| lost.start);
                lost = Some(Span::new(start, item.end));
            }
            self.add_fragment(item, &mut pieces);
        }
        self.errors.extend(lost);
        // Recovery likes to skip from one line into the next: what it skipped last was called there, not what
        // stood before.
        let callee = match self.parent() {
            Kind::Call | Kind::Attribute if pieces.calls.is_empty() => pieces.callee.take(),
            _ => None,
        };
        let (mut exprs, mut body) = self.close_fragments(pieces, span.end);
        if let Some(callee) = callee {
            self.stray_exprs.append(&mut exprs);
            self.stray_stmts.append(&mut body);
            return Val::Expr(self.required(Some(callee), span.end));
        }
        match self.parent() {
            Kind::Module | Kind::Block | Kind::Error => {
                Val::Stmt(self.stmt(span, StmtKind::Error { exprs: exprs.into(), body: body.into() }))
            }
            Kind::ArgumentList
            | Kind::List
            | Kind::Set
            | Kind::Tuple
            | Kind::ExpressionList
            | Kind::ExpressionStatement
                if body.is_empty() =>
            {
                Val::Expr(self.expr(span, ExprKind::Error(exprs.into())))
            }
            _ => {
                self.stray_exprs.append(&mut exprs);
                self.stray_stmts.append(&mut body);
                Val::Nothing
            }
        }
    }

    /// Keeps one item of an `ERROR` node. A call that was cut off before it became one, `eval(x`, is a call.
    fn add_fragment(&mut self, item: Item, pieces: &mut Fragments) {
        let behind_definition = matches!(pieces.last, Kind::Def | Kind::Class);
        pieces.last = item.kind;
        match item.val {
            Val::Args(args) => match pieces.callee.take() {
                Some(callee) => {
                    let whole = Span::new(callee.start, item.end);
                    let func = self.required(Some(callee), whole.start);
                    let call = self.expr(whole, ExprKind::Call { func, args: args.into() });
                    pieces.callee =
                        Some(Item { kind: Kind::Call, start: whole.start, end: whole.end, val: Val::Expr(call) });
                }
                None => args.into_iter().for_each(|arg| pieces.push(arg)),
            },
            Val::Leaf if item.kind == Kind::ParenOpen => {
                pieces.calls.extend(pieces.callee.take().map(|callee| (callee, Vec::new())));
            }
            Val::Leaf if item.kind == Kind::Identifier && !behind_definition => {
                self.flush_callee(pieces);
                pieces.callee = Some(item);
            }
            Val::Leaf => self.flush_callee(pieces),
            Val::Expr(_) => {
                self.flush_callee(pieces);
                pieces.callee = Some(item);
            }
            Val::Arg(arg) => {
                self.flush_callee(pieces);
                pieces.push(arg);
            }
            _ => {
                self.flush_callee(pieces);
                let mut exprs = Vec::new();
                self.salvage(item, &mut exprs, &mut pieces.body);
                for id in exprs {
                    pieces.push(Argument::Positional(id));
                }
            }
        }
    }

    /// What might have been called and was not: an argument of an open call, or just an expression. A mere
    /// name outside of a call says nothing.
    fn flush_callee(&mut self, pieces: &mut Fragments) {
        let Some(callee) = pieces.callee.take() else { return };
        if matches!(callee.val, Val::Expr(_)) || !pieces.calls.is_empty() {
            let value = self.required(Some(callee), 0);
            pieces.push(Argument::Positional(value));
        }
    }

    /// Ends all open calls at byte `end`.
    fn close_fragments(&mut self, mut pieces: Fragments, end: u32) -> (Vec<ExprId>, Vec<StmtId>) {
        self.flush_callee(&mut pieces);
        while let Some((callee, args)) = pieces.calls.pop() {
            let whole = Span::new(callee.start, end);
            let func = self.required(Some(callee), whole.start);
            let call = self.expr(whole, ExprKind::Call { func, args: args.into() });
            pieces.push(Argument::Positional(call));
        }
        (pieces.exprs, pieces.body)
    }

    /// Keeps what is understood in an item that has no place.
    pub(super) fn salvage(&mut self, item: Item, exprs: &mut Vec<ExprId>, body: &mut Vec<StmtId>) {
        match item.val {
            Val::Expr(id) | Val::Star(id) | Val::DoubleStar(id) => exprs.push(id),
            Val::Bool(run) => exprs.extend(run.1),
            Val::Xor(operands) => exprs.extend(operands.iter().map(|operand| operand.0)),
            Val::Caught(value, _) => exprs.push(value),
            Val::Stmt(id) => body.push(id),
            Val::Stmts(mut stmts) => body.append(&mut stmts),
            Val::Cases(cases) => cases.into_iter().for_each(|case| {
                exprs.extend(case.guard);
                body.extend(case.body);
            }),
            Val::Case(case) => {
                exprs.extend(case.guard);
                body.extend(case.body);
            }
            Val::Args(args) => exprs.extend(args.iter().map(Argument::value)),
            Val::Arg(arg) => exprs.push(arg.value()),
            Val::Params(params) => {
                exprs.extend(params.iter().flat_map(|param| param.annotation.into_iter().chain(param.default)));
            }
            Val::Param(param) => exprs.extend(param.annotation.into_iter().chain(param.default)),
            Val::Clause(clause) => {
                exprs.extend([clause.target, clause.iter]);
                exprs.extend(clause.conditions);
            }
            Val::Pair(key, value) | Val::As(key, value) => exprs.extend([key, value]),
            Val::WithItems(items) => {
                exprs.extend(items.iter().flat_map(|item| [Some(item.context), item.target]).flatten());
            }
            Val::Handler(handler) => {
                exprs.extend(handler.0.types);
                body.extend(handler.0.body);
            }
            Val::Arm(test, mut stmts) => {
                exprs.push(test);
                body.append(&mut stmts);
            }
            Val::Pending(pending) => match *pending {
                Pending::Assign { targets, value } => {
                    exprs.extend(targets);
                    exprs.push(value);
                }
                Pending::Aug { target, value, .. } => exprs.extend([target, value]),
                Pending::Ann { target, annotation, value } => {
                    exprs.extend([target, annotation]);
                    exprs.extend(value);
                }
            },
            Val::Generic(_) | Val::Constrained(_) | Val::Splat(_) => {
                exprs.extend(self.as_expr(item));
            }
            Val::Types(items) => {
                for item in items {
                    if !matches!(item.val, Val::Types(_)) {
                        self.salvage(item, exprs, body);
                    }
                }
            }
            Val::Pieces(pieces) => {
                if let Pieces::Other(id) = *pieces {
                    exprs.push(id);
                } else {
                    let span = Span::new(item.start, item.end);
                    let kind = Self::joined(vec![*pieces]);
                    exprs.push(self.expr(span, kind));
                }
            }
            Val::Part(part) => exprs.extend(interpolated(&[*part])),
            Val::Spec(parts) => exprs.extend(interpolated(&parts)),
            Val::Leaf
            | Val::Nothing
            | Val::Pattern(_)
            | Val::KeywordPattern(..)
            | Val::StarPattern(_)
            | Val::ParamStar { .. }
            | Val::Alias(_)
            | Val::Relative { .. } => {}
        }
    }

    /// Keeps an item that has no place in its parent as a stray.
    pub(super) fn stray(&mut self, item: Item) {
        let (mut exprs, mut stmts) = (Vec::new(), Vec::new());
        self.salvage(item, &mut exprs, &mut stmts);
        self.stray_exprs.append(&mut exprs);
        self.stray_stmts.append(&mut stmts);
    }

    /// An `Error` statement with the strays of the statement that has just been built, once that statement
    /// stands where another one may follow it.
    pub(super) fn flush_strays(&mut self, span: Span, items: &mut Vec<Item>) {
        let has_place = matches!(self.parent(), Kind::Module | Kind::Block | Kind::Error);
        if !has_place || (self.stray_exprs.is_empty() && self.stray_stmts.is_empty()) || self.is_too_deep() {
            return;
        }
        let id = self.stray_statement(span);
        items.push(Item { kind: Kind::Error, start: span.start, end: span.end, val: Val::Stmt(id) });
    }

    /// The `Error` statement that holds all strays so far.
    pub(super) fn stray_statement(&mut self, span: Span) -> StmtId {
        let exprs = std::mem::take(&mut self.stray_exprs).into();
        let body = std::mem::take(&mut self.stray_stmts).into();
        self.stmt(span, StmtKind::Error { exprs, body })
    }

    /// A statement below the depth limit: one that has blocks gives them away as strays, which end at the
    /// deepest statement that may have children.
    pub(super) fn flattened(&mut self, span: Span, kind: StmtKind) -> StmtKind {
        let before = self.stray_stmts.len();
        visit::stmt_blocks(&kind, &mut |block| {
            self.stray_stmts.extend_from_slice(block);
        });
        if self.stray_stmts.len() == before {
            return kind;
        }
        self.errors.push(span);
        let mut exprs = Vec::new();
        header_exprs(&kind, &mut exprs);
        StmtKind::Error { exprs: exprs.into(), body: Box::default() }
    }
}

/// The expressions of a compound statement, its patterns' left out.
fn header_exprs(kind: &StmtKind, exprs: &mut Vec<ExprId>) {
    match kind {
        StmtKind::Function(function) => {
            exprs.extend(&function.decorators);
            exprs.extend(
                function.params.params.iter().flat_map(|param| param.annotation.into_iter().chain(param.default)),
            );
            exprs.extend(function.returns);
        }
        StmtKind::Class(class) => {
            exprs.extend(&class.decorators);
            exprs.extend(class.args.iter().map(Argument::value));
        }
        StmtKind::For { target, iter, .. } => exprs.extend([target, iter]),
        StmtKind::While { test, .. } => exprs.push(*test),
        StmtKind::If { arms, .. } => exprs.extend(arms.iter().map(|arm| arm.test)),
        StmtKind::With { items, .. } => {
            exprs.extend(items.iter().flat_map(|item| [Some(item.context), item.target]).flatten());
        }
        StmtKind::Match { subject, cases } => {
            exprs.push(*subject);
            exprs.extend(cases.iter().filter_map(|case| case.guard));
        }
        StmtKind::Try { handlers, .. } => {
            exprs.extend(handlers.iter().filter_map(|handler| handler.types));
        }
        StmtKind::Error { exprs: inner, .. } => exprs.extend(inner),
        _ => {}
    }
}

fn interpolated(parts: &[FPart]) -> Vec<ExprId> {
    parts
        .iter()
        .filter_map(|part| match part {
            FPart::Interpolation { value, .. } => Some(*value),
            FPart::Literal { .. } => None,
        })
        .collect()
}

/// Sorts regions and joins those that overlap or touch.
pub(super) fn merge(mut regions: Vec<Span>) -> Vec<Span> {
    regions.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(regions.len());
    for region in regions {
        match merged.last_mut() {
            Some(last) if region.start <= last.end => last.end = last.end.max(region.end),
            _ => merged.push(region),
        }
    }
    merged
}
