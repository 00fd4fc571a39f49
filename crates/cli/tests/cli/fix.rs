//! `pyvigil fix`

use std::process::{Command, Stdio};

use crate::support::Folder;

const PINS: &str = "# pins\r\nDjango==1.11.29  # old\r\nsix==1.17.0\r\necdsa==0.19.0\r\n";

#[test]
fn the_diff_is_printed_and_nothing_is_changed() {
    let folder = Folder::new(&[("requirements.txt", PINS)]);
    let run = folder.run(&["fix"]);
    assert_eq!(run.status, 1, "the findings are still there: {run:?}");
    assert!(run.stdout.starts_with("--- a/requirements.txt\n+++ b/requirements.txt\n@@ -1,4 +1,4 @@\n"), "{run:?}");
    assert!(run.stdout.contains("-Django==1.11.29  # old\r\n+Django==4."), "{run:?}");
    assert!(run.stderr.contains("requirements.txt:4: ecdsa: not changed: no version"), "{run:?}");
    assert_eq!(folder.read("requirements.txt"), PINS);
    assert_eq!(folder.run(&["fix", "--diff"]), run);
}

#[test]
fn git_applies_the_diff() {
    let folder = Folder::new(&[("a/requirements.txt", PINS)]);
    let diff = folder.run(&["fix"]).stdout;
    folder.write("fix.diff", diff.as_bytes());
    let apply = |arguments: &[&str]| {
        Command::new("git").args(arguments).current_dir(folder.path()).stdout(Stdio::null()).status().unwrap().success()
    };
    assert!(apply(&["init", "--quiet"]) && apply(&["apply", "fix.diff"]));
    assert!(folder.read("a/requirements.txt").contains("\r\nDjango==4."));
}

#[test]
fn files_are_written_in_their_encoding() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let folder = Folder::new(&[("requirements.txt", "\u{feff}Django==1.11.29\r\n")]);
    folder.write("requirements-old.txt", &utf16("Django==1.11.29\r\n"));
    let run = folder.run(&["fix", "--write"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    let raised = folder.read("requirements.txt");
    assert!(raised.starts_with("\u{feff}Django==4.") && raised.ends_with("\r\n"), "{raised:?}");
    let bytes = std::fs::read(folder.path().join("requirements-old.txt")).unwrap();
    assert_eq!(bytes, utf16(raised.trim_start_matches('\u{feff}')));

    let again = folder.run(&["fix", "--write"]);
    assert_eq!(again.status, 0);
    assert!(again.stderr.contains("Nothing to fix"), "{again:?}");
}

#[test]
fn what_is_piped_in_is_printed() {
    let folder = Folder::new(&[]);
    let run = folder.pipe(&["fix", "--write", "-"], b"Django==1.11.29\n");
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.starts_with("Django==4.") && run.stdout.lines().count() == 1, "{run:?}");
}

#[test]
fn wrong_arguments_and_nothing_at_all_end_with_2() {
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["fix", "--diff", "--write"]).status, 2);
    assert_eq!(folder.run(&["fix", "missing.txt"]).status, 2);
    assert_eq!(folder.run(&["fix"]).status, 2);
    assert_eq!(folder.run(&["fix", "--python", "three"]).status, 2);
}

#[test]
fn python_and_platform_decide_about_markers() {
    let folder =
        Folder::new(&[("requirements.txt", "Django==1.11.29 ; sys_platform == 'win32' and python_version < '3.9'\n")]);
    let here = folder.run(&["scan"]);
    assert_eq!(here.status, 0, "{here:?}");
    assert!(here.stdout.contains("not installed for Python 3.13 on Linux"), "{}", here.stdout);
    let there = folder.run(&["scan", "--platform", "windows", "--python", "3.8"]);
    assert_eq!(there.status, 1, "{there:?}");
    assert!(folder.run(&["fix", "--platform", "windows", "--python", "3.8"]).stdout.contains("+Django==4."));
}
