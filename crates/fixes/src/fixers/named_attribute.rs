//! PV215: a name from outside has to be one of the public methods of the object's class.

use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::ahead::{self, Checked};
use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::values;

pub(crate) struct NamedAttribute;

impl Fixer for NamedAttribute {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, _) = fix.parts(call)?;
        if !fix.is_named(func, &["builtins.getattr"]) {
            return None;
        }
        let args = fix.file.call_args(call);
        let (object, name) = (args.positional(0)?, args.positional(1)?);
        let class = class_of(fix, object)?;
        let methods = public_methods(fix, class);
        if methods.is_empty() || !values::is_atom(fix, name, 0) {
            return None;
        }
        let quote = strings::quote(fix);
        let methods: Vec<String> = methods.iter().map(|name| strings::literal(name, quote)).collect();
        let mut checked = Checked::of(fix, name, "name")?;
        let refusal = ahead::refusal(fix, 404, "there is no such method");
        checked.lines.extend([
            format!("if {} not in {{{}}}:", checked.name, methods.join(", ")),
            format!("{}{refusal}", fix.step()),
        ]);
        checked.write(fix)
    }
}

/// The class of this file that an object is made from, `Orders()`.
fn class_of(fix: &Fix<'_>, object: ExprId) -> Option<StmtId> {
    let made = fix.file.display(object)?;
    let (func, _) = fix.parts(made)?;
    let [binding] = fix.file.reaching(func)[..] else { return None };
    match fix.file.binding_info(binding).kind {
        semantic::BindingKind::Class(class) if matches!(fix.kind(func), ExprKind::Name) => Some(class),
        _ => None,
    }
}

/// The methods of a class without bases that do not begin with an underscore.
fn public_methods<'a>(fix: &Fix<'a>, class: StmtId) -> Vec<&'a str> {
    let Some(class) = fix.file.class(class).filter(|class| class.args.is_empty()) else { return Vec::new() };
    let methods = class.body.iter().filter(|&&stmt| matches!(fix.tree().stmt(stmt).kind, StmtKind::Function(_)));
    methods.map(|&stmt| fix.file.definition_name(stmt)).filter(|name| !name.starts_with('_')).collect()
}
