//! Programs that were run: the analyzer beside what running them has shown.

use std::process::Command;

use crate::step::{Done, loud};
use crate::{conformance, corpus, process, workspace};

/// Runs `tests/executed`.
pub(crate) fn check() -> Done {
    let python = corpus::python()?;
    let ours = conformance::command_line()?;
    loud("test: the analyzer, beside programs that were run", || {
        let mut tests = Command::new(&python);
        tests.env("PYTHONDONTWRITEBYTECODE", "1").arg(workspace::root().join("tests/executed/run.py")).arg(&ours);
        process::run_shown(
            &mut tests,
            "`cargo xtask test executed` runs these alone; tests/executed/README.md tells how to look at a program",
        )
    })
}
