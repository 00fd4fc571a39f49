//! `pyvigil fix` on code: which files it changes, how they are encoded, and what it says of those that it leaves.

use crate::support::{Folder, Run};

/// One finding with a safe fix.
const YAML: &str = "import yaml\n\n\ndef settings(text):\n    return yaml.load(text, Loader=yaml.Loader)\n";
const YAML_FIXED: &str = "import yaml\n\n\ndef settings(text):\n    return yaml.safe_load(text)  # plain values only: no tag can build an object\n";
/// One finding whose fix leaves a choice.
const VERIFY: &str =
    "import requests\n\n\ndef page(url):\n    return requests.get(url, verify=False, timeout=9).text\n";

fn folder(files: &[(&str, &str)]) -> Folder {
    // What is above is not the project's.
    Folder::new(&[files, &[(".git/HEAD", "ref: refs/heads/main\n")]].concat())
}

/// The file's bytes as they are after `replacements` of a SARIF result, by the standard's rules: lines and columns count from 1, columns
/// UTF-16 code units unless the run says otherwise, and the end lies behind the last character (SARIF 2.1.0, 3.30).
fn applied(text: &str, run: &serde_json::Value, changes: &serde_json::Value) -> String {
    let width = match run["columnKind"].as_str() {
        Some("unicodeCodePoints") => |_: char| 1,
        _ => char::len_utf16,
    };
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).chain([text.len()]).collect();
    let offset = |line: u64, column: u64| {
        let start = starts[line as usize - 1];
        let mut left = column as usize - 1;
        let mut at = start;
        for letter in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= width(letter);
            at += letter.len_utf8();
        }
        assert_eq!(left, 0, "a column outside of the text");
        at
    };
    let mut edits: Vec<(usize, usize, &str)> = Vec::new();
    for replacement in changes["replacements"].as_array().unwrap() {
        let region = &replacement["deletedRegion"];
        let number = |name: &str, otherwise: u64| region[name].as_u64().unwrap_or(otherwise);
        let line = number("startLine", 0);
        let column = number("startColumn", 1);
        let start = offset(line, column);
        let end = offset(number("endLine", line), region["endColumn"].as_u64().unwrap());
        edits.push((start, end, replacement["insertedContent"]["text"].as_str().unwrap_or_default()));
    }
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

/// The fixed file as SARIF's reader sees it, and as the command line writes it.
fn both_ways(text: &str) -> (String, String) {
    let folder = folder(&[("app.py", text)]);
    let read = by_sarif(&folder, "app.py", text);
    folder.run(&["fix", "--write", "--unsafe", "app.py"]);
    (read, folder.read("app.py"))
}

/// The file after the one fix that SARIF has for it.
fn by_sarif(folder: &Folder, path: &str, text: &str) -> String {
    let sarif = folder.run(&["scan", path, "--format", "sarif"]).json();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap();
    let fixes: Vec<&serde_json::Value> =
        results.iter().filter_map(|result| result["fixes"].as_array()).flatten().collect();
    assert_eq!(fixes.len(), 1, "one finding, one fix: {text}");
    let changes = fixes[0]["artifactChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["artifactLocation"]["uri"], path);
    applied(text, run, &changes[0])
}

#[test]
fn a_reader_of_sarif_gets_the_same_text() {
    let programs = [
        YAML,
        VERIFY,
        // Imports that go and come, before and behind letters of two, three and four bytes.
        "import random  # zähler 🎲\n\n\ndef token():\n    return '🔑é' + str(random.getrandbits(128)) + 'ß'\n",
        "import os\n\n\ndef ping(host):\n    os.system(f'ping -c 1 {host}')\n",
        "import sqlite3\n\n\ndef find(name):\n    db = sqlite3.connect('🗄.db')\n    return db.execute(\n        f\"SELECT * FROM é WHERE name = '{name}'\"\n    ).fetchall()\n",
        // Nothing ends the last line.
        "import yaml\nprint('é', yaml.load(open('é.yml'), Loader=yaml.Loader))",
    ];
    for program in programs {
        for text in [program.to_owned(), program.replace('\n', "\r\n")] {
            let (read, written) = both_ways(&text);
            assert_ne!(written, text);
            assert_eq!(read, written);
        }
    }
}

#[test]
fn several_files_are_shown_and_written() {
    let files = [("a.py", YAML), ("lib/b.py", VERIFY), ("lib/c.py", "print('nothing here')\n")];
    let folder = folder(&files);
    for arguments in [&["fix"][..], &["fix", "--diff", "."], &["fix", "lib", "a.py"]] {
        let run = folder.run(arguments);
        assert!(run.stdout.starts_with("--- a/a.py\n+++ b/a.py\n"), "{run:?}");
        assert!(!run.stdout.contains("b.py"), "a choice is not made for the author: {run:?}");
        assert!(run.stderr.contains("a.py:5: S506: "), "{run:?}");
        assert!(run.stderr.contains("lib/b.py:5: S501: not changed, for you to choose: "), "{run:?}");
        assert!(run.stderr.contains("`--unsafe` applies these too"), "{run:?}");
        assert_eq!(run.status, 1);
    }
    for (path, text) in files {
        assert_eq!(folder.read(path), text, "a diff changes nothing");
    }
    let run = folder.run(&["fix", "--write"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "one finding is still open: {run:?}");
    assert_eq!(folder.read("a.py"), YAML_FIXED);
    assert_eq!(folder.read("lib/b.py"), VERIFY);
    let run = folder.run(&["fix", "--write", "--unsafe"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(!folder.read("lib/b.py").contains("verify=False"));
    assert_eq!(folder.read("a.py"), YAML_FIXED, "what is fixed stays as it is");
    assert_eq!(folder.read("lib/c.py"), "print('nothing here')\n");
    let run = folder.run(&["fix", "--write", "--unsafe"]);
    assert!(run.stderr.contains("Nothing to fix"), "{run:?}");
}

#[test]
fn the_diff_has_both_kinds_when_asked() {
    let folder = folder(&[("a.py", YAML), ("b.py", VERIFY)]);
    let run = folder.run(&["fix", "--diff", "--unsafe"]);
    assert!(run.stdout.contains("+++ b/a.py\n") && run.stdout.contains("+++ b/b.py\n"), "{run:?}");
    assert!(!run.stderr.contains("for you to choose"), "{run:?}");
}

#[test]
fn only_what_is_selected_is_fixed() {
    let folder = folder(&[("a.py", YAML), ("b.py", VERIFY), ("requirements.txt", "Django==1.11.29\n")]);
    let changed = |run: &Run| -> Vec<String> {
        run.stdout.lines().filter_map(|line| line.strip_prefix("+++ b/")).map(str::to_owned).collect()
    };
    for (codes, files) in [
        ("S506", &["a.py"][..]),
        ("B506", &["a.py"]),
        ("S501", &["b.py"]),
        ("S5", &["a.py", "b.py"]),
        ("S501,S506", &["a.py", "b.py"]),
        ("S301", &[]),
    ] {
        let run = folder.run(&["fix", "--unsafe", "--select", codes]);
        assert_eq!(changed(&run), files, "{codes}");
    }
    let run = folder.run(&["fix", "--select", "S501"]);
    assert_eq!(changed(&run), Vec::<String>::new());
    assert!(run.stderr.contains("b.py:5: S501: not changed") && !run.stderr.contains("S506"), "{run:?}");
    assert_eq!(folder.run(&["fix", "--select", "E501"]).status, 2);
}

#[test]
fn code_keeps_its_encoding_and_line_ends() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
    };
    let latin = |text: &str| -> Vec<u8> { text.chars().map(|letter| u8::try_from(letter).unwrap()).collect() };
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let marked = |text: &str| format!("\u{feff}{text}");
    let declared = |text: &str| format!("# -*- coding: latin-1 -*-\n# Größe\n{text}");
    let folder = folder(&[("crlf.py", &crlf(YAML)), ("bom.py", &marked(YAML)), ("both.py", &marked(&crlf(YAML)))]);
    folder.write("wide.py", &utf16(YAML));
    folder.write("latin.py", &latin(&declared(YAML)));
    let windows = |text: &str| [b"# coding: cp1252\nPRICE = '\x80 9'\n".as_slice(), text.as_bytes()].concat();
    folder.write("windows.py", &windows(YAML));
    let run = folder.run(&["fix", "--write"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(folder.read("crlf.py"), crlf(YAML_FIXED));
    assert_eq!(folder.read("bom.py"), marked(YAML_FIXED));
    assert_eq!(folder.read("both.py"), marked(&crlf(YAML_FIXED)));
    assert_eq!(bytes("wide.py"), utf16(YAML_FIXED));
    assert_eq!(bytes("latin.py"), latin(&declared(YAML_FIXED)));
    assert_eq!(bytes("windows.py"), windows(YAML_FIXED));
}

#[test]
fn git_applies_the_diff_of_any_encoding() {
    let near = "import yaml\nprint(yaml.load(open('Gr\u{f6}\u{df}e'), Loader=yaml.Loader))\n";
    let latin: Vec<u8> = format!("# coding: latin-1\n{near}").chars().map(|letter| letter as u8).collect();
    let folder = folder(&[("bom.py", &format!("\u{feff}{near}")), ("crlf.py", &near.replace('\n', "\r\n"))]);
    folder.write("latin.py", &latin);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(arguments).current_dir(folder.path()).stdout(std::process::Stdio::null()).status().unwrap().success()
    };
    std::fs::remove_dir_all(folder.path().join(".git")).unwrap();
    assert!(git(&["init", "--quiet"]));
    let program = env!("CARGO_BIN_EXE_pyvigil");
    let diff = std::process::Command::new(program).args(["fix", "--diff"]).current_dir(folder.path()).output().unwrap();
    folder.write("fix.diff", &diff.stdout);
    assert!(git(&["apply", "fix.diff"]));
    let written = std::fs::read(folder.path().join("latin.py")).unwrap();
    assert!(written.windows(4).any(|part| part == b"Gr\xf6\xdf") && !written.windows(6).any(|part| part == b"Loader"));
    assert!(folder.read("bom.py").starts_with("\u{feff}import yaml\nprint(yaml.safe_load("));
    assert!(folder.read("crlf.py").starts_with("import yaml\r\nprint(yaml.safe_load("));
}

/// A notebook as Jupyter writes it, with `source` as the lines of its second cell.
fn notebook(source: &str) -> String {
    format!(
        r##"{{
 "cells": [
  {{
   "cell_type": "markdown",
   "metadata": {{"é": 1}},
   "source": ["# yaml.load(text)"]
  }},
  {{
   "cell_type": "code",
   "execution_count": 1,
   "metadata": {{}},
   "outputs": [{{"name": "stdout", "output_type": "stream", "text": ["yaml.load\n"]}}],
   "source": [
{source}
   ]
  }}
 ],
 "metadata": {{}},
 "nbformat": 4,
 "nbformat_minor": 5
}}
"##
    )
}

#[test]
fn in_a_notebook_only_the_lines_of_code_change() {
    let before = notebook(
        r#"    "%matplotlib inline\n",
    "import yaml\n",
    "settings = yaml.load(open(\"a\"), Loader=yaml.Loader)""#,
    );
    let after = notebook(
        r#"    "%matplotlib inline\n",
    "import yaml\n",
    "settings = yaml.safe_load(open(\"a\"))  # plain values only: no tag can build an object""#,
    );
    let folder = folder(&[("book.ipynb", &before), ("a.py", YAML)]);
    assert_eq!(by_sarif(&folder, "book.ipynb", &before), after);
    let shown = folder.run(&["fix", "--diff", "book.ipynb"]);
    assert!(shown.stdout.contains("\n+    \"settings = yaml.safe_load("), "{shown:?}");
    let run = folder.run(&["fix", "--write"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    assert!(run.stderr.contains("book.ipynb:16: S506: "), "{run:?}");
    assert_eq!(folder.read("book.ipynb"), after);
    assert_eq!(folder.read("a.py"), YAML_FIXED);
}

#[test]
fn a_notebook_gets_its_imports_where_it_has_others() {
    let before = notebook(
        r#"    "import os\n",
    "import random\n",
    "\n",
    "token = str(random.getrandbits(128))\n",
    "print(os.name)""#,
    );
    let folder = folder(&[("book.ipynb", &before)]);
    folder.run(&["fix", "--write", "--unsafe"]);
    let after = folder.read("book.ipynb");
    assert!(after.contains("    \"import os\\n\",\n    \"import secrets\\n\",\n    \"\\n\",\n"), "{after}");
    assert!(!after.contains("import random"), "{after}");
    serde_json::from_str::<serde_json::Value>(&after).unwrap();
    assert!(folder.run(&["fix", "--write", "--unsafe"]).stderr.contains("Nothing to fix"));
}

#[test]
fn a_file_that_is_not_understood_is_left_alone_and_named() {
    let broken = format!("{YAML}\n\ndef other(:\n    return 1\n");
    let folder = folder(&[("broken.py", &broken), ("a.py", YAML)]);
    let run = folder.run(&["fix", "--write", "--unsafe"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(folder.read("broken.py"), broken);
    assert_eq!(folder.read("a.py"), YAML_FIXED);
    assert!(run.stderr.contains("broken.py: line 8 is no Python, and nothing is changed"), "{run:?}");
}

#[test]
fn standard_input_is_shown_or_printed() {
    let folder = folder(&[]);
    let shown = folder.pipe(&["fix", "-"], YAML.as_bytes());
    assert_eq!(shown.status, 1);
    assert!(
        shown.stdout.contains("\n-    return yaml.load(text, Loader=yaml.Loader)\n+    return yaml.safe_load(text)"),
        "{shown:?}"
    );
    let written = folder.pipe(&["fix", "--write", "-"], YAML.as_bytes());
    assert_eq!((written.status, written.stdout.as_str()), (0, YAML_FIXED));
    assert!(written.stderr.contains("<stdin>:5: S506: "), "{written:?}");
    // Who pipes a program through gets it back where nothing is to be done.
    let same = folder.pipe(&["fix", "--write", "-"], b"print('nothing here')\n");
    assert_eq!((same.status, same.stdout.as_str()), (0, "print('nothing here')\n"));
    // As it came, mark and all.
    let marked = folder.pipe(&["fix", "--write", "-"], "\u{feff}print('nothing here')\r\n".as_bytes());
    assert_eq!((marked.status, marked.stdout.as_str()), (0, "\u{feff}print('nothing here')\r\n"));
}

#[test]
fn where_there_is_nothing_to_read_no_more_is_said() {
    let folder = folder(&[("empty.py", "\n"), ("notes.txt", "Dear reader,\nthis is a text.\n")]);
    for path in ["empty.py", "notes.txt"] {
        let run = folder.run(&["fix", path]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.starts_with("pyvigil: there is nothing to analyze"), "{run:?}");
    }
    let run = folder.run(&["fix", "gone.py", "empty.py"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.stderr, "pyvigil: cannot read gone.py: no such file or directory; check the path\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_named_and_the_others_are_fixed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("a.py", YAML), ("b.py", YAML), ("c.py", YAML)]);
    let path = folder.path().join("b.py");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        println!("skipped: this user may write everything");
        return;
    }
    let run = folder.run(&["fix", "--write"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("b.py cannot be written: "), "{run:?}");
    assert!(run.stderr.contains("nothing was changed in it"), "{run:?}");
    assert!(!run.stderr.contains("b.py:5"), "nothing was done there: {run:?}");
    assert_eq!(folder.read("a.py"), YAML_FIXED);
    assert_eq!(folder.read("b.py"), YAML);
    assert_eq!(folder.read("c.py"), YAML_FIXED);
}

#[test]
fn tests_of_other_code_are_left_as_they_are() {
    let test = "import random\n\n\ndef test_token():\n    token = random.choice('abc')\n    assert token\n";
    let folder = folder(&[("shop/a.py", YAML), ("tests/test_a.py", test), ("tests/test_yaml.py", YAML)]);
    folder.run(&["fix", "--write", "--unsafe"]);
    assert_eq!(folder.read("shop/a.py"), YAML_FIXED);
    assert_eq!(folder.read("tests/test_a.py"), test);
    assert_eq!(folder.read("tests/test_yaml.py"), YAML);
}

#[test]
fn imports_come_behind_what_a_file_says_of_itself() {
    let head = "from __future__ import annotations\n\n\"\"\"What it is.\"\"\"\n\n__author__ = \"Ada\"\n__version__ = \"1\"\n\nimport os\nfrom html import unescape\n";
    let body = "\n\ndef token():\n    import random\n\n    return str(random.getrandbits(128))\n\n\ndef home():\n    return unescape(os.name)\n";
    let folder = folder(&[("a.py", &format!("{head}{body}"))]);
    folder.run(&["fix", "--write", "--unsafe"]);
    let fixed = folder.read("a.py");
    let (before, after) = (fixed.find("import secrets"), fixed.find("__version__"));
    assert!(before > after && fixed.contains("\nimport os\nimport secrets\nfrom html import unescape\n"), "{fixed}");
}

#[test]
fn a_comment_stands_near_what_it_explains() {
    let call = "import requests\n\n\ndef send(url):\n    return requests.post(\n        url,\n        json={\n            \"a\": 1,\n            \"b\": 2,\n        },\n        verify=False,\n        timeout=9,\n    )\n";
    let folder = folder(&[("a.py", call)]);
    folder.run(&["fix", "--write", "--unsafe"]);
    let fixed = folder.read("a.py");
    let lines: Vec<&str> = fixed.lines().collect();
    let comment = lines.iter().position(|line| line.contains('#')).unwrap();
    assert!(lines[..comment].iter().any(|line| line.contains("\"b\": 2")), "{fixed}");
}
