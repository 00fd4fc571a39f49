//! Tables of routes: paths that stand beside what answers them, in this file or another one.
//!
//! `(r"/items/(\d+)", ItemHandler)`, `re_path(r"^bugs/(?P<bug>[\w-]+)/$", BugView.as_view())`,
//! `register(ItemView, "/items/<int:number>")`: whichever function takes the table in, what the path lets through for a parameter is
//! all that arrives there. Of several paths each may be the one.

use std::collections::BTreeMap;

use semantic::{BindingKind, Const, project_name};
use smallvec::SmallVec;
use syntax::ast::{Argument, ExprId, ExprKind, Function, ParamKind, StmtId};

use crate::files::project::{Answering, Facts};
use crate::run::engine::Engine;
use crate::sources::route::{all_let_through, lets_through};
use crate::state::value::{SinkSet, Value};

/// Items of a row that are looked at.
const MAX_ITEMS: usize = 6;
/// What makes harmless what no path lets through.
pub(crate) const LET_THROUGH: &str = "what its routes let through";
/// Paths of one class that are kept; more say nothing.
pub(crate) const MAX_PATHS: usize = 64;

/// The rows of a file's tables of routes.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// The paths of the file's own classes.
    own: BTreeMap<StmtId, Vec<Box<str>>>,
    /// Those of classes of other files, by their qualified names.
    others: BTreeMap<Box<str>, Vec<Box<str>>>,
}

impl Engine<'_> {
    /// The tables of routes of the file, if any library that it imports has routes.
    pub(crate) fn tables(&self) -> Tables {
        let mut tables = Tables::default();
        let libraries = &self.outline.libraries;
        if libraries.iter().all(|(_, library)| library.handlers.is_empty() && library.registrations.is_empty()) {
            return tables;
        }
        for (_, expr) in self.file.module().exprs() {
            let items: SmallVec<[ExprId; MAX_ITEMS]> = match &expr.kind {
                ExprKind::Tuple(items) => items.iter().copied().take(MAX_ITEMS).collect(),
                ExprKind::Call { args, .. } => args.iter().map(Argument::value).take(MAX_ITEMS).collect(),
                _ => continue,
            };
            let Some(path) = items.iter().find_map(|item| self.path_with_parameters(*item)) else { continue };
            for item in items {
                self.note_row(item, &path, &mut tables);
            }
        }
        tables
    }

    /// A text that is a path with parameters.
    fn path_with_parameters(&self, e: ExprId) -> Option<Box<str>> {
        if !matches!(self.kind(e), ExprKind::Str(_) | ExprKind::Binary { .. }) {
            return None;
        }
        let Some(Const::Str(path)) = self.file.constant(e) else { return None };
        let is_path = path.starts_with(['/', '^', '(', '<']) && path.contains(['<', '(']) && path.contains(['>', ')']);
        (is_path && !path.contains(char::is_whitespace)).then(|| (&*path).into())
    }

    /// Takes in that the class which `item` names, or whose view it makes, stands beside a path.
    fn note_row(&self, item: ExprId, path: &str, tables: &mut Tables) {
        let class = match self.kind(item) {
            ExprKind::Name | ExprKind::Attribute { .. } => item,
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "as_view" => *value,
                _ => return,
            },
            _ => return,
        };
        for binding in self.file.reaching(class) {
            if let BindingKind::Class(own) = self.file.binding_info(binding).kind {
                tables.own.entry(own).or_default().push(path.into());
            }
        }
        for name in self.file.qualified_names(class).filter(|name| name.starts_with('/')) {
            tables.others.entry(name.into()).or_default().push(path.into());
        }
    }

    /// Tells the paths of other files' classes, and what the own ones answer with.
    pub(crate) fn tell_tables(&self, facts: &mut Facts) {
        let others = &self.outline.tables.others;
        let known = others.iter().filter(|(name, _)| project_name(name).is_some());
        facts.tables.extend(known.map(|(name, paths)| (name.clone(), paths.clone())));
        let module = self.file.module();
        for &(handler, at) in &self.params.answering {
            let param = self.file.function(handler).and_then(|function| function.params.params.get(at));
            if let (Some(class), Some(param)) = (self.file.enclosing_class_of(handler), param) {
                let (class, name) = (self.file.definition_name(class).into(), module.text(param.name.span).into());
                facts.answering.insert(module.position(param.name.span.start), Answering { class, name, at });
            }
        }
    }

    /// `value` of a handler's parameter, as far as the tables let it through.
    pub(crate) fn let_through_tables(
        &mut self,
        handler: StmtId,
        function: &Function,
        at: usize,
        value: Value,
    ) -> Value {
        let Some(class) = self.file.enclosing_class_of(handler) else { return value };
        self.params.answering.insert((handler, at));
        let incoming = self.around.and_then(|around| around.incoming);
        let elsewhere = incoming.and_then(|incoming| incoming.tables.get(self.file.definition_name(class)));
        let own = self.outline.tables.own.get(&class);
        let (Some(param), true) = (function.params.params.get(at), own.is_some() || elsewhere.is_some()) else {
            return value;
        };
        let name = self.file.module().text(param.name.span);
        let takes_all = matches!(param.kind, ParamKind::KwArgs | ParamKind::VarArgs);
        let paths = || own.into_iter().chain(elsewhere).flatten().map(|path| &**path);
        let through = |path: &str| if takes_all { all_let_through(path) } else { lets_through(path, name, at) };
        match paths().filter_map(through).reduce(SinkSet::both) {
            Some(sinks) if sinks != SinkSet::NONE && paths().count() <= MAX_PATHS => {
                self.trail.clean(&value, sinks, LET_THROUGH.to_owned(), param.name.span)
            }
            _ => value,
        }
    }
}
