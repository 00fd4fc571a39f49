//! What is known of names, attribute paths and constant keys at one point of a function.
//!
//! A branch does not copy the environment: it writes into a layer of its own, and joining branches costs as much
//! as they wrote.

use std::collections::BTreeMap;
use std::rc::Rc;

use syntax::ast::{ExprId, StmtId};

use crate::value::Value;

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
    /// What a call that matches a text against a pattern gave, and the key of the text.
    Match(Option<Key>, ExprId),
    /// The outcome of a test that was evaluated at that time.
    Test(ExprId, u32),
    /// The signature of what stands under the other key, made with a key of the program's.
    Signature(Key),
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
    pub(crate) relation: Option<Relation>,
    /// When it was put there; checks do not change that.
    pub(crate) since: u32,
}

/// What one branch wrote.
pub(crate) type Layer = BTreeMap<Key, Slot>;

/// The environment: layers, the innermost branch last.
#[derive(Debug)]
pub(crate) struct Env {
    layers: Vec<Layer>,
    /// Counts what is put.
    clock: u32,
}

impl Env {
    pub(crate) fn new() -> Self {
        Self { layers: vec![Layer::new()], clock: 0 }
    }

    pub(crate) fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Opens a branch.
    pub(crate) fn push(&mut self) {
        self.layers.push(Layer::new());
    }

    /// Opens a branch that starts with what `layer` says.
    pub(crate) fn push_layer(&mut self, layer: Layer) {
        self.layers.push(layer);
    }

    /// Ends a branch and gives what it wrote.
    pub(crate) fn pop(&mut self) -> Layer {
        self.layers.pop().unwrap_or_default()
    }

    pub(crate) fn slot(&self, key: &str) -> Option<&Slot> {
        self.layers.iter().rev().find_map(|layer| layer.get(key))
    }

    /// The value under `key`, if it is known.
    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        self.slot(key)?.value.as_ref()
    }

    pub(crate) fn relation(&self, key: &str) -> Option<&Relation> {
        self.slot(key)?.relation.as_ref()
    }

    /// Puts a value under `key` and leaves what is known of its parts.
    pub(crate) fn put(&mut self, key: Key, value: Value, relation: Option<Relation>) {
        self.clock += 1;
        let since = self.clock;
        if let Some(top) = self.layers.last_mut() {
            top.insert(key, Slot { value: Some(value), relation, since });
        }
    }

    /// Puts what a check made of the value under `key`; it is still the same value.
    pub(crate) fn renew(&mut self, key: Key, value: Value) {
        let (relation, since) = self.slot(&key).map_or((None, 0), |slot| (slot.relation.clone(), slot.since));
        if let Some(top) = self.layers.last_mut() {
            top.insert(key, Slot { value: Some(value), relation, since });
        }
    }

    /// The time now: how much was put so far.
    pub(crate) const fn now(&self) -> u32 {
        self.clock
    }

    /// Forgets `key` and everything below it (`key.attr`, `key[…]`).
    pub(crate) fn forget(&mut self, key: &str) {
        self.forget_fields(key);
        if self.slot(key).is_some()
            && let Some(top) = self.layers.last_mut()
        {
            top.insert(key.into(), Slot { value: None, relation: None, since: self.clock });
        }
    }

    /// Forgets everything below `key`.
    pub(crate) fn forget_fields(&mut self, key: &str) {
        for (field, _) in self.fields(key) {
            if let Some(top) = self.layers.last_mut() {
                top.insert(field, Slot { value: None, relation: None, since: self.clock });
            }
        }
    }

    /// Forgets the single items of the list under `key`, and how many there are.
    pub(crate) fn forget_items(&mut self, key: &str) {
        if let Some(Slot { value: Some(value), relation: Some(Relation::Items(_)), .. }) = self.slot(key).cloned() {
            self.forget_fields(key);
            self.put(key.into(), value, None);
        }
    }

    /// What is known below `key`: full keys with their values.
    pub(crate) fn fields(&self, key: &str) -> Vec<(Key, Value)> {
        let mut found: BTreeMap<Key, Option<Value>> = BTreeMap::new();
        for layer in &self.layers {
            for opening in ['.', '['] {
                let start: Key = format!("{key}{opening}").into();
                for (field, slot) in layer.range(start.clone()..).take_while(|(field, _)| field.starts_with(&*start)) {
                    found.insert(field.clone(), slot.value.clone());
                }
            }
        }
        found.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
    }

    /// Everything that was written since the environment had `depth` layers, as one layer.
    pub(crate) fn since(&self, depth: usize) -> Layer {
        let mut flat = Layer::new();
        for layer in self.layers.iter().skip(depth) {
            flat.extend(layer.iter().map(|(key, slot)| (key.clone(), slot.clone())));
        }
        flat
    }

    /// Goes on with what holds after any one of `branches`. If not one of them covers every way here, the caller
    /// adds an empty layer for the way around.
    pub(crate) fn join(&mut self, branches: &[Layer]) {
        if let [only] = branches {
            if let Some(top) = self.layers.last_mut() {
                top.extend(only.iter().map(|(key, slot)| (key.clone(), slot.clone())));
            }
            return;
        }
        let mut joined: BTreeMap<Key, (usize, Slot)> = BTreeMap::new();
        for branch in branches {
            for (key, slot) in branch {
                joined
                    .entry(key.clone())
                    .and_modify(|(count, known)| {
                        *count += 1;
                        *known = join_slots(known, slot);
                    })
                    .or_insert_with(|| (1, slot.clone()));
            }
        }
        for (key, (count, slot)) in joined {
            let slot = match self.slot(&key) {
                Some(before) if count < branches.len() => join_slots(before, &slot),
                // A field that one way wrote and the others know only as part of the whole.
                None if count < branches.len() && key.contains(['.', '[']) => {
                    Slot { value: None, relation: None, since: 0 }
                }
                // A name bound on one way only: on the others it has no value, or one from an outer scope.
                _ => slot,
            };
            if let Some(top) = self.layers.last_mut() {
                top.insert(key, slot);
            }
        }
    }
}

fn join_slots(a: &Slot, b: &Slot) -> Slot {
    Slot {
        value: match (&a.value, &b.value) {
            (Some(a), Some(b)) => Some(a.merge(b)),
            // A field that is known on one way only is not known: whoever asks falls back to the whole.
            _ => None,
        },
        relation: if a.relation == b.relation { a.relation.clone() } else { None },
        since: a.since.max(b.since),
    }
}
