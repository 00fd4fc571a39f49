//! Names of distributions, and of the files that carry them.

use crate::Version;

/// The name as indexes compare it (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`.
pub fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if matches!(c, '-' | '_' | '.') {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// Whether it is a name that PEP 508 allows.
pub(crate) fn is_name(name: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    edge(name.bytes().next())
        && edge(name.bytes().next_back())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Name and version that the name of a wheel or of a source archive says. `path` may be an address.
pub fn file_version(path: &str) -> Option<(String, Version)> {
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).replace("%2B", "+").replace("%2b", "+");
    if let Some(stem) = name.strip_suffix(".whl") {
        let mut parts = stem.split('-');
        let (name, version) = (parts.next()?, parts.next()?);
        return (parts.count() >= 3)
            .then_some(())
            .and_then(|()| Some((name.to_owned(), Version::parse(&version.replace('_', "+"))?)));
    }
    let stem = [".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz"].iter().find_map(|end| name.strip_suffix(end))?;
    stem.match_indices('-').find_map(|(at, _)| {
        let version = Version::parse(&stem[at + 1..])?;
        is_name(&stem[..at]).then(|| (stem[..at].to_owned(), version))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_indexes_do() {
        for name in ["Flask_Cors", "flask-cors", "FLASK.CORS", "flask-_.cors"] {
            assert_eq!(normalize(name), "flask-cors");
        }
    }

    #[test]
    fn file_names_say_versions() {
        for (path, expected) in [
            ("https://x/Django-1.11.29-py2.py3-none-any.whl#sha256=1", Some(("Django", "1.11.29"))),
            ("./wheels/torch-2.6.0%2Bcu124-cp312-cp312-linux_x86_64.whl", Some(("torch", "2.6.0+cu124"))),
            ("a/python-dateutil-2.8.2.tar.gz", Some(("python-dateutil", "2.8.2"))),
            ("pkg-1.0-1-py3-none-any.whl", Some(("pkg", "1.0"))),
            ("https://github.com/x/y/archive/main.zip", None),
            ("foo.whl", None),
            ("no-version-here.tar.gz", None),
        ] {
            let found = file_version(path).map(|(name, version)| (name, version.to_string()));
            assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())), "{path}");
        }
    }
}
