//! Names of a file that let only some visitors through, for the files that import them: decorators, dependencies, and names for
//! annotations that have one.
//!
//! What they are called says little (`signed_in`, `Admin`, `importer`); that they send people away does.

use semantic::{BindingKind, FileModel};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, function_of, last_word, local_function};
use crate::code::written;
use crate::web::access::{DENIALS, is_denial, makes_a_gate};
use crate::web::routes::dependencies;

/// The top-level names of a file that let only some visitors through.
pub fn gatekeepers(file: &FileModel) -> Vec<String> {
    let is_top = |id: StmtId| file.enclosing_function_of(id).is_none() && file.enclosing_class_of(id).is_none();
    let functions = file.functions().iter().filter(|&&id| is_top(id) && turns_away(file, id));
    let classes = file.classes().iter().filter(|&&id| is_top(id) && class_turns_away(file, id));
    let mut names: Vec<String> = functions.chain(classes).map(|&id| file.definition_name(id).to_owned()).collect();
    for (id, stmt) in file.module().stmts() {
        let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
        let [target] = **targets else { continue };
        if is_top(id) && matches!(file.module().expr(target).kind, ExprKind::Name) && value_turns_away(file, *value) {
            names.push(file.module().text(file.module().expr(target).span).to_owned());
        }
    }
    names
}

/// Whether a decorator or dependency, by whatever name, is one of the project that lets only some through.
pub(crate) fn is_gatekeeper(file: &FileModel, e: ExprId) -> bool {
    file.is_noted(e) || local_function(file, e).is_some_and(|function| turns_away(file, function))
}

/// Whether a dependency is an object of a class that refuses by itself, of this file or another: `Depends(Allowed("clerk"))`. What the
/// class depends on in turn is not asked.
pub(crate) fn is_refusing_class(file: &FileModel, e: ExprId) -> bool {
    let refuses = |class: StmtId| {
        let is_called =
            |id: &&StmtId| file.enclosing_class_of(**id) == Some(class) && file.definition_name(**id) == "__call__";
        file.functions().iter().find(is_called).is_some_and(|&id| says_no(file, file.module().stmt(id).span))
    };
    file.is_noted(e)
        || file.binding(e).is_some_and(|binding| match file.binding_info(binding).kind {
            BindingKind::Class(class) => refuses(class),
            _ => false,
        })
}

/// `Annotated[User, Depends(admin_user)]`, and an object of a class that lets some through, `allow = Roles("admin")`.
fn value_turns_away(file: &FileModel, value: ExprId) -> bool {
    match file.module().expr(value).kind {
        ExprKind::Subscript { .. } => !dependencies(file, value).is_empty(),
        ExprKind::Call { func, .. } => {
            file.is_noted(func)
                || !dependencies(file, value).is_empty()
                || local_function(file, func).is_some_and(|maker| makes_one_that_turns_away(file, maker))
                || file.binding(func).is_some_and(|binding| match file.binding_info(binding).kind {
                    BindingKind::Class(class) => class_turns_away(file, class),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// `admin_only = role_required("admin")`: a function that gives the decorator or dependency, whose answer is a name of its own.
fn makes_one_that_turns_away(file: &FileModel, maker: StmtId) -> bool {
    file.function(maker).is_some_and(|maker| maker.body.iter().any(|&stmt| file.function(stmt).is_some()))
        && turns_away(file, maker)
}

fn class_turns_away(file: &FileModel, class: StmtId) -> bool {
    let is_called =
        |id: &&StmtId| file.enclosing_class_of(**id) == Some(class) && file.definition_name(**id) == "__call__";
    file.functions().iter().find(is_called).is_some_and(|&id| turns_away(file, id))
}

/// Whether a function, one that it makes, or one that it depends on says to somebody that he may not come in.
fn turns_away(file: &FileModel, id: StmtId) -> bool {
    let Some(function) = file.function(id) else { return false };
    let places = || function.params.params.iter().flat_map(|param| param.default.into_iter().chain(param.annotation));
    says_no(file, file.module().stmt(id).span)
        || makes_a_gate(file, id, function).is_some()
        || places().any(|place| !dependencies(file, place).is_empty())
}

/// Where a decorator only answers for what the function that it wraps has refused: `try: return view(request)`, and behind it
/// `except Denied: return answer(403)`.
fn answers_for_another(file: &FileModel, span: Span) -> Vec<Span> {
    let is_wrapped = |call: ExprId| {
        let func = function_of(file, call).filter(|&func| matches!(file.module().expr(func).kind, ExprKind::Name));
        func.and_then(|func| file.binding(func)).is_some_and(|binding| match file.binding_info(binding).kind {
            BindingKind::Param { function, .. } => file.enclosing_function(call) != Some(function),
            _ => false,
        })
    };
    let handlers = |(_, stmt): (StmtId, &syntax::ast::Stmt)| match &stmt.kind {
        StmtKind::Try { body, handlers, .. } if span.contains(stmt.span) => {
            let tried = body.iter().any(|&inner| calls_in(file, file.module().stmt(inner).span).any(is_wrapped));
            tried.then(|| {
                let bodies = handlers.iter().flat_map(|handler| handler.body.iter());
                bodies.map(|&inner| file.module().stmt(inner).span).collect::<Vec<Span>>()
            })
        }
        _ => None,
    };
    file.module().stmts().filter_map(handlers).flatten().collect()
}

/// Whether something within the bytes refuses somebody: with 401 or 403, or with an exception that is called so.
pub(crate) fn says_no(file: &FileModel, span: Span) -> bool {
    let answers = answers_for_another(file, span);
    let is_own = |place: Span| !answers.iter().any(|answer| answer.contains(place));
    let is_status = |status: Option<ExprId>| status.is_some_and(|status| is_denial(file, status));
    let by_call = |call: ExprId| {
        let args = file.call_args(call);
        let given = || ["status", "status_code", "code"].iter().find_map(|word| args.keyword(word));
        match last_word(file, call) {
            Some("abort" | "HTTPException" | "HTTPError" | "HttpError" | "error") => {
                is_status(given().or_else(|| args.positional(0)))
            }
            Some(name) => DENIALS.contains(&name) || is_status(given()),
            None => false,
        }
    };
    calls_in(file, span).any(|call| is_own(file.module().expr(call).span) && by_call(call))
        || file.module().stmts().any(|(_, stmt)| match stmt.kind {
            StmtKind::Raise { exc: Some(raised), .. } if span.contains(stmt.span) && is_own(stmt.span) => {
                let name = function_of(file, raised).unwrap_or(raised);
                written::last_word(file, name).is_some_and(|name| DENIALS.contains(&name))
            }
            _ => false,
        })
}
