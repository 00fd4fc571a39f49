//! PV388: calls between machines without encryption.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct GrpcPlain;

impl Detector for GrpcPlain {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let Some(&target) = candidate.focus.first() else { return Some(candidate) };
        let start = cx.facts().known_start(cx.file, target);
        let near = ["localhost", "127.", "unix:", "[::1]", "inproc"].iter().any(|near| start.starts_with(near));
        let host = start.rsplit_once(':').map_or(&*start, |(host, _)| host);
        // A name without dots is a neighbour of the same cluster, where a mesh may encrypt.
        let is_far = host.contains('.') || host.contains("::");
        candidate.focus.clear();
        (is_far && !near).then_some(candidate)
    }
}
