//! Code to try Pyvigil with. Each piece is ours, small, and wrong (or right) on purpose.

/// Name of the tab that the page starts with. Without an extension its kind is seen from its content.
pub(crate) const FIRST_NAME: &str = "snippet";

/// A sample.
pub(crate) struct Sample {
    /// What a person chooses.
    pub(crate) title: &'static str,
    /// The file it opens as.
    pub(crate) path: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
}

/// In the order in which they are offered.
pub(crate) const ALL: [Sample; 6] = [
    Sample { title: "Login with SQL injection", path: "login.py", text: include_str!("../samples/login.py") },
    Sample { title: "Shell commands", path: "thumbnails.py", text: include_str!("../samples/thumbnails.py") },
    Sample { title: "Unsafe deserialization", path: "sessions.py", text: include_str!("../samples/sessions.py") },
    Sample { title: "File download", path: "downloads.py", text: include_str!("../samples/downloads.py") },
    Sample { title: "Webhooks and secrets", path: "webhooks.py", text: include_str!("../samples/webhooks.py") },
    Sample { title: "A clean service", path: "clean.py", text: include_str!("../samples/clean.py") },
];
