//! Objects: what lists, mappings and instances hold, item by item. A name holds a reference, so that two names for one
//! object see the same changes.

use std::collections::BTreeMap;
use std::rc::Rc;

use semantic::Const;
use syntax::ast::StmtId;

use crate::state::env::Slot;
use crate::state::value::{Form, Value};

/// The name of an object in the environment is `#` and its number.
pub(crate) type ObjectId = u32;

/// Lists longer than this are known only as a whole.
pub(crate) const MAX_ITEMS: usize = 64;
/// The field under which the text is kept that stands for an object.
pub(crate) const TEXT: &str = ".text";
/// The field under which the text of a compiled pattern is kept.
pub(crate) const PATTERN: &str = ".pattern";
/// The field under which the keys of a mapping are kept.
pub(crate) const KEYS: &str = "[keys]";

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A list, tuple, set, queue or iterator.
    Sequence,
    /// A mapping; a missing key makes a new list (`defaultdict(list)`) or nothing.
    Mapping { makes_lists: bool },
    /// Sections of options, by two keys.
    Config,
    /// An object of a class of this file.
    Instance(StmtId),
    /// Named fields, and places where they are ordered.
    Record,
    /// Text that stands for the object under `.inner`.
    Encoded,
    /// A callable under `.callable` with its first arguments.
    Partial,
    /// A pattern that texts are matched against.
    Pattern,
    /// A text or bytes that grow: an open file in memory.
    Buffer,
    /// The options that a command line is read for.
    Arguments,
}

/// What is in an object.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) kind: Kind,
    /// The items in order, if just these are in it.
    pub(crate) items: Option<Vec<Slot>>,
    /// By key or name: `['key']`, `.name`.
    pub(crate) fields: BTreeMap<Rc<str>, Slot>,
    /// What else may be in it.
    pub(crate) rest: Value,
}

impl Object {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, items: None, fields: BTreeMap::new(), rest: Value::CONSTANT }
    }

    /// A sequence of just these items.
    pub(crate) fn sequence(items: Vec<Value>) -> Self {
        let mut object = Self::new(Kind::Sequence);
        if items.len() <= MAX_ITEMS {
            object.items = Some(items.into_iter().map(Slot::holding).collect());
        } else {
            object.rest = items.iter().fold(Value::CONSTANT, |all, item| all.merge(item));
        }
        object
    }

    /// A sequence of any number of such items.
    pub(crate) fn sequence_of(item: Value) -> Self {
        Self { rest: item, ..Self::new(Kind::Sequence) }
    }

    pub(crate) fn slot(&self, field: &str) -> Option<&Slot> {
        match field.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|at| at.parse::<i64>().ok()) {
            Some(at) if self.items.is_some() => {
                let items = self.items.as_ref()?;
                items.get(place(at, items.len())?)
            }
            _ => self.fields.get(field),
        }
    }

    /// Puts a slot at an item or field; false if there is no such item.
    pub(crate) fn put(&mut self, field: &str, slot: Slot) -> bool {
        let at = field.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|at| at.parse::<i64>().ok());
        match (&mut self.items, at) {
            (Some(items), Some(at)) => match place(at, items.len()).and_then(|at| items.get_mut(at)) {
                Some(item) => {
                    *item = slot;
                    true
                }
                None => false,
            },
            _ => {
                self.fields.insert(field.into(), slot);
                true
            }
        }
    }

    /// All that a loop over the object may see of its contents, keys left out.
    pub(crate) fn contents(&self) -> Value {
        let items = self.items.iter().flatten();
        let fields = self.fields.iter().filter(|(name, _)| &***name != KEYS).map(|(_, slot)| slot);
        items
            .chain(fields)
            .filter_map(|slot| slot.value.as_ref())
            .fold(self.rest.clone(), |all, value| all.merge(value))
    }

    /// No longer item by item.
    pub(crate) fn blur(&mut self) {
        if self.items.is_some() {
            self.rest = self.contents();
            self.items = None;
        }
    }

    /// What holds after one of two ways.
    pub(crate) fn join(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        let same_length = matches!((&self.items, &other.items), (Some(a), Some(b)) if a.len() == b.len());
        if same_length {
            if let (Some(items), Some(others)) = (&mut joined.items, &other.items) {
                for (item, other) in items.iter_mut().zip(others) {
                    *item = Slot::join(item, other);
                }
            }
        } else {
            let mut other = other.clone();
            joined.blur();
            other.blur();
            joined.rest = joined.rest.merge(&other.rest);
        }
        if same_length || self.items.is_none() && other.items.is_none() {
            joined.rest = self.rest.merge(&other.rest);
        }
        for (name, slot) in &other.fields {
            let slot = match joined.fields.get(name) {
                Some(own) => Slot::join(own, slot),
                None => slot.clone(),
            };
            joined.fields.insert(name.clone(), slot);
        }
        joined
    }
}

/// A place from 0 for an index that may count from the end.
fn place(at: i64, length: usize) -> Option<usize> {
    let at = if at < 0 { at.checked_add(i64::try_from(length).ok()?)? } else { at };
    usize::try_from(at).ok()
}

/// How the key of something in an object begins; its field comes behind.
pub(crate) fn object_key(id: ObjectId) -> String {
    format!("#{id}")
}

/// The number of the object in a key, and the rest of the key: `#12.host`.
pub(crate) fn split_key(key: &str) -> Option<(ObjectId, &str)> {
    let rest = key.strip_prefix('#')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((rest.get(..end)?.parse().ok()?, rest.get(end..)?))
}

/// The key's last piece for a constant index.
pub(crate) fn field_of(index: &Const) -> Option<String> {
    match index {
        Const::Str(text) if text.len() <= 64 => Some(format!("['{text}']")),
        Const::Int(number) => Some(format!("[{number}]")),
        Const::Tuple(items) if items.len() <= 4 => {
            let items: Option<Vec<String>> = items.iter().map(field_of).collect();
            Some(format!("[({})]", items?.concat()))
        }
        Const::Bool(value) => Some(format!("[{value}]")),
        _ => None,
    }
}

/// The constant that a field's name was made of, for texts.
pub(crate) fn key_of(field: &str) -> Option<Const> {
    let text = field.strip_prefix("['")?.strip_suffix("']")?;
    Some(Const::Str(text.into()))
}

/// The objects among the forms of a value.
pub(crate) fn objects(value: &Value) -> impl Iterator<Item = ObjectId> {
    value.forms().iter().filter_map(|form| match form {
        Form::Object(id) => Some(*id),
        _ => None,
    })
}
