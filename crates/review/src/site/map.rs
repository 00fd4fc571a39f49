//! From what the files declare to the routes of the application.

mod answers;
mod hang;
mod objects;
mod services;
mod views;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use model::{EntryPoint, EntryPointKind, Location};
use semantic::Modules;

use super::shown::{Shown, Texts};
use super::view::{generic, last_part};
use super::{Answer, Door, FileSite, Mount, Name, Router, Text, View, Word, place};
use objects::{Classes, Object};
use views::{by_guards, of_set};

/// Imports that are followed from file to file for one name, and bases of one class.
const MAX_STEPS: usize = 6;
/// How deep routers hang below each other.
const MAX_DEPTH: usize = 8;
/// Places at which one router is mounted.
const MAX_MOUNTS: usize = 8;
/// Classes that have the routes of one that they are made from.
const MAX_HEIRS: usize = 200;
/// Routes of one application.
const MAX_ROUTES: usize = 20_000;

/// A file by its place, and a name in it.
type Key = (usize, String);

/// A prefix, and the guards that stand before everything below it.
type Above = (String, Vec<String>);

/// The routes of an application.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surface {
    pub(crate) routes: Vec<EntryPoint>,
    /// Where routes are registered of which neither path nor function is written down.
    pub(crate) computed: Vec<Location>,
}

struct Map<'f> {
    files: Vec<(&'f str, &'f FileSite)>,
    texts: Texts<'f>,
    /// Sets of texts, by the names that classes have for them.
    sets: HashMap<(usize, &'f str), &'f [Word]>,
    /// Functions that give a name its value.
    made: HashMap<(usize, &'f str), &'f Name>,
    /// Routers that functions return.
    returned: HashMap<(usize, &'f str), &'f str>,
    /// What methods offer, by the method's name.
    offered: HashMap<&'f str, Vec<(usize, &'f str)>>,
    modules: Modules,
    /// Files by the last part of their module's name.
    by_name: HashMap<&'f str, Vec<usize>>,
    views: HashMap<(usize, &'f str), &'f View>,
    routers: HashMap<(usize, &'f str), &'f Router>,
    mounts: HashMap<Key, Vec<(usize, Cow<'f, Mount>)>>,
    default_guards: Vec<String>,
    /// What Django's settings put before every view.
    middleware: Vec<String>,
    /// What runs before all routes of a router, and sends some people away.
    before: HashMap<Key, Vec<&'f str>>,
    /// Paths of Pyramid's routes, by their names.
    named: HashMap<&'f str, &'f str>,
    /// Classes with routes of their own that are made from another one, by that one: they have its routes, too.
    heirs: HashMap<Key, Vec<Key>>,
    /// Objects whose methods give routes, and what is known of their classes.
    objects: Vec<Object<'f>>,
    classes: Classes<'f>,
    /// What routes hang on that such a method gives, object by object.
    given: HashMap<Key, Vec<Key>>,
    /// Which object that is.
    object_of: HashMap<Key, usize>,
}

/// The routes that the files of an application declare, in the order of the files.
pub(crate) fn surface<'f>(files: impl Iterator<Item = (&'f str, &'f FileSite)>) -> Surface {
    let map = Map::new(files.collect());
    let mut known: HashMap<Key, Vec<Above>> = HashMap::new();
    let mut found = Surface::default();
    for (at, (path, site)) in map.files.iter().enumerate() {
        let made = map.of_services(at);
        // The call in a loop over services is told by what that makes.
        let written = site.doors.iter().filter(|door| made.iter().all(|made| made.lines != door.lines));
        for door in written.chain(&made) {
            if found.routes.len() > MAX_ROUTES {
                return found;
            }
            // The first page of a list of patterns has an empty path of its own.
            let is_written = |path: &Text| door.on.is_some() && path.is_empty() || map.shown(at, path).is_known;
            if door.named.is_none() && !door.path.as_ref().is_some_and(is_written) && !map.is_known(at, door) {
                if !map.is_gone_through(at, door.lines.0) {
                    found.computed.push(place(path, door.lines.0));
                }
                continue;
            }
            match door.on.as_ref().and_then(|on| map.router(at, on)) {
                Some(key) => {
                    for on in map.opened_on(&key, door) {
                        let (file, door) = map.seen(at, &on, door);
                        for (prefix, guards) in map.above(on, &mut known, 0) {
                            let guards = if door.decides { &[][..] } else { &guards };
                            map.open(file, &door, &prefix, guards, &mut found.routes);
                        }
                    }
                }
                None => map.open(at, door, "", &[], &mut found.routes),
            }
        }
    }
    found.computed.dedup();
    found
}

impl<'f> Map<'f> {
    fn new(files: Vec<(&'f str, &'f FileSite)>) -> Self {
        let used = files.iter().any(|(_, site)| !site.doors.is_empty() || !site.loops.is_empty());
        let modules = if used { Modules::new(files.iter().map(|(path, _)| *path)) } else { Modules::default() };
        let mut map = Self {
            texts: Texts::default(),
            sets: HashMap::new(),
            made: HashMap::new(),
            returned: HashMap::new(),
            offered: HashMap::new(),
            modules,
            by_name: HashMap::new(),
            views: HashMap::new(),
            routers: HashMap::new(),
            mounts: HashMap::new(),
            default_guards: files.iter().flat_map(|(_, site)| site.default_guards.clone()).collect(),
            middleware: files.iter().flat_map(|(_, site)| site.middleware.clone()).collect(),
            before: HashMap::new(),
            heirs: HashMap::new(),
            objects: Vec::new(),
            classes: Classes::default(),
            given: HashMap::new(),
            object_of: HashMap::new(),
            named: files.iter().flat_map(|(_, site)| &site.named).map(|(name, path)| (&**name, &**path)).collect(),
            files,
        };
        if !used {
            return map;
        }
        for (at, (path, site)) in map.files.iter().enumerate() {
            map.by_name.entry(last_folder(stem(path))).or_default().push(at);
            map.views.extend(site.views.iter().map(|view| ((at, &*view.name), view)));
            map.routers.extend(site.routers.iter().map(|router| ((at, &*router.name), router)));
            map.texts.add(at, site);
            map.classes.add(at, site);
            map.sets.extend(site.sets.iter().map(|(name, words)| ((at, &**name), &**words)));
            map.made.extend(site.made.iter().map(|(name, by)| ((at, &**name), by)));
            map.returned.extend(site.returned.iter().map(|(function, router)| ((at, &**function), &**router)));
            for (method, router) in &site.offered {
                map.offered.entry(method).or_default().push((at, router));
            }
        }
        let mut unsure: BTreeMap<&'f str, Vec<(usize, &'f Mount)>> = BTreeMap::new();
        for at in 0..map.files.len() {
            let site = map.files[at].1;
            for mount in &site.mounts {
                match map.child(at, &mount.child) {
                    Ok(Some(child)) => map.mounts.entry(child).or_default().push((at, Cow::Borrowed(mount))),
                    Ok(None) => {}
                    Err(method) => unsure.entry(method).or_default().push((at, mount)),
                }
            }
            map.hang_hooks(at);
            for (router, function) in &site.before {
                if let Some(router) = map.router(at, router) {
                    map.before.entry(router).or_default().push(function);
                }
            }
            for (router, class) in &site.around {
                let view = map.resolve(at, class).and_then(|class| map.views.get(&(class.0, &*class.1)).copied());
                if let (Some(router), Some(view)) =
                    (map.router(at, router), view.filter(|view| !view.guards.is_empty()))
                {
                    map.before.entry(router).or_default().push(&view.name);
                }
            }
            for router in &site.routers {
                let key = (at, router.name.clone());
                for (file, base) in map.bases(&key) {
                    map.heirs.entry((file, base.name.clone())).or_default().push(key.clone());
                }
            }
        }
        map.hang_offered(unsure);
        for at in 0..map.files.len() {
            map.hang_applications(at);
        }
        map
    }

    /// Whether a route's function is: one that the project or a library has, by its name.
    fn is_known(&self, at: usize, door: &Door) -> bool {
        match &door.view {
            Answer::Own(_) | Answer::Set(_) | Answer::View(Name::There { .. }) => true,
            Answer::Text(_) => false,
            Answer::View(name) => self.resolve(at, name).is_some_and(|key| self.views.contains_key(&(key.0, &*key.1))),
        }
    }

    /// The file that defines what a name of another file means, and its name there.
    fn resolve(&self, file: usize, name: &Name) -> Option<Key> {
        let (mut file, mut name) = (file, name.clone());
        for _ in 0..MAX_STEPS {
            let (level, dotted) = match name {
                Name::Here(own) => return Some((file, without_urls(own))),
                Name::There { level, dotted } => (level, dotted),
            };
            let ends = dotted.match_indices('.').map(|(at, _)| at).chain([dotted.len()]);
            let ends: Vec<usize> = if level > 0 { std::iter::once(0).chain(ends).collect() } else { ends.collect() };
            let (found, symbol) = ends.into_iter().rev().find_map(|end| {
                let module = &dotted[..end];
                let found = self.modules.resolve(file, level, module).or_else(|| self.beside(file, level, module))?;
                Some((found, dotted[end..].trim_start_matches('.').to_owned()))
            })?;
            file = found;
            let first = symbol.split('.').next().unwrap_or_default();
            let is_own = self.views.contains_key(&(file, first)) || self.routers.contains_key(&(file, first));
            let imported =
                self.files[file].1.imports.iter().find(|(own, _)| !is_own && own == first && !first.is_empty());
            let starred = if imported.is_none() && !is_own { self.starred(file, first) } else { None };
            name = match imported {
                Some((_, there)) => {
                    let rest = symbol[first.len()..].split('.').filter(|part| !part.is_empty());
                    rest.fold(there.clone(), Name::child)
                }
                None if symbol.is_empty() => Name::Here("urlpatterns".to_owned()),
                None => {
                    file = starred.unwrap_or(file);
                    Name::Here(symbol)
                }
            };
        }
        None
    }

    /// The file that defines a name which the file at hand has from `from there import *`.
    fn starred(&self, file: usize, name: &str) -> Option<usize> {
        let stars = self.files[file].1.imports.iter().filter(|(own, _)| own == "*" && !name.is_empty());
        let modules = stars.filter_map(|(_, there)| match there {
            Name::There { level, dotted } => {
                let dotted = dotted.strip_suffix('*')?.trim_end_matches('.');
                self.modules.resolve(file, *level, dotted).or_else(|| self.beside(file, *level, dotted))
            }
            Name::Here(_) => None,
        });
        modules
            .take(MAX_STEPS)
            .find(|&at| self.views.contains_key(&(at, name)) || self.routers.contains_key(&(at, name)))
    }

    /// A module whose name does not begin with its package's, as in projects that are run from inside of a package: of all
    /// files that it may be, the one nearest to the file that imports it.
    fn beside(&self, file: usize, level: u32, dotted: &str) -> Option<usize> {
        if level > 0 || dotted.is_empty() {
            return None;
        }
        let tail = format!("/{}", dotted.replace('.', "/"));
        let own = self.files[file].0;
        let common = |path: &str| path.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
        let known = self.by_name.get(last_folder(&tail))?;
        let fits = known.iter().copied().filter(|at| stem(self.files[*at].0).ends_with(&tail));
        fits.max_by_key(|at| common(self.files[*at].0))
    }

    /// The prefixes below which a router's routes are reached, with the guards on the way.
    fn above(&self, key: Key, known: &mut HashMap<Key, Vec<Above>>, depth: usize) -> Vec<Above> {
        if let Some(known) = known.get(&key) {
            return known.clone();
        }
        let router = self.routers.get(&(key.0, &*key.1));
        let own = router.map_or_else(String::new, |router| self.prefix(&key, router));
        let before = self.before.get(&key).into_iter().flatten().map(|&function| function.to_owned());
        let guards: Vec<String> = router.into_iter().flat_map(|router| router.guards.clone()).chain(before).collect();
        // What hangs below itself is found once.
        known.insert(key.clone(), Vec::new());
        let mut found: Vec<Above> = Vec::new();
        let mounts = self.mounts.get(&key).filter(|_| depth < MAX_DEPTH);
        for (file, mount) in mounts.into_iter().flatten().take(MAX_MOUNTS) {
            let Some(parent) = self.router(*file, &mount.parent).filter(|parent| *parent != key) else { continue };
            let mounted = mount.prefix.as_ref().map(|prefix| self.shown(*file, prefix).text);
            let step = match mounted {
                Some(mounted) if router.is_some_and(|router| router.replaces) => mounted,
                mounted => joined(&mounted.unwrap_or_default(), &own),
            };
            for (prefix, before) in self.above(parent, known, depth + 1) {
                let all = before.iter().chain(&mount.guards).chain(&guards).cloned().collect();
                let one = (joined(&prefix, &step), all);
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        // What hangs below a list that objects give is below each of them.
        for on in self.given.get(&key).into_iter().flatten().filter(|_| depth < MAX_DEPTH).take(MAX_MOUNTS) {
            found.extend(self.above(on.clone(), known, depth + 1));
        }
        found.truncate(MAX_MOUNTS);
        if found.is_empty() && !router.is_some_and(|router| router.is_table) {
            found.push((own, guards));
        }
        known.insert(key, found.clone());
        found
    }

    /// A text as the files together tell it.
    fn shown(&self, file: usize, text: &super::Text) -> Shown {
        self.texts.shown(file, text, &|file, name| self.resolve(file, name))
    }

    /// The routers on which what is declared on one is reached: a class without a path of its own gives its routes to those that are
    /// made from it, and is not served itself. A class may keep methods to itself.
    fn opened_on(&self, key: &Key, door: &Door) -> Vec<Key> {
        let is_served = || self.routers.get(&(key.0, &*key.1)).is_some_and(|router| !router.by_name);
        if let Some(given) = self.given.get(key) {
            return given.clone();
        }
        let mut all: Vec<Key> = match self.heirs.get(key) {
            Some(heirs) => heirs.iter().take(MAX_HEIRS).cloned().chain(is_served().then(|| key.clone())).collect(),
            None => vec![key.clone()],
        };
        if let Answer::Own(method) = &door.view {
            all.retain(|on| self.answers(on, key, method));
        }
        all
    }

    /// The prefix of a router; a class that names none has that of the nearest base that does.
    fn prefix(&self, key: &Key, router: &'f Router) -> String {
        let named = || {
            let bases = self.bases(key).into_iter().map(|(file, base)| (file, &*base.name));
            let mut routers = bases.filter_map(|base| Some((base.0, *self.routers.get(&base)?)));
            routers.find(|(_, router)| !router.by_name)
        };
        match if router.by_name { named() } else { None } {
            Some((file, base)) => self.shown(file, &base.prefix).text,
            None => self.shown(key.0, &router.prefix).text,
        }
    }

    /// The routes of one door below one prefix.
    fn open(&self, file: usize, door: &Door, prefix: &str, guards: &[String], found: &mut Vec<EntryPoint>) {
        let named = door.named.as_deref().and_then(|name| self.named.get(name).copied());
        if let Some(Text::Each(_)) = &door.path {
            for path in self.each(file, door) {
                self.open(file, &Door { path: Some(path), ..door.clone() }, prefix, guards, found);
            }
            return;
        }
        let own = door.path.as_ref().map(|path| self.shown(file, path));
        let own = own.filter(|own| own.is_known || !prefix.is_empty() || own.text.is_empty()).map(|own| own.text);
        let path = own.or_else(|| named.map(str::to_owned)).map(|path| rooted(joined(prefix, &path)));
        let declared = (self.files[file].0, door.lines);
        let mut add =
            |path: Option<String>, methods: Vec<String>, view: Option<(&str, &View)>, name: &str, more: Vec<String>| {
                let (at, lines) = view.map_or(declared, |(at, view)| (at, view.lines));
                let is_open = view.is_some_and(|(_, view)| view.decides);
                let middleware = if is_open { &[][..] } else { &self.middleware };
                let mut guards: Vec<String> =
                    middleware.iter().chain(guards).chain(&door.guards).cloned().chain(more).collect();
                let mut seen = std::collections::HashSet::new();
                guards.retain(|guard| seen.insert(guard.clone()));
                found.push(EntryPoint {
                    kind: EntryPointKind::Route,
                    function: name.to_owned(),
                    path,
                    methods,
                    guards,
                    location: place(at, lines.0),
                    end_line: lines.1,
                });
            };
        match &door.view {
            Answer::Own(name) => add(path, door.methods.clone(), None, name, Vec::new()),
            Answer::Text(text) => add(path, door.methods.clone(), None, text, Vec::new()),
            Answer::View(name) => {
                let key = self.resolve(file, name);
                let view =
                    key.as_ref().and_then(|key| Some((self.files[key.0].0, *self.views.get(&(key.0, &*key.1))?)));
                if view.is_none() && key.as_ref().is_some_and(|key| self.is_hung(name, key)) {
                    return;
                }
                let text = view.map_or_else(|| short(name), |(_, view)| view.name.clone());
                let more = key.as_ref().map_or_else(Vec::new, |key| self.guards(key));
                let methods = match view {
                    _ if !door.methods.is_empty() => door.methods.clone(),
                    Some((_, view)) => self.methods(key.as_ref(), view),
                    None => generic(&text).unwrap_or_default(),
                };
                for (methods, own) in by_guards(methods, |verb| self.asked_by(key.as_ref(), verb)) {
                    add(path.clone(), methods, view, &text, more.iter().cloned().chain(own).collect());
                }
            }
            Answer::Set(name) => {
                let key = self.resolve(file, name);
                let view =
                    key.as_ref().and_then(|key| Some((self.files[key.0].0, *self.views.get(&(key.0, &*key.1))?)));
                let more = key.as_ref().map_or_else(Vec::new, |key| self.guards(key));
                let text = view.map_or_else(|| short(name), |(_, view)| view.name.clone());
                let below = |part: &str| path.as_deref().map(|path| joined(path, part));
                let (mut many, mut one) = view.map_or_else(Default::default, |(_, view)| of_set(view));
                if let Some(only) = view.and_then(|(_, view)| self.only(key.as_ref(), view)) {
                    many.retain(|method| only.contains(method));
                    one.retain(|method| only.contains(method));
                }
                if !many.is_empty() || one.is_empty() {
                    add(path.clone(), many, view, &text, more.clone());
                }
                if !one.is_empty() {
                    add(below("{pk}/"), one, view, &text, more.clone());
                }
                for action in
                    view.iter().flat_map(|(_, view)| &view.actions).filter(|action| !action.path.starts_with('='))
                {
                    let part =
                        if action.of_record { format!("{{pk}}/{}/", action.path) } else { format!("{}/", action.path) };
                    let guards = action.guards.as_ref().unwrap_or(&more);
                    add(below(&part), action.methods.clone(), view, &text, guards.clone());
                }
            }
        }
    }

    /// Whether a name is that of routes which hang below the path, as in `path("api/", api.urls)`: they are listed one by one.
    fn is_hung(&self, name: &Name, key: &Key) -> bool {
        last_part(&short(name)) == "urls"
            && (self.routers.contains_key(&(key.0, &*key.1)) || self.of_object(key).is_some())
    }
}

/// Both parts of a path; one slash between them is enough.
fn joined(above: &str, below: &str) -> String {
    // A pattern's beginning is that of what is left of the path.
    let below = below.trim_start_matches('^');
    match below.strip_prefix('/') {
        Some(below) if above.ends_with('/') => format!("{above}{below}"),
        _ => format!("{above}{below}"),
    }
}

/// With the slash that a path begins with, unless that is in what a placeholder stands for.
fn rooted(path: String) -> String {
    let is_placeholder = path.starts_with('{') && path.split_once('}').is_some_and(|(_, rest)| rest.starts_with('/'));
    if path.starts_with('/') || is_placeholder { path } else { format!("/{path}") }
}

/// A file's path without what makes it a module.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix(".py").unwrap_or(path);
    path.strip_suffix("/__init__").unwrap_or(path)
}

fn last_folder(stem: &str) -> &str {
    stem.rsplit('/').next().unwrap_or(stem)
}

/// `router` of `router.urls`, `app` of `app.router`.
fn without_urls(name: String) -> String {
    match name.strip_suffix(".urls").or_else(|| name.strip_suffix(".router")) {
        Some(router) => router.to_owned(),
        None => name,
    }
}

/// A name as a person reads it.
fn short(name: &Name) -> String {
    match name {
        Name::Here(name) => name.clone(),
        Name::There { dotted, .. } => dotted.clone(),
    }
}
