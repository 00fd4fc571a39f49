//! S411: servers whose parser `defusedxml` has replaced.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct XmlrpcServer;

impl Detector for XmlrpcServer {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // What dotted names give away, no parser keeps.
        if candidate.cvss.is_none() && cx.facts().patches_xmlrpc {
            candidate.dismissed =
                Some("`defusedxml.xmlrpc.monkey_patch()` limits what the server reads and unpacks".to_owned());
        }
        Some(candidate)
    }
}
