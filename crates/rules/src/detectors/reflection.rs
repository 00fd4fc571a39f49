//! PV215: names from outside that choose code.

use semantic::{BindingKind, Node, SinkKind};
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::around::{function_of, given};
use crate::code::built::{self, Piece};
use crate::code::conditions::is_asked_before;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::scan::one_line;

pub(crate) struct Reflection;

const NAMES: &str = "The program calls what data from outside names, and every function of this module can be named, with all \
                     that it imports. Choose among functions that the code names.";

/// Functions that take the name of a module and the file that it is loaded from.
const LOADERS: [&str; 2] = ["importlib.util.spec_from_file_location", "importlib.machinery.SourceFileLoader"];

/// Less harm: only modules of a package that the code names are loaded.
const OF_A_PACKAGE: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";

impl Detector for Reflection {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        candidate.focus.retain(|&name| !cx.file.is_constant(name));
        let &name = candidate.focus.first()?;
        if looks_up(cx, call, name) {
            // An attribute that is only read gives a value away, and runs nothing.
            if !is_called(cx, call) && !picks_function(cx, call) {
                return None;
            }
            // A check of the beginning leaves attributes of one kind, and any code.
            candidate.context = Some(SinkKind::Attribute);
            let start = built::known_start(cx.file, name);
            // What begins with two underscores is Python's own.
            let word = start.strip_prefix('_').unwrap_or(&start);
            if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let start = one_line(&start);
                candidate.dismissed =
                    Some(format!("only what is named `{start}…` can be reached: the code fixes the beginning"));
            }
        }
        if begins_as_asked(cx, call, name) {
            candidate.dismissed =
                Some("the name was asked how it begins: only methods of one kind can be reached".to_owned());
        }
        if !looks_up(cx, call, name) && is_within_package(cx, name) {
            candidate.cvss = Some(OF_A_PACKAGE);
        }
        candidate.callers_decide =
            Some("a function may be meant to be given a name; each caller is judged where it is".to_owned());
        Some(candidate)
    }

    /// `globals()[name]()`
    fn subscript(&self, cx: &mut Context<'_>, expr: ExprId) {
        if let ExprKind::Subscript { value, index } = cx.tree().expr(expr).kind {
            look_up(cx, expr, value, index);
        }
    }

    /// `globals().get(name)()`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind else { return };
        if let (true, Some(name)) =
            (matches!(cx.tree().text(attr.span), "get" | "__getitem__"), cx.file.call_args(call).positional(0))
        {
            look_up(cx, call, value, name);
        }
    }
}

/// Whether the name has to begin as a convention of the program says before it is looked up: `if not name.startswith("get_"): continue`.
fn begins_as_asked(cx: &Context<'_>, place: ExprId, name: ExprId) -> bool {
    /// Shorter beginnings name too much.
    const SHORTEST: usize = 3;
    let is_beginning = |text: &str| {
        text.len() >= SHORTEST
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    matches!(cx.tree().expr(name).kind, ExprKind::Name)
        && is_asked_before(cx, place, |e| {
            let Some(ExprKind::Attribute { value, attr }) =
                function_of(cx.file, e).map(|func| &cx.tree().expr(func).kind)
            else {
                return false;
            };
            let given = cx.file.call_args(e).positional(0).and_then(|start| cx.file.constant(start));
            cx.tree().text(attr.span) == "startswith"
                && cx.text(*value) == cx.text(name)
                && given.is_some_and(|start| start.as_str().is_some_and(is_beginning))
        })
}

/// `f"{package}.{name}"` with packages that stand in the code, or that the program itself is made of.
fn is_within_package(cx: &Context<'_>, name: ExprId) -> bool {
    let Some(pieces) = built::pieces(cx.file, name) else { return false };
    let [Piece::Value(package), Piece::Text(dot), ..] = &pieces[..] else { return false };
    let is_listed = |iter: ExprId| cx.file.is_constant(iter) || cx.file.is_constant(given(cx.file, iter));
    let mut bindings = cx.file.reaching(*package).into_iter().peekable();
    // `model._meta.app_label`, `module.__package__`: what a program calls its own parts.
    let is_own = matches!(cx.tree().expr(*package).kind, ExprKind::Attribute { attr, .. }
        if matches!(cx.tree().text(attr.span), "app_label" | "__name__" | "__module__" | "__package__"));
    let is_fixed = is_own
        || cx.file.is_constant(*package)
        || bindings.peek().is_some()
            && bindings.all(|binding| match cx.file.binding_info(binding).kind {
                BindingKind::LoopTarget { iter, .. } => is_listed(iter),
                _ => false,
            });
    dot.starts_with('.') && is_fixed
}

/// The item `name` of `table`, read at `place`.
fn look_up(cx: &mut Context<'_>, place: ExprId, table: ExprId, name: ExprId) {
    if cx.file.is_constant(name) || !is_namespace(cx, table) || !is_called(cx, place) {
        return;
    }
    let mut candidate = cx.candidate(place, NAMES);
    candidate.focus = vec![name];
    cx.report(candidate);
}

/// Whether the expression is a table of a program's own names: `globals()`, `vars(module)`, `object.__dict__`.
fn is_namespace(cx: &Context<'_>, table: ExprId) -> bool {
    let table = cx.file.display(table).unwrap_or(table);
    match cx.tree().expr(table).kind {
        ExprKind::Call { func, .. } => {
            is_named(cx.file, func, &["builtins.globals", "builtins.locals", "builtins.vars"])
        }
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span) == "__dict__",
        _ => false,
    }
}

/// Whether the call is `getattr(object, name)`.
fn looks_up(cx: &Context<'_>, call: ExprId, name: ExprId) -> bool {
    // What loads a file takes it second, too.
    let loads = function_of(cx.file, call).is_some_and(|func| is_named(cx.file, func, &LOADERS));
    !loads && cx.file.call_args(call).positional(1) == Some(name)
}

/// Whether what a `getattr` gives is called: at once, or through the one name that it is given to.
fn is_called(cx: &Context<'_>, lookup: ExprId) -> bool {
    let calls = |func: ExprId| matches!(cx.file.parent(func), Node::Expr(parent) if is_callee(cx, parent, func));
    calls(lookup)
        || cx.file.calls().iter().any(|&call| match cx.tree().expr(call).kind {
            ExprKind::Call { func, .. } => {
                matches!(cx.tree().expr(func).kind, ExprKind::Name) && cx.file.display(func) == Some(lookup)
            }
            _ => false,
        })
}

/// `return getattr(module, name)`: of a module it is functions that are looked up, and whoever asked for one calls it.
fn picks_function(cx: &Context<'_>, lookup: ExprId) -> bool {
    let is_module = |e: ExprId| {
        let binding = cx.file.binding(e).filter(|_| matches!(cx.tree().expr(e).kind, ExprKind::Name));
        binding.is_some_and(|binding| match cx.file.binding_info(binding).kind {
            BindingKind::Import { stmt, .. } => {
                matches!(cx.tree().stmt(stmt).kind, StmtKind::Import(_))
                    || cx.file.qualified_names(e).any(|name| name.starts_with('/') && !name.contains(':'))
            }
            _ => false,
        })
    };
    let is_returned = matches!(cx.file.parent(lookup), Node::Stmt(stmt)
        if matches!(cx.tree().stmt(stmt).kind, StmtKind::Return(_)));
    is_returned && cx.file.call_args(lookup).positional(0).is_some_and(is_module)
}

fn is_callee(cx: &Context<'_>, call: ExprId, func: ExprId) -> bool {
    matches!(cx.tree().expr(call).kind, ExprKind::Call { func: callee, .. } if callee == func)
}
