//! Options: what they do, and what is said where they are wrong.

use crate::support::{Folder, SECURE, VULNERABLE};

#[test]
fn wrong_options_end_with_2_and_say_what_to_do() {
    let folder = Folder::new(&[("a.py", SECURE)]);
    for (arguments, said) in [
        (&["scan", "--format", "pdf"][..], "[possible values: text, markdown, json, sarif"),
        (&["scan", "--mode", "fast"], "quick"),
        (&["scan", "--date", "2026-02-30"], "YYYY-MM-DD"),
        (&["scan", "--select", "E501"], "`pyvigil rules` lists them"),
        (&["scan", "--ignore", "S608,nope"], "`pyvigil rules` lists them"),
        (&["scan", "--min-severity", "severe"], "informational"),
        (&["scan", "--framework", "rails"], "django"),
        (&["scan", "--environment", "moon"], "production"),
        (&["scan", "--jobs", "0"], "--jobs"),
        (&["scan", "--frobnicate"], "--frobnicate"),
        (&["rule", "S000"], "`pyvigil rules` lists them"),
        (&["frobnicate"], "frobnicate"),
        (&[], "Usage"),
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_no_failure() {
    let folder = Folder::new(&[]);
    for arguments in [&["--help"][..], &["scan", "--help"], &["rule", "-h"], &["--version"]] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
    }
    let help = folder.run(&["scan", "--help"]).stdout;
    for option in [
        "--mode",
        "--format",
        "--out",
        "--date",
        "--select",
        "--ignore",
        "--min-severity",
        "--framework",
        "--environment",
        "--compat",
        "--isolated",
        "--jobs",
        "Exit status",
        "[possible values: text, markdown, json, sarif",
    ] {
        assert!(
            help.contains(option) || option.starts_with('[') && help.contains("- markdown:"),
            "{option} in\n{help}"
        );
    }
}

#[test]
fn rules_are_listed_and_shown() {
    let folder = Folder::new(&[]);
    let list = folder.run(&["rules"]);
    assert_eq!(list.status, 0);
    let codes: Vec<&str> = list.stdout.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert!(codes.contains(&"S608"), "{codes:?}");
    assert!(codes.is_sorted());
    for code in codes {
        let page = folder.run(&["rule", code]);
        assert_eq!(page.status, 0, "{code}");
        for heading in [
            "## What\n",
            "## Why it matters\n",
            "## Attack path\n",
            "## How to fix\n",
            "## Steps\n",
            "## How to test\n",
        ] {
            assert!(page.stdout.contains(heading), "{code}: {heading}");
        }
    }
    let page = folder.run(&["rule", "b608"]);
    assert!(page.stdout.starts_with("# S608 hardcoded-sql-expression: "), "{}", page.stdout);
}

#[test]
fn findings_are_chosen_by_code_and_severity() {
    let folder = Folder::new(&[("a.py", VULNERABLE)]);
    for (arguments, status) in [
        (&["scan", "a.py"][..], 1),
        (&["scan", "a.py", "--select", "S608"], 1),
        (&["scan", "a.py", "--select", "B608"], 1),
        (&["scan", "a.py", "--select", "S1,S6"], 1),
        (&["scan", "a.py", "--select", "S307"], 0),
        (&["scan", "a.py", "--ignore", "S608"], 0),
        (&["scan", "a.py", "--ignore", "S6"], 0),
        (&["scan", "a.py", "--min-severity", "critical"], 1),
        (&["scan", "a.py", "--mode", "quick"], 1),
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.status, status, "{arguments:?}: {run:?}");
    }
}

#[test]
fn the_date_stands_in_the_review() {
    let folder = Folder::new(&[("a.py", SECURE)]);
    let given = folder.run(&["scan", "a.py", "--format", "json", "--date", "2024-02-29"]).json();
    assert_eq!(given["date"], "2024-02-29");
    let today = folder.run(&["scan", "a.py", "--format", "json"]).json();
    assert_eq!(today["date"].as_str().unwrap().len(), 10);
}

#[test]
fn the_scan_layer_is_printed_row_by_row() {
    let code = "\
import subprocess as sp

eval('2 + 2')
eval(x)  # noqa: S307
eval(x)  # nosec
run = sp.run
run(x, shell=True)
sp.run(x, shell=True)
";
    let folder = Folder::new(&[("app/a.py", code)]);
    let run = folder.run(&["scan", "--compat", "ruff", "--select", "S307,S602"]);
    let rows: Vec<&str> = run.stdout.lines().collect();
    let starts = ["app/a.py:3:1: S307 ", "app/a.py:5:1: S307 ", "app/a.py:8:1: S602 "];
    assert_eq!(rows.len(), starts.len(), "{run:?}");
    for (row, start) in rows.iter().zip(starts) {
        assert!(row.starts_with(start), "{row}");
    }
    assert_eq!(run.status, 1);
    let json = folder.run(&["scan", "--compat", "ruff", "--select", "S307,S602", "--format", "json"]).stdout;
    assert_eq!(json.matches("\"state\": \"open\"").count(), 3, "{json}");
}

#[test]
fn the_scan_layer_knows_what_a_file_is_imported_as() {
    let folder = Folder::new(&[
        ("app/__init__.py", ""),
        ("app/pickle.py", "def loads(x): ...\nloads(x)\n"),
        ("pickle.py", "def loads(x): ...\nloads(x)\n"),
        ("os/__init__.py", ""),
        ("os/run.py", "from . import system\nsystem(x)\n"),
    ]);
    let rows = folder.run(&["scan", "--compat", "ruff", "--select", "S301,S605"]).stdout;
    let places: Vec<&str> = rows.lines().filter_map(|row| row.split(": ").next()).collect();
    assert_eq!(places, ["os/run.py:2:1", "pickle.py:2:1"], "{rows}");
}

#[test]
fn the_scan_layer_is_of_the_files_that_ruff_reads() {
    let code = "eval(x)\n";
    let folder = Folder::new(&[
        ("a.py", code),
        ("b.pyi", code),
        ("script", "#!/usr/bin/env python3\neval(x)\n"),
        ("dist/c.py", code),
        ("venv/d.py", code),
        ("env/e.py", code),
    ]);
    let rows = folder.run(&["scan", "--compat", "ruff", "--select", "S307"]).stdout;
    let places: Vec<&str> = rows.lines().filter_map(|row| row.split(": ").next()).collect();
    assert_eq!(places, ["a.py:1:1", "b.pyi:1:1", "env/e.py:1:1"], "{rows}");
    let named = folder.run(&["scan", "--compat", "ruff", "--select", "S307", "dist/c.py"]).stdout;
    assert!(named.starts_with("dist/c.py:1:1: S307 "), "{named}");
}
