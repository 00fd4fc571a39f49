//! Whole projects that exist: reviewed to the end, twice the same.
//!
//! Django's sources are taken from the folder that `PYVIGIL_DJANGO` names, the standard library from the
//! interpreter that `PYVIGIL_PYTHON` names, or else `python3`. What is not there is skipped, and says so.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::support::run_in;

fn reviewed_twice(what: &str, folder: &Path) {
    let arguments = ["scan", ".", "--format", "json", "--date", "2026-11-20"];
    let start = Instant::now();
    let first = run_in(folder, &arguments, b"");
    let took = start.elapsed();
    assert!(first.status <= 1 && first.stderr.is_empty(), "{what}: {} {}", first.status, first.stderr);
    let review = first.json();
    let coverage = &review["coverage"];
    let count =
        |state: &str| review["findings"].as_array().unwrap().iter().filter(|finding| finding["state"] == state).count();
    println!(
        "{what}: {} files, {} lines, {} understood, {} skipped; {} open, {} dismissed, {} suppressed; {took:.1?}",
        coverage["files"],
        coverage["lines"],
        coverage["lines_parsed"],
        coverage["skipped"].as_array().unwrap().len(),
        count("open"),
        count("dismissed"),
        count("suppressed"),
    );
    assert!(coverage["files"].as_u64() > Some(500), "{what}: {coverage}");
    let second = run_in(folder, &arguments, b"");
    assert!(first == second, "{what}: the same input gave different bytes");
}

#[test]
fn django() {
    match std::env::var_os("PYVIGIL_DJANGO").map(PathBuf::from) {
        Some(folder) => reviewed_twice("Django", &folder),
        None => println!("skipped: PYVIGIL_DJANGO does not name Django's sources"),
    }
}

#[test]
fn standard_library() {
    let python = std::env::var("PYVIGIL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    match Command::new(&python).args(["-c", script]).output() {
        Ok(output) if output.status.success() => {
            let folder = String::from_utf8(output.stdout).unwrap();
            reviewed_twice(&format!("the standard library of {python}"), Path::new(folder.trim()));
        }
        _ => println!("skipped: {python} does not run"),
    }
}
