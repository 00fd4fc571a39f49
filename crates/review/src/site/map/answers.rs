//! Which of the methods of a class answer that another class declares routes for.

use super::super::{Methods, Word};
use super::{Key, MAX_DEPTH, Map};

impl Map<'_> {
    /// Whether a class answers by a method that `from`, a class that it is made from, declares a route for.
    pub(super) fn answers(&self, class: &Key, from: &Key, method: &String) -> bool {
        let methods = |key: (usize, &str)| self.routers.get(&key).and_then(|router| router.class.as_ref());
        let Some(own) = methods((class.0, &*class.1)) else { return true };
        let is_hidden = |methods: &Methods| methods.own.contains(method);
        let bases = || self.bases(class).into_iter().map(|(file, base)| (file, &*base.name));
        let between = || bases().take_while(|base| *base != (from.0, &*from.1)).filter_map(methods);
        if class != from && (is_hidden(own) || between().any(is_hidden)) {
            return false;
        }
        let of_base = || bases().find_map(|base| Some((base.0, methods(base)?.only.as_ref()?)));
        let only = own.only.as_ref().map(|only| (class.0, only)).or_else(of_base);
        only.is_none_or(|(file, only)| self.contains(file, only, method, 0))
            && !self.contains(class.0, &own.without, method, 0)
    }

    /// Whether a text is in a set that the file names.
    pub(super) fn contains(&self, file: usize, words: &[Word], text: &String, depth: usize) -> bool {
        words.iter().any(|word| match word {
            Word::Text(word) => word == text,
            Word::All(name) => {
                let set = self.resolve(file, name).filter(|_| depth < MAX_DEPTH);
                let set = set.and_then(|key| Some((key.0, *self.sets.get(&(key.0, &*key.1))?)));
                // A set of which nothing is known may have it.
                set.is_none_or(|(file, words)| self.contains(file, words, text, depth + 1))
            }
        })
    }
}
