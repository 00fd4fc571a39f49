//! One level of the tree: which expressions, statements and patterns stand directly under a node.
//!
//! None of these functions recurses over the tree, so a walk with its own stack is safe on any input. Trees
//! are also bounded in depth (see [`parse`](crate::parse)), so that recursive walks are safe as well.

use crate::Module;
use crate::ast::{
    Argument, Class, Clause, ComprehensionKind, ExprId, ExprKind, FPart, Function, Params, PatternId, PatternKind,
    StmtId, StmtKind, TypeParam,
};

impl Module {
    /// Calls `f` with every expression directly under `id`, comprehension clauses, lambda defaults and
    /// f-string interpolations (nested format specifications too) included. In source order, but for
    /// `body if test else orelse` and comprehensions, which come in the order of evaluation.
    pub fn children(&self, id: ExprId, f: &mut impl FnMut(ExprId)) {
        expr_children(&self.expr(id).kind, f);
    }

    /// Calls `f` with every expression that stands directly in statement `id`: decorators, type parameters'
    /// bounds, defaults, annotations, tests, targets, values, and the expressions in its `case` patterns.
    /// Expressions of nested statements are not visited; see [`stmt_children`](Self::stmt_children).
    pub fn stmt_exprs(&self, id: StmtId, f: &mut impl FnMut(ExprId)) {
        match &self.stmt(id).kind {
            StmtKind::Function(function) => function_exprs(function, f),
            StmtKind::Class(class) => class_exprs(class, f),
            StmtKind::Return(value) => value.iter().copied().for_each(f),
            StmtKind::Delete(values) => values.iter().copied().for_each(f),
            StmtKind::Assign { targets, value } => {
                targets.iter().copied().for_each(&mut *f);
                f(*value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                f(*target);
                f(*value);
            }
            StmtKind::AnnAssign { target, annotation, value } => {
                f(*target);
                f(*annotation);
                value.iter().copied().for_each(f);
            }
            StmtKind::TypeAlias { name, type_params, value } => {
                f(*name);
                type_param_exprs(type_params, f);
                f(*value);
            }
            StmtKind::For { target, iter, .. } => {
                f(*target);
                f(*iter);
            }
            StmtKind::While { test, .. } => f(*test),
            StmtKind::If { arms, .. } => arms.iter().for_each(|arm| f(arm.test)),
            StmtKind::With { items, .. } => {
                for item in items {
                    f(item.context);
                    item.target.iter().copied().for_each(&mut *f);
                }
            }
            StmtKind::Match { subject, cases } => {
                f(*subject);
                for case in cases {
                    self.pattern_tree_exprs(case.pattern, f);
                    case.guard.iter().copied().for_each(&mut *f);
                }
            }
            StmtKind::Raise { exc, cause } => exc.iter().chain(cause).copied().for_each(f),
            StmtKind::Try { handlers, .. } => handlers.iter().filter_map(|handler| handler.types).for_each(f),
            StmtKind::Assert { test, message } => {
                f(*test);
                message.iter().copied().for_each(f);
            }
            StmtKind::Expr(value) => f(*value),
            StmtKind::Print { dest, values } => dest.iter().chain(values).copied().for_each(f),
            StmtKind::Exec { body, scope } => {
                f(*body);
                scope.iter().copied().for_each(f);
            }
            StmtKind::Error { exprs, .. } => exprs.iter().copied().for_each(f),
            StmtKind::Import(_)
            | StmtKind::ImportFrom { .. }
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue => {}
        }
    }

    /// Calls `f` with every statement directly inside statement `id`, over all of its blocks, in source order.
    pub fn stmt_children(&self, id: StmtId, f: &mut impl FnMut(StmtId)) {
        stmt_blocks(&self.stmt(id).kind, &mut |block| {
            block.iter().copied().for_each(&mut *f);
        });
    }

    /// Calls `f` with every expression that stands directly in pattern `id`: values, mapping keys, classes.
    pub fn pattern_exprs(&self, id: PatternId, f: &mut impl FnMut(ExprId)) {
        match &self.pattern(id).kind {
            PatternKind::Value(value) | PatternKind::Class { class: value, .. } => f(*value),
            PatternKind::Mapping { entries, .. } => entries.iter().for_each(|entry| f(entry.0)),
            _ => {}
        }
    }

    /// Calls `f` with every pattern directly under pattern `id`, in source order.
    pub fn pattern_children(&self, id: PatternId, f: &mut impl FnMut(PatternId)) {
        pattern_children(&self.pattern(id).kind, f);
    }

    fn pattern_tree_exprs(&self, root: PatternId, f: &mut impl FnMut(ExprId)) {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            self.pattern_exprs(id, f);
            let before = open.len();
            self.pattern_children(id, &mut |child| open.push(child));
            open[before..].reverse();
        }
    }
}

/// Every expression directly under an expression of this kind.
pub(crate) fn expr_children(kind: &ExprKind, f: &mut impl FnMut(ExprId)) {
    match kind {
        ExprKind::BoolOp { values, .. } => values.iter().copied().for_each(f),
        ExprKind::Set(values) | ExprKind::List(values) | ExprKind::Tuple(values) | ExprKind::Error(values) => {
            values.iter().copied().for_each(f);
        }
        ExprKind::Named { target: first, value: second }
        | ExprKind::Binary { left: first, right: second, .. }
        | ExprKind::Subscript { value: first, index: second } => {
            f(*first);
            f(*second);
        }
        ExprKind::Unary { operand: value, .. }
        | ExprKind::Await(value)
        | ExprKind::YieldFrom(value)
        | ExprKind::Attribute { value, .. }
        | ExprKind::Starred(value)
        | ExprKind::Yield(Some(value))
        | ExprKind::Repr(value) => f(*value),
        ExprKind::Lambda { params, body } => {
            param_exprs(params, f);
            f(*body);
        }
        ExprKind::Conditional { test, body, orelse } => {
            f(*test);
            f(*body);
            f(*orelse);
        }
        ExprKind::Dict(entries) => {
            for (key, value) in entries {
                key.iter().copied().for_each(&mut *f);
                f(*value);
            }
        }
        ExprKind::Comprehension { kind, clauses } => comprehension_exprs(*kind, clauses, f),
        ExprKind::Compare { left, rest } => {
            f(*left);
            rest.iter().for_each(|part| f(part.1));
        }
        ExprKind::Call { func, args } => {
            f(*func);
            args.iter().map(Argument::value).for_each(f);
        }
        ExprKind::Slice { lower, upper, step } => {
            lower.iter().chain(upper).chain(step).copied().for_each(f);
        }
        ExprKind::FString(parts) | ExprKind::TString(parts) => part_exprs(parts, f),
        ExprKind::Yield(None)
        | ExprKind::Name
        | ExprKind::Str(_)
        | ExprKind::Bytes(_)
        | ExprKind::Int
        | ExprKind::Float
        | ExprKind::Complex
        | ExprKind::True
        | ExprKind::False
        | ExprKind::None
        | ExprKind::Ellipsis => {}
    }
}

/// Every block of a statement of this kind, in source order.
pub(crate) fn stmt_blocks<'a>(kind: &'a StmtKind, f: &mut impl FnMut(&'a [StmtId])) {
    match kind {
        StmtKind::Function(function) => f(&function.body),
        StmtKind::Class(class) => f(&class.body),
        StmtKind::For { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
            f(body);
            f(orelse);
        }
        StmtKind::If { arms, orelse } => {
            arms.iter().for_each(|arm| f(&arm.body));
            f(orelse);
        }
        StmtKind::With { body, .. } | StmtKind::Error { body, .. } => f(body),
        StmtKind::Match { cases, .. } => cases.iter().for_each(|case| f(&case.body)),
        StmtKind::Try { body, handlers, orelse, finally, .. } => {
            f(body);
            handlers.iter().for_each(|handler| f(&handler.body));
            f(orelse);
            f(finally);
        }
        _ => {}
    }
}

/// Every pattern directly under a pattern of this kind.
pub(crate) fn pattern_children(kind: &PatternKind, f: &mut impl FnMut(PatternId)) {
    match kind {
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().copied().for_each(f);
        }
        PatternKind::Mapping { entries, .. } => entries.iter().for_each(|entry| f(entry.1)),
        PatternKind::Class { positional, keywords, .. } => {
            positional.iter().copied().for_each(&mut *f);
            keywords.iter().for_each(|keyword| f(keyword.1));
        }
        PatternKind::As { pattern: Some(pattern), .. } => f(*pattern),
        PatternKind::As { pattern: None, .. } | PatternKind::Value(_) | PatternKind::Star(_) | PatternKind::Error => {}
    }
}

fn function_exprs(function: &Function, f: &mut impl FnMut(ExprId)) {
    function.decorators.iter().copied().for_each(&mut *f);
    type_param_exprs(&function.type_params, f);
    param_exprs(&function.params, f);
    function.returns.iter().copied().for_each(f);
}

fn class_exprs(class: &Class, f: &mut impl FnMut(ExprId)) {
    class.decorators.iter().copied().for_each(&mut *f);
    type_param_exprs(&class.type_params, f);
    class.args.iter().map(Argument::value).for_each(f);
}

fn type_param_exprs(params: &[TypeParam], f: &mut impl FnMut(ExprId)) {
    for param in params {
        param.bound.iter().chain(&param.default).copied().for_each(&mut *f);
    }
}

fn param_exprs(params: &Params, f: &mut impl FnMut(ExprId)) {
    for param in &params.params {
        param.annotation.iter().chain(&param.default).copied().for_each(&mut *f);
    }
}

fn comprehension_exprs(kind: ComprehensionKind, clauses: &[Clause], f: &mut impl FnMut(ExprId)) {
    for clause in clauses {
        f(clause.iter);
        f(clause.target);
        clause.conditions.iter().copied().for_each(&mut *f);
    }
    match kind {
        ComprehensionKind::List { element }
        | ComprehensionKind::Set { element }
        | ComprehensionKind::Generator { element } => f(element),
        ComprehensionKind::Dict { key, value } => {
            f(key);
            f(value);
        }
    }
}

/// Recursion is bounded: the parser nests specifications no deeper than
/// [`MAX_SPEC_DEPTH`](crate::MAX_SPEC_DEPTH).
fn part_exprs(parts: &[FPart], f: &mut impl FnMut(ExprId)) {
    for part in parts {
        if let FPart::Interpolation { value, spec, .. } = part {
            f(*value);
            if !spec.is_empty() {
                part_exprs(spec, f);
            }
        }
    }
}
