//! S301, S302: readers that decide themselves what a pickle may name, and stores that the same code writes and reads.

use semantic::{BindingKind, Node};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};

pub(crate) struct Unpickler;

impl Detector for Unpickler {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if let Node::Stmt(stmt) = cx.file.parent(candidate.expr?)
            && let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind
            && class.body.iter().any(|&member| cx.file.definition_name(member) == "find_class")
        {
            candidate.dismissed = Some("the class decides in `find_class` what a pickle may name".to_owned());
        }
        // `pickle.loads(pickle.dumps(value))`: a deep copy.
        let own = candidate.focus.first().and_then(|&data| called(cx.file, data));
        if own.is_some_and(|func| is_named(cx.file, func, &["pickle.dumps", "cPickle.dumps", "marshal.dumps"])) {
            candidate.dismissed =
                Some("the same expression writes what is read: a copy of a value of this program".to_owned());
        }
        if candidate.expr.is_some_and(|place| is_restricted(cx, place)) {
            candidate.dismissed = Some("the reader is told which names a pickle may hold".to_owned());
        }
        candidate.own = candidate.expr.is_some_and(|place| writes_too(cx, place))
            && candidate.focus.first().is_some_and(|&data| is_of_store(cx, data));
        Some(candidate)
    }
}

/// How many expressions are looked at on the way to where data comes from.
const WIDTH: usize = 100;

/// `reader = pickle.Unpickler(file)` with `reader.find_class = only_known` in the same function.
fn is_restricted(cx: &Context<'_>, place: ExprId) -> bool {
    let (Some(stmt), Some(function)) = (cx.file.enclosing_stmt(place), cx.file.enclosing_function(place)) else {
        return false;
    };
    let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return false };
    let Some(&reader) = targets.first().filter(|_| *value == place) else { return false };
    let around = cx.tree().stmt(function).span;
    cx.tree().stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, .. } if around.contains(stmt.span) => {
            targets.iter().any(|&target| match cx.tree().expr(target).kind {
                ExprKind::Attribute { value, attr } => {
                    cx.text(value) == cx.text(reader)
                        && matches!(cx.tree().text(attr.span), "find_class" | "find_global")
                }
                _ => false,
            })
        }
        _ => false,
    })
}

/// Whether the class around the place, or the file where there is none, names the function that writes what this one reads.
fn writes_too(cx: &Context<'_>, place: ExprId) -> bool {
    const WRITERS: [&str; 3] = ["dump", "dumps", "encode"];
    let class = cx.file.enclosing_function(place).and_then(|function| cx.file.enclosing_class_of(function));
    let within = class.map(|class| cx.tree().stmt(class).span);
    let is_inside = |span: Span| within.is_none_or(|within| within.contains(span));
    cx.tree().exprs().any(|(e, expr)| {
        matches!(expr.kind, ExprKind::Name | ExprKind::Attribute { .. })
            && last_word(cx.file, e).is_some_and(|name| WRITERS.contains(&name))
            && is_inside(expr.span)
            && cx.file.qualified_names(e).any(|name| {
                let library = name.split('.').next().unwrap_or_default();
                matches!(
                    library,
                    "pickle" | "cPickle" | "_pickle" | "marshal" | "dill" | "cloudpickle" | "joblib" | "jsonpickle"
                )
            })
    })
}

/// Whether data is read from where the program keeps things: an attribute of `self` or a constant of the file leads there, as the path of
/// a file that is opened or the connection that is asked. What a parameter alone names is somebody else's.
fn is_of_store(cx: &Context<'_>, data: ExprId) -> bool {
    let mut open = vec![data];
    let mut seen = Vec::new();
    while let Some(e) = open.pop()
        && seen.len() < WIDTH
    {
        if seen.contains(&e) {
            continue;
        }
        seen.push(e);
        match cx.tree().expr(e).kind {
            ExprKind::Attribute { value, .. } if matches!(cx.text(value), "self" | "cls") => return true,
            // `config.MESSAGES_DIR`: a place that the settings name.
            ExprKind::Attribute { value, attr }
                if matches!(cx.text(value), "config" | "settings" | "conf")
                    && cx.tree().text(attr.span).bytes().all(|byte| !byte.is_ascii_lowercase()) =>
            {
                return true;
            }
            ExprKind::Name => {
                for &binding in &cx.file.reaching(e) {
                    match cx.file.binding_info(binding).kind {
                        BindingKind::Assign { value: Some(value), .. }
                        | BindingKind::Named { value }
                        | BindingKind::Unpack { value, .. }
                        | BindingKind::LoopTarget { iter: value, .. }
                        | BindingKind::With { context: value, .. } => open.push(value),
                        _ => {}
                    }
                }
                if cx.file.constant(e).is_some() {
                    return true;
                }
            }
            _ => cx.tree().children(e, &mut |child| open.push(child)),
        }
    }
    false
}
