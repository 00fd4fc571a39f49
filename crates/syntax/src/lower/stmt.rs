//! Simple statements, and blocks.

use super::operator::augmented_op;
use super::{Frame, Item, Kids, Lowering, Pending, Val, ident};
use crate::ast::{Alias, BinaryOp, ExprId, ExprKind, Ident, StmtId, StmtKind};
use crate::kinds::Kind;
use crate::{MAX_BLOCK_DEPTH, Span};

impl Lowering<'_> {
    /// Whether statements here stand deeper than the limit.
    pub(super) fn is_too_deep(&self) -> bool {
        self.blocks > MAX_BLOCK_DEPTH
    }

    /// The file's statements.
    pub(super) fn module_body(&mut self, items: Vec<Item>) -> Vec<StmtId> {
        let mut body = Vec::with_capacity(items.len());
        for item in items {
            match item.val {
                Val::Stmt(id) => body.push(id),
                _ => self.stray(item),
            }
        }
        if !self.stray_exprs.is_empty() || !self.stray_stmts.is_empty() {
            body.push(self.stray_statement(Span::new(0, self.text.len() as u32)));
        }
        body
    }

    /// The statements of a block, or the cases of a `match`.
    pub(super) fn block(&mut self, kids: Kids<'_>) -> Val {
        let mut stmts = Vec::with_capacity(kids.len());
        let mut cases = Vec::new();
        for item in kids {
            match item.val {
                Val::Stmt(id) => stmts.push(id),
                Val::Case(case) => cases.push(*case),
                _ => self.stray(item),
            }
        }
        if cases.is_empty() {
            return Val::Stmts(stmts);
        }
        self.stray_stmts.append(&mut stmts);
        Val::Cases(cases)
    }

    pub(super) fn reduce_stmt(&mut self, kind: Kind, span: Span, kids: Kids<'_>) -> Val {
        let kind = match kind {
            Kind::ExpressionStatement => self.expression_statement(span, kids),
            Kind::ReturnStatement => {
                let value = self.all(kids).pop();
                StmtKind::Return(value)
            }
            Kind::DeleteStatement => StmtKind::Delete(self.targets(kids)),
            Kind::RaiseStatement => {
                // `raise A, 'b'`
                self.python_2_signs |= kids.as_slice().iter().any(|item| item.kind == Kind::ExpressionList);
                self.raise(kids)
            }
            Kind::AssertStatement => {
                let mut exprs = self.all(kids).into_iter();
                let test = exprs.next().unwrap_or_else(|| self.required(None, span.end));
                let message = exprs.next();
                self.stray_exprs.extend(exprs);
                StmtKind::Assert { test, message }
            }
            Kind::GlobalStatement => StmtKind::Global(names(kids)),
            Kind::NonlocalStatement => StmtKind::Nonlocal(names(kids)),
            Kind::PrintStatement => self.print(kids),
            Kind::ExecStatement => {
                self.python_2_signs = true;
                let mut exprs = self.all(kids).into_iter();
                let body = exprs.next().unwrap_or_else(|| self.required(None, span.end));
                StmtKind::Exec { body, scope: exprs.collect() }
            }
            Kind::TypeAliasStatement => self.type_alias(span, kids),
            Kind::ImportStatement => StmtKind::Import(aliases(kids)),
            Kind::ImportFromStatement | Kind::FutureImportStatement => import_from(kids),
            Kind::IfStatement => self.if_statement(span, kids),
            Kind::ForStatement => self.for_statement(span, kids),
            Kind::WhileStatement => self.while_statement(span, kids),
            Kind::TryStatement => self.try_statement(kids),
            Kind::WithStatement => self.with_statement(kids),
            Kind::MatchStatement => self.match_statement(span, kids),
            Kind::FunctionDefinition => self.function(span, kids),
            Kind::ClassDefinition => self.class(span, kids),
            _ => return self.decorated(kids),
        };
        Val::Stmt(self.stmt(span, kind))
    }

    fn expression_statement(&mut self, span: Span, mut kids: Kids<'_>) -> StmtKind {
        if kids.len() > 1 {
            let elements = self.all(kids).into();
            return StmtKind::Expr(self.expr(span, ExprKind::Tuple(elements)));
        }
        match kids.next() {
            Some(Item { val: Val::Pending(pending), .. }) => match *pending {
                Pending::Assign { mut targets, value } => {
                    targets.reverse();
                    StmtKind::Assign { targets: targets.into(), value }
                }
                Pending::Aug { target, op, value } => StmtKind::AugAssign { target, op, value },
                Pending::Ann { target, annotation, value } => StmtKind::AnnAssign { target, annotation, value },
            },
            item => StmtKind::Expr(self.required(item, span.end)),
        }
    }

    /// One link of `a = b = value`, which the grammar nests to the right, or an annotated or augmented one.
    pub(super) fn assignment(&mut self, kind: Kind, span: Span, kids: Kids<'_>) -> Val {
        let (mut target, mut annotation, mut value) = (None, None, None);
        let mut op = BinaryOp::Add;
        let mut behind = Kind::Other;
        for item in kids {
            match item.kind {
                Kind::Colon | Kind::Equals => behind = item.kind,
                token => match (augmented_op(token), behind) {
                    (Some(found), _) => {
                        op = found;
                        behind = Kind::Equals;
                    }
                    (None, Kind::Other) => self.put(&mut target, item),
                    (None, Kind::Colon) => self.put(&mut annotation, item),
                    (None, _) => self.put(&mut value, item),
                },
            }
        }
        let target = self.required(target, span.start);
        if let Some(annotation) = annotation {
            let annotation = self.required(Some(annotation), span.end);
            let value = value.and_then(|item| self.as_expr(item));
            return Val::Pending(Box::new(Pending::Ann { target, annotation, value }));
        }
        if kind == Kind::AugmentedAssignment {
            let value = self.required(value, span.end);
            return Val::Pending(Box::new(Pending::Aug { target, op, value }));
        }
        if let Some(Item { val: Val::Pending(mut pending), .. }) = value {
            if let Pending::Assign { targets, .. } = pending.as_mut() {
                targets.push(target);
            } else {
                self.stray_exprs.push(target); // `a = b += c` is no Python
            }
            return Val::Pending(pending);
        }
        let value = self.required(value, span.end);
        Val::Pending(Box::new(Pending::Assign { targets: vec![target], value }))
    }

    /// `del a, b` deletes two things, `del (a, b)` one tuple.
    fn targets(&mut self, kids: Kids<'_>) -> Box<[ExprId]> {
        let mut targets = Vec::new();
        for item in kids {
            let is_list = item.kind == Kind::ExpressionList;
            let Some(id) = self.as_expr(item) else {
                continue;
            };
            if is_list && let Some(expr) = self.take_newest(id) {
                match expr.kind {
                    ExprKind::Tuple(elements) => targets.extend(elements),
                    kind => targets.push(self.expr(expr.span, kind)),
                }
            } else {
                targets.push(id);
            }
        }
        targets.into()
    }

    fn raise(&mut self, kids: Kids<'_>) -> StmtKind {
        let (mut exc, mut cause, mut from) = (None, None, false);
        for item in kids {
            if item.kind == Kind::From {
                from = true;
            } else if from {
                cause = self.as_expr(item).or(cause);
            } else {
                exc = self.as_expr(item).or(exc);
            }
        }
        StmtKind::Raise { exc, cause }
    }

    fn print(&mut self, kids: Kids<'_>) -> StmtKind {
        self.python_2_signs = true;
        let (mut dest, mut values) = (None, Vec::new());
        for item in kids {
            if item.kind == Kind::Chevron {
                dest = self.as_expr(item);
            } else {
                values.extend(self.as_expr(item));
            }
        }
        StmtKind::Print { dest, values: values.into() }
    }

    fn type_alias(&mut self, span: Span, kids: Kids<'_>) -> StmtKind {
        let (mut left, mut right, mut behind) = (None, None, false);
        for item in kids {
            match item.kind {
                Kind::Equals => behind = true,
                Kind::Other => {}
                _ if behind => self.put(&mut right, item),
                _ => self.put(&mut left, item),
            }
        }
        let (name, type_params) = match left {
            Some(Item { kind: Kind::Call, val: Val::Expr(target), .. }) => {
                let value = self.required(right, span.end);
                return StmtKind::Assign { targets: [target].into(), value };
            }
            Some(Item { val: Val::Generic(generic), .. }) => (Some(generic.0), self.type_params(generic.1)),
            left => (left, Box::default()),
        };
        let name = self.required(name, span.start);
        StmtKind::TypeAlias { name, type_params, value: self.required(right, span.end) }
    }

    /// The grammar takes `type(x).y = z` for a type alias, of `(x).y`. Here `items` ends with that left side:
    /// if it does not start with a name, the target is lowered anew, `type` included.
    pub(super) fn cure_type_call(&mut self, frame: &Frame, items: &mut Vec<Item>) {
        let Some(alias) = self.frames.last() else { return };
        let keyword = match items.get(alias.base..frame.base) {
            Some([keyword]) if alias.kind == Kind::TypeAliasStatement => keyword.start,
            _ => return,
        };
        if !self.slice(Span::new(frame.start, frame.end)).starts_with(['(', '[']) {
            return;
        }
        items.truncate(frame.base);
        self.forget(frame);
        let id = self.fragment(Span::new(keyword, frame.end));
        items.push(Item { kind: Kind::Call, start: keyword, end: frame.end, val: Val::Expr(id) });
    }
}

fn names(kids: Kids<'_>) -> Box<[Ident]> {
    kids.filter(|item| item.kind == Kind::Identifier).map(|item| ident(&item)).collect()
}

fn aliases(kids: Kids<'_>) -> Box<[Alias]> {
    kids.filter_map(alias).collect()
}

fn alias(item: Item) -> Option<Alias> {
    match (item.val, item.kind) {
        (Val::Alias(alias), _) => Some(alias),
        (_, Kind::DottedName | Kind::WildcardImport) => {
            Some(Alias { name: Span::new(item.start, item.end), asname: None })
        }
        _ => None,
    }
}

fn import_from(kids: Kids<'_>) -> StmtKind {
    let (mut level, mut module, mut names) = (0, None, Vec::new());
    let mut first = true;
    for item in kids {
        match (&item.val, item.kind) {
            (&Val::Relative { level: dots, module: name }, _) => {
                level = dots;
                module = name;
                first = false;
            }
            (_, Kind::Future | Kind::DottedName) if first => {
                module = Some(Span::new(item.start, item.end));
                first = false;
            }
            _ => names.extend(alias(item)),
        }
    }
    StmtKind::ImportFrom { module, level, names: names.into() }
}
