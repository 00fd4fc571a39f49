//! The patterns of `case`.

use super::{Item, Kids, Lowering, Val, ident};
use crate::Span;
use crate::ast::{BinaryOp, ExprId, ExprKind, Ident, PatternId, PatternKind, UnaryOp};
use crate::kinds::Kind;

impl Lowering<'_> {
    pub(super) fn reduce_pattern(&mut self, kind: Kind, span: Span, mut kids: Kids<'_>) -> Val {
        match kind {
            Kind::CasePattern => {
                let items: Vec<Item> = kids.collect();
                match <[Item; 1]>::try_from(items) {
                    Ok([Item { val: val @ (Val::KeywordPattern(..) | Val::StarPattern(_)), .. }]) => val,
                    Ok([item]) => Val::Pattern(self.simple_pattern(item, None)),
                    Err(items) => {
                        let mut found = self.patterns_of(items.into_iter());
                        Val::Pattern(self.one_pattern(&mut found, span))
                    }
                }
            }
            Kind::UnionPattern => {
                let alternatives = self.patterns_of(kids).into();
                Val::Pattern(self.pattern(span, PatternKind::Or(alternatives)))
            }
            Kind::ListPattern => {
                let elements = self.patterns_of(kids).into();
                Val::Pattern(self.pattern(span, PatternKind::Sequence(elements)))
            }
            Kind::TuplePattern => {
                let items: Vec<Item> = kids.collect();
                let is_group = !items.iter().any(|item| item.kind == Kind::Comma)
                    && !items.iter().any(|item| matches!(item.val, Val::StarPattern(_)));
                let mut elements = self.patterns_of(items.into_iter());
                if is_group && elements.len() == 1 {
                    return Val::Pattern(self.one_pattern(&mut elements, span));
                }
                Val::Pattern(self.pattern(span, PatternKind::Sequence(elements.into())))
            }
            Kind::AsPattern => {
                let inner = kids.next();
                let name = kids.next_back().map(|item| ident(&item));
                drop(kids);
                match inner {
                    // `x=pattern as name`: the name belongs to the value.
                    Some(Item { val: Val::KeywordPattern(keyword, pattern), .. }) => {
                        let start = self.patterns.get(pattern.index()).map_or(span.start, |known| known.span.start);
                        let pattern = Some(pattern);
                        let value = self.pattern(Span::new(start, span.end), PatternKind::As { pattern, name });
                        Val::KeywordPattern(keyword, value)
                    }
                    inner => {
                        let pattern = inner.map(|item| self.simple_pattern(item, None));
                        Val::Pattern(self.pattern(span, PatternKind::As { pattern, name }))
                    }
                }
            }
            Kind::KeywordPattern => {
                let name = kids.next().map_or(Ident { span }, |item| ident(&item));
                let mut found = self.patterns_of(kids);
                Val::KeywordPattern(name, self.one_pattern(&mut found, span))
            }
            Kind::SplatPattern => {
                let name = kids.next_back().filter(|item| item.kind == Kind::Identifier).map(|item| ident(&item));
                let name = name.filter(|name| self.slice(name.span) != "_");
                Val::StarPattern(name)
            }
            Kind::DictPattern => self.mapping(span, kids),
            Kind::ClassPattern => self.class_pattern(span, kids),
            _ => Val::Expr(self.complex(span, kids)),
        }
    }

    /// The pattern of a `case`; several with commas are a sequence without brackets.
    pub(super) fn case_pattern(&mut self, items: Vec<Item>, at: u32) -> PatternId {
        let start = items.first().map_or(at, |item| item.start);
        let span = Span::new(start, items.last().map_or(at, |item| item.end));
        let is_open = items.iter().any(|item| item.kind == Kind::Comma || matches!(item.val, Val::StarPattern(_)));
        let mut elements = self.patterns_of(items.into_iter());
        if is_open {
            return self.pattern(span, PatternKind::Sequence(elements.into()));
        }
        self.one_pattern(&mut elements, span)
    }

    fn one_pattern(&mut self, found: &mut Vec<PatternId>, span: Span) -> PatternId {
        match found.pop() {
            Some(id) => id,
            None => self.pattern(span, PatternKind::Error),
        }
    }

    /// All patterns among the items; a minus belongs to the number behind it.
    fn patterns_of(&mut self, items: impl Iterator<Item = Item>) -> Vec<PatternId> {
        let mut found = Vec::new();
        let mut minus = None;
        for item in items {
            if item.kind == Kind::Minus {
                minus = Some(item.start);
            } else if is_pattern(&item) {
                found.push(self.simple_pattern(item, minus.take()));
            }
        }
        found
    }

    /// The pattern that an item is, with the place of a minus in front of it.
    fn simple_pattern(&mut self, item: Item, minus: Option<u32>) -> PatternId {
        let span = Span::new(minus.unwrap_or(item.start), item.end);
        let text = self.slice(Span::new(item.start, item.end));
        let kind = match item.val {
            Val::Pattern(id) => return id,
            Val::StarPattern(name) => PatternKind::Star(name),
            Val::Leaf if item.kind == Kind::Underscore || text == "_" => PatternKind::As { pattern: None, name: None },
            Val::Leaf if matches!(item.kind, Kind::DottedName | Kind::Identifier) && !text.contains('.') => {
                PatternKind::As { pattern: None, name: Some(ident(&item)) }
            }
            _ => match self.pattern_value(item, minus) {
                Some(value) => PatternKind::Value(value),
                None => PatternKind::Error,
            },
        };
        self.pattern(span, kind)
    }

    /// A literal, signed if `minus` is given, or a dotted name.
    fn pattern_value(&mut self, item: Item, minus: Option<u32>) -> Option<ExprId> {
        let end = item.end;
        let value = if item.kind == Kind::DottedName {
            self.dotted(Span::new(item.start, item.end))
        } else {
            self.as_expr(item)?
        };
        Some(match minus {
            Some(start) => self.expr(Span::new(start, end), ExprKind::Unary { op: UnaryOp::USub, operand: value }),
            None => value,
        })
    }

    /// `a.b.c`, which the grammar keeps in one piece here.
    fn dotted(&mut self, span: Span) -> ExprId {
        let text = self.slice(span);
        let mut value = None;
        let mut at = span.start;
        for part in text.split('.') {
            let trimmed = part.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
            let start = at + (part.len() - trimmed.len()) as u32;
            let name = trimmed.trim_end_matches(|c: char| c.is_whitespace() || c == '\\');
            let own = Span::new(start, start + name.len() as u32);
            at += part.len() as u32 + 1;
            value = Some(match value {
                None => self.expr(own, ExprKind::Name),
                Some(value) => {
                    let attr = Ident { span: own };
                    self.expr(Span::new(span.start, own.end), ExprKind::Attribute { value, attr })
                }
            });
        }
        match value {
            Some(value) => value,
            None => self.required(None, span.start),
        }
    }

    fn mapping(&mut self, span: Span, kids: Kids<'_>) -> Val {
        let (mut entries, mut rest) = (Vec::new(), None);
        let (mut minus, mut key) = (None, None);
        for item in kids {
            match (&item.val, key) {
                (&Val::StarPattern(name), _) => rest = name,
                _ if item.kind == Kind::Minus => minus = Some(item.start),
                _ if !is_pattern(&item) => {}
                (_, None) => key = self.pattern_value(item, minus.take()),
                (_, Some(known)) => {
                    entries.push((known, self.simple_pattern(item, minus.take())));
                    key = None;
                }
            }
        }
        Val::Pattern(self.pattern(span, PatternKind::Mapping { entries: entries.into(), rest }))
    }

    fn class_pattern(&mut self, span: Span, mut kids: Kids<'_>) -> Val {
        let class = match kids.next() {
            Some(item) => self.dotted(Span::new(item.start, item.end)),
            None => self.required(None, span.start),
        };
        let (mut positional, mut keywords) = (Vec::new(), Vec::new());
        for item in kids {
            match item.val {
                Val::KeywordPattern(name, value) => keywords.push((name, value)),
                _ if is_pattern(&item) => positional.push(self.simple_pattern(item, None)),
                _ => {}
            }
        }
        let (positional, keywords) = (positional.into(), keywords.into());
        Val::Pattern(self.pattern(span, PatternKind::Class { class, positional, keywords }))
    }

    /// `-1 + 2j`
    fn complex(&mut self, span: Span, kids: Kids<'_>) -> ExprId {
        let (mut left, mut op, mut right) = (None, BinaryOp::Add, None);
        let mut minus = None;
        for item in kids {
            match item.kind {
                Kind::Minus if left.is_none() => minus = Some(item.start),
                Kind::Minus => op = BinaryOp::Sub,
                Kind::Plus => {}
                _ if left.is_none() => left = self.pattern_value(item, minus.take()),
                _ => right = self.as_expr(item),
            }
        }
        match (left, right) {
            (Some(left), Some(right)) => self.expr(span, ExprKind::Binary { left, op, right }),
            (Some(single), None) | (None, Some(single)) => single,
            (None, None) => self.required(None, span.end),
        }
    }
}

/// Whether an item is a pattern and no token between patterns.
fn is_pattern(item: &Item) -> bool {
    match item.val {
        Val::Leaf => item.kind == Kind::Underscore || !(item.kind.is_token() || item.kind == Kind::Other),
        Val::Nothing => false,
        _ => true,
    }
}
