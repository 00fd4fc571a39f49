//! The fixes, executed: each case's program before and after, in CPython with the real libraries.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, ensure, loud};
use crate::{corpus, formats, process, workspace};

const PINS: &str = "crates/xtask/fixes.txt";
const INDEX: &str = "check the connection to the Python package index, then run the command again";
/// Whether the libraries are there at a pinned version; some have one for each range of Pythons.
const PROBE: &str = "import sys, re, importlib.metadata as m\n\
                     pins = re.findall(r'^(\\S+)==(\\S+)', open(sys.argv[1]).read(), re.M)\n\
                     needed = ('flask', 'django', 'fastapi', 'lxml', 'ruff', 'flask-limiter', 'slowapi')\n\
                     sys.exit(any((n, m.version(n)) not in pins for n in needed))";

/// Runs `tests/fixes`.
pub(crate) fn check() -> Done {
    let python = libraries(&corpus::python()?)?;
    let ours = formats::command_line()?;
    loud("test: the fixes, executed", || {
        let mut tests = Command::new(&python);
        tests.env("PYTHONDONTWRITEBYTECODE", "1").arg(workspace::root().join("tests/fixes/run.py")).arg(&ours);
        process::run_shown(&mut tests, "`cargo xtask test fixes` runs these alone")
    })
}

/// A Python that has the libraries of the cases.
fn libraries(python: &Path) -> Done<PathBuf> {
    let home = workspace::cache()?.join("tools").join("fixes");
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let inside = programs.join(format!("python{}", env::consts::EXE_SUFFIX));
    let pins = workspace::root().join(PINS);
    let find = || {
        process::output(Command::new(&inside).args(["-c", PROBE]).arg(&pins))?;
        Some(inside.clone())
    };
    ensure("the libraries that the fixes are run with", "about 30 s", find, || {
        process::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&home), INDEX)?;
        let mut pip = Command::new(&inside);
        pip.args(["-m", "pip", "install", "--only-binary", ":all:", "--require-hashes", "--requirement"]);
        process::run(pip.arg(&pins), INDEX)
    })
}
