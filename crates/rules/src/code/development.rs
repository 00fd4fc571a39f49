//! Code that runs on a developer's own machine alone, as a condition or a class around it says.

use secrets::words;
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtKind};

use crate::code::around::function_of;
use crate::code::written::last_word;
use crate::detector::Context;

/// What programs call the environment of a developer's own machine.
const DEVELOPMENT: [&str; 5] = ["development", "dev", "local", "debug", "testing"];

/// How many enclosing statements are looked at.
const MAX_DEPTH: usize = 50;

/// Whether an `if` around the call compares something with the name of a development environment, or asks whether debugging is on.
pub(crate) fn is_for_development(cx: &Context<'_>, call: ExprId) -> bool {
    let tree = cx.tree();
    let place = tree.expr(call).span;
    let mut at = cx.file.enclosing_stmt(call);
    for _ in 0..MAX_DEPTH {
        let Some(stmt) = at else { return false };
        if let StmtKind::If { arms, .. } = &tree.stmt(stmt).kind {
            let arm = arms.iter().find(|arm| arm.body.iter().any(|&inner| tree.stmt(inner).span.contains(place)));
            if arm.is_some_and(|arm| names_development(cx, arm.test)) {
                return true;
            }
        }
        at = cx.file.stmt_parent(stmt);
    }
    false
}

/// Whether the expression stands in a class of settings that its name keeps for a developer's own machine: `class DevelopmentConfig:`.
pub(crate) fn is_of_development_class(cx: &Context<'_>, e: ExprId) -> bool {
    let Some(class) = cx.file.enclosing_stmt(e).and_then(|stmt| cx.file.enclosing_class_of(stmt)) else { return false };
    let name = words(cx.file.definition_name(class));
    let says = |wanted: &[&str]| name.iter().any(|word| wanted.contains(&&**word));
    says(&DEVELOPMENT) && says(&["config", "conf", "settings", "configuration"])
}

fn names_development(cx: &Context<'_>, test: ExprId) -> bool {
    if let ExprKind::Compare { left, ref rest } = cx.tree().expr(test).kind {
        let [(CompareOp::Eq, right)] = **rest else { return false };
        return [left, right].into_iter().any(|side| {
            cx.file.constant(side).and_then(|value| value.as_str().map(|text| DEVELOPMENT.contains(&text)))
                == Some(true)
        });
    }
    let is_mode = |name: &str| words(name).iter().any(|word| matches!(&**word, "debug" | "test" | "tests" | "testing"));
    // `getattr(settings, "RUNNING_TESTS", False)`
    if last_word(cx.file, test) == Some("getattr")
        || function_of(cx.file, test).and_then(|f| last_word(cx.file, f)) == Some("getattr")
    {
        let name = cx.file.call_args(test).positional(1).and_then(|name| cx.file.constant(name));
        return name.is_some_and(|name| name.as_str().is_some_and(is_mode));
    }
    // `settings.DEBUG`, `in_debug_mode()`
    let asked = function_of(cx.file, test).unwrap_or(test);
    matches!(cx.tree().expr(asked).kind, ExprKind::Name | ExprKind::Attribute { .. })
        && last_word(cx.file, asked).is_some_and(is_mode)
}
