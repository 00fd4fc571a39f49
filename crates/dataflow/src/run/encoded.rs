//! Texts that stand for objects: what was written as one and is read again.

use crate::run::engine::Engine;
use crate::state::object::{KEYS, Kind, Object};
use crate::state::value::Value;

impl Engine<'_> {
    /// What a text stands for that was made of an object.
    pub(crate) fn encoded(&self, text: &Value) -> Option<Value> {
        let object = self.env.object(text.object()?)?;
        object.fields.get(".inner").filter(|_| object.kind == Kind::Encoded)?.value.clone()
    }

    /// `parse_qs(urlencode(mapping))`: each value of the mapping stands in a list.
    pub(crate) fn parsed_query(&mut self, text: &Value) -> Option<Value> {
        let inner = self.encoded(text)?;
        let mut object = (**self.env.object(inner.object()?)?).clone();
        for (_, slot) in object.fields.iter_mut().filter(|(name, _)| &***name != KEYS) {
            let text = self.flat(slot.value.as_ref()?);
            slot.value = Some(self.new_object(Object::sequence(vec![text])));
        }
        matches!(object.kind, Kind::Mapping { .. }).then(|| self.new_object(object))
    }
}
