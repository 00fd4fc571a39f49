//! Tornado's lists of routes: in which one an entry stands, what one takes in of another, and the prefix that a loop puts before the
//! paths of a whole list.

use semantic::{BindingKind, FileModel, Node, ScopeId};
use syntax::ast::{BinaryOp, ComprehensionKind, ExprId, ExprKind, StmtId, StmtKind};

use super::given::passed;
use super::rows::{Row, in_row, rows};
use super::view::{last_part, last_word};
use super::{FileSite, Mount, Name, Text};

/// Steps from an entry up to its list, and parts of a list that is put together.
const MAX_STEPS: usize = 24;

/// Whether lists of handlers stand in the file: it imports Tornado, or a name at its top says so.
pub(super) fn stand_in(file: &FileModel, uses_tornado: bool) -> bool {
    let is_one = |&stmt: &StmtId| match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => targets.iter().any(|&target| names_handlers(file, target)),
        StmtKind::AnnAssign { target, .. } => names_handlers(file, *target),
        _ => false,
    };
    uses_tornado || file.module().body().iter().any(is_one) || imports_below_tornado(file)
}

/// Whether the file has something from a module of the program's own that is called Tornado's: `from hub.util.tornado import …`,
/// also in a function.
fn imports_below_tornado(file: &FileModel) -> bool {
    file.module().stmts().any(|(_, stmt)| match stmt.kind {
        StmtKind::ImportFrom { module: Some(from), .. } => last_part(file.module().text(from)) == "tornado",
        _ => false,
    })
}

fn names_handlers(file: &FileModel, target: ExprId) -> bool {
    last_word(file, target).is_some_and(|word| word.contains("handler"))
}

/// Notes what lists take in of each other, and with which prefix.
pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let uses_tornado = rules::imports(file, "tornado");
    if !stand_in(file, uses_tornado) {
        return;
    }
    for &call in file.calls() {
        extended(file, call, uses_tornado, site);
        if uses_tornado {
            prefixed(file, call, site);
        }
    }
    for (_, stmt) in file.module().stmts() {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                if let [target] = **targets {
                    put_together(file, target, *value, uses_tornado, site);
                }
            }
            StmtKind::AugAssign { target, value, .. } => put_together(file, *target, *value, uses_tornado, site),
            _ => {}
        }
    }
    if uses_tornado {
        for (id, expr) in file.module().exprs() {
            if matches!(expr.kind, ExprKind::Binary { op: BinaryOp::Add, .. }) {
                prefixed(file, id, site);
            }
        }
    }
}

/// The list in which an entry stands, or to which it is added, by its name; that of the method which returns it.
pub(super) fn around(file: &FileModel, entry: ExprId, site: &mut FileSite) -> Option<Name> {
    let module = file.module();
    let mut at = entry;
    for _ in 0..MAX_STEPS {
        match file.parent(at) {
            Node::Expr(parent) => match module.expr(parent).kind {
                ExprKind::List(_)
                | ExprKind::Tuple(_)
                | ExprKind::Binary { .. }
                | ExprKind::Comprehension { kind: ComprehensionKind::List { .. }, .. } => at = parent,
                ExprKind::Call { func, .. } => match module.expr(func).kind {
                    ExprKind::Attribute { value, attr }
                        if matches!(module.text(attr.span), "append" | "extend" | "insert") =>
                    {
                        return key(file, &Row::new(), value);
                    }
                    _ => return None,
                },
                _ => return None,
            },
            Node::Stmt(stmt) => {
                let target = match &module.stmt(stmt).kind {
                    StmtKind::Assign { targets, .. } => targets.first().copied(),
                    StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => Some(*target),
                    StmtKind::Return(_) => return offered(file, stmt, site),
                    _ => None,
                };
                return key(file, &Row::new(), target?);
            }
            _ => return None,
        }
    }
    None
}

/// The method that returns a list: it is served where something calls it.
fn offered(file: &FileModel, stmt: StmtId, site: &mut FileSite) -> Option<Name> {
    let function = file.enclosing_function_of(stmt)?;
    let class = file.enclosing_class_of(function)?;
    let own = file.definition_name(function);
    let name = format!("{}.{own}", file.definition_name(class));
    let offer = (own.to_owned(), name.clone());
    if !site.offered.contains(&offer) {
        site.offered.push(offer);
    }
    Some(Name::Here(name))
}

/// The name of a list among those of the program: one of a function's own stands below the function's.
fn key(file: &FileModel, row: &Row, e: ExprId) -> Option<Name> {
    let module = file.module();
    if let ExprKind::Attribute { value, attr } = module.expr(e).kind
        && in_row(file, row, value) != value
    {
        return Some(Name::of(file, in_row(file, row, value))?.child(module.text(attr.span)));
    }
    let is_own = matches!(module.expr(e).kind, ExprKind::Name)
        && file.binding(e).is_some_and(|binding| {
            let info = file.binding_info(binding);
            info.scope != ScopeId::MODULE
                && !matches!(info.kind, BindingKind::Import { .. } | BindingKind::Param { .. })
        });
    match file.enclosing_function(e).filter(|_| is_own) {
        Some(function) => {
            Some(Name::Here(format!("{}.{}", file.definition_name(function), module.text(module.expr(e).span))))
        }
        None => Name::of(file, in_row(file, row, e)),
    }
}

/// Whether a list is one of handlers: the file says so by its imports, or the name does.
pub(super) fn is_list(name: &Name, uses_tornado: bool) -> bool {
    let (Name::Here(dotted) | Name::There { dotted, .. }) = name;
    let word = last_part(dotted);
    uses_tornado || word.contains("handler") || word.contains("route")
}

fn mount(parent: Name, child: Name, prefix: Option<Text>, site: &mut FileSite) {
    if parent != child {
        site.mounts.push(Mount { parent, child, prefix, guards: Vec::new() });
    }
}

/// `table.extend(users.default_handlers)`, also for each turn of a loop, and what a method gives: `table.extend(plugin.handlers())`.
fn extended(file: &FileModel, call: ExprId, uses_tornado: bool, site: &mut FileSite) {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return };
    let ExprKind::Attribute { value, attr } = file.module().expr(func).kind else { return };
    if file.module().text(attr.span) != "extend" {
        return;
    }
    let Some(taken) = file.call_args(call).positional(0) else { return };
    for row in rows(file, call) {
        let child = match file.module().expr(taken).kind {
            ExprKind::Call { func, .. } => Name::of_called(file, func),
            ExprKind::Name | ExprKind::Attribute { .. } => key(file, &row, taken),
            _ => None,
        };
        if let (Some(parent), Some(child)) = (key(file, &row, value), child)
            && is_list(&parent, uses_tornado)
            && is_list(&child, uses_tornado)
        {
            mount(parent, child, None, site);
        }
    }
}

/// `handlers = users.handlers + items.handlers`, `handlers += more`, `handlers = [*users.handlers, …]`
fn put_together(file: &FileModel, target: ExprId, value: ExprId, uses_tornado: bool, site: &mut FileSite) {
    let row = Row::new();
    let Some(parent) = key(file, &row, target).filter(|_| names_handlers(file, target)) else { return };
    let mut open = vec![value];
    for _ in 0..MAX_STEPS {
        let Some(at) = open.pop() else { break };
        match &file.module().expr(at).kind {
            ExprKind::Binary { left, op: BinaryOp::Add, right } => open.extend([*left, *right]),
            ExprKind::List(items) => open.extend(items.iter().filter_map(|&item| starred(file, item))),
            ExprKind::Name | ExprKind::Attribute { .. } => {
                if let Some(child) = key(file, &row, at).filter(|child| is_list(child, uses_tornado)) {
                    mount(parent.clone(), child, None, site);
                }
            }
            _ => {}
        }
    }
}

/// The list that stands with a star in another one.
fn starred(file: &FileModel, item: ExprId) -> Option<ExprId> {
    match file.module().expr(item).kind {
        ExprKind::Starred(inner) => Some(inner),
        _ => None,
    }
}

/// `url_path_join(prefix, entry[0])` or `prefix + path` in a loop over a list: all of it hangs below the prefix. The loop may stand in
/// a function that is handed both.
fn prefixed(file: &FileModel, joined: ExprId, site: &mut FileSite) {
    let (prefix, path) = match file.module().expr(joined).kind {
        ExprKind::Binary { left, op: BinaryOp::Add, right } => (left, right),
        ExprKind::Call { func, .. } => {
            let args = file.call_args(joined);
            let is_join = last_word(file, func).is_some_and(|word| word.contains("join"));
            match (args.positional(0), args.positional(1)) {
                (Some(prefix), Some(path)) if is_join && args.all().len() == 2 => (prefix, path),
                _ => return,
            }
        }
        _ => return,
    };
    let Some(list) = gone_through(file, path) else { return };
    let lists = passed(file, list);
    let prefixes = passed(file, prefix);
    let parent = Name::Here("<prefixed>".to_owned());
    for (at, &list) in lists.iter().enumerate() {
        let prefix = if prefixes.len() == lists.len() { prefixes[at] } else { prefix };
        if let Some(child) = key(file, &Row::new(), list) {
            mount(parent.clone(), child, Some(Text::of(file, &Row::new(), prefix)), site);
        }
    }
}

/// The list that a loop goes through whose entries' first part this is: `entry[0]`, `path` of `for path, handler in list`.
fn gone_through(file: &FileModel, path: ExprId) -> Option<ExprId> {
    let module = file.module();
    let (entry, is_first) = match module.expr(path).kind {
        ExprKind::Subscript { value, index } => (value, file.constant(index) == Some(semantic::Const::Int(0))),
        ExprKind::Name => (path, false),
        _ => return None,
    };
    let BindingKind::LoopTarget { iter, whole } = file.binding_info(file.binding(entry)?).kind else { return None };
    let is_entry = is_first == whole;
    match module.expr(iter).kind {
        // `for at, entry in enumerate(list)`
        ExprKind::Call { func, .. } if is_first && !whole && last_word(file, func) == Some("enumerate") => {
            file.call_args(iter).positional(0)
        }
        ExprKind::Name | ExprKind::Attribute { .. } if is_entry => Some(iter),
        _ => None,
    }
}
