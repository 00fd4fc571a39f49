//! Routes that a loop makes of the methods of services whose description a generated module holds:
//! `for method in service.DESCRIPTOR.methods`.

use semantic::{BindingKind, Const, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use super::protobuf::Served;
use super::rows::Row;
use super::view::last_word;
use super::{FileSite, Name, Text};

/// Calls that register a route.
const ADDERS: [&str; 4] = ["add_url_rule", "add_api_route", "add_route", "route"];
/// Fields of an option that say the path.
const PATHS: [&str; 10] = ["path", "url", "uri", "route", "pattern", "get", "post", "put", "patch", "delete"];
/// Values of the tables of handlers of one file, and loops over methods in it.
const MAX_HANDLERS: usize = 2000;
const MAX_LOOPS: usize = 16;

/// What a loop makes of each method of some services.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    /// The services: one that a name stands for, or all that are handed to this function as this parameter.
    pub(super) of: Name,
    pub(super) handed: Option<(String, usize)>,
    /// What the routes are declared on.
    pub(super) on: Option<Name>,
    path: Text,
    pub(super) lines: (u32, u32),
}

/// A generated service that a call is handed: the function, the place or name of the argument, and the service.
#[derive(Clone, Debug)]
pub(super) struct Handed {
    pub(super) function: Name,
    place: Result<usize, String>,
    pub(super) service: Name,
}

impl Handed {
    pub(super) fn is_for(&self, param: &(String, usize)) -> bool {
        match &self.place {
            Ok(at) => *at == param.1,
            Err(name) => *name == param.0,
        }
    }
}

/// Notes loops over the methods of services, the services that they are given, and who answers which message.
pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    if site.imports.iter().any(|(_, name)| generated(name)) {
        handlers(file, site);
        file.calls().iter().for_each(|&call| handed(file, call, site));
    }
    for (id, expr) in file.module().exprs() {
        if let ExprKind::Attribute { value, attr } = expr.kind
            && matches!(file.module().text(attr.span), "methods" | "methods_by_name")
            && let Some(service) = described(file, value)
            && site.loops.len() < MAX_LOOPS
        {
            gone_through(file, id, service, site);
        }
    }
}

/// `Orders` of `Orders.DESCRIPTOR`; of `orders_pb2.DESCRIPTOR.services_by_name["Orders"]` the module's service of that name.
fn described(file: &FileModel, e: ExprId) -> Option<(ExprId, Option<String>)> {
    let of_descriptor = |e: ExprId| match file.module().expr(e).kind {
        ExprKind::Attribute { value, attr } if file.module().text(attr.span) == "DESCRIPTOR" => Some(value),
        _ => None,
    };
    if let ExprKind::Subscript { value, index } = file.module().expr(e).kind {
        let ExprKind::Attribute { value, attr } = file.module().expr(value).kind else { return None };
        let Some(Const::Str(name)) = file.constant(index) else { return None };
        let by_name = file.module().text(attr.span) == "services_by_name";
        return of_descriptor(value).filter(|_| by_name).map(|module| (module, Some(name.to_string())));
    }
    of_descriptor(e).map(|service| (service, None))
}

/// Whether a name is that of a generated module, or of something in one.
fn generated(name: &Name) -> bool {
    let Name::There { dotted, .. } = name else { return false };
    dotted.split('.').any(|part| part.ends_with("_pb2"))
}

/// `routes_of(OrdersService, …)`
fn handed(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let ExprKind::Call { func, ref args } = file.module().expr(call).kind else { return };
    for (at, argument) in args.iter().enumerate() {
        let (place, value) = match *argument {
            Argument::Positional(value) => (Ok(at), value),
            Argument::Keyword { name, value } => (Err(file.module().text(name.span).to_owned()), value),
            Argument::Star(_) | Argument::DoubleStar(_) => return,
        };
        let is_name = matches!(file.module().expr(value).kind, ExprKind::Name | ExprKind::Attribute { .. });
        let service = Name::of(file, value).filter(|service| is_name && generated(service));
        if let (Some(service), Some(function)) = (service, Name::of(file, func)) {
            site.handed.push(Handed { function, place, service });
        }
    }
}

/// `HANDLERS = {CreateOrder: create_order}`, with generated messages for keys.
fn handlers(file: &FileModel, site: &mut FileSite) {
    for (_, expr) in file.module().exprs() {
        let ExprKind::Dict(entries) = &expr.kind else { continue };
        for &(key, value) in entries {
            let of = || Some((Name::of(file, key?).filter(generated)?, Name::of(file, value)?));
            let Some(handler) = of() else { break };
            if site.handlers.len() < MAX_HANDLERS {
                site.handlers.push(handler);
            }
        }
    }
}

/// A loop over the methods of a service: the routes that its function registers, or lists for others.
fn gone_through(file: &FileModel, methods: ExprId, service: (ExprId, Option<String>), site: &mut FileSite) {
    let function = file.enclosing_function(methods);
    let (service, name) = service;
    let param = file.binding(service).and_then(|binding| match file.binding_info(binding).kind {
        BindingKind::Param { function, index } => Some((function, index)),
        _ => None,
    });
    let (of, handed) = match param {
        Some((owner, index)) if Some(owner) == function => {
            let own = file.module().text(file.module().expr(service).span).to_owned();
            (Name::Here(file.definition_name(owner).to_owned()), Some((own, index)))
        }
        _ => match Name::of(file, service) {
            Some(of) => (name.into_iter().fold(of, |of, name| of.child(&name)), None),
            None => return,
        },
    };
    for (id, expr) in file.module().exprs() {
        if file.enclosing_function(id) != function {
            continue;
        }
        let (on, parts) = match &expr.kind {
            // `routes.append((path, handler, [rule.method]))`
            ExprKind::Tuple(parts) if parts.len() > 2 => (listed(file, function), parts.to_vec()),
            ExprKind::Call { func, .. } if last_word(file, *func).is_some_and(|word| ADDERS.contains(&word)) => {
                let ExprKind::Attribute { value, .. } = file.module().expr(*func).kind else { continue };
                let args = file.call_args(id);
                let path = args.positional(0).or_else(|| args.keyword("rule")).or_else(|| args.keyword("path"));
                (Name::of(file, value), path.into_iter().collect())
            }
            _ => continue,
        };
        let paths = parts.iter().map(|&part| Text::of(file, &Row::new(), part));
        let Some(path) = paths.into_iter().find(|path| path.any(&names_path)) else { continue };
        let (span, lines) = (expr.span, file.module().lines());
        let lines = (lines.line(span.start), lines.line(span.end));
        site.loops.push(Loop { of: of.clone(), handed: handed.clone(), on, path, lines });
    }
}

/// The function that lists routes: they are served where something goes through what it gives.
fn listed(file: &FileModel, function: Option<StmtId>) -> Option<Name> {
    Some(Name::Here(file.definition_name(function?).to_owned()))
}

/// `rule.path`; what a name is given is `getattr(rule, …)` then.
fn names_path(text: &Text) -> bool {
    match text {
        Text::Named(Name::Here(name)) => name.rsplit_once('.').is_some_and(|(_, field)| PATHS.contains(&field)),
        Text::Open(label) => PATHS.contains(&super::view::last_part(label)),
        _ => false,
    }
}

impl Loop {
    /// The path of a method that is served so.
    pub(super) fn path(&self, served: &Served) -> Text {
        self.path.with(&|text| {
            let said = |name: &str| {
                let (_, field) = name.split_once('.')?;
                served.said.iter().find(|(known, _)| known == field).map(|(_, value)| value.clone())
            };
            match text {
                Text::Named(Name::Here(name)) if said(name).is_some() => said(name).map(Text::Known),
                text if names_path(text) => Some(Text::Known(served.path.clone())),
                _ => None,
            }
        })
    }
}
