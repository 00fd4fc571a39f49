//! The files of a small application read as one text, as if it had been written into one file.
//!
//! What files tell each other are summaries. Read as one, a function of another file is run in the place of its call, with the
//! constants, objects and functions that it is given there, as one of the same file is. The answer to "who can influence this
//! expression?" is then asked of the whole, and told in terms of the file.

mod text;

use std::sync::Arc;

use dataflow::{FileFlow, FlowStep, Origin, Place, Source};
use rustc_hash::FxHashMap;
use semantic::{FileModel, Modules, SinkKind};
use syntax::ast::{ExprId, ExprKind, StmtId};
use syntax::{LineIndex, Span};

use text::Text;

/// Applications of more files than this are not read as one.
const MAX_FILES: usize = 40;
/// Nor those whose files have more bytes than this together.
const MAX_BYTES: usize = 120_000;
/// What divides a name from the number of its file, where two files have the same name for different things. It may stand
/// in an identifier, and nobody writes it.
const MARK: char = '·';

/// One of the files that are read as one.
#[derive(Debug)]
struct File {
    path: Arc<str>,
    source: Arc<str>,
    lines: LineIndex,
}

/// The files of an application as one.
#[derive(Debug)]
pub(crate) struct Joined {
    model: FileModel,
    files: Vec<File>,
    /// In the order of the text.
    pieces: Vec<Piece>,
    /// For each file which one of the joined files it is; `usize::MAX` for one that is not joined.
    order: Vec<usize>,
    /// The expressions at each place of the text.
    at: FxHashMap<Span, Vec<ExprId>>,
}

/// A piece of the text, and what it stands for in its file.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Its bytes in the text.
    here: Span,
    /// Its file, by its place in the list.
    file: usize,
    /// Which one of the joined files that is, in the order of the text.
    order: usize,
    /// Its bytes in the file; if it was changed, of another length.
    there: Span,
    changed: bool,
}

impl Joined {
    /// Joins files (path and text), each behind those that it imports. `None` if there are too many, or if one of them is written
    /// in a way that cannot be joined with others.
    pub(crate) fn of(files: &[(&str, &Arc<str>)], order: &[usize], modules: &Modules) -> Option<Self> {
        let size: usize = order.iter().map(|&file| files[file].1.len()).sum();
        if !(2..=MAX_FILES).contains(&order.len()) || size > MAX_BYTES {
            return None;
        }
        let Text { text, pieces } = text::join(files, order, modules)?;
        let module = syntax::parse(Arc::from(text));
        if !module.errors().is_empty() {
            return None;
        }
        let mut at: FxHashMap<Span, Vec<ExprId>> = FxHashMap::default();
        for (id, expr) in module.exprs() {
            at.entry(expr.span).or_default().push(id);
        }
        let file = |&(path, text): &(&str, &Arc<str>)| File {
            path: path.into(),
            source: text.clone(),
            lines: LineIndex::new(text),
        };
        let mut places = vec![usize::MAX; files.len()];
        for (place, &file) in order.iter().enumerate() {
            places[file] = place;
        }
        let model = FileModel::new(Arc::new(module));
        Some(Self { model, files: files.iter().map(file).collect(), pieces, order: places, at })
    }

    /// Whether it was made of just that text, for the file at that place of the list.
    pub(crate) fn has(&self, file: usize, text: &str) -> bool {
        self.order.get(file).is_some_and(|place| *place != usize::MAX)
            && self.files.get(file).is_some_and(|own| *own.source == *text)
    }

    /// Whether both are made of the same texts.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.model.module().source() == other.model.module().source()
    }

    /// The data flow of the whole.
    pub(crate) fn flow(&self) -> FileFlow<'_> {
        dataflow::analyze(&self.model)
    }

    /// The expression of the whole that `e` of the file at that place of the list became.
    fn expression(&self, file: usize, model: &FileModel, e: ExprId) -> Option<ExprId> {
        let wanted = model.module().expr(e);
        let span = Span::new(self.place(file, wanted.span.start, false)?, self.place(file, wanted.span.end, true)?);
        let same = |id: &&ExprId| {
            let found = &self.model.module().expr(**id).kind;
            std::mem::discriminant(found) == std::mem::discriminant(&wanted.kind)
                || matches!((found, &wanted.kind), (ExprKind::Name, ExprKind::Attribute { .. }))
        };
        self.at.get(&span)?.iter().find(same).copied()
    }

    /// Where a byte of a file is in the text; of one that ends something, where that ends.
    fn place(&self, file: usize, byte: u32, is_end: bool) -> Option<u32> {
        let first =
            self.pieces.partition_point(|piece| piece.order < self.order.get(file).copied().unwrap_or(usize::MAX));
        let of_file = self.pieces.get(first..)?;
        let behind = of_file.partition_point(|piece| {
            let begins_before = piece.there.start < byte || !is_end && piece.there.start == byte;
            piece.file == file && begins_before
        });
        let piece = of_file.get(behind.checked_sub(1)?).filter(|piece| byte <= piece.there.end)?;
        match (byte == piece.there.start, byte == piece.there.end) {
            (_, true) if is_end => Some(piece.here.end),
            (true, _) if !is_end => Some(piece.here.start),
            (false, false) if !piece.changed => Some(piece.here.start + (byte - piece.there.start)),
            _ => None,
        }
    }

    /// What a place of the text is in its file.
    fn back(&self, span: Span) -> Option<(usize, Span)> {
        let (first, last) = (self.piece(span.start)?, self.piece(span.end.max(span.start + 1) - 1)?);
        let start = if first.changed { first.there.start } else { first.there.start + (span.start - first.here.start) };
        let end = if last.changed { last.there.end } else { last.there.start + (span.end - last.here.start) };
        (first.file == last.file).then(|| (first.file, Span::new(start, end.max(start))))
    }

    fn piece(&self, byte: u32) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.here.start <= byte);
        self.pieces.get(behind.checked_sub(1)?).filter(|piece| byte < piece.here.end)
    }

    fn elsewhere(&self, file: usize, span: Span) -> Option<Arc<Place>> {
        let File { path, source, lines } = self.files.get(file)?;
        let (start, end) = (lines.position(span.start, source), lines.position(span.end, source));
        Some(Arc::new(Place { file: Arc::clone(path), start, end }))
    }
}

/// What one file asks the whole.
pub(crate) struct Whole<'a> {
    joined: &'a Joined,
    flow: FileFlow<'a>,
    /// The file, by its place in the list.
    file: usize,
    model: &'a FileModel,
}

impl<'a> Whole<'a> {
    pub(crate) fn new(joined: &'a Joined, file: usize, model: &'a FileModel) -> Self {
        Self { joined, flow: joined.flow(), file, model }
    }

    /// As [`FileFlow::origin`], in the terms of the file. `None` if the expression is not found in the whole.
    pub(crate) fn origin(&self, e: ExprId, sink: SinkKind) -> Option<Origin> {
        let there = self.joined.expression(self.file, self.model, e)?;
        Some(self.told(e, self.flow.origin(there, sink)))
    }

    /// As [`FileFlow::origin_by_value`], in the terms of the file. `None` also if the expression is not found in the whole.
    pub(crate) fn origin_by_value(&self, e: ExprId, sink: SinkKind) -> Option<Origin> {
        let there = self.joined.expression(self.file, self.model, e)?;
        Some(self.told(e, self.flow.origin_by_value(there, sink)?))
    }

    /// What the whole says of `e`, in the terms of the file.
    fn told(&self, e: ExprId, origin: Origin) -> Origin {
        let at = self.model.module().expr(e).span;
        match origin {
            Origin::Unreachable { why, at: place } => {
                Origin::Unreachable { why: plain(why), at: self.here(place, at).0 }
            }
            Origin::Sanitized { by, at: place } => Origin::Sanitized { by: plain(by), at: self.here(place, at).0 },
            Origin::Tainted { source, steps, reach } => {
                let function = source.function.and_then(|function| self.function(function));
                let (span, elsewhere) = self.here(source.span, at);
                let source = Source { label: plain(source.label), span, function, elsewhere, ..source };
                let step = |step: FlowStep| {
                    let (span, elsewhere) = self.here(step.span, at);
                    FlowStep { span, elsewhere, note: plain(step.note) }
                };
                Origin::Tainted { source, steps: steps.into_iter().map(step).collect(), reach }
            }
            other => other,
        }
    }

    /// A place of the text as one of this file, or of another one; `near` is a place of this file.
    fn here(&self, span: Span, near: Span) -> (Span, Option<Arc<Place>>) {
        match self.joined.back(span) {
            Some((file, span)) if file == self.file => (span, None),
            Some((file, span)) => (near, self.joined.elsewhere(file, span)),
            None => (near, None),
        }
    }

    /// The function of this file that a function of the text is.
    fn function(&self, function: StmtId) -> Option<StmtId> {
        let (file, span) = self.joined.back(self.joined.model.module().stmt(function).span)?;
        let is_it = |own: &&StmtId| self.model.module().stmt(**own).span == span;
        self.model.functions().iter().filter(|_| file == self.file).find(is_it).copied()
    }
}

/// A text of the whole without the numbers of files.
fn plain(text: String) -> String {
    if !text.contains(MARK) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(MARK) {
        plain.push_str(before);
        let number = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        if number.len() == behind.len() {
            plain.push(MARK);
        }
        rest = number;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests;
