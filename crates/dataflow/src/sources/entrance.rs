//! Calls that bring data in: by their names, by their methods, or as a part of a pipeline.

use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::SourceKind;
use crate::models;
use crate::run::engine::Engine;
use crate::state::value::{Part, SinkSet, Value};

/// How many names and parts are looked at.
const MAX_PARTS: usize = 32;

impl Engine<'_> {
    /// If a call brings data in: what kind of source it is.
    pub(crate) fn source_of_call(&self, func: ExprId, method: Option<(ExprId, &str)>) -> Option<SourceKind> {
        // `request.query.get(…)` is no query of a class of rows.
        let of_request =
            method.and_then(|(object, _)| self.value(object)).is_some_and(|value| self.is_of_request(value));
        // A number of rows, or whether there are any, is no row.
        let counts = method.and_then(|(_, name)| models::sanitizing_method(name)) == Some(SinkSet::ALL);
        let chain = |name: &str| if of_request || counts { None } else { models::source_chain(name) };
        let named = |name: &str| models::source_call(name).or_else(|| chain(name));
        self.file
            .qualified_names(func)
            .find_map(named)
            .or_else(|| method.and_then(|(_, name)| self.outline.source_methods.get(name).copied()))
            .or_else(|| self.pipeline_source(method))
    }

    /// If a call brings data in as far as the name of its object says: `self.llm.predict(…)`, where no library is seen that the object
    /// could be of. What kind of source it is.
    pub(crate) fn guessed_source(&self, method: Option<(ExprId, &str)>) -> Option<SourceKind> {
        let (object, method) = method?;
        let module = self.file.module();
        let name = match self.kind(object) {
            ExprKind::Name => module.text(module.expr(object).span),
            ExprKind::Attribute { attr, .. } => module.text(attr.span),
            _ => return None,
        };
        let is_one = |word: &str| name.split('_').any(|part| part == word) || name.trim_start_matches('_') == word;
        models::SOURCE_RECEIVERS
            .iter()
            .find(|(_, words, methods)| methods.contains(&method) && words.iter().copied().any(is_one))
            .map(|(kind, ..)| *kind)
    }

    fn is_of_request(&self, value: &Value) -> bool {
        self.is_of(value, SourceKind::Request)
    }

    fn is_of(&self, value: &Value, kind: SourceKind) -> bool {
        let source = |part: &Part| self.trail.sources.get(part.source? as usize);
        value.parts().iter().filter_map(source).any(|source| source.kind == kind)
    }

    /// What stands under a key of a message, which was read as `value`: some keys say whose message it is.
    pub(crate) fn keyed_source(&mut self, value: Value, key: Option<ExprId>, e: ExprId) -> Value {
        let known = key.and_then(|key| self.file.constant(key));
        if known.as_ref().and_then(|key| key.as_str()).is_some_and(is_set_by_server) && self.is_environment(&value) {
            return self.trail.unknown(self.span(e));
        }
        match known.as_ref().and_then(|key| models::source_key(key.as_str()?)) {
            Some(kind) if self.is_of(&value, SourceKind::CommandLine) => self.enter(kind, e),
            _ => value,
        }
    }

    /// Whether a value is the environment that a WSGI server hands over, whatever the program has put into it since.
    fn is_environment(&self, value: &Value) -> bool {
        let is_it = |part: &Part| {
            let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
            source.is_some_and(|source| source.kind == SourceKind::Request && source.label.ends_with(" `environ`"))
        };
        !value.is_constant() && value.parts().iter().any(is_it)
    }

    /// `(prompt | model | parser).invoke(question)` gives what the model gives. The kind of source that calling a method of a
    /// pipeline is: that of a part whose method is one.
    fn pipeline_source(&self, method: Option<(ExprId, &str)>) -> Option<SourceKind> {
        let (object, name) = method?;
        let made = self.file.display(object)?;
        if !matches!(self.kind(made), ExprKind::Binary { op: BinaryOp::BitOr, .. }) {
            return None;
        }
        let mut pending = vec![made];
        for _ in 0..MAX_PARTS {
            let at = pending.pop()?;
            if let ExprKind::Binary { left, op: BinaryOp::BitOr, right } = self.kind(at) {
                pending.extend([*left, *right]);
                continue;
            }
            let source = |part: &str| models::source_call(&format!("{part}.{name}"));
            if let Some(kind) = self.file.qualified_names(at).find_map(source) {
                return Some(kind);
            }
            pending.extend(self.file.display(at).filter(|&made| made != at));
        }
        None
    }
}

/// Whether a key of a WSGI environment is one that a server or another part of the program sets: such names have a dot (PEP 3333), and
/// of them only the body comes from the visitor.
fn is_set_by_server(key: &str) -> bool {
    key.contains('.') && key != "wsgi.input"
}
