//! PV309: new passwords get a slow hash; the old ones can still be checked, and are stored anew at the next login.

use syntax::ast::ExprKind;

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct FirstHasher;

const SLOW: &str = "django.contrib.auth.hashers.PBKDF2PasswordHasher";

impl Fixer for FirstHasher {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let (ExprKind::List(items) | ExprKind::Tuple(items)) = fix.kind(fix.site.expr?) else { return None };
        let is_slow = |&e: &syntax::ast::ExprId| fix.file.constant(e).is_some_and(|given| given.as_str() == Some(SLOW));
        // One that is there already would stand twice.
        if items.iter().any(is_slow) {
            return None;
        }
        let first = fix.span(*items.first()?).start;
        let literal = strings::literal(SLOW, strings::quote(fix));
        let own_line = fix.tree().position(first).line != fix.tree().position(fix.span(fix.site.expr?).start).line;
        let between = if own_line { format!(",\n{}", fix.indentation(first)) } else { ", ".to_owned() };
        fix.insert(first, format!("{literal}{between}"));
        Some(())
    }
}
