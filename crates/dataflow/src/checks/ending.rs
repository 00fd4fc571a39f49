//! Questions of the project that look at how a name ends, and at nothing else of it: which kind of file it says to be.
//!
//! `allowed_file(name)`, with `name.rsplit(".", 1)[1] in ALLOWED` in it, lets `../../settings.txt` through like any other `.txt`. So it is
//! none of the checks that may have kept a path in its folder.

use semantic::Const;
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};

use crate::run::engine::Engine;

/// Functions that give what the ending of a path means.
const OF_ENDINGS: [&str; 1] = ["mimetypes.guess_type"];
/// Attributes of a text or a path that are its ending, or ask for it.
const ENDINGS: [&str; 3] = ["endswith", "suffix", "suffixes"];
/// Functions that take a path apart, with its end as the last part.
const PARTS: [&str; 2] = ["os.path.splitext", "os.path.split"];
/// Methods that take a text apart: at a dot, the ending is the last part.
const SPLITS: [&str; 4] = ["split", "rsplit", "partition", "rpartition"];
/// Functions that say nothing of what a text holds.
const OF_NOTHING: [&str; 3] = ["builtins.isinstance", "builtins.len", "builtins.bool"];
/// Statements and expressions of a function that are looked at: such a question is short.
const MAX_NODES: usize = 200;

impl Engine<'_> {
    /// Whether all that the functions which `func` may call ask is how their parameters end. False if one is out of sight.
    pub(crate) fn asks_for_ending(&self, func: ExprId) -> bool {
        let mut own = self.local_functions(func);
        if own.is_empty() {
            own.extend(self.method_by_type(func));
        }
        let elsewhere = self.foreign_functions(func);
        let is_of_ending = |facts: &crate::files::project::FunctionFacts| {
            facts.summary.as_ref().is_some_and(|summary| summary.asks_for_ending)
        };
        !(own.is_empty() && elsewhere.is_empty())
            && own.iter().all(|function| self.is_of_ending(*function))
            && elsewhere.iter().all(|(_, facts)| is_of_ending(facts))
    }

    /// Whether a function looks at how its parameters end, and at nothing else of them.
    pub(crate) fn is_of_ending(&self, function: StmtId) -> bool {
        let Some(definition) = self.file.function(function) else { return false };
        let module = self.file.module();
        let is_static = definition.decorators.iter().any(|decorator| self.text(*decorator) == "staticmethod");
        let own = usize::from(self.file.enclosing_class_of(function).is_some() && !is_static);
        let mut names: Vec<&str> =
            definition.params.params.iter().skip(own).map(|param| module.text(param.name.span)).collect();
        let mut statements = definition.body.to_vec();
        let mut exprs: Vec<(ExprId, bool)> = Vec::new();
        let mut at = 0;
        while let Some(&statement) = statements.get(at).filter(|_| at < MAX_NODES) {
            at += 1;
            module.stmt_children(statement, &mut |child| statements.push(child));
            match &module.stmt(statement).kind {
                // `_, ending = os.path.splitext(name)`: whoever reads the first part asks for more.
                StmtKind::Assign { targets, value } if self.takes_off_ending(*value) => {
                    let [target] = **targets else { return false };
                    let ExprKind::Tuple(parts) = self.kind(target) else { return false };
                    let [first @ .., _] = &**parts else { return false };
                    names.extend(first.iter().map(|part| self.text(*part)));
                    exprs.push((*value, true));
                }
                _ => module.stmt_exprs(statement, &mut |expr| exprs.push((expr, false))),
            }
        }
        let mut looks = exprs.iter().any(|(_, at_ending)| *at_ending);
        for _ in 0..MAX_NODES {
            let Some((expr, at_ending)) = exprs.pop() else { return looks };
            if matches!(self.kind(expr), ExprKind::Name) && names.contains(&self.text(expr)) && !at_ending {
                return false;
            }
            let ending = self.ending_of(expr);
            looks |= ending.is_some_and(|(_, looks)| looks);
            module.children(expr, &mut |child| {
                exprs.push((child, at_ending || ending.is_some_and(|(subject, _)| subject == child)));
            });
        }
        false
    }

    /// Whether a call takes the ending off: `name.rsplit(".", 1)`, `os.path.splitext(name)`.
    fn takes_off_ending(&self, e: ExprId) -> bool {
        let ExprKind::Call { func, args } = self.kind(e) else { return false };
        let at_dot = || match self.kind(*func) {
            ExprKind::Attribute { attr, .. } => {
                SPLITS.contains(&self.file.module().text(attr.span))
                    && args.first().is_some_and(|first| self.is_dot(first.value()))
            }
            _ => false,
        };
        self.file.qualified_names(*func).any(|name| PARTS.contains(&name)) || at_dot()
    }

    fn is_dot(&self, e: ExprId) -> bool {
        self.file.constant(e) == Some(Const::Str(".".into()))
    }

    /// The part of `e` of which it only asks the ending, or nothing at all; and whether it asks.
    fn ending_of(&self, e: ExprId) -> Option<(ExprId, bool)> {
        match self.kind(e) {
            ExprKind::Unary { op: UnaryOp::Not, operand } => Some((*operand, false)),
            ExprKind::Compare { left, rest } => match **rest {
                [(CompareOp::In | CompareOp::NotIn, whole)] if self.is_dot(*left) => Some((whole, true)),
                _ => None,
            },
            // `name.endswith`, of which the text is a part of the called function.
            ExprKind::Attribute { value, attr } if ENDINGS.contains(&self.file.module().text(attr.span)) => {
                Some((*value, true))
            }
            ExprKind::Subscript { value, index } => {
                let is_last = matches!(self.file.constant(*index), Some(Const::Int(1 | 2 | -1)));
                (is_last && self.takes_off_ending(*value)).then_some((*value, true))
            }
            ExprKind::Call { func, args } => {
                let first = args.first()?.value();
                let is_one_of = |list: &[&str]| self.file.qualified_names(*func).any(|name| list.contains(&name));
                match (is_one_of(&OF_ENDINGS), is_one_of(&OF_NOTHING)) {
                    (true, _) => Some((first, true)),
                    (_, true) => Some((first, false)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
