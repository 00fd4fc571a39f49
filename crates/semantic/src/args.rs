//! The arguments of a call, as the callee sees them.

use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind};

use crate::FileModel;

/// The arguments of one call. A mapping behind `**` whose names are known counts as the keywords that it spells.
#[derive(Clone, Copy, Debug)]
pub struct CallArgs<'a> {
    model: &'a FileModel,
    args: &'a [Argument],
}

impl<'a> CallArgs<'a> {
    pub(crate) const fn new(model: &'a FileModel, args: &'a [Argument]) -> Self {
        Self { model, args }
    }

    /// The arguments as written, in source order.
    pub const fn all(&self) -> &'a [Argument] {
        self.args
    }

    /// The `index`-th positional argument, from 0. `None` also where a `*args` stands before it.
    pub fn positional(&self, index: usize) -> Option<ExprId> {
        let mut at = 0;
        for arg in self.args {
            match *arg {
                Argument::Star(_) => return None,
                Argument::Positional(value) if at == index => return Some(value),
                Argument::Positional(_) => at += 1,
                Argument::Keyword { .. } | Argument::DoubleStar(_) => {}
            }
        }
        None
    }

    /// The argument that is passed by that keyword.
    pub fn keyword(&self, name: &str) -> Option<ExprId> {
        let module = self.model.module();
        self.args.iter().find_map(|arg| match *arg {
            Argument::Keyword { name: ident, value } => (module.text(ident.span) == name).then_some(value),
            Argument::DoubleStar(value) => match self.entry(value, name, MAX_MAPPINGS) {
                Entry::Is(value) => Some(value),
                Entry::Missing | Entry::Unknown => None,
            },
            Argument::Positional(_) | Argument::Star(_) => None,
        })
    }

    /// The argument at that position or with that keyword; the keyword is looked at first.
    pub fn argument(&self, position: Option<usize>, keyword: Option<&str>) -> Option<ExprId> {
        keyword.and_then(|name| self.keyword(name)).or_else(|| position.and_then(|index| self.positional(index)))
    }

    /// Whether a `*args` is passed.
    pub fn has_star(&self) -> bool {
        self.args.iter().any(|arg| matches!(arg, Argument::Star(_)))
    }

    /// Whether a `**kwargs` is passed whose keywords are not known.
    pub fn has_double_star(&self) -> bool {
        self.args.iter().any(|arg| match *arg {
            // A name that nothing has: the answer is that it is missing only where all names are known.
            Argument::DoubleStar(value) => matches!(self.entry(value, "", MAX_MAPPINGS), Entry::Unknown),
            _ => false,
        })
    }

    /// What the mapping `value` has under a name: a display, a call of `dict`, a union of such, behind names that are bound once.
    fn entry(&self, value: ExprId, name: &str, depth: u32) -> Entry {
        let Some(depth) = depth.checked_sub(1) else { return Entry::Unknown };
        let Some(made) = self.model.made(value) else { return Entry::Unknown };
        let module = self.model.module();
        match &module.expr(made).kind {
            ExprKind::Dict(entries) => {
                for &(key, value) in entries.iter().rev() {
                    match key {
                        Some(key) => match self.model.constant(key) {
                            Some(key) if key.as_str() == Some(name) => return Entry::Is(value),
                            Some(_) => {}
                            None => return Entry::Unknown,
                        },
                        None => match self.entry(value, name, depth) {
                            Entry::Missing => {}
                            known => return known,
                        },
                    }
                }
                Entry::Missing
            }
            ExprKind::Call { func, args } if self.model.qualified_names(*func).any(|name| name == "builtins.dict") => {
                for arg in args.iter().rev() {
                    match *arg {
                        Argument::Keyword { name: own, value } if module.text(own.span) == name => {
                            return Entry::Is(value);
                        }
                        Argument::Keyword { .. } => {}
                        Argument::DoubleStar(value) | Argument::Positional(value) => {
                            match self.entry(value, name, depth) {
                                Entry::Missing => {}
                                known => return known,
                            }
                        }
                        Argument::Star(_) => return Entry::Unknown,
                    }
                }
                Entry::Missing
            }
            ExprKind::Binary { op: BinaryOp::BitOr, left, right } => match self.entry(*right, name, depth) {
                Entry::Missing => self.entry(*left, name, depth),
                known => known,
            },
            _ => Entry::Unknown,
        }
    }
}

/// What a mapping has under a name.
enum Entry {
    Is(ExprId),
    Missing,
    /// Not all of its names are known.
    Unknown,
}

/// Mappings inside of each other that are looked into.
const MAX_MAPPINGS: u32 = 8;
