//! Expressions.

use super::{Item, Kids, Lowering, Val, ident};
use crate::Span;
use crate::ast::{Argument, Clause, ComprehensionKind, ExprId, ExprKind, Ident, Params, WithItem};
use crate::kinds::Kind;

impl Lowering<'_> {
    /// The expression that an item is; `None` for tokens. What is neither is kept as a stray.
    pub(super) fn as_expr(&mut self, item: Item) -> Option<ExprId> {
        let span = Span::new(item.start, item.end);
        let kind = match item.val {
            Val::Expr(id) => return Some(id),
            Val::Leaf => self.leaf_expr(item.kind, span)?,
            Val::Star(inner) => ExprKind::Starred(inner),
            Val::Bool(run) => ExprKind::BoolOp { op: run.0, values: run.1.into() },
            Val::As(value, target) | Val::Pair(value, target) => ExprKind::Error([value, target].into()),
            Val::DoubleStar(inner) => ExprKind::Error([inner].into()),
            Val::Generic(generic) => {
                let (name, types) = *generic;
                let value = self.required(Some(name), span.start);
                let index = self.index(types, span.end);
                ExprKind::Subscript { value, index }
            }
            Val::Constrained(parts) => self.constrained(parts),
            Val::Splat(name) => ExprKind::Starred(self.expr(name.span, ExprKind::Name)),
            Val::Xor(operands) => return self.xor(operands),
            Val::Nothing => return None,
            _ => {
                self.stray(item);
                return None;
            }
        };
        Some(self.expr(span, kind))
    }

    fn leaf_expr(&mut self, kind: Kind, span: Span) -> Option<ExprKind> {
        if span.is_empty() {
            return (!kind.is_token() && kind != Kind::Other).then(|| ExprKind::Error(Box::default()));
        }
        let imaginary = || self.slice(span).ends_with(['j', 'J']);
        Some(match kind {
            Kind::Identifier | Kind::DottedName | Kind::Underscore => ExprKind::Name,
            Kind::Integer | Kind::Float if imaginary() => ExprKind::Complex,
            Kind::Integer => {
                self.python_2_signs |= is_python_2_integer(self.slice(span));
                ExprKind::Int
            }
            Kind::Float => ExprKind::Float,
            Kind::True => ExprKind::True,
            Kind::False => ExprKind::False,
            Kind::None => ExprKind::None,
            Kind::Ellipsis => ExprKind::Ellipsis,
            _ => return None,
        })
    }

    /// The expression of an item that the grammar promises; an empty `Error` at byte `at` if it is not there.
    pub(super) fn required(&mut self, item: Option<Item>, at: u32) -> ExprId {
        match item.and_then(|item| self.as_expr(item)) {
            Some(id) => id,
            None => self.expr(Span::new(at, at), ExprKind::Error(Box::default())),
        }
    }

    /// Stores `item`, keeping one that was there before as a stray.
    pub(super) fn put(&mut self, slot: &mut Option<Item>, item: Item) {
        if let Some(old) = slot.replace(item) {
            self.stray(old);
        }
    }

    /// All expressions among the items.
    pub(super) fn all(&mut self, kids: Kids<'_>) -> Vec<ExprId> {
        let is_expr = |item: &&Item| !item.kind.is_token() && item.kind != Kind::Other;
        let mut found = Vec::with_capacity(kids.as_slice().iter().filter(is_expr).count());
        found.extend(kids.filter_map(|item| self.as_expr(item)));
        found
    }

    /// The one expression among the items.
    pub(super) fn only_expr(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut found = None;
        for item in kids {
            if !item.kind.is_token() && item.kind != Kind::Other {
                self.put(&mut found, item);
            }
        }
        Val::Expr(self.required(found, span.end))
    }

    pub(super) fn reduce_expr(&mut self, kind: Kind, span: Span, mut kids: Kids<'_>) -> Val {
        match kind {
            Kind::Attribute => self.attribute(span, kids),
            Kind::Call => self.call(span, kids),
            Kind::ArgumentList => Val::Args(self.arguments(kids)),
            Kind::KeywordArgument => self.keyword_argument(span, kids),
            Kind::BinaryOperator => self.binary(span, kids),
            Kind::BooleanOperator => self.boolean(span, kids),
            Kind::ComparisonOperator => self.comparison(span, kids),
            Kind::UnaryOperator | Kind::NotOperator => self.unary(span, kids),
            Kind::ConditionalExpression => self.conditional(span, kids),
            Kind::NamedExpression => {
                let target = kids.next();
                let target = self.required(target, span.start);
                let value = self.required(kids.next_back(), span.end);
                Val::Expr(self.expr(span, ExprKind::Named { target, value }))
            }
            Kind::Lambda => self.lambda(span, kids),
            Kind::Await => self.awaiting(span, kids),
            Kind::Yield => self.yielding(span, kids),
            Kind::Subscript => self.subscript(span, kids),
            Kind::Slice => self.slice_expr(span, kids),
            Kind::List | Kind::ListPattern => {
                let elements = self.all(kids).into();
                Val::Expr(self.expr(span, ExprKind::List(elements)))
            }
            Kind::Set => {
                let elements = self.all(kids).into();
                Val::Expr(self.expr(span, ExprKind::Set(elements)))
            }
            Kind::Tuple | Kind::TuplePattern => self.tuple(span, kids),
            Kind::ExpressionList | Kind::PatternList => {
                let elements = self.all(kids).into();
                Val::Expr(self.expr(span, ExprKind::Tuple(elements)))
            }
            Kind::Dictionary => self.dictionary(span, kids),
            Kind::Pair => {
                let key = kids.next();
                let key = self.required(key, span.start);
                Val::Pair(key, self.required(kids.next_back(), span.end))
            }
            Kind::ListComprehension
            | Kind::SetComprehension
            | Kind::GeneratorExpression
            | Kind::DictionaryComprehension => self.comprehension(kind, span, kids),
            Kind::ForInClause => self.clause(span, kids),
            Kind::ParenthesizedExpression => self.parenthesized(span, kids),
            Kind::ListSplatPattern if self.parent_takes_params() => {
                let name = kids.next_back().map_or(Ident { span }, |item| ident(&item));
                Val::ParamStar { name, double: false }
            }
            Kind::ListSplat | Kind::ListSplatPattern => Val::Star(self.required(kids.next_back(), span.end)),
            Kind::DictionarySplat => Val::DoubleStar(self.required(kids.next_back(), span.end)),
            Kind::ParenthesizedListSplat => self.only_expr(span, kids),
            Kind::AsPattern => {
                let value = kids.next();
                let value = self.required(value, span.start);
                match kids.next_back() {
                    Some(name) if name.kind == Kind::Identifier && self.parent() == Kind::ExceptClause => {
                        Val::Caught(value, ident(&name))
                    }
                    target => Val::As(value, self.required(target, span.end)),
                }
            }
            Kind::Assignment | Kind::AugmentedAssignment => self.assignment(kind, span, kids),
            _ => {
                for item in kids {
                    self.stray(item);
                }
                Val::Nothing
            }
        }
    }

    fn attribute(&mut self, span: Span, mut kids: Kids<'_>) -> Val {
        let value = self.operand(&mut kids);
        let attr = kids.next_back().map_or(Ident { span: Span::new(span.end, span.end) }, |item| ident(&item));
        drop(kids);
        let span = Span::new(value.as_ref().map_or(span.start, |value| value.start), span.end);
        let left = self.left(value, span.start);
        self.build(span, left, ExprKind::Attribute { value: left.0, attr })
    }

    /// What is called or whose attribute is taken: the first item, or the end of an `ERROR` behind it.
    fn operand(&mut self, kids: &mut Kids<'_>) -> Option<Item> {
        let mut operand = kids.next()?;
        while kids.as_slice().first().is_some_and(|next| next.kind == Kind::Error) {
            if let Some(item) = kids.next() {
                let start = match item.val {
                    Val::Expr(id) => self.span(id).start,
                    _ => item.start,
                };
                self.stray(std::mem::replace(&mut operand, Item { start, ..item }));
            }
        }
        Some(operand)
    }

    fn call(&mut self, span: Span, mut kids: Kids<'_>) -> Val {
        let func = self.operand(&mut kids);
        let args = kids.next_back();
        drop(kids);
        let span = Span::new(func.as_ref().map_or(span.start, |func| func.start), span.end);
        let left = self.left(func, span.start);
        let args = match args {
            Some(Item { val: Val::Args(args), .. }) => args,
            args => args.and_then(|item| self.as_expr(item)).map(Argument::Positional).into_iter().collect(),
        };
        self.build(span, left, ExprKind::Call { func: left.0, args: args.into() })
    }

    fn arguments(&mut self, kids: Kids<'_>) -> Vec<Argument> {
        // As many as there are without a comma at the end, so that the slice made of them needs no new memory.
        let mut args = Vec::with_capacity(kids.len().saturating_sub(1) / 2);
        for item in kids {
            let arg = match item.val {
                Val::Arg(arg) => Some(arg),
                Val::Star(value) => Some(Argument::Star(value)),
                Val::DoubleStar(value) => Some(Argument::DoubleStar(value)),
                _ => self.as_expr(item).map(Argument::Positional),
            };
            args.extend(arg);
        }
        args
    }

    fn keyword_argument(&mut self, span: Span, mut kids: Kids<'_>) -> Val {
        let name = kids.next().map_or(Ident { span: Span::new(span.start, span.start) }, |item| ident(&item));
        let value = kids.next_back();
        drop(kids);
        Val::Arg(Argument::Keyword { name, value: self.required(value, span.end) })
    }

    fn span(&self, id: ExprId) -> Span {
        self.exprs.get(id.index()).map(|expr| expr.span).unwrap_or_default()
    }

    fn lambda(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut params = Params::default();
        let mut body = None;
        for item in kids {
            match item.val {
                Val::Params(found) => params = Params { params: found.into() },
                Val::Leaf if item.kind == Kind::Colon || item.kind == Kind::Other => {}
                _ => self.put(&mut body, item),
            }
        }
        let body = self.required(body, span.end);
        Val::Expr(self.expr(span, ExprKind::Lambda { params: Box::new(params), body }))
    }

    fn yielding(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let (mut from, mut value) = (false, None);
        for item in kids {
            match item.kind {
                Kind::From => from = true,
                _ => value = self.as_expr(item).or(value),
            }
        }
        let kind = match value {
            Some(value) if from => ExprKind::YieldFrom(value),
            None if from => ExprKind::YieldFrom(self.required(None, span.end)),
            value => ExprKind::Yield(value),
        };
        Val::Expr(self.expr(span, kind))
    }

    fn subscript(&mut self, span: Span, mut kids: Kids<'_>) -> Val {
        let value = kids.next();
        let left = self.left(value, span.start);
        let index = self.index(kids, span.end);
        self.build(span, left, ExprKind::Subscript { value: left.0, index })
    }

    /// What stands between brackets: one expression, or a tuple if there is a comma or a star.
    pub(super) fn index(&mut self, items: impl IntoIterator<Item = Item>, end: u32) -> ExprId {
        let mut single = None;
        let mut elements = Vec::new();
        let mut covered: Option<Span> = None;
        let mut tuple = false;
        for item in items {
            if item.kind == Kind::Other {
                continue; // the brackets
            }
            tuple |= item.kind == Kind::Comma || matches!(item.val, Val::Star(_) | Val::Splat(_));
            covered = Some(Span::new(covered.map_or(item.start, |span| span.start), item.end));
            // Nearly always there is one, which needs no memory of its own.
            if let Some(id) = self.as_expr(item)
                && let Some(before) = single.replace(id)
            {
                elements.push(before);
            }
        }
        match (single, covered) {
            (Some(single), _) if !tuple && elements.is_empty() => single,
            (single, Some(span)) => {
                elements.extend(single);
                self.expr(span, ExprKind::Tuple(elements.into()))
            }
            (_, None) => self.required(None, end),
        }
    }

    fn slice_expr(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut parts = [None, None, None];
        let mut at = 0;
        for item in kids {
            if item.kind == Kind::Colon {
                at += 1;
            } else if let Some(part) = parts.get_mut(at) {
                *part = self.as_expr(item);
            }
        }
        let [lower, upper, step] = parts;
        Val::Expr(self.expr(span, ExprKind::Slice { lower, upper, step }))
    }

    /// `a:b:c` where the grammar expected a type: inside brackets it is a slice.
    fn constrained(&mut self, mut parts: Vec<Item>) -> ExprKind {
        parts.retain(|part| part.kind != Kind::Colon);
        let mut next = || parts.pop();
        let (lower, upper, step) = (next(), next(), next());
        let mut convert = |item: Option<Item>| item.and_then(|item| self.as_expr(item));
        let kind = ExprKind::Slice { lower: convert(lower), upper: convert(upper), step: convert(step) };
        for item in parts {
            self.stray(item);
        }
        kind
    }

    /// `(…)`: a tuple, or merely parentheses if the grammar hoped for one and there is no comma.
    fn tuple(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut commas = 0;
        let mut elements = Vec::with_capacity(kids.len() / 2);
        let mut with_items = Vec::new();
        for item in kids {
            if let Val::As(context, target) = item.val {
                with_items.extend(elements.drain(..).map(|context| WithItem { context, target: None }));
                with_items.push(WithItem { context, target: Some(target) });
                continue;
            }
            commas += u32::from(item.kind == Kind::Comma);
            if let Some(id) = self.as_expr(item) {
                if with_items.is_empty() {
                    elements.push(id);
                } else {
                    with_items.push(WithItem { context: id, target: None });
                }
            }
        }
        if !with_items.is_empty() {
            return Val::WithItems(with_items);
        }
        match elements.as_slice() {
            [single] if commas == 0 => Val::Expr(*single),
            _ => Val::Expr(self.expr(span, ExprKind::Tuple(elements.into()))),
        }
    }

    fn parenthesized(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut inner = None;
        for item in kids {
            if item.kind != Kind::ParenOpen && item.kind != Kind::Other {
                self.put(&mut inner, item);
            }
        }
        match inner {
            Some(Item { val: Val::As(value, target), .. }) => Val::As(value, target),
            inner => Val::Expr(self.required(inner, span.end)),
        }
    }

    fn dictionary(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let mut entries = Vec::with_capacity(kids.len() / 2);
        for item in kids {
            match item.val {
                Val::Pair(key, value) => entries.push((Some(key), value)),
                Val::DoubleStar(value) => entries.push((None, value)),
                Val::Leaf => {}
                _ => self.stray(item),
            }
        }
        Val::Expr(self.expr(span, ExprKind::Dict(entries.into())))
    }

    fn comprehension(&mut self, kind: Kind, span: Span, kids: Kids<'_>) -> Val {
        let mut element = None;
        let mut pair = None;
        let mut clauses: Vec<(Clause, Vec<ExprId>)> = Vec::with_capacity(1);
        for item in kids {
            match item.val {
                Val::Clause(clause) => clauses.push((*clause, Vec::new())),
                Val::Pair(key, value) => pair = Some((key, value)),
                Val::Expr(condition) if item.kind == Kind::IfClause => match clauses.last_mut() {
                    Some(clause) => clause.1.push(condition),
                    None => self.stray_exprs.push(condition),
                },
                _ if item.kind == Kind::ParenOpen || item.kind == Kind::Other => {}
                _ => self.put(&mut element, item),
            }
        }
        let built = match (kind, pair) {
            (_, Some((key, value))) => ComprehensionKind::Dict { key, value },
            (Kind::ListComprehension, None) => ComprehensionKind::List { element: self.required(element, span.start) },
            (Kind::GeneratorExpression, None) => {
                ComprehensionKind::Generator { element: self.required(element, span.start) }
            }
            (_, None) => ComprehensionKind::Set { element: self.required(element, span.start) },
        };
        let clauses = clauses
            .into_iter()
            .map(|(clause, conditions)| Clause { conditions: conditions.into(), ..clause })
            .collect();
        Val::Expr(self.expr(span, ExprKind::Comprehension { kind: built, clauses }))
    }

    fn clause(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let (mut is_async, mut target, mut behind_in) = (false, None, false);
        let mut iters = Vec::with_capacity(1);
        for item in kids {
            match item.kind {
                Kind::Async => is_async = true,
                Kind::In => behind_in = true,
                Kind::For => {}
                _ if behind_in => iters.push(item),
                _ => self.put(&mut target, item),
            }
        }
        let target = self.required(target, span.start);
        // Python 2 allows `for x in 1, 2`.
        let iter = self.index(iters, span.end);
        Val::Clause(Box::new(Clause { target, iter, conditions: Box::default(), is_async }))
    }
}

/// Whether an integer is written as Python 3 does not allow: `10L`, `0777`.
fn is_python_2_integer(digits: &str) -> bool {
    let is_octal = || digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.ends_with(['l', 'L']) || (is_octal() && digits.bytes().any(|byte| byte != b'0'))
}
