//! Qualified names, each stored once.

use rustc_hash::FxHashMap;
use syntax::ast::StmtId;

use crate::renamed::without_six;
use crate::types;

/// Longer names are not made: nobody writes them, and their number times their length must stay linear.
const MAX_LENGTH: usize = 255;

/// One qualified name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PathId(pub(crate) u32);

/// What this file defines under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Local {
    Class(StmtId),
    Function(StmtId),
}

/// All qualified names of one file.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    text: String,
    ends: Vec<u32>,
}

impl Paths {
    pub(crate) fn text(&self, path: PathId) -> &str {
        let at = path.0 as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }
}

/// Builds [`Paths`]. `'m` is the source text, of which the segments are parts.
#[derive(Default)]
pub(crate) struct PathBuilder<'m> {
    pub(crate) paths: Paths,
    children: FxHashMap<(Option<PathId>, &'m str), PathId>,
    parents: Vec<(Option<PathId>, &'m str)>,
    modules: FxHashMap<&'m str, PathId>,
    local: FxHashMap<PathId, Local>,
    results: FxHashMap<PathId, Option<PathId>>,
}

impl<'m> PathBuilder<'m> {
    /// With room for the names of a file of so many expressions, as most files have them: growing takes time.
    pub(crate) fn for_exprs(exprs: usize) -> Self {
        let mut builder = Self::default();
        builder.children.reserve(exprs / 8);
        builder
    }

    pub(crate) fn text(&self, path: PathId) -> &str {
        self.paths.text(path)
    }

    /// `parent.segment`; a parent that ends with a dot gets no other, and `()` joins without one.
    pub(crate) fn child(&mut self, parent: Option<PathId>, segment: &'m str) -> Option<PathId> {
        if let Some(&known) = self.children.get(&(parent, segment)) {
            return Some(known);
        }
        if let Some(own) = parent.and_then(|parent| without_six(self.paths.text(parent), segment)) {
            let path = self.dotted(None, own)?;
            self.children.insert((parent, segment), path);
            return Some(path);
        }
        let start = self.paths.text.len();
        if let Some(parent) = parent {
            let at = parent.0 as usize;
            let from = at.checked_sub(1).map_or(0, |before| self.paths.ends[before]) as usize;
            let to = self.paths.ends[at] as usize;
            if to - from + segment.len() >= MAX_LENGTH {
                return None;
            }
            self.paths.text.extend_from_within(from..to);
            if !self.paths.text.ends_with('.') && segment != "()" {
                self.paths.text.push('.');
            }
        } else if segment.len() > MAX_LENGTH {
            return None;
        }
        self.paths.text.push_str(segment);
        debug_assert!(self.paths.text.len() > start || segment.is_empty());
        let id = PathId(self.paths.ends.len() as u32);
        self.paths.ends.push(self.paths.text.len() as u32);
        self.children.insert((parent, segment), id);
        self.parents.push((parent, segment));
        Some(id)
    }

    /// The path that `path` is a child of, and its last segment.
    pub(crate) fn parent(&self, path: PathId) -> Option<(PathId, &'m str)> {
        let (parent, segment) = *self.parents.get(path.0 as usize)?;
        Some((parent?, segment))
    }

    /// The path of the project's module in the file `file`.
    pub(crate) fn module(&mut self, file: &'m str) -> Option<PathId> {
        if let Some(&known) = self.modules.get(file) {
            return Some(known);
        }
        let name = crate::exports::module_name(file);
        if name.len() >= MAX_LENGTH {
            return None;
        }
        self.paths.text.push_str(&name);
        let id = PathId(self.paths.ends.len() as u32);
        self.paths.ends.push(self.paths.text.len() as u32);
        self.parents.push((None, file));
        self.modules.insert(file, id);
        Some(id)
    }

    /// The name `dotted`, segment by segment below `parent`. Space around the dots does not count.
    pub(crate) fn dotted(&mut self, parent: Option<PathId>, dotted: &'m str) -> Option<PathId> {
        dotted.split('.').try_fold(parent, |parent, segment| self.child(parent, segment.trim()).map(Some)).flatten()
    }

    /// The type of what calling `callable` gives, as far as the table knows.
    pub(crate) fn result(&mut self, callable: PathId) -> Option<PathId> {
        if let Some(&known) = self.results.get(&callable) {
            return known;
        }
        let result = types::result_of(self.paths.text(callable)).and_then(|name| self.dotted(None, name));
        self.results.insert(callable, result);
        result
    }

    pub(crate) fn define(&mut self, path: PathId, local: Local) {
        self.local.insert(path, local);
    }

    pub(crate) fn local(&self, path: PathId) -> Option<Local> {
        self.local.get(&path).copied()
    }
}
