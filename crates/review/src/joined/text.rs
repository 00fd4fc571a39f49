//! The one text: what imports bring from each other's files is named directly, and names that would meet are told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use semantic::{BindingKind, FileModel, Modules};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use super::{MARK, Piece};

/// Files that a name is followed through to the one that gives it its value.
const MAX_HOPS: usize = 8;

/// The text, and what its pieces stand for.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
}

/// What a name of a file stands for in another one.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// A module, as an import in the file `from` would name it.
    Module { from: usize, level: u32, dotted: String },
    /// What a file gives a name at its top level.
    Symbol(usize, String),
}

/// One file of the project.
struct Source {
    model: FileModel,
    /// The names that its top level gives a value, save those that it imports from the project. For names that it imports
    /// from elsewhere: as what.
    own: BTreeMap<String, Option<String>>,
    /// The project's own names that import statements bring in.
    imported: BTreeMap<String, Target>,
    /// Names that it uses and does not define.
    free: BTreeSet<String>,
    /// Names of functions and classes inside.
    inner: BTreeSet<String>,
    /// The project's files of which it imports all names: `from .helpers import *`.
    stars: Vec<usize>,
}

/// What replaces which bytes of a file.
type Edits = BTreeMap<(u32, u32), String>;

/// Joins the files of `order`. `None` where a file is written in a way that this cannot tell apart.
pub(super) fn join(files: &[(&str, &Arc<str>)], order: &[usize], modules: &Modules) -> Option<Text> {
    let mut sources: BTreeMap<usize, Source> = BTreeMap::new();
    for &file in order {
        sources.insert(file, read(file, files[file].1, modules)?);
    }
    let project = Files { modules, sources };
    let uses: BTreeMap<usize, Vec<(Span, Target)>> =
        order.iter().map(|&file| Some((file, project.uses(file)?))).collect::<Option<_>>()?;
    let symbols = uses.values().flatten().filter_map(|(_, target)| match target {
        Target::Symbol(file, name) => Some((*file, name.clone())),
        Target::Module { .. } => None,
    });
    let renamed = project.renamed(&symbols.collect());
    let mut joined = Text { text: String::new(), pieces: Vec::new() };
    for (place, &file) in order.iter().enumerate() {
        let mut edits = project.renamings(file, &renamed)?;
        for (span, target) in uses.get(&file).into_iter().flatten() {
            if let Target::Symbol(of, name) = target {
                edits.insert((span.start, span.end), name_of(*of, name, &renamed));
            }
        }
        edits.extend(project.imports(file)?);
        joined.add((file, place), files[file].1, &edits);
    }
    Some(joined)
}

fn name_of(file: usize, name: &str, renamed: &BTreeSet<(usize, String)>) -> String {
    if renamed.contains(&(file, name.to_owned())) { format!("{name}{MARK}{file}") } else { name.to_owned() }
}

impl Text {
    fn add(&mut self, file: (usize, usize), text: &str, edits: &Edits) {
        let mut at = 0;
        for (&(start, end), new) in edits {
            // An edit inside of one that was made: what is around it says all.
            if start < at {
                continue;
            }
            self.push(file, Span::new(at, start), &text[at as usize..start as usize], false);
            self.push(file, Span::new(start, end), new, true);
            at = end;
        }
        self.push(file, Span::new(at, text.len() as u32), &text[at as usize..], false);
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn push(&mut self, (file, order): (usize, usize), there: Span, text: &str, changed: bool) {
        if !text.is_empty() {
            let start = self.text.len() as u32;
            self.text.push_str(text);
            self.pieces.push(Piece { here: Span::new(start, self.text.len() as u32), file, order, there, changed });
        }
    }
}

fn read(file: usize, text: &Arc<str>, modules: &Modules) -> Option<Source> {
    let module = syntax::parse(Arc::clone(text));
    if !module.errors().is_empty() {
        return None;
    }
    let model = FileModel::new(Arc::new(module));
    let module = model.module();
    let (mut own, mut known_imports) = (BTreeMap::new(), BTreeMap::new());
    let (mut free, mut inner) = (BTreeSet::new(), BTreeSet::new());
    for binding in model.bindings() {
        let name = module.text(binding.span);
        if name.is_empty() {
            continue;
        }
        let name = bound_name(name, binding.kind, &model).to_owned();
        let target = match binding.kind {
            BindingKind::Import { stmt, alias } => imported(&model, file, stmt, alias, modules),
            _ => None,
        };
        if binding.scope.index() != 0 {
            inner.extend(Some(name).filter(|_| target.is_none()));
        } else if let Some(target) = target {
            known_imports.insert(name, target);
        } else {
            let written = match binding.kind {
                BindingKind::Import { stmt, alias } => library_name(&model, file, stmt, alias),
                _ => None,
            };
            let known = own.entry(name).or_insert_with(|| written.clone());
            if *known != written {
                *known = None;
            }
        }
    }
    for (id, expr) in module.exprs() {
        if matches!(expr.kind, ExprKind::Name) {
            let reaching = model.reaching(id);
            let is_own = |kind: BindingKind| !matches!(kind, BindingKind::Builtin);
            if !reaching.iter().any(|binding| is_own(model.binding_info(*binding).kind)) {
                free.insert(module.text(expr.span).to_owned());
            }
        }
    }
    let stars = stars(file, &model, modules);
    Some(Source { model, own, imported: known_imports, free, inner, stars })
}

/// The files of the project of which a file imports all names.
fn stars(file: usize, model: &FileModel, modules: &Modules) -> Vec<usize> {
    let module = model.module();
    let star = |(_, stmt): (StmtId, &syntax::ast::Stmt)| match &stmt.kind {
        StmtKind::ImportFrom { module: parent, level, names }
            if names.iter().any(|name| module.text(name.name) == "*") =>
        {
            modules.resolve(file, *level, parent.map_or("", |parent| module.text(parent)))
        }
        _ => None,
    };
    module.stmts().filter_map(star).filter(|of| *of != file).collect()
}

/// What an import statement brings in from elsewhere, spelled alike in all files where it is the same.
fn library_name(model: &FileModel, file: usize, stmt: StmtId, alias: usize) -> Option<String> {
    let module = model.module();
    match &module.stmt(stmt).kind {
        StmtKind::Import(names) => {
            let name = names.get(alias)?;
            let dotted = module.text(name.name);
            Some(if name.asname.is_some() { dotted } else { dotted.split('.').next()?.trim() }.to_owned())
        }
        StmtKind::ImportFrom { module: parent, level, names } => {
            let (parent, name) = (module.text((*parent)?), module.text(names.get(alias)?.name));
            // Seen from another file, the dots lead elsewhere.
            Some(if *level == 0 { format!("{parent}.{name}") } else { format!("{file}/{level}{parent}.{name}") })
        }
        _ => None,
    }
}

/// `import a.b` gives `a` its value.
fn bound_name<'n>(name: &'n str, kind: BindingKind, model: &FileModel) -> &'n str {
    match kind {
        BindingKind::Import { stmt, .. } if matches!(model.module().stmt(stmt).kind, StmtKind::Import(_)) => {
            name.split('.').next().unwrap_or(name).trim()
        }
        _ => name,
    }
}

/// What a name of an import statement stands for, if that is of the project.
fn imported(model: &FileModel, from: usize, stmt: StmtId, alias: usize, modules: &Modules) -> Option<Target> {
    let module = model.module();
    match &module.stmt(stmt).kind {
        StmtKind::Import(names) => {
            let name = names.get(alias)?;
            let dotted: String = module.text(name.name).split_whitespace().collect();
            modules.resolve(from, 0, &dotted)?;
            let dotted = if name.asname.is_some() { dotted } else { dotted.split('.').next()?.to_owned() };
            Some(Target::Module { from, level: 0, dotted })
        }
        StmtKind::ImportFrom { module: parent, level, names } => {
            let parent = parent.map_or("", |parent| module.text(parent));
            let name = module.text(names.get(alias)?.name);
            let below = if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
            if let Some(file) = modules.resolve(from, *level, parent).filter(|file| *file != from) {
                // What the package does not define is a module in it; `Files::symbol` finds out.
                return Some(Target::Symbol(file, name.to_owned())).filter(|_| name != "*");
            }
            modules.resolve(from, *level, &below)?;
            Some(Target::Module { from, level: *level, dotted: below })
        }
        _ => None,
    }
}

struct Files<'m> {
    modules: &'m Modules,
    sources: BTreeMap<usize, Source>,
}

impl Files<'_> {
    /// What a name that `file` has at its top level stands for in the end.
    fn symbol(&self, file: usize, name: &str) -> Option<Target> {
        let (mut file, mut name) = (file, name.to_owned());
        for _ in 0..MAX_HOPS {
            let Some(source) = self.sources.get(&file) else {
                // An `__init__.py` that is no part of the text, such as an empty one: a module beside it is meant.
                self.modules.resolve(file, 1, &name)?;
                return Some(Target::Module { from: file, level: 1, dotted: name });
            };
            if source.own.contains_key(&name) {
                return Some(Target::Symbol(file, name));
            }
            match source.imported.get(&name) {
                Some(Target::Symbol(next, inside)) => (file, name) = (*next, inside.clone()),
                Some(module) => return Some(module.clone()),
                None => {
                    if let Some(next) = self.star(file, &name) {
                        file = next;
                        continue;
                    }
                    self.modules.resolve(file, 1, &name)?;
                    return Some(Target::Module { from: file, level: 1, dotted: name });
                }
            }
        }
        None
    }

    /// The file that gives `file` the name by a `from … import *`: the last one wins.
    fn star(&self, file: usize, name: &str) -> Option<usize> {
        let gives = |of: &&usize| {
            self.sources.get(of).is_some_and(|there| {
                there.own.contains_key(name) || there.imported.contains_key(name) || !there.stars.is_empty()
            })
        };
        let stars = &self.sources.get(&file)?.stars;
        stars.iter().rev().find(gives).copied().filter(|_| !name.starts_with('_'))
    }

    /// The project's things that the expressions of a file name, with their places. `None` if one of them cannot be told.
    fn uses(&self, file: usize) -> Option<Vec<(Span, Target)>> {
        let source = self.sources.get(&file)?;
        let model = &source.model;
        let module = model.module();
        let mut targets: BTreeMap<ExprId, Target> = BTreeMap::new();
        let mut uses = Vec::new();
        // Parts come before the whole.
        for (id, expr) in module.exprs() {
            let target = match &expr.kind {
                ExprKind::Name => {
                    let targets_of = |binding| match model.binding_info(binding).kind {
                        BindingKind::Import { stmt, alias } => imported(model, file, stmt, alias, self.modules),
                        _ => None,
                    };
                    let mut found = model.reaching(id).into_iter().filter_map(targets_of);
                    let first = found.next();
                    // One of two modules, whichever can be imported.
                    if found.any(|other| first.as_ref() != Some(&other)) {
                        return None;
                    }
                    match first {
                        Some(Target::Symbol(of, name)) => Some(self.symbol(of, &name)?),
                        Some(module) => Some(module),
                        None => self.by_star(file, module.text(expr.span)),
                    }
                }
                ExprKind::Attribute { value, attr } => match targets.get(value) {
                    Some(Target::Module { from, level, dotted }) => {
                        Some(self.member(*from, *level, dotted, module.text(attr.span))?)
                    }
                    _ => None,
                },
                _ => None,
            };
            if let Some(target) = target {
                uses.push((expr.span, target.clone()));
                targets.insert(id, target);
            }
        }
        Some(uses)
    }

    /// What a name that nothing in the file gives a value stands for, if a `from … import *` brings it in.
    fn by_star(&self, file: usize, name: &str) -> Option<Target> {
        let source = self.sources.get(&file).filter(|source| source.free.contains(name))?;
        if source.stars.is_empty() || source.own.contains_key(name) {
            return None;
        }
        self.symbol(self.star(file, name)?, name)
    }

    fn member(&self, from: usize, level: u32, dotted: &str, name: &str) -> Option<Target> {
        let below = if dotted.is_empty() { name.to_owned() } else { format!("{dotted}.{name}") };
        if let Some(file) = self.modules.resolve(from, level, dotted)
            && let Some(found) = self.sources.get(&file).and_then(|source| {
                let known = source.own.contains_key(name) || source.imported.contains_key(name);
                known.then(|| self.symbol(file, name))?
            })
        {
            return Some(found);
        }
        self.modules.resolve(from, level, &below)?;
        Some(Target::Module { from, level, dotted: below })
    }

    /// The names of top levels that need a number: others have the same for something else.
    fn renamed(&self, used_elsewhere: &BTreeSet<(usize, String)>) -> BTreeSet<(usize, String)> {
        let mut renamed = BTreeSet::new();
        for (&file, source) in &self.sources {
            for (name, import) in &source.own {
                let meets = |(&other, others): (&usize, &Source)| {
                    other != file
                        && (others.own.get(name).is_some_and(|there| import.is_none() || there != import)
                            || others.free.contains(name)
                            || (others.inner.contains(name) && used_elsewhere.contains(&(file, name.clone()))))
                };
                if self.sources.iter().any(meets) {
                    renamed.insert((file, name.clone()));
                }
            }
        }
        renamed
    }

    /// The edits that give the names of a file's top level their numbers.
    fn renamings(&self, file: usize, renamed: &BTreeSet<(usize, String)>) -> Option<Edits> {
        let source = self.sources.get(&file)?;
        let model = &source.model;
        let module = model.module();
        let mut edits = Edits::new();
        let is_renamed = |name: &str| renamed.contains(&(file, name.to_owned()));
        let top = |binding: &semantic::Binding| binding.scope.index() == 0;
        for binding in model.bindings().iter().filter(|binding| top(binding)) {
            let name = module.text(binding.span);
            if name.is_empty() || !is_renamed(bound_name(name, binding.kind, model)) {
                continue;
            }
            let mut new = name_of(file, name, renamed);
            if let BindingKind::Import { stmt, alias } = binding.kind {
                let (StmtKind::Import(names) | StmtKind::ImportFrom { names, .. }) = &module.stmt(stmt).kind else {
                    return None;
                };
                if names.get(alias)?.asname.is_none() {
                    if name.contains('.') {
                        return None;
                    }
                    new = format!("{name} as {new}");
                }
            }
            edits.insert((binding.span.start, binding.span.end), new);
        }
        for (id, expr) in module.exprs() {
            if matches!(expr.kind, ExprKind::Name)
                && is_renamed(module.text(expr.span))
                && model.reaching(id).iter().any(|binding| top(model.binding_info(*binding)))
            {
                let key = (expr.span.start, expr.span.end);
                edits.entry(key).or_insert_with(|| name_of(file, module.text(expr.span), renamed));
            }
        }
        for (_, stmt) in module.stmts() {
            if let StmtKind::Global(names) = &stmt.kind {
                for name in names.iter().map(|name| name.span).filter(|name| is_renamed(module.text(*name))) {
                    edits.insert((name.start, name.end), name_of(file, module.text(name), renamed));
                }
            }
        }
        Some(edits)
    }

    /// The edits that take the imports of the project's own files out. `None` if a statement brings in more than these.
    fn imports(&self, file: usize) -> Option<Edits> {
        let source = self.sources.get(&file)?;
        let module = source.model.module();
        let mut edits = Edits::new();
        for (id, stmt) in module.stmts() {
            let (StmtKind::Import(names) | StmtKind::ImportFrom { names, .. }) = &stmt.kind else { continue };
            let count = (0..names.len())
                .filter(|alias| imported(&source.model, file, id, *alias, self.modules).is_some())
                .count();
            let is_star = names.iter().any(|name| module.text(name.name) == "*");
            let is_ours = |level: u32, parent: Option<Span>| {
                self.modules.resolve(file, level, parent.map_or("", |parent| module.text(parent))).is_some()
            };
            match &stmt.kind {
                StmtKind::ImportFrom { module: parent, level, .. } if is_star && is_ours(*level, *parent) => {
                    edits.insert((stmt.span.start, stmt.span.end), "pass".to_owned());
                }
                _ if count == 0 => {}
                _ if count < names.len() => return None,
                _ => drop(edits.insert((stmt.span.start, stmt.span.end), "pass".to_owned())),
            }
        }
        Some(edits)
    }
}
