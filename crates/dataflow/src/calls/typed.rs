//! Methods of objects of which only the type is known: what a framework or a constructor hands in, `orders: OrderRepository`, and what
//! an object keeps of it, `self.orders`.

use semantic::BindingKind;
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::state::object::{Kind, Object};
use crate::state::value::Value;

/// Attributes, aliases and calls that are followed to a type.
const MAX_DEPTH: usize = 5;
/// Places that set one attribute which are looked at.
const MAX_STORES: usize = 8;

impl Engine<'_> {
    /// Calls the method `name` of an object whose value is not known, where its type is a class of the application. `None` for all
    /// other objects, and in files that are not the whole application: there the summaries of the other files answer.
    pub(crate) fn called_on_typed(&mut self, object: ExprId, base: &Value, name: &str, given: &Given) -> Option<Value> {
        if self.around.is_some() || !base.forms().is_empty() || base.is_constant() {
            return None;
        }
        let class = self.class_of_object(object, 0)?;
        let class = self.completed(class, name)?;
        let method = self.method_of(class, name)?;
        let receiver = self.new_object(Object::new(Kind::Instance(class)));
        self.follow(method, receiver.object(), 0, given)
    }

    /// The method that `func` names, where only the type of its object is known: `documents.is_supported` of `documents: Documents`.
    pub(crate) fn method_by_type(&self, func: ExprId) -> Option<StmtId> {
        let ExprKind::Attribute { value, attr } = self.kind(func) else { return None };
        let name = self.file.module().text(attr.span);
        if !self.outline.own_names.has_method(name) {
            return None;
        }
        let class = self.completed(self.class_of_object(*value, 0)?, name)?;
        self.method_of(class, name)
    }

    /// The class whose method is meant: of a protocol or an abstract class, the only one that has it.
    fn completed(&self, class: StmtId, name: &str) -> Option<StmtId> {
        let is_protocol = self
            .base_names(class)
            .iter()
            .any(|base| *base == "typing.Protocol" || *base == "typing_extensions.Protocol");
        let is_open = self.method_of(class, name).is_none_or(|method| self.is_abstract(method));
        if !is_protocol && !is_open {
            return Some(class);
        }
        let completes = |other: &&StmtId| {
            **other != class
                && (is_protocol || self.with_bases(**other).contains(&class))
                && self.method_of(**other, name).is_some_and(|method| {
                    !self.is_abstract(method) && self.file.enclosing_class_of(method) != Some(class)
                })
        };
        let mut found = self.file.classes().iter().filter(completes);
        let only = found.next()?;
        found.next().is_none().then_some(*only)
    }

    fn is_abstract(&self, method: StmtId) -> bool {
        self.file.function(method).is_some_and(|function| {
            let named =
                |decorator: &ExprId| self.file.qualified_names(*decorator).any(|name| name == "abc.abstractmethod");
            function.decorators.iter().any(named)
        })
    }

    /// The class of the application that an expression is an object of, as annotations and constructors say.
    fn class_of_object(&self, object: ExprId, depth: usize) -> Option<StmtId> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.kind(object) {
            ExprKind::Name => match self.file.binding_info(self.file.binding(object)?).kind {
                BindingKind::Param { function, index } => {
                    let param = self.file.function(function)?.params.params.get(index)?;
                    match param.annotation {
                        Some(annotation) => self.class_of_annotation(annotation, depth + 1),
                        None if index == 0 => self.file.enclosing_class_of(function),
                        None => None,
                    }
                }
                BindingKind::Assign { value: Some(value), .. } => self.class_of_object(value, depth + 1),
                _ => None,
            },
            ExprKind::Attribute { value, attr } => {
                let class = self.class_of_object(*value, depth + 1)?;
                self.class_of_field(class, self.file.module().text(attr.span), depth + 1)
            }
            ExprKind::Await(inner) => self.class_of_object(*inner, depth + 1),
            ExprKind::Call { func, .. } => {
                let binding = self.file.binding_info(self.file.binding(*func)?).kind;
                match binding {
                    BindingKind::Class(class) => Some(class),
                    BindingKind::Function(function) => {
                        self.class_of_annotation(self.file.function(function)?.returns?, depth + 1)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The class that an annotation names: `Orders`, `Orders | None`, `Annotated[Orders, Depends(…)]`, also by a name for it.
    fn class_of_annotation(&self, annotation: ExprId, depth: usize) -> Option<StmtId> {
        if depth > MAX_DEPTH {
            return None;
        }
        let written = self.file.display(annotation).unwrap_or(annotation);
        match self.kind(written) {
            ExprKind::Name => match self.file.binding_info(self.file.binding(written)?).kind {
                BindingKind::Class(class) => Some(class),
                BindingKind::Assign { value: Some(value), .. } => self.class_of_annotation(value, depth + 1),
                _ => None,
            },
            ExprKind::Subscript { value, index } => match self.text(*value).rsplit('.').next() {
                Some("Annotated") => match self.kind(*index) {
                    ExprKind::Tuple(items) => self.class_of_annotation(*items.first()?, depth + 1),
                    _ => None,
                },
                Some("Optional") => self.class_of_annotation(*index, depth + 1),
                _ => self.class_of_annotation(*value, depth + 1),
            },
            ExprKind::Binary { left, op: BinaryOp::BitOr, right } => {
                [*left, *right].into_iter().find_map(|side| self.class_of_annotation(side, depth + 1))
            }
            ExprKind::Str(_) => {
                let name = self.file.constant(written)?;
                self.outline.own_names.class(name.as_str()?)
            }
            _ => None,
        }
    }

    /// The class of what the objects of a class keep under a name: as its body says, or as its methods put it there.
    fn class_of_field(&self, class: StmtId, field: &str, depth: usize) -> Option<StmtId> {
        let line = self.with_bases(class);
        let module = self.file.module();
        for class in &line {
            let body = self.file.class(*class).map_or(&[][..], |definition| &definition.body);
            let declared = body.iter().find_map(|stmt| match module.stmt(*stmt).kind {
                StmtKind::AnnAssign { target, annotation, .. } if self.text(target) == field => Some(annotation),
                _ => None,
            });
            if let Some(found) = declared.and_then(|annotation| self.class_of_annotation(annotation, depth + 1)) {
                return Some(found);
            }
        }
        let stores = self.outline.attribute_stores.get(field)?;
        stores.iter().take(MAX_STORES).find_map(|&(target, value)| {
            let own = self.file.enclosing_class_of(self.file.enclosing_function(target)?)?;
            if line.contains(&own) { self.class_of_object(value, depth + 1) } else { None }
        })
    }
}
