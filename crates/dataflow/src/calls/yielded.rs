//! Generators: what they yield, in order where that is known, and what `next` takes of it.

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::state::object::Object;
use crate::state::value::Value;

impl Engine<'_> {
    /// `yield from`: what is given is yielded item by item.
    pub(crate) fn give_each(&mut self, given: &Value) {
        match self.exact_items(given).filter(|items| !items.is_empty()) {
            Some(items) => {
                for item in &items {
                    self.give(item, true);
                }
            }
            None => {
                let items = self.each_of(given).unwrap_or_else(|| self.flat(given));
                self.give(&items, false);
            }
        }
    }

    /// What a followed function yields, `once` or any number of times; false if the function is not followed.
    pub(crate) fn give_followed(&mut self, value: &Value, once: bool) -> bool {
        let layers = self.body.turns as usize + 1;
        let straight = self.env.depth() == self.env.frame() + layers;
        let ways_round = self.body.loops.last().is_some_and(|exits| !exits.again.is_empty() || !exits.out.is_empty());
        let Some(frame) = self.run.frames.last_mut().filter(|frame| frame.followed) else { return false };
        let surely = once && straight && !ways_round && frame.exits.is_empty();
        frame.in_order = match (frame.in_order.take(), &frame.yielded) {
            (Some(mut items), _) if surely => {
                items.push(value.clone());
                Some(items)
            }
            (None, None) if surely => Some(vec![value.clone()]),
            _ => None,
        };
        frame.yielded = Some(frame.yielded.as_ref().map_or_else(|| value.clone(), |known| known.merge(value)));
        true
    }

    /// `islice(items, stop)`, `islice(items, start, stop)`
    pub(crate) fn islice(&mut self, given: &Given) -> Option<Value> {
        let (items, bounds) = given.positional.split_first()?;
        let bound = |value: &Value| usize::try_from(value.constant()?.as_int()?).ok();
        let range = match bounds {
            [stop] => bound(stop).map(|stop| 0..stop),
            [start, stop] => bound(start).zip(bound(stop)).map(|(start, stop)| start..stop),
            _ => None,
        };
        let object = match (self.exact_items(items), range) {
            (Some(items), Some(range)) => {
                let stop = range.end.min(items.len());
                Object::sequence(items.get(range.start.min(stop)..stop)?.to_vec())
            }
            _ => Object::sequence_of(self.each_of(items)?),
        };
        Some(self.new_object(object))
    }

    /// The first item of an iterator of which each is known: it is gone then. In a loop nothing is known of how often.
    pub(crate) fn taken(&mut self, iterator: &Value) -> Option<Value> {
        let id = iterator.object().filter(|_| self.run.in_loops == 0)?;
        let items = self.exact_items(iterator)?;
        let (first, rest) = items.split_first()?;
        self.env.put_object(id, Object::sequence(rest.to_vec()));
        Some(first.clone())
    }
}
