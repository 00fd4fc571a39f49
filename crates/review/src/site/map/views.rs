//! What a view answers and who it lets in, with the classes that it is made from.

use super::super::View;
use super::super::view::last_part;
use super::{Key, MAX_STEPS, Map};

/// How far one method leaves the question of who may to the next.
const MAX_LEFT: usize = 4;

impl<'f> Map<'f> {
    /// The methods that a view answers, also by the classes that it is made from.
    pub(super) fn methods(&self, key: Option<&Key>, view: &'f View) -> Vec<String> {
        let mut methods = view.methods.clone();
        if let Some(key) = key {
            for (_, base) in self.bases(key) {
                methods.extend(base.methods.iter().cloned());
            }
        }
        if let Some(only) = self.only(key, view) {
            methods.retain(|method| only.contains(method));
        }
        methods.sort();
        methods.dedup();
        methods
    }

    /// The only methods that a view answers, by what it says itself or the nearest class that it is made from.
    pub(super) fn only(&self, key: Option<&Key>, view: &'f View) -> Option<&'f [String]> {
        let of_bases = || self.bases(key?).into_iter().find_map(|(_, base)| base.only.as_deref());
        view.only.as_deref().or_else(of_bases)
    }

    /// Who a view lets in: what it says itself, or the nearest class that it is made from, or REST framework's default.
    pub(super) fn guards(&self, key: &Key) -> Vec<String> {
        let Some(view) = self.views.get(&(key.0, &*key.1)) else { return Vec::new() };
        let mut guards = view.guards.clone();
        let mut decides = view.decides;
        let is_of_rest = |view: &View| view.ancestors.iter().any(|name| name.starts_with("rest_framework"));
        let mut of_rest = is_of_rest(view);
        let (mut with_default, mut names_permission) = (view.with_default, view.names_permission);
        let reads_permission = |view: &View| view.ancestors.iter().any(|name| last_part(name).contains("Permission"));
        let mut is_read = reads_permission(view);
        for (_, base) in self.bases(key) {
            of_rest |= is_of_rest(base);
            is_read |= reads_permission(base) || last_part(&base.name).contains("Permission");
            names_permission |= base.names_permission;
            if !decides {
                guards.extend(base.guards.iter().cloned());
                (decides, with_default) = (base.decides, base.with_default);
            }
        }
        if names_permission && (is_read || !of_rest) {
            guards.push("permission_required".to_owned());
        }
        if (!decides || with_default) && of_rest {
            guards.extend(self.default_guards.iter().cloned());
        }
        guards
    }

    /// The classes of the project that a class is made from, nearest first.
    pub(super) fn bases(&self, key: &Key) -> Vec<(usize, &'f View)> {
        let mut found: Vec<(usize, &'f View)> = Vec::new();
        let mut next = self.views.get(&(key.0, &*key.1)).map(|view| (key.0, *view)).into_iter().collect::<Vec<_>>();
        for _ in 0..MAX_STEPS {
            let Some((file, view)) = next.pop() else { break };
            for base in view.bases.iter().rev() {
                let Some(base) = self.resolve(file, base) else { continue };
                if let Some(known) = self.views.get(&(base.0, &*base.1)) {
                    found.push((base.0, known));
                    next.push((base.0, known));
                }
            }
        }
        found
    }

    /// What a class asks in the method that answers `verb`: its own or that of the nearest class it is made from, or what that
    /// method leaves to another one of the class, as a `head` that awaits `self.get()`.
    pub(super) fn asked_by(&self, key: Option<&Key>, verb: &str) -> Vec<String> {
        let Some(key) = key else { return Vec::new() };
        let Some(view) = self.views.get(&(key.0, &*key.1)) else { return Vec::new() };
        let chain: Vec<&View> =
            std::iter::once(*view).chain(self.bases(key).into_iter().map(|(_, base)| base)).collect();
        let own = chain.iter().find_map(|view| view.verbs.iter().find(|(known, _)| known == verb));
        match own {
            Some((_, guards)) if guards.is_empty() && asks(&chain, &verb.to_ascii_lowercase(), MAX_LEFT) => {
                vec!["check in the function".to_owned()]
            }
            Some((_, guards)) => guards.clone(),
            None => Vec::new(),
        }
    }
}

/// Whether the method of that name asks who comes, itself or by another one that it calls; `chain` are the class and those that
/// it is made from, nearest first.
fn asks(chain: &[&View], method: &str, left: usize) -> bool {
    let found = chain.iter().find_map(|view| view.own.iter().find(|own| own.name == method));
    found.is_some_and(|own| own.asks || left > 0 && own.calls.iter().any(|called| asks(chain, called, left - 1)))
}

/// Methods that are guarded in the same way, together: what stands before a single one is said of that one alone.
pub(super) fn by_guards(methods: Vec<String>, asked: impl Fn(&str) -> Vec<String>) -> Vec<(Vec<String>, Vec<String>)> {
    let mut parts: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for method in methods {
        let own = asked(&method);
        match parts.iter_mut().find(|(_, guards)| *guards == own) {
            Some((known, _)) => known.push(method),
            None => parts.push((vec![method], own)),
        }
    }
    if parts.is_empty() {
        parts.push((Vec::new(), Vec::new()));
    }
    parts
}

/// The methods of a set of views: for all records, and for one.
pub(super) fn of_set(view: &View) -> (Vec<String>, Vec<String>) {
    const PARTS: [(&str, &str, bool, &str); 6] = [
        ("list", "ListModelMixin", false, "GET"),
        ("create", "CreateModelMixin", false, "POST"),
        ("destroy", "DestroyModelMixin", true, "DELETE"),
        ("retrieve", "RetrieveModelMixin", true, "GET"),
        ("partial_update", "UpdateModelMixin", true, "PATCH"),
        ("update", "UpdateModelMixin", true, "PUT"),
    ];
    let is_made_from = |base: &str| view.ancestors.iter().any(|name| last_part(name) == base);
    let has = |action: &str| view.actions.iter().any(|known| known.path.strip_prefix('=') == Some(action));
    let (all, read) = (is_made_from("ModelViewSet"), is_made_from("ReadOnlyModelViewSet"));
    let is_there = |&&(action, mixin, _, _): &&(&str, &str, bool, &str)| {
        all || read && matches!(action, "list" | "retrieve") || is_made_from(mixin) || has(action)
    };
    let of = |record: bool| {
        let parts = PARTS.iter().filter(|part| part.2 == record).filter(is_there);
        parts.map(|part| part.3.to_owned()).collect()
    };
    (of(false), of(true))
}
