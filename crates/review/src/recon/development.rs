//! Files of the project that answer requests on a developer's own machine alone.

use secrets::words;
use semantic::{FileModel, project_name};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtKind, UnaryOp};

/// Methods by which a framework is given what answers requests.
const JOINS: [&str; 7] =
    ["register_blueprint", "include_router", "add_url_rule", "add_routes", "mount", "register_router", "add_api"];

/// The paths of files whose routes the file adds only where debugging is on: `if app.debug: app.register_blueprint(debug.pages)`.
pub(super) fn joined_for_debugging(file: &FileModel) -> Vec<String> {
    let module = file.module();
    let mut blocks: Vec<Span> = Vec::new();
    for (_, stmt) in module.stmts() {
        let StmtKind::If { arms, .. } = &stmt.kind else { continue };
        for arm in arms.iter().filter(|arm| asks_for_debugging(file, arm.test)) {
            blocks.extend(arm.body.iter().map(|&inner| module.stmt(inner).span));
        }
    }
    if blocks.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = module.expr(call).kind else { continue };
        let ExprKind::Attribute { attr, .. } = module.expr(func).kind else { continue };
        if !JOINS.contains(&module.text(attr.span))
            || !blocks.iter().any(|block| block.contains(module.expr(call).span))
        {
            continue;
        }
        let given = file.call_args(call).positional(0).into_iter().flat_map(|given| file.qualified_names(given));
        found.extend(given.filter_map(|name| Some(project_name(name)?.0.to_owned())));
    }
    found
}

/// Whether a test holds where debugging is on: `app.debug`, `os.environ.get("FLASK_DEBUG")`.
fn asks_for_debugging(file: &FileModel, test: ExprId) -> bool {
    let module = file.module();
    let asked = module.text(module.expr(test).span);
    !matches!(module.expr(test).kind, ExprKind::Unary { op: UnaryOp::Not, .. } | ExprKind::BoolOp { .. })
        && words(asked).iter().any(|word| word == "debug")
}
