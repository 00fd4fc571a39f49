//! Attributes of objects that functions share and no class of the file describes: `flask.g.user`, what an application's factory
//! gives the application, what a middleware gives the request.

use std::collections::BTreeMap;

use smallvec::SmallVec;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::models;
use crate::run::engine::Engine;
use crate::state::env::Relation;
use crate::state::value::Value;

/// How many places that set one attribute are looked at.
const MAX_STORES: usize = 16;
/// The longest path of attributes that is compared.
const MAX_PATH: usize = 4;

/// The names of a path of attributes, last first.
type AttributePath<'a> = SmallVec<[&'a str; MAX_PATH]>;

/// The attributes and items that the file sets, by name: the target and the value of each assignment.
pub(crate) type AttributeStores<'a> = BTreeMap<&'a str, Vec<(ExprId, ExprId)>>;

impl<'a> Engine<'a> {
    /// The object and the name in `object.name` and `object["name"]`.
    fn field_name(&self, e: ExprId) -> Option<(ExprId, &'a str)> {
        let module = self.file.module();
        match self.kind(e) {
            ExprKind::Attribute { value, attr } => Some((*value, module.text(attr.span))),
            ExprKind::Subscript { value, index } => match self.kind(*index) {
                ExprKind::Str(tokens) => match **tokens {
                    [token] => Some((*value, module.text(token.content))),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// All assignments to attributes, and to items by a constant text.
    pub(crate) fn all_attribute_stores(&self) -> AttributeStores<'a> {
        let module = self.file.module();
        let mut found = AttributeStores::new();
        for (_, stmt) in module.stmts() {
            let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
            for &target in targets {
                if let Some((_, name)) = self.field_name(target) {
                    found.entry(name).or_default().push((target, *value));
                }
            }
        }
        found
    }

    /// What functions put into the attribute `e` of an object that they share. `None` if its base is no such object.
    pub(crate) fn shared(&mut self, e: ExprId, base: ExprId) -> Option<Value> {
        let (_, name) = self.field_name(e)?;
        let by_name = self.is_shared(base) || self.is_application(base);
        let path = if by_name { None } else { Some(self.attribute_path(e)?) };
        if path.as_ref().is_some_and(|(root, _)| self.request_of(*root).is_none()) {
            return None;
        }
        let stores = self.outline.attribute_stores.get(name).cloned().unwrap_or_default();
        let mut all: Option<Value> = None;
        for (target, value) in stores.into_iter().take(MAX_STORES) {
            let function = self.file.enclosing_function(target);
            let is_same = match &path {
                None => self.field_name(target).is_some_and(|(object, _)| self.is_shared(object)),
                Some((_, path)) => self.attribute_path(target).is_some_and(|(own, other)| {
                    other == *path && {
                        self.ensure_other(function);
                        self.was_request(own, function)
                    }
                }),
            };
            if !is_same {
                continue;
            }
            self.ensure_other(function);
            let put = self.left_behind(target, function).or_else(|| self.value(value).cloned());
            let put = put.unwrap_or_else(|| self.trail.unknown(self.span(value)));
            all = Some(all.map_or_else(|| put.clone(), |known| known.merge(&put)));
        }
        // Who reads a request's attribute that nobody sets here knows nothing of it.
        all.or_else(|| by_name.then(|| self.trail.unknown(self.span(e))))
    }

    fn ensure_other(&mut self, function: Option<syntax::ast::StmtId>) {
        if function != self.body.function {
            self.ensure(function);
        }
    }

    /// What stood under an attribute's name when the function that sets it had run.
    fn left_behind(&self, target: ExprId, function: Option<syntax::ast::StmtId>) -> Option<Value> {
        if function == self.body.function {
            return None;
        }
        self.finals.get(&function)?.names.get(&self.written_key(target)?)?.value.clone()
    }

    /// Whether a name was a request in the function that has run.
    fn was_request(&self, name: ExprId, function: Option<syntax::ast::StmtId>) -> bool {
        if function == self.body.function {
            return self.request_of(name).is_some();
        }
        let slot = self.finals.get(&function).and_then(|layer| layer.names.get(self.text(name)));
        slot.is_some_and(|slot| matches!(slot.relation.as_deref(), Some(Relation::Request(..))))
    }

    /// The name that a path of attributes begins with (or `self.request`), and the attributes behind it, last first.
    fn attribute_path(&self, e: ExprId) -> Option<(ExprId, AttributePath<'a>)> {
        let mut path = AttributePath::new();
        let mut at = e;
        while let ExprKind::Attribute { value, attr } = self.kind(at) {
            if !path.is_empty() && self.file.module().text(attr.span) == "request" {
                break;
            }
            path.push(self.file.module().text(attr.span));
            at = *value;
        }
        (!path.is_empty() && path.len() <= MAX_PATH).then_some((at, path))
    }

    /// `request.app`, of whatever library.
    fn is_application(&self, e: ExprId) -> bool {
        match self.kind(e) {
            ExprKind::Attribute { value, attr } => {
                self.file.module().text(attr.span) == "app" && self.request_of(*value).is_some()
            }
            _ => false,
        }
    }

    pub(crate) fn is_shared(&self, object: ExprId) -> bool {
        self.file.qualified_names(object).any(|name| models::has(models::SHARED_OBJECTS, name))
    }
}
