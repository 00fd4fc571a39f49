//! Which function or class answers which path, and what the path lets through.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use semantic::{BindingKind, Const, SinkKind};
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::checks::pattern::{group, harmless_atoms};
use crate::models;
use crate::run::engine::Engine;
use crate::state::value::SinkSet;

/// What is harmless about a text without a slash: it is decoded before the path is cut at its slashes.
pub(crate) const ONE_SEGMENT: SinkSet = SinkSet::NONE.with(SinkKind::Folders).with(SinkKind::NoSql);

/// A path that is answered.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    Constant(String),
    Computed,
}

impl Engine<'_> {
    /// If a call of the file registers the function as a handler: which, and the path beside it.
    pub(crate) fn registered(&self, function: StmtId) -> Option<(Option<Route>, &'static models::Registration)> {
        let libraries = &self.outline.libraries;
        let registrations = || libraries.iter().flat_map(|(_, library)| library.registrations);
        registrations().next()?;
        for &call in &self.outline.registering {
            let ExprKind::Call { func, args } = self.kind(call) else { continue };
            for registration in registrations().filter(|registration| self.is_one_of(*func, registration.calls)) {
                let given = self.file.call_args(call).argument(registration.position, registration.keyword);
                let is_meant = |given: ExprId| {
                    if registration.methods {
                        self.is_public_method(given, function)
                    } else {
                        self.is_function(given, function) || self.is_view(given, function)
                    }
                };
                if given.is_some_and(is_meant) {
                    // The path stands before what answers it, or right behind it.
                    let path = args.iter().take(2).find_map(|arg| match self.file.constant(arg.value()) {
                        Some(Const::Str(path)) => Some(path.to_string()),
                        _ => None,
                    });
                    return Some((path.map(Route::Constant), registration));
                }
            }
        }
        None
    }

    /// The calls of the file that register something.
    pub(crate) fn registering_calls(&self) -> Vec<ExprId> {
        // As `is_one_of`, for all of them at once: a file has many calls, and the libraries many registrations.
        let (mut functions, mut methods) = (FxHashSet::default(), FxHashSet::default());
        let registrations = self.outline.libraries.iter().flat_map(|(_, library)| library.registrations);
        for &call in registrations.flat_map(|registration| registration.calls) {
            match call.strip_prefix("*.") {
                Some(method) => methods.insert(method),
                None => functions.insert(call),
            };
        }
        let is_function =
            |name: &str| functions.contains(name) || name.contains('(') && functions.contains(&*name.replace("()", ""));
        let is_method = |func: ExprId| match self.kind(func) {
            ExprKind::Attribute { attr, .. } => methods.contains(self.file.module().text(attr.span)),
            _ => false,
        };
        let registers = |call: &&ExprId| match self.kind(**call) {
            ExprKind::Call { func, .. } => is_method(*func) || self.file.qualified_names(*func).any(is_function),
            _ => false,
        };
        self.file.calls().iter().filter(registers).copied().collect()
    }

    /// Whether `e` names the function, or is a list that does.
    fn is_function(&self, e: ExprId, function: StmtId) -> bool {
        match self.kind(e) {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                items.iter().any(|item| self.names_function(*item, function))
            }
            _ => self.names_function(e, function),
        }
    }

    /// Whether `e` names the class whose method the function is, or is the function that its `as_view` makes: what a framework
    /// makes and calls. Only methods that get what stands in a request count.
    fn is_view(&self, e: ExprId, function: StmtId) -> bool {
        const METHODS: [&str; 10] =
            ["get", "post", "put", "patch", "delete", "head", "options", "dispatch", "dispatch_request", "__init__"];
        let Some(class) = self.file.enclosing_class_of(function) else { return false };
        let (named, made) = match self.kind(e) {
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "as_view" => {
                    (*value, true)
                }
                _ => return false,
            },
            _ => (e, false),
        };
        let name = self.file.definition_name(function);
        METHODS.contains(&name)
            && !(made && name == "__init__")
            && self.file.reaching(named).iter().any(
                |binding| matches!(self.file.binding_info(*binding).kind, BindingKind::Class(named) if named == class),
            )
    }

    /// Whether the function is a method of the object that `e` is, for others to call.
    fn is_public_method(&self, e: ExprId, function: StmtId) -> bool {
        let class = self.file.enclosing_class_of(function);
        class.is_some() && self.class_of(e) == class && !self.file.definition_name(function).starts_with('_')
    }

    fn names_function(&self, e: ExprId, function: StmtId) -> bool {
        self.file
            .reaching(e)
            .iter()
            .any(|binding| self.file.binding_info(*binding).kind == BindingKind::Function(function))
    }

    /// If `decorator` is one of the routing decorators: its route.
    pub(crate) fn route(&self, decorator: ExprId, names: &[&str]) -> Option<Route> {
        let ExprKind::Call { func, args } = self.kind(decorator) else { return None };
        let name = match self.kind(*func) {
            ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span),
            ExprKind::Name => self.text(*func),
            _ => return None,
        };
        if !names.contains(&name) {
            return None;
        }
        match self.file.constant(args.first()?.value()) {
            Some(Const::Str(path)) if path.is_empty() || path.starts_with(['/', '<']) => {
                Some(Route::Constant(path.to_string()))
            }
            Some(_) => None,
            None => Some(Route::Computed),
        }
    }

    /// The patterns of the classes that stand beside one in a tuple or call, as in Tornado's
    /// `[(r"/items/([0-9]+)", ItemHandler)]`. A class that has several has none.
    pub(crate) fn routed_classes(&self) -> BTreeMap<StmtId, String> {
        let mut found: BTreeMap<StmtId, Option<String>> = BTreeMap::new();
        if self.outline.imports.binary_search(&"tornado").is_err() {
            return BTreeMap::new();
        }
        for (_, expr) in self.file.module().exprs() {
            let (first, second) = match &expr.kind {
                ExprKind::Tuple(items) if items.len() > 1 => (items[0], items[1]),
                ExprKind::Call { args, .. } if args.len() > 1 => (args[0].value(), args[1].value()),
                _ => continue,
            };
            let ExprKind::Name = self.kind(second) else { continue };
            let class =
                self.file.reaching(second).into_iter().find_map(|binding| match self.file.binding_info(binding).kind {
                    BindingKind::Class(class) => Some(class),
                    _ => None,
                });
            if let (Some(class), Some(Const::Str(pattern))) = (class, self.file.constant(first)) {
                found.entry(class).and_modify(|known| *known = None).or_insert(Some(pattern.to_string()));
            }
        }
        found.into_iter().filter_map(|(class, pattern)| Some((class, pattern?))).collect()
    }

    /// The pattern of the class whose method the function is, if its parameters are parts of the path: a message of a websocket is not.
    pub(crate) fn path_pattern(&self, function: StmtId) -> Option<&str> {
        if self.file.definition_name(function) == "on_message" {
            return None;
        }
        self.outline.routed.get(&self.file.enclosing_class_of(function)?).map(String::as_str)
    }
}

/// The contexts in which what a path lets through for the parameter `name`, the one at `place` behind the request or receiver, does
/// no harm. `None` if the path does not give it.
pub(crate) fn lets_through(path: &str, name: &str, place: usize) -> Option<SinkSet> {
    if path.contains("(?P<") {
        return group(path, None, Some(name)).map(harmless_atoms);
    }
    if path.contains('(') && !path.contains('<') {
        return group(path, Some(place), None).map(harmless_atoms);
    }
    converter_of(path, name).map(|converter| match converter {
        "int" | "float" | "uuid" => SinkSet::NUMBER,
        // `<any(csv, json):kind>`: the path lists what there is.
        "slug" | "any" => SinkSet::ALL,
        "" | "str" | "string" | "default" => ONE_SEGMENT,
        _ => SinkSet::NONE,
    })
}

/// The contexts in which nothing that a path lets through for its parameters does any harm: what `**kwargs` holds. `None` if it has
/// no parameters.
pub(crate) fn all_let_through(path: &str) -> Option<SinkSet> {
    let names = path.split('<').skip(1).filter_map(|rest| {
        let inside = rest.split('>').next()?;
        Some(inside.split_once(':').map_or(inside, |(_, name)| name))
    });
    let harmless = names.map(|name| lets_through(path, name, 0).unwrap_or(SinkSet::NONE)).reduce(SinkSet::both);
    harmless.or_else(|| path.contains('(').then_some(SinkSet::NONE))
}

/// Whether a converter that no framework brings decides what the path lets through for the parameter `name`.
pub(crate) fn has_own_converter(path: &str, name: &str) -> bool {
    // What a group of a pattern lets through, the pattern says.
    !path.contains("(?P<")
        && converter_of(path, name)
            .is_some_and(|converter| !matches!(converter, "path" | "any" | "re" | "regex" | "filepath"))
}

/// Whether the path takes one segment for the parameter in the manner of Starlette: `/files/{name}`, not `{name:path}`.
pub(crate) fn is_one_segment(path: &str, name: &str) -> bool {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).any(|inside| {
        let (parameter, converter) = inside.split_once(':').unwrap_or((inside, "str"));
        parameter == name && converter == "str"
    })
}

/// The converter of `name` in a route's path: `int` for `<int:id>`, the empty text for `<id>`.
fn converter_of<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    path.split('<').skip(1).find_map(|rest| {
        let inside = rest.split('>').next()?;
        let (converter, parameter) = match inside.split_once(':') {
            // Bottle writes `<name:int>`, Flask `<int:name>`.
            Some((first, second)) if second == name => (first, second),
            Some((first, second)) if first == name => (second, first),
            Some(_) => return None,
            None => ("", inside),
        };
        (parameter == name).then(|| converter.split('(').next().unwrap_or(converter))
    })
}

#[cfg(test)]
mod tests {
    use crate::state::value::SinkSet;

    use super::{ONE_SEGMENT, all_let_through, converter_of, has_own_converter, is_one_segment, lets_through};

    #[test]
    fn converters_of_the_project() {
        assert!(has_own_converter("/tags/<uuid_str:tag>", "tag"));
        assert!(!has_own_converter("/files/<path:name>", "name"));
        assert!(!has_own_converter("/tags/<uuid_str:tag>", "other"));
        assert!(!has_own_converter(r"^tags/(?P<tag>.+)$", "tag"));
    }

    #[test]
    fn converters_of_a_route() {
        assert_eq!(converter_of("/users/<int:id>/<name>", "id"), Some("int"));
        assert_eq!(converter_of("/users/<int:id>/<name>", "name"), Some(""));
        assert_eq!(converter_of("/files/<path:p>", "p"), Some("path"));
        assert_eq!(converter_of("/x/<id:int>", "id"), Some("int"));
        assert_eq!(converter_of("/users", "id"), None);
    }

    #[test]
    fn segments_of_a_route() {
        assert!(is_one_segment("/files/{name}", "name"));
        assert!(is_one_segment("/files/{name:str}/raw", "name"));
        assert!(!is_one_segment("/files/{name:path}", "name"));
        assert!(!is_one_segment("/files/{other}", "name"));
        assert_eq!(lets_through("/files/<name>", "name", 0), Some(ONE_SEGMENT));
        assert_eq!(lets_through("/files/<path:name>", "name", 0), Some(SinkSet::NONE));
    }

    #[test]
    fn all_parameters_of_a_route() {
        assert_eq!(all_let_through("/files/<path:name>"), Some(SinkSet::NONE));
        assert_eq!(all_let_through("/users/<int:id>/<slug:name>"), Some(SinkSet::NUMBER));
        assert_eq!(all_let_through("/users/<int:id>/<path:name>"), Some(SinkSet::NONE));
        assert_eq!(all_let_through("/users/"), None);
    }

    #[test]
    fn groups_of_a_pattern() {
        assert_ne!(lets_through(r"^trace/(?P<id>\d+)/$", "id", 1), Some(SinkSet::NONE));
        assert_eq!(lets_through(r"^trace/(?P<id>.+)/$", "id", 1), Some(SinkSet::NONE));
        assert_ne!(lets_through(r"/items/([0-9]+)", "number", 1), Some(SinkSet::NONE));
        assert_eq!(lets_through(r"/items/([0-9]+)/(.*)", "rest", 2), Some(SinkSet::NONE));
        assert_eq!(lets_through("/users", "id", 1), None);
    }
}
