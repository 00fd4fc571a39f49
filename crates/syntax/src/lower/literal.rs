//! String literals, f-strings and t-strings, implicit concatenation, and Python 2's backquotes.

use super::{Frame, Item, Kids, Lowering, Pieces, Val};
use crate::ast::{ExprId, ExprKind, FPart, StmtKind, StringToken};
use crate::kinds::Kind;
use crate::parse::parse_fragment;
use crate::{MAX_SPEC_DEPTH, Span};

impl Lowering<'_> {
    pub(super) fn reduce_string(&mut self, frame: &Frame, span: Span, kids: Kids<'_>) -> Val {
        match frame.kind {
            Kind::String => {
                let pieces = self.string(frame.raw, span, kids);
                if self.parent() == Kind::ConcatenatedString {
                    return Val::Pieces(Box::new(pieces));
                }
                let kind = match pieces {
                    Pieces::Other(id) => return Val::Expr(id),
                    Pieces::Plain { token, bytes: false } => ExprKind::Str([token].into()),
                    pieces => Self::joined(vec![pieces]),
                };
                Val::Expr(self.expr(span, kind))
            }
            Kind::ConcatenatedString => {
                let mut pieces = Vec::with_capacity(kids.len());
                for item in kids {
                    match item.val {
                        Val::Pieces(piece) => match *piece {
                            Pieces::Other(id) => self.stray_exprs.push(id),
                            piece => pieces.push(piece),
                        },
                        _ => self.stray(item),
                    }
                }
                let kind = Self::joined(pieces);
                Val::Expr(self.expr(span, kind))
            }
            Kind::FormatSpecifier => Val::Spec(self.specifier(frame, span, kids)),
            _ => self.interpolation(frame, span, kids),
        }
    }

    fn string(&mut self, raw: bool, span: Span, mut kids: Kids<'_>) -> Pieces {
        let start = kids.next().map_or(span, |item| Span::new(item.start, item.end));
        let end = match kids.next_back() {
            // The closing token is sometimes longer than its quotes: that of `r'\\'` holds the content.
            Some(item) if item.kind == Kind::StringEnd && item.start < item.end => {
                let quote = self.slice(start).bytes().rev().take_while(|byte| b"'\"`".contains(byte)).count();
                item.end.saturating_sub(quote as u32)
            }
            Some(item) if item.kind == Kind::StringEnd => item.start,
            Some(item) => item.end,
            None => span.end,
        };
        let content = Span::new(start.end, end.max(start.end));
        let prefix = self.slice(start).as_bytes();
        let has = |letter: u8| prefix.iter().any(|byte| byte.eq_ignore_ascii_case(&letter));
        let template = has(b't');
        if template || has(b'f') {
            let parts = self.parts(content, raw, true, kids);
            return Pieces::Formatted { parts, template };
        }
        let (bytes, backquoted) = (has(b'b'), prefix.contains(&b'`'));
        kids.for_each(|item| self.stray(item));
        self.python_2_signs |= backquoted || (has(b'u') && has(b'r'));
        if backquoted {
            let inner = self.fragment(content);
            return Pieces::Other(self.expr(span, ExprKind::Repr(inner)));
        }
        Pieces::Plain { token: StringToken { span, content, raw }, bytes }
    }

    /// Interpolations and the literal text between them.
    fn parts(&mut self, content: Span, raw: bool, braces: bool, kids: Kids<'_>) -> Vec<FPart> {
        let mut parts = Vec::with_capacity(kids.len());
        let mut at = content.start;
        for item in kids {
            let Val::Part(part) = item.val else {
                self.stray(item);
                continue;
            };
            if at < item.start {
                parts.push(FPart::Literal { span: Span::new(at, item.start), raw, braces });
            }
            at = item.end;
            parts.push(*part);
        }
        if at < content.end {
            parts.push(FPart::Literal { span: Span::new(at, content.end), raw, braces });
        }
        parts
    }

    fn specifier(&mut self, frame: &Frame, span: Span, mut kids: Kids<'_>) -> Vec<FPart> {
        let open = kids.next().map_or(span.start, |colon| colon.end);
        let raw = frame.raw;
        self.parts(Span::new(open, span.end), raw, false, kids)
    }

    fn interpolation(&mut self, frame: &Frame, span: Span, kids: Kids<'_>) -> Val {
        let (mut value, mut conversion, mut debug) = (None, None, false);
        let mut spec = Vec::new();
        let mut spec_end = None;
        for item in kids {
            match item.val {
                Val::Spec(parts) => {
                    spec = parts;
                    spec_end = Some(item.end);
                }
                Val::Leaf if item.kind == Kind::Equals => debug = true,
                Val::Leaf if item.kind == Kind::TypeConversion => {
                    conversion = self.slice(Span::new(item.start, item.end)).as_bytes().get(1).copied();
                }
                Val::Leaf if item.kind == Kind::Other => {}
                _ => self.put(&mut value, item),
            }
        }
        // A line break in a specification is part of it; the grammar takes it for white space.
        if let Some(spec_end) = spec_end.filter(|&end| end + 1 < span.end) {
            let text = Span::new(spec_end, span.end - 1);
            spec.push(FPart::Literal { span: text, raw: frame.raw, braces: false });
        }
        let value = match value {
            Some(item) if item.kind == Kind::NamedExpression => self.walrus(frame, item, &mut spec),
            value => self.required(value, span.end),
        };
        // Specifications nest twice in Python; deeper ones are dropped, so that no walk over them is deep.
        if self.specs >= MAX_SPEC_DEPTH && !spec.is_empty() {
            self.errors.push(span);
            let strays: Vec<FPart> = std::mem::take(&mut spec);
            self.stray(Item { kind: Kind::FormatSpecifier, start: span.start, end: span.end, val: Val::Spec(strays) });
        }
        Val::Part(Box::new(FPart::Interpolation { span, value, conversion, spec: spec.into(), debug }))
    }

    /// The expression that `content`, taken alone, is.
    pub(super) fn fragment(&mut self, content: Span) -> ExprId {
        let mut items = Vec::new();
        if let Some(tree) = parse_fragment(self.text, content) {
            let blocks = std::mem::take(&mut self.blocks);
            self.run(tree.root_node(), &mut items);
            self.blocks = blocks;
        }
        // The grammar wraps it in a statement, which is none of this file.
        let mut exprs = Vec::new();
        for item in items {
            match item.val {
                Val::Stmt(id) if id.index() + 1 == self.stmts.len() => match self.stmts.pop().map(|stmt| stmt.kind) {
                    Some(StmtKind::Expr(value)) => exprs.push(value),
                    Some(StmtKind::Error { exprs: kept, .. }) => exprs.extend(kept),
                    _ => {}
                },
                _ => self.stray(item),
            }
        }
        if let [value] = exprs.as_slice() {
            *value
        } else {
            self.errors.push(content);
            self.expr(content, ExprKind::Error(exprs.into()))
        }
    }

    /// The grammar sees an assignment in `{x:=10}`; without parentheses it is a specification, `=10`.
    fn walrus(&mut self, frame: &Frame, item: Item, spec: &mut Vec<FPart>) -> ExprId {
        let span = Span::new(frame.start, frame.end);
        let id = self.required(Some(item), span.end);
        let Some(&ExprKind::Named { target, .. }) = self.exprs.get(id.index()).map(|expr| &expr.kind) else {
            return id;
        };
        let name = self.exprs.get(target.index()).map_or(span, |target| target.span);
        let behind = self.slice(Span::new(name.end, span.end.saturating_sub(1)));
        let Some(colon) = behind.find(':') else { return id };
        if behind.contains('{') {
            // Only the rewritten copy can tell what belongs to the specification.
            self.errors.push(span);
            return id;
        }
        self.forget(frame);
        let target = self.expr(name, ExprKind::Name);
        let text = Span::new(name.end + colon as u32 + 1, name.end + behind.len() as u32);
        let raw = frame.raw;
        spec.push(FPart::Literal { span: text, raw, braces: false });
        target
    }

    /// The expression that adjacent literals make.
    pub(super) fn joined(pieces: Vec<Pieces>) -> ExprKind {
        let is_template = pieces.iter().any(|piece| matches!(piece, Pieces::Formatted { template: true, .. }));
        let is_format = pieces.iter().any(|piece| matches!(piece, Pieces::Formatted { .. }));
        let is_bytes = pieces.iter().all(|piece| matches!(piece, Pieces::Plain { bytes: true, .. }));
        if !is_format {
            let tokens = pieces
                .into_iter()
                .filter_map(|piece| match piece {
                    Pieces::Plain { token, .. } => Some(token),
                    _ => None,
                })
                .collect();
            return if is_bytes { ExprKind::Bytes(tokens) } else { ExprKind::Str(tokens) };
        }
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Pieces::Plain { token, .. } => {
                    parts.push(FPart::Literal { span: token.content, raw: token.raw, braces: false });
                }
                Pieces::Formatted { parts: mut more, .. } => parts.append(&mut more),
                Pieces::Other(_) => {}
            }
        }
        if is_template { ExprKind::TString(parts.into()) } else { ExprKind::FString(parts.into()) }
    }
}
