//! Django's generic views: classes that answer requests without a method of their own. What guards them stands among their bases.

use secrets::words;
use semantic::FileModel;
use syntax::ast::{Argument, Class, ExprKind, StmtId};

use crate::code::around::{bases, methods};
use crate::code::written;
use crate::web::guard_names::is_guard;
use crate::web::routes::Route;

/// Generic views that change something.
const CHANGING: [&str; 4] = ["CreateView", "UpdateView", "DeleteView", "FormView"];
/// Methods of a view's own that do.
const VERBS: [&str; 4] = ["post", "put", "patch", "delete"];
/// Words of mixins that let some people through.
const LETS_SOME: [&str; 9] =
    ["login", "permission", "passes", "staff", "superuser", "owner", "access", "member", "auth"];

/// The generic views of a file, in source order. One whose other bases nobody knows may be guarded by them, and is left out.
pub(crate) fn class_views(file: &FileModel) -> Vec<Route> {
    file.classes().iter().filter_map(|&id| of_class(file, id, file.class(id)?)).collect()
}

fn of_class(file: &FileModel, id: StmtId, class: &Class) -> Option<Route> {
    let is_view = |name: &str| name.starts_with("django.views.");
    let mut changes = false;
    let mut guards = Vec::new();
    for argument in &class.args {
        let Argument::Positional(base) = *argument else { continue };
        let word = written::last_word(file, base)?;
        if is_guard(word) || word.ends_with("Mixin") && words(word).iter().any(|word| LETS_SOME.contains(&&**word)) {
            guards.push(word.to_owned());
        } else if file.qualified_names(base).any(is_view) {
            changes |= CHANGING.contains(&word);
        } else if !word.ends_with("Mixin") {
            return None;
        }
    }
    if !bases(file, class).any(|base| is_view(&base)) {
        return None;
    }
    // `@method_decorator(login_required, name="dispatch")`
    for &decorator in &class.decorators {
        let ExprKind::Call { args, .. } = &file.module().expr(decorator).kind else { continue };
        guards.extend(
            args.iter()
                .filter_map(|arg| written::last_word(file, arg.value()))
                .filter(|name| is_guard(name))
                .map(str::to_owned),
        );
    }
    changes |= methods(file, class).any(|method| VERBS.contains(&method));
    // One that only shows something is often meant for everybody.
    let methods = if changes { vec!["POST".to_owned()] } else { Vec::new() };
    (changes || !guards.is_empty()).then_some(Route { function: id, path: None, methods, guards })
}
