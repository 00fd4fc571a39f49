//! The deliverables, read by validators and readers that are not ours.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, ensure, loud};
use crate::{conformance, corpus, npm, process, workspace};

const FOLDER: &str = "tests/formats";
const SARIF_TOOLS: &str = "3.0.5";
const PINS: &str = "crates/xtask/readers.txt";
const INDEX: &str = "check the connection to the Python package index, then run the command again";

/// Runs the tests of `tests/formats` on the command line's debug build.
pub(crate) fn check() -> Done {
    npm::node_ready()?;
    npm::ready(FOLDER)?;
    let python = corpus::python()?;
    let readers = readers(&python)?;
    let (ruff, bandit) = conformance::peer_programs(&python)?;
    let ours = command_line()?;
    loud("test: the deliverables, read by others", || {
        let mut tests = Command::new("node");
        tests
            .current_dir(workspace::root())
            .args(["--test", "--test-reporter=spec", "tests/formats/"])
            .env("PYVIGIL_CLI", &ours)
            .env("PYVIGIL_READERS", &readers)
            .env("PYVIGIL_RUFF", &ruff)
            .env("PYVIGIL_BANDIT", &bandit);
        process::run_shown(&mut tests, "`cargo xtask test formats` runs these alone")
    })
}

/// The command line's debug build.
pub(crate) fn command_line() -> Done<PathBuf> {
    process::run(workspace::cargo().args(["build", "--locked", "--package", "pyvigil"]), "correct the errors")?;
    Ok(workspace::target()?.join("debug").join(format!("pyvigil{}", env::consts::EXE_SUFFIX)))
}

/// A Python that has the readers.
fn readers(python: &Path) -> Done<PathBuf> {
    let home = workspace::cache()?.join("tools").join(format!("readers-sarif-tools-{SARIF_TOOLS}"));
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let inside = programs.join(format!("python{}", env::consts::EXE_SUFFIX));
    let find = || {
        process::output(
            Command::new(&inside).args(["-c", "import markdown_it, pre_commit.clientlib, sarif.loader; print('here')"]),
        )?;
        Some(inside.clone())
    };
    ensure("readers of reports", "about 8 s", find, || {
        process::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&home), INDEX)?;
        let mut pip = Command::new(&inside);
        pip.args(["-m", "pip", "install", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement"]);
        process::run(pip.arg(workspace::root().join(PINS)), INDEX)
    })
}
