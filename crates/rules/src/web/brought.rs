//! Routes that a class has from a library's class above it, as the libraries' models list them.

/// The routes of a library's class.
#[derive(Debug)]
pub struct Brought {
    /// The path of classes that name none; their name makes it where the library says nothing.
    pub at: Option<&'static str>,
    /// The attribute of a class that lists the only methods which answer.
    pub only: &'static str,
    /// The attribute that lists those which do not.
    pub without: &'static str,
    /// The routes, below the path of the class.
    pub routes: &'static [BroughtRoute],
}

/// A route of a library's class.
#[derive(Debug)]
pub struct BroughtRoute {
    /// The method that answers: a class which defines it anew has this route no more.
    pub method: &'static str,
    /// Below the path of the class.
    pub path: &'static str,
    /// HTTP methods, upper case.
    pub verbs: &'static [&'static str],
    /// What the library asks of a visitor before it.
    pub guards: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/brought.rs"));

/// The routes of everything that is made from the library's class of that qualified name.
pub fn brought(base: &str) -> Option<&'static Brought> {
    let at = BRINGING.binary_search_by(|(known, _)| (*known).cmp(base)).ok()?;
    BROUGHT.get(BRINGING.get(at)?.1)
}
