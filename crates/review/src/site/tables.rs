//! Tables of views and paths that stand in a file of their own, and are gone through where they are registered:
//! `for entry in API_ROUTES: api.add_resource(*entry)`. Functions list such entries, too.

use semantic::{BindingKind, FileModel};
use syntax::ast::{Argument, BinaryOp, ComprehensionKind, ExprId, ExprKind, StmtKind};

use super::declared::{answered, push, text};
use super::rows::{Row, in_row, rows};
use super::view::texts;
use super::{FileSite, Mount, Name, Router, Text};

/// Entries of one table, and the parts that a list is put together of.
const MAX_ENTRIES: usize = 1000;
/// Lists that one function may return.
const MAX_RESULTS: usize = 3;

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
        table(name, site);
    }
    listed(file, site);
}

fn table(name: String, site: &mut FileSite) {
    let prefix = Text::Known(String::new());
    let guards = Vec::new();
    site.routers.push(Router { name, prefix, guards, by_name: false, replaces: false, class: None, is_table: true });
}

/// Functions that list entries with a path, what answers, and methods: `return [("/users", users, ["GET"])] + more()`.
fn listed(file: &FileModel, site: &mut FileSite) {
    let lists: Vec<(String, Vec<ExprId>, Vec<Name>)> = file
        .functions()
        .iter()
        .filter(|&&id| file.enclosing_class_of(id).is_none())
        .filter_map(|&id| {
            let (mut entries, mut others) = (Vec::new(), Vec::new());
            for list in file.returned_values(id).take(MAX_RESULTS) {
                parts(file, list, &mut entries, &mut others);
            }
            let name = file.definition_name(id).to_owned();
            let makes_routes = |made: &super::services::Loop| made.on == Some(Name::Here(name.clone()));
            let is_one = !entries.is_empty() || !others.is_empty() || site.loops.iter().any(makes_routes);
            is_one.then_some((name, entries, others))
        })
        .collect();
    // Sums of what functions give are lists of routes where one of them is.
    if site.loops.is_empty() && lists.iter().all(|(_, entries, _)| entries.is_empty()) {
        return;
    }
    for (name, entries, others) in lists {
        let parent = Name::Here(name.clone());
        for entry in entries.into_iter().take(MAX_ENTRIES) {
            for row in rows(file, entry) {
                if let Some((path, view, methods)) = served(file, &row, entry) {
                    push(file, entry, Some(path), answered(file, &row, view), methods, Some(parent.clone()), site);
                }
            }
        }
        let mount = |child| Mount { parent: parent.clone(), child, prefix: None, guards: Vec::new() };
        site.mounts.extend(others.into_iter().map(mount));
        table(name, site);
    }
}

/// The entries that a list is written with, and the functions that give other parts of it.
fn parts(file: &FileModel, list: ExprId, entries: &mut Vec<ExprId>, others: &mut Vec<Name>) {
    let mut open = vec![list];
    for _ in 0..MAX_ENTRIES {
        let Some(e) = open.pop() else { break };
        let one = |e: &ExprId| served(file, &Row::new(), *e).is_some();
        match &file.module().expr(e).kind {
            ExprKind::Binary { left, op: BinaryOp::Add, right } => open.extend([*left, *right]),
            ExprKind::List(items) => entries.extend(items.iter().filter(|item| one(item))),
            ExprKind::Comprehension { kind: ComprehensionKind::List { element }, .. } if one(element) => {
                entries.push(*element);
            }
            ExprKind::Call { func, .. } if e != list => others.extend(Name::of(file, *func)),
            _ => {}
        }
    }
}

/// What an entry says: its path, what answers, and the methods.
fn served(file: &FileModel, row: &Row, entry: ExprId) -> Option<(Text, ExprId, Vec<String>)> {
    let module = file.module();
    let ExprKind::Tuple(parts) = &module.expr(entry).kind else { return None };
    let is_verb = |verb: &String| !verb.is_empty() && verb.bytes().all(|byte| byte.is_ascii_uppercase());
    let methods = parts.iter().map(|&part| texts(file, in_row(file, row, part)));
    let methods = methods.into_iter().find(|found| !found.is_empty() && found.iter().all(is_verb))?;
    let answers = |part: ExprId| match module.expr(part).kind {
        ExprKind::Attribute { .. } => true,
        ExprKind::Name => file.binding(part).is_some_and(|binding| {
            matches!(
                file.binding_info(binding).kind,
                BindingKind::Function(_)
                    | BindingKind::Class(_)
                    | BindingKind::Import { .. }
                    | BindingKind::LoopTarget { .. }
            )
        }),
        _ => false,
    };
    let path = |&part: &ExprId| Some(Text::of(file, row, part)).filter(Text::has_path);
    let at = parts.iter().position(|part| path(part).is_some())?;
    let view = parts.iter().enumerate().find(|&(other, &part)| other != at && answers(part))?;
    Some((path(&parts[at])?, *view.1, methods))
}

/// Hangs the list of another place below what a loop registers its entries on:
/// `for path, view, methods in routes(): app.add_url_rule(path, view_func=view, methods=methods)`.
pub(super) fn gone_through(file: &FileModel, call: ExprId, on: ExprId, site: &mut FileSite) {
    let module = file.module();
    let Some(path) = file.call_args(call).positional(0) else { return };
    let kind = file.binding(path).map(|binding| file.binding_info(binding).kind);
    let Some(BindingKind::LoopTarget { iter, whole: false }) = kind else { return };
    let list = match module.expr(iter).kind {
        ExprKind::Call { func, .. } => func,
        _ => iter,
    };
    if let (Some(parent), Some(child)) = (Name::of(file, on), Name::of(file, list)) {
        let line = module.lines().line(module.expr(call).span.start);
        site.gone_through.push((line, child.clone()));
        site.mounts.push(Mount { parent, child, prefix: None, guards: Vec::new() });
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
