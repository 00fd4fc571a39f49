//! S103: nobody but the owner may change the file.

use semantic::Const;

use crate::fix::{Fix, Fixer};

pub(crate) struct PrivateMode;

/// Write permission of the group and of everybody.
const WRITABLE: i128 = 0o022;

impl Fixer for PrivateMode {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let &[mode] = &fix.site.focus[..] else { return None };
        let Some(Const::Int(given)) = fix.file.constant(mode) else { return None };
        let kept = given & !WRITABLE;
        if !(0..=0o7777).contains(&given) || kept == given {
            return None;
        }
        fix.replace(mode, format!("0o{kept:o}"));
        Some(())
    }
}
