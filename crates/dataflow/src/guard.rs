//! Checks: what is known where a condition holds, or does not.
//!
//! Only checks that leave nothing dangerous count, each for the contexts that it is good for.

use semantic::{BindingKind, Const, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, BoolOp, CompareOp, ComprehensionKind, ExprId, ExprKind, UnaryOp};

use crate::env::{Key, Relation};
use crate::eval::{Engine, polarity, short};
use crate::lines::{LINES, is_line_end};
use crate::models;
use crate::pattern::{has_only_harmless_atoms, is_harmless_pattern};
use crate::value::{Part, Shape, SinkSet, Value};

/// Contexts in which a checked host makes an address harmless.
pub(crate) const ADDRESS: SinkSet = SCHEME.with(SinkKind::Url).with(SinkKind::Redirect);
/// Contexts in which it is enough that an address is one of the web.
const SCHEME: SinkSet = SinkSet::NONE.with(SinkKind::Scheme);
/// Longer chains of `or` and `and` than this say nothing where only one of them holds.
const MAX_ALTERNATIVES: usize = 6;
const PATH: SinkSet = SinkSet::NONE.with(SinkKind::Path);
/// Names without underscores in front lead to no class and no module.
const POLLUTION: SinkSet = SinkSet::NONE.with(SinkKind::Pollution);

impl Engine<'_> {
    /// Takes in that `test` was evaluated and came out as `truth`.
    pub(crate) fn refine(&mut self, test: ExprId, truth: bool) {
        if self.depth > crate::eval::MAX_DEPTH {
            return;
        }
        self.depth += 1;
        match self.kind(test) {
            ExprKind::Unary { op: UnaryOp::Not, operand } => self.refine(*operand, !truth),
            ExprKind::BoolOp { op, values } if (*op == BoolOp::And) == truth => {
                for value in values {
                    self.refine(*value, truth);
                }
            }
            ExprKind::BoolOp { op, values } if values.len() <= MAX_ALTERNATIVES => self.refine_either(*op, values),
            ExprKind::Compare { left, rest } => {
                self.refine_bounds(test, *left, rest, truth);
                if let [(op, right)] = **rest {
                    self.refine_comparison(test, *left, op, right, truth);
                }
            }
            ExprKind::Named { target, value } => {
                self.refine(*value, truth);
                self.refine(*target, truth);
            }
            ExprKind::Call { func, args } => self.refine_call(test, *func, args, truth),
            ExprKind::Name | ExprKind::Attribute { .. } if truth => {
                if let Some(Relation::HarmlessMatch(key)) = self.relation_of(test) {
                    self.clear_key(key, SinkSet::NUMBER, "the pattern that it matches".to_owned(), self.span(test));
                }
            }
            // An empty text does no harm.
            ExprKind::Name | ExprKind::Attribute { .. } => {
                self.clear(test, SinkSet::ALL, "the check that it is empty".to_owned(), self.span(test));
            }
            _ => {}
        }
        self.depth -= 1;
    }

    /// `a or b` came out true, or `a and b` false: one of them decided, and those before it did not.
    fn refine_either(&mut self, op: BoolOp, values: &[ExprId]) {
        let decides = op == BoolOp::Or;
        let mut ways = Vec::new();
        for (at, value) in values.iter().enumerate() {
            self.env.push();
            for before in &values[..at] {
                self.refine(*before, !decides);
            }
            self.refine(*value, decides);
            ways.push(self.env.pop());
        }
        self.env.join(&ways);
    }

    fn refine_comparison(&mut self, test: ExprId, left: ExprId, op: CompareOp, right: ExprId, truth: bool) {
        let Some((membership, positive)) = polarity(op) else { return };
        let holds = positive == truth;
        let code = short(self.text(test));
        let by = || format!("the check `{code}`");
        let at = self.span(test);
        match (membership, holds) {
            (true, true) if self.is_constant_collection(right) => {
                let by = by();
                self.clear_address_of(left, right, &by, at);
                self.clear(without_case(self, left), SinkSet::ALL, by, at);
            }
            (true, true) => {
                // `base in path.parents`
                if let ExprKind::Attribute { value, attr } = self.kind(right)
                    && self.file.module().text(attr.span) == "parents"
                {
                    self.contained(*value, test);
                }
            }
            (true, false) => {
                if let Some(Const::Str(piece)) = self.file.constant(left) {
                    self.refuse(right, &piece, test);
                }
            }
            (false, true) => {
                for (subject, other) in [(left, right), (right, left)] {
                    if self.file.is_constant(other) {
                        let by = by();
                        self.clear_address_of(subject, other, &by, at);
                        self.clear(without_case(self, subject), SinkSet::ALL, by, at);
                    }
                    self.refine_common_path(subject, test);
                }
            }
            // `match is not None`
            (false, false)
                if matches!(op, CompareOp::Is | CompareOp::IsNot) && matches!(self.kind(right), ExprKind::None) =>
            {
                self.refine(left, true);
            }
            (false, false) => {}
        }
    }

    /// A part of an address turned out to be one of the constants `allowed`: what that says about the address.
    fn clear_address_of(&mut self, part: ExprId, allowed: ExprId, by: &str, at: Span) {
        match self.relation_of(part) {
            Some(Relation::UrlHost(url)) => self.clear_key(url, ADDRESS, by.to_owned(), at),
            Some(Relation::UrlScheme(url)) => {
                let is_web = |scheme: &str| matches!(scheme, "http" | "https");
                if self.file.constant(allowed).is_some_and(|allowed| each_text(&allowed, is_web)) {
                    self.clear_key(url, SCHEME, by.to_owned(), at);
                }
            }
            _ => {}
        }
    }

    /// `os.path.commonpath([base, path]) == base`
    fn refine_common_path(&mut self, call: ExprId, test: ExprId) {
        let ExprKind::Call { func, args } = self.kind(call) else { return };
        if !self.file.qualified_names(*func).any(|name| name == "os.path.commonpath") {
            return;
        }
        if let Some(ExprKind::List(items) | ExprKind::Tuple(items)) = args.first().map(|arg| self.kind(arg.value())) {
            for item in items {
                self.contained(*item, test);
            }
        }
    }

    fn refine_call(&mut self, test: ExprId, func: ExprId, args: &[Argument], truth: bool) {
        let at = self.span(test);
        let by = format!("the check `{}`", short(self.text(test)));
        if truth && let Some(key) = self.harmless_match(test) {
            self.clear_key(key, SinkSet::NUMBER, by, at);
            return;
        }
        if truth {
            self.refine_local_call(test, func, args);
        }
        let named = |wanted: &str| self.file.qualified_names(func).any(|name| name == wanted);
        let first = args.first().map(Argument::value);
        if named("builtins.isinstance") {
            if let (true, [subject, types]) = (truth, args)
                && let Some(sinks) = self.harmless_types(types.value())
            {
                self.clear(subject.value(), sinks, by, at);
            }
            return;
        }
        if named("builtins.all") {
            if let (true, Some(each)) = (truth, first) {
                self.refine_each(each, by, at);
            }
            return;
        }
        if named("builtins.bool") {
            if let Some(inner) = first {
                self.refine(inner, truth);
            }
            return;
        }
        if named("builtins.any") {
            if let (false, Some(each)) = (truth, first) {
                self.refuse_each(each, test);
            }
            return;
        }
        if let (true, Some(subject)) = (truth, first)
            && let Some(sinks) = self.file.qualified_names(func).find_map(models::guard)
        {
            self.clear(subject, sinks, by, at);
            return;
        }
        if named("os.path.isabs") {
            if let (false, Some(path)) = (truth, first) {
                self.reshape(path, test, |shape| Shape { relative: true, ..shape });
            }
            return;
        }
        if let (false, Some(subject)) = (truth, self.looks_for_line_ends(func, args)) {
            self.clear(subject, LINES, by, at);
            return;
        }
        let ExprKind::Attribute { value, attr } = self.kind(func) else { return };
        match (self.file.module().text(attr.span), truth) {
            ("isdigit" | "isalnum" | "isalpha" | "isdecimal" | "isnumeric" | "isidentifier", true) => {
                self.clear(*value, SinkSet::NUMBER, by, at);
            }
            ("isprintable", true) => self.clear(*value, LINES, by, at),
            ("startswith", false) if first.is_some_and(|prefix| self.is_underscore(prefix)) => {
                self.clear(*value, POLLUTION, by, at);
            }
            ("is_relative_to", true) => self.contained(*value, test),
            ("is_absolute", false) => self.reshape(*value, test, |shape| Shape { relative: true, ..shape }),
            ("startswith", true) => match first.and_then(|prefix| self.file.constant(prefix)) {
                Some(prefix) if each_text(&prefix, is_host_prefix) => self.clear(*value, ADDRESS, by, at),
                Some(prefix) if each_text(&prefix, is_web_prefix) => self.clear(*value, SCHEME, by, at),
                _ => self.contained(*value, test),
            },
            ("startswith", false) => {
                if let Some(Const::Str(prefix)) = first.and_then(|prefix| self.file.constant(prefix))
                    && matches!(&*prefix, "/" | "\\")
                {
                    self.reshape(*value, test, |shape| Shape { relative: true, ..shape });
                }
            }
            _ => {}
        }
    }

    /// Whether a constant is `_` or `__`.
    fn is_underscore(&self, e: ExprId) -> bool {
        matches!(self.file.constant(e), Some(Const::Str(text)) if matches!(&*text, "_" | "__"))
    }

    /// `subject` does not hold `piece`.
    fn refuse(&mut self, subject: ExprId, piece: &str, test: ExprId) {
        match piece {
            ".." => self.reshape(subject, test, |shape| Shape { no_parent: true, ..shape }),
            // A backslash divides folders on one system only, so refusing it says nothing here.
            "/" => self.reshape(subject, test, |shape| Shape { no_parent: true, relative: true, ..shape }),
            "'" => self.reshape(subject, test, |shape| Shape { no_apostrophe: true, ..shape }),
            "\"" => self.reshape(subject, test, |shape| Shape { no_quotation_mark: true, ..shape }),
            _ if is_line_end(piece) => {
                let by = format!("the check `{}`", short(self.text(test)));
                self.clear(subject, LINES, by, self.span(test));
            }
            "__" | "_" => {
                let by = format!("the check `{}`", short(self.text(test)));
                self.clear(subject, POLLUTION, by, self.span(test));
            }
            _ => {}
        }
    }

    /// `any(c in text for c in "'\"")` is false: the text holds none of the characters.
    fn refuse_each(&mut self, each: ExprId, test: ExprId) {
        let ExprKind::Comprehension {
            kind: ComprehensionKind::Generator { element } | ComprehensionKind::List { element },
            clauses,
        } = self.kind(each)
        else {
            return;
        };
        let [clause] = &**clauses else { return };
        let ExprKind::Compare { left, rest } = self.kind(*element) else { return };
        let [(CompareOp::In, subject)] = **rest else { return };
        if !clause.conditions.is_empty() || self.text(*left) != self.text(clause.target) {
            return;
        }
        match self.file.constant(clause.iter) {
            Some(Const::Str(pieces)) => {
                for piece in ["/", "'", "\"", "\n", "\r"] {
                    if pieces.contains(piece) {
                        self.refuse(subject, piece, test);
                    }
                }
            }
            Some(Const::List(pieces) | Const::Tuple(pieces) | Const::Set(pieces)) => {
                for piece in pieces.iter().filter_map(Const::as_str) {
                    self.refuse(subject, piece, test);
                }
            }
            _ => {}
        }
    }

    /// `all(c.isalnum() for c in text)`: what holds for every item holds for the whole.
    fn refine_each(&mut self, each: ExprId, by: String, at: Span) {
        let ExprKind::Comprehension {
            kind: ComprehensionKind::Generator { element } | ComprehensionKind::List { element },
            clauses,
        } = self.kind(each)
        else {
            return;
        };
        let [clause] = &**clauses else { return };
        if !clause.conditions.is_empty() || !matches!(self.kind(clause.target), ExprKind::Name) {
            return;
        }
        let name: Key = self.text(clause.target).into();
        self.env.push();
        let item = self.trail.unknown(at);
        self.env.put(name.clone(), item, None);
        self.refine(*element, true);
        // A character of a constant text is harmless only if all of that text is.
        let harmless = match self.kind(*element) {
            ExprKind::Compare { left, rest } => match &**rest {
                [(CompareOp::In, allowed)] if self.text(*left) == &*name => match self.file.constant(*allowed) {
                    Some(Const::Str(allowed)) => {
                        allowed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
                    }
                    _ => true,
                },
                _ => true,
            },
            _ => true,
        };
        let clean = self.env.value(&name).map(|item| item.parts().iter().map(|part| part.clean).collect::<Vec<_>>());
        self.env.pop();
        if let Some(sinks) = clean.and_then(|clean| clean.into_iter().reduce(SinkSet::both))
            && harmless
        {
            self.clear(clause.iter, sinks, by, at);
        }
    }

    /// `re.sub("[^a-z]", "", text)`: nothing but harmless characters is left.
    pub(crate) fn leaves_only_harmless(&self, func: ExprId, args: &[Argument]) -> bool {
        let (pattern, replacement) = match (self.kind(func), args) {
            (_, [pattern, replacement, _]) if self.file.qualified_names(func).any(|name| name == "re.sub") => {
                (pattern.value(), replacement.value())
            }
            (ExprKind::Attribute { value, attr }, [replacement, _]) if self.file.module().text(attr.span) == "sub" => {
                let Some(pattern) = self.compiled_pattern(*value) else { return false };
                (pattern, replacement.value())
            }
            _ => return false,
        };
        let (Some(Const::Str(pattern)), Some(Const::Str(replacement))) =
            (self.file.constant(pattern), self.file.constant(replacement))
        else {
            return false;
        };
        let class = pattern.strip_suffix('+').unwrap_or(&pattern);
        class
            .strip_prefix("[^")
            .is_some_and(|rest| rest.find(']') == Some(rest.len() - 1) && has_only_harmless_atoms(&format!("[{rest}")))
            && replacement.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    }

    /// `subject` is harmless in the contexts `sinks` from here on.
    pub(crate) fn clear(&mut self, subject: ExprId, sinks: SinkSet, by: String, at: Span) {
        let Some(key) = self.key(subject) else { return };
        let Some(value) = self.env.value(&key).or_else(|| self.value(subject)).cloned() else { return };
        let relation = self.env.relation(&key).cloned();
        let value = self.trail.clean(&value, sinks, by, at);
        self.env.put(key, value, relation);
    }

    fn clear_key(&mut self, key: Key, sinks: SinkSet, by: String, at: Span) {
        // A field of which nothing is known has what the whole has.
        let mut known = &*key;
        let value = loop {
            if let Some(value) = self.env.value(known) {
                break value.clone();
            }
            match known.rfind(['.', '[']) {
                Some(end) => known = &known[..end],
                None => return,
            }
        };
        let relation = self.env.relation(&key).cloned();
        let value = self.trail.clean(&value, sinks, by, at);
        self.env.put(key, value, relation);
    }

    /// The path `e` was compared with a folder that has to hold it. That is worth something if `..` was resolved before.
    pub(crate) fn contained(&mut self, e: ExprId, test: ExprId) {
        let mut subject = e;
        let mut normalized = false;
        while let ExprKind::Call { func, args } = self.kind(subject) {
            let names = || self.file.qualified_names(*func);
            if names().any(|name| models::has(models::PATH_NORMALIZERS, name)) {
                normalized = true;
            } else if let ExprKind::Attribute { value, attr } = self.kind(*func)
                && models::has(models::PATH_NORMALIZING_METHODS, self.file.module().text(attr.span))
            {
                normalized = true;
                subject = *value;
                continue;
            } else if !names().any(|name| matches!(name, "builtins.str" | "os.fspath" | "pathlib.Path")) {
                return;
            }
            let Some(inner) = args.first() else { return };
            subject = inner.value();
        }
        let Some(key) = self.key(subject) else { return };
        let Some(value) = self.env.value(&key).or_else(|| self.value(subject)).cloned() else { return };
        if normalized || value.parts().iter().all(|part| part.shape.normalized) {
            let by = format!("the check `{}`", short(self.text(test)));
            let value = self.trail.clean(&value, PATH, by, self.span(test));
            self.env.put(key, value, None);
        }
    }

    /// A dangerous piece of a path was refused. Without `..` and without a root it stays where it is.
    fn reshape(&mut self, subject: ExprId, test: ExprId, change: impl Fn(Shape) -> Shape) {
        let Some(key) = self.key(subject) else { return };
        let Some(value) = self.env.value(&key).or_else(|| self.value(subject)).cloned() else { return };
        let value = value.map(|part| Part { shape: change(part.shape), ..*part });
        let relation = self.env.relation(&key).cloned();
        let value: Value = if value.parts().iter().all(|part| part.shape.no_parent && part.shape.relative) {
            let by = format!("the check `{}`", short(self.text(test)));
            self.trail.clean(&value, PATH, by, self.span(test))
        } else {
            value
        };
        self.env.put(key, value, relation);
    }

    /// Whether `e` is a collection of constants, or a mapping with constant keys.
    pub(crate) fn is_constant_collection(&self, e: ExprId) -> bool {
        if self.file.is_constant(e) {
            return true;
        }
        if let ExprKind::Call { func, args } = self.kind(e) {
            if let (ExprKind::Attribute { value, attr }, []) = (self.kind(*func), &**args) {
                return self.file.module().text(attr.span) == "keys" && self.has_constant_keys(*value);
            }
            let builds = |name: &str| {
                matches!(
                    name,
                    "builtins.frozenset" | "builtins.set" | "builtins.tuple" | "builtins.list" | "builtins.range"
                )
            };
            return self.file.qualified_names(*func).any(builds)
                && args.iter().all(|arg| self.file.is_constant(arg.value()));
        }
        if self.has_constant_keys(e) {
            return true;
        }
        // `ALLOWED = frozenset({…})`
        let ExprKind::Name = self.kind(e) else { return false };
        let reaching = self.file.reaching(e);
        !reaching.is_empty()
            && reaching.iter().all(|id| match self.file.binding_info(*id).kind {
                BindingKind::Assign { value: Some(value), .. } => {
                    matches!(self.kind(value), ExprKind::Call { .. }) && self.is_constant_collection(value)
                }
                _ => false,
            })
    }

    fn has_constant_keys(&self, e: ExprId) -> bool {
        match self.file.display(e).map(|display| self.kind(display)) {
            Some(ExprKind::Dict(entries)) => {
                entries.iter().all(|(key, _)| key.is_some_and(|key| self.file.is_constant(key)))
            }
            Some(ExprKind::List(items) | ExprKind::Set(items) | ExprKind::Tuple(items)) => {
                items.iter().all(|item| self.file.is_constant(*item))
            }
            _ => false,
        }
    }

    /// The text that a call matches against a pattern which lets only harmless characters through:
    /// `re.fullmatch("[a-z]+", text)`.
    pub(crate) fn harmless_match(&self, call: ExprId) -> Option<Key> {
        let ExprKind::Call { func, args } = self.kind(call) else { return None };
        let positional = |at: usize| match args.get(at) {
            Some(Argument::Positional(value)) => Some(*value),
            _ => None,
        };
        let function = self.file.qualified_names(*func).find_map(|name| match name {
            "re.fullmatch" => Some("fullmatch"),
            "re.match" => Some("match"),
            "re.search" => Some("search"),
            _ => None,
        });
        let (how, pattern, subject) = match (function, self.kind(*func)) {
            (Some(how), _) if args.len() == 2 => (how, positional(0)?, positional(1)?),
            (None, ExprKind::Attribute { value, attr }) if args.len() == 1 => {
                (self.file.module().text(attr.span), self.compiled_pattern(*value)?, positional(0)?)
            }
            _ => return None,
        };
        let Const::Str(pattern) = self.file.constant(pattern)? else { return None };
        is_harmless_pattern(&pattern, how).then(|| self.key(subject))?
    }

    /// The pattern behind `NAME = re.compile(pattern)`.
    pub(crate) fn compiled_pattern(&self, e: ExprId) -> Option<ExprId> {
        let call = match self.kind(e) {
            ExprKind::Call { .. } => e,
            _ => match *self.file.reaching(e).as_slice() {
                [only] => match self.file.binding_info(only).kind {
                    BindingKind::Assign { value: Some(value), .. } => value,
                    _ => return None,
                },
                _ => return None,
            },
        };
        match self.kind(call) {
            ExprKind::Call { func, args } if args.len() == 1 => self
                .file
                .qualified_names(*func)
                .any(|name| name == "re.compile")
                .then(|| args.first().map(Argument::value))?,
            _ => None,
        }
    }
}

/// `name` for `name.lower()`: what holds for the one holds for the other as far as danger goes.
fn without_case(engine: &Engine<'_>, e: ExprId) -> ExprId {
    if let ExprKind::Call { func, args } = engine.kind(e)
        && args.is_empty()
        && let ExprKind::Attribute { value, attr } = engine.kind(*func)
        && matches!(engine.file.module().text(attr.span), "lower" | "upper" | "casefold")
    {
        return *value;
    }
    e
}

/// Whether a constant is a text, or a collection of texts, that all pass.
fn each_text(constant: &Const, pass: impl Fn(&str) -> bool) -> bool {
    let text = |item: &Const| matches!(item, Const::Str(text) if pass(text));
    match constant {
        Const::Tuple(items) | Const::List(items) | Const::Set(items) => !items.is_empty() && items.iter().all(text),
        one => text(one),
    }
}

/// `https://`: the scheme is complete.
fn is_web_prefix(prefix: &str) -> bool {
    prefix.starts_with("https://") || prefix.starts_with("http://")
}

/// `https://host/`: the host is complete, nothing can be added to it.
pub(crate) fn is_host_prefix(prefix: &str) -> bool {
    let rest = prefix.strip_prefix("https://").or_else(|| prefix.strip_prefix("http://"));
    rest.and_then(|rest| rest.split_once('/')).is_some_and(|(host, _)| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_a_constant_has_to_pass() {
        let text = |text: &str| Const::Str(text.into());
        let tuple = |items: &[&str]| Const::Tuple(items.iter().map(|item| text(item)).collect());
        assert!(each_text(&text("http://"), is_web_prefix));
        assert!(each_text(&tuple(&["http://", "https://"]), is_web_prefix));
        assert!(!each_text(&tuple(&["http://", "file://"]), is_web_prefix));
        assert!(!each_text(&tuple(&[]), is_web_prefix));
        assert!(!each_text(&Const::None, is_web_prefix));
    }

    #[test]
    fn a_prefix_fixes_the_host_only_with_its_slash() {
        assert!(is_host_prefix("https://api.example.com/"));
        assert!(!is_host_prefix("https://api.example.com"));
        assert!(!is_host_prefix("https://"));
    }
}
