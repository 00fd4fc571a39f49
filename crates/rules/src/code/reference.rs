//! A function that is named without being called: whether the name is a value here, and where the value goes.

use rustc_hash::FxHashSet;
use semantic::{FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::matcher::{INDEX, is_named};

/// How far nested targets and annotations are followed outwards.
const MAX_DEPTH: usize = 100;

/// How many arguments, targets or bases are looked at: more than any person writes.
const WIDTH: usize = 100;

/// What becomes of a function that is named.
#[derive(Debug)]
pub(crate) enum Use {
    /// It is handed on; the expressions are what it will be called with, as far as that shows.
    Passed(Vec<ExprId>),
    /// Nothing is done with it here, and why that is harmless.
    Harmless(&'static str),
}

/// The names of a file that an import of a module with listed functions makes, and the listed builtins: no other name
/// needs to be looked at.
pub(crate) fn roots(file: &FileModel) -> FxHashSet<&str> {
    let tree = file.module();
    let mut roots = FxHashSet::default();
    let listed = |module: &str| module.split('.').next().is_some_and(|root| INDEX.has_references_in(root));
    // In the library itself its functions are imported by shorter names, or defined.
    let own = file.module_name().is_some_and(listed);
    for (id, stmt) in tree.stmts() {
        match &stmt.kind {
            StmtKind::Import(names) => {
                for alias in names.iter().filter(|alias| listed(tree.text(alias.name))) {
                    let bound = alias.asname.map_or(alias.name, |name| name.span);
                    roots.extend(tree.text(bound).split('.').next());
                }
            }
            StmtKind::ImportFrom { module: Some(module), level: 0, names } if listed(tree.text(*module)) => {
                roots.extend(names.iter().map(|alias| tree.text(alias.asname.map_or(alias.name, |name| name.span))));
            }
            StmtKind::ImportFrom { level: 1.., names, .. } if own => {
                roots.extend(names.iter().map(|alias| tree.text(alias.asname.map_or(alias.name, |name| name.span))));
            }
            StmtKind::Function(_) | StmtKind::Class(_) if own => {
                roots.insert(file.definition_name(id));
            }
            _ => {}
        }
    }
    for builtin in INDEX.builtin_references() {
        roots.insert(builtin);
    }
    roots
}

/// What becomes of a name or attribute; `None` where it is no value of its own: a part of a longer name, what is
/// called, what is assigned to, a type.
pub(crate) fn use_of(file: &FileModel, e: ExprId) -> Option<Use> {
    let tree = file.module();
    if let Node::Expr(parent) = file.parent(e) {
        match tree.expr(parent).kind {
            ExprKind::Attribute { .. } => return None,
            ExprKind::Call { func, .. } if func == e => return None,
            _ => {}
        }
    }
    if is_target(file, e) || is_type(file, e) {
        return None;
    }
    let renamed = Use::Harmless("it only gets another name here; the calls by that name are reviewed");
    let handled = Use::Harmless("an exception of the module is caught: nothing is called");
    Some(match file.parent(e) {
        Node::Expr(parent) => match &tree.expr(parent).kind {
            ExprKind::Call { func, .. } if asks(file, *func) => Use::Harmless("it is only asked about, and not called"),
            ExprKind::Call { .. } if file.handed_as(e).is_some() => {
                Use::Passed(file.call_args(e).all().iter().map(Argument::value).collect())
            }
            ExprKind::Call { func, args } if applies(file, *func) => {
                let behind = args.iter().take(WIDTH).skip_while(|arg| arg.value() != e).skip(1);
                Use::Passed(behind.filter(|arg| is_handed_on(file, arg)).map(Argument::value).collect())
            }
            ExprKind::Compare { .. } => Use::Harmless("it is only compared with, and not called"),
            ExprKind::Tuple(_) => match file.parent(parent) {
                Node::Stmt(stmt) if matches!(tree.stmt(stmt).kind, StmtKind::Try { .. }) => handled,
                Node::Stmt(stmt) if matches!(tree.stmt(stmt).kind, StmtKind::Assign { .. }) => renamed,
                _ => Use::Passed(Vec::new()),
            },
            _ => Use::Passed(Vec::new()),
        },
        Node::Stmt(stmt) => match &tree.stmt(stmt).kind {
            StmtKind::Function(function) if function.decorators.iter().take(WIDTH).any(|&decorator| decorator == e) => {
                Use::Passed(file.returned_values(stmt).take(WIDTH).collect())
            }
            StmtKind::Assign { targets, .. } if targets.iter().take(WIDTH).all(|&target| is_variable(file, target)) => {
                renamed
            }
            StmtKind::Expr(_) => Use::Harmless("it is only named, and not called"),
            StmtKind::Try { .. } => handled,
            _ => Use::Passed(Vec::new()),
        },
        Node::Pattern(_) => Use::Harmless("it is only compared with, and not called"),
        Node::Module => Use::Passed(Vec::new()),
    })
}

/// Whether the function only says something about what it is given.
fn asks(file: &FileModel, func: ExprId) -> bool {
    is_named(file, func, &["builtins.isinstance", "builtins.issubclass", "builtins.hasattr", "builtins.callable"])
}

/// Whether the function or method calls what it is given, with what stands behind it.
fn applies(file: &FileModel, func: ExprId) -> bool {
    const APPLIERS: &[&str] = &[
        "map",
        "imap",
        "imap_unordered",
        "starmap",
        "map_async",
        "starmap_async",
        "filter",
        "reduce",
        "apply",
        "apply_async",
        "submit",
        "run_in_executor",
        "to_thread",
        "call_soon",
        "call_soon_threadsafe",
        "call_in_thread",
        "deferToThread",
        "sync_to_async",
        "partial",
        "Thread",
        "Process",
    ];
    let tree = file.module();
    let word = match tree.expr(func).kind {
        ExprKind::Name => tree.text(tree.expr(func).span),
        ExprKind::Attribute { attr, .. } => tree.text(attr.span),
        _ => return false,
    };
    APPLIERS.contains(&word)
}

/// Whether the argument of such a function is one of the function that it calls; other keywords are settings.
fn is_handed_on(file: &FileModel, arg: &Argument) -> bool {
    match arg {
        Argument::Keyword { name, .. } => matches!(file.module().text(name.span), "args" | "kwargs" | "kwds"),
        _ => true,
    }
}

fn is_variable(file: &FileModel, target: ExprId) -> bool {
    matches!(file.module().expr(target).kind, ExprKind::Name | ExprKind::Attribute { .. })
}

/// Whether the expression is assigned to, or deleted.
fn is_target(file: &FileModel, e: ExprId) -> bool {
    let tree = file.module();
    let mut at = e;
    for _ in 0..MAX_DEPTH {
        match file.parent(at) {
            Node::Expr(parent) => match &tree.expr(parent).kind {
                ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Starred(_) => at = parent,
                ExprKind::Named { target, .. } => return *target == at,
                ExprKind::Comprehension { clauses, .. } => {
                    return clauses.iter().take(WIDTH).any(|clause| clause.target == at);
                }
                _ => return false,
            },
            Node::Stmt(stmt) => {
                return match &tree.stmt(stmt).kind {
                    StmtKind::Assign { value, .. } => *value != at,
                    StmtKind::AugAssign { target, .. }
                    | StmtKind::AnnAssign { target, .. }
                    | StmtKind::For { target, .. } => *target == at,
                    StmtKind::TypeAlias { name, .. } => *name == at,
                    StmtKind::With { items, .. } => items.iter().take(WIDTH).any(|item| item.target == Some(at)),
                    StmtKind::Delete(_) => true,
                    _ => false,
                };
            }
            Node::Pattern(_) | Node::Module => return false,
        }
    }
    false
}

/// Whether the expression only says of which type something is.
fn is_type(file: &FileModel, e: ExprId) -> bool {
    let tree = file.module();
    let mut at = e;
    let mut is_first = true;
    for _ in 0..MAX_DEPTH {
        match file.parent(at) {
            Node::Expr(parent) => {
                match &tree.expr(parent).kind {
                    ExprKind::Tuple(items) => is_first = items.first() == Some(&at),
                    ExprKind::Subscript { value, index } if *index == at => {
                        match file.written_name(*value).as_deref().and_then(|name| name.rsplit_once('.')) {
                            // What follows the type is any value.
                            Some((_, "Annotated")) if !is_first => return false,
                            Some(
                                ("typing" | "typing_extensions" | "collections" | "collections.abc", _)
                                | ("builtins", "list" | "dict" | "tuple" | "set" | "frozenset" | "type"),
                            ) => return true,
                            _ => {}
                        }
                    }
                    ExprKind::Call { func, args } if *func != at => match file.written_name(*func).as_deref() {
                        Some("typing.cast" | "typing_extensions.cast") => {
                            return args.first().is_some_and(|first| first.value() == at);
                        }
                        Some("typing.TypeVar" | "typing_extensions.TypeVar" | "typing.NewType") => return true,
                        _ => {}
                    },
                    _ => {}
                }
                at = parent;
            }
            Node::Stmt(stmt) => return is_annotation(file, stmt, at),
            Node::Pattern(_) | Node::Module => return false,
        }
    }
    false
}

fn is_annotation(file: &FileModel, stmt: StmtId, e: ExprId) -> bool {
    match &file.module().stmt(stmt).kind {
        StmtKind::AnnAssign { annotation, .. } => *annotation == e,
        StmtKind::TypeAlias { .. } => true,
        StmtKind::Function(function) => {
            function.returns == Some(e)
                || function.params.params.iter().take(WIDTH).any(|param| param.annotation == Some(e))
                || function
                    .type_params
                    .iter()
                    .take(WIDTH)
                    .any(|param| param.bound == Some(e) || param.default == Some(e))
        }
        _ => false,
    }
}
