//! How a text begins: what reads its first character alone takes it for an option of a program, or for a formula.

use semantic::{Const, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind};

use crate::SourceKind;
use crate::checks::chars::Chars;
use crate::run::engine::Engine;
use crate::state::value::{By, Cleaner, Form, Part, Shape, SinkSet, Value};

/// Where a text does no harm that is no formula.
pub(crate) const FORMULA: SinkSet = SinkSet::NONE.with(SinkKind::Format);
/// Where a text does no harm that begins with no dash.
pub(crate) const OPTION: SinkSet = SinkSet::NONE.with(SinkKind::Option);
/// What a cell of a spreadsheet begins with that is evaluated.
const FORMULA_SIGNS: &str = "=+-@";

/// What a text that begins like this, whatever follows, is harmless as.
pub(crate) fn harmless_start(start: &str) -> SinkSet {
    let option = if start.is_empty() || start.starts_with('-') { SinkSet::NONE } else { OPTION };
    match start.trim_start().chars().next() {
        Some(sign) if !FORMULA_SIGNS.contains(sign) => option.union(FORMULA),
        _ => option,
    }
}

impl Engine<'_> {
    /// A value that stands behind `start`, a text that nobody outside chooses: it is not what the whole begins with.
    pub(crate) fn behind_start(&mut self, start: &str, value: Value, at: Span) -> Value {
        // Behind an option's own name stands its value: `--depth=`, whatever it begins with.
        let sinks = if start.starts_with('-') { OPTION } else { harmless_start(start) };
        self.not_first(value, sinks, at)
    }

    /// Adds to what a value is harmless as. What else made it harmless stays what is told of it.
    pub(crate) fn not_first(&mut self, value: Value, sinks: SinkSet, at: Span) -> Value {
        if value.is_constant() || sinks == SinkSet::NONE {
            return value;
        }
        let by = By::from("what stands before it".to_owned());
        self.trail.cleaners.push(Cleaner { by, at });
        let cleaner = Some(self.trail.cleaners.len() as u32 - 1);
        value.map(|part| Part { clean: part.clean.union(sinks), cleaner: part.cleaner.or(cleaner), ..*part })
    }

    /// `os.path.join(FOLDER, name)` and `os.path.abspath(name)` begin with the folder, or with a slash.
    pub(crate) fn begins_with_folder(&mut self, func: ExprId, args: &[Argument], given: Value, at: Span) -> Value {
        const ROOTED: [&str; 2] = ["os.path.abspath", "os.path.realpath"];
        let is = |wanted: &[&str]| self.file.qualified_names(func).any(|name| wanted.contains(&name));
        let is_rooted = is(&ROOTED)
            || is(&["os.path.join"])
                && args.len() > 1
                && args.first().is_some_and(|first| self.begins_inside(first.value()));
        if is_rooted { self.not_first(given, OPTION, at) } else { given }
    }

    /// Whether a path begins at the root, whatever it goes on with: `"/" + name`, `os.path.join("/", name)`.
    pub(crate) fn begins_at_root(&self, e: ExprId) -> bool {
        let held = self.held(e);
        let begins = |form: &Form| match form {
            Form::Beginning(start) | Form::Const(Const::Str(start)) => start.starts_with('/'),
            _ => false,
        };
        if !held.forms().is_empty() && held.forms().iter().all(begins) {
            return true;
        }
        let made = self.file.display(e).unwrap_or(e);
        match self.kind(made) {
            ExprKind::Call { func, args } => {
                self.file.qualified_names(*func).any(|name| matches!(name, "os.path.join" | "posixpath.join"))
                    && args.len() > 1
                    && args
                        .first()
                        .is_some_and(|first| self.is_root(first.value()) || self.begins_with_separator(first.value()))
            }
            ExprKind::Binary { op: BinaryOp::Add, left, .. } => self.begins_with_separator(*left),
            _ => false,
        }
    }

    /// `os.sep`
    fn begins_with_separator(&self, e: ExprId) -> bool {
        self.file.qualified_names(e).any(|name| matches!(name, "os.sep" | "os.path.sep"))
    }

    /// A path that stands behind the name of a folder, `ROOT + path`: where it begins with a slash, it begins at that folder.
    pub(crate) fn behind_folder(&mut self, value: Value, at: Span) -> Value {
        if value.is_constant() || !value.parts().iter().all(|part| part.shape.rooted && part.shape.no_parent) {
            return value;
        }
        let by = "the folder that stands before it".to_owned();
        self.reshaped(&value, |shape| Shape { relative: true, ..shape }, by, at)
    }

    /// What is taken out of a text or of a list by an index: `path[1:]`, `path.split("next=")[1]`.
    pub(crate) fn piece(&self, base: ExprId, index: ExprId, value: Value) -> Value {
        /// Methods that take a text apart: the first part begins as the text does.
        const SPLITS: [&str; 4] = ["split", "rsplit", "partition", "rpartition"];
        let is_zero = |e: ExprId| self.file.constant(e) == Some(Const::Int(0));
        let begins_later = match *self.kind(index) {
            ExprKind::Slice { lower, .. } => lower.is_some_and(|lower| !is_zero(lower)),
            _ => {
                let made = self.file.display(base).unwrap_or(base);
                let func = if let ExprKind::Call { func, .. } = *self.kind(made) { Some(func) } else { None };
                let is_split = |func: ExprId| match self.kind(func) {
                    ExprKind::Attribute { attr, .. } => SPLITS.contains(&self.file.module().text(attr.span)),
                    _ => false,
                };
                func.is_some_and(is_split) && !is_zero(index)
            }
        };
        if begins_later { without_beginning(&value) } else { value }
    }

    /// Whether no data of a request is seen where a path begins.
    pub(crate) fn begins_inside(&self, e: ExprId) -> bool {
        let is_sent = |part: &Part| {
            let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
            source.is_some_and(|source| {
                matches!(source.kind, SourceKind::Request | SourceKind::Model | SourceKind::Archive)
            })
        };
        let begins = |part: &Part| !part.clean.has(SinkKind::Option) && is_sent(part);
        self.last_value(e).is_none_or(|value| !value.parts().iter().any(begins))
    }

    /// `cell[0] in "=+-@"`, `name[:1] == "-"`, which came out false: the text begins with none of them.
    pub(crate) fn refine_first(&mut self, first: ExprId, signs: ExprId, test: ExprId) {
        let ExprKind::Subscript { value, index } = *self.kind(first) else { return };
        let is_start = match *self.kind(index) {
            ExprKind::Slice { lower, upper, .. } => {
                lower.is_none_or(|lower| self.file.constant(lower) == Some(Const::Int(0)))
                    && upper.is_some_and(|upper| self.file.constant(upper) == Some(Const::Int(1)))
            }
            _ => self.file.constant(index) == Some(Const::Int(0)),
        };
        if let Some(signs) = self.characters_of(signs).filter(|_| is_start) {
            let sinks = without_starts(Chars::of(&signs));
            self.clear(value, sinks, By::Check(self.span(test)), self.span(test));
        }
    }
}

/// What is left of a text whose beginning was cut off: what that said of where an address leads is gone. What is harmless whatever
/// it is used for, was chosen by the program, and stays so.
pub(crate) fn without_beginning(value: &Value) -> Value {
    value.map(|part| {
        if part.clean.has(SinkKind::Code) {
            return *part;
        }
        let clean = part.clean.without(SinkKind::Redirect).without(SinkKind::Url);
        Part { clean, shape: Shape { rooted: false, one_slash: false, no_scheme: false, ..part.shape }, ..*part }
    })
}

/// What a text is harmless as that begins with none of these characters.
pub(crate) fn without_starts(refused: Chars) -> SinkSet {
    let option = if refused.hold("-") { OPTION } else { SinkSet::NONE };
    if refused.hold("=") { option.union(FORMULA) } else { option }
}
