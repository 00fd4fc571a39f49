//! PV726: what a model wrote as JSON, used without a look at its shape.

use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::around::calls_in;
use crate::detector::{Context, Detector};

pub(crate) struct LlmUncheckedAnswer;

/// Last names of calls that say whether a value has the shape that is expected.
const CHECKS: [&str; 13] = [
    "validate",
    "model_validate",
    "model_validate_json",
    "parse_obj",
    "validate_python",
    "from_dict",
    "load",
    "isinstance",
    "is_valid",
    "structure",
    "schema",
    "convert",
    "validate_json",
];

impl Detector for LlmUncheckedAnswer {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        (!is_checked(cx, candidate.expr?)).then_some(candidate)
    }
}

/// Whether the result of the call is given to something that looks at it: directly, or under its name later.
fn is_checked(cx: &Context<'_>, call: ExprId) -> bool {
    if let semantic::Node::Expr(parent) = cx.file.parent(call)
        && looks(cx, parent)
    {
        return true;
    }
    let Some(stmt) = cx.file.enclosing_stmt(call) else { return false };
    let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return false };
    let Some(&target) = targets.first().filter(|_| *value == call) else { return false };
    let Some(function) = cx.file.enclosing_function(call) else { return false };
    let made = cx.file.binding(target);
    let is_it = |e: ExprId| {
        matches!(cx.tree().expr(e).kind, ExprKind::Name) && made.is_some_and(|made| cx.file.reaching(e).contains(&made))
    };
    calls_in(cx.file, cx.tree().stmt(function).span).any(|other| {
        let given = cx.file.call_args(other);
        looks(cx, other) && given.all().iter().any(|argument| is_it(argument.value()))
            // `Order(**data)` of a class: its fields are checked, or at least its names.
            || given.all().iter().any(|argument| matches!(*argument, Argument::DoubleStar(value) if is_it(value)))
                && makes_object(cx, other)
    })
}

fn looks(cx: &Context<'_>, call: ExprId) -> bool {
    crate::code::around::last_word(cx.file, call).is_some_and(|name| CHECKS.contains(&name))
}

/// Whether what is called is a class, by its definition here or by its name.
fn makes_object(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(func) = crate::code::around::function_of(cx.file, call) else { return false };
    let own = cx
        .file
        .binding(func)
        .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Class(_)));
    own || crate::code::written::last_word(cx.file, func)
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}
