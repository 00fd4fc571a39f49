//! Addresses that a program makes: what their beginning says of the host.

/// Whether the beginning of an address fixes its host: `https://host/`, or a path alone.
pub(crate) fn has_host(start: &str) -> bool {
    match start.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).is_some_and(|end| end > 0 && !rest[..end].contains('@')),
        None => start.starts_with('/') && !start.starts_with("//") && !start.starts_with("/\\"),
    }
}

/// The same for an address that a browser reads: a single slash at the end may be the first of two.
pub(crate) fn keeps_browser_here(start: &str) -> bool {
    has_host(start) && start != "/"
}

#[cfg(test)]
mod tests {
    use super::{has_host, keeps_browser_here};

    #[test]
    fn the_host_ends_with_a_slash() {
        for start in ["https://api.example.com/users/", "http://host:80/?q=", "/status/"] {
            assert!(has_host(start), "{start}");
        }
        for start in ["https://api.example.com", "https://", "//", "", "https://user:x@", "/\\"] {
            assert!(!has_host(start), "{start}");
        }
    }

    #[test]
    fn what_follows_the_first_slash_may_be_another() {
        assert!(has_host("/") && !keeps_browser_here("/"));
        assert!(
            keeps_browser_here("/users/") && keeps_browser_here("/?next=") && keeps_browser_here("https://a.example/")
        );
    }
}
