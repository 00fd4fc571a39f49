//! The names of one layer of the environment, and a word about them that tells without a search what is not there.

use std::collections::BTreeMap;
use std::collections::btree_map::{IntoIter, Iter};
use std::ops::Deref;

use crate::state::env::{Key, Slot};

/// What is known of names, and of paths that begin with one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    slots: BTreeMap<Key, Slot>,
    /// One bit for the [`trace`] of every key that was ever put here: most look-ups in most layers find nothing.
    traces: u64,
    /// Whether a path was put here, and not only names.
    has_paths: bool,
}

impl Names {
    pub(crate) fn get(&self, key: &str) -> Option<&Slot> {
        self.get_traced(key, trace(key))
    }

    /// As [`get`](Self::get), for a key that is looked up in many layers; the other argument is its [`trace`].
    pub(crate) fn get_traced(&self, key: &str, trace: u64) -> Option<&Slot> {
        if self.traces & trace == 0 { None } else { self.slots.get(key) }
    }

    pub(crate) fn insert(&mut self, key: Key, slot: Slot) {
        self.traces |= trace(&key);
        self.has_paths = self.has_paths || is_path(&key);
        self.slots.insert(key, slot);
    }

    pub(crate) fn retain(&mut self, keep: impl FnMut(&Key, &mut Slot) -> bool) {
        self.slots.retain(keep);
    }

    /// Whether anything may stand here that is no plain name: `name.attr`, `name['key']`.
    pub(crate) const fn has_paths(&self) -> bool {
        self.has_paths
    }
}

/// What is read only needs no word about it.
impl Deref for Names {
    type Target = BTreeMap<Key, Slot>;

    fn deref(&self) -> &Self::Target {
        &self.slots
    }
}

impl IntoIterator for Names {
    type Item = (Key, Slot);
    type IntoIter = IntoIter<Key, Slot>;

    fn into_iter(self) -> Self::IntoIter {
        self.slots.into_iter()
    }
}

impl<'n> IntoIterator for &'n Names {
    type Item = (&'n Key, &'n Slot);
    type IntoIter = Iter<'n, Key, Slot>;

    fn into_iter(self) -> Self::IntoIter {
        self.slots.iter()
    }
}

/// Whether a key leads into what a name holds.
pub(crate) fn is_path(key: &str) -> bool {
    key.bytes().any(|byte| matches!(byte, b'.' | b'['))
}

/// One of 64 bits, by the length and the ends of a key.
pub(crate) fn trace(key: &str) -> u64 {
    1 << (spread(key) % 64)
}

/// A number in which most keys of a function differ, by the length and the ends of a key.
pub(crate) fn spread(key: &str) -> usize {
    let end = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
    let bytes = key.as_bytes();
    bytes.len() * 7 + end(bytes.first()) * 5 + end(bytes.last())
}
