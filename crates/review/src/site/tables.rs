//! Tables of views and paths that stand in a file of their own, and are gone through where they are registered:
//! `for entry in API_ROUTES: api.add_resource(*entry)`.

use semantic::FileModel;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use super::declared::{answered, push, text};
use super::rows::Row;
use super::{FileSite, Mount, Name, Router, Text};

/// Entries of one table.
const MAX_ENTRIES: usize = 1000;

/// Notes the tables of a module as routers of their own, which are served where they are gone through and nowhere else.
pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let module = file.module();
    for (id, stmt) in module.stmts() {
        if file.enclosing_function_of(id).is_some() || file.enclosing_class_of(id).is_some() {
            continue;
        }
        let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
        let ([target], ExprKind::List(items) | ExprKind::Tuple(items)) = (&**targets, &module.expr(*value).kind) else {
            continue;
        };
        let entries: Vec<(ExprId, ExprId, String)> =
            items.iter().take(MAX_ENTRIES).map_while(|&item| entry(file, item)).collect();
        if entries.is_empty() || entries.len() != items.len() {
            continue;
        }
        let name = module.text(module.expr(*target).span).to_owned();
        for (place, view, path) in entries {
            let on = Some(Name::Here(name.clone()));
            push(file, place, Some(Text::Known(path)), answered(file, &Row::new(), view), Vec::new(), on, site);
        }
        let prefix = Text::Known(String::new());
        site.routers.push(Router {
            name,
            prefix,
            guards: Vec::new(),
            by_name: false,
            replaces: false,
            class: None,
            is_table: true,
        });
    }
}

/// `(Users, "/users/")`: a class or function and its path.
fn entry(file: &FileModel, item: ExprId) -> Option<(ExprId, ExprId, String)> {
    let (ExprKind::Tuple(parts) | ExprKind::List(parts)) = &file.module().expr(item).kind else { return None };
    let [view, path, ..] = **parts else { return None };
    let is_name = matches!(file.module().expr(view).kind, ExprKind::Name | ExprKind::Attribute { .. });
    let path = text(file, path).filter(|path| is_name && path.starts_with('/'))?;
    Some((item, view, path))
}

/// Hangs a table below what its entries are registered on: `call` is given an entry of a loop as it is.
pub(super) fn spread(file: &FileModel, call: ExprId, on: ExprId, site: &mut FileSite) {
    let [Argument::Star(entry)] = file.call_args(call).all() else { return };
    let module = file.module();
    let mut around = file.enclosing_stmt(call);
    while let Some(stmt) = around {
        if let StmtKind::For { target, iter, .. } = module.stmt(stmt).kind {
            let is_it = module.text(module.expr(target).span) == module.text(module.expr(*entry).span);
            if let (true, Some(parent), Some(child)) = (is_it, Name::of(file, on), Name::of(file, iter)) {
                site.mounts.push(Mount { parent, child, prefix: None, guards: Vec::new() });
            }
            return;
        }
        around = file.stmt_parent(stmt);
    }
}
