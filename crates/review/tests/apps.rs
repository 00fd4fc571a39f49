//! Whole applications in two versions, `tests/apps/NAME/vulnerable` and `hardened`. What is wrong in the one is listed in
//! `planted.toml`, with the mark of its line; the other has the same functions in order. `tests/apps/README.md` says more.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)] // a helper of tests fails by panicking, and says what it saw

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

/// How many of a hundred planted problems have to be found, where the list says nothing else.
const FOUND: usize = 95;
/// How many open findings of Medium or more a hardened application may have, where the list says nothing else.
const FALSE: usize = 2;
/// How many lines before its mark a finding may end, and how many behind it begin.
const NEAR: u32 = 3;

/// A planted problem: the mark of its line, and what tells that a finding is about it.
struct Planted<'t> {
    mark: &'t str,
    /// What it is, or why it can be used.
    why: &'t str,
    /// Codes of rules, in the lists of those who knew the rules.
    codes: Vec<&'t str>,
    /// Numbers of weaknesses, in the lists that were written without looking at the rules.
    cwe: Vec<i64>,
}

impl<'t> Planted<'t> {
    /// `["what", "CODE", …]`, or `{ cwe = […], why = "…" }`.
    fn new(mark: &'t str, entry: &'t toml::Value) -> Planted<'t> {
        if let Some(list) = entry.as_array() {
            let texts: Vec<&str> = list.iter().filter_map(toml::Value::as_str).collect();
            let (why, codes) = texts.split_first().expect("what it is, and codes");
            return Planted { mark, why, codes: codes.to_vec(), cwe: Vec::new() };
        }
        let cwe = entry["cwe"].as_array().expect("numbers").iter().filter_map(toml::Value::as_integer).collect();
        Planted { mark, why: entry["why"].as_str().expect("a reason"), codes: Vec::new(), cwe }
    }

    fn is_told_by(&self, finding: &Finding, (file, line): (&str, u32)) -> bool {
        let what = self.codes.contains(&finding.rule.as_str())
            || finding.cwe.iter().any(|number| self.cwe.contains(&i64::from(*number)));
        let here = finding.file == file && finding.line <= line + NEAR && line <= finding.end_line + NEAR;
        what && here
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/apps")
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

/// The file and 1-based line that carries a mark, in a comment of Python or of a template.
fn place<'p>(project: &'p Project, mark: &str) -> (&'p str, u32) {
    let marked = format!("# {mark}");
    let found = project.files.iter().find_map(|file| {
        let at = file.text.lines().position(|line| line.trim_end_matches([' ', '#', '}']).ends_with(&marked))?;
        Some((file.path.as_str(), u32::try_from(at).expect("a short file") + 1))
    });
    found.unwrap_or_else(|| panic!("no line is marked {mark}"))
}

/// What the list of an application demands: how many are found at least, and how many are wrong on the hardened one at most.
fn limits(list: &toml::Table, planted: usize) -> (usize, usize) {
    let limit = |name| list.get("limits")?.get(name)?.as_integer()?.try_into().ok();
    (limit("found").unwrap_or((planted * FOUND).div_ceil(100)), limit("wrong").unwrap_or(FALSE))
}

/// Reviews both versions of an application; gives what is not as its list demands.
fn check(app: &str) -> Option<String> {
    let root = folder().join(app);
    let list: toml::Table =
        fs::read_to_string(root.join("planted.toml")).expect("the list").parse().expect("the list is TOML");
    let planted: Vec<Planted<'_>> =
        list.iter().filter(|(name, _)| *name != "limits").map(|(mark, entry)| Planted::new(mark, entry)).collect();
    let (least, most) = limits(&list, planted.len());
    let vulnerable = project(&root.join("vulnerable"));
    let findings = open(&vulnerable);
    let mut missed = String::new();
    let mut found = 0;
    for problem in &planted {
        let (file, line) = place(&vulnerable, problem.mark);
        if findings.iter().any(|finding| problem.is_told_by(finding, (file, line))) {
            found += 1;
        } else {
            let _ = writeln!(missed, "missed {} {file}:{line} {}", problem.mark, problem.why);
        }
    }
    let hardened = open(&project(&root.join("hardened")));
    let wrong: Vec<String> = hardened.iter().filter(|finding| finding.severity >= Severity::Medium).map(line).collect();
    let told = format!(
        "{app}: {found} of {} planted problems found\n{missed}{} on the hardened one\n{}",
        planted.len(),
        wrong.len(),
        wrong.join("\n")
    );
    println!("{told}");
    (found < least || wrong.len() > most).then_some(told)
}

#[test]
fn applications() {
    let mut apps: Vec<String> = fs::read_dir(folder())
        .expect("the applications are there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    apps.sort();
    let failed: Vec<String> = apps.iter().filter_map(|app| check(app)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
