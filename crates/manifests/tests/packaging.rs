//! Compares versions, conditions, markers and requirements with Python's `packaging` library.
//!
//! Python: `PYVIGIL_PYTHON`, or the newest `python3.x` on the path or under pyenv that has `packaging`, of its own or
//! pip's copy. Where there is none the tests say that they were skipped.
#![allow(clippy::expect_used, clippy::print_stdout)] // helpers of tests fail by panicking and say what they saw

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use manifests::{Environment, Format, Marker, Specifier, Version};

/// Answers of the library, one for each question; `None` where there is none.
fn ask(questions: &[String]) -> Option<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packaging.py");
    let Some(answers) = pythons().into_iter().find_map(|python| run(&python, &script, questions)) else {
        println!("skipped: no Python with `packaging` 22 or newer (set PYVIGIL_PYTHON)");
        return None;
    };
    assert_eq!(answers.len(), questions.len());
    Some(answers)
}

fn pythons() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = env::var_os("PYVIGIL_PYTHON").map(PathBuf::from).into_iter().collect();
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    for minor in (9..=14).rev() {
        found.push(format!("python3.{minor}").into());
        if let Ok(versions) = std::fs::read_dir(home.join(".pyenv/versions")) {
            let name = format!("bin/python3.{minor}");
            found.extend(versions.flatten().map(|folder| folder.path().join(&name)).filter(|path| path.is_file()));
        }
    }
    found.push("python3".into());
    found
}

fn run(python: &Path, script: &Path, questions: &[String]) -> Option<Vec<String>> {
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    let text = questions.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().ok()?;
    let _ = writer.join();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

fn compare(questions: &[String], ours: impl Fn(&[&str]) -> String) {
    let Some(answers) = ask(questions) else { return };
    let mut wrong = Vec::new();
    for (question, theirs) in questions.iter().zip(&answers) {
        let words: Vec<&str> = question.split('\t').collect();
        let ours = ours(&words);
        if ours != *theirs {
            wrong.push(format!("{question:?}: {ours} here, {theirs} there"));
        }
    }
    println!("{} questions", questions.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), questions.len(), wrong[..wrong.len().min(40)].join("\n"));
}

/// Releases, epochs, pre-, post- and development releases and local parts in many spellings.
fn versions() -> Vec<String> {
    let mut all = Vec::new();
    for base in ["1", "1.0", "1.0.0", "1.1", "2!0.9", "0", "2024.10.1", "v1.2"] {
        for pre in ["", "a1", "-beta.2", "_c", "rc3", ".pre-4", "preview0"] {
            for post in ["", ".post1", "-2", "rev", "r3"] {
                for dev in ["", ".dev1", "-dev", "dev2"] {
                    all.push(format!("{base}{pre}{post}{dev}"));
                }
            }
        }
        for local in ["+abc", "+1.2", "+cu124", "+ubuntu-1_2", "+", "+a..b", "+é"] {
            all.push(format!("{base}{local}"));
            all.push(format!("{base}rc1.post2{local}"));
        }
    }
    all.extend(
        [
            "",
            "1.",
            "1..2",
            ".1",
            "a",
            "1.0x",
            "1.0-NA",
            "2.6.0-cu124",
            "1 .0",
            " 1.0 ",
            "1!",
            "!1",
            "1.*",
            "1.0--1",
            "1.0a--1",
            "1.0a.",
            "1.0.post.",
        ]
        .map(str::to_owned),
    );
    all
}

#[test]
fn versions_are_read_alike() {
    let questions: Vec<String> = versions().iter().map(|text| format!("version\t{text}")).collect();
    compare(&questions, |words| Version::parse(words[1]).map_or("invalid".to_owned(), |version| version.to_string()));
}

/// A fixed walk over all pairs.
fn some_pairs(of: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(7_usize), move |at| Some((at * 1_103 + 12_345) % 1_000_003)).map(move |at| at % of)
}

#[test]
fn versions_are_ordered_alike() {
    let versions: Vec<String> = versions().into_iter().filter(|text| Version::parse(text).is_some()).collect();
    let mut pick = some_pairs(versions.len());
    let mut questions = Vec::new();
    for left in &versions {
        for _ in 0..20 {
            let right = &versions[pick.next().expect("endless")];
            questions.push(format!("order\t{left}\t{right}"));
        }
    }
    compare(&questions, |words| {
        match Version::parse(words[1]).cmp(&Version::parse(words[2])) {
            std::cmp::Ordering::Less => "<",
            std::cmp::Ordering::Greater => ">",
            std::cmp::Ordering::Equal => "=",
        }
        .to_owned()
    });
}

#[test]
fn conditions_hold_alike() {
    let versions: Vec<String> = versions().into_iter().filter(|text| Version::parse(text).is_some()).collect();
    let mut pick = some_pairs(versions.len());
    let mut questions = Vec::new();
    for op in ["==", "!=", "<=", ">=", "<", ">", "~=", "==="] {
        for bound in [
            "1.0",
            "1",
            "1.0.0",
            "1.1",
            "2!0.9",
            "1.0a1",
            "1.0rc3",
            "1.0.post1",
            "1.0.dev1",
            "1.0a1.post1",
            "1.0+abc",
            "1.0.*",
            "1.*",
            "1.0a1.*",
            "2024.10.1",
            "1.0.post1.dev1",
            "x",
            "",
            "1.0rc1.post2",
            "2!0.*",
        ] {
            if op == "===" && bound.is_empty() {
                continue; // the library takes it for a condition, pip and everybody else for a mistake
            }
            for _ in 0..40 {
                let version = &versions[pick.next().expect("endless")];
                questions.push(format!("contains\t{op}{bound}\t{version}"));
            }
        }
    }
    for both in [">=1.0,<2", "!=1.0,>0.9", ">=1.0a1,<1.0", "~=1.0,!=1.1", "==2.10,>=2.0", ">1,<1.1,"] {
        for version in &versions {
            questions.push(format!("contains\t{both}\t{version}"));
        }
    }
    compare(&questions, |words| match (Specifier::parse(words[1]), Version::parse(words[2])) {
        (Ok(specifier), Some(version)) => {
            let holds = specifier.contains(&version);
            if holds { "True" } else { "False" }.to_owned()
        }
        _ => "invalid".to_owned(),
    });
}

#[test]
fn markers_hold_alike() {
    let here = Environment { extras: vec!["test".to_owned()], ..Environment::default() };
    let questions: Vec<String> = [
        "python_version < '3.8'",
        "python_version >= \"3.8\" and python_version < '3.14'",
        "python_version > '3.9'",
        "python_version in '3.12 3.13'",
        "python_version not in '3.12 3.13'",
        "python_full_version ~= '3.13.0'",
        "python_full_version == '3.13.*'",
        "sys_platform == 'linux' or os_name == 'nt'",
        "os_name == 'nt' or os_name == 'java' and python_version >= '3'",
        "(os_name == 'nt' or os_name == 'posix') and python_version >= '4'",
        "platform_machine != 'arm64' and platform_system != 'Windows'",
        "'linux' in sys_platform",
        "'win' not in sys_platform",
        "extra == 'test'",
        "extra == 'docs'",
        "extra != 'docs'",
        "implementation_name == 'cpython'",
        "platform_python_implementation == 'PyPy'",
        "python_version == '3.13' and",
        "foo == 'bar'",
        "os_name = 'nt'",
        "os_name == nt",
        "os_name",
    ]
    .iter()
    .map(|text| format!("marker\t{text}"))
    .collect();
    compare(&questions, |words| match Marker::parse(words[1]) {
        Ok(marker) => if marker.holds(&here) { "True" } else { "False" }.to_owned(),
        Err(_) => "invalid".to_owned(),
    });
}

#[test]
fn requirements_are_read_alike() {
    let questions: Vec<String> = [
        "requests",
        "requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < '2.7'",
        "Flask_Cors==1.0",
        "zope.interface>=4,<6",
        "A (>=1,<2)",
        "a(==1.0)",
        "a[]",
        "a[x,y]==1.0",
        "a==1.0;os_name=='nt'",
        "a @ https://example.org/a-1.0.zip",
        "a==5.*",
        "a===2.2.2",
        "a==2.10,>=2.0",
        "a==1!2.0",
        "torch==2.6.0+cu124",
        "a==",
        "a=1.0",
        "a 1.0",
        "a>=1.0+cu1",
        "a~=1",
        "a[b",
        "a (>=1",
        "-a",
        "a-",
        "a..b",
        "é==1",
        "a;",
        "a==1.0,,",
        "a<1.*",
        "a==1.0 extra",
    ]
    .iter()
    .map(|text| format!("requirement\t{text}"))
    .collect();
    compare(&questions, |words| {
        let manifest = manifests::read(Format::Requirements, words[1]);
        match &*manifest.entries {
            [entry] if entry.problem.is_none() => {
                let mut specifiers: Vec<String> = entry.specifier.clauses().map(ToString::to_string).collect();
                // An address that says its version names it here, and nothing there.
                if entry.source != manifests::Source::Index {
                    specifiers.clear();
                }
                specifiers.sort();
                let mut extras = entry.extras.clone();
                extras.sort();
                format!("{} {} {}", entry.name, extras.join(","), specifiers.join(","))
            }
            _ => "invalid".to_owned(),
        }
    });
}
