//! What functions put into containers that outlive them: those of the file's top level, and those of objects.

use std::collections::BTreeMap;

use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::models;
use crate::run::engine::Engine;
use crate::state::env::Slot;
use crate::state::object::{Kind, field_of};
use crate::state::value::Value;

/// How many stores of one container are looked at.
const MAX_STORES: usize = 32;

/// A container: a name of the top level, or an attribute of a class's objects.
pub(crate) type Holder<'a> = (Option<StmtId>, &'a str);

/// One place that puts a value into a container.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// Its key, where that is constant.
    field: Option<String>,
    value: ExprId,
    /// Whether it takes the place of the container.
    whole: bool,
}

impl<'a> Engine<'a> {
    /// All such places of the file.
    pub(crate) fn all_stores(&self) -> BTreeMap<Holder<'a>, Vec<Store>> {
        let module = self.file.module();
        let mut found: BTreeMap<Holder<'a>, Vec<Store>> = BTreeMap::new();
        let mut note = |holder: Option<Holder<'a>>, field: Option<String>, value: ExprId, whole: bool| {
            if let Some(stores) = holder.map(|holder| found.entry(holder).or_default()).filter(|s| s.len() < MAX_STORES)
            {
                stores.push(Store { field, value, whole });
            }
        };
        let key_of = |index: ExprId| field_of(&self.file.constant(index)?);
        for (_, stmt) in module.stmts() {
            let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
            for &target in targets {
                match self.kind(target) {
                    ExprKind::Subscript { value: object, index } => {
                        note(self.holder(*object), key_of(*index), *value, false);
                    }
                    ExprKind::Attribute { value: object, attr } => {
                        let class = self.class_itself(*object);
                        note(class.map(|class| (Some(class), module.text(attr.span))), None, *value, true);
                    }
                    _ => {}
                }
            }
        }
        for &call in self.file.calls() {
            let ExprKind::Call { func, args } = self.kind(call) else { continue };
            if let [Argument::Positional(object), Argument::Positional(name), Argument::Positional(value)] = **args
                && self.file.qualified_names(*func).any(|name| name == "builtins.setattr")
            {
                let attr = self.text(name).trim_matches(['"', '\'']);
                note(self.class_itself(object).map(|class| (Some(class), attr)), None, value, true);
            }
            let ExprKind::Attribute { value: object, attr } = self.kind(*func) else { continue };
            let method = module.text(attr.span);
            if !models::has(models::MUTATING_METHODS, method) && (method != "set" || !self.is_context_variable(*object))
            {
                continue;
            }
            let holder = self.holder(*object);
            for arg in args.iter().filter(|_| holder.is_some()) {
                match arg {
                    Argument::Keyword { name, value } => {
                        note(holder, Some(format!("['{}']", module.text(name.span))), *value, false);
                    }
                    // Of `insert(0, value)` and `setdefault(key, value)` the last is kept.
                    _ if args.last().map(Argument::value) == Some(arg.value()) => {
                        note(holder, None, arg.value(), false);
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The container that an expression in a function names.
    fn holder(&self, object: ExprId) -> Option<Holder<'a>> {
        let function = self.file.enclosing_function(object)?;
        match self.kind(object) {
            ExprKind::Name => {
                let binding = self.file.binding(object)?;
                (self.file.binding_info(binding).scope.index() == 0).then(|| (None, self.text(object)))
            }
            ExprKind::Attribute { value, attr } => {
                let class = match self.file.enclosing_class_of(function) {
                    Some(class) if self.is_receiver(*value, function) => class,
                    _ => self.class_of(*value)?,
                };
                Some((Some(class), self.file.module().text(attr.span)))
            }
            _ => None,
        }
    }

    /// Whether `e` is a variable that a context keeps, and hands from function to function.
    fn is_context_variable(&self, e: ExprId) -> bool {
        self.file.qualified_names(e).any(|name| name == "contextvars.ContextVar()")
    }

    /// The class that an expression in a function is: its name, the first parameter of a class method, `type(self)`, `self.__class__`.
    fn class_itself(&self, e: ExprId) -> Option<StmtId> {
        let function = self.file.enclosing_function(e)?;
        let of_object = match self.kind(e) {
            ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "__class__" => Some(*value),
            ExprKind::Call { func, args } if self.file.qualified_names(*func).any(|name| name == "builtins.type") => {
                args.first().map(Argument::value)
            }
            _ => None,
        };
        if let Some(object) = of_object {
            return self.file.enclosing_class_of(function).filter(|_| self.is_receiver(object, function));
        }
        match self.file.binding_info(self.file.binding(e)?).kind {
            BindingKind::Class(class) => Some(class),
            BindingKind::Param { index: 0, .. } => {
                let decorators = &self.file.function(function)?.decorators;
                let is_class_method = decorators.iter().any(|decorator| self.text(*decorator) == "classmethod");
                self.file.enclosing_class_of(function).filter(|_| is_class_method)
            }
            _ => None,
        }
    }

    /// What functions give an attribute of a class, for all its objects.
    pub(crate) fn set_on_class(&mut self, class: StmtId, attr: &str) -> Option<Value> {
        let stores =
            self.stores.get(&(Some(class), attr)).filter(|stores| stores.iter().any(|store| store.whole)).cloned()?;
        let mut all = Value::CONSTANT;
        for store in stores.into_iter().filter(|store| store.whole) {
            let function = self.file.enclosing_function(store.value);
            if function != self.body.function {
                self.ensure(function);
            }
            let set = self.value(store.value).cloned();
            all = all.merge(&set.unwrap_or_else(|| self.trail.unknown(self.span(store.value))));
        }
        Some(all)
    }

    fn is_receiver(&self, e: ExprId, function: StmtId) -> bool {
        let first = self.file.function(function).and_then(|definition| definition.params.params.first());
        matches!(self.kind(e), ExprKind::Name)
            && first.is_some_and(|param| self.file.module().text(param.name.span) == self.text(e))
    }

    /// Whether functions put something into the container that `object` names.
    pub(crate) fn is_changed(&self, object: ExprId) -> bool {
        self.holder(object).is_some_and(|holder| self.stores.contains_key(&holder))
    }

    /// What other functions put into the container that `object` names: under the key `field`, or anywhere.
    pub(crate) fn kept(&mut self, object: ExprId, field: Option<&str>) -> Value {
        let mut all = Value::CONSTANT;
        if self.stores.is_empty() {
            return all;
        }
        let Some(stores) = self.holder(object).and_then(|holder| self.stores.get(&holder)).cloned() else { return all };
        for store in stores {
            if let (Some(own), Some(field)) = (&store.field, field)
                && own != field
            {
                continue;
            }
            let function = self.file.enclosing_function(store.value);
            if function != self.body.function {
                self.ensure(function);
            }
            if self.is_run_by_module(store.value) {
                continue;
            }
            if let Some(value) = self.value(store.value) {
                all = all.merge(value);
            }
        }
        all
    }

    /// The container that `object` names, with what other functions put into it.
    pub(crate) fn with_kept(&mut self, object: ExprId, value: &Value) -> Value {
        match self.holder(object).filter(|holder| self.has_stores(*holder)) {
            Some(holder) if self.is_container(value) => self.with_stores(holder, value),
            Some(_) => value.merge(&self.kept(object, None)),
            None => value.clone(),
        }
    }

    pub(crate) fn is_container(&self, value: &Value) -> bool {
        let kind = value.object().and_then(|id| self.env.object(id)).map(|object| object.kind);
        matches!(kind, Some(Kind::Sequence | Kind::Mapping { .. }))
    }

    /// Whether functions put something into that container.
    pub(crate) fn has_stores(&self, holder: Holder<'_>) -> bool {
        self.stores.contains_key(&holder)
    }

    /// A container with what other functions put into it.
    pub(crate) fn with_stores(&mut self, holder: Holder<'_>, value: &Value) -> Value {
        let known = value.object().filter(|_| self.is_container(value)).and_then(|id| self.env.object(id));
        let (Some(mut known), Some(stores)) = (known.map(|known| (**known).clone()), self.stores.get(&holder).cloned())
        else {
            return value.clone();
        };
        let mut is_changed = false;
        for store in stores.into_iter().filter(|store| !store.whole) {
            let function = self.file.enclosing_function(store.value);
            if function != self.body.function {
                self.ensure(function);
            }
            if self.is_run_by_module(store.value) {
                continue;
            }
            let Some(put_there) = self.value(store.value).cloned() else { continue };
            is_changed = true;
            match store.field.filter(|_| matches!(known.kind, Kind::Mapping { .. })) {
                Some(field) => {
                    let before = known.slot(&field).and_then(|slot| slot.value.clone());
                    let all = before.map_or_else(|| put_there.clone(), |before| before.merge(&put_there));
                    known.put(&field, Slot::holding(all));
                }
                None => {
                    known.blur();
                    known.rest = known.rest.merge(&put_there);
                }
            }
        }
        // What the top level puts into it by calls has to get into the container itself.
        if is_changed { self.new_object(known) } else { value.clone() }
    }

    /// Whether only the file's top level, which has run, comes to `e`: what that did to a container is in it.
    fn is_run_by_module(&mut self, e: ExprId) -> bool {
        self.ensure(None);
        self.observed.in_calls.get(&e).is_some_and(|seen| seen.iter().all(|(root, _)| root.is_none()))
    }

    /// The item of a container under a constant key, if other functions put something into it.
    pub(crate) fn kept_item(&mut self, base: ExprId, index: ExprId) -> Option<Value> {
        let key = self.file.constant(index)?;
        let field = field_of(&key)?;
        let holder = self.holder(base).filter(|holder| self.stores.contains_key(holder))?;
        if self.slot_of(base).is_some_and(|slot| slot.value.is_some()) {
            return None;
        }
        let first = match holder {
            (None, name) => {
                self.ensure(None);
                let at_first = |key: &str| self.finals.get(&None)?.names.get(key)?.value.clone();
                match at_first(&format!("{name}{field}")) {
                    Some(item) => Some(item),
                    None => at_first(name).map(|whole| self.item_of(&whole, &key).unwrap_or(whole)),
                }
            }
            _ => self.first_state_of(base),
        };
        Some(first.unwrap_or_default().merge(&self.kept(base, Some(&field))))
    }
}
