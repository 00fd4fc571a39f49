//! Calls that are followed into the function: it is run with what it is given, in the place of the call.
//!
//! A summary tells of parameters one by one. Run in its place, a function is seen with the constants, objects and
//! functions that it is given, and what it does to objects is seen by the caller. That is bounded; past the bounds
//! the summary answers.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use syntax::ast::{Argument, ExprId, ExprKind, Function, ParamKind, Params, StmtId};

use crate::run::engine::{Body, Engine};
use crate::sources::entry::FIELDS;
use crate::state::env::{Key, Layer};
use crate::state::object::{KEYS, Kind, Object, ObjectId, TEXT, objects};
use crate::state::value::{Form, Note, Part, Value};

/// The number of a function's run; 0 stands for the file's top level.
pub(crate) type FrameId = u32;

/// Functions that are followed into each other.
const MAX_FRAMES: usize = 10;
/// Times that one function may be among them.
const MAX_SAME: usize = 5;
/// Expressions and statements may nest so deeply where a call is still followed.
const MAX_DEPTH: u32 = 96;
/// Expressions that are evaluated in followed calls, for each function that is asked about.
pub(crate) const MAX_FOLLOWED: u32 = 4_000;

/// A function that is being run.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) function: Option<StmtId>,
    pub(crate) id: FrameId,
    /// The frame that the function was made in.
    parent: FrameId,
    /// Whether it is run in the place of a call.
    pub(crate) followed: bool,
    /// Where its layers begin.
    base: usize,
    /// What it gave back so far.
    returned: Option<Value>,
    pub(crate) yielded: Option<Value>,
    /// Each value that it yielded, in order, as long as it surely did.
    pub(crate) in_order: Option<Vec<Value>>,
    /// What holds at its ways out.
    pub(crate) exits: Vec<Layer>,
    /// Whether functions were made in it, which may ask for its names when it has ended.
    has_closures: bool,
    /// Names of functions around that it binds.
    pub(crate) nonlocals: BTreeSet<Key>,
}

impl Frame {
    /// The run of a function that nothing in the file is seen to call.
    pub(crate) fn of(function: Option<StmtId>, id: FrameId) -> Self {
        Self { function, id, ..Self::default() }
    }

    /// Where its layers begin.
    pub(crate) const fn base(&self) -> usize {
        self.base
    }

    /// The number of a run whose names may be asked for when it has ended.
    pub(crate) fn asked_for(&self) -> Option<FrameId> {
        self.has_closures.then_some(self.id)
    }
}

/// What the engine was doing when a call was followed.
pub(crate) struct Outer {
    body: Body,
    now: FxHashMap<ExprId, Value>,
    env_frame: usize,
}

/// The arguments of a call, in order and by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) positional: Vec<Value>,
    pub(crate) named: Vec<(Key, Value)>,
    /// What a mapping of unknown names holds that is spread into the call: any of it may be what a parameter gets.
    pub(crate) rest: Option<Value>,
}

impl Given {
    /// Each argument, whatever it is for.
    pub(crate) fn all(&self) -> impl Iterator<Item = Value> + '_ {
        self.positional.iter().chain(self.named.iter().map(|(_, value)| value)).chain(&self.rest).cloned()
    }
}

impl<'a> Engine<'a> {
    /// The value that an expression had when it was last evaluated, with what is known of its form.
    pub(crate) fn held(&self, e: ExprId) -> Value {
        self.run.now.get(&e).cloned().unwrap_or_default()
    }

    /// The arguments of a call that were evaluated just now. `None` if it is not known which there are.
    pub(crate) fn given(&mut self, func: ExprId, args: &[Argument]) -> Option<Given> {
        self.given_or_rest(func, args).filter(|given| given.rest.is_none())
    }

    /// As [`given`](Self::given), also where a mapping of unknown names is spread into the call.
    pub(crate) fn given_or_rest(&mut self, func: ExprId, args: &[Argument]) -> Option<Given> {
        let mut given = Given::default();
        let note = Note::Passed(self.span(func));
        for arg in args {
            let held = self.held(arg.value());
            let value = self.trail.advance(&held, self.span(arg.value()), &note);
            match arg {
                Argument::Positional(_) => given.positional.push(value),
                Argument::Keyword { name, .. } => {
                    given.named.push((self.file.module().text(name.span).into(), value));
                }
                Argument::Star(_) => given.positional.extend(self.exact_items(&value)?),
                Argument::DoubleStar(_) => {
                    let Some(object) = value.object().and_then(|id| self.env.object(id)).map(Rc::clone) else {
                        given.rest = Some(self.flat(&value));
                        continue;
                    };
                    if !matches!(object.kind, Kind::Mapping { .. }) || !object.rest.is_constant() {
                        return None;
                    }
                    for (name, slot) in &object.fields {
                        let key = name.strip_prefix("['").and_then(|name| name.strip_suffix("']"));
                        match (key, &slot.value) {
                            (Some(key), Some(value)) => given.named.push((key.into(), value.clone())),
                            _ if &**name == KEYS => {}
                            _ => return None,
                        }
                    }
                }
            }
        }
        Some(given)
    }

    /// Calls what `callee` may be. `None` if that is not known, or cannot be followed.
    pub(crate) fn apply(&mut self, e: ExprId, callee: &Value, given: &Given) -> Option<Value> {
        let forms = callee.forms();
        if forms.is_empty() || forms.iter().any(|form| matches!(form, Form::Const(_))) {
            return None;
        }
        if let [form] = forms {
            return self.apply_form(e, form, given);
        }
        let (mut result, mut ways) = (None, Vec::new());
        for form in forms {
            self.env.push();
            let value = self.apply_form(e, form, given);
            ways.push(self.env.pop());
            // One that does not take these arguments is not the one that is called with them here.
            let Some(value) = value else {
                self.hand_on(&Value::formed(form.clone()));
                continue;
            };
            result = Some(result.map_or_else(|| value.clone(), |known: Value| known.merge(&value)));
        }
        self.env.join(ways);
        result
    }

    fn apply_form(&mut self, e: ExprId, form: &Form, given: &Given) -> Option<Value> {
        match form {
            Form::Function(id, receiver, parent) => self.follow(*id, *receiver, *parent, given),
            Form::Lambda(lambda, parent) => {
                let ExprKind::Lambda { params, body } = self.kind(*lambda) else { return None };
                self.follow_lambda(params, *body, *parent, given)
            }
            Form::Chosen(object, start) => self.apply_chosen(*object, start, given),
            Form::Class(class) => self.construct(*class, given),
            Form::Library(name) => self.call_by_value(e, name, given),
            Form::Object(id) => {
                let object = Rc::clone(self.env.object(*id)?);
                match object.kind {
                    Kind::Partial => {
                        let callable = object.fields.get(".callable")?.value.clone()?;
                        let mut all = Given::default();
                        for item in object.items.iter().flatten() {
                            all.positional.push(item.value.clone()?);
                        }
                        for (name, slot) in &object.fields {
                            if let Some(name) = name.strip_prefix("['").and_then(|name| name.strip_suffix("']")) {
                                all.named.push((name.into(), slot.value.clone()?));
                            }
                        }
                        all.positional.extend(given.positional.iter().cloned());
                        all.named.extend(given.named.iter().cloned());
                        self.apply(e, &callable, &all)
                    }
                    Kind::Instance(class) => {
                        let method = self.method_of(class, "__call__")?;
                        self.follow(method, Some(*id), 0, given)
                    }
                    _ => None,
                }
            }
            Form::Const(_) | Form::Beginning(_) | Form::OneOf(_) | Form::Request(..) => None,
        }
    }

    fn may_follow(&self, function: Option<StmtId>) -> bool {
        let same = self.run.frames.iter().filter(|frame| frame.followed && frame.function == function).count();
        self.run.frames.iter().filter(|frame| frame.followed).count() < MAX_FRAMES
            && (function.is_none() || same < MAX_SAME)
            && self.depth < MAX_DEPTH
            && self.run.followed_left > 0
    }

    /// Runs a function of this file in the place of a call.
    pub(crate) fn follow(
        &mut self,
        id: StmtId,
        receiver: Option<ObjectId>,
        parent: FrameId,
        given: &Given,
    ) -> Option<Value> {
        if !self.may_follow(Some(id)) {
            return None;
        }
        let definition = self.file.function(id)?;
        if let Some(answer) = self.reach_handler(id, given, definition.name.span) {
            return Some(answer);
        }
        let mut given = given.clone();
        if let Some(receiver) = receiver {
            given.positional.insert(0, Value::formed(Form::Object(receiver)));
        }
        let bound = self.bind_given(&definition.params, given)?;
        self.observed.reached.insert(id);
        let outer = self.begin(Some(id), parent);
        for (name, value) in bound {
            self.env.put(name, value, None);
        }
        if self.block(&definition.body) {
            self.leave(None, &Value::formed(Form::Const(semantic::Const::None)));
        }
        Some(self.end(outer, definition))
    }

    fn follow_lambda(&mut self, params: &'a Params, body: ExprId, parent: FrameId, given: &Given) -> Option<Value> {
        if !self.may_follow(None) {
            return None;
        }
        let bound = self.bind_given(params, given.clone())?;
        let outer = self.begin(None, parent);
        for (name, value) in bound {
            self.env.put(name, value, None);
        }
        let around = std::mem::take(&mut self.defining);
        let value = self.hold(body);
        self.defining = around;
        self.note_way_out_of(params, Some(body), &value);
        self.leave_followed(&value);
        let (value, _) = self.finish(outer);
        Some(value)
    }

    /// What each parameter gets. `None` if the arguments do not fit.
    pub(crate) fn bind_given(&mut self, params: &'a Params, given: Given) -> Option<Vec<(Key, Value)>> {
        let module = self.file.module();
        let mut positional = given.positional.into_iter();
        let (mut named, rest) = (given.named, given.rest);
        let mut bound = Vec::new();
        for param in &params.params {
            let name: Key = module.text(param.name.span).into();
            let by_name = |named: &mut Vec<(Key, Value)>| {
                let at = named.iter().rposition(|(own, _)| *own == name)?;
                Some(named.remove(at).1)
            };
            let value = match param.kind {
                ParamKind::VarArgs => {
                    let items: Vec<Value> = positional.by_ref().collect();
                    Some(self.new_object(Object::sequence(items)))
                }
                ParamKind::KwArgs => {
                    let mut object = Object::new(Kind::Mapping { makes_lists: false });
                    for (name, value) in named.drain(..) {
                        object.put(&format!("['{name}']"), crate::state::env::Slot::holding(value));
                    }
                    object.rest = rest.clone().unwrap_or(object.rest);
                    Some(self.new_object(object))
                }
                ParamKind::KeywordOnly => by_name(&mut named),
                ParamKind::PositionalOnly => positional.next(),
                ParamKind::Regular => positional.next().or_else(|| by_name(&mut named)),
                ParamKind::Unpacked => return None,
            };
            let value = match (value, param.default) {
                (Some(value), _) => value,
                (None, Some(default)) => match &rest {
                    Some(rest) => self.hold(default).merge(rest),
                    None => self.hold(default),
                },
                (None, None) => rest.clone()?,
            };
            bound.push((name, value));
        }
        (positional.next().is_none() && named.is_empty()).then_some(bound)
    }

    pub(crate) fn begin(&mut self, function: Option<StmtId>, parent: FrameId) -> Outer {
        let body = Body { function: function.or(self.body.function), ..Body::default() };
        let outer = Outer {
            body: std::mem::replace(&mut self.body, body),
            now: self.begin_now(),
            env_frame: self.env.enter_frame(),
        };
        self.last_frame += 1;
        self.run.frames.push(Frame {
            function,
            id: self.last_frame,
            parent,
            followed: true,
            base: self.env.frame(),
            ..Frame::default()
        });
        outer
    }

    /// The end of a followed function: what it gave, and what it did to objects.
    fn end(&mut self, outer: Outer, definition: &Function) -> Value {
        let in_order = self.run.frames.last_mut().and_then(|frame| frame.in_order.take());
        let (returned, yielded) = self.finish(outer);
        // Calling a coroutine runs nothing of it: a task goes on beside its caller.
        self.run.diverged &= !definition.is_async;
        match yielded {
            // `@contextmanager`: `with` is given what is yielded.
            Some(yielded) if self.manages_context(definition) => yielded,
            Some(yielded) => self.new_object(in_order.map_or_else(|| Object::sequence_of(yielded), Object::sequence)),
            None => returned,
        }
    }

    fn manages_context(&self, definition: &Function) -> bool {
        definition.decorators.iter().any(|decorator| {
            self.file
                .qualified_names(*decorator)
                .any(|name| matches!(name, "contextlib.contextmanager" | "contextlib.asynccontextmanager"))
        })
    }

    fn finish(&mut self, outer: Outer) -> (Value, Option<Value>) {
        self.env.leave_frame(outer.env_frame);
        let ended = std::mem::replace(&mut self.body, outer.body);
        self.end_now(outer.now);
        let Some(frame) = self.run.frames.pop() else { return Default::default() };
        // Calling a generator runs nothing of it.
        self.run.last_outcomes = frame.yielded.is_none().then(|| Rc::new(ended.current.outcomes));
        if let (Some(id), Some(first)) = (frame.asked_for(), frame.exits.first()) {
            self.done_frames.insert(id, (frame.parent, first.names.clone()));
        }
        let objects: Vec<Layer> =
            frame.exits.into_iter().map(|exit| Layer { objects: exit.objects, ..Layer::default() }).collect();
        if objects.is_empty() && frame.yielded.is_none() {
            self.run.diverged = true;
        }
        if !objects.is_empty() {
            self.env.join(objects);
        }
        (frame.returned.unwrap_or_default(), frame.yielded)
    }

    /// A way out of a followed function; false if the function is not followed.
    pub(crate) fn leave_followed(&mut self, value: &Value) -> bool {
        let base = self.env.frame();
        self.note_going_on(value);
        let Some(frame) = self.run.frames.last_mut().filter(|frame| frame.followed) else { return false };
        frame.returned = Some(frame.returned.as_ref().map_or_else(|| value.clone(), |known| known.merge(value)));
        let exit = self.env.since(base);
        frame.exits.push(exit);
        true
    }

    /// Whether a call is being followed.
    pub(crate) fn is_following(&self) -> bool {
        self.run.frames.last().is_some_and(|frame| frame.followed)
    }

    /// The frame that is being run, for a function or lambda that is made in it.
    pub(crate) fn frame_of_closure(&mut self) -> FrameId {
        self.run.frames.last_mut().map_or(0, |frame| {
            frame.has_closures = true;
            frame.id
        })
    }

    /// A name of a function around the one that is being run.
    pub(crate) fn enclosed(&self, name: &str) -> Option<Value> {
        let mut at = self.run.frames.last()?.parent;
        for _ in 0..MAX_FRAMES {
            if at == 0 {
                return None;
            }
            let found = match self.run.frames.iter().position(|frame| frame.id == at) {
                Some(place) => {
                    let frame = self.run.frames.get(place)?;
                    let end = self.run.frames.get(place + 1).map_or(usize::MAX, |next| next.base);
                    at = frame.parent;
                    self.env.name_in(name, frame.base, end).and_then(|slot| slot.value.clone())
                }
                None => {
                    let (parent, names) = self.done_frames.get(&at)?;
                    at = *parent;
                    names.get(name).and_then(|slot| slot.value.clone())
                }
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A name of the function where following began, if that is `scope`: it is still being run.
    pub(crate) fn name_of_root(&self, name: &str, scope: Option<StmtId>) -> Option<Value> {
        let next = self.run.frames.get(1).filter(|_| self.run.root == scope)?;
        self.env.name_in(name, 0, next.base)?.value.clone()
    }

    /// `nonlocal name`, and then `name = value`: the function around sees it.
    pub(crate) fn bind_nonlocal(&mut self, name: &Key, value: &Value) {
        let Some(frame) = self.run.frames.last().filter(|frame| frame.nonlocals.contains(name)) else { return };
        let parent = frame.parent;
        if let Some(place) = self.run.frames.iter().position(|frame| frame.id == parent) {
            if let Some(next) = self.run.frames.get(place + 1) {
                self.env.put_in(name.clone(), value.clone(), next.base);
            }
        } else if let Some((_, names)) = self.done_frames.get_mut(&parent) {
            names.insert(name.clone(), crate::state::env::Slot::holding(value.clone()));
        }
    }

    /// A new object, and the value that it is.
    pub(crate) fn new_object(&mut self, object: Object) -> Value {
        self.last_object += 1;
        self.env.put_object(self.last_object, object);
        Value::formed(Form::Object(self.last_object))
    }

    /// The items of a sequence of which each is known.
    pub(crate) fn exact_items(&self, value: &Value) -> Option<Vec<Value>> {
        if let Some(constant) = value.constant() {
            use semantic::Const;
            return match constant {
                Const::Tuple(items) | Const::List(items) | Const::Set(items) if items.len() <= 32 => {
                    Some(items.iter().map(|item| Value::formed(Form::Const(item.clone()))).collect())
                }
                _ => None,
            };
        }
        let object = self.env.object(value.object()?)?;
        let items = object.items.as_ref().filter(|_| object.kind != Kind::Partial && value.is_constant())?;
        items.iter().map(|slot| slot.value.clone()).collect()
    }

    /// What is in the objects of a value outlives the branch that gives it back.
    pub(crate) fn keep_objects(&mut self, value: &Value) {
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        let mut pending: Vec<ObjectId> = objects(value).collect();
        while let Some(id) = pending.pop() {
            if seen.len() >= 64 || !seen.insert(id) {
                continue;
            }
            let Some(object) = self.env.object(id).map(Rc::clone) else { continue };
            pending.extend(objects(&object.contents()));
            self.env.keep_object(id, object);
        }
    }

    /// All data in a value, that inside of objects included.
    pub(crate) fn flat(&self, value: &Value) -> Value {
        if !value.forms().iter().any(|form| matches!(form, Form::Object(_) | Form::Function(_, Some(_), _))) {
            return value.plain();
        }
        let mut all = value.plain();
        // Most objects hold no others.
        let mut seen: SmallVec<[ObjectId; 8]> = SmallVec::new();
        let mut pending: SmallVec<[ObjectId; 8]> = objects(value).collect();
        while let Some(id) = pending.pop() {
            if seen.len() >= 64 || seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let Some(object) = self.env.object(id) else { continue };
            if let Some(text) = object.fields.get(TEXT).filter(|_| object.kind == Kind::Encoded) {
                all = text.value.as_ref().map_or_else(|| all.clone(), |text| all.merge(text));
                continue;
            }
            let items = object.items.iter().flatten().filter_map(|slot| slot.value.as_ref());
            let fields = object.fields.iter().filter_map(|(name, slot)| Some((&**name, slot.value.as_ref()?)));
            for (name, value) in items.map(|item| ("", item)).chain(fields).chain([("", &object.rest)]) {
                // A value that the code gives a key of its own names no field.
                let is_named = matches!(object.kind, Kind::Mapping { .. }) && name.starts_with("['");
                if is_named && !value.is_constant() {
                    all = all.merge_data(&value.map(|part| Part { clean: part.clean.union(FIELDS), ..*part }));
                } else {
                    all = all.merge_data(value);
                }
                pending.extend(objects(value));
            }
        }
        all
    }
}
