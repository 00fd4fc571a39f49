//! Classes of the file that are made by the constructor of a library's class: `class Pages(jinja2.Environment)` without an `__init__`.

use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, StmtKind};

/// The qualified names of the library's classes whose constructor a call of `func` runs, because the class that it names has none of
/// its own, and stands directly below them.
pub(crate) fn constructors(file: &FileModel, func: ExprId) -> impl Iterator<Item = &str> {
    let class = file.binding(func).and_then(|binding| match file.binding_info(binding).kind {
        BindingKind::Class(class) => Some(class),
        _ => None,
    });
    let inherits = |class: &syntax::ast::StmtId| {
        let module = file.module();
        let has_own = file.class(*class).is_none_or(|definition| {
            definition.body.iter().any(|stmt| match &module.stmt(*stmt).kind {
                StmtKind::Function(function) => matches!(module.text(function.name.span), "__init__" | "__new__"),
                _ => false,
            })
        });
        !has_own && !file.base_names(*class).any(|base| base.starts_with(['.', '/']))
    };
    class.filter(inherits).into_iter().flat_map(|class| file.base_names(class))
}
