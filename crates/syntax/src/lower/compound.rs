//! Compound statements and their clauses.

use super::{Item, Kids, Lowering, Val, ident};
use crate::Span;
use crate::ast::{
    Block, Class, ExprId, ExprKind, Function, Handler, Ident, IfArm, MatchCase, Params, StmtKind, TypeParam, WithItem,
};
use crate::kinds::Kind;

impl Lowering<'_> {
    pub(super) fn if_statement(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let mut test = None;
        let mut body = Block::default();
        let mut rest = Vec::new();
        let mut orelse = Block::default();
        for item in kids {
            match item.val {
                Val::Arm(test, body) => rest.push(IfArm { test, body: body.into() }),
                Val::Stmts(stmts) if item.kind == Kind::ElseClause => orelse = stmts.into(),
                Val::Stmts(stmts) => body = stmts.into(),
                Val::Leaf if item.kind.is_token() || item.kind == Kind::Other => {}
                _ => self.put(&mut test, item),
            }
        }
        let test = self.required(test, span.start);
        let arms = std::iter::once(IfArm { test, body }).chain(rest).collect();
        StmtKind::If { arms, orelse }
    }

    /// `elif`, `else`, `except`, `finally` and `case`.
    pub(super) fn reduce_clause(&mut self, kind: Kind, span: Span, kids: Kids<'_>) -> Val {
        match kind {
            Kind::ExceptClause => return self.handler(span, kids),
            Kind::CaseClause => return self.case(span, kids),
            _ => {}
        }
        let (mut test, mut body) = (None, Vec::new());
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => body = stmts,
                Val::Leaf if item.kind.is_token() || item.kind == Kind::Other => {}
                _ => self.put(&mut test, item),
            }
        }
        if kind == Kind::ElifClause { Val::Arm(self.required(test, span.start), body) } else { Val::Stmts(body) }
    }

    pub(super) fn for_statement(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let (mut is_async, mut behind_in) = (false, false);
        let (mut target, mut iter) = (None, None);
        let (mut body, mut orelse) = (Block::default(), Block::default());
        for item in kids {
            match item.val {
                Val::Stmts(stmts) if item.kind == Kind::ElseClause => orelse = stmts.into(),
                Val::Stmts(stmts) => body = stmts.into(),
                _ => match item.kind {
                    Kind::Async => is_async = true,
                    Kind::In => behind_in = true,
                    Kind::For | Kind::Colon => {}
                    _ if behind_in => self.put(&mut iter, item),
                    _ => self.put(&mut target, item),
                },
            }
        }
        let target = self.required(target, span.start);
        let iter = self.required(iter, span.start);
        StmtKind::For { target, iter, body, orelse, is_async }
    }

    pub(super) fn while_statement(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let mut test = None;
        let (mut body, mut orelse) = (Block::default(), Block::default());
        for item in kids {
            match item.val {
                Val::Stmts(stmts) if item.kind == Kind::ElseClause => orelse = stmts.into(),
                Val::Stmts(stmts) => body = stmts.into(),
                Val::Leaf if item.kind.is_token() || item.kind == Kind::Other => {}
                _ => self.put(&mut test, item),
            }
        }
        StmtKind::While { test: self.required(test, span.start), body, orelse }
    }

    pub(super) fn try_statement(&mut self, kids: Kids<'_>) -> StmtKind {
        let (mut body, mut orelse, mut finally) = (Block::default(), Block::default(), Block::default());
        let mut handlers = Vec::new();
        let mut is_star = false;
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => match item.kind {
                    Kind::ElseClause => orelse = stmts.into(),
                    Kind::FinallyClause => finally = stmts.into(),
                    _ => body = stmts.into(),
                },
                Val::Handler(handler) => {
                    is_star |= handler.1;
                    handlers.push(handler.0);
                }
                Val::Leaf => {}
                _ => self.stray(item),
            }
        }
        StmtKind::Try { body, handlers: handlers.into(), orelse, finally, is_star }
    }

    fn handler(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut is_star = false;
        let mut name = None;
        let mut behind_as = false;
        let mut types = Vec::new();
        let mut body = Block::default();
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => body = stmts.into(),
                Val::Caught(value, caught) => {
                    types.push(Item { kind: Kind::Other, start: item.start, end: item.end, val: Val::Expr(value) });
                    name = Some(caught);
                }
                Val::Leaf if item.kind == Kind::Star => is_star = true,
                Val::Leaf if item.kind == Kind::As => behind_as = true,
                Val::Leaf if (item.kind.is_token() && item.kind != Kind::Comma) || item.kind == Kind::Other => {}
                _ if behind_as => name = Some(ident(&item)),
                _ => types.push(item),
            }
        }
        let types = self.handler_types(types, &mut name);
        Val::Handler(Box::new((Handler { types, name, body, span }, is_star)))
    }

    /// `except A, b:` is a tuple of types (PEP 758), and was `except A as b:` in Python 2. It is taken for the
    /// latter only if something in the file is Python 2's alone, such as a `print` statement, or a tuple in
    /// parentheses before the comma. Else the handler catches both and binds no name: that claims nothing wrong
    /// about what is caught, and a name that is not bound is merely unknown.
    fn handler_types(&mut self, mut types: Vec<Item>, name: &mut Option<Ident>) -> Option<ExprId> {
        if let [first, comma, last] = types.as_slice()
            && comma.kind == Kind::Comma
            && last.kind == Kind::Identifier
            && name.is_none()
            && first.start < last.start
        {
            self.doubtful_handlers = true;
            self.python_2_signs |= first.kind == Kind::Tuple;
            if self.python_2 {
                *name = Some(ident(last));
                types.truncate(1);
            }
        }
        let (first, last) = (types.first()?.start, types.last()?.end);
        let is_tuple = types.len() > 1;
        let elements: Vec<ExprId> = types.into_iter().filter_map(|item| self.as_expr(item)).collect();
        match elements.as_slice() {
            [single] if !is_tuple => Some(*single),
            _ => Some(self.expr(Span::new(first, last), ExprKind::Tuple(elements.into()))),
        }
    }

    /// The items of a `with` header. `with (a, b):` has two items, though the grammar sees a tuple.
    pub(super) fn with_items(&mut self, kind: Kind, span: Span, kids: Kids<'_>) -> Val {
        if kind == Kind::WithItem {
            let mut kids = kids.filter(|item| !matches!(item.val, Val::Leaf) || !item.kind.is_token());
            let Some(item) = kids.next() else {
                return Val::Nothing;
            };
            drop(kids);
            let is_tuple = item.kind == Kind::Tuple;
            return match item.val {
                Val::WithItems(items) => Val::WithItems(items),
                Val::As(context, target) => Val::WithItems(vec![WithItem { context, target: Some(target) }]),
                _ => match self.as_expr(item) {
                    Some(context) if is_tuple => Val::Pair(context, context),
                    context => {
                        Val::WithItems(context.map(|context| WithItem { context, target: None }).into_iter().collect())
                    }
                },
            };
        }
        let mut items = Vec::new();
        let single = kids.len() == 1;
        for item in kids {
            match item.val {
                Val::WithItems(mut found) => items.append(&mut found),
                Val::Pair(tuple, _) if single => items.extend(self.untupled(tuple)),
                Val::Pair(tuple, _) => items.push(WithItem { context: tuple, target: None }),
                Val::Leaf => {}
                _ => self.stray(item),
            }
        }
        // A starred element stands in a tuple; the grammar took the parentheses for the header's own.
        let is_starred = |item: &WithItem| {
            let context = self.exprs.get(item.context.index()).map(|expr| &expr.kind);
            item.target.is_none() && matches!(context, Some(ExprKind::Starred(_)))
        };
        if items.iter().any(is_starred) {
            let elements = items.iter().map(|item| item.context).collect();
            let context = self.expr(span, ExprKind::Tuple(elements));
            items = vec![WithItem { context, target: None }];
        }
        Val::WithItems(items)
    }

    /// The elements of a parenthesized tuple as `with` items, unless one is starred or there is none.
    fn untupled(&mut self, tuple: ExprId) -> Vec<WithItem> {
        let item = |context| WithItem { context, target: None };
        let Some(expr) = self.take_newest(tuple) else {
            return vec![item(tuple)];
        };
        match expr.kind {
            ExprKind::Tuple(elements)
                if !elements.is_empty()
                    && !elements.iter().any(|id| {
                        matches!(self.exprs.get(id.index()).map(|expr| &expr.kind), Some(ExprKind::Starred(_)))
                    }) =>
            {
                elements.iter().copied().map(item).collect()
            }
            kind => vec![item(self.expr(expr.span, kind))],
        }
    }

    pub(super) fn with_statement(&mut self, kids: Kids<'_>) -> StmtKind {
        let (mut is_async, mut items, mut body) = (false, Vec::new(), Block::default());
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => body = stmts.into(),
                Val::WithItems(found) => items = found,
                Val::Leaf => is_async |= item.kind == Kind::Async,
                _ => self.stray(item),
            }
        }
        StmtKind::With { items: items.into(), body, is_async }
    }

    pub(super) fn match_statement(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let mut subject = Vec::new();
        let mut cases = Vec::new();
        for item in kids {
            match item.val {
                Val::Cases(found) => cases = found,
                Val::Stmts(mut stmts) => self.stray_stmts.append(&mut stmts),
                Val::Leaf if item.kind == Kind::Colon => {}
                _ => subject.push(item),
            }
        }
        StmtKind::Match { subject: self.index(subject, span.start), cases: cases.into() }
    }

    fn case(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut patterns = Vec::new();
        let mut guard = None;
        let mut body = Block::default();
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => body = stmts.into(),
                Val::Expr(test) if item.kind == Kind::IfClause => guard = Some(test),
                Val::Leaf if item.kind == Kind::Colon || item.kind == Kind::Other => {}
                _ => patterns.push(item),
            }
        }
        let pattern = self.case_pattern(patterns, span.start);
        Val::Case(Box::new(MatchCase { pattern, guard, body }))
    }

    pub(super) fn function(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let mut function = Function {
            name: Ident { span: Span::new(span.start, span.start) },
            decorators: Box::default(),
            type_params: Box::default(),
            params: Params::default(),
            returns: None,
            body: Block::default(),
            is_async: false,
        };
        let mut behind_arrow = false;
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => function.body = stmts.into(),
                Val::Params(params) => function.params = Params { params: params.into() },
                Val::Types(types) => function.type_params = self.type_params(types),
                Val::Leaf if item.kind == Kind::Async => function.is_async = true,
                Val::Leaf if item.kind == Kind::Arrow => behind_arrow = true,
                _ if behind_arrow => function.returns = self.as_expr(item).or(function.returns),
                Val::Leaf if item.kind == Kind::Identifier => function.name = ident(&item),
                Val::Leaf => {}
                _ => self.stray(item),
            }
        }
        StmtKind::Function(Box::new(function))
    }

    pub(super) fn class(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let mut name = Ident { span: Span::new(span.start, span.start) };
        let mut type_params: Box<[TypeParam]> = Box::default();
        let (mut args, mut body) = (Vec::new(), Block::default());
        for item in kids {
            match item.val {
                Val::Stmts(stmts) => body = stmts.into(),
                Val::Args(found) => args = found,
                Val::Types(types) => type_params = self.type_params(types),
                Val::Leaf if item.kind == Kind::Identifier => name = ident(&item),
                Val::Leaf => {}
                _ => self.stray(item),
            }
        }
        StmtKind::Class(Box::new(Class { name, decorators: Box::default(), type_params, args: args.into(), body }))
    }

    pub(super) fn decorated(&mut self, kids: Kids<'_>) -> Val {
        let mut found = Vec::new();
        let mut definition = None;
        for item in kids {
            match item.val {
                Val::Stmt(id) => definition = Some(id),
                _ => found.extend(self.as_expr(item)),
            }
        }
        let Some(id) = definition else {
            self.stray_exprs.append(&mut found);
            return Val::Nothing;
        };
        match self.stmts.get_mut(id.index()).map(|stmt| &mut stmt.kind) {
            Some(StmtKind::Function(function)) => function.decorators = found.into(),
            Some(StmtKind::Class(class)) => class.decorators = found.into(),
            _ => self.stray_exprs.append(&mut found),
        }
        Val::Stmt(id)
    }
}
