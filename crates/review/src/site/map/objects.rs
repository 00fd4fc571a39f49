//! Routes that the methods of objects give: once for each object, below the prefix that it has, with the views that it names.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::super::objects::{Attribute, Given, Making};
use super::super::{Answer, Door, FileSite, Mount, Name, Text};
use super::{Key, MAX_DEPTH, MAX_HEIRS, Map, short, without_urls};

/// Places that go through the objects with one method.
const MAX_ASKED: usize = 16;
/// Attributes that are followed for one text.
const MAX_FOLLOWED: usize = 200;

/// An object, or a class of which objects are made that nobody names.
#[derive(Clone, Debug)]
pub(super) struct Object<'f> {
    class: Key,
    /// The file in which it is made, and how.
    made: Option<(usize, &'f Making)>,
    /// The object that makes it.
    owner: Option<usize>,
}

/// What the files say of classes whose objects may give routes.
#[derive(Default)]
pub(super) struct Classes<'f> {
    attributes: HashMap<(usize, &'f str, &'f str), &'f Attribute>,
    /// What constructors are given by their places.
    params: HashMap<(usize, &'f str), &'f [String]>,
    /// Methods that give routes, with their classes.
    offers: HashSet<(usize, &'f str)>,
    /// Attributes that may still be followed for one text.
    left: Cell<usize>,
}

impl<'f> Classes<'f> {
    /// Takes in what one file says.
    pub(super) fn add(&mut self, file: usize, site: &'f FileSite) {
        let attributes = site.objects.attributes.iter().rev();
        self.attributes.extend(attributes.map(|known| ((file, &*known.class, &*known.name), known)));
        self.params.extend(site.objects.params.iter().map(|(class, names)| ((file, &**class), &**names)));
        self.offers.extend(site.offered.iter().map(|(_, list)| (file, &**list)));
    }
}

impl<'f> Map<'f> {
    /// What a name stands for that has routes by a method: `site.get_urls`, `site.urls`, `Site.get_urls`.
    pub(super) fn of_object(&self, key: &Key) -> Option<Key> {
        let (name, method) = key.1.split_once('.').unwrap_or((&*key.1, "urls"));
        let makings = &self.files[key.0].1.objects.makings;
        let class = match makings.iter().find(|making| making.named.as_deref() == Some(name)) {
            Some(making) => self.resolve(key.0, &making.class)?,
            None => (key.0, name.to_owned()),
        };
        self.gives(&class, method).map(|(file, list)| (file, without_urls(list)))
    }

    /// The method of that name by which a class gives routes: its own, or that of the nearest class that it is made from.
    fn gives(&self, class: &Key, method: &str) -> Option<Key> {
        self.chain(class).find_map(|(file, class)| {
            let list = format!("{class}.{method}");
            self.classes.offers.contains(&(file, &*list)).then_some((file, list))
        })
    }

    /// A class, and those that it is made from.
    fn chain<'k>(&self, class: &'k Key) -> impl Iterator<Item = (usize, &'k str)>
    where
        'f: 'k,
    {
        let bases = self.bases(class).into_iter().map(|(file, base)| (file, &*base.name));
        std::iter::once((class.0, &*class.1)).chain(bases)
    }

    /// Hangs what a method gives below the places that go through objects, and gives back the other places.
    pub(super) fn hang_objects(&mut self, method: &'f str, mounts: &[(usize, &'f Mount)]) -> Vec<(usize, &'f Mount)> {
        let (asked, others): (Vec<_>, Vec<_>) = mounts.iter().partition(|(at, mount)| self.is_asked(*at, mount));
        if asked.is_empty() {
            return others;
        }
        let from = self.objects.len();
        self.make_objects(method);
        let mut seen: HashSet<(Key, String)> = HashSet::new();
        for object in from..self.objects.len() {
            for &(at, mount) in asked.iter().take(MAX_ASKED) {
                let Some(prefix) = self.prefix_of(object, at, mount) else { continue };
                let class = self.objects[object].class.clone();
                if seen.insert((class, self.shown(at, &prefix).text)) {
                    self.hang_object(object, method, at, &Mount { prefix: Some(prefix), ..mount.clone() });
                }
            }
        }
        others
    }

    /// Whether the prefix of a place is said by the object, or by the key under which it is kept.
    fn is_asked(&self, at: usize, mount: &Mount) -> bool {
        let written = short(&mount.child);
        let Some((object, _)) = written.rsplit_once('.').filter(|(object, _)| *object != "self") else { return false };
        let keyed = self.files[at].1.objects.keyed.iter().find(|keyed| keyed.value == object);
        mount.prefix.as_ref().is_some_and(|prefix| {
            prefix.any(&|part| {
                label(part).is_some_and(|label| {
                    below(label, object).is_some() || keyed.is_some_and(|keyed| keyed.key == label)
                })
            })
        })
    }

    /// Finds the objects that give routes by a method.
    fn make_objects(&mut self, method: &str) {
        let from = self.objects.len();
        let mut made: HashSet<Key> = HashSet::new();
        for file in 0..self.files.len() {
            for making in self.files[file].1.objects.makings.iter().filter(|making| making.within.is_none()) {
                let Some(class) = self.resolve(file, &making.class).filter(|class| self.gives(class, method).is_some())
                else {
                    continue;
                };
                made.insert(class.clone());
                self.objects.push(Object { class, made: Some((file, making)), owner: None });
            }
        }
        self.objects.truncate(from + MAX_HEIRS);
        // What the objects make themselves
        for owner in from..self.objects.len() {
            let chain: Vec<(usize, String)> =
                self.chain(&self.objects[owner].class).map(|(file, class)| (file, class.to_owned())).collect();
            for (file, class) in chain {
                let makings = self.files[file].1.objects.makings.iter();
                for making in makings.filter(|making| making.within.as_deref() == Some(&*class)) {
                    let Name::Here(name) = &making.class else { continue };
                    let class = name.strip_prefix("self.").and_then(|name| self.view(owner, name, 0));
                    if let Some(class) = class.filter(|class| self.gives(class, method).is_some()) {
                        made.insert(class.clone());
                        self.objects.push(Object { class, made: Some((file, making)), owner: Some(owner) });
                    }
                }
            }
        }
        // A class that nobody makes by its name, and that no other one is made from, is made by something else.
        let mut heirs: HashSet<Key> = HashSet::new();
        for (file, (_, site)) in self.files.iter().enumerate() {
            let bases = site.views.iter().flat_map(|view| &view.bases);
            heirs.extend(bases.filter_map(|base| self.resolve(file, base)));
        }
        for file in 0..self.files.len() {
            for view in self.files[file].1.views.iter().filter(|view| !view.bases.is_empty()) {
                let class = (file, view.name.clone());
                if !made.contains(&class) && !heirs.contains(&class) && self.gives(&class, method).is_some() {
                    self.objects.push(Object { class, made: None, owner: None });
                }
            }
        }
        self.objects.truncate(from + MAX_HEIRS);
    }

    /// The prefix of a place for one object; none if what the place goes through has no such objects.
    fn prefix_of(&self, object: usize, at: usize, mount: &Mount) -> Option<Text> {
        let written = short(&mount.child);
        let (name, _) = written.rsplit_once('.')?;
        let prefix = mount.prefix.as_ref()?;
        let keyed = self.files[at].1.objects.keyed.iter().filter(|keyed| keyed.value == name);
        for keyed in keyed {
            let (file, making) = self.objects[object].made?;
            if making.by.as_ref() == Some(&keyed.by)
                && let Some(Given { word: None, text: Some(key), .. }) = making.given.get(keyed.at)
            {
                let key = Text::Known(self.shown(file, key).text);
                return Some(prefix.with(&|part| (label(part)? == keyed.key).then(|| key.clone())));
            }
        }
        let asked = |part: &Text| label(part).and_then(|label| below(label, name)).map(str::to_owned);
        let is_missing = |part: &Text| asked(part).is_some_and(|name| !self.has(object, &name));
        let is_said = prefix.any(&|part| asked(part).is_some()) && !prefix.any(&is_missing);
        is_said.then(|| self.whole(object, at, name, prefix))
    }

    /// Hangs what one object gives: what its class lists, and what that takes in of the classes above.
    fn hang_object(&mut self, object: usize, method: &str, at: usize, mount: &Mount) {
        let class = self.objects[object].class.clone();
        let mut on = Some(class.clone());
        for _ in 0..MAX_DEPTH {
            let Some(list) = on.and_then(|class| self.gives(&class, method)) else { break };
            let child = (class.0, format!("<{object}.{}>", self.object_of.len()));
            let own = Mount { child: Name::Here(child.1.clone()), ..mount.clone() };
            self.mounts.insert(child.clone(), vec![(at, Cow::Owned(own))]);
            self.object_of.insert(child.clone(), object);
            let giver = list.1.strip_suffix(method).and_then(|class| class.strip_suffix('.')).unwrap_or_default();
            let takes_above =
                self.files[list.0].1.objects.above.iter().any(|(class, taken)| class == giver && taken == method);
            let giver = (list.0, giver.to_owned());
            // The next one above that gives any.
            let chain: Vec<Key> = self.chain(&class).map(|(file, class)| (file, class.to_owned())).collect();
            on = chain.into_iter().skip_while(|known| *known != giver).nth(1).filter(|_| takes_above);
            self.given.entry(list).or_default().push(child);
        }
    }

    /// Whether an object has an attribute.
    fn has(&self, object: usize, name: &str) -> bool {
        let own = &self.objects[object];
        let is_given = own.made.is_some_and(|(_, making)| {
            making.by.is_none() && making.given.iter().any(|given| given.word.as_deref() == Some(name))
        });
        is_given || self.attributes(own, name).next().is_some()
    }

    /// What the class of an object says of an attribute, nearest first.
    fn attributes(&self, object: &Object<'f>, name: &str) -> impl Iterator<Item = (usize, &'f Attribute)> {
        self.chain(&object.class)
            .filter_map(move |(file, class)| Some((file, *self.classes.attributes.get(&(file, class, name))?)))
    }

    /// What an object is given for an attribute where it is made.
    fn passed(&self, object: &Object<'f>, name: &str) -> Option<(usize, &'f Given)> {
        let (file, making) = object.made.filter(|(_, making)| making.by.is_none())?;
        let by_word = || making.given.iter().find(|given| given.word.as_deref() == Some(name));
        let place = self.chain(&object.class).find_map(|(file, class)| {
            let names = self.classes.params.get(&(file, class))?;
            Some(names.iter().position(|known| known == name))
        });
        let by_place = || making.given.get(place??).filter(|given| given.word.is_none());
        Some((file, by_word().or_else(by_place)?))
    }

    /// The text that an object has under a name.
    fn attribute(&self, object: usize, name: &str, depth: usize) -> Option<Text> {
        let left = self.classes.left.get();
        if depth > MAX_DEPTH || left == 0 {
            return None;
        }
        self.classes.left.set(left - 1);
        let own = &self.objects[object];
        if let Some((file, Given { text: Some(text), .. })) = self.passed(own, name) {
            return Some(self.filled(own.owner, file, "self", text, depth + 1));
        }
        let (file, attribute) = self.attributes(own, name).next()?;
        let mut texts = attribute
            .texts
            .iter()
            .map(|text| self.filled(Some(object), file, "self", text, depth + 1))
            .collect::<Vec<_>>();
        // What may be set is mostly not: the first that is known, or what the method ends with.
        let known = texts.iter().position(|text| !text.any(&|part| matches!(part, Text::Open(_))));
        match known {
            Some(known) => Some(texts.swap_remove(known)),
            None => texts.pop(),
        }
    }

    /// A text of a route, with what the object has.
    fn whole(&self, object: usize, file: usize, name: &str, text: &Text) -> Text {
        self.classes.left.set(MAX_FOLLOWED);
        self.filled(Some(object), file, name, text, 0)
    }

    /// A text in which attributes of an object stand, with what that has; the object is called `name` in it.
    fn filled(&self, object: Option<usize>, file: usize, name: &str, text: &Text, depth: usize) -> Text {
        text.with(&|part| match label(part).and_then(|label| below(label, name)) {
            Some(attribute) => {
                let known = object.and_then(|object| self.attribute(object, attribute, depth));
                Some(known.unwrap_or_else(|| Text::Open(attribute.to_owned())))
            }
            None => matches!(part, Text::Named(_)).then(|| Text::Known(self.shown(file, part).text)),
        })
    }

    /// The class that an object has under a name.
    fn view(&self, object: usize, name: &str, depth: usize) -> Option<Key> {
        let own = &self.objects[object];
        if name == "as_view" {
            return Some(own.class.clone());
        }
        let of_class =
            self.attributes(own, name).find_map(|(file, known)| Some((file, known.view.as_ref()?, Some(object))));
        let given = self.passed(own, name).and_then(|(file, given)| Some((file, given.view.as_ref()?, own.owner)));
        let (file, view, of) = given.or(of_class)?;
        match view {
            Name::Here(other) if other.starts_with("self.") => {
                self.view(of.filter(|_| depth < MAX_DEPTH)?, other.strip_prefix("self.")?, depth + 1)
            }
            view => self.resolve(file, view).filter(|key| self.views.contains_key(&(key.0, &*key.1))),
        }
    }

    /// A route as one object has it, and the file that its names are those of.
    pub(super) fn seen<'d>(&self, at: usize, on: &Key, door: &'d Door) -> (usize, Cow<'d, Door>) {
        let Some(&object) = self.object_of.get(on) else { return (at, Cow::Borrowed(door)) };
        let filled = |path: &Text| Text::Known(self.shown(at, &self.whole(object, at, "self", path)).text);
        let mut door = Door { path: door.path.as_ref().map(filled), ..door.clone() };
        let Answer::Text(written) = &door.view else { return (at, Cow::Owned(door)) };
        let name = written.strip_prefix("self.").or_else(|| written.strip_prefix("cls."));
        let name = name.and_then(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        match name.and_then(|name| self.view(object, name, 0)) {
            Some((file, view)) => {
                door.view = Answer::View(Name::Here(view));
                (file, Cow::Owned(door))
            }
            None => (at, Cow::Owned(door)),
        }
    }
}

/// What stands for something that is not written down, as the code has it.
fn label(part: &Text) -> Option<&str> {
    match part {
        Text::Open(label) | Text::Named(Name::Here(label)) => Some(label),
        _ => None,
    }
}

/// `name` of `object.name`.
fn below<'l>(label: &'l str, object: &str) -> Option<&'l str> {
    label.strip_prefix(object)?.strip_prefix('.')
}
