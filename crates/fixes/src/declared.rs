//! Fixes that a page's `[[fix]]` block says by itself.

use rules::FixAction;
use syntax::ast::ExprKind;

use crate::fix::Fix;
use crate::{strings, values};

/// Does all that the block says, or nothing.
pub(crate) fn apply(fix: &mut Fix<'_>) -> Option<()> {
    for action in fix.block.actions {
        match *action {
            FixAction::Set(place, value) => {
                let call = fix.call()?;
                let value = filled(fix, value);
                fix.set_argument(call, place, &value)?;
            }
            FixAction::Remove(place) => {
                let call = fix.call()?;
                if let Some(value) = place.of(fix.file, call) {
                    fix.remove_argument(call, value)?;
                }
            }
            FixAction::ReplaceCall(name) => replace_call(fix, name)?,
            FixAction::SetValue(value) => {
                let old = fix.site.expr?;
                let value = filled(fix, value);
                fix.replace(old, value);
            }
            FixAction::Escape(pattern) => {
                let pattern = filled(fix, pattern);
                values::escape(fix, &pattern)?;
            }
            FixAction::RemoveStatement => {
                let statement = fix.statement()?;
                fix.remove_statement(statement);
            }
        }
    }
    Some(())
}

/// Calls another function: of the same module by the name that the call has for it, otherwise imported.
fn replace_call(fix: &mut Fix<'_>, name: &str) -> Option<()> {
    let (func, _) = fix.parts(fix.call()?)?;
    let (module, function) = name.rsplit_once('.')?;
    if let ExprKind::Attribute { value, attr } = *fix.kind(func)
        && fix.is_named(value, &[module])
    {
        fix.replace_span(attr.span, function);
    } else {
        let called = fix.name(module, function);
        fix.replace(func, called);
    }
    Some(())
}

/// A value in the file's quotes, with what the block imports called as it is here: `{os}`, `{escape}`.
fn filled(fix: &mut Fix<'_>, value: &str) -> String {
    let mut value = value.to_owned();
    for import in fix.block.imports {
        let (place, called) = match import.rsplit_once(':') {
            Some((module, name)) => (format!("{{{name}}}"), fix.name(module, name)),
            None => (format!("{{{import}}}"), fix.module(import)),
        };
        value = value.replace(&place, &called);
    }
    if value.contains(['\'', '\\']) { value } else { value.replace('"', &strings::quote(fix).to_string()) }
}
