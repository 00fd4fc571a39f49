//! What hangs below what where a name alone does not say it: functions that make routers, methods that offer them, hooks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::{FileSite, Mount, Name, Text};
use super::{Key, MAX_STEPS, Map, last_folder, short, stem};

impl<'f> Map<'f> {
    /// Hangs the patterns that functions return below the lists that take in all functions of their text.
    pub(super) fn hang_hooks(&mut self, at: usize) {
        let site = self.files[at].1;
        for hooked in &site.hooked {
            let of_text = |(file, site): (usize, &(&str, &'f FileSite))| {
                let hooks = site.1.hooks.iter().filter(|(text, _)| *text == hooked.text);
                hooks.map(move |(_, function)| (file, function.clone())).collect::<Vec<Key>>()
            };
            let children: Vec<Key> = self.files.iter().enumerate().flat_map(of_text).collect();
            for child in children {
                let mount = Mount {
                    parent: hooked.list.clone(),
                    child: Name::Here(child.1.clone()),
                    prefix: None,
                    guards: hooked.guards.clone(),
                };
                self.mounts.entry(child).or_default().push((at, Cow::Owned(mount)));
            }
        }
    }

    /// Hangs the modules of applications that a loop takes in by their names, unless something else names them.
    pub(super) fn hang_applications(&mut self, at: usize) {
        let site = self.files[at].1;
        for taken in site.by_application.iter().take(MAX_STEPS) {
            let end = format!("/{}", taken.module.replace('.', "/"));
            for file in (0..self.files.len()).filter(|&file| file != at) {
                let Some(folder) = stem(self.files[file].0).strip_suffix(&*end) else { continue };
                let child = (file, "urlpatterns".to_owned());
                if self.mounts.contains_key(&child) {
                    continue;
                }
                let mount = Mount {
                    parent: taken.parent.clone(),
                    child: Name::Here(child.1.clone()),
                    prefix: Some(taken.prefix.filled(last_folder(folder))),
                    guards: taken.guards.clone(),
                };
                self.mounts.entry(child).or_default().push((at, Cow::Owned(mount)));
            }
        }
    }

    /// What routes are declared on that are mounted under a name: that one, or the method that offers it, of an object of which
    /// nothing is known.
    pub(super) fn child(&self, at: usize, name: &Name) -> Result<Option<Key>, &'f str> {
        let key = self.router(at, name);
        if let Some(key) = &key
            && (self.routers.contains_key(&(key.0, &*key.1)) || self.is_list(key))
        {
            return Ok(Some(key.clone()));
        }
        if let Some(given) = key.as_ref().and_then(|key| self.of_object(key)) {
            return Ok(Some(given));
        }
        let written = short(name);
        let offered = written.rsplit_once('.').and_then(|(_, method)| self.offered.get_key_value(method));
        offered.map_or(Ok(key), |(method, _)| Err(method))
    }

    /// Hangs what methods offer where the method is called; where several places call one of that name, nobody knows below which.
    pub(super) fn hang_offered(&mut self, unsure: BTreeMap<&'f str, Vec<(usize, &'f Mount)>>) {
        for (method, mounts) in unsure {
            let others = self.hang_objects(method, &mounts);
            // A single place holds for what gives routes in another way, too.
            let mounts = if mounts.len() == 1 { mounts } else { others };
            for (file, router) in self.offered.get(method).into_iter().flatten() {
                let child = (*file, (*router).to_owned());
                if self.mounts.contains_key(&child) || self.given.contains_key(&child) {
                    continue;
                }
                let mount = if let [(at, mount)] = mounts[..] {
                    (at, Cow::Borrowed(mount))
                } else {
                    let (parent, own) = (Name::Here("<several>".to_owned()), Name::Here(child.1.clone()));
                    let prefix = Some(Text::Open("…".to_owned()));
                    (*file, Cow::Owned(Mount { parent, child: own, prefix, guards: Vec::new() }))
                };
                self.mounts.insert(child, vec![mount]);
            }
        }
    }

    /// Whether something is declared under that name in its own file.
    pub(super) fn is_list(&self, key: &Key) -> bool {
        let is_it = |name: &Name| matches!(name, Name::Here(name) if *name == key.1);
        let site = self.files[key.0].1;
        site.doors.iter().any(|door| door.on.as_ref().is_some_and(is_it))
            || site.mounts.iter().any(|mount| is_it(&mount.parent))
    }

    /// What routes hang on that is known by a name: a router, also one that a function makes.
    pub(super) fn router(&self, file: usize, name: &Name) -> Option<Key> {
        let mut key = self.resolve(file, name)?;
        for _ in 0..MAX_STEPS {
            if let Some(router) = self.returned.get(&(key.0, &*key.1)) {
                return Some((key.0, (*router).to_owned()));
            }
            if self.routers.contains_key(&(key.0, &*key.1)) {
                break;
            }
            let Some(made) = self.made.get(&(key.0, &*key.1)).and_then(|by| self.resolve(key.0, by)) else { break };
            if !self.returned.contains_key(&(made.0, &*made.1)) {
                break;
            }
            key = made;
        }
        Some(key)
    }
}
