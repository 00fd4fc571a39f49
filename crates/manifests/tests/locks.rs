//! Lock files that the real tools wrote for three small applications (`tests/locks`), read to the last package.
//!
//! `pip.tsv` is what pip itself resolves; `FILE.tsv` beside a lock file is what Python's own readers of TOML and JSON
//! find in it.
#![allow(clippy::unwrap_used)] // a fixture that is not there is a failed test

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use manifests::{Format, Manifest};

fn applications() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/locks");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).unwrap().flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert_eq!(folders.len(), 3);
    folders
}

fn table(path: &Path) -> Option<BTreeSet<(String, String)>> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.lines().filter_map(|line| line.split_once('\t')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
}

fn packages(manifest: &Manifest) -> BTreeSet<(String, String)> {
    let versions = manifest.entries.iter().filter_map(|entry| Some((entry.key(), entry.version.as_ref()?.to_string())));
    versions.collect()
}

#[test]
fn every_package_of_every_lock_file_is_read() {
    let mut read = 0;
    for folder in applications() {
        let pip = table(&folder.join("pip.tsv")).unwrap();
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            let Some(expected) = table(&PathBuf::from(format!("{}.tsv", path.display()))) else { continue };
            let text = fs::read_to_string(&path).unwrap();
            let format = Format::by_name(&path.to_string_lossy()).unwrap();
            let manifest = manifests::read(format, &text);
            let lines: Vec<&str> = text.lines().collect();
            for entry in &manifest.entries {
                assert_eq!(entry.problem, None, "{}", path.display());
                assert!(lines[entry.line as usize - 1].contains(&entry.name), "{}: {entry:?}", path.display());
                let own = entry.source != manifests::Source::Index;
                assert!(own || entry.hashes.iter().any(|hash| hash.starts_with("sha256:")), "{entry:?}");
            }
            let found = packages(&manifest);
            assert_eq!(found, expected, "{}", path.display());
            // pip installs for this platform; the lock files are for all of them.
            let missing: Vec<_> = pip.difference(&found).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", path.display());
            read += 1;
        }
    }
    assert_eq!(read, 18, "six formats of three applications");
}
