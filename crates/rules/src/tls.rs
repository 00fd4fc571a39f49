//! Names of protocol versions in `ssl` and pyOpenSSL.

use semantic::FileModel;
use syntax::ast::ExprId;

use crate::Candidate;
use crate::matcher::plain;
use crate::written::last_word;

/// The constants that ask for a withdrawn version.
const BROKEN: [&str; 8] = [
    "PROTOCOL_SSLv2",
    "PROTOCOL_SSLv3",
    "PROTOCOL_TLSv1",
    "PROTOCOL_TLSv1_1",
    "SSLv2_METHOD",
    "SSLv3_METHOD",
    "TLSv1_METHOD",
    "TLSv1_1_METHOD",
];

/// pyOpenSSL's old name for any version, today's `TLS_METHOD`.
const ANY: &str = "SSLv23_METHOD";

/// What a name of a version means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// A withdrawn version.
    Broken,
    /// Whatever both sides know.
    Negotiated,
}

/// The version that an expression names, and whether the name as written says it.
pub(crate) fn version(file: &FileModel, e: ExprId) -> Option<(Version, bool)> {
    let named = |word: &str| {
        if BROKEN.contains(&word) { Some(Version::Broken) } else { (word == ANY).then_some(Version::Negotiated) }
    };
    if let Some(version) = last_word(file, e).and_then(named) {
        return Some((version, true));
    }
    let of_library = |name: &str| {
        let name = plain(name);
        let (module, word) = name.rsplit_once('.')?;
        matches!(module, "ssl" | "OpenSSL.SSL" | "pyOpenSSL.SSL").then(|| named(word)).flatten()
    };
    file.qualified_names(e).find_map(of_library).map(|version| (version, false))
}

/// Judges a candidate by the version that it rests on.
pub(crate) fn judge(candidate: &mut Candidate, version: Version) {
    if version == Version::Negotiated {
        candidate.dismissed =
            Some(format!("`{ANY}` is the old name of `TLS_METHOD`: both sides take the best version that they know"));
    }
}
