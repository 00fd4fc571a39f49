//! What the users of a library configure, and what they pass on.

use model::{Options, Severity, State};
use review::{Project, SourceFile};

/// How severe the one open finding of the rule is in a file beside so many others, none of which serves requests.
fn severity_beside(code: &str, text: &str, others: usize) -> Severity {
    let mut files = vec![SourceFile { path: "drawers/client.py".into(), text: text.into() }];
    files.extend((0..others).map(|i| SourceFile {
        path: format!("drawers/part{i}.py"),
        text: format!("def part{i}(row):\n    return row[{i}]\n").into(),
    }));
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.state == State::Open && finding.rule == code);
    assert_eq!(findings.len(), 1, "{code}: {findings:#?}\n{text}");
    findings[0].severity
}

#[test]
fn addresses_and_paths_that_a_library_is_given() {
    let fetch = "import requests\n\n\ndef fetch(host, number):\n    return requests.get(f\"https://{host}/{number}\", timeout=5)\n";
    assert!(severity_beside("PV102", fetch, 0) >= Severity::Medium);
    assert_eq!(severity_beside("PV102", fetch, 20), Severity::Low);
    let read = "import os\n\n\ndef read(name):\n    with open(os.path.join(\"drawers\", name)) as drawer:\n        return drawer.read()\n";
    assert!(severity_beside("PV101", read, 0) >= Severity::Medium);
    assert_eq!(severity_beside("PV101", read, 20), Severity::Low);
}

#[test]
fn statements_and_commands_stay_what_they_are() {
    let statement = "import sqlite3\n\n\ndef find(name):\n    \
                     return sqlite3.connect(\"a.db\").execute(f\"SELECT * FROM drawers WHERE name = '{name}'\").fetchall()\n";
    let command = "import os\n\n\ndef pack(name):\n    os.system(\"tar czf drawer.tgz \" + name)\n";
    for others in [0, 20] {
        assert!(severity_beside("S608", statement, others) >= Severity::Medium);
        assert!(severity_beside("S605", command, others) >= Severity::Medium);
    }
}
