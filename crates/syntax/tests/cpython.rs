//! Compares our tree with CPython's own `ast`, node by node, over the standard library and Django.
//!
//! Python: `PYVIGIL_PYTHON`, or the newest of `python3.14` to `python3.11` on the path or under pyenv.
//! Django: the unpacked sources in `PYVIGIL_DJANGO`. What is not there is skipped, and said.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)] // helpers of tests fail by panicking and say what they saw

mod dump;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Files that differ for a reason that is not ours to cure. Keep it short.
const KNOWN: &[(&str, &str)] = &[(
    "test/test_print.py",
    "it tests `print >> file`, valid and useless in Python 3, which we read as Python 2's statement",
)];

const SHARES: usize = 2;

#[derive(Default)]
struct Tally {
    files: usize,
    nodes: usize,
    rejected: usize,
    known: usize,
    differing: Vec<String>,
}

/// One snippet file per corner of the grammar.
#[test]
fn every_corner_of_the_grammar() {
    compare_all(|_| vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grammar")], 30);
}

#[test]
fn the_standard_library_and_django() {
    let roots = |python: &Path| {
        let stdlib = output(python, "import sysconfig; print(sysconfig.get_path('stdlib'))");
        let mut roots = vec![PathBuf::from(stdlib.trim())];
        match std::env::var_os("PYVIGIL_DJANGO") {
            Some(django) => roots.push(django.into()),
            None => println!("skipped: Django (set PYVIGIL_DJANGO to its unpacked sources)"),
        }
        roots
    };
    compare_all(roots, 100);
}

/// Compares every file under `roots(python)`; there must be more than `at_least`.
fn compare_all(roots: impl Fn(&Path) -> Vec<PathBuf>, at_least: usize) {
    let Some(python) = newest_python() else {
        println!("skipped: no python3.11 or newer (set PYVIGIL_PYTHON)");
        return;
    };
    let roots = roots(&python);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ast_dump.py");
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..SHARES)
            .map(|share| {
                let mut command = Command::new(&python);
                command.arg(&script).arg(share.to_string()).arg(SHARES.to_string()).args(&roots);
                scope.spawn(move || compare(command))
            })
            .collect();
        shares.into_iter().map(|share| share.join().expect("a share panicked")).collect()
    });
    let total = |count: fn(&Tally) -> usize| tallies.iter().map(count).sum::<usize>();
    println!(
        "{}: {} files, {} nodes equal to CPython's; {} files that it rejects parsed without panic; {} known differences",
        output(&python, "import sys; print('CPython ' + sys.version.split()[0])").trim(),
        total(|tally| tally.files),
        total(|tally| tally.nodes),
        total(|tally| tally.rejected),
        total(|tally| tally.known),
    );
    let differing: Vec<&str> = tallies.iter().flat_map(|tally| &tally.differing).map(String::as_str).collect();
    assert!(total(|tally| tally.files + tally.rejected) > at_least, "the files were not found");
    assert!(differing.is_empty(), "{} files differ:\n{}", differing.len(), differing.join("\n"));
}

/// Runs the dump and compares each file as it comes.
fn compare(mut command: Command) -> Tally {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("python starts");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut tally = Tally::default();
    let mut open: Option<(PathBuf, Vec<String>)> = None;
    for line in output.split(b'\n') {
        let line = String::from_utf8(line.expect("python writes")).expect("it writes UTF-8");
        if let Some(path) = line.strip_prefix("F ") {
            tally.finish(open.replace((path.into(), Vec::new())));
        } else if let Some(path) = line.strip_prefix("X ") {
            tally.finish(open.take());
            let content = std::fs::read(path).expect("the file is there");
            dump::check(&syntax::parse(String::from_utf8_lossy(&content).as_ref()));
            tally.rejected += 1;
        } else if let Some((_, lines)) = &mut open
            && !line.is_empty()
        {
            lines.push(line);
        }
    }
    tally.finish(open);
    assert!(child.wait().expect("python ends").success(), "the dump failed");
    tally
}

impl Tally {
    fn finish(&mut self, file: Option<(PathBuf, Vec<String>)>) {
        let Some((path, theirs)) = file else { return };
        let source = std::fs::read_to_string(&path).expect("CPython read it as UTF-8");
        let module = syntax::parse(source);
        dump::check(&module);
        let ours = dump::dump(&module);
        if ours == theirs && module.errors().is_empty() {
            self.files += 1;
            self.nodes += ours.len();
            return;
        }
        if KNOWN.iter().any(|known| path.ends_with(known.0)) {
            self.known += 1;
            return;
        }
        let mut report = format!("{}: errors {:?}", path.display(), module.errors());
        let missing = theirs.iter().filter(|line| ours.binary_search(line).is_err());
        let extra = ours.iter().filter(|line| theirs.binary_search(line).is_err());
        for line in missing.take(4) {
            report.extend(["\n    CPython's: ", &line.escape_debug().to_string()]);
        }
        for line in extra.take(4) {
            report.extend(["\n    ours:      ", &line.escape_debug().to_string()]);
        }
        self.differing.push(report);
    }
}

fn newest_python() -> Option<PathBuf> {
    if let Some(python) = std::env::var_os("PYVIGIL_PYTHON") {
        return Some(python.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    (11..=14).rev().find_map(|minor| {
        let name = format!("python3.{minor}");
        let on_path = std::env::split_paths(&path).map(|dir| dir.join(&name));
        let pyenv = std::fs::read_dir(home.join(".pyenv/versions")).into_iter().flatten();
        let in_pyenv = pyenv.flatten().map(|version| version.path().join("bin").join(&name));
        // A pyenv shim may stand on the path without a version behind it.
        in_pyenv.chain(on_path).find(|python| {
            let run = Command::new(python).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            run.is_ok_and(|status| status.success())
        })
    })
}

fn output(python: &Path, code: &str) -> String {
    let output = Command::new(python).args(["-c", code]).output().expect("python runs");
    String::from_utf8(output.stdout).expect("python writes UTF-8")
}
