//! PV486: how long a session lives, in seconds or as a time span.

use semantic::Const;
use syntax::ast::ExprId;

use crate::Candidate;
use crate::code::around::{calls_one_of, given};
use crate::detector::{Context, Detector};

pub(crate) struct SessionAge;

const DAY: i128 = 86_400;
/// Flask's default; longer ones were chosen.
const MOST: i128 = 31 * DAY;

impl Detector for SessionAge {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        (seconds(cx, candidate.expr?)? > MOST).then_some(candidate)
    }
}

/// `3600`, `timedelta(days=3)`; only whole numbers are understood.
fn seconds(cx: &Context<'_>, e: ExprId) -> Option<i128> {
    const UNITS: [(&str, i128, Option<usize>); 5] = [
        ("days", DAY, Some(0)),
        ("seconds", 1, Some(1)),
        ("minutes", 60, None),
        ("hours", 3600, None),
        ("weeks", 7 * DAY, None),
    ];
    if let Some(Const::Int(seconds)) = cx.file.constant(e) {
        return Some(seconds);
    }
    let span = given(cx.file, e);
    if !calls_one_of(cx.file, span, &["datetime.timedelta"]) {
        return None;
    }
    let args = cx.file.call_args(span);
    let parts = UNITS.iter().filter_map(|&(unit, worth, position)| {
        match cx.file.constant(args.argument(position, Some(unit))?)? {
            Const::Int(count) => count.checked_mul(worth),
            _ => None,
        }
    });
    parts.reduce(i128::saturating_add)
}
