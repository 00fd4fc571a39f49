//! PV904: what ends the program is not caught.

use crate::fix::{Fix, Fixer};

pub(crate) struct NamedException;

impl Fixer for NamedException {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let word = fix.site.span;
        (fix.tree().text(word) == "except").then(|| fix.insert(word.end, " Exception"))
    }
}
