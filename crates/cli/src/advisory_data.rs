//! The advisory index: the one that is built in, or a newer one from a file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use advisories::Index;

use crate::CLEAN;
use crate::output::{Failure, print};

static BUILT_IN: &[u8] = include_bytes!("../../../public/advisories.bin");

/// Loads `file`, or what is built in.
pub(crate) fn load(file: Option<&Path>) -> Result<Index, Failure> {
    let loaded = match file {
        None => Index::load(BUILT_IN),
        Some(path) => {
            let bytes = fs::read(path)
                .map_err(|error| Failure(format!("cannot read {}: {error}; check the path", path.display())))?;
            Index::load(&bytes)
        }
    };
    let name = file.map_or_else(|| "the built-in advisory data".to_owned(), |path| path.display().to_string());
    loaded.map_err(|error| Failure(format!("{name}: {error}")))
}

/// `pyvigil advisories`
pub(crate) fn describe(file: Option<&Path>) -> Result<u8, Failure> {
    let index = load(file)?;
    let meta = index.meta();
    let mut out = String::new();
    let _ = writeln!(out, "Advisory data as of {}", meta.date);
    let _ = writeln!(out, "- {} advisories about {} packages", meta.advisories, meta.packages);
    let _ = writeln!(out, "- {} names of malware", meta.malicious);
    let _ = writeln!(out, "- {} much-used names, against which other names are compared", meta.popular);
    for source in &meta.sources {
        let _ = writeln!(out, "{source}");
    }
    print(out.as_bytes())?;
    Ok(CLEAN)
}
