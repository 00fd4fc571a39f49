//! The arguments of a call, as the callee sees them.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::FileModel;

/// The arguments of one call. A dictionary display behind `**` counts as the keywords that it spells.
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
            Argument::DoubleStar(value) => self.spelled(value).and_then(|entries| {
                let named = |key: ExprId| self.model.constant(key).is_some_and(|key| key.as_str() == Some(name));
                entries.iter().rev().find(|(key, _)| key.is_some_and(named)).map(|&(_, value)| value)
            }),
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
            Argument::DoubleStar(value) => self.spelled(value).is_none(),
            _ => false,
        })
    }

    /// The entries of a dictionary whose keys are all known.
    fn spelled(&self, value: ExprId) -> Option<&'a [(Option<ExprId>, ExprId)]> {
        let ExprKind::Dict(entries) = &self.model.module().expr(self.model.display(value)?).kind else { return None };
        let known = |key: ExprId| self.model.constant(key).is_some();
        entries.iter().all(|(key, _)| key.is_some_and(known)).then_some(entries)
    }
}
