//! Files, folders, standard input: what is read, what is left out, what is refused.

use std::fs;

use crate::support::{Folder, SECURE, VULNERABLE};

const EMPTY: &str = "NO_ACTIONABLE_INPUT

Please provide Python code or dependencies to analyze:
- Source files
- requirements.txt / pyproject.toml
- Specific security concerns
";

#[test]
fn findings_end_with_1_and_their_absence_with_0() {
    let folder = Folder::new(&[("bad.py", VULNERABLE), ("good.py", SECURE)]);
    let bad = folder.run(&["scan", "bad.py"]);
    assert_eq!(bad.status, 1, "{bad:?}");
    assert!(bad.stdout.contains("◆ Critical  bad.py:10:"), "{}", bad.stdout);
    assert!(bad.stdout.contains("attack path: "), "{}", bad.stdout);
    assert_eq!(bad.stderr, "");
    let good = folder.run(&["scan", "good.py"]);
    assert_eq!(good.status, 0, "{good:?}");
    assert!(good.stdout.starts_with("NO_SECURITY_ISSUES\n\n✅ Security scan complete"), "{}", good.stdout);
    assert!(good.stdout.contains("- Vulnerable dependencies: – not in scope ("), "{}", good.stdout);
    assert!(!good.stdout.contains('\u{1b}'), "no colour into a pipe");
}

#[test]
fn nothing_to_analyze_is_said() {
    let folder = Folder::new(&[("empty.py", ""), ("blank.py", " \n\t\n"), ("sub/readme.md", "# hello")]);
    for arguments in [&["scan"][..], &["scan", "empty.py"], &["scan", "blank.py"], &["scan", "sub"], &["scan", "-"]] {
        let run = folder.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {run:?}");
        assert!(run.stdout.starts_with(EMPTY), "{arguments:?}: {}", run.stdout);
        assert!(run.stderr.contains("nothing to analyze"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn standard_input_is_a_file_like_others() {
    let folder = Folder::new(&[("good.py", SECURE)]);
    let run = folder.pipe(&["scan", "-"], VULNERABLE.as_bytes());
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("<stdin>:10:"), "{}", run.stdout);
    let both = folder.pipe(&["scan", "good.py", "-", "--format", "json"], VULNERABLE.as_bytes());
    assert_eq!(both.json()["coverage"]["files"], 2);
    let binary = folder.pipe(&["scan", "-"], b"\x7fELF\0\0\0");
    assert_eq!(binary.status, 2);
    assert!(binary.stderr.contains("<stdin>: this is a binary file"), "{}", binary.stderr);
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = Folder::new(&[("good.py", SECURE)]);
    folder.write("image.py", b"\x89PNG\r\n\x1a\n\0\0\0");
    folder.write("big.py", &vec![b'#'; 10 * 1024 * 1024 + 1]);
    for (path, said) in [
        ("missing.py", "cannot read missing.py: no such file or directory; check the path"),
        ("image.py", "image.py: this is a binary file"),
        ("big.py", "the limit is 10 MiB a file"),
    ] {
        let run = folder.run(&["scan", "good.py", path]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{path}");
        assert!(run.stderr.contains(said), "{path}: {}", run.stderr);
    }
    // In a walked folder the other files are still reviewed, and the report names these.
    let run = folder.run(&["scan", ".", "--format", "json"]);
    let review = run.json();
    assert_eq!(review["coverage"]["files"], 1);
    let skipped: Vec<&str> =
        review["coverage"]["skipped"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["big.py", "image.py"]);
    // What was not seen is no tick.
    let text = folder.run(&["scan", "."]).stdout;
    assert!(text.contains("- Hardcoded secrets: – not in scope (big.py could not be read, and 1 more)\n"), "{text}");
    assert!(text.contains("; not covered: SQL/Command injection, Hardcoded secrets, "), "{text}");
}

#[cfg(unix)]
#[test]
fn files_without_permission_are_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new(&[("secret.py", SECURE), ("good.py", SECURE)]);
    let path = folder.path().join("secret.py");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let named = folder.run(&["scan", "secret.py"]);
    assert_eq!(named.status, 2);
    assert!(named.stderr.contains("secret.py: cannot be read: permission denied"), "{}", named.stderr);
    let walked = folder.run(&["scan", "--format", "json"]).json();
    assert_eq!(walked["coverage"]["skipped"][0]["file"], "secret.py");
}

#[test]
fn folders_are_walked_without_what_is_not_the_project() {
    let folder = Folder::new(&[
        ("app/b.py", VULNERABLE),
        ("app/a.py", VULNERABLE),
        ("app/notes.txt", VULNERABLE),
        ("app/LICENSE", VULNERABLE),
        ("tool", "#!/usr/bin/env python3\nexec(input())\n"),
        (".git/hooks/x.py", VULNERABLE),
        ("__pycache__/x.py", VULNERABLE),
        ("node_modules/m/x.py", VULNERABLE),
        (".tox/py/x.py", VULNERABLE),
        ("env/pyvenv.cfg", "home = /usr/bin\n"),
        ("env/lib/python3/site-packages/x.py", VULNERABLE),
        ("vendor/site-packages/x.py", VULNERABLE),
        (".hidden/c.py", VULNERABLE),
    ]);
    let walked = folder.run(&["scan", "--format", "json"]).found_in();
    assert_eq!(
        walked.iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>(),
        [".hidden/c.py", "app/a.py", "app/b.py", "tool"]
    );
    let named = folder.run(&["scan", "env", "--format", "json"]).found_in();
    assert!(named.iter().all(|file| file == "env/lib/python3/site-packages/x.py") && !named.is_empty(), "{named:?}");
    let named = folder.run(&["scan", "vendor/site-packages", "node_modules", "--format", "json"]).json();
    assert_eq!(named["coverage"]["files"], 2);
}

#[test]
fn packages_that_were_installed_into_a_folder_are_named_and_left_out() {
    let folder = Folder::new(&[
        ("app/a.py", VULNERABLE),
        ("app/bundled/one/x.py", VULNERABLE),
        ("app/bundled/one-1.0.dist-info/METADATA", "Name: one\n"),
        ("app/bundled/two-2.0.dist-info/METADATA", "Name: two\n"),
    ]);
    let review = folder.run(&["scan", "--format", "json"]).json();
    assert_eq!(review["coverage"]["files"], 1);
    assert_eq!(review["coverage"]["skipped"][0]["file"], "app/bundled");
    let named = folder.run(&["scan", "app/bundled", "--format", "json"]).json();
    assert_eq!(named["coverage"]["files"], 1);
}

#[test]
fn a_file_reached_twice_is_reviewed_once_and_named_from_here() {
    let folder = Folder::new(&[("app/a.py", VULNERABLE), ("other/b.py", SECURE)]);
    let absolute = folder.path().join("app/a.py");
    let run =
        folder.run(&["scan", "app", "./app/a.py", "other/../app", absolute.to_str().unwrap(), "--format", "json"]);
    assert_eq!(run.json()["coverage"]["files"], 1);
    assert!(run.found_in().iter().all(|file| file == "app/a.py"));
    let beside = crate::support::run_in(&folder.path().join("other"), &["scan", "../app", "--format", "json"], b"");
    assert!(beside.found_in().iter().all(|file| file == "../app/a.py"));
}

#[cfg(unix)]
#[test]
fn links_make_no_loop() {
    let folder = Folder::new(&[("app/a.py", VULNERABLE)]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("app/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere.py", folder.path().join("app/dangling.py")).unwrap();
    std::os::unix::fs::symlink("a.py", folder.path().join("app/b.py")).unwrap();
    let run = folder.run(&["scan", "--format", "json"]);
    assert_eq!(run.json()["coverage"]["files"], 2, "{run:?}");
    let named = folder.run(&["scan", "app/loop/app", "--format", "json"]);
    assert_eq!(named.json()["coverage"]["files"], 2, "{named:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_shown() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new(&[]);
    for name in [&b"caf\xe9.py"[..], b"caf\xea.py", b"new\nline\x1b[31m.py"] {
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), VULNERABLE).unwrap();
    }
    let run = folder.run(&["scan", "--format", "json"]);
    assert_eq!(run.json()["coverage"]["files"], 3);
    assert!(run.found_in().contains(&"caf\\xE9.py".to_owned()), "{run:?}");
    let text = folder.run(&["scan"]).stdout;
    assert!(text.chars().all(|c| !c.is_control() || c == '\n'), "{text}");
}
