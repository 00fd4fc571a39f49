//! Compares the index with Python's `packaging` and OSV's algorithm over the records that it was made from.
//!
//! Python: `PYVIGIL_PYTHON`, or the newest `python3.x` on the path or under pyenv that has `packaging`, of its own or
//! pip's copy. Where there is none the test says that it was skipped.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests fail by panicking, and say what they saw

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use advisories::{Advisory, Index};
use manifests::{Specifier, Version};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn index() -> Index {
    Index::load(&std::fs::read(root().join("public/advisories.bin")).unwrap()).unwrap()
}

fn answers() -> Option<String> {
    let mut pythons: Vec<PathBuf> = env::var_os("PYVIGIL_PYTHON").map(PathBuf::from).into_iter().collect();
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    for minor in (9..=14).rev() {
        pythons.push(format!("python3.{minor}").into());
        if let Ok(versions) = std::fs::read_dir(home.join(".pyenv/versions")) {
            let name = format!("bin/python3.{minor}");
            pythons.extend(versions.flatten().map(|folder| folder.path().join(&name)).filter(|path| path.is_file()));
        }
    }
    pythons.into_iter().find_map(|python| {
        let folder = root().join("tests/advisories");
        let facts = folder.join("osv-facts.jsonl.gz");
        let output = Command::new(python).arg(folder.join("oracle.py")).arg(facts).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    })
}

#[test]
fn the_oracle_agrees() {
    let Some(answers) = answers() else {
        println!("skipped: no Python with `packaging` (set PYVIGIL_PYTHON)");
        return;
    };
    let index = index();
    let (mut versions, mut ranges, mut wrong) = (0, 0, Vec::new());
    let mut packages = std::collections::BTreeMap::new();
    for line in answers.lines() {
        let [kind, name, asked, theirs] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let package = packages.entry(name).or_insert_with(|| index.package(name).unwrap_or_else(|| panic!("{name}")));
        let sorted = |found: Vec<&Advisory>| {
            let mut ids: Vec<&str> = found.iter().map(|advisory| advisory.ids[0].as_str()).collect();
            ids.sort_unstable();
            ids.join(",")
        };
        let ours = if kind == "version" {
            versions += 1;
            sorted(package.affecting(&Version::parse(asked).unwrap()).collect())
        } else {
            ranges += 1;
            sorted(package.allowed(&Specifier::parse(asked).unwrap()))
        };
        if ours != theirs {
            wrong.push(format!("{kind} {name} {asked}: [{ours}] here, [{theirs}] there"));
        }
    }
    println!("{versions} versions, {ranges} ranges");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(versions >= 3_000 && ranges >= 300);
}
