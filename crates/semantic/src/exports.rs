//! What a file offers to those that import it.
//!
//! A name of a project's file is written `/path/of/file.py:.Class.method` wherever it is known; the part before and with the
//! colon names the module. The leading slash tells it from what libraries are called.

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::ast::{Argument, ExprKind, StmtId};

use crate::fields::Field;
use crate::lower::{Lowered, Symbol as Symbolic, Var};
use crate::members::{Member, Members};
use crate::{BindingKind, Const, FileModel, ScopeId, ScopeKind, types};

/// How many names one symbol keeps.
const MAX_NAMES: usize = 8;
/// How many star imports are looked through for one name.
const MAX_STARS: usize = 8;

/// What a file sees of the others of its project.
pub trait Neighbours {
    /// The module that `level` dots and `dotted` mean in the file at hand, if it is one of the project and known by now.
    fn module(&self, level: u32, dotted: &str) -> Option<&Exports>;

    /// The file of that path. To be asked only for paths that another answer named.
    fn by_path(&self, path: &str) -> Option<&Exports>;
}

/// The top-level names of one file, and the members of its classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exports {
    path: Box<str>,
    /// By dotted name: `helper`, `Class.method`.
    symbols: BTreeMap<Box<str>, Symbol>,
    /// Modules of which every public name is one of the file's, too: as [`module_name`] writes them.
    stars: Vec<Box<str>>,
}

/// What a name of another file stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Symbol {
    /// Its qualified names.
    pub names: Vec<Box<str>>,
    /// What kind of thing it is.
    pub kind: SymbolKind,
    /// What calling it gives (reading it, if it is a property): qualified names.
    pub returns: Vec<Box<str>>,
    /// A class's bases: qualified names.
    pub bases: Vec<Box<str>>,
    /// The fields that a class's body lists, without those of its bases.
    pub fields: Arc<[Field]>,
    /// The value, where it is known and never changes.
    pub constant: Option<Const>,
    /// Whether no data from outside can be in it.
    pub closed: bool,
    /// Whether whoever read the file [noted](Exports::note) the name, for those that import it.
    pub noted: bool,
}

/// What kind of thing a symbol is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SymbolKind {
    /// Any value, and what was imported.
    #[default]
    Value,
    /// A function or method of that file.
    Function,
    /// A method that is read as an attribute.
    Property,
    /// A class of that file.
    Class,
}

/// The name of a file's module.
pub fn module_name(path: &str) -> String {
    format!("/{path}:")
}

/// The path and the name inside that file, if the qualified name is one of a project's file. The name is empty for the
/// module itself.
pub fn project_name(name: &str) -> Option<(&str, &str)> {
    let (path, local) = name.strip_prefix('/')?.rsplit_once(':')?;
    Some((path, local.strip_prefix('.').unwrap_or(local)))
}

impl Exports {
    /// The file's path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The symbol of that dotted name in the file itself.
    pub fn own(&self, name: &str) -> Option<&Symbol> {
        self.symbols.get(name)
    }

    /// Notes a name of the file, so that [`FileModel::is_noted`] says so of it wherever it is imported. What the note means is the
    /// affair of whoever makes it; a name that the file does not offer is left out.
    pub fn note(&mut self, name: &str) {
        if let Some(symbol) = self.symbols.get_mut(name) {
            symbol.noted = true;
        }
    }

    /// What the body or the methods of a class give its attribute.
    pub(crate) fn member(&self, class: &str, attr: &str) -> Option<&Symbol> {
        self.own(&format!("{class}.{attr}"))
    }

    /// The symbol of that name, in the file itself or in what it imports with a star.
    pub fn find<'n>(&'n self, name: &str, neighbours: &'n dyn Neighbours) -> Option<&'n Symbol> {
        let mut pending = vec![self];
        let mut seen = 0;
        while let Some(exports) = pending.pop() {
            if let Some(symbol) = exports.own(name) {
                return Some(symbol);
            }
            seen += 1;
            if seen > MAX_STARS || name.starts_with('_') {
                return None;
            }
            let stars = exports.stars.iter().rev().filter_map(|star| neighbours.by_path(project_name(star)?.0));
            pending.extend(stars);
        }
        None
    }
}

impl Symbol {
    fn name(&mut self, name: String) {
        push(&mut self.names, name);
    }
}

fn push(names: &mut Vec<Box<str>>, name: String) {
    if names.len() < MAX_NAMES && !names.iter().any(|known| **known == *name) {
        names.push(name.into());
    }
}

/// The variables and members of a file that others can reach.
#[derive(Debug, Default)]
pub(crate) struct Reachable {
    variables: Vec<(Box<str>, Var)>,
    members: Vec<ReachableMember>,
}

#[derive(Debug)]
struct ReachableMember {
    class: StmtId,
    attr: Box<str>,
    /// Place among the file's lists of members.
    list: u32,
    /// Whether it is also set on objects of which the class is not known.
    foreign: bool,
}

impl Reachable {
    pub(crate) fn new(lowered: &Lowered<'_>, members: &Members<'_>) -> Self {
        let top = |&(_, &(scope, _)): &(usize, &(ScopeId, Symbolic))| {
            matches!(lowered.scopes[scope.index()].kind, ScopeKind::Module)
        };
        let bound = lowered.vars.iter().take(lowered.bound_vars as usize).enumerate();
        let variables = bound
            .filter(top)
            .map(|(var, &(_, symbol))| (lowered.symbols[symbol as usize].into(), var as Var))
            .collect();
        let member = |(&(class, attr), &list): (&(StmtId, &str), &u32)| ReachableMember {
            class,
            attr: attr.into(),
            list,
            foreign: members.is_set_elsewhere(class, attr, || false),
        };
        Self { variables, members: members.index.iter().map(member).collect() }
    }
}

impl FileModel {
    /// What the file offers to those that import it; `path` is its own. A file that was not made
    /// [in a project](Self::in_project) offers nothing.
    pub fn exports(&self, path: &str) -> Exports {
        let module = module_name(path);
        let mut symbols = BTreeMap::new();
        for (name, var) in &self.reachable.variables {
            let kinds: Vec<BindingKind> =
                self.flow.at_exit(*var).bindings.into_iter().map(|binding| self.binding_info(binding).kind).collect();
            if !kinds.is_empty() {
                symbols.insert(name.clone(), self.symbol(&module, name, &kinds, Some(*var)));
            }
        }
        for member in &self.reachable.members {
            let Some(class) = self.top_level_class(member.class) else { continue };
            let name: Box<str> = format!("{class}.{}", member.attr).into();
            let (kinds, complete) = self.member_bindings(member);
            if !kinds.is_empty() {
                let mut symbol = self.symbol(&module, &name, &kinds, None);
                if !complete {
                    symbol.constant = None;
                    symbol.closed = false;
                }
                symbols.insert(name, symbol);
            }
        }
        Exports { path: path.into(), symbols, stars: self.names.stars.clone() }
    }

    /// What the classes of the top level give their attributes: `Class.attribute`, what gives it (at most 8 places), and whether
    /// that is all that the file shows. Empty for a file that was not read [in a project](Self::in_project).
    pub fn class_members(&self) -> impl Iterator<Item = (String, Vec<BindingKind>, bool)> {
        self.reachable.members.iter().filter_map(|member| {
            let name = format!("{}.{}", self.top_level_class(member.class)?, member.attr);
            let (kinds, complete) = self.member_bindings(member);
            Some((name, kinds, complete))
        })
    }

    fn member_bindings(&self, member: &ReachableMember) -> (Vec<BindingKind>, bool) {
        let members = self.members.get(member.list as usize).map_or(&[][..], Vec::as_slice);
        let mut kinds = Vec::new();
        for given in members.iter().take(MAX_NAMES) {
            match *given {
                Member::Store(kind) => kinds.push(kind),
                Member::Variable(var) => {
                    let bindings = self.flow.at_exit(var).bindings;
                    kinds.extend(bindings.into_iter().map(|binding| self.binding_info(binding).kind));
                }
            }
        }
        (kinds, !member.foreign && members.len() <= MAX_NAMES)
    }

    /// The name of a class that stands at the top level.
    fn top_level_class(&self, class: StmtId) -> Option<&str> {
        let top = self.enclosing_function_of(class).is_none() && self.enclosing_class_of(class).is_none();
        top.then(|| self.definition_name(class))
    }

    fn symbol(&self, module: &str, name: &str, kinds: &[BindingKind], var: Option<Var>) -> Symbol {
        let mut symbol = Symbol::default();
        let own = format!("{module}.{name}");
        for kind in kinds {
            match *kind {
                BindingKind::Function(function) => {
                    symbol.kind = if self.is_property(function) { SymbolKind::Property } else { SymbolKind::Function };
                    symbol.name(own.clone());
                    self.returns(module, function, &mut symbol.returns);
                }
                BindingKind::Class(class) => {
                    symbol.kind = SymbolKind::Class;
                    symbol.fields = self.own_fields(class).into();
                    symbol.name(own.clone());
                    let bases = self.class(class).map_or(&[][..], |class| &class.args);
                    for base in bases.iter().filter(|arg| matches!(arg, Argument::Positional(_))).map(Argument::value) {
                        self.portable_names(module, base, &mut symbol.bases);
                    }
                }
                BindingKind::Import { stmt, alias } => {
                    for path in self.names.imported.get(&(stmt, alias)).into_iter().flatten() {
                        if let Some(name) = portable(module, self.names.paths.text(*path)) {
                            symbol.name(name);
                        }
                    }
                }
                BindingKind::Assign { value, .. } => {
                    if let Some(value) = value {
                        self.portable_names(module, value, &mut symbol.names);
                    }
                    symbol.name(own.clone());
                }
                BindingKind::Named { value } | BindingKind::With { context: value, whole: true } => {
                    self.portable_names(module, value, &mut symbol.names);
                    symbol.name(own.clone());
                }
                _ => symbol.name(own.clone()),
            }
        }
        let changes = var.is_none_or(|var| self.mutations().changes(var));
        symbol.constant = self.common_constant(kinds).filter(|value| !changes || !value.is_mutable());
        let opaque = var.is_none_or(|var| self.mutations().is_opaque(var));
        let added = var.map_or(&[][..], |var| self.mutations().added(var));
        symbol.closed = kinds.iter().all(|kind| self.is_closed_binding(*kind, opaque))
            && added.iter().all(|added| self.is_constant(*added));
        symbol
    }

    fn is_property(&self, function: StmtId) -> bool {
        self.function(function).is_some_and(|function| {
            function.decorators.iter().any(|decorator| {
                self.qualified_names(*decorator)
                    .any(|name| matches!(name, "builtins.property" | "functools.cached_property"))
            })
        })
    }

    fn returns(&self, module: &str, function: StmtId, returns: &mut Vec<Box<str>>) {
        let annotation = self.function(function).and_then(|function| function.returns);
        if let Some(annotation) = annotation
            && matches!(self.module().expr(annotation).kind, ExprKind::Name | ExprKind::Attribute { .. })
        {
            for name in self.qualified_names(annotation).filter(|name| !name.starts_with("builtins.")) {
                returns.extend(types::result_of(name).map(Into::into));
                if let Some(name) = portable(module, name) {
                    push(returns, name);
                }
            }
        }
        for value in self.returned_values(function).take(MAX_NAMES) {
            self.portable_names(module, value, returns);
        }
    }

    fn portable_names(&self, module: &str, e: syntax::ast::ExprId, names: &mut Vec<Box<str>>) {
        for candidate in self.candidates(e).filter(|candidate| !candidate.weak) {
            if let Some(name) = portable(module, candidate.name) {
                push(names, name);
            }
        }
    }

    /// The one value that all bindings give.
    fn common_constant(&self, kinds: &[BindingKind]) -> Option<Const> {
        let mut common: Option<Const> = None;
        for kind in kinds {
            let value = match *kind {
                BindingKind::Assign { value: Some(value), .. } => self.constant(value)?,
                BindingKind::Import { stmt, alias } => {
                    self.names.import_values.get(&(stmt, alias))?.constant.clone()?
                }
                _ => return None,
            };
            if *common.get_or_insert_with(|| value.clone()) != value {
                return None;
            }
        }
        common
    }

    fn is_closed_binding(&self, kind: BindingKind, opaque: bool) -> bool {
        match kind {
            BindingKind::Assign { value: Some(value), .. } => {
                let container = matches!(
                    self.module().expr(value).kind,
                    ExprKind::List(_)
                        | ExprKind::Dict(_)
                        | ExprKind::Set(_)
                        | ExprKind::Comprehension { .. }
                        | ExprKind::Call { .. }
                );
                !(container && opaque) && self.is_constant(value)
            }
            BindingKind::Import { stmt, alias } => {
                self.names.import_values.get(&(stmt, alias)).is_some_and(|value| value.closed)
            }
            _ => false,
        }
    }
}

/// `name`, as other files know it; `None` for what only this file can tell.
fn portable(module: &str, name: &str) -> Option<String> {
    match name.strip_prefix('.') {
        Some(rest) if rest.starts_with('.') => None,
        Some(_) => Some(format!("{module}{name}")),
        None => Some(name.to_owned()),
    }
}
