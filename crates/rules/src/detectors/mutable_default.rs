//! PV906: a default that one call leaves changed for the next.

use semantic::{BindingKind, Node};
use syntax::ast::{ComprehensionKind, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct MutableDefault;

/// What makes an object that can be changed.
const MAKERS: [&str; 8] = [
    "builtins.list",
    "builtins.dict",
    "builtins.set",
    "builtins.bytearray",
    "collections.defaultdict",
    "collections.OrderedDict",
    "collections.deque",
    "collections.Counter",
];

/// Methods that change the object that they belong to.
const CHANGES: [&str; 18] = [
    "append",
    "extend",
    "insert",
    "add",
    "update",
    "setdefault",
    "pop",
    "popitem",
    "popleft",
    "appendleft",
    "remove",
    "discard",
    "clear",
    "sort",
    "reverse",
    "subtract",
    "intersection_update",
    "difference_update",
];

impl Detector for MutableDefault {
    fn module(&self, cx: &mut Context<'_>) {
        let mut changed: Vec<(StmtId, usize)> = Vec::new();
        for (e, expr) in cx.tree().exprs() {
            if !matches!(expr.kind, ExprKind::Name) {
                continue;
            }
            let Some(binding) = cx.file.binding(e) else { continue };
            let BindingKind::Param { function, index } = cx.file.binding_info(binding).kind else { continue };
            if default_of(cx, function, index).is_some() && (is_changed(cx, e) || is_kept(cx, e)) {
                changed.push((function, index));
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for (function, index) in changed {
            let Some(default) = default_of(cx, function, index) else { continue };
            let name = cx.file.function(function).and_then(|definition| definition.params.params.get(index));
            let name = name.map_or("", |param| cx.tree().text(param.name.span));
            let message = format!(
                "The default of `{name}` is made once, when the function is defined, and is changed or given away by the function: what \
                 one call leaves in it, the next one finds. Use `None` as the default and make the object inside."
            );
            let mut candidate = Candidate::new(cx.rule, cx.tree().expr(default).span, message);
            candidate.expr = Some(default);
            cx.report(candidate);
        }
    }
}

/// The parameter's default, if it is one that can be changed.
fn default_of(cx: &Context<'_>, function: StmtId, index: usize) -> Option<ExprId> {
    let default = cx.file.function(function)?.params.params.get(index)?.default?;
    let is_mutable = match &cx.tree().expr(default).kind {
        ExprKind::List(_) | ExprKind::Dict(_) | ExprKind::Set(_) => true,
        ExprKind::Comprehension { kind, .. } => !matches!(kind, ComprehensionKind::Generator { .. }),
        ExprKind::Call { func, .. } => cx.file.qualified_names(*func).any(|name| MAKERS.contains(&name)),
        _ => false,
    };
    is_mutable.then_some(default)
}

/// `items.append(…)`, `items[key] = …`, `items += …`, `del items[key]`
fn is_changed(cx: &Context<'_>, e: ExprId) -> bool {
    match cx.file.parent(e) {
        Node::Stmt(stmt) => matches!(cx.tree().stmt(stmt).kind, StmtKind::AugAssign { target, .. } if target == e),
        Node::Expr(parent) => match cx.tree().expr(parent).kind {
            ExprKind::Attribute { value, attr } if value == e && CHANGES.contains(&cx.tree().text(attr.span)) => {
                matches!(cx.file.parent(parent), Node::Expr(call)
                    if matches!(cx.tree().expr(call).kind, ExprKind::Call { func, .. } if func == parent))
            }
            ExprKind::Subscript { value, .. } if value == e => is_target(cx, parent),
            _ => false,
        },
        _ => false,
    }
}

fn is_target(cx: &Context<'_>, e: ExprId) -> bool {
    let Node::Stmt(stmt) = cx.file.parent(e) else { return false };
    match &cx.tree().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => targets.contains(&e),
        StmtKind::AugAssign { target, .. } => *target == e,
        _ => false,
    }
}

/// `self.items = items`, `return items`: whoever has it may change it.
fn is_kept(cx: &Context<'_>, e: ExprId) -> bool {
    let Node::Stmt(stmt) = cx.file.parent(e) else { return false };
    match &cx.tree().stmt(stmt).kind {
        StmtKind::Return(value) => *value == Some(e),
        StmtKind::Assign { targets, value } => {
            *value == e
                && targets.iter().any(|&target| matches!(cx.tree().expr(target).kind, ExprKind::Attribute { .. }))
        }
        _ => false,
    }
}
