//! Methods that a text chooses which is not known: `getattr(self, f"do_{command}")(*arguments)`. Each method of the object that may have
//! the name is run.

use std::rc::Rc;

use semantic::Const;
use syntax::ast::{StmtId, StmtKind};

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::state::object::{Kind, ObjectId};
use crate::state::value::{Form, SinkSet, Value};

/// Methods that are run for one call.
const MAX_CHOSEN: usize = 24;

impl Engine<'_> {
    /// What `getattr(object, name, default)` gives, where `name` is no constant. `None` where the object is not one of a class of this
    /// file, or the name was checked.
    pub(crate) fn chosen_member(&mut self, object: &Value, name: &Value, default: Option<&Value>) -> Option<Value> {
        let id = object.object()?;
        let Kind::Instance(class) = self.env.object(id)?.kind else { return None };
        if let [Form::OneOf(Const::Tuple(names) | Const::List(names) | Const::Set(names))] = name.forms() {
            let names: Vec<_> = names.iter().filter_map(Const::as_str).take(MAX_CHOSEN).map(str::to_owned).collect();
            return names.iter().filter_map(|name| self.member(object, name)).reduce(|all, member| all.merge(&member));
        }
        let start: Rc<str> = match name.forms() {
            [Form::Beginning(start)] => (&**start).into(),
            _ => "".into(),
        };
        let is_free =
            |value: &Value| !value.is_constant() && value.parts().iter().all(|part| part.clean != SinkSet::ALL);
        if !is_free(name) || self.methods_beginning(class, &start).is_empty() {
            return None;
        }
        let chosen = Value::formed(Form::Chosen(id, start));
        Some(match default {
            // It may be missing.
            Some(default) => chosen.merge(default),
            None => chosen,
        })
    }

    /// Runs each method that may have been chosen, as one way of several.
    pub(crate) fn apply_chosen(&mut self, id: ObjectId, start: &str, given: &Given) -> Option<Value> {
        let Kind::Instance(class) = self.env.object(id)?.kind else { return None };
        let (mut result, mut ways) = (None, Vec::new());
        for method in self.methods_beginning(class, start) {
            self.env.push();
            let value = self.follow(method, Some(id), 0, given);
            ways.push(self.env.pop());
            let Some(value) = value else { continue };
            result = Some(result.map_or_else(|| value.clone(), |known: Value| known.merge(&value)));
        }
        self.env.join(ways);
        result
    }

    /// The methods of a class and of those above it whose names begin like this. Names that begin with an underscore are meant where the
    /// beginning says so.
    fn methods_beginning(&self, class: StmtId, start: &str) -> Vec<StmtId> {
        let module = self.file.module();
        let mut methods: Vec<StmtId> = Vec::new();
        for class in self.with_bases(class) {
            for &stmt in self.file.class(class).map(|class| &*class.body).unwrap_or_default() {
                let StmtKind::Function(function) = &module.stmt(stmt).kind else { continue };
                let name = module.text(function.name.span);
                let is_hidden = |known: &StmtId| self.file.definition_name(*known) == name;
                if name.starts_with(start)
                    && (!name.starts_with('_') || start.starts_with('_'))
                    && methods.len() < MAX_CHOSEN
                    && !methods.iter().any(is_hidden)
                    && Some(stmt) != self.body.function
                {
                    methods.push(stmt);
                }
            }
        }
        methods
    }
}
