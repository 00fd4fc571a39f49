//! Parameters, type expressions and imports' names.

use super::{Frame, Item, Kids, Lowering, Val, ident};
use crate::Span;
use crate::ast::{Alias, BinaryOp, ExprKind, Ident, Param, ParamKind, TypeParam};
use crate::kinds::Kind;

impl Lowering<'_> {
    pub(super) fn parent_takes_params(&self) -> bool {
        matches!(self.parent(), Kind::Parameters | Kind::LambdaParameters | Kind::TypedParameter)
    }

    pub(super) fn reduce_param(&mut self, kind: Kind, span: Span, mut kids: Kids<'_>) -> Val {
        match kind {
            Kind::Parameters | Kind::LambdaParameters => Val::Params(self.params(kids)),
            Kind::DictionarySplatPattern => {
                Val::ParamStar { name: kids.next_back().map_or(Ident { span }, |item| ident(&item)), double: true }
            }
            _ => self.one_param(kind, span, kids),
        }
    }

    /// A parameter with an annotation or a default.
    fn one_param(&mut self, kind: Kind, span: Span, kids: Kids<'_>) -> Val {
        let mut kids = kids.filter(|item| item.kind != Kind::Colon && item.kind != Kind::Equals);
        let (first, second, third) = (kids.next(), kids.next(), kids.next());
        drop(kids);
        let (name, param_kind) = first.map_or((Ident { span }, ParamKind::Regular), |item| match item.val {
            Val::ParamStar { name, double: false } => (name, ParamKind::VarArgs),
            Val::ParamStar { name, double: true } => (name, ParamKind::KwArgs),
            Val::Expr(_) => (ident(&item), ParamKind::Unpacked),
            _ => (ident(&item), ParamKind::Regular),
        });
        let (annotation, default) = match kind {
            Kind::TypedParameter => (Some(self.required(second, span.end)), None),
            Kind::DefaultParameter => (None, Some(self.required(second, span.end))),
            _ => (Some(self.required(second, span.end)), Some(self.required(third, span.end))),
        };
        let span = Span::new(name.span.start, span.end); // no stars
        Val::Param(Box::new(Param { name, kind: param_kind, annotation, default, span }))
    }

    fn params(&mut self, kids: Kids<'_>) -> Vec<Param> {
        let mut params: Vec<Param> = Vec::with_capacity(kids.len() / 2);
        let mut regular = ParamKind::Regular;
        for item in kids {
            let span = Span::new(item.start, item.end);
            let plain = |kind| Param { name: ident(&item), kind, annotation: None, default: None, span };
            let param = match &item.val {
                Val::Param(param) => **param,
                Val::ParamStar { name, double } => {
                    let kind = if *double { ParamKind::KwArgs } else { ParamKind::VarArgs };
                    Param { name: *name, kind, annotation: None, default: None, span: name.span }
                }
                Val::Leaf if item.kind == Kind::Identifier => plain(ParamKind::Regular),
                Val::Expr(_) if item.kind == Kind::TuplePattern => {
                    self.python_2_signs = true;
                    plain(ParamKind::Unpacked)
                }
                Val::Leaf => {
                    match item.kind {
                        Kind::KeywordSeparator => regular = ParamKind::KeywordOnly,
                        Kind::PositionalSeparator => {
                            for param in params.iter_mut().filter(|param| param.kind == ParamKind::Regular) {
                                param.kind = ParamKind::PositionalOnly;
                            }
                        }
                        _ => {}
                    }
                    continue;
                }
                _ => {
                    self.stray(item);
                    continue;
                }
            };
            params.push(match param.kind {
                ParamKind::Regular => Param { kind: regular, ..param },
                ParamKind::VarArgs => {
                    regular = ParamKind::KeywordOnly;
                    param
                }
                _ => param,
            });
        }
        params
    }

    /// Type expressions, which are plain expressions but for their brackets.
    pub(super) fn reduce_type(&mut self, frame: &Frame, span: Span, mut kids: Kids<'_>) -> Val {
        match frame.kind {
            Kind::TypeParameter => Val::Types(kids.collect()),
            Kind::GenericType => {
                let name = kids.next();
                let types = match kids.next_back() {
                    Some(Item { val: Val::Types(types), .. }) => types,
                    _ => Vec::new(),
                };
                drop(kids);
                match name {
                    // `type X[T] = …`: parameters, no subscript; only the parent knows.
                    Some(name) if self.is_alias_name() => Val::Generic(Box::new((name, types))),
                    name => {
                        let value = self.required(name, span.start);
                        let index = self.index(types, span.end);
                        Val::Expr(self.expr(span, ExprKind::Subscript { value, index }))
                    }
                }
            }
            Kind::SplatType => Val::Splat(kids.next_back().map_or(Ident { span }, |item| ident(&item))),
            Kind::ConstrainedType => {
                let left = kids.next();
                let mut parts = match kids.next_back() {
                    Some(Item { val: Val::Constrained(parts), .. }) => parts,
                    right => right.into_iter().collect(),
                };
                parts.extend(kids.next_back());
                parts.extend(left);
                Val::Constrained(parts)
            }
            Kind::MemberType => {
                let value = kids.next();
                let attr = kids.next_back().map_or(Ident { span }, |item| ident(&item));
                drop(kids);
                let value = self.required(value, span.start);
                Val::Expr(self.expr(span, ExprKind::Attribute { value, attr }))
            }
            _ => {
                let left = kids.next();
                let left = self.required(left, span.start);
                let right = self.required(kids.next_back(), span.end);
                Val::Expr(self.expr(span, ExprKind::Binary { left, op: BinaryOp::BitOr, right }))
            }
        }
    }

    /// Whether the node being reduced is the left side of a `type` statement.
    fn is_alias_name(&self) -> bool {
        matches!(
            self.frames.as_slice(),
            [.., alias, name] if alias.kind == Kind::TypeAliasStatement && name.kind == Kind::Type
        )
    }

    /// What stands in brackets behind the name of a definition.
    pub(super) fn type_params(&mut self, items: Vec<Item>) -> Box<[TypeParam]> {
        let mut params = Vec::with_capacity(items.len() / 2);
        for item in items {
            let simple = |name| TypeParam { name, bound: None, default: None };
            let name = |part: &Item| match part.val {
                Val::Splat(name) => name,
                _ => ident(part),
            };
            match item.val {
                Val::Leaf if item.kind == Kind::Identifier => params.push(simple(ident(&item))),
                Val::Splat(name) => params.push(simple(name)),
                Val::Star(name) => {
                    let span = self.exprs.get(name.index()).map_or(Span::new(item.start, item.end), |expr| expr.span);
                    params.push(simple(Ident { span }));
                }
                Val::Constrained(mut parts) => {
                    let name = parts.pop().map_or(Ident { span: Span::new(item.start, item.end) }, |part| name(&part));
                    let mut param = simple(name);
                    while let (Some(token), Some(value)) = (parts.pop(), parts.pop()) {
                        // A default's `=` was masked as a colon.
                        let is_default = self.slice(Span::new(token.start, token.end)) == "=";
                        let value = self.as_expr(value);
                        if is_default { param.default = value } else { param.bound = value }
                    }
                    params.push(param);
                }
                Val::Leaf => {}
                _ => self.stray(item),
            }
        }
        params.into()
    }

    pub(super) fn reduce_import(&self, kind: Kind, kids: Kids<'_>) -> Val {
        let (mut level, mut module, mut alias) = (0, None, None);
        for item in kids {
            let span = Span::new(item.start, item.end);
            match item.kind {
                Kind::ImportPrefix => level = self.dots(span),
                Kind::DottedName => module = Some(span),
                Kind::Identifier => alias = Some(ident(&item)),
                _ => {}
            }
        }
        match (kind, module) {
            (Kind::AliasedImport, Some(name)) => Val::Alias(Alias { name, asname: alias }),
            (Kind::AliasedImport, None) => Val::Nothing,
            (_, module) => Val::Relative { level, module },
        }
    }

    fn dots(&self, span: Span) -> u32 {
        self.slice(span).bytes().filter(|&byte| byte == b'.').count() as u32
    }
}
