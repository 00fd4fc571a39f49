//! S310: addresses whose scheme the code does not fix.

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};

pub(crate) struct UrlOpen;

impl Detector for UrlOpen {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let Some(&address) = candidate.focus.first() else { return Some(candidate) };
        let start = cx.facts().known_start(cx.file, address).to_ascii_lowercase();
        if start.starts_with("http://") || start.starts_with("https://") {
            return None;
        }
        // A request object was given its address where it was made, and that call is looked at too.
        let is_request = called(cx.file, address)
            .is_some_and(|func| is_named(cx.file, func, &["urllib.request.Request", "urllib2.Request"]));
        if is_request { None } else { Some(candidate) }
    }
}
