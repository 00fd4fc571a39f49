//! The dependency audit with the built-in data.

use crate::support::{Folder, SECURE};

#[test]
fn a_requirements_file_gives_the_table() {
    let folder = Folder::new(&[("requirements.txt", "Django==1.11\nrequests==2.32.4\n")]);
    let run = folder.run(&["scan", "--mode", "deps", "requirements.txt"]);
    assert_eq!(run.status, 1, "{run:?}");
    let head = run.stdout.lines().next().unwrap_or_default();
    let columns: Vec<&str> = head.split_whitespace().collect();
    assert_eq!(columns, ["Package", "Version", "Issue", "Severity", "Action"]);
    // Published: CVE-2019-14232, 7.5; the record of CVE-2019-19844 has no vector.
    for (id, severity) in [("CVE-2019-14232", "High"), ("CVE-2019-19844", "Unscored")] {
        let row = run.stdout.lines().find(|line| line.contains(id)).unwrap();
        assert!(row.starts_with("Django") && row.contains("1.11") && row.contains(severity), "{row}");
    }
    assert!(run.stdout.contains("advisories of 2026-07-23"), "{}", run.stdout);

    let markdown = folder.run(&["scan", "--format", "markdown", "requirements.txt"]);
    assert!(markdown.stdout.contains("| Package | Version | Issue | Severity | Action |"), "{}", markdown.stdout);
    assert!(markdown.stdout.contains("| `Django` | `1.11` | CVE-2019-14232 (`requirements.txt:1`) | 🟠 High |"));
}

#[test]
fn dependencies_stand_in_the_json() {
    let folder = Folder::new(&[("requirements.txt", "# pins\nDjango==1.11\n"), ("app.py", SECURE)]);
    let run = folder.run(&["scan", "--format", "json", "."]);
    assert_eq!(run.status, 1, "{run:?}");
    let review: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = review["dependencies"].as_array().unwrap();
    let row = rows.iter().find(|row| row["issue"] == "CVE-2019-14232").unwrap();
    assert_eq!(row["package"], "Django");
    assert_eq!(row["version"], "1.11");
    assert_eq!(row["file"], "requirements.txt");
    assert_eq!(row["line"], 2);
    assert_eq!(row["kind"], "vulnerable");
    assert_eq!(row["severity"], "high");
    assert_eq!(row["cvss"]["score"], 7.5);
    assert!(row["exploitability"].as_str().unwrap().contains("never imports `django`"), "{row}");
    assert_eq!(review["state"]["pip_audit_clean"], false);
    assert_eq!(review["coverage"]["manifests"], 1);
}

#[test]
fn what_is_clean_ends_with_0() {
    let folder = Folder::new(&[("requirements.txt", "six==1.17.0\n")]);
    let run = folder.run(&["scan"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("- Vulnerable dependencies: ✓"), "{}", run.stdout);
    assert!(run.stdout.contains("- Hardcoded secrets: – not in scope (no code provided)"), "{}", run.stdout);
}

#[test]
fn another_index_may_be_given() {
    let folder = Folder::new(&[("requirements.txt", "a==1\n"), ("broken.bin", "PK")]);
    let run = folder.run(&["scan", "--advisories", "broken.bin"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("broken.bin: this is no advisory index"), "{}", run.stderr);
    let built_in = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/advisories.bin");
    let run = folder.run(&["scan", "--advisories", built_in.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run:?}");

    let described = folder.run(&["advisories"]);
    assert_eq!(described.status, 0);
    for wanted in ["Advisory data as of 2026-07-23", "advisories about", "names of malware", "CC-BY-4.0", "Apache-2.0"]
    {
        assert!(described.stdout.contains(wanted), "{wanted}: {}", described.stdout);
    }
}
