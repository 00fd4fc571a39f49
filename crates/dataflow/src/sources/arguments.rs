//! Command lines: the options that a parser of `argparse` is told of, each with its type and its choices.

use syntax::ast::ExprId;

use crate::SourceKind;
use crate::calls::frame::Given;
use crate::models;
use crate::run::buffer::option_name;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::object::{Kind, Object, ObjectId};
use crate::state::value::{Form, SinkSet, Value};

/// Actions that store what the program says, and nothing of the command line.
const FIXED: [&str; 6] = ["store_true", "store_false", "store_const", "append_const", "count", "version"];

impl Engine<'_> {
    /// A method of a parser. Groups and subcommands are taken for the parser itself: what they read ends in one place.
    pub(crate) fn arguments_method(&mut self, e: ExprId, id: ObjectId, name: &str, given: &Given) -> Option<Value> {
        match name {
            "add_argument" => {
                let option = option_name(given)?;
                let value = self.option(e, given);
                self.put_field(id, &format!(".{option}"), value, true);
                Some(Value::CONSTANT)
            }
            "add_argument_group" | "add_mutually_exclusive_group" | "add_subparsers" | "add_parser" => {
                Some(Value::formed(Form::Object(id)))
            }
            "parse_args" | "parse_known_args" | "parse_intermixed_args" => {
                let fields = self.env.object(id)?.fields.clone();
                let rest = self.enter(SourceKind::CommandLine, e);
                let options = self.new_object(Object { fields, rest: rest.clone(), ..Object::new(Kind::Record) });
                if name == "parse_args" {
                    return Some(options);
                }
                Some(self.new_object(Object::sequence(vec![options, rest])))
            }
            // It gives an option another value.
            "set_defaults" => {
                for (name, value) in &given.named {
                    self.put_field(id, &format!(".{name}"), value.clone(), false);
                }
                Some(Value::CONSTANT)
            }
            _ => None,
        }
    }

    /// What the option that `add_argument` is told of may hold.
    fn option(&mut self, e: ExprId, given: &Given) -> Value {
        let named = |name: &str| given.named.iter().find(|(own, _)| &**own == name).map(|(_, value)| value);
        let default = named("default").map_or(Value::CONSTANT, Value::plain);
        if named("action")
            .and_then(Value::constant)
            .and_then(semantic::Const::as_str)
            .is_some_and(|action| FIXED.contains(&action))
        {
            return default;
        }
        let entered = self.enter(SourceKind::CommandLine, e);
        let type_of = |name: &str| self.file.call_args(e).keyword(name);
        let converted = type_of("type").and_then(|kind| {
            let sinks = self.file.qualified_names(kind).find_map(models::sanitizer)?;
            Some((sinks, format!("`type={}`", short(self.text(kind)))))
        });
        let entered = match converted.filter(|(sinks, _)| *sinks != SinkSet::NONE) {
            Some((sinks, by)) => self.trail.clean(&entered, sinks, by, self.span(e)),
            None => entered,
        };
        let chosen = type_of("choices").filter(|choices| self.is_constant_collection(*choices));
        let entered = match chosen {
            Some(choices) => {
                let by = format!("`choices={}`", short(self.text(choices)));
                self.trail.clean(&entered, SinkSet::ALL, by, self.span(e))
            }
            None => entered,
        };
        entered.merge(&default)
    }
}
