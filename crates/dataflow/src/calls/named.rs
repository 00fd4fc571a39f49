//! Calls of functions that are not in sight: what their names say of what they give.

use semantic::SinkKind;
use syntax::ast::{ExprId, ExprKind};

use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::value::{By, Note, Part, Shape, SinkSet, Value};

/// Beginnings of names of functions that look something up: what they give is no part of what they were given.
const LOOK_UPS: [&str; 7] = ["get_", "find_", "fetch_", "lookup_", "query_", "select_", "retrieve_"];
/// Words of names of functions that make a value harmless or check it, in whatever way.
const CHECKS: [&str; 6] = ["sanitiz", "sanitis", "escape", "safe", "secure", "whitelist"];
/// Their opposites.
const NO_CHECKS: [&str; 3] = ["unsafe", "insecure", "unescape"];

impl Engine<'_> {
    /// What a call of a function that is not in sight gives, as its name says: a page that a template makes escapes what it
    /// is given; of a value that a check or an escaping gives nothing is known.
    pub(crate) fn told_by_name(&mut self, e: ExprId, func: ExprId, given: &Value) -> Option<Value> {
        if given.is_constant() {
            return None;
        }
        let name = self.last_name(func)?.to_ascii_lowercase();
        if name.starts_with("render") {
            let html = SinkSet::NONE.with(SinkKind::Html).with(SinkKind::Xml);
            let by = format!("the template behind `{}`", short(self.text(func)));
            return Some(self.trail.clean(given, html, by, self.span(e)).merge(&self.trail.unknown(self.span(e))));
        }
        // `UserSchema().load(request.json)`, `self.user_schema.load(…)`: only the fields that the schema names are kept.
        if matches!(&*name, "load" | "loads" | "validate")
            && let ExprKind::Attribute { value, .. } = self.kind(func)
            && self.text(*value).to_ascii_lowercase().contains("schema")
        {
            let fields = SinkSet::NONE.with(SinkKind::Attribute).with(SinkKind::Pollution);
            let by = format!("the schema of `{}`", short(self.text(func)));
            let passed = self.trail.advance(given, self.span(e), &Note::Through(self.span(func)));
            let passed = passed.map(|part| Part { through: true, shape: Shape::default(), ..*part });
            return Some(self.trail.clean(&passed, fields, by, self.span(e)).merge(&self.trail.unknown(self.span(e))));
        }
        // `books.get_book(number)`
        if matches!(self.kind(func), ExprKind::Attribute { .. }) && LOOK_UPS.iter().any(|start| name.starts_with(start))
        {
            return Some(self.trail.unknown(self.span(e)));
        }
        let checks = CHECKS.iter().any(|word| name.contains(word)) && !NO_CHECKS.iter().any(|word| name.contains(word));
        checks.then(|| self.trail.unknown(self.span(e)))
    }

    /// Whether an object was looked up by a function that is not in sight: who chooses the key has not chosen what the
    /// object holds.
    pub(crate) fn is_looked_up(&self, object: ExprId, value: &Value) -> bool {
        let made = self.file.display(object).unwrap_or(object);
        let made = match *self.kind(made) {
            ExprKind::Await(waited) => waited,
            _ => made,
        };
        let ExprKind::Call { func, .. } = self.kind(made) else { return false };
        // `load_user(name)`, `user_by_name(name)`
        let looks_up = |name: &str| {
            LOOK_UPS.iter().any(|start| name.starts_with(start)) || name.starts_with("load_") || name.contains("_by_")
        };
        value.parts().iter().all(|part| part.through || part.source.is_none())
            && self.last_name(*func).is_some_and(looks_up)
    }

    /// `os.path.basename(name) == name`: what making it harmless does not change is harmless.
    pub(crate) fn refine_unchanged(&mut self, subject: ExprId, made: ExprId, test: ExprId) {
        let ExprKind::Call { func, args } = self.kind(made) else { return };
        let Some(sinks) = self.file.qualified_names(*func).find_map(models::sanitizer) else { return };
        if let [given] = &**args
            && self.written_key(given.value()).is_some()
            && self.written_key(given.value()) == self.written_key(subject)
        {
            let by = By::Check(self.span(test));
            self.clear(subject, sinks, by, self.span(test));
        }
    }

    fn last_name(&self, func: ExprId) -> Option<&str> {
        match self.kind(func) {
            ExprKind::Name => Some(self.text(func)),
            ExprKind::Attribute { attr, .. } => Some(self.file.module().text(attr.span)),
            _ => None,
        }
    }
}
