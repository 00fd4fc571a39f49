//! What new code needs to write to the log of its file.

use semantic::{Binding, BindingKind};
use syntax::ast::ExprId;

use crate::fix::Fix;
use crate::{names, strings};

/// What the file's log is called: the one that it has, or one of the module's name.
pub(crate) fn logger(fix: &mut Fix<'_>) -> String {
    let at = fix.site.span.start;
    let bindings: Vec<&Binding> = names::visible(fix.file, at).collect();
    let is_log = |binding: &&&Binding| {
        let BindingKind::Assign { stmt, value: Some(value) } = binding.kind else { return false };
        let is_made = |(func, _): (ExprId, _)| fix.is_named(func, &["logging.getLogger"]);
        let of_module = fix.file.stmt_parent(stmt).is_none() && fix.file.enclosing_function_of(stmt).is_none();
        of_module && binding.span.end <= at && fix.parts(value).is_some_and(is_made)
    };
    let word = |binding: &&Binding| names::text(fix.file, binding);
    let own = bindings.iter().find(is_log).map(word);
    // One that has another value somewhere may be something else here.
    let is_lone = |name: &&str| bindings.iter().filter(|binding| word(binding) == *name).count() == 1;
    match own.filter(is_lone) {
        Some(name) => name.to_owned(),
        None => format!("{}.getLogger(__name__)", fix.module("logging")),
    }
}

/// A text in the quotes of the file.
pub(crate) fn literal(fix: &Fix<'_>, text: &str) -> String {
    strings::literal(text, strings::quote(fix))
}
