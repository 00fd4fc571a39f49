//! What runs before a handler: decorators of the file, which call it with what they let through, and functions that a framework calls
//! before every request.
//!
//! They are run with the handler in its place: where it would be called, or where the request would go on, it is kept what it is given
//! and what is known of the request there. With that the handler's own run begins. Where a decorator cannot be followed to such a
//! call, the handler is run as if it had none.

use semantic::{BindingKind, Const};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, Function, ParamKind, StmtId};

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::state::env::{Key, Relation, Slot};
use crate::state::names::is_path;
use crate::state::value::{Form, Value};

/// Methods of an application that make a function one that is called before its requests.
const BEFORE: [&str; 2] = ["before_request", "before_app_request"];
/// Functions before a request that are run.
const MAX_BEFORE: usize = 8;
/// What is known of a request is kept of so many of its parts.
const MAX_FACTS: usize = 32;

/// A function that is run for what holds when it goes on to a handler.
#[derive(Debug)]
pub(crate) struct Prelude {
    goes_on: GoesOn,
    /// What each way to the handler brings; `None`: one of them is not understood.
    ways: Option<Vec<Way>>,
}

/// Where a prelude goes on to the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GoesOn {
    /// Where this function is called: the handler itself.
    Calling(StmtId),
    /// Where this function gives back nothing.
    Returning(StmtId),
}

/// One way to the handler.
#[derive(Debug)]
struct Way {
    /// What the handler is given for each of its parameters.
    given: Vec<(Key, Value)>,
    /// What is known of parts of the request, by what they are called in the handler.
    facts: Vec<(Key, Value)>,
}

impl<'a> Engine<'a> {
    /// Gives the parameters of a handler, and the request, what they are once all that stands before it has let the request through.
    pub(crate) fn enter_through_preludes(&mut self, id: StmtId, function: &'a Function) {
        for before in self.run_before(function) {
            self.prelude(GoesOn::Returning(before), |engine| {
                engine.follow(before, None, 0, &Given::default()).map(|_| ())
            });
        }
        let own: Vec<ExprId> =
            function.decorators.iter().copied().filter(|decorator| self.is_own_decorator(*decorator)).collect();
        if own.is_empty() {
            return;
        }
        let given = self.given_by_framework(id, function);
        // What no part of the route brings, a decorator gives: its own function may take the request alone.
        let alone = Given { positional: given.positional.clone(), ..Given::default() };
        for given in [given, alone] {
            let is_followed = self.prelude(GoesOn::Calling(id), |engine| {
                let mut callable = Value::formed(Form::Function(id, None, 0));
                for &decorator in own.iter().rev() {
                    let made = engine.hold(decorator);
                    let wrapped = Given { positional: vec![callable], ..Given::default() };
                    callable = engine.apply(decorator, &made, &wrapped)?;
                }
                engine.apply(*own.first()?, &callable, &given).map(|_| ())
            });
            if is_followed || given.named.is_empty() {
                break;
            }
        }
    }

    /// Runs what stands before a handler, and takes in what holds on all ways that go on to it; false if there is none.
    fn prelude(&mut self, goes_on: GoesOn, run: impl FnOnce(&mut Self) -> Option<()>) -> bool {
        let around = self.run.prelude.replace(Prelude { goes_on, ways: Some(Vec::new()) });
        let ran = run(self);
        let ended = std::mem::replace(&mut self.run.prelude, around);
        self.run.diverged = false;
        let Some(mut ways) = ended.filter(|_| ran.is_some()).and_then(|prelude| prelude.ways) else { return false };
        let Some(first) = ways.pop() else { return false };
        let of =
            |list: &[(Key, Value)], key: &Key| list.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone());
        for (key, value) in first.given {
            let given = ways.iter().filter_map(|way| of(&way.given, &key)).fold(value, |all, value| all.merge(&value));
            // What is the same as before keeps what is known of it as a request.
            if self.env.value(&key).is_some_and(|before| before.parts() != given.parts()) {
                self.env.put(key, given, None);
            }
        }
        for (key, value) in first.facts {
            let others: Option<Vec<Value>> = ways.iter().map(|way| of(&way.facts, &key)).collect();
            if let Some(others) = others {
                let value = others.iter().fold(value, |all, value| all.merge(value));
                self.env.put(key, value, None);
            }
        }
        true
    }

    /// Whether a decorator, or what makes it, is a function of this file.
    fn is_own_decorator(&self, decorator: ExprId) -> bool {
        let named = match self.kind(decorator) {
            ExprKind::Call { func, .. } => *func,
            _ => decorator,
        };
        matches!(self.kind(named), ExprKind::Name)
            && self
                .file
                .binding(named)
                .is_some_and(|binding| matches!(self.file.binding_info(binding).kind, BindingKind::Function(_)))
    }

    /// What a framework calls a handler with: the object and the request in order, everything else by name.
    fn given_by_framework(&self, id: StmtId, function: &Function) -> Given {
        let mut given = Given::default();
        let is_method = self.file.enclosing_class_of(id).is_some();
        for (at, param) in function.params.params.iter().enumerate() {
            if matches!(param.kind, ParamKind::VarArgs | ParamKind::KwArgs) {
                continue;
            }
            let name = self.file.module().text(param.name.span);
            let Some(value) = self.env.value(name).cloned() else { continue };
            let is_request = matches!(self.env.relation(name), Some(Relation::Request(..)));
            if is_request || is_method && at == 0 {
                given.positional.push(value);
            // What no part of the route brings is given by a decorator.
            } else if value.parts().iter().any(|part| part.source.is_some()) {
                given.named.push((name.into(), value));
            }
        }
        given
    }

    /// The functions that a framework calls before the requests of the application or blueprint that the handler is a route of.
    fn run_before(&self, function: &Function) -> Vec<StmtId> {
        let object = |decorator: ExprId| {
            let named = match self.kind(decorator) {
                ExprKind::Call { func, .. } => *func,
                _ => decorator,
            };
            match self.kind(named) {
                ExprKind::Attribute { value, attr } => Some((*value, self.file.module().text(attr.span))),
                _ => None,
            }
        };
        let routed: Vec<&str> = function
            .decorators
            .iter()
            .filter_map(|decorator| object(*decorator))
            .map(|(of, _)| self.text(of))
            .collect();
        if routed.is_empty() {
            return Vec::new();
        }
        let is_before = |decorator: &ExprId| {
            object(*decorator).is_some_and(|(of, name)| {
                BEFORE.contains(&name)
                    && (routed.contains(&self.text(of))
                        || name == BEFORE[1]
                        || self.file.qualified_names(of).any(|name| matches!(name, "flask.Flask()" | "quart.Quart()")))
            })
        };
        let functions = self.file.functions().iter().copied();
        functions
            .filter(|id| self.file.function(*id).is_some_and(|before| before.decorators.iter().any(is_before)))
            .take(MAX_BEFORE)
            .collect()
    }

    /// The handler for which a prelude is run is called: keeps what it is given, and gives what is known of its answer.
    /// `None` if it is another function that is called.
    pub(crate) fn reach_handler(&mut self, id: StmtId, given: &Given, at: Span) -> Option<Value> {
        if self.run.prelude.as_ref()?.goes_on != GoesOn::Calling(id) {
            return None;
        }
        let file = self.file;
        let definition = file.function(id)?;
        let bound = self.bind_given(&definition.params, given.clone());
        let facts = self.facts_for(Some(definition));
        let plain = |key: &Key| {
            let params = &definition.params.params;
            params.iter().any(|param| {
                !matches!(param.kind, ParamKind::VarArgs | ParamKind::KwArgs)
                    && self.file.module().text(param.name.span) == &**key
            })
        };
        let way = bound.map(|bound| Way { given: bound.into_iter().filter(|(key, _)| plain(key)).collect(), facts });
        for value in way.iter().flat_map(|way| &way.given) {
            self.keep_objects(&value.1);
        }
        self.add_way(way);
        Some(self.trail.unknown(at))
    }

    /// A function that is run for what holds behind it gives back `value`.
    pub(crate) fn note_going_on(&mut self, value: &Value) {
        let Some(prelude) = &self.run.prelude else { return };
        let ends = self.run.frames.last().and_then(|frame| frame.function).map(GoesOn::Returning);
        if ends != Some(prelude.goes_on) {
            return;
        }
        // What gives an answer of its own goes on to no handler.
        let goes_on = value.forms().iter().any(|form| matches!(form, Form::Const(Const::None)));
        if goes_on {
            let facts = self.facts_for(None);
            self.add_way(Some(Way { given: Vec::new(), facts }));
        }
    }

    fn add_way(&mut self, way: Option<Way>) {
        let Some(prelude) = &mut self.run.prelude else { return };
        match (way, &mut prelude.ways) {
            (Some(way), Some(ways)) => ways.push(way),
            _ => prelude.ways = None,
        }
    }

    /// What is known here of parts of what the file's top level names, and of the request that is handed on to `handler`.
    fn facts_for(&self, handler: Option<&Function>) -> Vec<(Key, Value)> {
        let request = handler.and_then(|handler| {
            let names = handler.params.params.iter().map(|param| self.file.module().text(param.name.span));
            names.into_iter().find_map(|name| {
                let held = self.env.name_in(name, 0, self.run.frames.get(1)?.base())?;
                matches!(held.relation.as_deref(), Some(Relation::Request(..))).then_some(name)
            })
        });
        let layer = self.env.since(self.env.frame());
        let mut facts = Vec::new();
        for (key, slot) in layer.names {
            let Slot { value: Some(value), .. } = slot else { continue };
            if !is_path(&key) || facts.len() >= MAX_FACTS {
                continue;
            }
            let end = key.find(['.', '[']).unwrap_or(key.len());
            match self.env.slot(&key[..end]) {
                None => facts.push((key, value)),
                Some(root) => {
                    let is_request = root
                        .value
                        .as_ref()
                        .is_some_and(|root| root.forms().iter().any(|form| matches!(form, Form::Request(..))));
                    if let Some(request) = request.filter(|_| is_request) {
                        facts.push((format!("{request}{}", &key[end..]).into(), value));
                    }
                }
            }
        }
        facts
    }
}
