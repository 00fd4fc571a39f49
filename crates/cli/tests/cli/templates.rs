//! Every heading and field of the two source documents' templates, in the reports that the program writes about three
//! projects: a vulnerable application with dependencies, a clean file, and a broken file with suppressions.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{Folder, SECURE};

const SUMMARY: &str = "out/security-analysis-2026-11-20.md";

/// Headings of the summary, of the detailed analysis that follows it, and of the review for managers, in their order.
const HEADINGS: &[&str] = &[
    "# Security Analysis",
    "## Overview",
    "## Summary",
    "## Findings Summary",
    "## Prioritized Action Items",
    "## Success Metrics",
    "# Python Security Analysis",
    "## Security Assessment",
    "## Critical Security Issues",
    "## Security Audit Findings",
    "### Input Validation Issues",
    "### Authentication & Authorization",
    "### Configuration Security",
    "### Dependency Vulnerabilities",
    "## Security Implementation Plan",
    "### Phase 1: Critical Fixes (Immediate - 4-8 hours)",
    "### Phase 2: Authentication & Authorization (8-12 hours)",
    "### Phase 3: Security Monitoring (4-6 hours)",
    "## Security Tools Setup",
    "### Bandit Configuration",
    "### Pre-commit Security Hooks",
    "## Security Checklist",
    "### Code Security",
    "### Authentication & Authorization",
    "### Configuration Security",
    "### Dependencies",
    "## Success Metrics",
    "### Before Security Hardening",
    "### After Security Implementation",
    "## Next Steps",
    "# Security Review",
    "### State",
    "### Risk Summary",
    "### Top 3 Findings (Plain Language)",
    "### What Is Working Well",
    "### Recommended Next Steps",
    "## Technical Findings",
    "## Anti-Patterns Matched",
    "## Reviewed and Suppressed",
    "## Dismissed, with Reasons",
    "## Coverage, Method and Limits",
];

/// Beginnings of the lines that are fields, each under its heading.
const FIELDS: &[(&str, &[&str])] = &[
    (
        "## Overview",
        &[
            "- **Scope**: ",
            "- **Files Analyzed**: ",
            "- **Critical Issues**: ",
            "- **High Priority Items**: ",
            "- **Recommended Priority**: ",
        ],
    ),
    ("## Findings Summary", &["- Security: ", "- Performance: ", "- Code Quality: ", "- Quality & Testing: "]),
    (
        "## Security Assessment",
        &[
            "- **Overall Risk Level**: ",
            "- **Critical Issues**: ",
            "- **High Priority Fixes**: ",
            "- **Dependencies**: ",
            "- **Code Coverage**: ",
        ],
    ),
    (
        "### State",
        &["phase: COMPLETE", "framework_detected: ", "auth_mechanism: ", "findings_count: ", "critical_count: "],
    ),
    ("### State", &["high_count: ", "medium_count: ", "low_count: ", "bandit_clean: ", "pip_audit_clean: "]),
    ("### State", &["last_action: ", "next_action: "]),
    (
        "### Risk Summary",
        &[
            "| Severity | Count | Business Impact |",
            "| 🔴 Critical | ",
            "| 🟠 High | ",
            "| 🟡 Medium | ",
            "| 🟢 Low | ",
        ],
    ),
    (
        "## Coverage, Method and Limits",
        &["- **Covered:** ", "- **Advisory data:** ", "- **Method:** ", "- **Limits:** "],
    ),
];

/// Items of the checklists: each stands once in its section, ticked or not, with what the review knows of it.
const ITEMS: &[(&str, &[&str])] = &[
    (
        "### Input Validation Issues",
        &[
            "User inputs not validated or sanitized",
            "File uploads without type/size restrictions",
            "URL parameters used without validation",
            "Form data processed without CSRF protection",
        ],
    ),
    (
        "### Authentication & Authorization",
        &[
            "Weak password requirements",
            "No rate limiting on login attempts",
            "Session management issues",
            "Missing access control checks",
        ],
    ),
    (
        "### Configuration Security",
        &[
            "Secrets hardcoded in source code",
            "Debug mode enabled in production",
            "Insecure default configurations",
            "Missing security headers",
        ],
    ),
    (
        "### Dependency Vulnerabilities",
        &[
            "Outdated packages with known vulnerabilities",
            "Packages from untrusted sources",
            "Unnecessary dependencies increasing attack surface",
        ],
    ),
    (
        "### Code Security",
        &[
            "No SQL injection vulnerabilities",
            "No command injection risks",
            "Input validation on all user inputs",
            "Secure cryptographic practices",
            "No hardcoded secrets or credentials",
            "Proper error handling (no information disclosure)",
        ],
    ),
    (
        "### Authentication & Authorization",
        &[
            "Strong password requirements",
            "Secure session management",
            "Rate limiting on authentication endpoints",
            "Proper access control checks",
            "Multi-factor authentication (where appropriate)",
        ],
    ),
    (
        "### Configuration Security",
        &[
            "Environment variables for sensitive configuration",
            "Debug mode disabled in production",
            "Secure HTTP headers implemented",
            "HTTPS enforced",
            "Security logging enabled",
        ],
    ),
    (
        "### Dependencies",
        &[
            "All packages up to date",
            "No known vulnerable dependencies",
            "Minimal dependency footprint",
            "Dependencies from trusted sources only",
        ],
    ),
];

/// Fields of an urgent issue, in their order.
const ISSUE: &[&str] = &[
    "- **Location**: ",
    "- **Risk Level**: ",
    "- **Description**: ",
    "- **Current Code**:",
    "- **Secure Fix**:",
    "- **Impact**: ",
    "- **Priority**: ",
];

/// Headings of a finding's file, in their order.
const SECTIONS: &[&str] = &[
    "## Issue description",
    "## Location",
    "## Current state",
    "## Recommended solution",
    "## Why this helps",
    "## Implementation steps",
    "## Testing recommendations",
];

const APPLICATION: &str = r#"import hashlib
import sqlite3
import subprocess

from flask import Flask, request, session

app = Flask(__name__)
app.secret_key = "Kestrel-rain-1974-sunset"


@app.route("/user")
def user():
    return sqlite3.connect("app.db").execute(f"SELECT * FROM users WHERE id = {request.args['id']}").fetchall()


@app.route("/convert", methods=["POST"])
def convert():
    subprocess.run("convert " + request.form["name"], shell=True)
    return "done"


@app.route("/login", methods=["POST"])
def login():
    session["user"] = request.form["user"]
    return hashlib.md5(request.form["password"].encode()).hexdigest()
"#;

const BROKEN: &str = "import subprocess\n\n\ndef f(:\n    pass\n\n\ndef run(command):\n    subprocess.call(command, shell=True)  # \
                      nosec B602: the installer alone calls it\n\n\ndef older(command):\n    subprocess.call(command, shell=True)  \
                      # noqa: S602\n";

fn reported(files: &[(&str, &str)]) -> (Folder, String) {
    let folder = Folder::new(files);
    folder.run(&["scan", ".", "--out", "out", "--date", "2026-11-20"]);
    let summary = folder.read(SUMMARY);
    (folder, summary)
}

fn projects() -> [(Folder, String); 3] {
    [
        reported(&[("shop/app.py", APPLICATION), ("requirements.txt", "Django==1.11.29\npyyaml==5.3.1\nflask>=0.5\n")]),
        reported(&[("a.py", SECURE)]),
        reported(&[("b.py", BROKEN)]),
    ]
}

/// Lines outside of fenced code that are headings.
fn headings(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let heading = |line: &&str| {
        fenced ^= line.starts_with("```");
        !fenced && line.starts_with('#')
    };
    text.lines().filter(heading).collect()
}

/// What stands between the `nth` heading `heading` and the next one.
fn section<'t>(text: &'t str, heading: &str, nth: usize) -> Vec<&'t str> {
    let mut seen = 0;
    let mut inside = false;
    let known: BTreeSet<&str> = headings(text).into_iter().collect();
    let line = |line: &&'t str| {
        if known.contains(line) {
            inside = *line == heading && seen == nth;
            seen += usize::from(*line == heading);
            return false;
        }
        inside
    };
    text.lines().filter(line).collect()
}

#[test]
fn every_heading_is_there_in_its_order() {
    for (_, summary) in projects() {
        let mut found = headings(&summary).into_iter();
        for heading in HEADINGS {
            assert!(found.any(|line| line == *heading), "{heading}\n{summary}");
        }
        assert!(headings(&summary).iter().any(|line| line.starts_with("## Security Review: ")), "{summary}");
    }
}

#[test]
fn every_field_and_item_is_there_and_says_something() {
    for (_, summary) in projects() {
        for (heading, fields) in FIELDS {
            let lines = section(&summary, heading, 0);
            for field in *fields {
                let line = lines.iter().find(|line| line.starts_with(field));
                let value = line.unwrap_or_else(|| panic!("{field:?} under {heading}\n{summary}"));
                assert!(field.ends_with('|') || !value.contains(": COMPLETE") || value.len() >= field.len());
                assert!(!value[field.len()..].trim().is_empty() || !field.ends_with(' '), "{value:?}");
            }
        }
        for field in ["**Date:** 2026-11-20", "**Reviewer:** Pyvigil", "**Framework:** ", "**Scope:** "] {
            assert!(summary.contains(field), "{field}");
        }
        for (at, (heading, items)) in ITEMS.iter().enumerate() {
            // Two headings stand in both checklists.
            let nth = ITEMS[..at].iter().filter(|(earlier, _)| earlier == heading).count();
            let lines = section(&summary, heading, nth);
            let told: Vec<&&str> = lines.iter().filter(|line| line.starts_with("- [")).collect();
            assert_eq!(told.len(), items.len(), "{heading}: {told:?}");
            for (item, line) in items.iter().zip(told) {
                let rest = line.strip_prefix("- [ ] ").or_else(|| line.strip_prefix("- [x] ")).unwrap();
                let known = rest.strip_prefix(item).unwrap_or_else(|| panic!("{item}: {line}"));
                let answers = [" — open: ", " — checked, nothing open", " — not assessed (", " — does not apply ("];
                assert!(answers.iter().any(|answer| known.starts_with(answer)), "{line}");
            }
        }
    }
}

#[test]
fn urgent_issues_and_finding_files_have_all_their_parts() {
    let [(folder, summary), _, _] = projects();
    let issues: Vec<&str> = headings(&summary).into_iter().filter(|line| line.starts_with("### 1. ")).collect();
    let [first] = &issues[..] else { panic!("{issues:?}") };
    let mut lines = section(&summary, first, 0).into_iter();
    for field in ISSUE {
        assert!(lines.any(|line| line.starts_with(field)), "{field}: {summary}");
    }
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path().join("out/security-analysis-2026-11-20")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut found = headings(&text).into_iter();
            for heading in SECTIONS {
                assert!(found.any(|line| line == *heading), "{heading} in {}", path.display());
                let told = section(&text, heading, 0).iter().any(|line| !line.trim().is_empty());
                assert!(told, "{heading} in {} is empty", path.display());
            }
            files += 1;
        }
    }
    assert!(files >= 5, "{files}");
}

#[test]
fn what_is_ticked_is_what_the_review_knows() {
    let [(_, vulnerable), (_, clean), (_, broken)] = projects();
    for (summary, line) in [
        (&vulnerable, "- [x] Secrets hardcoded in source code — open: "),
        (&vulnerable, "- [ ] No SQL injection vulnerabilities — open: "),
        (&vulnerable, "- [x] Outdated packages with known vulnerabilities — open: "),
        (&clean, "- [x] No SQL injection vulnerabilities — checked, nothing open"),
        (&clean, "- [ ] Proper access control checks — does not apply (no web framework "),
        (&clean, "- [ ] No known vulnerable dependencies — not assessed (no dependencies provided)"),
        (
            &broken,
            "- [ ] No SQL injection vulnerabilities — not assessed (nothing found, but this is a partial review)",
        ),
    ] {
        assert!(summary.contains(line), "{line}\n{summary}");
    }
    assert!(broken.contains("**Partial review**: "), "{broken}");
    assert!(broken.contains("`b.py:9` — the installer alone calls it\n"), "{broken}");
    assert!(broken.contains("`b.py:13` — no justification given\n"), "{broken}");
}

#[test]
fn the_closing_sentence_counts_what_the_json_counts() {
    for (folder, summary) in projects() {
        let review: serde_json::Value =
            serde_json::from_str(&folder.read("out/security-analysis-2026-11-20.json")).unwrap();
        let open = |list: &str, wanted: &dyn Fn(&serde_json::Value) -> bool| {
            let rows = review[list].as_array().unwrap().iter();
            rows.filter(|row| row["state"].as_str().unwrap_or("open") == "open" && wanted(row)).count()
        };
        let security = |row: &serde_json::Value| row["kind"] == "security";
        // The project's other rows are of low severity: they are told and block nothing.
        let blocking = |row: &serde_json::Value| row["kind"] == "vulnerable";
        let issues = open("findings", &security) + open("dependencies", &blocking);
        let critical = open("findings", &|row| security(row) && row["severity"] == "critical")
            + open("dependencies", &|row| blocking(row) && row["severity"] == "critical");
        let issue = if issues == 1 { "issue" } else { "issues" };
        let closing = section(&summary, "## Next Steps", 0).join(" ");
        assert!(closing.contains(&format!("I've found {issues} security {issue} in your code")), "{closing}");
        assert!(closing.contains(&format!("including {critical} critical vulnerabilit")), "{closing}");
        assert_eq!(closing.contains("The highest priority fix is "), issues > 0, "{closing}");
    }
}

#[test]
fn links_lead_to_files_that_are_written() {
    let mut followed = 0;
    for (folder, _) in projects() {
        let mut folders = vec![folder.path().join("out")];
        while let Some(inside) = folders.pop() {
            for entry in std::fs::read_dir(&inside).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "md") {
                    followed += follow(&path);
                }
            }
        }
    }
    assert!(followed > 20, "{followed}");
}

/// Looks up every relative link of a Markdown file; how many there are.
fn follow(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let relative: Vec<&str> =
        targets.filter(|target| Path::new(target).extension().is_some_and(|ending| ending == "md")).collect();
    for target in &relative {
        let file = path.parent().unwrap().join(target);
        assert!(file.is_file(), "{} names {target}", path.display());
    }
    relative.len()
}
