//! PV482: filters that are texts; a condition of boto3's own keeps values apart.

use crate::Candidate;
use crate::code::around::{calls_in, function_of, given};
use crate::detector::{Context, Detector};

pub(crate) struct TableFilter;

impl Detector for TableFilter {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let filter = given(cx.file, *candidate.focus.first()?);
        let is_condition = calls_in(cx.file, cx.tree().expr(filter).span).any(|call| {
            function_of(cx.file, call).is_some_and(|func| {
                cx.file.qualified_names(func).any(|name| name.starts_with("boto3.dynamodb.conditions."))
            })
        });
        (!is_condition).then_some(candidate)
    }
}
