//! What the files of a project tell each other about the flow of data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use semantic::{BindingKind, Const, module_name, project_name};
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind, StmtId};
use syntax::{Position, Span};

use crate::calls::foreign::Wraps;
use crate::calls::outcome::Outcomes;
use crate::files::portable::{Held, HeldPart, HeldSource, Slot};
use crate::models::{LIBRARIES, Registration};
use crate::run::engine::Engine;
use crate::state::value::{Trail, Value};

/// Calls that one file tells the others about. A file that has more is reviewed in part only.
const MAX_CALLS_TOLD: usize = 4_000;

/// The other files of the project.
pub trait Project {
    /// What the file of that path tells; `None` if it was not read yet.
    fn facts(&self, path: &str) -> Option<&Facts>;
}

/// What a file is read with.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The file's own path.
    pub path: &'a str,
    /// The other files.
    pub project: &'a dyn Project,
    /// What files that import this one pass to its functions, if that is known by now.
    pub incoming: Option<&'a Incoming>,
}

/// What a file tells the others of its project.
#[derive(Debug, Default, PartialEq)]
pub struct Facts {
    /// By name: `helper`, `Class.method`.
    pub(crate) functions: BTreeMap<Box<str>, FunctionFacts>,
    /// The bases of classes: qualified names.
    pub(crate) classes: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// What names of the top level and attributes of objects hold, where that is known.
    pub(crate) values: BTreeMap<Box<str>, Held>,
    /// The patterns of compiled regular expressions.
    pub(crate) patterns: BTreeMap<Box<str>, Arc<str>>,
    /// Parameters of other files' functions that decide about something here: what objects were made with.
    pub(crate) slots: BTreeMap<Slot, HeldPart>,
    /// Parameters of the file's functions that decide about something that was found, are kept, or are handed on.
    pub(crate) asked: BTreeSet<(Box<str>, usize)>,
    /// Those of them for which another answer may change what was said of a finding of this file.
    pub(crate) deciding: BTreeSet<(Box<str>, usize)>,
    /// Functions in which something was looked at.
    pub(crate) judged: BTreeSet<Box<str>>,
    /// Whether it was asked what calls by value give to a function of a library.
    pub(crate) asked_by_value: bool,
    /// Calls of functions of which somebody asked what they are passed.
    pub(crate) calls: Vec<CallFacts>,
    /// Functions of other files that are used in other ways than by a call.
    pub(crate) escapes: BTreeSet<Arc<str>>,
    /// Names of methods that are called on objects of unknown classes.
    pub(crate) loose: BTreeSet<Box<str>>,
    /// Functions of other files that are made handlers.
    pub(crate) registered: Vec<Registered>,
    /// Paths that stand beside classes of other files, which answer them.
    pub(crate) tables: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// Parameters of methods that answer requests, by where they stand.
    pub(crate) answering: BTreeMap<Position, Answering>,
    /// Whether a framework calls functions of the file with data of a request.
    pub(crate) has_routes: bool,
    /// Whether there are more calls than are told.
    pub(crate) is_cut: bool,
}

/// A function, as other files know it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct FunctionFacts {
    pub(crate) is_public: bool,
    /// Whether its own file uses it in other ways than by calls.
    pub(crate) escapes: bool,
    /// Whether its first parameter is the object that it is called on.
    pub(crate) has_object: bool,
    pub(crate) params: Vec<ParamFacts>,
    /// What it is as a decorator.
    pub(crate) wraps: Option<Wraps>,
    /// `None` where a decorator may change what a call does, and where nobody imports the file.
    pub(crate) summary: Option<SummaryFacts>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct ParamFacts {
    pub(crate) name: Box<str>,
    pub(crate) kind: ParamKind,
    /// Whether what it holds when nothing is passed is made of constants.
    pub(crate) constant_default: bool,
}

#[derive(Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // each says something else
pub(crate) struct SummaryFacts {
    pub(crate) returned: Held,
    /// Whether it gives a mapping whose keys no caller chooses.
    pub(crate) fixed_keys: bool,
    /// The ways out, with what is known of the parameters on each.
    pub(crate) outcomes: Outcomes,
    pub(crate) yields: bool,
    /// Whether it takes an address or a path apart: as a check, it may be a good one.
    pub(crate) takes_apart: bool,
    /// Whether it only asks how a name ends: as a check of a path, it is none.
    pub(crate) asks_for_ending: bool,
}

/// A parameter of a method that answers requests.
#[derive(Debug, PartialEq)]
pub(crate) struct Answering {
    pub(crate) class: Box<str>,
    pub(crate) name: Box<str>,
    /// Place among the method's parameters, from 0.
    pub(crate) at: usize,
}

/// A call, by what it passes.
#[derive(Debug, PartialEq)]
pub(crate) struct CallFacts {
    /// The function: `/path.py:.Class.method`.
    pub(crate) callee: Arc<str>,
    /// What is passed for each parameter; `None` for one that gets its default. `None` if that cannot be said.
    pub(crate) passed: Option<Vec<Option<Held>>>,
}

/// A function that another file makes a handler: places in the tables of libraries and their registrations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Registered {
    pub(crate) function: Arc<str>,
    pub(crate) path: Option<Box<str>>,
    pub(crate) library: u16,
    pub(crate) registration: u16,
}

impl Registered {
    /// The entry of the library's table.
    pub(crate) fn registration(&self) -> Option<&'static Registration> {
        LIBRARIES.get(usize::from(self.library))?.registrations.get(usize::from(self.registration))
    }
}

/// What other files pass to the functions of one file.
#[derive(Debug, Default, PartialEq)]
pub struct Incoming {
    /// For a function's parameter what each call passes.
    pub(crate) passed: BTreeMap<(Box<str>, usize), Vec<Held>>,
    /// For a parameter of another file's function what all calls of it pass.
    pub(crate) slots: BTreeMap<Slot, Held>,
    /// Functions that others use in other ways than by calls.
    pub(crate) escapes: BTreeSet<Box<str>>,
    /// Functions that others make handlers.
    pub(crate) registered: BTreeMap<Box<str>, Registered>,
    /// Paths that stand beside its classes elsewhere.
    pub(crate) tables: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// For a class what else the classes of other files below it have above them: names of libraries' classes.
    pub(crate) beside: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    /// Whether an application stands behind the calls that are seen, not only whoever imports a library.
    pub(crate) is_served: bool,
    /// Whether the project is too large for all of it to be found out.
    pub(crate) is_cut: bool,
}

impl Facts {
    /// Whether something was asked of the file's functions.
    pub fn has_questions(&self) -> bool {
        !self.judged.is_empty() || self.asked_by_value
    }

    /// Whether a framework calls functions of the file with data of a request.
    pub fn has_routes(&self) -> bool {
        self.has_routes
    }
}

impl Engine<'_> {
    /// The functions that other files can name.
    pub(crate) fn nameable(&self, path: &str) -> BTreeMap<StmtId, Arc<str>> {
        let mut by_name: BTreeMap<String, Option<StmtId>> = BTreeMap::new();
        for &id in self.file.functions() {
            let class = self.file.enclosing_class_of(id);
            let is_top = |stmt: StmtId| self.file.enclosing_function_of(stmt).is_none();
            let name = match class {
                None if is_top(id) => self.file.definition_name(id).to_owned(),
                Some(class) if is_top(class) && self.file.enclosing_class_of(class).is_none() => {
                    format!("{}.{}", self.file.definition_name(class), self.file.definition_name(id))
                }
                _ => continue,
            };
            // Of two of one name it cannot be said which one is meant.
            by_name.entry(name).and_modify(|known| *known = None).or_insert(Some(id));
        }
        let module = module_name(path);
        by_name.into_iter().filter_map(|(name, id)| Some((id?, format!("{module}.{name}").into()))).collect()
    }

    /// What this file tells the others; `is_imported` says that some of them read it.
    pub(crate) fn facts(&mut self, is_imported: bool) -> Facts {
        let mut facts = Facts {
            has_routes: self.outline.graph.has_routes(),
            asked_by_value: !self.by_name.references.is_empty(),
            ..Facts::default()
        };
        if is_imported {
            let plain: Vec<StmtId> = self.outline.names.keys().copied().filter(|id| self.is_plain(*id)).collect();
            for id in plain {
                self.ensure(Some(id));
            }
            self.tell_values(&mut facts);
        }
        self.tell_classes(&mut facts);
        self.tell_calls(&mut facts);
        for (id, name) in self.outline.names.clone() {
            let Some((_, local)) = project_name(&name) else { continue };
            let is_asked =
                facts.asked.range((Box::from(local), 0)..).next().is_some_and(|(asked, _)| **asked == *local);
            if is_imported || is_asked {
                facts.functions.insert(local.into(), self.function_facts(id, is_imported));
            }
        }
        for &id in &self.params.judged {
            facts.judged.extend(self.outline.names.get(&id).and_then(|name| Some(Box::from(project_name(name)?.1))));
        }
        self.tell_registrations(&mut facts);
        self.tell_tables(&mut facts);
        facts
    }

    fn function_facts(&self, id: StmtId, is_imported: bool) -> FunctionFacts {
        let Some(function) = self.file.function(id) else { return FunctionFacts::default() };
        let module = self.file.module();
        let param = |param: &syntax::ast::Param| ParamFacts {
            name: module.text(param.name.span).into(),
            kind: param.kind,
            constant_default: param.default.is_none_or(|default| self.file.is_constant(default)),
        };
        let summary =
            self.summaries.get(&id).filter(|_| is_imported && self.is_plain(id)).map(|summary| SummaryFacts {
                returned: self.carry(&summary.returned),
                fixed_keys: summary.fixed_keys().is_some(),
                outcomes: summary.outcomes.clone(),
                yields: summary.yields,
                takes_apart: self.takes_apart(id),
                asks_for_ending: self.is_of_ending(id),
            });
        let is_static = function.decorators.iter().any(|decorator| self.text(*decorator) == "staticmethod");
        FunctionFacts {
            is_public: self.file.is_public_function(id),
            escapes: self.outline.graph.escapes(self.called_as(id)),
            has_object: self.file.enclosing_class_of(id).is_some() && !is_static,
            params: function.params.params.iter().map(param).collect(),
            wraps: self.wraps(id),
            summary,
        }
    }

    /// What names of the top level hold, and what objects of the file's classes keep.
    fn tell_values(&mut self, facts: &mut Facts) {
        self.ensure(None);
        let top: Vec<(Box<str>, Value)> = self
            .finals
            .get(&None)
            .into_iter()
            .flat_map(|layer| &layer.names)
            .filter(|(key, _)| !key.contains(['.', '[']))
            .filter_map(|(key, slot)| Some((Box::from(&**key), slot.value.clone()?)))
            .collect();
        for (name, value) in top {
            facts.values.insert(name, self.carry(&value));
        }
        let members: Vec<(String, Vec<BindingKind>, bool)> = self.file.class_members().collect();
        for (name, kinds, complete) in members {
            let is_data = kinds.iter().all(|kind| matches!(kind, BindingKind::Assign { .. }));
            if is_data && let Some(value) = self.state(&kinds, complete, Span::default()) {
                facts.values.insert(name.into(), self.carry(&value));
            }
        }
        facts.values.retain(|_, value| !value.says_nothing());
        let kept = facts.values.values().flat_map(|value| &value.0).filter_map(|part| match &part.source {
            HeldSource::Parameter(slot) => Some(slot),
            _ => None,
        });
        let module = self.around.map_or_else(String::new, |around| module_name(around.path));
        let own = kept.filter(|slot| slot.function.starts_with(&module));
        facts.asked.extend(own.filter_map(|slot| Some((project_name(&slot.function)?.1.into(), slot.at))));
        self.tell_patterns(facts);
    }

    /// The bases of the classes that other files can name.
    fn tell_classes(&self, facts: &mut Facts) {
        let module = self.around.map_or_else(String::new, |around| module_name(around.path));
        for &class in self.file.classes() {
            if self.file.enclosing_function_of(class).is_none() && self.file.enclosing_class_of(class).is_none() {
                let base = |name: &str| match name.strip_prefix('.') {
                    Some(rest) if rest.starts_with('.') => None,
                    Some(_) => Some(format!("{module}{name}").into()),
                    None => Some(name.into()),
                };
                let bases = self.file.base_names(class).filter_map(base).collect();
                facts.classes.insert(self.file.definition_name(class).into(), bases);
            }
        }
    }

    fn tell_patterns(&self, facts: &mut Facts) {
        for binding in self.file.bindings() {
            if let BindingKind::Assign { value: Some(value), .. } = binding.kind
                && binding.scope.index() == 0
                && matches!(self.kind(value), ExprKind::Call { .. })
                && let Some(Const::Str(pattern)) = self.compiled_pattern(value)
            {
                // Of two of one name it cannot be said which one is meant.
                let name = self.file.module().text(binding.span);
                facts.patterns.entry(name.into()).and_modify(|known| *known = "".into()).or_insert(pattern);
            }
        }
    }

    /// The calls that pass something on to a parameter that somebody asks about: of other files' functions, and, where those
    /// pass on parameters of this file's, of these.
    fn tell_calls(&mut self, facts: &mut Facts) {
        let outward = self.outline.outward.clone();
        for (callee, calls) in &outward.calls {
            let Some((path, local)) = project_name(callee) else { continue };
            let Some(others) = self.around.and_then(|around| around.project.facts(path)) else { continue };
            let asked: Vec<usize> = asked_of(&others.asked, local).collect();
            if asked.is_empty() {
                continue;
            }
            for &call in calls {
                let passed =
                    self.foreign_arguments(callee, call).map(|given| self.told_arguments(&given, &asked, call));
                facts.calls.push(CallFacts { callee: callee.clone(), passed });
            }
        }
        let mut told = BTreeSet::new();
        loop {
            let fresh: Vec<(StmtId, usize)> = self.params.asked.difference(&told).copied().collect();
            facts.is_cut |= facts.calls.len() > MAX_CALLS_TOLD;
            self.observed.exhausted |= facts.is_cut;
            if fresh.is_empty() || facts.is_cut {
                break;
            }
            told.extend(fresh.iter().copied());
            for (function, at) in fresh {
                self.tell_calls_of(function, at, facts);
            }
        }
        for (source, slot) in &self.params.asked_slots {
            let mut part = self.carry(&Trail::source_alone(*source)).0;
            facts.slots.extend(part.pop().map(|part| (slot.clone(), part)));
        }
        let named = |(function, at): &(StmtId, usize)| {
            let name = self.outline.names.get(function)?;
            Some((project_name(name)?.1.into(), *at))
        };
        facts.deciding = self.params.deciding.iter().filter_map(named).collect();
        facts.escapes.clone_from(&outward.escapes);
        facts.loose.clone_from(&outward.loose);
    }

    /// The file's own calls of one of its functions.
    fn tell_calls_of(&mut self, function: StmtId, at: usize, facts: &mut Facts) {
        let Some(name) = self.outline.names.get(&function).cloned() else { return };
        if let Some((_, local)) = project_name(&name) {
            facts.asked.insert((local.into(), at));
        }
        for call in self.outline.graph.calls_of(function) {
            let Some((func, args)) = self.call_as(call, function) else { continue };
            let given = self.arguments(function, func, &args);
            let passed = given.map(|given| self.told_arguments(&given, &[at], call));
            facts.calls.push(CallFacts { callee: name.clone(), passed });
        }
    }

    /// What a call passes for the parameters that are asked about.
    fn told_arguments(&mut self, given: &[Vec<ExprId>], asked: &[usize], call: ExprId) -> Vec<Option<Held>> {
        self.ensure(self.file.enclosing_function(call));
        let ExprKind::Call { func, .. } = self.kind(call) else { return Vec::new() };
        let mut told = Vec::with_capacity(given.len());
        for (at, arguments) in given.iter().enumerate() {
            if arguments.is_empty() || !asked.contains(&at) {
                told.push(None);
                continue;
            }
            if let [argument] = arguments[..]
                && let Some(&(library, of)) = self.observed.requests.get(&argument)
            {
                told.push(Some(Held::request(library, of)));
                continue;
            }
            let mut all = Value::CONSTANT;
            for &argument in arguments {
                let value = self.argument_value(argument);
                all = all.merge(&self.passed_to(&value, argument, *func));
            }
            for part in all.parts() {
                self.params.asked.extend(part.source.and_then(|source| self.params.places.get(&source)));
            }
            told.push(Some(self.carry(&all)));
        }
        told
    }

    /// What an argument holds; a call that never runs passes nothing.
    fn argument_value(&mut self, argument: ExprId) -> Value {
        if self.file.is_constant(argument) || self.dead_reason(self.span(argument)).is_some() {
            return Value::CONSTANT;
        }
        self.value(argument).cloned().unwrap_or_else(|| self.trail.unknown(self.span(argument)))
    }

    /// Functions of other files that calls of this one make handlers.
    fn tell_registrations(&self, facts: &mut Facts) {
        for &call in &self.outline.registering {
            let ExprKind::Call { func, args } = self.kind(call) else { continue };
            for (library, known) in &self.outline.libraries {
                for (at, registration) in known.registrations.iter().enumerate() {
                    if !self.is_one_of(*func, registration.calls) {
                        continue;
                    }
                    let Some(given) = self.file.call_args(call).argument(registration.position, registration.keyword)
                    else {
                        continue;
                    };
                    let path = args.first().and_then(|first| self.file.constant(first.value()));
                    let path = path.as_ref().and_then(Const::as_str);
                    let names = self.file.qualified_names(given).filter(|name| project_name(name).is_some());
                    facts.registered.extend(names.map(|name| Registered {
                        function: name.into(),
                        path: path.map(Into::into),
                        library: *library,
                        registration: at as u16,
                    }));
                }
            }
        }
    }

    /// Which arguments each of `params` gets: at most one, or all that `*args` and `**kwargs` collect. The first
    /// `bound` ones, an object among them, were given before. `None` if that cannot be said.
    pub(crate) fn match_arguments(
        &self,
        params: &[(&str, ParamKind)],
        bound: usize,
        args: &[Argument],
    ) -> Option<Vec<Vec<ExprId>>> {
        let place = |wanted: ParamKind| params.iter().position(|(_, kind)| *kind == wanted);
        let mut given = vec![Vec::new(); params.len()];
        let mut next = bound;
        for arg in args {
            let at = match arg {
                Argument::Positional(_) => {
                    next += 1;
                    match params.get(next - 1) {
                        Some((_, ParamKind::Regular | ParamKind::PositionalOnly)) => next - 1,
                        _ => place(ParamKind::VarArgs)?,
                    }
                }
                Argument::Keyword { name, .. } => {
                    let name = self.file.module().text(name.span);
                    let named = |(param, kind): &(&str, ParamKind)| {
                        matches!(kind, ParamKind::Regular | ParamKind::KeywordOnly) && *param == name
                    };
                    params.iter().position(named).or_else(|| place(ParamKind::KwArgs))?
                }
                Argument::Star(_) | Argument::DoubleStar(_) => return None,
            };
            given.get_mut(at)?.push(arg.value());
        }
        Some(given)
    }
}

/// The parameters of a function that somebody asks about.
pub(crate) fn asked_of<'f>(
    asked: &'f BTreeSet<(Box<str>, usize)>,
    function: &'f str,
) -> impl Iterator<Item = usize> + 'f {
    let first = (Box::from(function), 0);
    asked.range(first..).take_while(move |(name, _)| **name == *function).map(|(_, at)| *at)
}
