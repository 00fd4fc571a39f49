//! Modules that `six` gives under a name of its own, for programs that were written for Python 2 and 3.
//!
//! What they call is what it always was: `six.moves.urllib.request.urlopen` is `urllib.request.urlopen`.

/// The module that `six.moves` gives under a name: the table of its documentation, as far as the name is not the module's own.
const MOVES: [(&str, &str); 20] = [
    ("BaseHTTPServer", "http.server"),
    ("CGIHTTPServer", "http.server"),
    ("SimpleHTTPServer", "http.server"),
    ("cPickle", "pickle"),
    ("cStringIO", "io.StringIO"),
    ("dbm_gnu", "dbm.gnu"),
    ("email_mime_text", "email.mime.text"),
    ("html_entities", "html.entities"),
    ("html_parser", "html.parser"),
    ("http_client", "http.client"),
    ("http_cookiejar", "http.cookiejar"),
    ("http_cookies", "http.cookies"),
    ("input", "builtins.input"),
    ("shlex_quote", "shlex.quote"),
    ("urllib_error", "urllib.error"),
    ("urllib_parse", "urllib.parse"),
    ("urllib_robotparser", "urllib.robotparser"),
    ("urllib_request", "urllib.request"),
    ("xmlrpc_client", "xmlrpc.client"),
    ("xmlrpc_server", "xmlrpc.server"),
];
/// Those that it gives under their own name.
const SAME: [&str; 4] = ["configparser", "queue", "socketserver", "urllib"];

/// What `parent.segment` is called without `six`, as a dotted name; `None` where that is its name.
pub(crate) fn without_six(parent: &str, segment: &str) -> Option<&'static str> {
    if !matches!(parent, "six.moves" | "django.utils.six.moves") {
        return None;
    }
    let own = SAME.iter().find(|name| **name == segment).copied();
    own.or_else(|| MOVES.iter().find(|(name, _)| *name == segment).map(|(_, today)| *today))
}

#[cfg(test)]
mod tests {
    use super::without_six;

    #[test]
    fn names_of_six() {
        assert_eq!(without_six("six.moves", "urllib"), Some("urllib"));
        assert_eq!(without_six("six.moves", "http_client"), Some("http.client"));
        assert_eq!(without_six("six.moves", "shlex_quote"), Some("shlex.quote"));
        assert_eq!(without_six("six.moves", "range"), None);
        assert_eq!(without_six("shop.moves", "urllib"), None);
    }
}
