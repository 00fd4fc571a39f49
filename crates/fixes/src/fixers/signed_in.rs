//! PV317: what everybody may do needs a login.

use crate::fix::{Fix, Fixer};

pub(crate) struct SignedIn;

impl Fixer for SignedIn {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let site = fix.site.span;
        let open = fix.tree().exprs().filter(|(_, expr)| site.contains(expr.span)).map(|(e, _)| e);
        let open = open.filter(|&e| fix.is_named(e, &["rest_framework.permissions.AllowAny"])).next_back()?;
        let signed_in = fix.name("rest_framework.permissions", "IsAuthenticated");
        fix.replace(open, signed_in);
        Some(())
    }
}
