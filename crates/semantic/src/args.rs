//! The arguments of a call, as the callee sees them.

use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind};

use crate::{FileModel, Filling};

/// The arguments of one call. A mapping behind `**` whose names are known counts as the keywords that it spells, and what
/// `functools.partial` bound before as an argument.
#[derive(Clone, Copy, Debug)]
pub struct CallArgs<'a> {
    model: &'a FileModel,
    bound: &'a [Argument],
    args: &'a [Argument],
}

impl<'a> CallArgs<'a> {
    pub(crate) const fn new(model: &'a FileModel, args: &'a [Argument]) -> Self {
        Self { model, bound: &[], args }
    }

    /// The arguments of a call of `func`.
    pub(crate) fn of_call(model: &'a FileModel, func: ExprId, args: &'a [Argument]) -> Self {
        Self { model, bound: bound(model, func).unwrap_or_default(), args }
    }

    /// What the callee is given, bound arguments first.
    fn given(&self) -> impl DoubleEndedIterator<Item = &'a Argument> {
        self.bound.iter().chain(self.args)
    }

    /// The arguments as written, in source order.
    pub const fn all(&self) -> &'a [Argument] {
        self.args
    }

    /// The `index`-th positional argument, from 0. `None` also where a `*args` stands before it.
    pub fn positional(&self, index: usize) -> Option<ExprId> {
        let mut at = 0;
        for arg in self.given() {
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
        self.given().rev().find_map(|arg| match *arg {
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
        self.given().any(|arg| matches!(arg, Argument::Star(_)))
    }

    /// Whether a `**kwargs` is passed whose keywords are not known.
    pub fn has_double_star(&self) -> bool {
        self.given().any(|arg| match *arg {
            // A name that nothing has: the answer is that it is missing only where all names are known.
            Argument::DoubleStar(value) => matches!(self.entry(value, "", MAX_MAPPINGS), Entry::Unknown),
            _ => false,
        })
    }

    /// What the mapping `value` has under a name: a display, a call of `dict`, a union of such, behind names that are bound once.
    fn entry(&self, value: ExprId, name: &str, depth: u32) -> Entry {
        let Some(depth) = depth.checked_sub(1) else { return Entry::Unknown };
        let module = self.model.module();
        let Some(made) = self.model.made(value) else { return self.filled_entry(value, name, depth) };
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

    /// As [`entry`](Self::entry), for a mapping that was filled after it was made.
    fn filled_entry(&self, value: ExprId, name: &str, depth: u32) -> Entry {
        let Some(filled) = self.model.filled(value) else { return Entry::Unknown };
        for fill in filled.fills.iter().rev() {
            let found = match fill.what {
                Filling::Entry { key, value } => match self.model.constant(key) {
                    Some(key) if key.as_str() == Some(name) => Entry::Is(value),
                    Some(_) => continue,
                    None => Entry::Unknown,
                },
                Filling::Keyword { name: own, value } if self.model.module().text(own) == name => Entry::Is(value),
                Filling::Keyword { .. } => continue,
                Filling::All(other) => match self.entry(other, name, depth) {
                    Entry::Missing => continue,
                    known => known,
                },
            };
            // What a condition decides may be so or otherwise.
            return if fill.always { found } else { Entry::Unknown };
        }
        self.entry(filled.made, name, depth)
    }
}

/// The arguments that `functools.partial` bound, where that is what `func` was made by.
fn bound(model: &FileModel, func: ExprId) -> Option<&[Argument]> {
    if !model.qualified_names(func).any(|name| name == "functools.partial()") {
        return None;
    }
    match &model.module().expr(model.display(func)?).kind {
        // What is bound twice is not followed.
        ExprKind::Call { func, args } if model.qualified_names(*func).any(|name| name == "functools.partial") => {
            args.get(1..)
        }
        _ => None,
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
