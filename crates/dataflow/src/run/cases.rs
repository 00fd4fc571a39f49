//! `match`: which cases apply, and what their patterns bind.

use semantic::Const;
use syntax::ast::{ExprId, Ident, MatchCase, PatternId, PatternKind};

use crate::calls::outcome::Answer;
use crate::run::engine::Engine;
use crate::state::env::{Key, Layer};
use crate::state::object::Object;
use crate::state::value::{Form, Note, SinkSet, Value};

/// Alternatives of one pattern that are compared with a constant.
const MAX_OR: usize = 64;
/// Patterns inside of each other.
const MAX_NESTED: u32 = 16;

impl<'a> Engine<'a> {
    /// `match subject: case …`. False if its end is never reached.
    pub(crate) fn match_stmt(&mut self, subject: ExprId, cases: &'a [MatchCase]) -> bool {
        let value = self.hold(subject);
        let mut ends = Vec::new();
        let mut complete = false;
        let known = self.known(subject);
        let mut refused: Vec<Const> = Vec::new();
        for case in cases {
            let decided = match &known {
                Some(known) => self.decides(case.pattern, known),
                None => self.decides_class(case.pattern, &value),
            };
            if decided == Some(false) || complete {
                if let Some(span) = self.block_span(&case.body) {
                    self.mark_decided(span, "the `case` never applies", subject);
                }
                continue;
            }
            let guard = case.guard.and_then(|guard| self.guard_holds(case.pattern, guard, &value));
            if let (Some(false), Some(span)) = (guard, self.block_span(&case.body)) {
                self.mark_decided(span, "the `case` never applies", subject);
                continue;
            }
            let literal = self.literal_of(case.pattern);
            let end = self.branch(&case.body, |engine| {
                for refused in &refused {
                    engine.answered(subject, &Answer::Equal(refused.clone(), false), subject);
                }
                if let Some(literal) = &literal {
                    engine.answered(subject, &Answer::Equal(literal.clone(), true), subject);
                }
                let value = engine.fitting(case.pattern, &value);
                engine.bind_pattern(case.pattern, &value, MAX_NESTED);
                if let (Some(_), Some(key)) = (value.object(), engine.key(subject)) {
                    engine.env.renew(key, value);
                }
                if engine.is_literal_pattern(case.pattern) {
                    let at = engine.file.module().pattern(case.pattern).span;
                    engine.clear(subject, SinkSet::ALL, "the `case` that it equals".into(), at);
                }
                if let Some(guard) = case.guard {
                    engine.eval(guard);
                    engine.refine(guard, true);
                }
            });
            ends.extend(end);
            refused.extend(literal.filter(|_| case.guard.is_none()));
            let takes_all =
                matches!(self.file.module().pattern(case.pattern).kind, PatternKind::As { pattern: None, .. });
            complete |= (case.guard.is_none() || guard == Some(true)) && (decided == Some(true) || takes_all);
        }
        if !complete {
            ends.push(Layer::default());
        }
        self.merge_branches(ends)
    }

    /// Whether the guard of a `case` holds for a subject that matches, if that is known: `case size if size > 10`.
    fn guard_holds(&mut self, pattern: PatternId, guard: ExprId, subject: &Value) -> Option<bool> {
        self.env.push();
        self.bind_pattern(pattern, subject, MAX_NESTED);
        let holds = self.truth(guard);
        self.env.pop();
        holds
    }

    /// Whether a pattern of literals matches the constant `subject`, if that can be said.
    fn decides(&self, pattern: PatternId, subject: &Const) -> Option<bool> {
        match &self.file.module().pattern(pattern).kind {
            PatternKind::Value(e) => Some(self.file.constant(*e)? == *subject),
            PatternKind::As { pattern: Some(inner), .. } => match &self.file.module().pattern(*inner).kind {
                PatternKind::Value(e) => Some(self.file.constant(*e)? == *subject),
                PatternKind::Or(patterns) => self.decides_any(patterns, subject),
                _ => None,
            },
            PatternKind::Or(patterns) => self.decides_any(patterns, subject),
            _ => None,
        }
    }

    /// Whether a pattern of a class of this file matches: never, or always as far as the class is concerned.
    fn decides_class(&mut self, pattern: PatternId, value: &Value) -> Option<bool> {
        let (class, has_more) = self.class_pattern(pattern)?;
        let class = self.hold(class);
        self.is_instance(value, &class).filter(|holds| !holds || !has_more)
    }

    /// The class that a pattern names, and whether it asks for more than the class. `case Point(x=x)` does not.
    fn class_pattern(&self, pattern: PatternId) -> Option<(ExprId, bool)> {
        let file = self.file;
        let module = file.module();
        match &module.pattern(pattern).kind {
            PatternKind::Class { class, positional, keywords } => {
                let captures =
                    |inner: &PatternId| matches!(module.pattern(*inner).kind, PatternKind::As { pattern: None, .. });
                let plain = positional.iter().all(captures) && keywords.iter().all(|(_, inner)| captures(inner));
                Some((*class, !plain))
            }
            PatternKind::As { pattern: Some(inner), .. } => match module.pattern(*inner).kind {
                PatternKind::Class { .. } => self.class_pattern(*inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// `value`, as far as it may be an object of the class that the pattern names.
    fn fitting(&mut self, pattern: PatternId, value: &Value) -> Value {
        let class = self.class_pattern(pattern).map(|(class, _)| self.hold(class));
        let kept = match class.as_ref().map(Value::forms) {
            Some([Form::Class(class)]) => self.kept_instances(value, &[*class], true),
            _ => None,
        };
        kept.unwrap_or_else(|| value.clone())
    }

    fn decides_any(&self, patterns: &[PatternId], subject: &Const) -> Option<bool> {
        let mut any = false;
        for &pattern in patterns.iter().take(MAX_OR) {
            let PatternKind::Value(e) = self.file.module().pattern(pattern).kind else { return None };
            any |= self.file.constant(e)? == *subject;
        }
        (any || patterns.len() <= MAX_OR).then_some(any)
    }

    /// The constant that alone the pattern matches.
    fn literal_of(&self, pattern: PatternId) -> Option<Const> {
        match self.file.module().pattern(pattern).kind {
            PatternKind::Value(e) => self.file.constant(e),
            _ => None,
        }
    }

    /// Whether the pattern matches only constants.
    fn is_literal_pattern(&self, pattern: PatternId) -> bool {
        let is_literal = |pattern: &PatternId| matches!(&self.file.module().pattern(*pattern).kind, PatternKind::Value(e) if self.file.is_constant(*e));
        match &self.file.module().pattern(pattern).kind {
            PatternKind::Or(patterns) => patterns.iter().all(is_literal),
            PatternKind::As { pattern: Some(inner), .. } => match &self.file.module().pattern(*inner).kind {
                PatternKind::Or(patterns) => patterns.iter().all(is_literal),
                _ => is_literal(inner),
            },
            _ => is_literal(&pattern),
        }
    }

    /// What the value is if the pattern matches it.
    fn narrowed(&mut self, pattern: PatternId, value: &Value) -> Value {
        let at = self.file.module().pattern(pattern).span;
        if self.is_literal_pattern(pattern) {
            return self.trail.clean(value, SinkSet::ALL, "the `case` that it equals".to_owned(), at);
        }
        match self.file.module().pattern(pattern).kind {
            PatternKind::Class { class, .. } => match self.harmless_type(class) {
                Some(sinks) => self.trail.clean(value, sinks, "the class of the `case`".to_owned(), at),
                None => value.clone(),
            },
            _ => value.clone(),
        }
    }

    /// Every name that a pattern captures holds what stands at its place in the subject.
    fn bind_pattern(&mut self, pattern: PatternId, value: &Value, depth: u32) {
        if depth == 0 {
            return;
        }
        let file = self.file;
        let module = file.module();
        match &module.pattern(pattern).kind {
            PatternKind::Value(e) => drop(self.eval(*e)),
            PatternKind::Sequence(items) => self.bind_sequence(items, value, depth),
            PatternKind::Or(items) => {
                for item in items {
                    self.bind_pattern(*item, value, depth - 1);
                }
            }
            PatternKind::Mapping { entries, rest } => {
                for (key, inner) in entries {
                    self.eval(*key);
                    let item = self.known(*key).and_then(|key| self.item_of(value, &key));
                    let item = item.unwrap_or_else(|| self.flat(value));
                    self.bind_pattern(*inner, &item, depth - 1);
                }
                self.capture(*rest, &self.flat(value));
            }
            PatternKind::Class { positional, keywords, .. } => {
                let whole = self.narrowed(pattern, value);
                let names = self.place_names(value);
                for (at, inner) in positional.iter().enumerate() {
                    let field = names.get(at).and_then(|name| self.member(value, name));
                    self.bind_pattern(*inner, &field.unwrap_or_else(|| whole.clone()), depth - 1);
                }
                for (name, inner) in keywords {
                    let field = self.member(value, module.text(name.span)).unwrap_or_else(|| self.flat(&whole));
                    self.bind_pattern(*inner, &field, depth - 1);
                }
            }
            PatternKind::Star(name) => self.capture(*name, value),
            PatternKind::As { pattern: inner, name } => {
                let whole = inner.map_or_else(|| value.clone(), |inner| self.narrowed(inner, value));
                if let Some(inner) = inner {
                    self.bind_pattern(*inner, value, depth - 1);
                }
                self.capture(*name, &whole);
            }
            PatternKind::Error => {}
        }
    }

    fn bind_sequence(&mut self, patterns: &[PatternId], value: &Value, depth: u32) {
        let is_star = |pattern: &PatternId| matches!(self.file.module().pattern(*pattern).kind, PatternKind::Star(_));
        let star = patterns.iter().position(is_star);
        let behind = star.map_or(0, |star| patterns.len() - star - 1);
        let before = star.unwrap_or(patterns.len());
        match self.exact_items(value).filter(|items| items.len() >= before + behind) {
            Some(items) => {
                let (first, rest) = items.split_at(before);
                let (middle, last) = rest.split_at(rest.len() - behind);
                for (pattern, item) in patterns.iter().zip(first) {
                    self.bind_pattern(*pattern, item, depth - 1);
                }
                if let Some(star) = star {
                    let between = self.new_object(Object::sequence(middle.to_vec()));
                    self.bind_pattern(patterns[star], &between, depth - 1);
                    for (pattern, item) in patterns[star + 1..].iter().zip(last) {
                        self.bind_pattern(*pattern, item, depth - 1);
                    }
                }
            }
            None => {
                let each = value.object().and_then(|_| self.each_of(value)).unwrap_or_else(|| self.flat(value));
                for pattern in patterns {
                    self.bind_pattern(*pattern, &each, depth - 1);
                }
            }
        }
    }

    fn capture(&mut self, name: Option<Ident>, value: &Value) {
        let Some(name) = name else { return };
        let key: Key = self.file.module().text(name.span).into();
        let held = self.trail.advance(value, name.span, &Note::Assigned(key.clone()));
        self.env.forget_fields(&key);
        self.env.put(key, held, None);
    }
}
