//! The libraries that the engine knows, as sorted tables made from `models/*.toml` by the build script.

use semantic::SinkKind;

use crate::{SinkSet, SourceKind};

/// What a library does with functions and parameters.
pub(crate) struct Library {
    /// Top-level modules whose import says that a file uses it.
    pub(crate) imports: &'static [&'static str],
    /// Whether no import is needed.
    pub(crate) platform: bool,
    pub(crate) requests: &'static [Request],
    /// Names of methods that give a part of the object, whoever has them.
    pub(crate) finding_methods: &'static [&'static str],
    /// Names of methods that bring data in, whoever has them.
    pub(crate) source_methods: &'static [(SourceKind, &'static [&'static str])],
    pub(crate) handlers: &'static [Handler],
    pub(crate) registrations: &'static [Registration],
}

/// A call that makes one of its arguments a handler.
pub(crate) struct Registration {
    /// What kind of source the parameters are.
    pub(crate) kind: SourceKind,
    /// Qualified names, or `*.method`.
    pub(crate) calls: &'static [&'static str],
    pub(crate) position: Option<usize>,
    pub(crate) keyword: Option<&'static str>,
    pub(crate) converters: bool,
    pub(crate) validates: bool,
    /// Whether the argument is an object whose public methods are called.
    pub(crate) methods: bool,
}

/// An object that stands for a request.
pub(crate) struct Request {
    /// Names of parameters that hold it.
    pub(crate) parameters: &'static [&'static str],
    /// Annotations that say so.
    pub(crate) types: &'static [&'static str],
    /// Whether any other annotation says that it is something else.
    pub(crate) unannotated: bool,
    /// Fields of `self` that hold it, in classes with one of `self_bases` (`module.*`: with any below it).
    pub(crate) self_fields: &'static [&'static str],
    pub(crate) self_bases: &'static [&'static str],
    /// What in it comes from outside.
    pub(crate) attributes: &'static [&'static str],
    /// Those of them that hold uploaded files whose names have no folders.
    pub(crate) uploads: &'static [&'static str],
    pub(crate) methods: &'static [&'static str],
}

/// Functions whose parameters come from outside.
pub(crate) struct Handler {
    /// What kind of source the parameters are.
    pub(crate) kind: SourceKind,
    /// Decorators that need no path: qualified names, or `*.name`.
    pub(crate) marks: &'static [&'static str],
    /// Last names of decorators with a path.
    pub(crate) decorators: &'static [&'static str],
    /// Bases of classes, and the methods that are handlers there; without bases, in any class.
    pub(crate) bases: &'static [&'static str],
    pub(crate) methods: &'static [&'static str],
    /// A first parameter of this name marks a handler.
    pub(crate) first_parameter: Option<&'static str>,
    /// So do just these parameters.
    pub(crate) parameters: &'static [&'static str],
    /// Whether `<int:id>` in the decorator's path converts a parameter.
    pub(crate) converters: bool,
    /// Whether annotations are enforced.
    pub(crate) validates: bool,
    /// Whether they are tasks that the program itself puts into a queue.
    pub(crate) queued: bool,
}

include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// The order of the tables: short names first, since lengths are compared sooner than letters.
fn rank(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// Whether a qualified name is one of the project's own: no library is in sight then, and most names are such.
fn is_own(name: &str) -> bool {
    matches!(name.as_bytes().first(), Some(b'.' | b'/'))
}

/// The value beside `name` in a sorted table.
fn find<T: Copy>(table: &'static [(&'static str, T)], name: &str) -> Option<T> {
    if is_own(name) {
        return None;
    }
    let at = table.binary_search_by(|(key, _)| rank(key).cmp(&rank(name))).ok()?;
    table.get(at).map(|(_, value)| *value)
}

/// Whether a sorted list has `name`.
pub(crate) fn has(list: &'static [&'static str], name: &str) -> bool {
    !is_own(name) && list.binary_search_by(|known| rank(known).cmp(&rank(name))).is_ok()
}

/// The kind of source that reading `name` is.
pub(crate) fn source_name(name: &str) -> Option<SourceKind> {
    find(SOURCE_NAMES, name)
}

/// The kind of source that calling `name` is.
pub(crate) fn source_call(name: &str) -> Option<SourceKind> {
    find(SOURCE_CALLS, name)
}

/// The kind of source that the value under the key of a message on standard input is.
pub(crate) fn source_key(key: &str) -> Option<SourceKind> {
    find(SOURCE_KEYS, key)
}

/// The kind of source that the items of an object of the type `name` are.
pub(crate) fn source_iterated(name: &str) -> Option<SourceKind> {
    find(SOURCE_ITERATED, name)
}

/// The kind of source that a call of `name` is, as the way to it says: `shop.Article.objects.filter().first`.
pub(crate) fn source_chain(name: &str) -> Option<SourceKind> {
    let mut before = 0;
    let mut dots = name.bytes().enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at).peekable();
    while let Some(dot) = dots.next() {
        let end = dots.peek().copied().unwrap_or(name.len());
        // The `query` of a request is none of a mapper.
        let is_class =
            || name[before..dot].starts_with(|c: char| c.is_ascii_uppercase()) && request_type(&name[..dot]).is_none();
        let of_class = || find(SOURCE_CHAINS, uncalled(&name[dot + 1..end])).filter(|_| is_class());
        if let Some(kind) = find(SOURCE_CHAINS, uncalled(&name[before..end])).or_else(of_class) {
            return Some(kind);
        }
        before = dot + 1;
    }
    None
}

/// A part of a name without the marks of calls at its end.
pub(crate) fn uncalled(part: &str) -> &str {
    let mut part = part;
    while let Some(callee) = part.strip_suffix("()") {
        part = callee;
    }
    part
}

/// The place of the request that objects of the type `name` are: of its library, and in there.
pub(crate) fn request_type(name: &str) -> Option<(u16, u16)> {
    find(REQUEST_TYPES, name.strip_suffix("()").unwrap_or(name))
}

/// The contexts that a call of `name` makes its argument safe for.
pub(crate) fn sanitizer(name: &str) -> Option<SinkSet> {
    find(SANITIZERS, name).map(sinks)
}

/// The contexts in which what the qualified name stands for is harmless, though it comes from outside.
pub(crate) fn sanitized_name(name: &str) -> Option<SinkSet> {
    find(SANITIZED_NAMES, name).map(sinks)
}

/// The contexts for which what an attribute of that name holds was checked.
pub(crate) fn sanitizing_attribute(name: &str) -> Option<SinkSet> {
    find(SANITIZING_ATTRIBUTES, name).map(sinks)
}

/// The contexts for which the first argument of `name` is harmless if the call gives something true.
pub(crate) fn guard(name: &str) -> Option<SinkSet> {
    find(GUARDS, name).map(sinks)
}

/// The contexts for which the only argument of `name` is harmless if the call comes back.
pub(crate) fn raising_guard(name: &str) -> Option<SinkSet> {
    find(RAISING_GUARDS, name).map(sinks)
}

/// How many arguments of the method are the keys under which it keeps the one behind them.
pub(crate) fn keyed_write(name: &str) -> Option<usize> {
    find(KEYED_WRITES, name)
}

/// How many arguments of the method are the keys of what it gives back.
pub(crate) fn keyed_read(name: &str) -> Option<usize> {
    find(KEYED_READS, name)
}

/// The argument, by position and keyword, of which the result of calling `name` is made.
pub(crate) fn carrier(name: &str) -> Option<(usize, &'static str)> {
    find(CARRIERS, name)
}

/// The contexts for which the result of a method of that name is safe.
pub(crate) fn sanitizing_method(name: &str) -> Option<SinkSet> {
    find(SANITIZING_METHODS, name).map(sinks)
}

/// Whether one of a class's `bases` is one of those `wanted`; `module.*` stands for all below the module.
pub(crate) fn has_base(wanted: &[&str], bases: &[&str]) -> bool {
    wanted.iter().any(|wanted| match wanted.strip_suffix('*') {
        Some(module) => bases.iter().any(|base| base.starts_with(module)),
        None => bases.contains(wanted),
    })
}

/// Whether some model says something of the classes that have `base`.
pub(crate) fn is_base(base: &str) -> bool {
    LIBRARIES.iter().any(|library| {
        library.requests.iter().any(|request| has_base(request.self_bases, &[base]))
            || library.handlers.iter().any(|handler| has_base(handler.bases, &[base]))
    })
}

/// Whether a name is one of a library that has a model.
pub(crate) fn is_imported_from(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    LIBRARIES.iter().any(|library| library.imports.contains(&top))
}

fn sinks(names: &[&str]) -> SinkSet {
    names.iter().fold(SinkSet::NONE, |set, name| match *name {
        "all" => SinkSet::ALL,
        "number" => set.union(SinkSet::NUMBER),
        name => SinkKind::from_name(name).map_or(set, |kind| set.with(kind)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_context_named_by_a_model_exists() {
        for (call, names) in
            [SANITIZERS, SANITIZING_METHODS, SANITIZING_ATTRIBUTES, SANITIZED_NAMES, GUARDS].into_iter().flatten()
        {
            for name in *names {
                assert!(
                    matches!(*name, "all" | "number") || SinkKind::from_name(name).is_some(),
                    "{call}: no context is named {name:?}"
                );
            }
        }
    }

    #[test]
    fn tables_name_nothing_of_the_project() {
        let names = [SANITIZERS, SANITIZED_NAMES, GUARDS].into_iter().flatten().map(|(name, _)| *name);
        let sources = [SOURCE_NAMES, SOURCE_CALLS].into_iter().flatten().map(|(name, _)| *name);
        let listed = [PROPAGATORS, CHOOSERS, SHARED_OBJECTS, FORM_BASES].into_iter().flatten().copied();
        for name in names.chain(sources).chain(listed) {
            assert!(!is_own(name), "{name}");
        }
    }

    #[test]
    fn look_ups_find_what_the_models_say() {
        assert_eq!(source_name("flask.request.args"), Some(SourceKind::Request));
        assert_eq!(source_call("os.getenv"), Some(SourceKind::Environment));
        assert_eq!(sanitizer("builtins.int"), Some(SinkSet::NUMBER));
        assert_eq!(sanitizer("builtins.len"), Some(SinkSet::ALL));
        assert!(sanitizer("builtins.bool").is_some_and(|sinks| !sinks.has(SinkKind::Right)));
        let quoted = sanitizer("shlex.quote").unwrap_or(SinkSet::NONE);
        assert!(quoted.has(SinkKind::Command) && !quoted.has(SinkKind::Sql));
        assert!(source_name("flask.request.nothing").is_none());
        assert_eq!(source_chain("shop.models.Article.objects.filter().first"), Some(SourceKind::Database));
        assert_eq!(source_chain("app.db.session.query().all"), Some(SourceKind::Database));
        assert!(source_chain("shop.objects.find").is_none() && source_chain("Article").is_none());
    }
}
