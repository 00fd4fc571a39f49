//! What is written, and where.

use std::io::Read as _;
use std::process::{Command, Stdio};

use crate::support::{Folder, SECURE, VULNERABLE};

#[test]
fn deliverables_go_into_the_folder() {
    let folder = Folder::new(&[("a.py", VULNERABLE)]);
    let run = folder.run(&["scan", "a.py", "--format", "markdown", "--out", "out/deep", "--date", "2026-11-20"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run:?}");
    let summary = folder.read("out/deep/security-analysis-2026-11-20.md");
    assert!(summary.starts_with("# Security Analysis\n"));
    let finding = "security-analysis-2026-11-20/finding-001-security-vulnerability.md";
    assert!(summary.contains(&format!("]({finding})")));
    assert!(folder.read(&format!("out/deep/{finding}")).contains("## Testing recommendations\n"));

    folder.run(&["scan", "a.py", "--format", "json", "--out", "out", "--date", "2026-11-20"]);
    assert!(folder.read("out/security-analysis-2026-11-20.json").starts_with("{\n  \"schema\": \"pyvigil/1\","));
    folder.run(&["scan", "a.py", "--out", "out", "--date", "2026-11-20"]);
    assert!(folder.read("out/security-analysis-2026-11-20.txt").contains("S608"));
}

#[test]
fn an_older_report_of_the_day_leaves_no_findings_behind() {
    let folder = Folder::new(&[("a.py", VULNERABLE)]);
    let arguments = ["scan", "a.py", "--format", "markdown", "--out", ".", "--date", "2026-11-20"];
    folder.run(&arguments);
    folder.write("security-analysis-2026-11-20/finding-999-security-vulnerability.md", b"old");
    folder.write("security-analysis-2026-11-20/notes.md", b"mine");
    folder.run(&arguments);
    assert!(!folder.path().join("security-analysis-2026-11-20/finding-999-security-vulnerability.md").exists());
    assert_eq!(folder.read("security-analysis-2026-11-20/notes.md"), "mine");
    assert!(folder.path().join("security-analysis-2026-11-20/finding-001-security-vulnerability.md").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = Folder::new(&[("a.py", SECURE), ("taken", "a file")]);
    let run = folder.run(&["scan", "a.py", "--format", "json", "--out", "taken"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("taken") && run.stderr.contains("--out"), "{}", run.stderr);
}

#[test]
fn markdown_on_stdout_is_the_summary() {
    let folder = Folder::new(&[("a.py", VULNERABLE)]);
    let run = folder.run(&["scan", "a.py", "--format", "markdown"]);
    assert!(run.stdout.starts_with("# Security Analysis\n"));
    assert!(run.stdout.contains("\n# Python Security Analysis\n"));
}

#[test]
fn json_follows_the_schema_in_the_repository() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../report/schema/pyvigil-1.json");
    let schema: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let folder = Folder::new(&[
        ("a.py", VULNERABLE),
        ("b.py", "import os\nos.system(input())  # nosec: known\neval('2 + 2')\n"),
        ("broken.py", "def f(:\n  eval(x\n"),
    ]);
    let review = folder.run(&["scan", "--format", "json"]).json();
    let errors: Vec<String> =
        validator.iter_errors(&review).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert_eq!(errors, Vec::<String>::new());
    let states: Vec<&str> =
        review["findings"].as_array().unwrap().iter().map(|finding| finding["state"].as_str().unwrap()).collect();
    for state in ["open", "suppressed", "dismissed"] {
        assert!(states.contains(&state), "{states:?}");
    }
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let files: Vec<(String, &str)> = (0..60).map(|n| (format!("m{n}.py"), [VULNERABLE, SECURE][n % 2])).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = Folder::new(&files);
    for format in ["text", "json", "markdown"] {
        let runs: Vec<_> =
            ["1", "2", "7"].iter().map(|jobs| folder.run(&["scan", "--format", format, "--jobs", jobs])).collect();
        assert_eq!(runs[0], runs[1], "{format}");
        assert_eq!(runs[0], runs[2], "{format}");
        assert_eq!(runs[0].stderr, "", "progress is for terminals");
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let files: Vec<(String, &str)> = (0..40).map(|n| (format!("m{n}.py"), VULNERABLE)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = Folder::new(&files);
    let mut child = Command::new(env!("CARGO_BIN_EXE_pyvigil"))
        .args(["scan", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut head = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut head).unwrap(); // and the pipe is closed
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
