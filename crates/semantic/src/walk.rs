//! The direct children of statements, expressions and patterns.

use syntax::ast::{
    ComprehensionKind, ExprId, ExprKind, FPart, Params, PatternId, PatternKind, StmtId, StmtKind, TypeParam,
};

/// Calls `visit` with every direct child of an expression. Order: as evaluated, save that format
/// specifications come after the interpolations of their string.
pub(crate) fn expr_children(kind: &ExprKind, mut visit: impl FnMut(ExprId)) {
    match kind {
        ExprKind::BoolOp { values: items, .. }
        | ExprKind::Set(items)
        | ExprKind::List(items)
        | ExprKind::Tuple(items)
        | ExprKind::Error(items) => items.iter().copied().for_each(visit),
        ExprKind::Named { target, value } => {
            visit(*value);
            visit(*target);
        }
        ExprKind::Binary { left, right, .. } => {
            visit(*left);
            visit(*right);
        }
        ExprKind::Unary { operand: inner, .. }
        | ExprKind::Await(inner)
        | ExprKind::YieldFrom(inner)
        | ExprKind::Starred(inner)
        | ExprKind::Repr(inner) => visit(*inner),
        ExprKind::Lambda { params, body } => {
            param_exprs(params, &mut visit);
            visit(*body);
        }
        ExprKind::Conditional { test, body, orelse } => {
            visit(*test);
            visit(*body);
            visit(*orelse);
        }
        ExprKind::Dict(entries) => {
            for (key, value) in entries {
                key.iter().copied().for_each(&mut visit);
                visit(*value);
            }
        }
        ExprKind::Comprehension { kind, clauses } => {
            for clause in clauses {
                visit(clause.iter);
                visit(clause.target);
                clause.conditions.iter().copied().for_each(&mut visit);
            }
            match *kind {
                ComprehensionKind::List { element }
                | ComprehensionKind::Set { element }
                | ComprehensionKind::Generator { element } => visit(element),
                ComprehensionKind::Dict { key, value } => {
                    visit(key);
                    visit(value);
                }
            }
        }
        ExprKind::Yield(inner) => inner.iter().copied().for_each(visit),
        ExprKind::Compare { left, rest } => {
            visit(*left);
            rest.iter().for_each(|&(_, right)| visit(right));
        }
        ExprKind::Call { func, args } => {
            visit(*func);
            args.iter().for_each(|arg| visit(arg.value()));
        }
        ExprKind::Attribute { value, .. } => visit(*value),
        ExprKind::Subscript { value, index } => {
            visit(*value);
            visit(*index);
        }
        ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().flatten().copied().for_each(visit),
        ExprKind::FString(parts) | ExprKind::TString(parts) => interpolated(parts, visit),
        ExprKind::Name
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

/// The interpolated expressions of an f-string's parts, those of format specifications included.
fn interpolated(parts: &[FPart], mut visit: impl FnMut(ExprId)) {
    let mut specs = vec![parts];
    while let Some(parts) = specs.pop() {
        for part in parts {
            if let FPart::Interpolation { value, spec, .. } = part {
                visit(*value);
                if !spec.is_empty() {
                    specs.push(spec);
                }
            }
        }
    }
}

/// Defaults and annotations: evaluated where the function is defined, not where it runs.
pub(crate) fn param_exprs(params: &Params, visit: &mut impl FnMut(ExprId)) {
    for param in &params.params {
        param.default.iter().chain(&param.annotation).copied().for_each(&mut *visit);
    }
}

/// Bounds and defaults of type parameters.
pub(crate) fn type_param_exprs(params: &[TypeParam], visit: &mut impl FnMut(ExprId)) {
    for param in params {
        param.bound.iter().chain(&param.default).copied().for_each(&mut *visit);
    }
}

/// The expressions that belong directly to a statement, those of its header included. Expressions
/// inside `match` patterns belong to their pattern.
pub(crate) fn stmt_exprs(kind: &StmtKind, mut visit: impl FnMut(ExprId)) {
    match kind {
        StmtKind::Function(function) => {
            function.decorators.iter().copied().for_each(&mut visit);
            type_param_exprs(&function.type_params, &mut visit);
            param_exprs(&function.params, &mut visit);
            function.returns.iter().copied().for_each(visit);
        }
        StmtKind::Class(class) => {
            class.decorators.iter().copied().for_each(&mut visit);
            type_param_exprs(&class.type_params, &mut visit);
            class.args.iter().for_each(|arg| visit(arg.value()));
        }
        StmtKind::Return(value) => value.iter().copied().for_each(visit),
        StmtKind::Delete(items) => items.iter().copied().for_each(visit),
        StmtKind::Assign { targets, value } => {
            visit(*value);
            targets.iter().copied().for_each(visit);
        }
        StmtKind::AugAssign { target, value, .. } => {
            visit(*value);
            visit(*target);
        }
        StmtKind::AnnAssign { target, annotation, value } => {
            value.iter().copied().for_each(&mut visit);
            visit(*target);
            visit(*annotation);
        }
        StmtKind::TypeAlias { name, type_params, value } => {
            visit(*name);
            type_param_exprs(type_params, &mut visit);
            visit(*value);
        }
        StmtKind::For { target, iter, .. } => {
            visit(*iter);
            visit(*target);
        }
        StmtKind::While { test, .. } => visit(*test),
        StmtKind::If { arms, .. } => arms.iter().for_each(|arm| visit(arm.test)),
        StmtKind::With { items, .. } => {
            for item in items {
                visit(item.context);
                item.target.iter().copied().for_each(&mut visit);
            }
        }
        StmtKind::Match { subject, cases } => {
            visit(*subject);
            cases.iter().filter_map(|case| case.guard).for_each(visit);
        }
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).copied().for_each(visit),
        StmtKind::Try { handlers, .. } => handlers.iter().filter_map(|handler| handler.types).for_each(visit),
        StmtKind::Assert { test, message } => {
            visit(*test);
            message.iter().copied().for_each(visit);
        }
        StmtKind::Expr(value) => visit(*value),
        StmtKind::Print { dest, values } => dest.iter().chain(values).copied().for_each(visit),
        StmtKind::Exec { body, scope } => {
            visit(*body);
            scope.iter().copied().for_each(visit);
        }
        StmtKind::Error { exprs, .. } => exprs.iter().copied().for_each(visit),
        StmtKind::Import(_)
        | StmtKind::ImportFrom { .. }
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
    }
}

/// The statements directly inside a compound statement, in source order.
pub(crate) fn stmt_children(kind: &StmtKind, mut visit: impl FnMut(StmtId)) {
    match kind {
        StmtKind::Function(function) => function.body.iter().copied().for_each(visit),
        StmtKind::Class(class) => class.body.iter().copied().for_each(visit),
        StmtKind::For { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
            body.iter().chain(orelse).copied().for_each(visit);
        }
        StmtKind::If { arms, orelse } => {
            arms.iter().flat_map(|arm| arm.body.iter()).chain(orelse).copied().for_each(visit);
        }
        StmtKind::With { body, .. } | StmtKind::Error { body, .. } => body.iter().copied().for_each(visit),
        StmtKind::Match { cases, .. } => {
            cases.iter().flat_map(|case| case.body.iter()).copied().for_each(visit);
        }
        StmtKind::Try { body, handlers, orelse, finally, .. } => {
            body.iter().copied().for_each(&mut visit);
            handlers.iter().flat_map(|handler| handler.body.iter()).copied().for_each(&mut visit);
            orelse.iter().chain(finally).copied().for_each(visit);
        }
        _ => {}
    }
}

/// The expressions directly in a pattern.
pub(crate) fn pattern_exprs(kind: &PatternKind, mut visit: impl FnMut(ExprId)) {
    match kind {
        PatternKind::Value(value) => visit(*value),
        PatternKind::Mapping { entries, .. } => entries.iter().for_each(|&(key, _)| visit(key)),
        PatternKind::Class { class, .. } => visit(*class),
        _ => {}
    }
}

/// The patterns directly in a pattern.
pub(crate) fn pattern_children(kind: &PatternKind, mut visit: impl FnMut(PatternId)) {
    match kind {
        PatternKind::Sequence(items) | PatternKind::Or(items) => items.iter().copied().for_each(visit),
        PatternKind::Mapping { entries, .. } => entries.iter().for_each(|&(_, pattern)| visit(pattern)),
        PatternKind::Class { positional, keywords, .. } => {
            positional.iter().copied().for_each(&mut visit);
            keywords.iter().for_each(|&(_, pattern)| visit(pattern));
        }
        PatternKind::As { pattern, .. } => pattern.iter().copied().for_each(visit),
        PatternKind::Value(_) | PatternKind::Star(_) | PatternKind::Error => {}
    }
}
