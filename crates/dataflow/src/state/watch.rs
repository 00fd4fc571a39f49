//! What one pass through the body of a loop looked up of what was there before it.
//!
//! A second pass finds out what the first one left for it. Where it would look up nothing of that, it would find what the first
//! one found.

use std::cell::Cell;

use crate::state::env::Layer;
use crate::state::names::{is_path, spread};

/// Names that were looked up, by a bit each, which some of them share: more may seem to be looked up, never less.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LookedUp {
    names: [u64; 4],
    /// Whether the pass wrote where it is not told what it left.
    any: bool,
}

impl LookedUp {
    fn place(key: &str) -> (usize, u64) {
        let at = spread(key) % 256;
        (at / 64, 1 << (at % 64))
    }

    fn add(&mut self, key: &str) {
        let (word, bit) = Self::place(key);
        self.names[word] |= bit;
    }

    fn has(&self, key: &str) -> bool {
        let (word, bit) = Self::place(key);
        self.names[word] & bit != 0
    }

    /// Whether a pass that begins with what `layer` says may find something else. Objects and paths are found in many ways.
    pub(crate) fn may_meet(&self, layer: &Layer) -> bool {
        self.any || !layer.objects.is_empty() || layer.names.iter().any(|(key, _)| is_path(key) || self.has(key))
    }
}

/// The passes that are being run, inner ones last.
#[derive(Debug, Default)]
pub(crate) struct Watches(Vec<Watch>);

#[derive(Debug)]
struct Watch {
    /// The first layer of the pass.
    base: usize,
    seen: Cell<LookedUp>,
}

impl Watches {
    /// A pass begins whose first layer is `base`.
    pub(crate) fn begin(&mut self, base: usize) {
        self.0.push(Watch { base, seen: Cell::default() });
    }

    /// Ends the pass that began last.
    pub(crate) fn end(&mut self) -> LookedUp {
        self.0.pop().map_or_else(LookedUp::default, |watch| watch.seen.get())
    }

    /// Something was written below the layers of the passes.
    pub(crate) fn meet_all(&mut self) {
        self.0.iter_mut().for_each(|watch| watch.seen.get_mut().any = true);
    }

    /// `key` was looked up down to the layer `at`.
    pub(crate) fn note(&self, key: &str, at: usize) {
        for watch in self.0.iter().rev().take_while(|watch| watch.base > at) {
            let mut seen = watch.seen.get();
            seen.add(key);
            watch.seen.set(seen);
        }
    }
}
