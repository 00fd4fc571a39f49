//! What the code is: frameworks, libraries, entry points, type hints.

mod development;
mod libraries;
pub(crate) mod routed;

use std::collections::{BTreeMap, BTreeSet};

use model::{AuthMechanism, EntryPoint, EntryPointKind, Framework, Location, Recon, Stored, TypeHints};
use rules::{Gates, Guards};
use semantic::{Const, FileModel};
use syntax::Span;
use syntax::ast::{Argument, CompareOp, ExprId, ExprKind, Function, ParamKind, StmtId, StmtKind};

use crate::FileAnalysis;
use crate::given::loads::{self, Loads};
use crate::judgement::settled::{self, Settled};
use crate::judgement::stored;
use crate::site::{self, Door, FileSite, Member};

use libraries::{
    AUTH, AuthRank, CONFIGURATION_NAMES, DRIVERS, FRAMEWORKS, LANGUAGE_MODELS, LOGGING, ORMS, READ_ARGUMENTS,
    STARLETTE, known,
};
use routed::Routed;

/// What one file says about the project.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileRecon {
    /// By the module that is imported.
    frameworks: BTreeMap<&'static str, Framework>,
    auth: BTreeSet<AuthRank>,
    orms: BTreeSet<&'static str>,
    drivers: BTreeSet<&'static str>,
    logging: BTreeSet<&'static str>,
    configuration: Option<String>,
    entry_points: Vec<EntryPoint>,
    /// What it declares of the application's routes.
    site: FileSite,
    stored: Vec<Stored>,
    type_hints: TypeHints,
    /// Lines of functions that a queue of tasks calls: first and last.
    tasks: Vec<(u32, u32)>,
    /// Functions that are views of Django if anything routes to them: first and last line, name.
    views: Vec<(u32, u32, String)>,
    /// What its routes of Django lead to, and what they hand on.
    pub(crate) routed: Routed,
    /// Fields that its forms check by a method of their own: `clean_email`.
    pub(crate) checked_fields: Vec<String>,
    /// What it settles for all files.
    pub(crate) settled: Vec<Settled>,
    /// Who gets as far as its functions.
    pub(crate) gates: Gates,
    /// Lines behind which a function asks for rights: first and last.
    asked_rights: Vec<(u32, u32)>,
    /// Paths of files whose routes it adds only where debugging is on.
    pub(crate) joined_for_debugging: Vec<String>,
    /// Whether the file holds tests, which nobody but a test runner runs.
    pub(crate) is_test: bool,
    /// Whether a framework calls its functions with data of a request.
    pub(crate) serves: bool,
    /// Top-level modules that are imported, with the first line that does it.
    pub(crate) modules: BTreeMap<String, u32>,
    /// Whether the module reads a command's arguments: a person starts a program here. What only its own test run or a single
    /// function imports does not say so of the module.
    pub(crate) is_started: bool,
    /// Modules that may be loaded without an import statement.
    pub(crate) loads: Loads,
    /// The last part of the names of modules all of whose names it takes over: settings that it completes.
    pub(crate) takes_over: BTreeSet<String>,
}

impl FileRecon {
    /// Whether its name says that it holds settings.
    pub(crate) fn is_configuration(&self) -> bool {
        self.configuration.is_some()
    }

    /// Whether a cookie says who is signed in.
    pub(crate) fn signs_in_by_cookie(&self) -> bool {
        self.auth.contains(&AuthRank::Session)
    }

    /// Whether it asks language models.
    pub(crate) fn asks_models(&self) -> bool {
        LANGUAGE_MODELS.iter().any(|module| self.modules.contains_key(*module))
    }

    /// Moves the places to other lines, where the code is a part of a file.
    pub(crate) fn move_lines(&mut self, to: impl Fn(u32) -> u32) {
        for entry in &mut self.entry_points {
            (entry.location.line, entry.end_line) = (to(entry.location.line), to(entry.end_line));
        }
        for stored in &mut self.stored {
            stored.location.line = to(stored.location.line);
        }
        for line in self.modules.values_mut() {
            *line = to(*line);
        }
        self.site.move_lines(&to);
        self.gates.move_lines(&to);
        let views = self.views.iter_mut().map(|(first, last, _)| (first, last));
        let pairs = self.tasks.iter_mut().chain(&mut self.asked_rights).map(|(first, last)| (first, last));
        for (first, last) in pairs.chain(views) {
            (*first, *last) = (to(*first), to(*last));
        }
        self.loads.move_lines(to);
    }
}

impl FileRecon {
    /// Whether rights are asked for before the line, in the same function.
    pub(crate) fn asks_for_rights(&self, line: u32) -> bool {
        self.asked_rights.iter().any(|&(first, last)| first <= line && line <= last)
    }

    /// Whether the line belongs to a function that a queue of tasks calls.
    pub(crate) fn is_task(&self, line: u32) -> bool {
        self.tasks.iter().any(|&(first, last)| first <= line && line <= last)
    }

    /// The view of Django to which the line belongs, if nothing but a route elsewhere can make it one.
    pub(crate) fn view_at(&self, line: u32) -> Option<&str> {
        self.views.iter().find(|(first, last, _)| *first <= line && line <= *last).map(|(_, _, name)| &**name)
    }

    /// The methods and path of the route that the function at `span` serves: `GET /users`.
    pub(crate) fn route_of(&self, function: &str, span: Span, file: &FileModel) -> Option<String> {
        let line = file.module().lines().line(span.start);
        let entry = self.entry_points.iter().find(|entry| {
            entry.kind == EntryPointKind::Route && entry.function == function && entry.location.line == line
        })?;
        let path = entry.path.as_deref()?;
        Some(if entry.methods.is_empty() { path.to_owned() } else { format!("{} {path}", entry.methods.join("|")) })
    }
}

/// What Django's forms call for a field when they check what was sent.
fn checked_fields(file: &FileModel) -> Vec<String> {
    let methods = file.functions().iter().filter(|&&id| file.enclosing_class_of(id).is_some());
    methods.filter_map(|&id| file.definition_name(id).strip_prefix("clean_")).map(str::to_owned).collect()
}

/// Everything that one file says.
pub(crate) fn of_file(file: &FileModel, path: &str) -> FileRecon {
    let is_test = rules::is_test_file(path);
    let mut recon = FileRecon {
        joined_for_debugging: development::joined_for_debugging(file),
        checked_fields: checked_fields(file),
        is_test,
        loads: loads::of_file(file),
        ..FileRecon::default()
    };
    // What tests serve, store and settle says nothing of the program.
    if !is_test {
        recon.gates = Gates::of(file);
        recon.asked_rights = rules::rights_asked(file);
        recon.routed = routed::of_file(file);
        recon.settled = settled::settled_by(file);
        recon.stored = stored::of_file(file, path);
    }
    for (_, stmt) in file.module().stmts() {
        imports(file, &stmt.kind, |name| {
            recon.import(name);
            let line = file.module().lines().line(stmt.span.start);
            let first = recon.modules.entry(name.split('.').next().unwrap_or(name).to_owned()).or_insert(line);
            *first = line.min(*first);
        });
        if let StmtKind::ImportFrom { module: Some(module), names, .. } = &stmt.kind
            && names.iter().any(|alias| file.module().text(alias.name) == "*")
        {
            let module = file.module().text(*module);
            recon.takes_over.insert(module.rsplit('.').next().unwrap_or(module).to_owned());
        }
    }
    for &id in file.module().body() {
        imports(file, &file.module().stmt(id).kind, |name| {
            recon.is_started |= READ_ARGUMENTS.contains(&name.split('.').next().unwrap_or(name));
        });
    }
    let stem = path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or_default();
    if CONFIGURATION_NAMES.contains(&stem) {
        recon.configuration = Some(path.to_owned());
    }
    if !is_test {
        recon.site = FileSite::of(file, &recon.gates);
    }
    let guards = Guards::of(file);
    for &id in file.functions() {
        if let Some(function) = file.function(id) {
            recon.hints(file, id, function);
            recon.entry_point(file, path, id, function, &guards);
        }
    }
    recon.main(file, path);
    recon
}

/// Calls `f` with the full name of everything that a statement imports.
fn imports(file: &FileModel, kind: &StmtKind, mut f: impl FnMut(&str)) {
    let text = |span| file.module().text(span);
    match kind {
        StmtKind::Import(names) => names.iter().for_each(|alias| f(text(alias.name))),
        StmtKind::ImportFrom { module: Some(module), level: 0, names } => {
            names.iter().for_each(|alias| f(&format!("{}.{}", text(*module), text(alias.name))));
        }
        _ => {}
    }
}

impl FileRecon {
    fn import(&mut self, name: &str) {
        self.frameworks.extend(libraries::entry(FRAMEWORKS, name).copied());
        self.orms.extend(known(ORMS, name));
        if name.starts_with("django.db") {
            self.orms.insert("django");
        }
        self.drivers.extend(known(DRIVERS, name));
        self.logging.extend(known(LOGGING, name));
        self.auth.extend(known(AUTH, name));
    }

    fn hints(&mut self, file: &FileModel, id: StmtId, function: &Function) {
        let is_method = file.enclosing_class_of(id).is_some();
        for (at, param) in function.params.params.iter().enumerate() {
            let name = file.module().text(param.name.span);
            if (at == 0 && is_method && matches!(name, "self" | "cls" | "mcs")) || param.kind == ParamKind::Unpacked {
                continue;
            }
            self.type_hints.total += 1;
            self.type_hints.annotated += u32::from(param.annotation.is_some());
        }
        self.type_hints.total += 1;
        self.type_hints.annotated += u32::from(function.returns.is_some());
    }

    fn entry_point(&mut self, file: &FileModel, path: &str, id: StmtId, function: &Function, guards: &Guards) {
        let first = function.params.params.first().map(|param| file.module().text(param.name.span));
        let may_be_view = first == Some("request")
            && self.frameworks.values().any(|framework| *framework == Framework::Django)
            && file.is_public_function(id)
            && file.enclosing_class_of(id).is_none();
        if function.decorators.is_empty() && !may_be_view {
            return;
        }
        let mut guards = guards.on(file, function);
        guards.extend(site::inside(file, &self.gates, id));
        let place = Place::of(file, path, id);
        let name = file.definition_name(id).to_owned();
        // One function may answer on several paths.
        let mut is_route = false;
        for &decorator in &function.decorators {
            let lines = (place.location.line, place.end_line);
            if let Some(member) = Member::of(file, id, decorator) {
                let guards: Vec<String> = guards.iter().chain(&member.guards).cloned().collect();
                if !is_route {
                    let path = Some(joined(Some(&member.prefix), &member.path));
                    self.entry_points.push(place.route(name.clone(), path, member.methods.clone(), guards.clone()));
                }
                if !self.is_test {
                    self.site.decorated(Door::of_member(&member, &name, guards, lines));
                }
                is_route = true;
                continue;
            }
            let (target, args) = match &file.module().expr(decorator).kind {
                ExprKind::Call { func, args } => (*func, &**args),
                _ => (decorator, &[][..]),
            };
            let last = match file.module().expr(target).kind {
                ExprKind::Attribute { attr, .. } => file.module().text(attr.span),
                ExprKind::Name => file.module().text(file.module().expr(target).span),
                _ => continue,
            };
            if matches!(last, "task" | "shared_task" | "actor") {
                let last = file.module().stmt(id).span.end.saturating_sub(1);
                self.tasks.push((place.location.line, file.module().lines().line(last)));
                let kind = EntryPointKind::TaskHandler;
                self.entry_points.push(EntryPoint { kind, ..place.route(name, None, Vec::new(), guards) });
                return;
            }
            if let Some((url, methods)) = self.route(file, last, args) {
                if !self.is_test {
                    let route = (url.clone(), methods.clone());
                    self.site.decorated(Door::of_decorator(file, decorator, route, &name, guards.clone(), lines));
                }
                if is_route {
                    continue;
                }
                is_route = true;
                let path = url.map(|url| joined(prefix(file, target).as_deref(), &url));
                self.entry_points.push(place.route(name.clone(), path, methods, guards.clone()));
            }
        }
        if may_be_view && !is_route {
            let last = file.module().lines().line(file.module().stmt(id).span.end.saturating_sub(1));
            self.views.push((place.location.line, last, name.clone()));
            self.entry_points.push(place.route(name, None, Vec::new(), guards));
        }
    }

    /// Path and methods, if a decorator of this last name declares a route.
    fn route(&self, file: &FileModel, last: &str, args: &[Argument]) -> Option<(Option<String>, Vec<String>)> {
        if self.frameworks.is_empty() || args.is_empty() {
            return None;
        }
        let keyword = |wanted: &str| {
            args.iter().find_map(|arg| match arg {
                Argument::Keyword { name, value } if file.module().text(name.span) == wanted => Some(*value),
                _ => None,
            })
        };
        let text = |e: ExprId| match file.constant(e) {
            Some(Const::Str(text)) => Some(text.to_string()),
            _ => None,
        };
        let first = args.iter().find_map(|arg| match arg {
            Argument::Positional(value) => Some(*value),
            _ => None,
        });
        // Below a blueprint a path may do without its slash.
        let is_route = matches!(last, "route" | "api_route");
        let url = first.or_else(|| keyword("path")).or_else(|| keyword("rule")).and_then(text);
        if !is_route && url.as_deref().is_some_and(|url| !(url.is_empty() || url.starts_with(['/', '<']))) {
            return None;
        }
        let url = url.map(site::rooted);
        match last {
            "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "websocket" => {
                let methods = if last == "websocket" { Vec::new() } else { vec![last.to_ascii_uppercase()] };
                Some((url, methods))
            }
            "route" | "api_route" => {
                let listed = keyword("methods").or_else(|| keyword("method"));
                let mut methods: Vec<String> = match listed.map(|e| (e, &file.module().expr(e).kind)) {
                    Some((_, ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items))) => {
                        items.iter().filter_map(|item| text(*item)).collect()
                    }
                    Some((e, _)) => text(e).into_iter().collect(),
                    None => Vec::new(),
                };
                for method in &mut methods {
                    method.make_ascii_uppercase();
                }
                methods.sort();
                methods.dedup();
                Some((url, methods))
            }
            _ => None,
        }
    }

    /// `if __name__ == "__main__":`
    fn main(&mut self, file: &FileModel, path: &str) {
        let module = file.module();
        for id in module.body() {
            let StmtKind::If { arms, .. } = &module.stmt(*id).kind else { continue };
            let Some(arm) = arms.first() else { continue };
            let ExprKind::Compare { left, rest } = &module.expr(arm.test).kind else { continue };
            let [(CompareOp::Eq, right)] = **rest else { continue };
            let text = |e: ExprId| module.text(module.expr(e).span);
            if text(*left) == "__name__" || text(right) == "__name__" {
                let entry = Place::of(file, path, *id).route("__main__".to_owned(), None, Vec::new(), Vec::new());
                self.entry_points.push(EntryPoint { kind: EntryPointKind::CliMain, ..entry });
                return;
            }
        }
    }
}

/// Where a definition or statement stands.
struct Place {
    location: Location,
    end_line: u32,
}

impl Place {
    fn of(file: &FileModel, path: &str, id: StmtId) -> Self {
        let (span, lines) = (file.module().stmt(id).span, file.module().lines());
        let location = Location { file: path.to_owned(), line: lines.line(span.start) };
        Self { location, end_line: lines.line(span.end) }
    }

    /// A route that is answered there.
    fn route(&self, function: String, path: Option<String>, methods: Vec<String>, guards: Vec<String>) -> EntryPoint {
        let (kind, location, end_line) = (EntryPointKind::Route, self.location.clone(), self.end_line);
        EntryPoint { kind, function, path, methods, guards, location, end_line }
    }
}

/// The path that a router or blueprint of this file puts before those of its routes; `target` is the decorator's function.
fn prefix(file: &FileModel, target: ExprId) -> Option<String> {
    let ExprKind::Attribute { value: router, .. } = file.module().expr(target).kind else { return None };
    let made = file.written_value(router)?;
    let args = file.call_args(made);
    let given = args.keyword("url_prefix").or_else(|| args.keyword("prefix"))?;
    match file.constant(given) {
        Some(Const::Str(prefix)) => Some(prefix.to_string()),
        _ => None,
    }
}

/// Both paths as one.
fn joined(prefix: Option<&str>, path: &str) -> String {
    match prefix.map(|prefix| prefix.trim_end_matches('/')) {
        Some(prefix) if !path.is_empty() && !path.starts_with('/') => format!("{prefix}/{path}"),
        Some(prefix) => format!("{prefix}{path}"),
        None => path.to_owned(),
    }
}

/// What all files together say, in the order of the files.
pub(crate) fn merge<'f>(
    files: impl Iterator<Item = (&'f str, &'f FileRecon)> + Clone,
    configuration: Vec<String>,
    given: &[&FileAnalysis],
) -> Recon {
    let mut all = FileRecon::default();
    let mut names = configuration;
    let modules: BTreeSet<&str> = files
        .clone()
        .filter(|(_, file)| !file.is_test)
        .flat_map(|(_, file)| file.modules.keys().map(String::as_str))
        .collect();
    // What tests and examples use is not what the application is made of.
    let is_code = |path: &str, file: &FileRecon| !file.is_test && !rules::is_aside(path);
    let has_code = files.clone().any(|(path, file)| is_code(path, file));
    let made_of = files.clone().filter(|(path, file)| !has_code || is_code(path, file));
    let site::Surface { mut routes, computed } = site::surface(files.clone().map(|(path, file)| (path, &file.site)));
    // Routes of examples are the application's where there are no others.
    if routes.iter().any(|route| !rules::is_aside(&route.location.file)) {
        routes.retain(|route| !rules::is_aside(&route.location.file));
    }
    let mut auth_mechanism = libraries::mechanism(made_of.clone().map(|(_, file)| &file.auth));
    if auth_mechanism == AuthMechanism::None && routes.iter().any(|route| !route.guards.is_empty()) {
        // Somebody asks who comes, and no library says how it is known.
        auth_mechanism = AuthMechanism::Custom;
    }
    for (_, file) in made_of {
        all.frameworks.extend(&file.frameworks);
        all.orms.extend(&file.orms);
        all.drivers.extend(&file.drivers);
        all.logging.extend(&file.logging);
    }
    if all.frameworks.values().any(|framework| *framework == Framework::Fastapi) {
        all.frameworks.remove(STARLETTE);
    }
    let mut frameworks: BTreeSet<Framework> = all.frameworks.into_values().collect();
    if frameworks.is_empty() && !routes.is_empty() {
        // An application that routes requests by means of its own.
        frameworks.insert(Framework::Other);
    }
    for (_, file) in files {
        // Where routes are declared, a function that takes a request is none by itself.
        let is_kept = |entry: &&EntryPoint| {
            entry.kind != EntryPointKind::Route || routes.is_empty() && (entry.path.is_none() || file.is_test)
        };
        all.entry_points.extend(file.entry_points.iter().filter(is_kept).cloned());
        all.stored.extend(file.stored.iter().cloned());
        all.type_hints.annotated += file.type_hints.annotated;
        all.type_hints.total += file.type_hints.total;
        names.extend(file.configuration.iter().cloned());
    }
    all.entry_points.extend(routes);
    all.entry_points.sort_by(|a, b| (&a.location.file, a.location.line).cmp(&(&b.location.file, b.location.line)));
    names.sort();
    names.dedup();
    let hosting = libraries::hosting(&modules, given);
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
    Recon {
        stored: stored::merge(all.stored.iter()),
        frameworks: frameworks.into_iter().collect(),
        auth_mechanism,
        libraries: libraries::versions(&modules, given),
        environment: libraries::environment(&hosting),
        hosting,
        orms: owned(all.orms),
        drivers: owned(all.drivers),
        logging: owned(all.logging),
        configuration: names,
        entry_points: all.entry_points,
        computed_routes: computed,
        type_hints: all.type_hints,
    }
}
