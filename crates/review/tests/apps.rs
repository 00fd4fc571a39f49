//! Whole applications in two versions, `tests/apps/NAME/vulnerable` and `hardened`. What is wrong in the one is listed in
//! `planted.toml`, with the mark of its line; the other has the same functions in order.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)] // a helper of tests fails by panicking, and says what it saw

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

/// How many of a hundred planted problems have to be found.
const FOUND: usize = 95;
/// How many open findings of Medium or more a hardened application may have.
const FALSE: usize = 2;
/// How many lines behind its mark a finding may begin, and before.
const NEAR: u32 = 3;

fn folder(app: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/apps").join(app)
}

/// All files below a folder, paths relative to it.
fn project(root: &Path) -> Project {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the application is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path: relative, text: fs::read_to_string(&path).expect("a text").into() });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Project { files }
}

fn open(project: &Project) -> Vec<Finding> {
    let findings = review::review(project, &Options::default()).findings;
    findings.into_iter().filter(|finding| finding.state == State::Open).collect()
}

fn line(finding: &Finding) -> String {
    format!("{} {:?} {}:{} {}", finding.rule, finding.severity, finding.file, finding.line, finding.message)
}

/// The file and 1-based line that carries a mark.
fn place<'p>(project: &'p Project, mark: &str) -> (&'p str, u32) {
    let marked = format!("# {mark}");
    let found = project.files.iter().find_map(|file| {
        let at = file.text.lines().position(|line| line.trim_end().ends_with(&marked))?;
        Some((file.path.as_str(), u32::try_from(at).expect("a short file") + 1))
    });
    found.unwrap_or_else(|| panic!("no line is marked {mark}"))
}

fn check(app: &str) {
    let root = folder(app);
    let planted: toml::Table =
        fs::read_to_string(root.join("planted.toml")).expect("the list").parse().expect("the list is TOML");
    let vulnerable = project(&root.join("vulnerable"));
    let findings = open(&vulnerable);
    let mut missed = String::new();
    let mut found = 0;
    for (mark, entry) in &planted {
        let entry: Vec<&str> = entry.as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect();
        let (what, codes) = entry.split_first().expect("what it is, and codes");
        let (file, at) = place(&vulnerable, mark);
        let is_it = |finding: &&Finding| {
            finding.file == file && codes.contains(&finding.rule.as_str()) && finding.line.abs_diff(at) <= NEAR
        };
        if findings.iter().any(|finding| is_it(&finding)) {
            found += 1;
        } else {
            let _ = writeln!(missed, "missed {mark} {file}:{at} {what} ({})", codes.join(", "));
        }
    }
    let hardened = open(&project(&root.join("hardened")));
    let wrong: Vec<String> = hardened.iter().filter(|finding| finding.severity >= Severity::Medium).map(line).collect();
    println!(
        "{app}: {found} of {} planted problems found\n{missed}{} on the hardened one\n{}",
        planted.len(),
        wrong.len(),
        wrong.join("\n")
    );
    assert!(found * 100 >= planted.len() * FOUND, "{app}: {found} of {}\n{missed}", planted.len());
    assert!(wrong.len() <= FALSE, "{app}: on the hardened one\n{}", wrong.join("\n"));
}

#[test]
fn flask() {
    check("flask");
}

#[test]
fn fastapi() {
    check("fastapi");
}

#[test]
fn django() {
    check("django");
}

#[test]
fn llm() {
    check("llm");
}
