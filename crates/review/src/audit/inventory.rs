//! What the manifests name, whatever is known about it.

use std::collections::BTreeSet;

use manifests::Source;
use model::{Location, Package, PackageSource};

use super::MAX_ROWS;
use crate::FileAnalysis;

/// Every package of every manifest, in the files' order; one that a file names twice in the same version on one line
/// counts once. The project's own folders are none.
pub(crate) fn packages(files: &[&FileAnalysis]) -> Vec<Package> {
    let mut seen = BTreeSet::new();
    let mut packages = Vec::new();
    for file in files {
        for entry in file.manifest.iter().flat_map(|dependencies| &dependencies.manifest.entries) {
            let source = match entry.source {
                Source::Index => PackageSource::Pypi,
                Source::Conda => PackageSource::Conda,
                Source::Url(_) | Source::Vcs(_) => PackageSource::Elsewhere,
                Source::Path(_) => continue,
            };
            let version = entry.version.as_ref().map(ToString::to_string);
            if entry.name.is_empty()
                || packages.len() >= MAX_ROWS
                || !seen.insert((&file.path, entry.line, &entry.name, version.clone()))
            {
                continue;
            }
            let location = Location { file: file.path.clone(), line: entry.line };
            packages.push(Package { name: entry.name.clone(), version, source, location });
        }
    }
    packages
}
