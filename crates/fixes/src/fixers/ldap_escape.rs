//! PV203: values in an LDAP filter or name are escaped, each as its place asks.

use syntax::ast::{Argument, ExprId};

use crate::fix::{Fix, Fixer};
use crate::template::Part;
use crate::values;

pub(crate) struct LdapEscape;

impl Fixer for LdapEscape {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let is_ldap3 = fix.imports_root("ldap3");
        if is_ldap3 == fix.imports_root("ldap") {
            return None;
        }
        for focus in fix.site.focus.clone() {
            if fix.file.is_constant(focus) {
                continue;
            }
            let function = match (is_filter(fix, call, focus)?, is_ldap3) {
                (true, true) => fix.name("ldap3.utils.conv", "escape_filter_chars"),
                (true, false) => fix.name("ldap.filter", "escape_filter_chars"),
                (false, true) => fix.name("ldap3.utils.dn", "escape_rdn"),
                (false, false) => fix.name("ldap.dn", "escape_dn_chars"),
            };
            let parts = values::parts(fix, focus)?;
            // A filter or name that is data as a whole is the author's to build.
            if matches!(parts[..], [Part::Value(_)]) {
                return None;
            }
            for part in parts {
                if let Part::Value(value) = part {
                    values::is_atom(fix, value, 0).then_some(())?;
                    values::wrap(fix, value, &format!("{function}({{text}})"))?;
                }
            }
        }
        Some(())
    }
}

/// Whether an argument is a filter, and not the name of an entry.
fn is_filter(fix: &Fix<'_>, call: ExprId, value: ExprId) -> Option<bool> {
    let (_, args) = fix.parts(call)?;
    let at = args.iter().position(|argument| argument.value() == value)?;
    Some(match args[at] {
        Argument::Keyword { name, .. } => fix.tree().text(name.span).contains("filter"),
        _ => at > 0,
    })
}
