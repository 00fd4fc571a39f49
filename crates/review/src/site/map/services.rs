//! Routes of services whose description another file holds, and lists of routes that a loop of another file registers.

use super::super::protobuf::{Message, Service};
use super::super::services::Loop;
use super::super::{Answer, Door, Name, Text};
use super::{Key, Map};

/// Services that one loop is given.
const MAX_SERVICES: usize = 64;

impl<'f> Map<'f> {
    /// The routes that the loops of a file make of services.
    pub(super) fn of_services(&self, at: usize) -> Vec<Door> {
        let site = self.files[at].1;
        if site.loops.is_empty() {
            return Vec::new();
        }
        let known: Vec<&Message> = self.files.iter().flat_map(|(_, site)| &site.messages).collect();
        let mut doors = Vec::new();
        let handlers: Vec<(Key, &Name)> =
            site.handlers.iter().filter_map(|(message, view)| Some((self.resolve(at, message)?, view))).collect();
        for made in &site.loops {
            for (file, service) in self.given(at, made) {
                for method in &service.methods {
                    // Another service may have a message of that name.
                    let mut named = handlers.iter().filter(|(message, _)| message.1 == method.input);
                    let handler = named.clone().find(|(message, _)| message.0 == file).or_else(|| named.next());
                    let view = handler
                        .map_or_else(|| Answer::Text(method.name.clone()), |(_, view)| Answer::View((*view).clone()));
                    doors.extend(method.served(&known).into_iter().map(|served| Door {
                        on: made.on.clone(),
                        path: Some(made.path(&served)),
                        named: None,
                        methods: vec![served.verb],
                        guards: Vec::new(),
                        decides: false,
                        view: view.clone(),
                        lines: made.lines,
                    }));
                }
            }
        }
        doors
    }

    /// The services that a loop goes through, and the files that describe them.
    fn given(&self, at: usize, made: &Loop) -> Vec<(usize, &'f Service)> {
        let mut names = Vec::new();
        match &made.handed {
            None => names.extend(self.resolve(at, &made.of)),
            Some(param) => {
                let function = self.resolve(at, &made.of);
                for (file, (_, site)) in self.files.iter().enumerate() {
                    let calls = site.handed.iter().filter(|handed| handed.is_for(param));
                    let calls = calls.filter(|handed| self.resolve(file, &handed.function) == function);
                    names.extend(calls.filter_map(|handed| self.resolve(file, &handed.service)));
                }
            }
        }
        let mut found: Vec<(usize, &'f Service)> = Vec::new();
        for (file, name) in names.into_iter().take(MAX_SERVICES) {
            if let Some(service) = self.files[file].1.services.iter().find(|service| service.name == name)
                && !found.iter().any(|(_, known)| std::ptr::eq(*known, service))
            {
                found.push((file, service));
            }
        }
        found
    }

    /// The paths that a route has for each turn of a loop.
    pub(super) fn each(&self, at: usize, door: &Door) -> Vec<Text> {
        let Some(path) = &door.path else { return Vec::new() };
        let shown = self.texts.each(at, path, &|file, name| self.resolve(file, name));
        shown.into_iter().map(|shown| Text::Known(shown.text)).collect()
    }

    /// Whether a route without a path is declared by a loop over a list that the project writes down.
    pub(super) fn is_gone_through(&self, at: usize, line: u32) -> bool {
        let lists = self.files[at].1.gone_through.iter().filter(|(known, _)| *known == line);
        lists.filter_map(|(_, list)| self.router(at, list)).any(|key| self.routers.contains_key(&(key.0, &*key.1)))
    }
}
