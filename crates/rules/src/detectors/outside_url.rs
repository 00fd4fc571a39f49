//! PV102: requests whose host is not fixed.

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::parameter::callers_choice;

pub(crate) struct OutsideUrl;

impl Detector for OutsideUrl {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &address = candidate.focus.first()?;
        if cx.file.is_constant(address) {
            return None;
        }
        if has_host(&cx.facts().known_start(cx.file, address)) {
            candidate.dismissed = Some("the code fixes the host; only what follows it varies".to_owned());
        } else if let Some(function) = callers_choice(cx.file, address) {
            candidate.callers_decide = Some(format!(
                "the caller of `{function}` gives the whole address; each caller is judged where it makes the address"
            ));
        }
        Some(candidate)
    }
}

/// Whether the beginning of an address fixes its host: `https://host/`, or a path alone.
fn has_host(start: &str) -> bool {
    match start.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).is_some_and(|end| end > 0 && !rest[..end].contains('@')),
        None => start.starts_with('/') && !start.starts_with("//"),
    }
}

#[cfg(test)]
mod tests {
    use super::has_host;

    #[test]
    fn the_host_ends_with_a_slash() {
        for start in ["https://api.example.com/users/", "http://host:80/?q=", "/status/"] {
            assert!(has_host(start), "{start}");
        }
        for start in ["https://api.example.com", "https://", "//", "", "https://user:x@"] {
            assert!(!has_host(start), "{start}");
        }
    }
}
