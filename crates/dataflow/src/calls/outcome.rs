//! What a call says of what it was given, once it is known what it gave back.
//!
//! `if is_name(text)`, `error = problem(text)` and then `if error`, `fine, why = check(text)`: each way out of a function is
//! kept with what holds of the parameters there, and a test of the result picks the ways that may have been taken.

use std::rc::Rc;

use semantic::Const;
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind, Params, StmtId, UnaryOp};

use crate::calls::frame::Given;
use crate::checks::chars::told_by_method;
use crate::checks::containment::PATH;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::env::{Key, Relation};
use crate::state::object::{Kind, ObjectId, field_of, object_key};
use crate::state::value::{By, Form, Part, Shape, SinkSet, Value};

/// Ways out that are kept apart; what holds on all further ones is kept as one.
const MAX_WAYS: usize = 8;
/// Results with more parts than this are kept as a whole.
const MAX_FIELDS: usize = 8;
/// Callables with first arguments, inside of each other.
const MAX_PARTIAL: u32 = 4;
/// Fields of one parameter of which something is kept.
const MAX_FACTS: usize = 24;

/// Methods of texts, sets and paths that give `True` or `False`, beside all that begin with `is_`.
const ANSWERS_BOOL: [&str; 17] = [
    "startswith",
    "endswith",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "isupper",
    "isdisjoint",
    "issubset",
    "issuperset",
    "exists",
];

/// Of what a fact speaks.
#[derive(Clone, Debug, PartialEq)]
enum Subject {
    /// A parameter, or what lies below it: `""`, `.name`, `['key']`.
    Param(usize, Box<str>),
    /// A field of an object that outlives the call, and when that was put there.
    Field(ObjectId, Box<str>, u32),
}

/// What is known of one of a function's parameters on a way out.
#[derive(Clone, Debug, PartialEq)]
struct Fact {
    subject: Subject,
    sinks: SinkSet,
    shape: Shape,
}

type Facts = Vec<Fact>;

/// What a test found a result to be.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// True or false, as `if` sees it.
    Truth(bool),
    /// Equal to a constant, or not.
    Equal(Const, bool),
}

/// What is known of a result on one way out.
#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    constant: Option<Const>,
    is_something: bool,
    /// Whether it is `None` wherever it is false: what a match gives.
    is_match: bool,
    /// Whether it is `True` or `False`.
    is_bool: bool,
    /// What holds where it is true, if that is more than what always holds there.
    if_true: Option<Facts>,
    if_false: Option<Facts>,
}

/// One way out of a function.
#[derive(Clone, Debug, Default, PartialEq)]
struct Way {
    always: Facts,
    whole: Told,
    /// The parts of the result: `[0]`, `['key']`, `.name`.
    fields: Vec<(Box<str>, Told)>,
}

/// The ways out of a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outcomes {
    ways: Vec<Way>,
}

/// What a call runs.
#[derive(Clone, Copy, Debug)]
enum Callee {
    Function(StmtId),
    Lambda(ExprId),
}

/// The outcomes of a call that was followed: of what, and how many of its parameters were given before: an object, for a method.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    callee: Callee,
    bound: usize,
    outcomes: Rc<Outcomes>,
}

/// What holds by both.
fn common(a: &[Fact], b: &[Fact]) -> Facts {
    let both = |fact: &Fact| {
        let other = b.iter().find(|other| other.subject == fact.subject)?;
        let (sinks, shape) = (fact.sinks.both(other.sinks), fact.shape.and(other.shape));
        let says_something = sinks != SinkSet::NONE || shape != Shape::default();
        says_something.then(|| Fact { subject: fact.subject.clone(), sinks, shape })
    };
    a.iter().filter_map(both).collect()
}

impl Way {
    /// What holds if `field` of the result is found to be `answer`; `None` if it cannot be.
    fn facts(&self, field: &str, answer: &Answer) -> Option<&Facts> {
        let told = match field {
            "" => Some(&self.whole),
            _ => self.fields.iter().find(|(name, _)| **name == *field).map(|(_, told)| told),
        };
        let Some(told) = told else { return Some(&self.always) };
        let by = |truth: bool| {
            let facts = if truth { &told.if_true } else { &told.if_false };
            Some(facts.as_ref().unwrap_or(&self.always))
        };
        match (answer, &told.constant) {
            (Answer::Truth(truth), Some(known)) => (known.truthy() == *truth).then_some(&self.always),
            (Answer::Equal(wanted, holds), Some(known)) => ((wanted == known) == *holds).then_some(&self.always),
            (Answer::Truth(truth), None) => by(*truth),
            (Answer::Equal(Const::None, true), None) if told.is_something => None,
            (Answer::Equal(wanted, true), None) => by(wanted.truthy()),
            (Answer::Equal(Const::None, false), None) if told.is_match => by(true),
            (Answer::Equal(Const::Bool(wanted), false), None) if told.is_bool => by(!wanted),
            (Answer::Equal(_, false), None) => Some(&self.always),
        }
    }
}

impl Outcomes {
    /// Whether the function comes back at all.
    pub(crate) fn comes_back(&self) -> bool {
        !self.ways.is_empty()
    }

    fn add(&mut self, way: Way) {
        if let Some(last) = self.ways.get_mut(MAX_WAYS - 1) {
            let always = common(&last.always, &way.always);
            *last = Way { always, ..Way::default() };
        } else {
            self.ways.push(way);
        }
    }

    /// What holds on each of the ways that `pick` gives something for.
    fn on_all<'w>(&'w self, pick: impl Fn(&'w Way) -> Option<&'w Facts>) -> Facts {
        let mut picked = self.ways.iter().filter_map(pick);
        let Some(first) = picked.next() else { return Facts::new() };
        picked.fold(first.clone(), |all, facts| common(&all, facts))
    }

    /// The contexts in which the parameter at that place is harmless behind a call, or in what the call gives.
    pub(crate) fn leaves_of(&self, at: usize) -> SinkSet {
        let is_meant =
            |fact: &Fact| matches!(&fact.subject, Subject::Param(own, below) if *own == at && below.is_empty());
        let facts = self.on_all(|way| Some(&way.always));
        facts.into_iter().find(is_meant).map_or(SinkSet::NONE, |fact| fact.sinks)
    }
}

impl Engine<'_> {
    /// A way out of the function that is being run, with what it gives back.
    pub(crate) fn note_way_out(&mut self, result: Option<ExprId>, value: &Value) {
        let own_frame = self.run.frames.last().is_some_and(|frame| frame.function == self.body.function);
        if let Some(definition) = self.body.function.filter(|_| own_frame).and_then(|id| self.file.function(id)) {
            self.note_way_out_of(&definition.params, result, value);
        }
    }

    /// A way out of what has these parameters.
    pub(crate) fn note_way_out_of(&mut self, params: &Params, result: Option<ExprId>, value: &Value) {
        let names: Vec<&str> = params.params.iter().map(|param| self.file.module().text(param.name.span)).collect();
        let marks = match self.body.function.filter(|_| !self.is_following()) {
            Some(function) => self.params.marks.get(&function).cloned().unwrap_or_default(),
            None => Vec::new(),
        };
        let always = self.facts_here(&names, &marks);
        // Where nothing comes from outside, nothing is asked.
        let is_asked = names
            .iter()
            .any(|name| self.env.value(name).is_some_and(|value| !value.is_constant() || value.object().is_some()));
        let told = |engine: &mut Self, e: Option<ExprId>, value: &Value| {
            let constant = e.map_or(Some(Const::None), |e| engine.known(e)).or_else(|| value.constant().cloned());
            let mut told = Told { is_something: value.is_something(), constant, ..Told::default() };
            if let (Some(e), None, true) = (e, &told.constant, is_asked) {
                told.is_match = engine.match_of(e).is_some();
                told.is_bool = engine.is_bool(e);
                told.if_true = engine.facts_where(e, true, &names, &marks, &always);
                told.if_false = engine.facts_where(e, false, &names, &marks, &always);
            }
            told
        };
        let mut way = Way { whole: told(self, result, value), ..Way::default() };
        let display = result.and_then(|e| match self.kind(e) {
            ExprKind::Tuple(items) if items.len() <= MAX_FIELDS => Some(items.clone()),
            _ => None,
        });
        if let Some(items) = display {
            for (at, item) in items.iter().enumerate() {
                let held = self.held(*item);
                way.fields.push((format!("[{at}]").into(), told(self, Some(*item), &held)));
            }
        } else if let Some(object) = value.object().and_then(|id| self.env.object(id)).filter(|_| is_asked) {
            let known = object.fields.iter().filter_map(|(name, slot)| Some((name, slot.value.as_ref()?)));
            for (name, held) in known.take(MAX_FIELDS) {
                let constant = held.constant().cloned();
                let told = Told { constant, is_something: held.is_something(), ..Told::default() };
                way.fields.push(((**name).into(), told));
            }
        }
        way.always = always;
        self.body.ways_out += 1;
        self.body.current.outcomes.add(way);
    }

    /// Whether an expression can be nothing but `True` or `False`.
    fn is_bool(&self, e: ExprId) -> bool {
        match self.kind(e) {
            ExprKind::Compare { .. } | ExprKind::Unary { op: UnaryOp::Not, .. } => true,
            ExprKind::Call { func, .. } => {
                let tests = |name: &str| {
                    matches!(name, "builtins.bool" | "builtins.all" | "builtins.any" | "builtins.isinstance")
                };
                self.file.qualified_names(*func).any(tests)
                    || match self.kind(*func) {
                        ExprKind::Attribute { attr, .. } => {
                            let method = self.file.module().text(attr.span);
                            method.starts_with("is_") || ANSWERS_BOOL.contains(&method)
                        }
                        _ => false,
                    }
            }
            _ => false,
        }
    }

    /// What holds of the parameters if `e` is `truth`; `None` if that is not more than what holds anyway.
    fn facts_where(
        &mut self,
        e: ExprId,
        truth: bool,
        names: &[&str],
        marks: &[Option<u32>],
        always: &Facts,
    ) -> Option<Facts> {
        self.env.push();
        self.refine(e, truth);
        let facts = self.facts_here(names, marks);
        self.env.pop();
        (facts != *always).then_some(facts)
    }

    /// What is known of the parameters here. One that was given another value says nothing of the argument.
    fn facts_here(&self, names: &[&str], marks: &[Option<u32>]) -> Facts {
        let mut facts = Facts::new();
        for (at, name) in names.iter().enumerate() {
            if self.body.current.assigned.contains(*name) {
                continue;
            }
            let Some(value) = self.env.value(name) else { continue };
            let mark = marks.get(at).copied().flatten();
            let is_own = |part: &&Part| mark.is_none() || part.source == mark;
            let resolved = self.body.current.normalized.contains(*name);
            facts.extend(fact(value.parts().iter().filter(is_own), resolved, || Subject::Param(at, "".into())));
            for (key, value) in self.env.unwritten_fields(name) {
                let below = || Subject::Param(at, key[name.len()..].into());
                facts.extend(fact(value.parts().iter(), false, below));
            }
            let object = value.object().filter(|_| self.is_following()).and_then(|id| Some((id, self.env.object(id)?)));
            if let Some((id, object)) = object {
                for (field, slot) in &object.fields {
                    let parts = slot.value.iter().flat_map(|value| value.parts().iter());
                    facts.extend(fact(parts, false, || Subject::Field(id, (**field).into(), slot.since)));
                }
            }
            if facts.len() > MAX_FACTS {
                break;
            }
        }
        facts
    }

    /// The call `e` of a function of this file was followed just now.
    pub(crate) fn note_followed(&mut self, e: ExprId, callee: &Value) {
        let last = self.run.last_outcomes.take();
        if let (Some(outcomes), Some((callee, bound))) = (last, self.run_by(callee, MAX_PARTIAL)) {
            self.run.outcomes.insert(e, Followed { callee, bound, outcomes });
        }
    }

    /// What calling a value runs, and how many of its parameters are given then.
    fn run_by(&self, callee: &Value, depth: u32) -> Option<(Callee, usize)> {
        match callee.forms() {
            [Form::Function(function, receiver, _)] => {
                Some((Callee::Function(*function), usize::from(receiver.is_some())))
            }
            [Form::Lambda(lambda, _)] => Some((Callee::Lambda(*lambda), 0)),
            [Form::Object(id)] => {
                let object = self.env.object(*id)?;
                match object.kind {
                    Kind::Instance(class) => Some((Callee::Function(self.method_of(class, "__call__")?), 1)),
                    Kind::Partial if !object.fields.keys().any(|name| name.starts_with("['")) => {
                        let inner = object.fields.get(".callable")?.value.as_ref()?;
                        let (callee, bound) = self.run_by(inner, depth.checked_sub(1)?)?;
                        Some((callee, bound + object.items.as_ref().map_or(0, Vec::len)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What holds of `item` if calling `function` with it gives something that is `truth`.
    pub(crate) fn told_of_item(
        &mut self,
        e: ExprId,
        function: &Value,
        item: &Value,
        truth: bool,
    ) -> Option<(SinkSet, Shape)> {
        if let ([Form::Library(name)], true) = (function.forms(), truth) {
            return told_by_method(name.strip_prefix("builtins.")?.strip_prefix("str.")?);
        }
        let (_, bound) = self.run_by(function, MAX_PARTIAL)?;
        self.apply(e, function, &Given { positional: vec![item.clone()], ..Given::default() })?;
        let outcomes = self.run.last_outcomes.take()?;
        let facts = outcomes.on_all(|way| way.facts("", &Answer::Truth(truth)));
        let is_meant =
            |fact: &&Fact| matches!(&fact.subject, Subject::Param(at, below) if *at == bound && below.is_empty());
        facts.iter().find(is_meant).map(|fact| (fact.sinks, fact.shape))
    }

    /// Takes in that the result that `e` reads, or a part of one, was found to be `answer`.
    pub(crate) fn answered(&mut self, e: ExprId, answer: &Answer, test: ExprId) {
        match self.kind(e) {
            ExprKind::Call { .. } => match self.result_read(e) {
                Some((call, field)) => self.learn(call, &field, answer, test),
                None => self.learn(e, "", answer, test),
            },
            ExprKind::Await(inner) => self.answered(*inner, answer, test),
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => {
                if let Some((call, field)) = self.result_read(e) {
                    self.learn(call, &field, answer, test);
                }
            }
            _ => {}
        }
    }

    /// The call of whose result an expression is a part, and which, if what the call was given is still what it was:
    /// `result.ok`, `answer[0]`, a name that one of several results was given.
    fn result_read(&self, e: ExprId) -> Option<(ExprId, Rc<str>)> {
        let base = match self.kind(e) {
            // `result.get("ok")`
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "get" => *value,
                _ => return None,
            },
            ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => *value,
            _ => e,
        };
        // Which part is asked only where it is one of a result: few expressions are.
        let (made, then, own) = match self.kind(base) {
            ExprKind::Call { .. } => return Some((base, self.part_read(e)?)),
            ExprKind::Name => match self.env.relation(self.text(base))? {
                Relation::Test(made, then) => (*made, *then, None),
                Relation::Result(made, own, then) if base == e => (*made, *then, Some(Rc::clone(own))),
                _ => return None,
            },
            _ => return None,
        };
        let field = match own {
            Some(own) => own,
            None => self.part_read(e)?,
        };
        let call = match self.kind(made) {
            ExprKind::Await(inner) => *inner,
            _ => made,
        };
        (matches!(self.kind(call), ExprKind::Call { .. }) && self.is_unchanged(call, then)).then_some((call, field))
    }

    /// The part of a result that `e` reads, whose name or call stands in it: `.ok`, `['ok']`; nothing if `e` is all of it.
    fn part_read(&self, e: ExprId) -> Option<Rc<str>> {
        Some(match self.kind(e) {
            ExprKind::Call { args, .. } => field_of(&self.file.constant(args.first()?.value())?)?.into(),
            ExprKind::Attribute { attr, .. } => format!(".{}", self.file.module().text(attr.span)).into(),
            ExprKind::Subscript { index, .. } => field_of(&self.file.constant(*index)?)?.into(),
            _ => "".into(),
        })
    }

    /// What is known of the arguments of a call if `field` of what it gave is `answer`.
    pub(crate) fn learn(&mut self, call: ExprId, field: &str, answer: &Answer, test: ExprId) {
        let ExprKind::Call { func, args } = self.kind(call) else { return };
        let Some((given, facts)) = self.told_by(call, *func, args, |way| way.facts(field, answer)) else { return };
        self.take_facts(&given, &facts, *func, test);
    }

    /// What holds of the arguments of a call once it came back.
    pub(crate) fn learn_always(&mut self, call: ExprId, func: ExprId, args: &[Argument]) {
        if let Some((given, facts)) = self.told_by(call, func, args, |way| Some(&way.always)) {
            self.take_facts(&given, &facts, func, call);
        }
    }

    /// What each parameter of the function that a call is of gets, and what holds on each of the ways that `pick` picks.
    fn told_by(
        &self,
        call: ExprId,
        func: ExprId,
        args: &[Argument],
        pick: impl Fn(&Way) -> Option<&Facts>,
    ) -> Option<(Vec<Vec<ExprId>>, Facts)> {
        if let Some(followed) = self.run.outcomes.get(&call) {
            let facts = followed.outcomes.on_all(pick);
            if facts.is_empty() {
                return None;
            }
            let module = self.file.module();
            let params = match followed.callee {
                Callee::Function(function) => &self.file.function(function)?.params,
                Callee::Lambda(lambda) => match self.kind(lambda) {
                    ExprKind::Lambda { params, .. } => params,
                    _ => return None,
                },
            };
            let params: Vec<(&str, ParamKind)> =
                params.params.iter().map(|param| (module.text(param.name.span), param.kind)).collect();
            let mut given = self.match_arguments(&params, followed.bound, args)?;
            if let (1, ExprKind::Attribute { value, .. }, Some(first)) =
                (followed.bound, self.kind(func), given.first_mut())
            {
                first.push(*value);
            }
            return Some((given, facts));
        }
        match self.local_functions(func)[..] {
            [callee] => {
                let summary = self.summaries.get(&callee).filter(|summary| !summary.yields)?;
                let facts = summary.outcomes.on_all(pick);
                if facts.is_empty() {
                    return None;
                }
                Some((self.arguments(callee, func, args)?, facts))
            }
            [] => {
                let [(_, function)] = self.foreign_functions(func)[..] else { return None };
                let summary = function.summary.as_ref().filter(|summary| !summary.yields)?;
                let facts = summary.outcomes.on_all(pick);
                if facts.is_empty() {
                    return None;
                }
                Some((self.given_to(function, false, func, args)?, facts))
            }
            _ => None,
        }
    }

    fn take_facts(&mut self, given: &[Vec<ExprId>], facts: &[Fact], func: ExprId, test: ExprId) {
        let at = self.span(test);
        for fact in facts {
            let by: By = format!("the check in `{}`", short(self.text(func))).into();
            match &fact.subject {
                Subject::Field(id, field, since) => {
                    let key: Key = format!("{}{field}", object_key(*id)).into();
                    if self.env.slot(&key).is_some_and(|slot| slot.since == *since) {
                        self.take_fact(key, fact, by, at);
                    }
                }
                Subject::Param(place, below) => {
                    let Some(&[argument]) = given.get(*place).map(Vec::as_slice) else { continue };
                    self.take_of_argument(argument, below, fact, by, at);
                }
            }
        }
    }

    fn take_of_argument(&mut self, argument: ExprId, below: &str, fact: &Fact, by: By, at: syntax::Span) {
        if below.is_empty() {
            // `inside(path.resolve())`: what holds for where a path leads holds for the path.
            let (subject, resolved) = self.normalized(argument).unwrap_or((argument, false));
            let fact = if resolved {
                Fact { sinks: fact.sinks.both(PATH), shape: Shape::default(), ..fact.clone() }
            } else {
                fact.clone()
            };
            self.clear(subject, fact.sinks, by.clone(), at);
            if let Some(key) = self.key(subject) {
                self.take_fact(key, &fact, by, at);
            }
        } else if let Some(key) = self.written_key(argument) {
            let key: Key = format!("{key}{below}").into();
            self.clear_key(Rc::clone(&key), fact.sinks, by.clone(), at);
            self.take_fact(key, fact, by, at);
        }
    }

    fn take_fact(&mut self, key: Key, fact: &Fact, by: By, at: syntax::Span) {
        let Some(value) = self.env.value(&key).cloned() else { return };
        let contained = fact.shape.contained && value.parts().iter().all(|part| part.shape.normalized);
        let sinks = if contained { fact.sinks.union(PATH) } else { fact.sinks };
        let value = self.trail.clean(&value, sinks, by.clone(), at);
        let value = self.reshaped(&value, |own| own.or(fact.shape), by, at);
        self.env.renew(key, value);
    }
}

/// What a value with these parts is known to be.
fn fact<'p>(parts: impl Iterator<Item = &'p Part>, resolved: bool, subject: impl FnOnce() -> Subject) -> Option<Fact> {
    let (sinks, shape) = parts.map(|part| (part.clean, part.shape)).reduce(|a, b| (a.0.both(b.0), a.1.and(b.1)))?;
    let (sinks, shape) = if resolved { (sinks.both(PATH), Shape::default()) } else { (sinks, shape.seen_by_checks()) };
    (sinks != SinkSet::NONE || shape != Shape::default()).then(|| Fact { subject: subject(), sinks, shape })
}
