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

#[test]
fn without_a_format_the_folder_gets_all_of_them() {
    let folder = Folder::new(&[("a.py", VULNERABLE), ("requirements.txt", "django==1.11.29\n")]);
    let run = folder.run(&["scan", "a.py", "requirements.txt", "--out", "out", "--date", "2026-11-20"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run:?}");
    let stem = "out/security-analysis-2026-11-20";
    for (end, begins) in [
        (".md", "# Security Analysis"),
        (".json", "{\n  \"schema\": \"pyvigil/1\""),
        (".sarif", "{\n  \"$schema\""),
        (".cdx.json", "{\n  \"$schema\""),
        (".csv", "id,state,"),
        (".html", "<!doctype html>"),
        (".txt", "◆ Critical"),
        ("-pull-request.md", "### Pyvigil"),
        ("/setup/.bandit", "# bandit"),
        ("/finding-001-security-vulnerability.md", "# F-001"),
    ] {
        let text = folder.read(&format!("{stem}{end}"));
        assert!(text.starts_with(begins), "{end}: {}", &text[..text.len().min(80)]);
    }
    let archive = std::fs::read(folder.path().join(format!("{stem}.zip"))).unwrap();
    let again =
        folder.run(&["scan", "a.py", "requirements.txt", "--out", "again", "--format", "zip", "--date", "2026-11-20"]);
    assert_eq!(again.status, 1);
    assert_eq!(std::fs::read(folder.path().join("again/security-analysis-2026-11-20.zip")).unwrap(), archive);
}

#[test]
fn a_baseline_tells_new_from_old() {
    let folder = Folder::new(&[("a.py", VULNERABLE)]);
    let old = folder.run(&["scan", "a.py", "--format", "json", "--date", "2026-10-01"]);
    folder.write("old.json", old.stdout.as_bytes());
    folder.write("a.py", format!("import os\n{VULNERABLE}\n\ndef run(name):\n    os.system(name)\n").as_bytes());
    let text = folder.run(&["scan", "a.py", "--baseline", "old.json"]).stdout;
    assert!(text.contains("Since the review of 2026-10-01: 1 new, 0 fixed, 1 unchanged"), "{text}");
    let json = folder.run(&["scan", "a.py", "--baseline", "old.json", "--format", "json"]).json();
    assert_eq!(json["comparison"]["new"][0]["rule"], "S605");
    for (name, text) in [("wrong.json", "{}"), ("a.py", "")] {
        folder.write(name, text.as_bytes());
        let run = folder.run(&["scan", "a.py", "--baseline", name]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains(name) && run.stderr.contains("--format json"), "{}", run.stderr);
    }
}
