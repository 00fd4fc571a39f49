//! Checks of a text's characters: regular expressions, and conditions on each character.

use semantic::{BindingKind, Const, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, BoolOp, Clause, ComprehensionKind, ExprId, ExprKind};

use crate::checks::chars::{Chars, harmless_text};
use crate::checks::containment::ADDRESS;
use crate::checks::lines::{LINES, is_line_end};
use crate::checks::opening::{Opening, opening};
use crate::checks::pattern::{Allowed, allowed, group, harmless_atoms, harmless_pattern};
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::env::{Key, Relation};
use crate::state::object::{Object, PATTERN};
use crate::state::value::{By, Part, Shape, SinkSet, Value};

/// Groups of a pattern that are told apart.
const MAX_GROUPS: usize = 16;

impl<'a> Engine<'a> {
    /// `subject` does not hold the text `piece`.
    pub(crate) fn refuse(&mut self, subject: ExprId, piece: &str, test: ExprId) {
        let mut chars = piece.chars();
        match (chars.next(), chars.next()) {
            (Some(_), None) => {
                let absent = Chars::of(piece);
                self.reshape(subject, test, |shape| Shape { without: shape.without.union(absent), ..shape });
            }
            _ if piece == ".." => self.reshape(subject, test, |shape| Shape { no_parent: true, ..shape }),
            _ if is_line_end(piece) || piece == "__" => {
                let sinks = if piece == "__" { SinkSet::NONE.with(SinkKind::Pollution) } else { LINES };
                let by = By::Check(self.span(test));
                self.clear(subject, sinks, by, self.span(test));
            }
            _ => {}
        }
    }

    /// `any(… for item in items)` or `all(…)`: the one loop, and what is asked of each item.
    fn each_item(&self, each: ExprId) -> Option<(&'a Clause, ExprId)> {
        let ExprKind::Comprehension {
            kind: ComprehensionKind::Generator { element } | ComprehensionKind::List { element },
            clauses,
        } = self.kind(each)
        else {
            return None;
        };
        let [clause] = &**clauses else { return None };
        (clause.conditions.is_empty() && matches!(self.kind(clause.target), ExprKind::Name))
            .then_some((clause, *element))
    }

    /// Every item of a comprehension came out as `truth`: `all(c.isalnum() for c in text)`,
    /// `not any(c in text for c in ";|&")`.
    pub(crate) fn refine_each(&mut self, each: ExprId, truth: bool, test: ExprId) {
        if let ExprKind::Call { func, args } = self.kind(each)
            && let [function, items] = &**args
            && self.file.qualified_names(*func).any(|name| name == "builtins.map")
        {
            let function = self.held(function.value());
            let item = self.trail.unknown(self.span(test));
            if let Some((sinks, shape)) = self.told_of_item(each, &function, &item, truth) {
                self.clear_items(items.value(), sinks, shape.without, test);
            }
            return;
        }
        let Some((clause, element)) = self.each_item(each) else { return };
        // `any(ip_address(found[4][0]).is_private for found in getaddrinfo(host, None))`
        match self.kind(element) {
            ExprKind::BoolOp { op, values } if (*op == BoolOp::And) == truth => {
                values.iter().for_each(|value| self.refine_resolved(*value, truth));
            }
            _ => self.refine_resolved(element, truth),
        }
        if !truth && let Some(pieces) = self.file.constant(clause.iter) {
            self.refuse_pieces(clause.target, element, &pieces, test);
            return;
        }
        self.refine_items(clause.target, clause.iter, (element, truth), test);
    }

    /// Every item of `items`, which stands under the name `target`, was found so that a question came out as said.
    pub(crate) fn refine_items(&mut self, target: ExprId, items: ExprId, (asked, truth): (ExprId, bool), test: ExprId) {
        let name: Key = self.text(target).into();
        self.env.push();
        let item = self.trail.unknown(self.span(test));
        self.env.put(name.clone(), item, None);
        self.refine(asked, truth);
        let checked = self.known_of_item(&name);
        self.env.pop();
        if let Some((sinks, without)) = checked {
            self.clear_items(items, sinks, without, test);
        }
    }

    /// What is known of the characters under `name` now.
    pub(crate) fn known_of_item(&self, name: &str) -> Option<(SinkSet, Chars)> {
        let item = self.env.value(name)?.parts().first()?;
        Some((item.clean, item.shape.without))
    }

    /// What was found out of every item of `whole` holds for the whole.
    pub(crate) fn clear_items(&mut self, whole: ExprId, sinks: SinkSet, without: Chars, test: ExprId) {
        let by = format!("the check `{}` of every item", short(self.text(test))).into();
        if let Some(mapping) = self.mapping_of_keys(whole) {
            return self.clear_keys(mapping, sinks, by, test);
        }
        if sinks != SinkSet::NONE {
            self.clear(whole, sinks, by, self.span(test));
        }
        if !without.is_empty() {
            self.reshape(whole, test, |shape| Shape { without: shape.without.union(without), ..shape });
        }
    }

    /// `any(piece in text for piece in (";", "|"))` is false: the text holds none of the pieces.
    fn refuse_pieces(&mut self, piece: ExprId, element: ExprId, pieces: &Const, test: ExprId) {
        let ExprKind::Compare { left, rest } = self.kind(element) else { return };
        let [(syntax::ast::CompareOp::In, subject)] = **rest else { return };
        if self.text(*left) != self.text(piece) {
            return;
        }
        match pieces {
            Const::Str(pieces) => {
                let absent = Chars::of(pieces);
                self.reshape(subject, test, |shape| Shape { without: shape.without.union(absent), ..shape });
            }
            Const::List(pieces) | Const::Tuple(pieces) | Const::Set(pieces) => {
                for piece in pieces.iter().filter_map(Const::as_str) {
                    self.refuse(subject, piece, test);
                }
            }
            _ => {}
        }
    }

    /// The constant characters of `set("abc")` or `{"a", "b"}`.
    pub(crate) fn characters_of(&self, e: ExprId) -> Option<String> {
        let constant = match self.kind(e) {
            ExprKind::Call { func, args } => {
                let makes_set = |name: &str| matches!(name, "builtins.set" | "builtins.frozenset");
                let [Argument::Positional(inner)] = **args else { return None };
                self.file.qualified_names(*func).any(makes_set).then_some(inner)?
            }
            _ => e,
        };
        match self.file.constant(constant).or_else(|| self.file.constant(self.file.display(constant)?))? {
            Const::Str(text) => Some(text.to_string()),
            Const::Tuple(items) | Const::List(items) | Const::Set(items) => {
                items.iter().map(|item| item.as_str().filter(|text| text.chars().count() == 1)).collect()
            }
            _ => None,
        }
    }

    /// `set(text) <= set("abc")`: the text holds nothing else.
    pub(crate) fn refine_subset(&mut self, part: ExprId, whole: ExprId, test: ExprId) {
        self.refine_within(part, whole, test);
        let Some(subject) = self.text_of_set(part) else { return };
        if let Some(allowed) = self.characters_of(whole) {
            let by = By::Check(self.span(test));
            self.clear(subject, harmless_text(&allowed), by, self.span(test));
        }
    }

    /// `set(text)` and the characters `refused` have none in common.
    pub(crate) fn refine_disjoint(&mut self, set: ExprId, refused: ExprId, test: ExprId) {
        // A set takes any text for its method's argument.
        let subject = self.text_of_set(set).unwrap_or(set);
        if let Some(refused) = self.characters_of(refused) {
            let absent = Chars::of(&refused);
            self.reshape(subject, test, |shape| Shape { without: shape.without.union(absent), ..shape });
        }
    }

    /// `text` of `set(text)`.
    fn text_of_set(&self, e: ExprId) -> Option<ExprId> {
        let ExprKind::Call { func, args } = self.kind(e) else { return None };
        let [Argument::Positional(subject)] = **args else { return None };
        let makes_set = |name: &str| matches!(name, "builtins.set" | "builtins.frozenset");
        self.file.qualified_names(*func).any(makes_set).then_some(subject)
    }

    /// `re.sub("[^a-z]", "", text)`: the contexts in which what is left does no harm.
    pub(crate) fn left_by_substitution(&self, func: ExprId, args: &[Argument]) -> SinkSet {
        let (pattern, replacement) = match (self.kind(func), args) {
            (_, [pattern, replacement, _]) if self.file.qualified_names(func).any(|name| name == "re.sub") => {
                (self.file.constant(pattern.value()), replacement.value())
            }
            (ExprKind::Attribute { value, attr }, [replacement, _]) if self.file.module().text(attr.span) == "sub" => {
                (self.compiled_pattern(*value), replacement.value())
            }
            _ => return SinkSet::NONE,
        };
        let (Some(Const::Str(pattern)), Some(Const::Str(replacement))) = (pattern, self.file.constant(replacement))
        else {
            return SinkSet::NONE;
        };
        // `[^a-z]` and `\W`; a count behind it does not matter.
        let class = pattern.strip_suffix('+').unwrap_or(&pattern);
        let kept = match class {
            "\\W" => harmless_text("a"),
            "\\D" => harmless_text("1"),
            _ => match class.strip_prefix("[^") {
                Some(rest) if rest.ends_with(']') && !rest[..rest.len() - 1].contains("][") => {
                    harmless_atoms(&format!("[{rest}"))
                }
                _ => SinkSet::NONE,
            },
        };
        kept.both(harmless_text(&replacement))
    }

    /// `re.findall("[a-z]", text)`: pieces of nothing but what the pattern lets through.
    pub(crate) fn found_by_pattern(
        &mut self,
        e: ExprId,
        func: ExprId,
        args: &[Argument],
        given: &Value,
    ) -> Option<Value> {
        let (pattern, flags) = match self.kind(func) {
            _ if self.file.qualified_names(func).any(|name| name == "re.findall") => {
                (self.file.constant(args.first()?.value())?, 2)
            }
            ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "findall" => {
                (self.compiled_pattern(*value).or_else(|| self.held_pattern(*value))?, 1)
            }
            _ => return None,
        };
        let Const::Str(pattern) = pattern else { return None };
        let sinks = if pattern.contains('(') { SinkSet::NONE } else { harmless_atoms(&pattern) };
        if sinks == SinkSet::NONE || !self.harmless_flags(args, flags) {
            return None;
        }
        Some(self.trail.clean(given, sinks, By::Code(self.span(e)), self.span(e)))
    }

    /// What `re.fullmatch("[a-z]+", text)` gives, for the place that asks it later.
    pub(crate) fn match_of(&self, call: ExprId) -> Option<Relation> {
        self.matching(call).map(|_| Relation::Match(call, self.env.now()))
    }

    /// The text that a call matched at that time, if nothing in it was given another value since.
    pub(crate) fn matched_text(&self, call: ExprId, then: u32) -> Option<ExprId> {
        let (_, _, subject) = self.matching(call).filter(|(_, _, subject)| self.is_unchanged(*subject, then))?;
        // `re.match(pattern, str(name))`
        Some(match self.kind(subject) {
            ExprKind::Call { func, args } if self.file.qualified_names(*func).any(|name| name == "builtins.str") => {
                args.first().map_or(subject, Argument::value)
            }
            _ => subject,
        })
    }

    /// Takes in that a text matched.
    pub(crate) fn take_match(&mut self, call: ExprId, then: u32, by: &By, at: Span) {
        let Some(subject) = self.matched_text(call, then) else { return };
        self.mark_tested(subject);
        let sinks = self.matched(call);
        if sinks != SinkSet::NONE {
            self.clear(subject, sinks, by.clone(), at);
        }
        self.without(subject, self.absent_by_match(call), by, at);
        match self.opening_of(call) {
            Some(Opening::FixedHost) => self.clear(subject, ADDRESS, by.clone(), at),
            Some(Opening::OneSlash) => {
                self.reshape_by(subject, &|shape| Shape { rooted: true, one_slash: true, ..shape }, by, at);
            }
            None => {}
        }
    }

    /// What the opening of the pattern says of an address that the call matched.
    fn opening_of(&self, call: ExprId) -> Option<Opening> {
        match self.matching(call)? {
            (how, Const::Str(pattern), _) => opening(&pattern, how),
            _ => None,
        }
    }

    /// The contexts in which a text that the call matched does no harm.
    pub(crate) fn matched(&self, call: ExprId) -> SinkSet {
        let Some((how, pattern, _)) = self.matching(call) else { return SinkSet::NONE };
        match pattern {
            Const::Str(pattern) => harmless_pattern(&pattern, how),
            _ => SinkSet::NONE,
        }
    }

    /// The characters that a text cannot hold that matched.
    pub(crate) fn absent_by_match(&self, call: ExprId) -> Chars {
        match self.matching(call) {
            Some((how, Const::Str(pattern), _)) => allowed(&pattern, how).map_or(Chars::NONE, Allowed::absent),
            _ => Chars::NONE,
        }
    }

    /// `found.group(1)`, or `found[1]`: made harmless by what the group lets through.
    pub(crate) fn group_of(&mut self, e: ExprId, found: ExprId, which: Option<ExprId>, value: Value) -> Value {
        let Some(Relation::Match(call, _)) = self.relation_of(found) else { return value };
        let Some((_, pattern, _)) = self.matching(call) else { return value };
        let Const::Str(pattern) = pattern else { return value };
        let inside = match which.map(|which| self.file.constant(which)) {
            Some(Some(Const::Str(name))) => group(&pattern, None, Some(&name)),
            Some(Some(Const::Int(number))) if number > 0 => {
                usize::try_from(number).ok().and_then(|number| group(&pattern, Some(number), None))
            }
            // The whole match: what the pattern lets through, wherever it was found.
            None | Some(Some(Const::Int(0))) => Some(pattern.trim_start_matches('^').trim_end_matches('$')),
            Some(_) => None,
        };
        let sinks = inside.map_or(SinkSet::NONE, harmless_atoms);
        if sinks == SinkSet::NONE {
            return value;
        }
        self.trail.clean(&value, sinks, "the pattern of the group".to_owned(), self.span(e))
    }

    /// `found.groups()`: each made harmless by what it lets through.
    pub(crate) fn groups_of(&mut self, e: ExprId, found: ExprId, value: &Value) -> Option<Value> {
        let Some(Relation::Match(call, _)) = self.relation_of(found) else { return None };
        let (_, Const::Str(pattern), _) = self.matching(call)? else { return None };
        let at = self.span(e);
        let groups: Vec<SinkSet> =
            (1..=MAX_GROUPS).map_while(|number| group(&pattern, Some(number), None)).map(harmless_atoms).collect();
        let items = groups.into_iter().map(|sinks| {
            if sinks == SinkSet::NONE {
                value.clone()
            } else {
                self.trail.clean(value, sinks, "the pattern of the group".to_owned(), at)
            }
        });
        let items = items.collect();
        Some(self.new_object(Object::sequence(items)))
    }

    /// A call that matches a text against a pattern: the function, the pattern and the text.
    fn matching(&self, call: ExprId) -> Option<(&'a str, Const, ExprId)> {
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
        match (function, self.kind(*func)) {
            (Some(how), _) if self.harmless_flags(args, 2) => Some((how, self.known(positional(0)?)?, positional(1)?)),
            (None, ExprKind::Attribute { value, attr }) if args.len() == 1 => {
                let how = self.file.module().text(attr.span);
                let pattern = || self.compiled_pattern(*value).or_else(|| self.held_pattern(*value));
                matches!(how, "fullmatch" | "match" | "search").then_some((how, pattern()?, positional(0)?))
            }
            _ => None,
        }
    }

    /// Whether what stands behind the first `count` arguments does not change what a pattern lets through.
    fn harmless_flags(&self, args: &[Argument], count: usize) -> bool {
        let harmless =
            |name: &str| matches!(name, "re.I" | "re.IGNORECASE" | "re.A" | "re.ASCII" | "re.U" | "re.UNICODE");
        args.get(count..)
            .is_some_and(|flags| flags.iter().all(|flag| self.file.qualified_names(flag.value()).any(harmless)))
    }

    /// The pattern that an object keeps, which was compiled where the object was made.
    fn held_pattern(&self, e: ExprId) -> Option<Const> {
        let object = self.env.object(self.run.now.get(&e)?.object()?)?;
        object.fields.get(PATTERN)?.value.as_ref()?.constant().cloned()
    }

    /// The pattern behind `NAME = re.compile(pattern)`.
    pub(crate) fn compiled_pattern(&self, e: ExprId) -> Option<Const> {
        let call = match self.kind(e) {
            ExprKind::Call { .. } => e,
            // `self.PATTERN`, of the class's body
            ExprKind::Attribute { .. } => match self.file.attribute_bindings(e) {
                Some((kinds, true)) => match kinds[..] {
                    [BindingKind::Assign { value: Some(value), .. }] => value,
                    _ => return None,
                },
                _ => return self.foreign_pattern(e),
            },
            _ => match *self.file.reaching(e).as_slice() {
                [only] => match self.file.binding_info(only).kind {
                    BindingKind::Assign { value: Some(value), .. } => value,
                    _ => return self.foreign_pattern(e),
                },
                _ => return self.foreign_pattern(e),
            },
        };
        match self.kind(call) {
            ExprKind::Call { func, args }
                if self.harmless_flags(args, 1)
                    && self.file.qualified_names(*func).any(|name| name == "re.compile") =>
            {
                self.file.constant(args.first()?.value())
            }
            _ => None,
        }
    }

    /// A text of which some characters were refused or taken out, or of which something else was found out.
    pub(crate) fn reshape(&mut self, subject: ExprId, test: ExprId, change: impl Fn(Shape) -> Shape) {
        let at = self.span(test);
        self.reshape_by(subject, &change, &By::Check(at), at);
    }

    fn reshape_by(&mut self, subject: ExprId, change: &impl Fn(Shape) -> Shape, by: &By, at: Span) {
        let Some(key) = self.item_key(subject) else { return };
        let Some(value) = self.env.value(&key).cloned().or_else(|| self.last_value(subject)) else { return };
        let value = self.reshaped(&value, change, by.clone(), at);
        self.env.renew(key, value);
        if let Some(read) = self.read_into(subject) {
            self.reshape_by(read, change, by, at);
        }
    }

    /// `subject` was seen not to hold the characters `absent`.
    pub(crate) fn without(&mut self, subject: ExprId, absent: Chars, by: &By, at: Span) {
        if !absent.is_empty() {
            let change = |shape: Shape| Shape { without: shape.without.union(absent), ..shape };
            self.reshape_by(subject, &change, by, at);
        }
    }

    /// As [`reshape`](Self::reshape), for what has a name already.
    pub(crate) fn reshape_key(&mut self, key: Key, test: ExprId, change: impl Fn(Shape) -> Shape) {
        let Some(value) = self.env.value(&key).cloned() else { return };
        let by = By::Check(self.span(test));
        let value = self.reshaped(&value, change, by, self.span(test));
        self.env.renew(key, value);
    }

    /// `value` in its new shape, and harmless where that is harmless.
    pub(crate) fn reshaped(
        &mut self,
        value: &Value,
        change: impl Fn(Shape) -> Shape,
        by: impl Into<By>,
        at: Span,
    ) -> Value {
        let value = value.map(|part| Part { shape: change(part.shape).complete(), ..*part });
        let sinks = value.parts().iter().map(|part| part.shape.harmless()).reduce(SinkSet::both);
        match sinks {
            Some(sinks) if sinks != SinkSet::NONE => self.trail.clean(&value, sinks, by, at),
            _ => value,
        }
    }
}
