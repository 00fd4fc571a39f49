//! S313 to S319: parsers that `defusedxml` has made safe.

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::called;

pub(crate) struct XmlParser;

impl Detector for XmlParser {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let parser = cx.file.call_args(candidate.expr?).argument(Some(1), Some("parser"));
        let is_safe = parser
            .and_then(|parser| called(cx.file, parser))
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| name.starts_with("defusedxml.")));
        if is_safe {
            candidate.dismissed = Some("it is given a parser of `defusedxml`, which refuses entities".to_owned());
        } else if cx.facts().defuses_stdlib {
            candidate.dismissed =
                Some("`defusedxml.defuse_stdlib()` replaces the standard library's parsers by safe ones".to_owned());
        }
        Some(candidate)
    }
}
