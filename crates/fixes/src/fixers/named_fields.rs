//! PV213: an object of a class of this file is given the fields of a list, and no others that a request names.

use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::values;

pub(crate) struct NamedFields;

/// Parts of the names of fields that visitors do not set.
const GUARDED: [&str; 11] =
    ["id", "is_", "admin", "role", "owner", "permission", "password", "balance", "created", "updated", "token"];

impl Fixer for NamedFields {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let given = args.iter().find_map(|argument| match argument {
            Argument::DoubleStar(value) => Some(*value),
            _ => None,
        })?;
        if !values::is_atom(fix, given, 0) || is_limited(fix, given) || is_completed(fix, given) {
            return None;
        }
        let quote = strings::quote(fix);
        let fields: Vec<String> =
            fields(fix, class_of(fix, func)?).into_iter().map(|name| strings::literal(name, quote)).collect();
        if fields.is_empty() {
            return None;
        }
        let given_text = fix.text(given);
        let text = format!("{{key: value for key, value in {given_text}.items() if key in {{{}}}}}", fields.join(", "));
        fix.replace(given, text);
        Some(())
    }
}

/// Whether a schema gave the mapping: its fields are a list already.
fn is_limited(fix: &Fix<'_>, given: ExprId) -> bool {
    const GIVERS: [&str; 4] = ["model_dump", "dict", "asdict", "dump"];
    let made = fix.file.display(given).unwrap_or(given);
    fix.parts(made).is_some_and(|(func, _)| match fix.kind(func) {
        ExprKind::Attribute { attr, .. } => GIVERS.contains(&fix.tree().text(attr.span)),
        _ => GIVERS.contains(&fix.text(func)),
    })
}

/// Whether the program writes fields of its own into the mapping, which would be lost.
fn is_completed(fix: &Fix<'_>, given: ExprId) -> bool {
    fix.tree().stmts().any(|(_, stmt)| {
        let StmtKind::Assign { targets, .. } = &stmt.kind else { return false };
        let is_item = |target: &ExprId| matches!(*fix.kind(*target), ExprKind::Subscript { value, .. } if fix.text(value) == fix.text(given));
        targets.iter().any(is_item)
    })
}

fn class_of(fix: &Fix<'_>, func: ExprId) -> Option<StmtId> {
    let [binding] = fix.file.reaching(func)[..] else { return None };
    match fix.file.binding_info(binding).kind {
        BindingKind::Class(class) => Some(class),
        _ => None,
    }
}

/// The columns of a model that a visitor may set, as far as their names say.
fn fields<'a>(fix: &Fix<'a>, class: StmtId) -> Vec<&'a str> {
    let Some(class) = fix.file.class(class) else { return Vec::new() };
    let names = class.body.iter().filter_map(|&stmt| {
        let (target, value) = match &fix.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => (*targets.first()?, *value),
            StmtKind::AnnAssign { target, value: Some(value), .. } => (*target, *value),
            _ => return None,
        };
        let (func, _) = fix.parts(value)?;
        let made = match fix.kind(func) {
            ExprKind::Attribute { attr, .. } => fix.tree().text(attr.span),
            _ => fix.text(func),
        };
        let is_field = matches!(made, "Column" | "mapped_column") || made.ends_with("Field");
        (is_field && matches!(fix.kind(target), ExprKind::Name)).then(|| fix.text(target))
    });
    names.filter(|name| !GUARDED.iter().any(|word| guards(name, word))).collect()
}

/// Whether a name has the word in it, or begins with it where it ends with an underscore.
fn guards(name: &str, word: &str) -> bool {
    if word.ends_with('_') { name.starts_with(word) } else { name.split('_').any(|part| part == word) }
}
