//! What is known of names, attribute paths and constant keys at one point of a function.
//!
//! A branch does not copy the environment: it writes into a layer of its own, and joining branches costs as much
//! as they wrote.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use syntax::ast::{ExprId, StmtId};

use crate::state::names::{Names, is_path, trace};
use crate::state::object::{Object, ObjectId, split_key};
use crate::state::value::Value;
use crate::state::watch::{LookedUp, Watches};

/// `name`, `name.attr`, `name['key']`, `name[0]`.
pub(crate) type Key = Rc<str>;

/// How the value under a key is tied to another key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The parts of the address that stands under the other key.
    UrlParts(Key),
    /// The host of that address.
    UrlHost(Key),
    /// The scheme of that address.
    UrlScheme(Key),
    /// What a call that matches a text against a pattern gave at that time.
    Match(ExprId, u32),
    /// What a test, a call, or an item or attribute gave at that time.
    Test(ExprId, u32),
    /// The signature of what stands under the other key, made with a key of the program's.
    Signature(Key),
    /// A part of what a call gave at that time: `[0]`, `.name`.
    Result(ExprId, Key, u32),
    /// What a schema of this file checked.
    Checked(StmtId),
    /// A list of just so many items, each under its own key.
    Items(u32),
    /// A request; places in the tables of libraries and their requests.
    Request(u16, u16),
}

/// What stands under a key.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// `None`: nothing any more; what a layer below says does not hold.
    pub(crate) value: Option<Value>,
    /// In a place of its own, since few slots have one: they are copied often.
    pub(crate) relation: Option<Box<Relation>>,
    /// When it was put there; checks do not change that.
    pub(crate) since: u32,
    /// When something was found out about it last, on each way that leads here.
    pub(crate) checked: u32,
}

impl Slot {
    /// A slot that holds a value.
    pub(crate) const fn holding(value: Value) -> Self {
        Self { value: Some(value), relation: None, since: 0, checked: 0 }
    }

    const fn empty(since: u32) -> Self {
        Self { value: None, relation: None, since, checked: 0 }
    }

    /// What holds after one of two ways.
    pub(crate) fn join(a: &Self, b: &Self) -> Self {
        Self {
            value: match (&a.value, &b.value) {
                (Some(a), Some(b)) => Some(a.merge(b)),
                // A field that is known on one way only is not known: whoever asks falls back to the whole.
                _ => None,
            },
            relation: if a.relation == b.relation { a.relation.clone() } else { None },
            since: a.since.max(b.since),
            checked: a.checked.min(b.checked),
        }
    }
}

/// What is in objects.
type Objects = FxHashMap<ObjectId, Rc<Object>>;

/// What one branch wrote.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    pub(crate) names: Names,
    pub(crate) objects: Objects,
}

impl Layer {
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.objects.is_empty()
    }

    /// Puts what the other one says over what is there.
    fn extend(&mut self, other: Self) {
        if self.names.is_empty() {
            self.names = other.names;
        } else {
            other.names.into_iter().for_each(|(key, slot)| self.names.insert(key, slot));
        }
        if self.objects.is_empty() {
            self.objects = other.objects;
        } else {
            self.objects.extend(other.objects);
        }
    }
}

/// What is in an object after one of two ways.
fn join_objects(a: &Rc<Object>, b: &Rc<Object>) -> Rc<Object> {
    if Rc::ptr_eq(a, b) { Rc::clone(a) } else { Rc::new(a.join(b)) }
}

/// What the body of a `try` has put under names, in whichever of its branches: it may have stopped behind any of them.
#[derive(Debug)]
struct Tried {
    /// The function whose names they are.
    frame: usize,
    names: FxHashMap<Key, Value>,
}

impl Tried {
    fn add(&mut self, key: &Key, value: &Value) {
        match self.names.get_mut(key) {
            Some(known) => known.absorb(value),
            None => drop(self.names.insert(key.clone(), value.clone())),
        }
    }
}

/// The environment: layers, the innermost branch last.
#[derive(Debug)]
pub(crate) struct Env {
    layers: Vec<Layer>,
    /// The first layer whose names are seen: those of the function that is being run.
    frame: usize,
    /// The objects of what ran before.
    heap: FxHashMap<ObjectId, Rc<Object>>,
    /// Counts what is put.
    clock: u32,
    watches: Watches,
    tried: Vec<Tried>,
}

impl Env {
    pub(crate) fn new() -> Self {
        Self {
            layers: vec![Layer::default()],
            frame: 0,
            heap: FxHashMap::default(),
            clock: 0,
            watches: Watches::default(),
            tried: Vec::new(),
        }
    }

    pub(crate) fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Opens a branch.
    pub(crate) fn push(&mut self) {
        self.layers.push(Layer::default());
    }

    /// Opens a branch that starts with what `layer` says.
    pub(crate) fn push_layer(&mut self, layer: Layer) {
        self.layers.push(layer);
    }

    /// Ends a branch and gives what it wrote.
    pub(crate) fn pop(&mut self) -> Layer {
        self.layers.pop().unwrap_or_default()
    }

    /// Ends the scope of a comprehension, a lambda or one side of an expression: its names are gone, its objects are not.
    pub(crate) fn pop_scope(&mut self) {
        for (id, object) in self.pop().objects {
            let object = self.object(id).map_or_else(|| Rc::clone(&object), |before| join_objects(before, &object));
            if let Some(top) = self.layers.last_mut() {
                top.objects.insert(id, object);
            }
        }
    }

    pub(crate) fn slot(&self, key: &str) -> Option<&Slot> {
        if let Some((id, field)) = split_key(key) {
            return self.object(id)?.slot(field);
        }
        let trace = trace(key);
        let mut layers = self.layers.get(self.frame..)?.iter().enumerate().rev();
        let found = layers.find_map(|(at, layer)| Some((at, layer.names.get_traced(key, trace)?)));
        self.watches.note(key, self.frame + found.map_or(0, |(at, _)| at));
        found.map(|(_, slot)| slot)
    }

    /// Begins to note which names are looked up of those that stand here already.
    pub(crate) fn watch(&mut self) {
        self.watches.begin(self.layers.len());
    }

    /// Ends that, and gives what was noted.
    pub(crate) fn unwatch(&mut self) -> LookedUp {
        self.watches.end()
    }

    /// Whether anything was put under a path in the function that is being run.
    pub(crate) fn has_paths(&self) -> bool {
        self.layers.get(self.frame..).is_some_and(|layers| layers.iter().any(|layer| layer.names.has_paths()))
    }

    /// What is in an object.
    pub(crate) fn object(&self, id: ObjectId) -> Option<&Rc<Object>> {
        self.layers.iter().rev().find_map(|layer| layer.objects.get(&id)).or_else(|| self.heap.get(&id))
    }

    pub(crate) fn put_object(&mut self, id: ObjectId, object: Object) {
        if let Some(top) = self.layers.last_mut() {
            top.objects.insert(id, Rc::new(object));
        }
    }

    /// Keeps an object beyond the branch that it was made in.
    pub(crate) fn keep_object(&mut self, id: ObjectId, object: Rc<Object>) {
        self.heap.insert(id, object);
    }

    /// Begins a function: its names are its own. Gives what [`leave_frame`](Self::leave_frame) needs.
    pub(crate) fn enter_frame(&mut self) -> usize {
        self.push();
        std::mem::replace(&mut self.frame, self.layers.len() - 1)
    }

    /// Ends the function that `outer` was given for.
    pub(crate) fn leave_frame(&mut self, outer: usize) {
        self.layers.truncate(self.frame);
        self.frame = outer;
    }

    /// The layers of the function that is being run begin here.
    pub(crate) const fn frame(&self) -> usize {
        self.frame
    }

    /// A name of the function whose layers begin at `frame` and end before `end`.
    pub(crate) fn name_in(&self, name: &str, frame: usize, end: usize) -> Option<&Slot> {
        self.watches.note(name, frame);
        self.layers.get(frame..end)?.iter().rev().find_map(|layer| layer.names.get(name))
    }

    /// Puts a name of a function around, whose last layer is the one before `end`.
    pub(crate) fn put_in(&mut self, name: Key, value: Value, end: usize) {
        self.watches.meet_all();
        self.clock += 1;
        let since = self.clock;
        if let Some(layer) = end.checked_sub(1).and_then(|at| self.layers.get_mut(at)) {
            layer.names.insert(name, Slot { value: Some(value), relation: None, since, checked: 0 });
        }
    }

    /// Takes the objects of another environment, or gives them away.
    pub(crate) fn heap_mut(&mut self) -> &mut FxHashMap<ObjectId, Rc<Object>> {
        &mut self.heap
    }

    /// The value under `key`, if it is known.
    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        self.slot(key)?.value.as_ref()
    }

    pub(crate) fn relation(&self, key: &str) -> Option<&Relation> {
        self.slot(key)?.relation.as_deref()
    }

    /// Puts a value under `key` and leaves what is known of its parts.
    pub(crate) fn put(&mut self, key: Key, value: Value, relation: Option<Relation>) {
        self.clock += 1;
        let relation = relation.map(Box::new);
        self.set(key, Slot { value: Some(value), relation, since: self.clock, checked: 0 });
    }

    fn set(&mut self, key: Key, slot: Slot) {
        if let Some((id, field)) = split_key(&key) {
            if let Some(mut object) = self.object(id).map(|object| (**object).clone()) {
                object.put(field, slot);
                self.put_object(id, object);
            }
        } else if let Some(top) = self.layers.last_mut() {
            if let (Some(tried), Some(value)) = (self.tried.last_mut(), &slot.value)
                && tried.frame == self.frame
            {
                tried.add(&key, value);
            }
            top.names.insert(key, slot);
        }
    }

    /// The body of a `try` begins.
    pub(crate) fn begin_try(&mut self) {
        self.tried.push(Tried { frame: self.frame, names: FxHashMap::default() });
    }

    /// It ends: what it has put under names.
    pub(crate) fn end_try(&mut self) -> FxHashMap<Key, Value> {
        let ended = self.tried.pop();
        if let (Some(around), Some(ended)) = (self.tried.last_mut(), &ended)
            && around.frame == ended.frame
        {
            ended.names.iter().for_each(|(key, value)| around.add(key, value));
        }
        ended.map(|tried| tried.names).unwrap_or_default()
    }

    /// Names have what they had, or what the body of a `try` has put there.
    pub(crate) fn may_have_stopped(&mut self, names: &FxHashMap<Key, Value>) {
        for (key, put) in names {
            if let Some(known) = self.value(key) {
                let merged = known.merge(put);
                self.renew(key.clone(), merged);
            }
        }
    }

    /// Puts what a check made of the value under `key`; it is still the same value.
    pub(crate) fn renew(&mut self, key: Key, value: Value) {
        let (relation, since) = self.slot(&key).map_or((None, 0), |slot| (slot.relation.clone(), slot.since));
        self.clock += 1;
        self.set(key, Slot { value: Some(value), relation, since, checked: self.clock });
    }

    /// A slot for a value that is put somewhere just now.
    pub(crate) const fn written_now(&mut self, value: Value) -> Slot {
        self.clock += 1;
        Slot { value: Some(value), relation: None, since: self.clock, checked: 0 }
    }

    /// The time now: how much was put so far.
    pub(crate) const fn now(&self) -> u32 {
        self.clock
    }

    /// Forgets `key` and everything below it (`key.attr`, `key[…]`).
    pub(crate) fn forget(&mut self, key: &str) {
        self.forget_fields(key);
        if self.slot(key).is_some() {
            self.set(key.into(), Slot::empty(self.clock));
        }
    }

    /// Forgets everything below `key`.
    pub(crate) fn forget_fields(&mut self, key: &str) {
        for (field, _) in self.fields(key) {
            self.set(field, Slot::empty(self.clock));
        }
    }

    /// Forgets the single items of the list under `key`, and how many there are.
    pub(crate) fn forget_items(&mut self, key: &str) {
        if matches!(self.relation(key), Some(Relation::Items(_)))
            && let Some(value) = self.value(key).cloned()
        {
            self.forget_fields(key);
            self.put(key.into(), value, None);
        }
    }

    /// What is known below `key`: full keys with their values.
    pub(crate) fn fields(&self, key: &str) -> Vec<(Key, Value)> {
        if key.starts_with('#') {
            return Vec::new();
        }
        if !self.has_paths() {
            return Vec::new();
        }
        let layers = self.layers.get(self.frame..).unwrap_or_default();
        // Below most names nothing is known, which their neighbours in the layers show.
        let is_begun = |layer: &Layer| {
            let behind = (Bound::Excluded(key), Bound::Unbounded);
            layer.names.range::<str, _>(behind).next().is_some_and(|(next, _)| next.starts_with(key))
        };
        if !layers.iter().any(is_begun) {
            return Vec::new();
        }
        let mut found: BTreeMap<Key, Option<Value>> = BTreeMap::new();
        for start in [format!("{key}."), format!("{key}[")] {
            for layer in layers {
                let from = (Bound::Included(start.as_str()), Bound::Unbounded);
                for (field, slot) in
                    layer.names.range::<str, _>(from).take_while(|(field, _)| field.starts_with(&*start))
                {
                    found.insert(field.clone(), slot.value.clone());
                }
            }
        }
        found.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
    }

    /// As [`fields`](Self::fields), without those that were given a value: what checks made of what lies in the whole.
    pub(crate) fn unwritten_fields(&self, key: &str) -> Vec<(Key, Value)> {
        let fields = self.fields(key).into_iter();
        fields.filter(|(field, _)| self.slot(field).is_some_and(|slot| slot.since == 0)).collect()
    }

    /// Ties what stands under a key to something else.
    pub(crate) fn relate(&mut self, key: Key, relation: Relation) {
        let Some(slot) = self.slot(&key).cloned() else { return };
        self.set(key, Slot { relation: Some(Box::new(relation)), ..slot });
    }

    /// Everything that was written since the environment had `depth` layers, as one layer.
    pub(crate) fn since(&self, depth: usize) -> Layer {
        let mut flat = Layer::default();
        self.layers.iter().skip(depth).for_each(|layer| flat.extend(layer.clone()));
        flat
    }

    /// Goes on with what holds after the one branch that was taken.
    pub(crate) fn go_on(&mut self, branch: Layer) {
        if let Some(top) = self.layers.last_mut() {
            top.extend(branch);
        }
    }

    /// Goes on with what holds after any one of `branches`. If not one of them covers every way here, the caller
    /// adds an empty layer for the way around.
    pub(crate) fn join(&mut self, mut branches: Vec<Layer>) {
        let ways = branches.len();
        // What a branch did not write is there as before: most wrote nothing.
        branches.retain(|branch| !branch.is_empty());
        match branches.pop() {
            None => {}
            Some(only) if ways == 1 => self.go_on(only),
            Some(only) if branches.is_empty() => {
                self.join_objects_of(only.objects.into_iter().map(|(id, object)| (id, (1, object))), ways);
                self.join_names_of(only.names.into_iter().map(|(key, slot)| (key, (1, slot))), ways);
            }
            Some(last) => {
                branches.push(last);
                let mut objects: FxHashMap<ObjectId, (usize, Rc<Object>)> = FxHashMap::default();
                let mut names: FxHashMap<Key, (usize, Slot)> = FxHashMap::default();
                for branch in branches {
                    for (id, object) in branch.objects {
                        let join = |(count, known): &mut (usize, Rc<Object>)| {
                            *count += 1;
                            *known = join_objects(known, &object);
                        };
                        objects.entry(id).and_modify(join).or_insert((1, object));
                    }
                    for (key, slot) in branch.names {
                        let join = |(count, known): &mut (usize, Slot)| {
                            *count += 1;
                            *known = Slot::join(known, &slot);
                        };
                        names.entry(key).and_modify(join).or_insert((1, slot));
                    }
                }
                self.join_objects_of(objects, ways);
                self.join_names_of(names, ways);
            }
        }
    }

    /// Puts what some of `ways` wrote; with each how many of them did.
    fn join_names_of(&mut self, written: impl IntoIterator<Item = (Key, (usize, Slot))>, ways: usize) {
        for (key, (count, slot)) in written {
            let slot = match self.slot(&key) {
                Some(before) if count < ways => Slot::join(before, &slot),
                // A field that one way wrote and the others know only as part of the whole.
                None if count < ways && is_path(&key) => Slot::empty(0),
                // A name bound on one way only: on the others it has no value, or one from an outer scope.
                _ => slot,
            };
            if let Some(top) = self.layers.last_mut() {
                top.names.insert(key, slot);
            }
        }
    }

    /// The same of objects.
    fn join_objects_of(&mut self, written: impl IntoIterator<Item = (ObjectId, (usize, Rc<Object>))>, ways: usize) {
        for (id, (count, object)) in written {
            let object = match self.object(id) {
                Some(before) if count < ways => join_objects(before, &object),
                _ => object,
            };
            if let Some(top) = self.layers.last_mut() {
                top.objects.insert(id, object);
            }
        }
    }
}
