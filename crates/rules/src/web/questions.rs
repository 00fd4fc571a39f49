//! Where a function asks for the rights of who sent the request, anywhere in its body: `require_permissions([MAKE_ADMIN])`.

use rustc_hash::FxHashMap;
use secrets::words;
use semantic::FileModel;
use syntax::ast::{ExprKind, Function};

use crate::code::around::last_word;
use crate::web::rights::RIGHTS;

/// Words of rights that functions are named after, beside [`RIGHTS`].
const ACCESS: [&str; 6] = ["right", "rights", "access", "scope", "scopes", "policy"];
/// Words of asking.
const ASKS: [&str; 13] = [
    "require", "requires", "required", "check", "has", "have", "is", "can", "ensure", "assert", "enforce", "verify",
    "test",
];
/// Words that are enough by themselves.
const DECIDES: [&str; 4] = ["authorize", "authorise", "enforce", "enforcer"];
/// Arguments of a decorator by which a framework is told what to ask for.
const ARGUMENTS: [&str; 11] = [
    "permission",
    "permissions",
    "permission_required",
    "required_permission",
    "required_permissions",
    "role",
    "roles",
    "scopes",
    "acl",
    "admin_only",
    "staff_only",
];

/// The lines behind which rights were asked for, each to the end of its function: first and last, 1-based.
///
/// What the question decides is not looked at, only that a name or a decorator's argument asks it: enough to doubt that a function
/// gives rights to whoever sends a request, and not enough to say who gets there ([`Gates`](crate::Gates) does that).
pub fn rights_asked(file: &FileModel) -> Vec<(u32, u32)> {
    let module = file.module();
    let line = |at: u32| module.lines().line(at);
    let mut found = Vec::new();
    // The same names are called again and again.
    let mut known: FxHashMap<&str, bool> = FxHashMap::default();
    for &call in file.calls() {
        let Some(function) = file.enclosing_function(call) else { continue };
        if last_word(file, call).is_some_and(|name| *known.entry(name).or_insert_with(|| asks_for_rights(name))) {
            let end = module.stmt(function).span.end.saturating_sub(1);
            found.push((line(module.expr(call).span.start), line(end)));
        }
    }
    for &id in file.functions() {
        if file.function(id).is_some_and(|function| is_told_to_ask(file, function)) {
            let span = module.stmt(id).span;
            found.push((line(span.start), line(span.end.saturating_sub(1))));
        }
    }
    found
}

/// Whether a function's name says that it asks for rights.
fn asks_for_rights(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&DECIDES) || has(&ASKS) && (has(&RIGHTS) || has(&ACCESS))
}

/// Whether a decorator of the function is given a right to ask for: `@view(permission="admin")`.
fn is_told_to_ask(file: &FileModel, function: &Function) -> bool {
    let is_given = |name: &&str, decorator| {
        let given = file.call_args(decorator).keyword(name);
        given.is_some_and(|given| !matches!(file.module().expr(given).kind, ExprKind::None | ExprKind::False))
    };
    function.decorators.iter().any(|&decorator| ARGUMENTS.iter().any(|name| is_given(name, decorator)))
}

#[cfg(test)]
mod tests {
    use super::asks_for_rights;

    #[test]
    fn names_of_questions() {
        for name in ["require_permissions", "has_permission", "enforce_call", "is_admin", "check_role", "authorize"] {
            assert!(asks_for_rights(name), "{name}");
        }
        for name in ["set_role", "permissions", "has_key", "check_password", "add_admin"] {
            assert!(!asks_for_rights(name), "{name}");
        }
    }
}
