//! Where a function begins: which of its parameters bring data from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use semantic::SinkKind;
use syntax::ast::{ExprId, ExprKind, Function, Param, ParamKind, StmtId, StmtKind};

use crate::files::portable::Held;
use crate::models::{self, LIBRARIES, Library};
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::sources::route::{ONE_SEGMENT, Route, all_let_through, has_own_converter, is_one_segment, lets_through};
use crate::state::env::{Key, Relation};
use crate::state::value::{Form, Part, SinkSet, Value};
use crate::{Source, SourceKind};

/// Contexts in which an object is harmless whose fields are fixed.
pub(crate) const FIELDS: SinkSet = SinkSet::NONE.with(SinkKind::Attribute).with(SinkKind::Pollution);

/// The parameter by which Django's middleware, which need not import anything, is told: what answers the request.
const MIDDLEWARE: &str = "get_response";

/// What a function is to a framework.
#[derive(Debug)]
pub(crate) enum Role {
    /// The framework calls it with data of a request; its route, if a decorator gives it, and whether
    /// `<int:id>` in that converts and annotations are enforced.
    Handler { kind: SourceKind, route: Option<Route>, converters: bool, validates: bool },
    /// Anybody may call it.
    Public,
    /// Only this file calls it, as far as can be seen.
    Internal,
}

impl<'a> Engine<'a> {
    /// Puts the parameters of a function into the environment.
    pub(crate) fn bind_parameters(&mut self, id: StmtId, function: &'a Function) {
        let class = self.file.enclosing_class_of(id);
        let bases = self.bases_of_objects(class);
        let role = self.role(id, function, &bases);
        let is_static = function.decorators.iter().any(|decorator| self.text(*decorator) == "staticmethod");
        let mut marks = vec![None; function.params.params.len()];
        for (at, param) in function.params.params.iter().enumerate() {
            let name = self.file.module().text(param.name.span);
            let key: Key = name.into();
            let request = self.request_parameter(param, name, &bases);
            let request = request.or_else(|| self.handed_request(id, at)).or_else(|| self.registered_request(id, name));
            if let Some(relation) = request {
                let value = self.trail.unknown(param.name.span);
                let value = match relation {
                    Relation::Request(library, at) => value.with_form(Form::Request(library, at)),
                    _ => value,
                };
                self.env.put(key, value, Some(relation));
                continue;
            }
            let receiver = at == 0 && class.is_some() && !is_static;
            let value = if receiver {
                for (key, kept) in self.kept_by_registered(id, name) {
                    self.env.put(key, kept, None);
                }
                self.trail.unknown(param.name.span)
            } else if let Some(error) = self.error_parameter(id, function, at, param) {
                error
            } else {
                let value = self.parameter(&role, id, function, param, name);
                let value = match *role {
                    Role::Handler { .. } => self.let_through_tables(id, function, at, value),
                    Role::Public | Role::Internal => value,
                };
                if let (Role::Public | Role::Internal, [Part { source: Some(source), .. }]) = (&*role, value.parts()) {
                    marks[at] = Some(*source);
                    self.params.places.insert(*source, (id, at));
                }
                value
            };
            self.env.put(key.clone(), value, None);
            if matches!(*role, Role::Handler { .. }) {
                for (field, value) in self.provided_fields(param) {
                    self.env.put(format!("{key}{field}").into(), value, None);
                }
            }
        }
        self.params.marks.insert(id, marks);
        self.bind_request_fields(&bases, function);
        if matches!(*role, Role::Handler { .. }) {
            self.enter_through_preludes(id, function);
        }
    }

    /// `self.request` in a class-based view.
    fn bind_request_fields(&mut self, bases: &[&'a str], function: &'a Function) {
        let Some(receiver) = function.params.params.first().map(|param| param.name.span) else { return };
        let receiver_name = self.file.module().text(receiver);
        for (library_at, library) in &self.outline.libraries {
            for (at, request) in library.requests.iter().enumerate() {
                if !models::has_base(request.self_bases, bases) {
                    continue;
                }
                for field in request.self_fields {
                    let form = Form::Request(*library_at, at as u16);
                    let value = self.trail.unknown(receiver).with_form(form);
                    let relation = Relation::Request(*library_at, at as u16);
                    self.env.put(format!("{receiver_name}.{field}").into(), value, Some(relation));
                }
            }
        }
    }

    /// The libraries that the file imports, with their places in the table.
    pub(crate) fn libraries_in_use(&self) -> Vec<(u16, &'static Library)> {
        let beside = self.around.and_then(|around| around.incoming).map(|incoming| &incoming.beside);
        let beside: BTreeSet<&str> = beside
            .into_iter()
            .flat_map(BTreeMap::values)
            .flatten()
            .map(|base| base.split('.').next().unwrap_or(base))
            .collect();
        let used = |library: &Library| {
            let is_used = |name: &&str| self.outline.imports.binary_search(name).is_ok() || beside.contains(*name);
            library.platform || library.imports.iter().any(is_used)
        };
        (0..).zip(LIBRARIES).filter(|(_, library)| used(library)).collect()
    }

    /// The methods of the libraries in use that bring data in, whoever has them.
    pub(crate) fn source_methods_in_use(&self) -> BTreeMap<&'static str, SourceKind> {
        let groups = self.outline.libraries.iter().flat_map(|(_, library)| library.source_methods);
        groups.flat_map(|(kind, names)| names.iter().map(|name| (*name, *kind))).collect()
    }

    /// Qualified names of the bases of a class's objects: of a class that only others complete, also of theirs.
    pub(super) fn bases_of_objects(&self, class: Option<StmtId>) -> Vec<&'a str> {
        let Some(class) = class else { return Vec::new() };
        let mut bases = self.base_names(class);
        for &heir in self.outline.heirs.get(&class).into_iter().flatten() {
            bases.extend(self.base_names(heir));
        }
        bases.extend(self.bases_beside(class));
        bases
    }

    /// Qualified names of a class's bases, and of theirs.
    pub(crate) fn base_names(&self, class: StmtId) -> Vec<&'a str> {
        self.file.base_names(class).collect()
    }

    /// Whether a framework calls one of the file's functions with data of a request.
    pub(crate) fn has_routes(&self) -> bool {
        let is_middleware = |function: &Function| {
            function.params.params.iter().any(|param| self.file.module().text(param.name.span) == MIDDLEWARE)
        };
        self.file.functions().iter().any(|&id| {
            self.is_handler(id) || self.gets_request(id) || self.file.function(id).is_some_and(is_middleware)
        })
    }

    /// Whether a function is handed the request, or is a method of an object in which a framework keeps it.
    pub(crate) fn gets_request(&self, id: StmtId) -> bool {
        let Some(function) = self.file.function(id) else { return false };
        let bases = self.bases_of_objects(self.file.enclosing_class_of(id));
        let is_request =
            |param: &Param| self.request_parameter(param, self.file.module().text(param.name.span), &bases).is_some();
        let keeps =
            |request: &models::Request| !request.self_fields.is_empty() && models::has_base(request.self_bases, &bases);
        function.params.params.iter().any(is_request)
            || self.outline.libraries.iter().any(|(_, library)| library.requests.iter().any(keeps))
    }

    /// Whether a framework calls the function with data from outside.
    pub(crate) fn is_handler(&self, id: StmtId) -> bool {
        let bases = self.bases_of_objects(self.file.enclosing_class_of(id));
        let role = self.file.function(id).map(|function| self.role(id, function, &bases));
        matches!(role.as_deref(), Some(Role::Handler { .. }))
    }

    /// What a function is to a framework: looked up once, asked often.
    pub(super) fn role(&self, id: StmtId, function: &'a Function, bases: &[&str]) -> Rc<Role> {
        if let Some(known) = self.roles.borrow().get(&id) {
            return Rc::clone(known);
        }
        let role = Rc::new(self.found_role(id, function, bases));
        self.roles.borrow_mut().insert(id, Rc::clone(&role));
        role
    }

    fn found_role(&self, id: StmtId, function: &'a Function, bases: &[&str]) -> Role {
        let name = self.file.module().text(function.name.span);
        let first = function.params.params.first().map(|param| self.file.module().text(param.name.span));
        if let Some((route, registration)) = self.registered(id).or_else(|| self.registered_elsewhere(id)) {
            let &models::Registration { kind, converters, validates, .. } = registration;
            return Role::Handler { kind, route, converters, validates };
        }
        if name == "__init__"
            && self.file.enclosing_class_of(id).is_some_and(|class| self.outline.depended.contains(&class))
        {
            // The framework makes an object of the class of what a request says.
            return Role::Handler { kind: SourceKind::Request, route: None, converters: false, validates: true };
        }
        let is_queued = self.outline.queued.contains(&id);
        for (_, library) in &self.outline.libraries {
            // What the program itself passes to a task is seen where it does.
            for handler in library.handlers.iter().filter(|handler| !(handler.queued && is_queued)) {
                let route = function.decorators.iter().find_map(|decorator| self.route(*decorator, handler.decorators));
                let is_method = |wanted: &&str| match wanted.strip_suffix('*') {
                    Some(start) => name.starts_with(start),
                    None => *wanted == name,
                };
                let by_base = handler.methods.iter().any(is_method)
                    && (handler.bases.is_empty() || models::has_base(handler.bases, bases));
                // What the file itself calls is a helper that the request is handed on to.
                let by_first = handler.first_parameter.is_some()
                    && handler.first_parameter == first
                    && !self.outline.called.contains(&id);
                let by_shape = !handler.parameters.is_empty()
                    && handler.parameters.iter().copied().eq(function
                        .params
                        .params
                        .iter()
                        .map(|param| self.file.module().text(param.name.span)));
                let marked = function.decorators.iter().any(|decorator| {
                    let func = match self.kind(*decorator) {
                        ExprKind::Call { func, .. } => *func,
                        _ => *decorator,
                    };
                    self.is_one_of(func, handler.marks)
                });
                if route.is_some() || by_base || by_first || by_shape || marked {
                    let &models::Handler { kind, converters, validates, .. } = handler;
                    return match self.path_pattern(id) {
                        Some(pattern) if route.is_none() => {
                            let route = Some(Route::Constant(pattern.to_owned()));
                            Role::Handler { kind, route, converters: true, validates }
                        }
                        _ => Role::Handler { kind, route, converters, validates },
                    };
                }
            }
        }
        if self.file.is_public_function(id) { Role::Public } else { Role::Internal }
    }

    /// The functions that the file calls by their names. Not asked where no library has views that only their first
    /// parameter shows.
    pub(crate) fn called_by_name(&self) -> BTreeSet<StmtId> {
        let matters =
            |(_, library): &(u16, &Library)| library.handlers.iter().any(|handler| handler.first_parameter.is_some());
        if !self.outline.libraries.iter().any(matters) {
            return BTreeSet::new();
        }
        let functions = self.file.calls().iter().filter_map(|call| match self.kind(*call) {
            ExprKind::Call { func, .. } if matches!(self.kind(*func), ExprKind::Name) => {
                Some(self.local_functions(*func))
            }
            _ => None,
        });
        functions.flatten().collect()
    }

    /// Whether a function has one of the qualified names, or as a method one of the names after `*.`.
    pub(crate) fn is_one_of(&self, func: ExprId, names: &[&str]) -> bool {
        let method = match self.kind(func) {
            ExprKind::Attribute { attr, .. } => Some(self.file.module().text(attr.span)),
            _ => None,
        };
        names.iter().any(|wanted| match wanted.strip_prefix("*.") {
            Some(wanted) => method == Some(wanted),
            // A function of the program's own, by its name alone.
            None if !wanted.contains('.') => matches!(self.kind(func), ExprKind::Name) && self.text(func) == *wanted,
            None => self
                .file
                .qualified_names(func)
                .any(|name| name == *wanted || name.contains('(') && name.replace("()", "") == *wanted),
        })
    }

    /// If the parameter is a request object: which one.
    fn request_parameter(&self, param: &Param, name: &str, bases: &[&str]) -> Option<Relation> {
        let annotated = |types: &[&str]| {
            param
                .annotation
                .is_some_and(|annotation| self.file.qualified_names(annotation).any(|name| types.contains(&name)))
        };
        for (library_at, library) in &self.outline.libraries {
            for (at, request) in library.requests.iter().enumerate() {
                let by_name = request.parameters.contains(&name)
                    && (request.self_bases.is_empty() || name != "self" || models::has_base(request.self_bases, bases));
                let otherwise = request.unannotated && param.annotation.is_some();
                if annotated(request.types) || by_name && !otherwise {
                    return Some(Relation::Request(*library_at, at as u16));
                }
            }
        }
        None
    }

    /// The request that the library hands to a view which another file registers there: its own file need not import anything of it.
    fn registered_request(&self, id: StmtId, name: &str) -> Option<Relation> {
        let library_at = self.registering_library(id)?;
        let requests = LIBRARIES.get(usize::from(library_at))?.requests;
        let at = requests.iter().position(|request| request.parameters.contains(&name) && !request.unannotated)?;
        Some(Relation::Request(library_at, at as u16))
    }

    /// The request that other files pass for a parameter, whatever it is called here.
    fn handed_request(&self, function: StmtId, at: usize) -> Option<Relation> {
        let (passed, _) = self.passed_from_elsewhere(function, at);
        passed.iter().find_map(Held::as_request).map(|(library, at)| Relation::Request(library, at))
    }

    pub(super) fn parameter(
        &mut self,
        role: &Role,
        id: StmtId,
        function: &Function,
        param: &Param,
        name: &str,
    ) -> Value {
        let span = param.name.span;
        let own_name = self.file.module().text(function.name.span);
        let source = |kind, label: String| Source { kind, label, span, function: Some(id), elsewhere: None };
        match role {
            Role::Handler { kind, route, converters, validates } => {
                if let Some(dependency) = self.dependency(param) {
                    let made = self.depended_class(param, dependency).and_then(|class| self.made_for(class));
                    return made.unwrap_or_else(|| self.provided_by(dependency, span));
                }
                if self.is_provided_by_name(name) {
                    return self.trail.unknown(span);
                }
                let what = if *kind == SourceKind::Request { "request parameter" } else { "parameter" };
                let value = self.trail.enter(source(*kind, format!("{what} `{name}`")));
                if *converters {
                    let Some(Route::Constant(path)) = route else { return value };
                    if matches!(param.kind, ParamKind::KwArgs | ParamKind::VarArgs) {
                        return match all_let_through(path) {
                            Some(SinkSet::NONE) => value,
                            Some(sinks) => self.trail.clean(&value, sinks, "the route's converters".to_owned(), span),
                            None => self.trail.unknown(span),
                        };
                    }
                    let place = function.params.params.iter().position(|other| other.name.span == span).unwrap_or(0);
                    return match lets_through(path, name, place) {
                        // What a converter of the project's own lets through is not seen.
                        Some(SinkSet::NONE) if has_own_converter(path, name) => {
                            value.map(|part| Part { through: true, ..*part })
                        }
                        Some(SinkSet::NONE) => value,
                        Some(sinks) => self.trail.clean(&value, sinks, "the route's converter".to_owned(), span),
                        // In no part of the path: a decorator or a default gives it.
                        None => self.trail.unknown(span),
                    };
                }
                let value = match route {
                    Some(Route::Constant(path)) if is_one_segment(path, name) => {
                        self.trail.clean(&value, ONE_SEGMENT, "the route's converter".to_owned(), span)
                    }
                    _ => value,
                };
                let value = self.argument_of_schema(id, own_name, name, value);
                if *validates { self.enforced(value, param) } else { value }
            }
            // Who calls a function that is not public is seen in the file, or not known.
            Role::Public | Role::Internal => {
                // What depends on something else is depended on itself: a framework calls it.
                if let Some(dependency) = self.dependency(param) {
                    return self.provided_by(dependency, span);
                }
                let label = format!("parameter `{name}` of `{own_name}`");
                let value = self.trail.enter(source(SourceKind::Parameter, label));
                self.typed(value, param, "")
            }
        }
    }

    /// `rows = graphene.List(Row, first=graphene.Int())`: what a resolver of the field is given for `first` is a number.
    fn argument_of_schema(&mut self, resolver: StmtId, resolver_name: &str, name: &str, value: Value) -> Value {
        let field = resolver_name.strip_prefix("resolve_");
        let Some((field, class)) = field.zip(self.file.enclosing_class_of(resolver)) else { return value };
        let module = self.file.module();
        let body = self.file.class(class).map_or(&[][..], |definition| &definition.body);
        let declared = body.iter().find_map(|stmt| match &module.stmt(*stmt).kind {
            StmtKind::Assign { targets, value } if targets.iter().any(|target| self.text(*target) == field) => {
                self.file.call_args(*value).keyword(name)
            }
            _ => None,
        });
        let Some(declared) = declared else { return value };
        let kind = match self.kind(declared) {
            ExprKind::Call { func, .. } => *func,
            _ => declared,
        };
        match self.harmless_type(kind) {
            Some(sinks) => {
                let by = format!("the type `{}` in the schema", short(self.text(kind)));
                self.trail.clean(&value, sinks, by, self.span(kind))
            }
            None => value,
        }
    }

    /// A parameter that can only hold numbers and the like is harmless.
    fn typed(&mut self, value: Value, param: &Param, why: &str) -> Value {
        match param.annotation {
            Some(annotation) => {
                let by = format!("the type `{}` of the parameter{why}", short(self.text(annotation)));
                let sinks = match self.harmless_types(annotation) {
                    Some(_) if self.has_upper_bound(param) => SinkSet::ALL,
                    Some(sinks) => sinks,
                    // A framework builds the object from the fields that its class names.
                    None if !why.is_empty() && self.has_fixed_fields(annotation) => FIELDS,
                    None => return value,
                };
                self.trail.clean(&value, sinks, by, self.span(annotation))
            }
            None => value,
        }
    }

    /// What a framework lets through that enforces the parameter's type and what its default says.
    fn enforced(&mut self, value: Value, param: &Param) -> Value {
        let mut value = self.typed(value, param, ", which the framework enforces");
        for part in [param.annotation, param.default].into_iter().flatten() {
            let sinks = self.constraint(part, 4);
            if sinks != SinkSet::NONE && self.harmless_types(part).is_none() {
                let by = format!("`{}`, which the framework enforces", short(self.text(part)));
                value = self.trail.clean(&value, sinks, by, self.span(part));
            }
        }
        value
    }
}
