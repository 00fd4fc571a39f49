//! Secrets: found in every kind of file, shown in no report, and measured on the labelled set of `tests/secrets`.

use std::path::Path;
use std::process::Command;

use crate::support::{Folder, run_in};

/// Put together here, so that no scanner of pushes takes this file for a leak. None of them opens anything.
fn planted() -> [(&'static str, String); 6] {
    [
        ("provider", ["AKIA", "2Q7RLWX", "MVKPT5DHA"].concat()),
        ("key", "MC4CAQAwBQYDK2VwBCIEIQvX7t0bKc5nZrW1eHq9sUJ3oLmPdYfG8aT6xRwEi2Nk".to_owned()),
        ("address", "Lantern-weft-48".to_owned()),
        ("named", "w8#Pq2-lumen-39ab-Zr".to_owned()),
        ("python", "Kestrel-rain-19".to_owned()),
        ("sql", "opal-bridge-7740-quartz".to_owned()),
    ]
}

fn project() -> Folder {
    let secrets = planted();
    let of = |name: &str| &secrets.iter().find(|(known, _)| *known == name).unwrap().1;
    let notebook = serde_json::json!({
        "cells": [
            {"cell_type": "code", "source": [format!("password = \"{}\"\n", of("python")), "print(password)"],
             "outputs": [{"output_type": "stream", "text": [format!("token = {}\n", of("sql"))]}]},
        ],
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
    });
    Folder::new(&[
        (".env", &format!("API_SECRET={}\n", of("named"))),
        ("config/values.yaml", &format!("database:\n  url: postgresql://shop:{}@db.internal/shop\n", of("address"))),
        (
            "app/settings.py",
            &format!(
                "import os\nAWS = \"{}\"\nKEY = \"\"\"-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\"\"\"\n\
                 DB_PASSWORD = \"{}\"\n# old: {}\n",
                of("provider"),
                of("key"),
                of("python"),
                of("named"),
            ),
        ),
        (
            "app/db.py",
            // The password is known from settings.py; here it stands under a name that says nothing.
            &format!(
                "import sqlite3\nsqlite3.connect('x').execute(\"SELECT * FROM t WHERE k = '{}'\" + input())\n\
                 import os\nos.system(\"mysql -p {} \" + input())\nos.system(\"curl {}\")\n",
                of("python"),
                of("address"),
                of("named"),
            ),
        ),
        ("notes.ipynb", &serde_json::to_string_pretty(&notebook).unwrap()),
    ])
}

fn assert_hidden(what: &str, text: &str) {
    for (name, secret) in planted() {
        let at = text.find(&secret).map(|at| &text[at.saturating_sub(80)..at]);
        assert_eq!(at, None, "{what} shows the secret `{name}` behind this");
        let beginning = &secret[..10];
        let at = text.find(beginning).map(|at| &text[at.saturating_sub(80)..at]);
        assert_eq!(at, None, "{what} shows the beginning of the secret `{name}` behind this");
    }
}

#[test]
fn every_kind_of_file_is_searched_and_no_report_shows_a_secret() {
    let folder = project();
    let json = folder.run(&["scan", ".", "--format", "json"]);
    let review = json.json();
    let findings = review["findings"].as_array().unwrap();
    let open = |file: &str, code: &str| {
        let is = |finding: &&serde_json::Value| {
            finding["state"] == "open" && finding["file"] == file && finding["rule"].as_str().unwrap().starts_with(code)
        };
        findings.iter().find(is).unwrap_or_else(|| panic!("{code} in {file}: {}", json.stdout))
    };
    open(".env", "PV154");
    open("config/values.yaml", "PV153");
    open("app/settings.py", "PV150");
    open("app/settings.py", "PV151");
    open("app/settings.py", "S105");
    let cell = open("notes.ipynb", "S105");
    assert!(cell["message"].as_str().unwrap().starts_with("Cell 1, line 1: "), "{cell}");
    let lines: Vec<String> = folder.read("notes.ipynb").lines().map(str::to_owned).collect();
    assert!(lines[cell["line"].as_u64().unwrap() as usize - 1].contains(&planted()[4].1));
    assert!(open("notes.ipynb", "PV154")["message"].as_str().unwrap().contains("output of cell 1"));
    assert_hidden("JSON", &json.stdout);
    assert_hidden("text", &folder.run(&["scan", "."]).stdout);
    assert_hidden("the summary", &folder.run(&["scan", ".", "--format", "markdown"]).stdout);
    folder.run(&["scan", ".", "--format", "markdown", "--out", "report"]);
    let mut folders = vec![folder.path().join("report")];
    let mut files = 0;
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
                assert_hidden(&entry.path().display().to_string(), &std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    assert!(files > 3, "{files} files of the report");
}

#[test]
fn settings_alone_are_something_to_review() {
    let folder = Folder::new(&[("app.ini", "[db]\nuser = shop\npassword = ${DB_PASSWORD}\n")]);
    let run = folder.run(&["scan", ".", "--format", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    let review = run.json();
    let check = |name: &str| {
        let checks = review["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap()["outcome"].clone()
    };
    assert_eq!((check("Hardcoded secrets"), check("SQL/Command injection")), ("passed".into(), "not-in-scope".into()));
}

/// Below these the scanner has become worse: the set is generated from its seed, so the figures do not move by themselves.
const RECALL: f64 = 0.97;
const PRECISION: f64 = 0.97;

#[test]
fn the_labelled_set() {
    let python = std::env::var("PYVIGIL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/secrets");
    let folder = Folder::new(&[]);
    let written = Command::new(&python)
        .arg(scripts.join("generate.py"))
        .arg(folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    if !written.is_ok_and(|output| output.status.success()) {
        println!("skipped: {python} does not run");
        return;
    }
    let labels: Vec<serde_json::Value> = serde_json::from_str(&folder.read("labels.json")).unwrap();
    std::fs::remove_file(folder.path().join("labels.json")).unwrap();
    let review = run_in(folder.path(), &["scan", ".", "--format", "json"], b"").json();
    let found = |label: &serde_json::Value| {
        review["findings"].as_array().unwrap().iter().any(|finding| {
            let rule = finding["rule"].as_str().unwrap();
            finding["state"] == "open"
                && (rule.starts_with("PV15") || matches!(rule, "S105" | "S106" | "S107"))
                && finding["file"] == label["file"]
                && finding["line"].as_u64() <= label["end_line"].as_u64()
                && finding["end_line"].as_u64() >= label["line"].as_u64()
        })
    };
    let (secrets, others): (Vec<_>, Vec<_>) = labels.iter().partition(|label| label["secret"] == true);
    assert!(secrets.len() >= 150 && others.len() >= 150);
    let hits = secrets.iter().filter(|label| found(label)).count();
    let alarms = others.iter().filter(|label| found(label)).count();
    let (recall, precision) = (hits as f64 / secrets.len() as f64, hits as f64 / (hits + alarms) as f64);
    println!(
        "recall {recall:.3} ({hits} of {}), precision {precision:.3} ({alarms} of {})",
        secrets.len(),
        others.len()
    );
    assert!(recall >= RECALL && precision >= PRECISION, "recall {recall:.3}, precision {precision:.3}");
}

#[test]
fn secrets_are_masked_in_every_format_unless_asked_for() {
    let secret = "Xk92mQpL77zzTw4";
    let code = format!("PASSWORD = '{secret}'\nPIN = 'q9x'\nprint(PASSWORD)\n");
    let folder =
        Folder::new(&[("a.py", &code), ("b.py", &format!("import os\nos.system('login {secret} ' + input())\n"))]);
    let formats = ["text", "markdown", "json", "sarif", "csv", "cyclonedx", "html", "pull-request", "setup", "prompts"];
    for format in formats {
        folder.run(&["scan", "a.py", "b.py", "--format", format, "--out", "masked"]);
        folder.run(&["scan", "a.py", "b.py", "--format", format, "--out", "shown", "--show-secrets"]);
    }
    let texts = |name: &str| {
        let mut all = Vec::new();
        let mut folders = vec![folder.path().join(name)];
        while let Some(inside) = folders.pop() {
            for entry in std::fs::read_dir(inside).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        all
    };
    let (masked, shown) = (texts("masked"), texts("shown"));
    assert!(masked.len() > 15, "{}", masked.len());
    for (path, text) in &masked {
        assert!(!text.contains(secret), "{path}");
    }
    for end in [".md", ".json", ".sarif", ".html", "quick-security-scan.txt"] {
        assert!(shown.iter().any(|(path, text)| path.ends_with(end) && text.contains(secret)), "{end}");
    }
}
