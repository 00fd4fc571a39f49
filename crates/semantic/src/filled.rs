//! Mappings that are filled after they were made: `options["verify"] = False`, `claims.update(exp=end)`, `claims |= more`.

use syntax::Span;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::{BindingKind, FileModel, Node};

/// A mapping at one place: what it was made by, and what was put into it since, in the order of the code.
#[derive(Debug)]
pub struct Filled {
    /// The expression that made it.
    pub made: ExprId,
    /// What was put into it.
    pub fills: Vec<Fill>,
}

/// Something that was put into a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Fill {
    /// What.
    pub what: Filling,
    /// Whether no condition or loop stands between that and the place where the mapping is read.
    pub always: bool,
}

/// What is put into a mapping.
#[derive(Clone, Copy, Debug)]
pub enum Filling {
    /// `mapping[key] = value`
    Entry {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `mapping.update(name=value)`
    Keyword {
        /// The name's bytes.
        name: Span,
        /// The value.
        value: ExprId,
    },
    /// `mapping.update(other)`, `mapping |= other`
    All(ExprId),
}

/// How many times a mapping is united with another one, and how many names are followed to what made it.
const MAX_STEPS: usize = 16;

impl FileModel {
    /// What the mapping that a name stands for holds where the name stands. `None` where that cannot be told: it has several bindings,
    /// it is changed in another way, or in another function.
    pub fn filled(&self, mapping: ExprId) -> Option<Filled> {
        let module = self.module();
        let function = self.enclosing_function(mapping);
        let mut until = module.expr(mapping).span.start;
        let mut at = mapping;
        let mut fills: Vec<(u32, Fill)> = Vec::new();
        for _ in 0..MAX_STEPS {
            if !matches!(module.expr(at).kind, ExprKind::Name) {
                fills.sort_by_key(|&(place, _)| place);
                return Some(Filled { made: at, fills: fills.into_iter().map(|(_, fill)| fill).collect() });
            }
            let var = self.flow.variable(at)?;
            if self.mutations().is_opaque(var) {
                return None;
            }
            let reaching = self.reaching(at);
            let ([binding], false) = (&reaching[..], self.may_be_unbound(at)) else { return None };
            let (made, before) = match self.binding_info(*binding).kind {
                BindingKind::Assign { stmt, value: Some(value) } => (stmt, value),
                BindingKind::AugAssign(stmt) => {
                    let StmtKind::AugAssign { target, op: BinaryOp::BitOr, value } = module.stmt(stmt).kind else {
                        return None;
                    };
                    let fill = Fill { what: Filling::All(value), always: self.is_around(stmt, mapping) };
                    fills.push((module.stmt(stmt).span.start, fill));
                    (stmt, target)
                }
                _ => return None,
            };
            let since = module.stmt(made).span.start;
            for &place in self.mutations().places(var) {
                let span = module.expr(place).span;
                if self.enclosing_function(place) != function {
                    return None;
                }
                if span.start > since && span.end <= until {
                    self.fill(place, mapping, &mut fills)?;
                }
            }
            if self.enclosing_function_of(made) != function && !self.mutations().places(var).is_empty() {
                return None;
            }
            (at, until) = (before, since);
        }
        None
    }

    /// Takes in what happens to a mapping at `place`: `name[key]` that is stored into, `name.update` that is called.
    fn fill(&self, place: ExprId, mapping: ExprId, fills: &mut Vec<(u32, Fill)>) -> Option<()> {
        let module = self.module();
        let at = module.expr(place).span.start;
        let stmt = self.enclosing_stmt(place)?;
        let always = self.is_around(stmt, mapping);
        let mut put = |what: Filling| fills.push((at, Fill { what, always }));
        match module.expr(place).kind {
            ExprKind::Subscript { value, index } if matches!(module.expr(value).kind, ExprKind::Name) => {
                let StmtKind::Assign { value, .. } = module.stmt(stmt).kind else { return None };
                put(Filling::Entry { key: index, value });
            }
            ExprKind::Attribute { attr, .. } if module.text(attr.span) == "update" => {
                let Node::Expr(call) = self.parent(place) else { return None };
                let ExprKind::Call { args, .. } = &module.expr(call).kind else { return None };
                for arg in args {
                    put(match *arg {
                        Argument::Keyword { name, value } => Filling::Keyword { name: name.span, value },
                        Argument::Positional(other) | Argument::DoubleStar(other) => Filling::All(other),
                        Argument::Star(_) => return None,
                    });
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether whatever block the statement stands in is around `e` as well.
    fn is_around(&self, stmt: StmtId, e: ExprId) -> bool {
        self.stmt_parent(stmt).is_none_or(|block| self.module().stmt(block).span.contains(self.module().expr(e).span))
    }
}
