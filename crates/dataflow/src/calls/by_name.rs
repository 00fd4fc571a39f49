//! Methods of objects of which nothing is known, found by their names: a service that a framework or a container put there.
//!
//! In an application that is seen as a whole, a method that just one of its classes has is taken to be the one that is called.
//! Names that libraries use as well say nothing.

use std::collections::{BTreeMap, BTreeSet};

use syntax::ast::{ExprId, StmtId};

use crate::SourceKind;
use crate::calls::frame::Given;
use crate::models;
use crate::run::engine::Engine;
use crate::state::object::{Kind, Object};
use crate::state::records::RecordField;
use crate::state::value::{Part, Value};

/// Names of methods that objects of libraries have as often.
#[rustfmt::skip]
const COMMON: [&str; 64] = [
    "accept", "add", "add_all", "all", "append", "apply", "authenticate", "begin", "bind", "call", "check", "clear", "close", "commit",
    "connect", "create", "cursor", "delete", "dict", "dump", "dumps", "emit", "execute", "executemany", "fetch", "fetchall", "fetchone",
    "filter", "first", "flush", "get", "handle", "head", "info", "insert", "invoke", "json", "list", "load", "loads", "log", "login", "one",
    "open", "parse", "post", "process", "put", "query", "read", "render", "request", "run", "save", "scalar", "send", "set", "start",
    "stop", "submit", "text", "update", "validate", "write",
];

/// What is found by name or by value alone.
#[derive(Debug, Default)]
pub(crate) struct ByName<'a> {
    /// The methods that just one class of the file has, by their names; made when it is first asked.
    methods: Option<BTreeMap<&'a str, Option<StmtId>>>,
    /// The fields of records; made when one is first read.
    pub(crate) fields: Option<BTreeMap<&'a str, RecordField>>,
    /// Functions of libraries of which it was asked what they are given by value.
    pub(crate) references: BTreeSet<ExprId>,
}

impl<'a> Engine<'a> {
    /// The methods that just one class of the file has, by their names.
    fn own_methods(&self) -> BTreeMap<&'a str, Option<StmtId>> {
        let mut methods: BTreeMap<&str, Option<StmtId>> = BTreeMap::new();
        for &function in self.file.functions() {
            let name = self.file.definition_name(function);
            let is_known = COMMON.binary_search(&name).is_ok()
                || name.starts_with('_')
                || models::has(models::PROPAGATING_METHODS, name)
                || models::has(models::LOOKUP_METHODS, name)
                || models::has(models::MUTATING_METHODS, name);
            if !is_known && self.file.enclosing_class_of(function).is_some() {
                methods.entry(name).and_modify(|other| *other = None).or_insert(Some(function));
            }
        }
        methods
    }

    /// Calls the method `name` of an object of which nothing is known. `None` if more than one class has such a method, or a library
    /// may, and in files that are not the whole application.
    pub(crate) fn called_by_its_name(&mut self, base: &Value, name: &str, given: &Given) -> Option<Value> {
        let parameter = |part: &Part| {
            let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
            source.is_none_or(|source| source.kind == SourceKind::Parameter)
        };
        let is_unknown = base.forms().is_empty() && !base.is_constant() && base.parts().iter().all(parameter);
        if !is_unknown {
            return None;
        }
        let (method, class) = self.only_method(name)?;
        let object = self.new_object(Object::new(Kind::Instance(class)));
        self.follow(method, object.object(), 0, given)
    }

    /// Calls a method that the application added to what Django's managers and queries can do, `Book.objects.matching(term)`: the
    /// class behind `objects` is put together by `as_manager` and the like, and its methods are known by their names.
    pub(crate) fn called_on_query(&mut self, name: &str, given: &Given) -> Option<Value> {
        let (method, class) = self.only_method(name)?;
        let is_query =
            |base: &str| base.starts_with("django.db.") && (base.ends_with(".QuerySet") || base.ends_with(".Manager"));
        if !self.file.base_names(class).any(is_query) {
            return None;
        }
        let object = self.new_object(Object::new(Kind::Instance(class)));
        self.follow(method, object.object(), 0, given)
    }

    /// The one method of that name of the whole application, and its class.
    fn only_method(&mut self, name: &str) -> Option<(StmtId, StmtId)> {
        if self.around.is_some() || !self.outline.graph.has_routes() {
            return None;
        }
        let methods = match self.by_name.methods.take() {
            Some(methods) => methods,
            None => self.own_methods(),
        };
        let method = methods.get(name).copied().flatten();
        self.by_name.methods = Some(methods);
        let method = method?;
        Some((method, self.file.enclosing_class_of(method)?))
    }
}

#[cfg(test)]
mod tests {
    use super::COMMON;

    #[test]
    fn common_names_are_sorted() {
        assert!(COMMON.is_sorted());
    }
}
