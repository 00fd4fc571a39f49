//! PV222: constant patterns that a text can keep busy.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{function_of, given, last_word};
use crate::detector::{Context, Detector};
use crate::languages::slow_pattern::is_slow;
use crate::matcher::is_named;

pub(crate) struct SlowPattern;

impl Detector for SlowPattern {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let pattern = match function_of(cx.file, call).map(|func| &cx.tree().expr(func).kind) {
            Some(ExprKind::Attribute { value, .. }) if !is_named(cx.file, *value, &["re"]) => compiled(cx, *value)?,
            _ => cx.file.call_args(call).positional(0)?,
        };
        let must_end = last_word(cx.file, call) == Some("fullmatch");
        match cx.file.constant(pattern)? {
            Const::Str(pattern) => is_slow(&pattern, must_end).then_some(candidate),
            _ => None,
        }
    }
}

/// The pattern that an object was compiled from.
fn compiled(cx: &Context<'_>, object: ExprId) -> Option<ExprId> {
    let made = given(cx.file, object);
    let func = function_of(cx.file, made)?;
    is_named(cx.file, func, &["re.compile"]).then(|| cx.file.call_args(made).positional(0))?
}
