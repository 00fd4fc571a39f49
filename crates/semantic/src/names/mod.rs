//! Bindings, attributes and calls become qualified names.
//!
//! The name of an expression may depend on that of any other one of the file (a function's on a later
//! assignment, an attribute's on another method's), so names are computed on demand and kept. A name that
//! needs another first waits on an explicit stack; one that needs itself gives nothing.

mod annotated;
mod members;

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use syntax::Module;
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::exports::{Exports, Neighbours, module_name};
use crate::fields::ForeignFields;
use crate::flow::Flow;
use crate::foreign::{Foreign, ForeignValue, Found};
use crate::lower::Lowered;
use crate::members::Members;
use crate::paths::{Local, PathBuilder, PathId, Paths};
use crate::relations::Relations;
use crate::{BindingId, BindingKind, types};

/// How many candidates an expression keeps.
const MAX_CANDIDATES: usize = 8;
/// How many values of one attribute, returns of one function or bases of one class are looked at.
const MAX_ALTERNATIVES: usize = 8;
/// How deep an annotation is read, and how many classes up an attribute is looked for.
const MAX_DEPTH: usize = 8;

/// A path, and whether it is a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Named {
    pub(crate) path: PathId,
    pub(crate) weak: bool,
}

/// Classes, or their bases: mostly few.
pub(crate) type PathList = SmallVec<[PathId; MAX_DEPTH]>;

/// Index of a set of candidates; [`EMPTY`], [`PENDING`] and [`ACTIVE`] are none.
type SetId = u32;
const EMPTY: SetId = 0;
const PENDING: SetId = u32::MAX;
const ACTIVE: SetId = u32::MAX - 1;

/// The names of all expressions of a file.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) paths: Paths,
    of_expr: Vec<SetId>,
    set_ends: Vec<u32>,
    candidates: Vec<Named>,
    /// Attributes that are members of classes of this file: which lists, and whether others may give them, too.
    pub(crate) of_attribute: FxHashMap<ExprId, (Box<[u32]>, bool)>,
    /// What the names of import statements stand for, where the file was read in a project.
    pub(crate) imported: FxHashMap<(StmtId, usize), Vec<PathId>>,
    /// What is known of the values of other files that names of import statements stand for.
    pub(crate) import_values: FxHashMap<(StmtId, usize), ForeignValue>,
    /// The same for attributes of modules, and for names that come from star imports.
    pub(crate) foreign_values: FxHashMap<ExprId, ForeignValue>,
    /// The fields of the classes of other files that are named here.
    pub(crate) foreign_fields: ForeignFields,
    /// Names of other files that were noted there.
    pub(crate) noted: FxHashSet<Box<str>>,
    /// Modules of the project that are imported with a star.
    pub(crate) stars: Vec<Box<str>>,
    /// The names of each class's bases, of theirs, and so on.
    pub(crate) ancestors: FxHashMap<StmtId, Vec<PathId>>,
}

impl Names {
    pub(crate) fn of(&self, e: ExprId) -> &[Named] {
        let set = self.of_expr[e.index()] as usize;
        let start = set.checked_sub(1).map_or(0, |before| self.set_ends[before]);
        &self.candidates[start as usize..self.set_ends[set] as usize]
    }
}

pub(crate) fn resolve<'m>(
    module: &'m Module,
    lowered: &Lowered<'m>,
    flow: &Flow,
    relations: &Relations,
    members: &Members<'m>,
    neighbours: Option<&'m dyn Neighbours>,
) -> Names {
    let mut returns: FxHashMap<StmtId, Vec<ExprId>> = FxHashMap::default();
    for &(function, value) in &lowered.returns {
        let values = returns.entry(function).or_default();
        if values.len() < MAX_ALTERNATIVES {
            values.push(value);
        }
    }
    let mut resolver = Resolver {
        module,
        lowered,
        flow,
        relations,
        members,
        returns,
        paths: PathBuilder::for_exprs(module.exprs().len()),
        of_expr: vec![PENDING; module.exprs().len()],
        set_ends: vec![0],
        candidates: Vec::new(),
        sets: FxHashMap::default(),
        definitions: FxHashMap::default(),
        imports: FxHashMap::default(),
        imported: FxHashMap::default(),
        neighbours,
        foreign: FxHashMap::default(),
        foreign_attributes: FxHashMap::default(),
        import_values: FxHashMap::default(),
        foreign_values: FxHashMap::default(),
        value: None,
        stars: Vec::new(),
        need: Vec::new(),
        hits: (Vec::new(), false),
        of_attribute: FxHashMap::default(),
        found: Vec::new(),
    };
    resolver.define();
    let mut stack = Vec::new();
    for (id, _) in module.exprs() {
        resolver.solve(id, &mut stack);
    }
    if neighbours.is_some() {
        resolver.import_all();
    }
    let ancestors = relations.classes.iter().map(|&class| (class, resolver.ancestors(class))).collect();
    let stars = resolver.stars.iter().filter_map(|(_, module)| Some(module_name((*module)?.path()).into())).collect();
    let foreign_fields = resolver.foreign_fields();
    let noted = resolver.noted();
    Names {
        noted,
        foreign_fields,
        paths: resolver.paths.paths,
        of_expr: resolver.of_expr,
        set_ends: resolver.set_ends,
        candidates: resolver.candidates,
        of_attribute: resolver.of_attribute,
        imported: resolver.imported,
        import_values: resolver.import_values,
        foreign_values: resolver.foreign_values,
        stars,
        ancestors,
    }
}

pub(crate) struct Resolver<'r, 'm> {
    pub(crate) module: &'m Module,
    pub(crate) lowered: &'r Lowered<'m>,
    flow: &'r Flow,
    relations: &'r Relations,
    members: &'r Members<'m>,
    returns: FxHashMap<StmtId, Vec<ExprId>>,
    pub(crate) paths: PathBuilder<'m>,
    of_expr: Vec<SetId>,
    set_ends: Vec<u32>,
    candidates: Vec<Named>,
    sets: FxHashMap<Box<[Named]>, SetId>,
    definitions: FxHashMap<StmtId, PathId>,
    imports: FxHashMap<BindingId, Option<PathId>>,
    pub(crate) imported: FxHashMap<(StmtId, usize), Vec<PathId>>,
    pub(crate) neighbours: Option<&'m dyn Neighbours>,
    /// What paths are in the other files of the project.
    pub(crate) foreign: FxHashMap<PathId, Foreign<'m>>,
    /// What attributes of such paths are.
    pub(crate) foreign_attributes: FxHashMap<(PathId, &'m str), Rc<Found>>,
    pub(crate) import_values: FxHashMap<(StmtId, usize), ForeignValue>,
    pub(crate) foreign_values: FxHashMap<ExprId, ForeignValue>,
    /// What is known of the value of another file that the expression at hand reads.
    pub(crate) value: Option<ForeignValue>,
    /// Modules of star imports; those of the project with what they offer.
    stars: Vec<(PathId, Option<&'m Exports>)>,
    /// Expressions whose names must be known first.
    need: Vec<ExprId>,
    /// The attribute at hand, as a member of classes of this file, and whether others may give it, too.
    hits: (Vec<u32>, bool),
    of_attribute: FxHashMap<ExprId, (Box<[u32]>, bool)>,
    /// The candidates of the expression at hand.
    found: Vec<Named>,
}

impl Resolver<'_, '_> {
    /// The paths of the file's functions and classes, outer ones first; modules of star imports.
    fn define(&mut self) {
        let module = self.module;
        let Some(here) = self.paths.child(None, ".") else { return };
        let (mut functions, mut classes) =
            (self.relations.functions.iter().peekable(), self.relations.classes.iter().peekable());
        loop {
            let start = |id: &&&StmtId| module.stmt(***id).span.start;
            let function_first = match (functions.peek(), classes.peek()) {
                (None, None) => break,
                (Some(function), Some(class)) => start(&function) < start(&class),
                (function, _) => function.is_some(),
            };
            let Some(&stmt) = (if function_first { functions.next() } else { classes.next() }) else { break };
            let (name, local) = match &module.stmt(stmt).kind {
                StmtKind::Function(function) => (function.name, Local::Function(stmt)),
                StmtKind::Class(class) => (class.name, Local::Class(stmt)),
                _ => continue,
            };
            let around = self.relations.stmt_class[stmt.index()].or(self.relations.stmt_function[stmt.index()]);
            let parent = around.and_then(|around| self.definitions.get(&around)).copied().unwrap_or(here);
            if let Some(path) = self.paths.child(Some(parent), module.text(name.span)) {
                self.definitions.insert(stmt, path);
                self.paths.define(path, local);
            }
        }
        for &stmt in self.lowered.star_imports.iter().take(MAX_ALTERNATIVES) {
            if let Some(path) = self.imported_module(stmt) {
                let module = self.module_at(path);
                self.stars.push((path, module));
            }
        }
    }

    fn solve(&mut self, root: ExprId, stack: &mut Vec<ExprId>) {
        stack.push(root);
        while let Some(&top) = stack.last() {
            let state = self.of_expr[top.index()];
            if state != PENDING && state != ACTIVE {
                stack.pop();
                continue;
            }
            // While it is computed, whoever asks for it gets nothing: it would be asking for itself.
            self.of_expr[top.index()] = ACTIVE;
            self.need.clear();
            self.found.clear();
            self.value = None;
            self.compute(top);
            if self.need.is_empty() {
                if let Some(value) = self.value.take() {
                    self.foreign_values.insert(top, value);
                }
                self.of_expr[top.index()] = self.intern();
                stack.pop();
            } else {
                stack.append(&mut self.need);
            }
        }
    }

    fn intern(&mut self) -> SetId {
        if self.found.is_empty() {
            return EMPTY;
        }
        if let Some(&known) = self.sets.get(&self.found[..]) {
            return known;
        }
        let id = self.set_ends.len() as SetId;
        self.candidates.extend_from_slice(&self.found);
        self.set_ends.push(self.candidates.len() as u32);
        self.sets.insert(self.found.as_slice().into(), id);
        id
    }

    /// Where the names of `e` stand in the list of all; none, and a note that they are needed, if they are not known yet.
    fn names(&mut self, e: ExprId) -> Range<usize> {
        match self.of_expr[e.index()] {
            PENDING => {
                self.need.push(e);
                0..0
            }
            EMPTY | ACTIVE => 0..0,
            set => {
                let set = set as usize;
                self.set_ends[set - 1] as usize..self.set_ends[set] as usize
            }
        }
    }

    pub(crate) fn add(&mut self, path: Option<PathId>, weak: bool) {
        if let Some(path) = path
            && self.found.len() < MAX_CANDIDATES
            && !self.found.iter().any(|other| other.path == path)
        {
            self.found.push(Named { path, weak });
        }
    }

    fn add_names(&mut self, e: ExprId, weak: bool) {
        for at in self.names(e) {
            let named = self.candidates[at];
            self.add(Some(named.path), weak || named.weak);
        }
    }

    fn compute(&mut self, e: ExprId) {
        let module = self.module;
        match &module.expr(e).kind {
            ExprKind::Name => self.name(e),
            ExprKind::Attribute { value, attr } => {
                self.hits = (Vec::new(), false);
                let mut missed = false;
                for at in self.names(*value) {
                    let named = self.candidates[at];
                    let before = self.hits.0.len();
                    self.attribute(named, module.text(attr.span));
                    missed |= self.hits.0.len() == before;
                }
                let (mut lists, foreign) = std::mem::take(&mut self.hits);
                if !lists.is_empty() {
                    lists.sort_unstable();
                    lists.dedup();
                    self.of_attribute.insert(e, (lists.into(), foreign || missed));
                }
            }
            ExprKind::Call { func, args } => {
                for at in self.names(*func) {
                    let named = self.candidates[at];
                    self.call(e, named, args);
                }
            }
            ExprKind::Await(inner) | ExprKind::Named { value: inner, .. } => self.add_names(*inner, false),
            ExprKind::Conditional { body, orelse, .. } => {
                self.add_names(*body, false);
                self.add_names(*orelse, false);
            }
            ExprKind::BoolOp { values, .. } => {
                values.iter().take(MAX_ALTERNATIVES).for_each(|&value| self.add_names(value, false));
            }
            // `LOADERS["safe"]`: what the display gives that key.
            ExprKind::Subscript { value, index } => {
                if let Some(item) = self.item_of_display(*value, *index) {
                    self.add_names(item, false);
                } else if let Some(kind) = self.annotated(*value, *index) {
                    self.add_names(kind, false);
                } else if self.names_class(*value) {
                    // `Repository[Order]` is the class `Repository`.
                    self.add_names(*value, false);
                } else {
                    self.items_of_registry(*value);
                }
            }
            // A path and a name make a path.
            ExprKind::Binary { left, op: BinaryOp::Div, .. } => {
                for at in self.names(*left) {
                    let named = self.candidates[at];
                    let path = self.paths.text(named.path);
                    if path.starts_with("pathlib.") && !path.ends_with("()") {
                        self.add(Some(named.path), named.weak);
                    }
                }
            }
            _ => {}
        }
    }

    /// What the display that made the mapping `table` gives the literal key `index`.
    fn item_of_display(&self, table: ExprId, index: ExprId) -> Option<ExprId> {
        let module = self.module;
        let is_literal = |e: ExprId| matches!(module.expr(e).kind, ExprKind::Str(_) | ExprKind::Int);
        let display = match self.flow.reaching(table).bindings[..] {
            [binding] => match self.lowered.bindings[binding.index()].kind {
                BindingKind::Assign { value: Some(value), .. } => value,
                _ => return None,
            },
            _ => return None,
        };
        let ExprKind::Dict(entries) = &module.expr(display).kind else { return None };
        let text = |e: ExprId| module.text(module.expr(e).span).trim_matches(['"', '\'']);
        let is_key = |key: ExprId| is_literal(key) && text(key) == text(index);
        let mut found = entries.iter().filter(|(key, _)| key.is_some_and(is_key));
        found.next_back().filter(|_| is_literal(index)).map(|(_, value)| *value)
    }

    fn name(&mut self, e: ExprId) {
        let reaching = self.flow.reaching(e);
        for &binding in &reaching.bindings {
            self.binding(binding);
        }
        let defined = self.flow.variable(e).is_none_or(|var| !self.never_bound(var));
        if defined {
            return;
        }
        let text = self.module.text(self.module.expr(e).span);
        for at in 0..self.stars.len() {
            let (star, module) = self.stars[at];
            if let Some(module) = module {
                self.symbol(module, text, None, false);
            } else {
                let path = self.paths.child(Some(star), text);
                self.add(path, true);
            }
        }
        if self.stars.is_empty()
            && let Some(usual) = types::usual_meaning(text)
        {
            let path = self.paths.dotted(None, usual);
            self.add(path, true);
        }
    }

    /// Whether nothing in the file gives the variable a value.
    fn never_bound(&self, var: u32) -> bool {
        var >= self.lowered.bound_vars && self.flow.at_exit(var).bindings.is_empty()
    }

    fn binding(&mut self, id: BindingId) {
        let module = self.module;
        let kind = self.lowered.bindings[id.index()].kind;
        match kind {
            BindingKind::Import { stmt, alias } => {
                let path = if let Some(&known) = self.imports.get(&id) {
                    known
                } else {
                    let path = self.import(stmt, alias);
                    self.imports.insert(id, path);
                    path
                };
                if self.neighbours.is_none() {
                    let original = path.and_then(|path| self.vendored(path));
                    self.add(original, false);
                    self.add(path, false);
                } else if let Some(path) = path {
                    self.import_names(stmt, alias, path);
                }
            }
            BindingKind::Function(stmt) | BindingKind::Class(stmt) => {
                let path = self.definitions.get(&stmt).copied();
                self.add(path, false);
            }
            BindingKind::Param { function, index } => self.param(function, index),
            BindingKind::Builtin => {
                let (_, symbol) = self.lowered.vars[self.lowered.binding_var[id.index()] as usize];
                let builtins = self.paths.child(None, "builtins");
                let path = self.paths.child(builtins, self.lowered.symbols[symbol as usize]);
                self.add(path, false);
            }
            BindingKind::LambdaParam { lambda, index } => {
                if let ExprKind::Lambda { params, .. } = &module.expr(lambda).kind
                    && let Some(default) = params.params.get(index).and_then(|param| param.default)
                {
                    self.add_names(default, true);
                }
            }
            other => self.value(other),
        }
    }

    /// What an assignment of that kind gives its target.
    fn value(&mut self, kind: BindingKind) {
        match kind {
            BindingKind::Assign { stmt, value } => {
                if let Some(value) = value {
                    self.add_names(value, false);
                }
                if let StmtKind::AnnAssign { annotation, .. } = self.module.stmt(stmt).kind {
                    self.annotation(annotation, 0);
                }
            }
            BindingKind::Named { value } => self.add_names(value, false),
            BindingKind::With { context, whole: true } => self.add_names(context, false),
            BindingKind::Except(Some(types)) => self.add_names(types, false),
            _ => {}
        }
    }

    pub(crate) fn import(&mut self, stmt: StmtId, alias: usize) -> Option<PathId> {
        let module = self.module;
        match &module.stmt(stmt).kind {
            StmtKind::Import(names) => {
                let name = names.get(alias)?;
                let dotted = module.text(name.name);
                match name.asname {
                    Some(_) => self.paths.dotted(None, dotted),
                    None => self.paths.child(None, dotted.split('.').next()?.trim()),
                }
            }
            StmtKind::ImportFrom { names, .. } => {
                let name = module.text(names.get(alias)?.name);
                let parent = self.imported_module(stmt)?;
                self.paths.dotted(Some(parent), name)
            }
            _ => None,
        }
    }

    /// The module after `from`; relative ones keep their dots, after the one that means this file.
    fn imported_module(&mut self, stmt: StmtId) -> Option<PathId> {
        const DOTS: &str = ".................";
        let StmtKind::ImportFrom { module, level, .. } = self.module.stmt(stmt).kind else { return None };
        let parent = match level {
            0 => None,
            level => Some(self.paths.child(None, DOTS.get(..level as usize + 1)?)?),
        };
        match module {
            Some(dotted) => self.paths.dotted(parent, self.module.text(dotted)),
            None => parent,
        }
    }
}
