//! PV217: a number of a request has a limit.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::{template, values};

pub(crate) struct BoundedNumber;

impl Fixer for BoundedNumber {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let mut open = fix.site.focus.iter().copied().filter(|&focus| !fix.file.is_constant(focus));
        let (focus, None) = (open.next()?, open.next()) else { return None };
        let number = template::given_once(fix, focus).filter(|&given| is_number(fix, given)).unwrap_or(focus);
        if !is_number(fix, number) {
            return None;
        }
        values::wrap(fix, number, "min({value}, 1000)")
    }
}

/// Whether a value is a number for certain: it is converted to one, or is a parameter that says so.
fn is_number(fix: &Fix<'_>, e: ExprId) -> bool {
    const NUMBERS: [&str; 2] = ["builtins.int", "builtins.float"];
    if let ExprKind::Call { func, .. } = *fix.kind(e) {
        return fix.is_named(func, &NUMBERS);
    }
    let [binding] = fix.file.reaching(e)[..] else { return false };
    let BindingKind::Param { function, index } = fix.file.binding_info(binding).kind else { return false };
    let annotation = fix.file.function(function).and_then(|found| found.params.params.get(index)?.annotation);
    annotation.is_some_and(|annotation| fix.is_named(annotation, &NUMBERS))
}
