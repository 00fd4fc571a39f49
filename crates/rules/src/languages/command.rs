//! A command's argument list as `subprocess` takes it.

use semantic::{BindingKind, Const, FileModel};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{decorated_with, local_function};
use crate::facts::Facts;
use crate::matcher::{called, is_named};

/// The elements of a list or tuple that is written in the file, as far as they are known from its start:
/// itself, through a name, as what a function of the file returns, or the left side of `["git"] + rest`.
pub(crate) fn elements(file: &FileModel, argv: ExprId) -> Option<Vec<ExprId>> {
    /// How many `+` are followed.
    const MAX_SUMS: usize = 100;
    /// How many elements are looked at.
    const MAX_ELEMENTS: usize = 200;
    let mut rest = Vec::new();
    let mut at = argv;
    for _ in 0..MAX_SUMS {
        at = file.display(at).unwrap_or(at);
        match &file.module().expr(at).kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                let mut all: Vec<ExprId> = items.iter().copied().take(MAX_ELEMENTS).collect();
                rest.reverse();
                all.append(&mut rest);
                return Some(all);
            }
            ExprKind::Binary { left, op: BinaryOp::Add, right } => {
                match &file.module().expr(*right).kind {
                    ExprKind::List(items) | ExprKind::Tuple(items) => {
                        rest.extend(items.iter().take(MAX_ELEMENTS).rev());
                    }
                    _ => rest.push(*right),
                }
                at = *left;
            }
            ExprKind::Call { func, .. } => at = only_returned(file, *func)?,
            ExprKind::Attribute { .. } => at = kept(file, at)?,
            _ => return None,
        }
    }
    None
}

/// What an object of the file keeps under a name, where that is one thing and nothing is added to it, or what its property gives.
fn kept(file: &FileModel, e: ExprId) -> Option<ExprId> {
    let tree = file.module();
    let name_of = |e: ExprId| match tree.expr(e).kind {
        ExprKind::Attribute { attr, .. } => Some(tree.text(attr.span)),
        _ => None,
    };
    match file.attribute_bindings(e)? {
        (kinds, true) => match kinds[..] {
            [BindingKind::Assign { value: Some(value), .. }] => {
                // `self.command.append(name)`
                let is_changed = file.calls().iter().any(|&call| match tree.expr(call).kind {
                    ExprKind::Call { func, .. } => match tree.expr(func).kind {
                        ExprKind::Attribute { value: object, .. } => name_of(object) == name_of(e),
                        _ => false,
                    },
                    _ => false,
                });
                (!is_changed).then_some(value)
            }
            [BindingKind::Function(function)]
                if decorated_with(
                    file,
                    file.function(function)?,
                    &["builtins.property", "functools.cached_property"],
                ) =>
            {
                one_returned(file, function)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What a call is given by place, one by one: `*command` is its elements where they are known, and itself where they are not.
pub(crate) fn spread(file: &FileModel, args: &[Argument]) -> Vec<ExprId> {
    let spelled = |arg: &Argument| match *arg {
        Argument::Positional(value) => vec![value],
        Argument::Star(list) => elements(file, list).or_else(|| grown(file, list)).unwrap_or_else(|| vec![list]),
        Argument::Keyword { .. } | Argument::DoubleStar(_) => Vec::new(),
    };
    args.iter().flat_map(spelled).collect()
}

/// The elements of a list that a function writes down under a name and adds to before it is used there: `cmd.append(url)`,
/// `cmd += ["-v"]`, `cmd.extend(["-v", url])`. What is added on one branch alone counts.
pub(crate) fn grown(file: &FileModel, argv: ExprId) -> Option<Vec<ExprId>> {
    /// How many elements are looked at.
    const MAX_ELEMENTS: usize = 200;
    let tree = file.module();
    let name = matches!(tree.expr(argv).kind, ExprKind::Name).then(|| tree.text(tree.expr(argv).span))?;
    let end = tree.expr(argv).span.start;
    let around = file.enclosing_function(argv);
    let is_it = |e: ExprId| matches!(tree.expr(e).kind, ExprKind::Name) && tree.text(tree.expr(e).span) == name;
    let listed = |e: ExprId| match &tree.expr(e).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.to_vec(),
        _ => vec![e],
    };
    let mut all: Option<Vec<ExprId>> = None;
    for (id, stmt) in tree.stmts().filter(|(_, stmt)| stmt.span.start < end) {
        match &stmt.kind {
            _ if file.enclosing_function_of(id) != around => {}
            StmtKind::Assign { targets, value } if targets.iter().any(|&target| is_it(target)) => {
                // Of two lists nobody knows which one is used.
                let ExprKind::List(items) = &tree.expr(*value).kind else { return None };
                if all.replace(items.to_vec()).is_some() {
                    return None;
                }
            }
            StmtKind::AugAssign { target, value, .. } if is_it(*target) => all.as_mut()?.extend(listed(*value)),
            StmtKind::Expr(call) => {
                let ExprKind::Call { func, .. } = tree.expr(*call).kind else { continue };
                let ExprKind::Attribute { value, attr } = tree.expr(func).kind else { continue };
                let Some(given) = file.call_args(*call).positional(0).filter(|_| is_it(value)) else { continue };
                match tree.text(attr.span) {
                    "append" => all.as_mut()?.push(given),
                    "extend" => all.as_mut()?.extend(listed(given)),
                    _ => return None,
                }
            }
            _ => {}
        }
    }
    all.filter(|all| all.len() <= MAX_ELEMENTS)
}

/// What a function of this file returns, where it returns one thing: `def command(name): return ["lp", name]`.
fn only_returned(file: &FileModel, func: ExprId) -> Option<ExprId> {
    let method = || match file.attribute_bindings(func)? {
        (kinds, true) => match kinds[..] {
            [BindingKind::Function(method)] => Some(method),
            _ => None,
        },
        _ => None,
    };
    one_returned(file, local_function(file, func).or_else(method)?)
}

fn one_returned(file: &FileModel, function: StmtId) -> Option<ExprId> {
    let mut returned = file.returned_values(function);
    returned.next().filter(|_| returned.next().is_none())
}

/// What the code says about the program of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// Its name or path.
    Named(String),
    /// This Python, `sys.executable`.
    ThisPython,
    /// What `shutil.which` found for a fixed name.
    Found,
    /// The code does not fix it.
    Open,
}

/// The program that one element of an argument list names.
pub(crate) fn program(file: &FileModel, element: ExprId) -> Program {
    if let Some(Const::Str(name)) = file.constant(element) {
        return Program::Named(name.to_string());
    }
    if is_named(file, element, &["sys.executable"]) {
        return Program::ThisPython;
    }
    let which = called(file, element).is_some_and(|func| is_named(file, func, &["shutil.which"]));
    let fixed = which
        && file
            .display(element)
            .and_then(|call| file.call_args(call).argument(Some(0), Some("cmd")))
            .is_some_and(|name| file.is_constant(name));
    if fixed {
        Program::Found
    } else if file.is_constant(element) {
        Program::Named(String::new())
    } else {
        Program::Open
    }
}

/// The first word of a command line, as far as the code fixes it.
pub(crate) fn first_word(file: &FileModel, facts: &Facts, command: ExprId) -> Option<String> {
    let start = facts.known_start(file, command);
    let start = start.trim_start();
    let end = start.find(char::is_whitespace);
    let word = &start[..end.unwrap_or(start.len())];
    // Without a space behind it the word may go on with what is not known.
    let complete = end.is_some() || file.constant(command).is_some();
    (complete && !word.is_empty()).then(|| word.to_owned())
}

/// The last part of a program's path, without `.exe`.
pub(crate) fn base_name(program: &str) -> &str {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    name.strip_suffix(".exe").unwrap_or(name)
}
