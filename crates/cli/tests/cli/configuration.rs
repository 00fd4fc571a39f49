//! The project's settings for Ruff and bandit, from the files that these tools read.

use crate::support::{Folder, Run};

const CODE: &str = "def f(x):\n    return eval(x)\n";
const IGNORES: &str = "[lint]\nignore = [\"S307\"]\n";

/// State and reason of the one finding of S307.
fn found(run: &Run) -> (String, Option<String>) {
    let review = run.json();
    let findings = review["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["rule"] == "S307").unwrap();
    (finding["state"].as_str().unwrap().to_owned(), finding["reason"].as_str().map(str::to_owned))
}

#[test]
fn settings_of_the_folders_above_count() {
    let folder = Folder::new(&[
        ("ruff.toml", "[lint.per-file-ignores]\n\"src/app/*\" = [\"S307\"]\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("src/app/a.py", CODE),
        ("src/b.py", CODE),
    ]);
    let by = |name: &str| Some(format!("ignored by the project's Ruff configuration ({name})"));
    for arguments in [["scan", "src/app/a.py"], ["scan", "src/app"]] {
        let run = folder.run(&[&arguments[..], &["--format", "json"]].concat());
        assert_eq!(found(&run), ("suppressed".to_owned(), by("ruff.toml")), "{arguments:?}");
        assert_eq!(run.status, 0);
        assert_eq!(run.json()["recon"]["configuration"], serde_json::json!([]), "it is not part of what was given");
    }
    assert_eq!(found(&folder.run(&["scan", "src/b.py", "--format", "json"])).0, "open");
    let below = crate::support::run_in(&folder.path().join("src"), &["scan", "app/a.py", "--format", "json"], b"");
    assert_eq!(found(&below), ("suppressed".to_owned(), by("../ruff.toml")));
    let isolated = folder.run(&["scan", "src/app/a.py", "--isolated", "--format", "json"]);
    assert_eq!((found(&isolated).0.as_str(), isolated.status), ("open", 1));
}

#[test]
fn what_lies_above_the_repository_does_not_count() {
    let folder =
        Folder::new(&[("ruff.toml", IGNORES), ("project/.git/HEAD", "ref: refs/heads/main\n"), ("project/a.py", CODE)]);
    assert_eq!(found(&folder.run(&["scan", "project", "--format", "json"])).0, "open");
    folder.write("project/.ruff.toml", IGNORES.as_bytes());
    assert_eq!(found(&folder.run(&["scan", "project", "--format", "json"])).0, "suppressed");
}

#[test]
fn standard_input_is_read_in_the_working_directory() {
    let folder = Folder::new(&[("ruff.toml", IGNORES), (".git/HEAD", "ref: refs/heads/main\n")]);
    let run = folder.pipe(&["scan", "-", "--format", "json"], CODE.as_bytes());
    assert_eq!(found(&run).0, "suppressed");
}

#[test]
fn the_layer_of_ruffs_rules_obeys_ruffs_configuration_alone() {
    let folder = Folder::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("ruff.toml", "[lint]\nignore = [\"S602\"]\n"),
        (".bandit", "[bandit]\nskips: B307\n"),
        ("a.py", "import subprocess\neval(x)\nsubprocess.run(x, shell=True)\n"),
    ]);
    let rows = |arguments: &[&str]| {
        let run = folder.run(&[&["scan", "--compat", "ruff", "--select", "S307,S602"], arguments].concat());
        run.stdout.lines().filter_map(|row| row.split_whitespace().nth(1)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows(&[]), ["S307"]);
    assert_eq!(rows(&["--isolated"]), ["S307", "S602"]);
}

#[test]
fn a_broken_configuration_is_told() {
    let folder = Folder::new(&[("pyproject.toml", "[tool.ruff\n"), (".git/HEAD", "x"), ("app/a.py", CODE)]);
    let run = folder.run(&["scan", "app"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("Partial review: pyproject.toml is no TOML (line 1"), "{}", run.stdout);
}
