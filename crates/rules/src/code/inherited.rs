//! Classes of the file below a library's class: whose constructor makes them, `class Pages(jinja2.Environment)` without an `__init__`, and what
//! they give to its attributes.

use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtKind};

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

/// The qualified names of the classes above the one whose attribute is given a value: `self.verify = False` in a method, `verify = False` in
/// the class's body.
pub(crate) fn above_target(file: &FileModel, target: ExprId) -> impl Iterator<Item = &str> {
    let class = || {
        let function = file.enclosing_function(target);
        match file.module().expr(target).kind {
            ExprKind::Name if function.is_none() => file.enclosing_class_of(file.enclosing_stmt(target)?),
            ExprKind::Attribute { value, .. } => {
                let BindingKind::Param { function, index: 0 } = file.binding_info(file.binding(value)?).kind else {
                    return None;
                };
                file.enclosing_class_of(function)
            }
            _ => None,
        }
    };
    class().into_iter().flat_map(|class| file.base_names(class))
}
