//! Operators, and where the grammar binds them otherwise than Python does.

use super::{Item, Kids, Lowering, Val};
use crate::Span;
use crate::ast::{BinaryOp, BoolOp, CompareOp, ExprId, ExprKind, UnaryOp};
use crate::kinds::Kind;

impl Lowering<'_> {
    /// The left operand of an operator, and whether a star floats over it.
    pub(super) fn left(&mut self, item: Option<Item>, at: u32) -> (ExprId, bool) {
        match item {
            Some(Item { val: Val::Star(inner), .. }) => (inner, true),
            item => (self.required(item, at), false),
        }
    }

    /// Builds an expression whose leftmost operand is `left`; a star over that one floats on.
    pub(super) fn build(&mut self, span: Span, left: (ExprId, bool), kind: ExprKind) -> Val {
        if left.1 {
            let start = self.exprs.get(left.0.index()).map_or(span.start, |expr| expr.span.start);
            Val::Star(self.expr(Span::new(start, span.end), kind))
        } else {
            Val::Expr(self.expr(span, kind))
        }
    }

    pub(super) fn binary(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let (mut left, mut op, mut right) = (None, None, None);
        for item in kids {
            match binary_op(item.kind) {
                Some(found) => op = Some(found),
                None if op.is_none() => self.put(&mut left, item),
                None => self.put(&mut right, item),
            }
        }
        let op = op.unwrap_or(BinaryOp::Add);
        let is_xor = |item: &Option<Item>| matches!(item, Some(Item { val: Val::Xor(_), .. }));
        let is_starred = matches!(left, Some(Item { val: Val::Star(_), .. }));
        if (op == BinaryOp::BitXor && !is_starred) || (op == BinaryOp::BitAnd && (is_xor(&left) || is_xor(&right))) {
            return self.bits(span, op, left, right);
        }
        let left = self.left(left, span.start);
        let right = self.required(right, span.end);
        self.build(span, left, ExprKind::Binary { left: left.0, op, right })
    }

    /// `a ^ b` and `a & b` where an operand is an unparenthesized `x ^ y`: `p ^ q & x ^ y` comes here as
    /// `(p ^ q) & (x ^ y)` and leaves as `p ^ (q & x) ^ y`.
    fn bits(&mut self, span: Span, op: BinaryOp, left: Option<Item>, right: Option<Item>) -> Val {
        let mut run = self.xor_operands(left, span.start);
        let mut rest = self.xor_operands(right, span.end).into_iter();
        if op == BinaryOp::BitAnd
            && let (Some((left, before)), Some((right, behind))) = (run.pop(), rest.next())
        {
            let span = Span::new(before.start, behind.end);
            run.push((self.expr(span, ExprKind::Binary { left, op, right }), span));
        }
        run.extend(rest);
        Val::Xor(run)
    }

    fn xor_operands(&mut self, item: Option<Item>, at: u32) -> Vec<(ExprId, Span)> {
        match item {
            Some(Item { val: Val::Xor(operands), .. }) => operands,
            item => {
                let span = item.as_ref().map_or(Span::new(at, at), |item| Span::new(item.start, item.end));
                vec![(self.required(item, at), span)]
            }
        }
    }

    /// The operators between the operands of a run.
    pub(super) fn xor(&mut self, operands: Vec<(ExprId, Span)>) -> Option<ExprId> {
        let mut operands = operands.into_iter();
        let (mut left, Span { start, .. }) = operands.next()?;
        for (right, Span { end, .. }) in operands {
            left = self.expr(Span::new(start, end), ExprKind::Binary { left, op: BinaryOp::BitXor, right });
        }
        Some(left)
    }

    pub(super) fn boolean(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let (mut left, mut op, mut right) = (None, None, None);
        for item in kids {
            match item.kind {
                Kind::And => op = Some(BoolOp::And),
                Kind::Or => op = Some(BoolOp::Or),
                _ if op.is_none() => self.put(&mut left, item),
                _ => self.put(&mut right, item),
            }
        }
        let op = op.unwrap_or(BoolOp::And);
        let right = self.required(right, span.end);
        match left {
            Some(Item { val: Val::Bool(mut run), .. }) if run.0 == op => {
                run.1.push(right);
                Val::Bool(run)
            }
            Some(Item { val: Val::Star(inner), .. }) => {
                self.build(span, (inner, true), ExprKind::BoolOp { op, values: [inner, right].into() })
            }
            left => {
                let left = self.required(left, span.start);
                Val::Bool(Box::new((op, vec![left, right])))
            }
        }
    }

    pub(super) fn comparison(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut left = None;
        let mut rest = Vec::with_capacity(1);
        let mut op = None;
        for item in kids {
            self.python_2_signs |= item.kind == Kind::NotEqualsOld;
            match (compare_op(item.kind), op) {
                (Some(found), _) => op = Some(found),
                (None, None) => self.put(&mut left, item),
                (None, Some(found)) => rest.push((found, self.required(Some(item), span.end))),
            }
        }
        let left = self.left(left, span.start);
        self.build(span, left, ExprKind::Compare { left: left.0, rest: rest.into() })
    }

    pub(super) fn unary(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let (mut op, mut operand) = (None, None);
        for item in kids {
            match item.kind {
                Kind::Minus => op = Some(UnaryOp::USub),
                Kind::Plus => op = Some(UnaryOp::UAdd),
                Kind::Tilde => op = Some(UnaryOp::Invert),
                Kind::Not => op = Some(UnaryOp::Not),
                _ => self.put(&mut operand, item),
            }
        }
        let operand = self.required(operand, span.end);
        Val::Expr(self.expr(span, ExprKind::Unary { op: op.unwrap_or(UnaryOp::Not), operand }))
    }

    pub(super) fn conditional(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut parts = kids.filter(|item| !matches!(item.kind, Kind::If | Kind::Other));
        let (body, test, orelse) = (parts.next(), parts.next(), parts.next());
        drop(parts);
        let left = self.left(body, span.start);
        let test = self.required(test, span.end);
        let orelse = self.required(orelse, span.end);
        self.build(span, left, ExprKind::Conditional { test, body: left.0, orelse })
    }

    /// The grammar reads `await a ** b` as `await (a ** b)`; Python binds `await` tighter.
    pub(super) fn awaiting(&mut self, span: Span, mut kids: Kids<'_>) -> Val {
        let operand = kids.next_back();
        drop(kids);
        let is_power = operand.as_ref().is_some_and(|item| item.kind == Kind::BinaryOperator);
        let operand = self.required(operand, span.end);
        if is_power && let Some(expr) = self.take_newest(operand) {
            let ExprKind::Binary { left, op, right } = expr.kind else {
                let operand = self.expr(expr.span, expr.kind);
                return Val::Expr(self.expr(span, ExprKind::Await(operand)));
            };
            let end = self.exprs.get(left.index()).map_or(span.end, |left| left.span.end);
            let left = self.expr(Span::new(span.start, end), ExprKind::Await(left));
            return Val::Expr(self.expr(span, ExprKind::Binary { left, op, right }));
        }
        Val::Expr(self.expr(span, ExprKind::Await(operand)))
    }
}

const fn binary_op(kind: Kind) -> Option<BinaryOp> {
    Some(match kind {
        Kind::Plus => BinaryOp::Add,
        Kind::Minus => BinaryOp::Sub,
        Kind::Star => BinaryOp::Mult,
        Kind::At => BinaryOp::MatMult,
        Kind::Slash => BinaryOp::Div,
        Kind::Percent => BinaryOp::Mod,
        Kind::DoubleSlash => BinaryOp::FloorDiv,
        Kind::DoubleStar => BinaryOp::Pow,
        Kind::Bar => BinaryOp::BitOr,
        Kind::Amp => BinaryOp::BitAnd,
        Kind::Caret => BinaryOp::BitXor,
        Kind::LeftShift => BinaryOp::LShift,
        Kind::RightShift => BinaryOp::RShift,
        _ => return None,
    })
}

/// The operator of `+=` and its like.
pub(super) const fn augmented_op(kind: Kind) -> Option<BinaryOp> {
    Some(match kind {
        Kind::PlusEquals => BinaryOp::Add,
        Kind::MinusEquals => BinaryOp::Sub,
        Kind::StarEquals => BinaryOp::Mult,
        Kind::AtEquals => BinaryOp::MatMult,
        Kind::SlashEquals => BinaryOp::Div,
        Kind::PercentEquals => BinaryOp::Mod,
        Kind::DoubleSlashEquals => BinaryOp::FloorDiv,
        Kind::DoubleStarEquals => BinaryOp::Pow,
        Kind::BarEquals => BinaryOp::BitOr,
        Kind::AmpEquals => BinaryOp::BitAnd,
        Kind::CaretEquals => BinaryOp::BitXor,
        Kind::LeftShiftEquals => BinaryOp::LShift,
        Kind::RightShiftEquals => BinaryOp::RShift,
        _ => return None,
    })
}

const fn compare_op(kind: Kind) -> Option<CompareOp> {
    Some(match kind {
        Kind::DoubleEquals => CompareOp::Eq,
        Kind::NotEquals | Kind::NotEqualsOld => CompareOp::NotEq,
        Kind::Less => CompareOp::Lt,
        Kind::LessEquals => CompareOp::LtE,
        Kind::Greater => CompareOp::Gt,
        Kind::GreaterEquals => CompareOp::GtE,
        Kind::Is => CompareOp::Is,
        Kind::IsNot => CompareOp::IsNot,
        Kind::In => CompareOp::In,
        Kind::NotIn => CompareOp::NotIn,
        _ => return None,
    })
}
