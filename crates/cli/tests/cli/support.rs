//! A folder that goes away, and the program run in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// SQL injection from a request: an open finding on line 10.
pub(crate) const VULNERABLE: &str = r#"import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.route("/user")
def user():
    return sqlite3.connect("app.db").execute(f"SELECT * FROM users WHERE id = {request.args['id']}").fetchall()
"#;
/// Nothing to report.
pub(crate) const SECURE: &str = "def add(a: int, b: int) -> int:\n    return a + b\n";

/// A temporary folder with files in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("pyvigil-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path.canonicalize().unwrap());
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs the program here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run_in(&self.0, arguments, b"")
    }

    /// Runs it with something on standard input.
    pub(crate) fn pipe(&self, arguments: &[&str], stdin: &[u8]) -> Run {
        run_in(&self.0, arguments, stdin)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Paths of the findings' files, in the review's order.
    pub(crate) fn found_in(&self) -> Vec<String> {
        let review = self.json();
        let findings = review["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["file"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn run_in(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pyvigil"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that does not read its input closes it early.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().unwrap_or_else(|| panic!("ended by a signal: {arguments:?}")),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
