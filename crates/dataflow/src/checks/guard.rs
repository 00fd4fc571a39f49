//! Checks: what is known where a condition holds, or does not.
//!
//! Only checks that leave nothing dangerous count, each for the contexts that it is good for.

use semantic::{BindingKind, Const, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, BinaryOp, BoolOp, CompareOp, ExprId, ExprKind, UnaryOp};

use crate::SourceKind;
use crate::calls::outcome::Answer;
use crate::checks::chars::{Chars, harmless_text, told_by_method};
use crate::checks::containment::{ADDRESS, each_text};
use crate::checks::lines::LINES;
use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::{polarity, short};
use crate::state::env::{Key, Relation};
use crate::state::flags::Asked;
use crate::state::object::{field_of, split_key};
use crate::state::value::{By, Form, Part, Shape, SinkSet, Value};

/// Longer chains of `or` and `and` than this say nothing where only one of them holds.
const MAX_ALTERNATIVES: usize = 6;
/// Names without underscores in front lead to no class and no module.
const POLLUTION: SinkSet = SinkSet::NONE.with(SinkKind::Pollution);
/// Parts of a test that is asked later.
const MAX_TEST: usize = 64;

impl Engine<'_> {
    /// Takes in that `test` was evaluated and came out as `truth`.
    pub(crate) fn refine(&mut self, test: ExprId, truth: bool) {
        if self.depth > crate::run::eval::MAX_DEPTH {
            return;
        }
        self.depth += 1;
        if matches!(self.kind(test), ExprKind::Attribute { .. }) {
            self.refine_resolved(test, truth);
        }
        if truth {
            self.note_debugging(test);
        }
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
            ExprKind::Call { func, args } => {
                self.answered(test, &Answer::Truth(truth), test);
                self.refine_call(test, *func, args, truth);
            }
            ExprKind::Subscript { .. } => self.answered(test, &Answer::Truth(truth), test),
            ExprKind::Await(inner) => self.refine(*inner, truth),
            // `if set(text) & set(";|&"): abort(400)`
            ExprKind::Binary { left, op: BinaryOp::BitAnd, right } if !truth => {
                self.refine_disjoint(*left, *right, test);
                self.refine_disjoint(*right, *left, test);
            }
            // `if set(columns) - COLUMNS: abort(400)`
            ExprKind::Binary { left, op: BinaryOp::Sub, right } if !truth => self.refine_within(*left, *right, test),
            ExprKind::Comprehension { .. } if !truth => self.refine_none_left(test),
            ExprKind::Conditional { test: condition, body, orelse } => {
                self.refine_ternary(*condition, [*body, *orelse], truth);
            }
            ExprKind::Name | ExprKind::Attribute { .. } if truth => {
                if matches!(self.kind(test), ExprKind::Name) {
                    self.refine_flag(test, &Asked::Truth(truth));
                }
                self.answered(test, &Answer::Truth(truth), test);
                if let Some(Relation::Match(call, then)) = self.relation_of(test) {
                    self.take_match(call, then, &"the pattern that it matches".into(), self.span(test));
                }
                self.refine_kept(test, truth);
            }
            // An empty text does no harm.
            ExprKind::Name | ExprKind::Attribute { .. } => {
                if matches!(self.kind(test), ExprKind::Name) {
                    self.refine_flag(test, &Asked::Truth(truth));
                }
                self.answered(test, &Answer::Truth(truth), test);
                self.refine_grown(test);
                self.clear(test, SinkSet::ALL, "the check that it is empty".into(), self.span(test));
                self.refine_empty_part(test);
                self.refine_kept(test, truth);
            }
            _ => {}
        }
        self.depth -= 1;
    }

    /// `valid = name.isalnum()`, asked later: what it said then still holds if nothing in it was given another value since.
    fn refine_kept(&mut self, e: ExprId, truth: bool) {
        let Some(Relation::Test(test, then)) = self.relation_of(e) else { return };
        // What is found out of something that was only read is told where it is.
        let is_read = matches!(self.kind(test), ExprKind::Attribute { .. } | ExprKind::Subscript { .. });
        if !is_read && self.is_unchanged(test, then) {
            self.refine(test, truth);
        }
    }

    /// Whether no name, attribute or item in an expression was given another value since `then`.
    pub(crate) fn is_unchanged(&self, e: ExprId, then: u32) -> bool {
        let mut pending = vec![e];
        let mut left = MAX_TEST;
        while let Some(e) = pending.pop() {
            if left == 0 {
                return false;
            }
            left -= 1;
            if matches!(self.kind(e), ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. })
                && self.slot_of(e).is_some_and(|slot| slot.since > then)
            {
                return false;
            }
            self.file.module().children(e, &mut |child| pending.push(child));
        }
        true
    }

    /// `a or b` came out true, or `a and b` false: one of them decided, and those before it did not.
    fn refine_either(&mut self, op: BoolOp, values: &[ExprId]) {
        let decides = op == BoolOp::Or;
        let mut ways = Vec::new();
        // `allowed is not None and name not in allowed`, with what `allowed` is in this call: the first did not decide.
        let says_nothing = |value: &ExprId| self.known(*value).is_some_and(|constant| constant.truthy() != decides);
        let values: Vec<ExprId> = values.iter().copied().filter(|value| !says_nothing(value)).collect();
        for (at, value) in values.iter().enumerate() {
            self.env.push();
            for before in &values[..at] {
                self.refine(*before, !decides);
            }
            self.refine(*value, decides);
            ways.push(self.env.pop());
        }
        self.env.join(ways);
        self.note_waiver(&values, if decides { CompareOp::In } else { CompareOp::NotIn });
    }

    /// `body if condition else orelse` came out as `truth`: by one of its two ways, if that can give such a thing.
    fn refine_ternary(&mut self, condition: ExprId, results: [ExprId; 2], truth: bool) {
        let mut ways = Vec::new();
        for (holds, result) in [true, false].into_iter().zip(results) {
            if self.known(result).is_none_or(|constant| constant.truthy() == truth) {
                self.env.push();
                self.refine(condition, holds);
                self.refine(result, truth);
                ways.push(self.env.pop());
            }
        }
        self.env.join(ways);
    }

    fn refine_comparison(&mut self, test: ExprId, left: ExprId, op: CompareOp, right: ExprId, truth: bool) {
        match (op, truth) {
            (CompareOp::LtE | CompareOp::Lt, true) => return self.refine_subset(left, right, test),
            (CompareOp::GtE | CompareOp::Gt, true) => return self.refine_subset(right, left, test),
            _ => {}
        }
        if let Some(empty) = self.says_of_length(left, op, right, truth) {
            return self.refine(left, !empty);
        }
        let Some((membership, positive)) = polarity(op) else { return };
        let holds = positive == truth;
        if !membership && holds && self.refine_pairs(left, right, test) {
            return;
        }
        if !membership {
            for (result, other) in [(left, right), (right, left)] {
                if let Some(constant) = self.file.constant(other) {
                    if matches!(self.kind(result), ExprKind::Name) {
                        self.refine_flag(result, &Asked::Equal(constant.clone(), holds));
                    }
                    self.answered(result, &Answer::Equal(constant, holds), test);
                }
            }
        }
        let at = self.span(test);
        let by = || By::Check(at);
        match (membership, holds) {
            (true, true) if self.is_constant_collection(right) || self.is_known_collection(right) => {
                let by = by();
                self.clear_address_of(left, right, &by, at);
                // One character of a text says no more than what it is itself, and a part of a text may be as long as that.
                let is_part = self.may_be_a_character(left) || matches!(self.file.constant(right), Some(Const::Str(_)));
                let allowed = if is_part { self.characters_of(right) } else { None };
                let sinks = allowed.map_or(SinkSet::ALL, |allowed| harmless_text(&allowed));
                self.clear(without_case(self, left), sinks, by, at);
                if !is_part {
                    self.note_choice(left, right);
                }
            }
            (true, true) => {
                // `base in path.parents`
                if let ExprKind::Attribute { value, attr } = self.kind(right)
                    && self.file.module().text(attr.span) == "parents"
                {
                    self.contained(*value, test);
                }
                // A name that a folder really holds leads to no other folder.
                if self.lists_a_folder(right) {
                    self.clear(left, SinkSet::NONE.with(SinkKind::Path), by(), at);
                } else if !self.is_of_visitor(right) {
                    if self.is_called_choice(right) {
                        let by = format!("the check that it is one of `{}`", short(self.text(right)));
                        self.clear(without_case(self, left), SinkSet::ALL, by.into(), at);
                    }
                    if self.is_called_several(right) {
                        self.clear_host_of(left, by(), at);
                    }
                    // One of what the program knows; who put it there is not seen.
                    self.doubt(left);
                }
            }
            (true, false) => {
                self.refine_first(left, right, test);
                if let Some(Const::Str(piece)) = self.file.constant(left) {
                    self.note_absent(right, &piece);
                    self.refuse(self.path_of_parts(right, &piece), &piece, test);
                } else if let Some(refused) = self.characters_of(right)
                    && self.is_item_of_text(left)
                {
                    let absent = Chars::of(&refused);
                    self.reshape(left, test, |shape| Shape { without: shape.without.union(absent), ..shape });
                }
            }
            (false, true) => {
                for (subject, other) in [(left, right), (right, left)] {
                    if self.file.is_constant(other) {
                        let by = by();
                        self.clear_address_of(subject, other, &by, at);
                        self.clear(without_case(self, subject), SinkSet::ALL, by, at);
                    }
                    self.refine_unchanged(subject, other, test);
                    if self.is_own_host(other) {
                        self.clear_host_of(subject, by(), at);
                    }
                    if !self.file.is_constant(other) {
                        // What the program holds; who put it there is not seen.
                        self.mark_tested(subject);
                    }
                    self.refine_common_path(subject, test);
                    self.verified(subject, by(), at);
                }
            }
            // `match is not None`
            (false, false)
                if matches!(op, CompareOp::Is | CompareOp::IsNot) && matches!(self.kind(right), ExprKind::None) =>
            {
                self.refine(left, true);
            }
            (false, false) => self.refine_first(left, right, test),
        }
    }

    /// `(given.scheme, given.netloc) == ("https", HOST)`: each of them; whether both sides are such tuples.
    fn refine_pairs(&mut self, left: ExprId, right: ExprId, test: ExprId) -> bool {
        let (ExprKind::Tuple(lefts), ExprKind::Tuple(rights)) = (self.kind(left), self.kind(right)) else {
            return false;
        };
        if lefts.len() != rights.len() {
            return false;
        }
        let pairs: Vec<(ExprId, ExprId)> = lefts.iter().copied().zip(rights.iter().copied()).collect();
        for (left, right) in pairs {
            self.refine_comparison(test, left, CompareOp::Eq, right, true);
        }
        true
    }

    /// Whether `len(items) == 0` and its like, which came out as `truth`, say that nothing is in it; `None` if they say neither.
    fn says_of_length(&self, left: ExprId, op: CompareOp, right: ExprId, truth: bool) -> Option<bool> {
        let ExprKind::Call { func, .. } = self.kind(left) else { return None };
        if !self.file.qualified_names(*func).any(|name| name == "builtins.len") {
            return None;
        }
        match (op, self.file.constant(right)?) {
            (CompareOp::Eq | CompareOp::LtE, Const::Int(0)) | (CompareOp::Lt, Const::Int(1)) => Some(truth),
            (CompareOp::NotEq | CompareOp::Gt, Const::Int(0)) | (CompareOp::GtE, Const::Int(1)) => Some(!truth),
            _ => None,
        }
    }

    /// Whether a name may stand for one character of a text that is looked through, here or by who calls this function.
    fn may_be_a_character(&self, e: ExprId) -> bool {
        matches!(self.kind(e), ExprKind::Name)
            && self.file.reaching(e).iter().any(|binding| {
                matches!(
                    self.file.binding_info(*binding).kind,
                    BindingKind::LoopTarget { .. } | BindingKind::Param { .. } | BindingKind::LambdaParam { .. }
                )
            })
    }

    /// Whether a name stands for one item of what a loop or comprehension goes through, which has not been built up since.
    fn is_item_of_text(&self, e: ExprId) -> bool {
        matches!(self.kind(e), ExprKind::Name)
            && self
                .file
                .reaching(e)
                .iter()
                .all(|binding| matches!(self.file.binding_info(*binding).kind, BindingKind::LoopTarget { .. }))
    }

    fn refine_call(&mut self, test: ExprId, func: ExprId, args: &[Argument], truth: bool) {
        // In `target and is_safe_url(target)`, what evaluating said of the second holds inside of the expression alone.
        self.doubt_checked(func, args);
        self.note_question(func, args);
        let at = self.span(test);
        let by = By::Check(self.span(test));
        if truth && let Some(Relation::Match(call, then)) = self.match_of(test) {
            return self.take_match(call, then, &by, at);
        }
        if truth {
            self.doubt_looked_for(func, args);
        }
        let named = |wanted: &str| self.file.qualified_names(func).any(|name| name == wanted);
        let first = args.first().map(Argument::value);
        if named("builtins.isinstance") {
            if let [subject, types] = args {
                let types = self.held(types.value());
                self.narrow_to_instances(subject.value(), &types, truth);
            }
            if let (true, [subject, types]) = (truth, args) {
                // A text is no operator of a document database.
                let is_text = |types| self.file.qualified_names(types).any(|name| name == "builtins.str");
                let any_text = is_text(types.value()).then_some(SinkSet::NONE.with(SinkKind::NoSql));
                if let Some(sinks) = self.harmless_types(types.value()).or(any_text) {
                    self.clear(subject.value(), sinks, by, at);
                }
            }
            return;
        }
        if named("builtins.all") || named("builtins.any") {
            if let (true, Some(each)) = (truth == named("builtins.all"), first) {
                self.refine_each(each, truth, test);
            }
            return;
        }
        if named("builtins.bool") || named("builtins.len") {
            if let Some(inner) = first {
                self.refine(inner, truth);
            }
            return;
        }
        if named("hmac.compare_digest") || named("secrets.compare_digest") {
            for arg in args.iter().filter(|_| truth) {
                self.verified(arg.value(), by.clone(), at);
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
        self.refine_method(test, *value, self.file.module().text(attr.span), first, truth);
    }

    /// `text.isalnum()` and the other methods that say something about their receiver.
    fn refine_method(&mut self, test: ExprId, value: ExprId, method: &str, first: Option<ExprId>, truth: bool) {
        let at = self.span(test);
        let by = By::Check(self.span(test));
        match (method, truth) {
            (_, true) if told_by_method(method).is_some() => {
                let (sinks, shape) = told_by_method(method).unwrap_or((SinkSet::NONE, Shape::default()));
                self.clear(value, sinks, by.clone(), at);
                self.without(value, shape.without, &by, at);
            }
            ("exists" | "is_file" | "is_dir", true) => {
                let path = self.made_a_path(value).unwrap_or(value);
                self.clear(path, SinkSet::NONE.with(SinkKind::Unseen), by, at);
            }
            ("isprintable", true) => self.clear(value, LINES, by, at),
            ("startswith", false) if first.is_some_and(|prefix| self.is_underscore(prefix)) => {
                self.clear(value, POLLUTION, by, at);
            }
            ("issubset", true) => {
                if let Some(whole) = first {
                    self.refine_subset(value, whole, test);
                }
            }
            ("issuperset", true) => {
                if let Some(part) = first {
                    self.refine_within(part, value, test);
                }
            }
            ("difference", false) => {
                if let Some(whole) = first {
                    self.refine_within(value, whole, test);
                }
            }
            ("isdisjoint", true) | ("intersection", false) => {
                if let Some(other) = first {
                    self.refine_disjoint(value, other, test);
                    self.refine_disjoint(other, value, test);
                }
            }
            ("is_relative_to", true) if !first.is_some_and(|folder| self.is_root(folder)) => {
                self.contained(value, test);
            }
            ("is_absolute", false) => {
                let path = self.made_a_path(value).unwrap_or(value);
                self.reshape(path, test, |shape| Shape { relative: true, ..shape });
            }
            ("startswith", _) => {
                if let Some(prefix) = first {
                    self.refine_start(test, value, prefix, truth);
                }
            }
            // `.example.com`: another machine of the same domain.
            ("endswith", true) => {
                if let (Some(Relation::UrlHost(url)), Some(end)) =
                    (self.relation_of(value), first.and_then(|end| self.file.constant(end)))
                    && each_text(&end, |end| end.starts_with('.') && end.len() > 1)
                {
                    self.clear_key(url, ADDRESS, by, at);
                }
            }
            _ => {}
        }
    }

    /// Whether a constant is `_` or `__`.
    fn is_underscore(&self, e: ExprId) -> bool {
        matches!(self.file.constant(e), Some(Const::Str(text)) if matches!(&*text, "_" | "__"))
    }

    /// `subject` is harmless in the contexts `sinks` from here on.
    pub(crate) fn clear(&mut self, subject: ExprId, sinks: SinkSet, by: By, at: Span) {
        let Some(key) = self.item_key(subject) else { return };
        let value = match self.env.value(&key) {
            Some(known) if known.is_constant() && (known.forms().is_empty() || known.constant().is_some()) => return,
            Some(known) => known.clone(),
            None => match self.last_value(subject) {
                Some(value) => value,
                None => return,
            },
        };
        let cleaned = self.trail.clean(&value, sinks, by.clone(), at);
        self.env.renew(key, cleaned);
        if let Some(read) = self.read_into(subject) {
            self.clear(read, sinks, by, at);
        }
    }

    /// Whether a collection holds what a visitor gave.
    pub(crate) fn is_of_visitor(&self, e: ExprId) -> bool {
        self.last_value(e).is_none_or(|value| {
            let source = |part: &Part| self.trail.sources.get(part.source? as usize);
            value.parts().iter().any(|part| source(part).is_some_and(|source| source.kind == SourceKind::Request))
        })
    }

    /// The key of a name, an attribute or an item, also of one that is asked for by `get`.
    pub(crate) fn item_key(&self, e: ExprId) -> Option<Key> {
        self.key(e).or_else(|| self.asked_key(e).map(Key::from))
    }

    /// `name = request.args["name"]`: what is found out of the name holds for the item that was read, as long as neither was
    /// given another value.
    pub(crate) fn read_into(&self, subject: ExprId) -> Option<ExprId> {
        if !matches!(self.kind(subject), ExprKind::Name) {
            return None;
        }
        let Some(&Relation::Test(read, then)) = self.env.relation(self.text(subject)) else { return None };
        // What is in an object may change in ways that no key tells of.
        let key = self.item_key(read).filter(|key| split_key(key).is_none());
        (key.is_some() && self.is_unchanged(read, then)).then_some(read)
    }

    /// `"name" not in request.args`: an item that is not there brings nothing.
    fn note_absent(&mut self, whole: ExprId, item: &str) {
        let is_mapping = matches!(self.kind(whole), ExprKind::Attribute { .. }) && self.is_of_visitor(whole);
        if is_mapping && let Some(key) = self.written_key(whole) {
            let key = format!("{key}{}", field_of(&Const::Str(item.into())).unwrap_or_default());
            self.env.put(key.into(), Value::formed(Form::Const(Const::None)), None);
        }
    }

    /// `request.GET.get("next")`, which asked for anew gives the same: the key of that item.
    fn asked_key(&self, e: ExprId) -> Option<String> {
        let ExprKind::Call { func, args } = self.kind(e) else { return None };
        let ExprKind::Attribute { value: whole, attr } = self.kind(*func) else { return None };
        if self.file.module().text(attr.span) != "get" || self.is_module(*whole) {
            return None;
        }
        let field = field_of(&self.known(args.first()?.value())?)?;
        Some(format!("{}{field}", self.written_key(*whole)?))
    }

    pub(crate) fn clear_key(&mut self, key: Key, sinks: SinkSet, by: By, at: Span) {
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
        let value = self.trail.clean(&value, sinks, by, at);
        self.env.renew(key, value);
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
            if self
                .file
                .qualified_names(*func)
                .any(|name| matches!(name, "typing.get_args" | "typing_extensions.get_args"))
            {
                return args.first().is_some_and(|choices| self.is_literal_type(choices.value()));
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
        // `Colour.__members__`
        if let ExprKind::Attribute { value, attr } = self.kind(e) {
            let lists_members = matches!(self.file.module().text(attr.span), "__members__" | "_value2member_map_");
            return lists_members && self.harmless_type(*value).is_some() || self.is_constant_member(e);
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

    /// `Literal["asc", "desc"]`, also by a name.
    fn is_literal_type(&self, e: ExprId) -> bool {
        const LITERALS: [&str; 2] = ["typing.Literal", "typing_extensions.Literal"];
        match self.kind(self.file.display(e).unwrap_or(e)) {
            ExprKind::Subscript { value, .. } => self.file.qualified_names(*value).any(|name| LITERALS.contains(&name)),
            _ => false,
        }
    }

    /// Whether an expression is a collection of constants in this run of the function: one that a caller passed.
    pub(crate) fn is_known_collection(&self, e: ExprId) -> bool {
        let held = self.held(e);
        match held.constant() {
            Some(Const::Tuple(_) | Const::List(_) | Const::Set(_) | Const::Dict(_)) => held.is_constant(),
            // Any part of a text is in it.
            Some(_) => false,
            None => self.exact_items(&held).is_some_and(|items| {
                !items.is_empty() && items.iter().all(|item| item.is_constant() && item.constant().is_some())
            }),
        }
    }

    /// `self.ALLOWED`, which nothing but the body of the class gives its value.
    fn is_constant_member(&self, e: ExprId) -> bool {
        let Some((kinds, true)) = self.file.attribute_bindings(e) else { return false };
        !kinds.is_empty()
            && kinds.iter().all(|kind| match *kind {
                // What is taken over from an attribute may be taken over from this one: `self.parts = other.parts`.
                BindingKind::Assign { value: Some(value), .. }
                    if matches!(self.kind(value), ExprKind::Attribute { .. }) =>
                {
                    self.file.is_constant(value)
                }
                BindingKind::Assign { value: Some(value), .. } => self.is_constant_collection(value),
                _ => false,
            })
    }

    /// `TABLE[key]` was found: the key is one of the table's.
    pub(crate) fn refine_found(&mut self, table: ExprId, key: ExprId) {
        let is_table = matches!(self.file.display(table).map(|table| self.kind(table)), Some(ExprKind::Dict(_)));
        if is_table && self.has_constant_keys(table) && !self.is_changed(table) {
            let by = format!("the look-up in `{}`", short(self.text(table))).into();
            self.clear(key, SinkSet::ALL, by, self.span(key));
        }
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
