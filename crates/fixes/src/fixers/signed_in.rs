//! PV317: what everybody may do needs a login.

use syntax::ast::ExprId;

use crate::fix::{Fix, Fixer};

pub(crate) struct SignedIn;

impl Fixer for SignedIn {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let site = fix.site.span;
        let is_open =
            |e: &ExprId| site.contains(fix.span(*e)) && fix.is_named(*e, &["rest_framework.permissions.AllowAny"]);
        let open = fix.tree().exprs().map(|(e, _)| e).rfind(is_open)?;
        let signed_in = fix.name("rest_framework.permissions", "IsAuthenticated");
        fix.replace(open, signed_in);
        Some(())
    }
}
