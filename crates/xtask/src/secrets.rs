//! How well secrets are found: the labelled set of `tests/secrets`, by us and by detect-secrets.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, ensure};
use crate::{corpus, process, workspace};

const DETECT_SECRETS: &str = "1.5.0";
const PINS: &str = "crates/xtask/detect-secrets.txt";
const INDEX: &str = "check the connection to the Python package index, then run the command again";

/// Writes the set (with `seed`, another one), runs both programs on it and prints precision and recall. With `show`, what
/// we get wrong in the part that is not held out.
pub(crate) fn command(seed: Option<&str>, show: bool) -> Done {
    let python = corpus::python()?;
    let peer = detect_secrets(&python)?;
    process::run(workspace::cargo().args(["build", "--package", "pyvigil"]), "correct the errors")?;
    let scripts = workspace::root().join("tests/secrets");
    let set = workspace::local().join("secrets");
    let _ = std::fs::remove_dir_all(&set); // of an earlier run, if at all
    let script = |name: &str| {
        let mut command = Command::new(&python);
        command.env("PYTHONDONTWRITEBYTECODE", "1").arg(scripts.join(name)).arg(&set);
        command
    };
    let next = "correct the script in tests/secrets";
    process::run_shown(script("generate.py").args(seed), next)?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace::root().join("target"), PathBuf::from);
    let ours = target.join("debug").join(format!("pyvigil{}", env::consts::EXE_SUFFIX));
    process::run_shown(script("bench.py").arg(ours).arg(peer).args(show.then_some("--show")), next)
}

fn detect_secrets(python: &Path) -> Done<PathBuf> {
    let home = workspace::cache()?.join("tools").join(format!("detect-secrets-{DETECT_SECRETS}"));
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = |name: &str| programs.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    let find = || {
        let found = program("detect-secrets");
        let version = process::output(Command::new(&found).arg("--version"))?;
        (version.trim() == DETECT_SECRETS).then_some(found)
    };
    ensure(&format!("detect-secrets {DETECT_SECRETS}"), "about 10 s", find, || {
        process::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&home), INDEX)?;
        let mut pip = Command::new(program("python"));
        pip.args(["-m", "pip", "install", "--only-binary", ":all:", "--require-hashes", "--requirement"]);
        process::run(pip.arg(workspace::root().join(PINS)), INDEX)
    })
}
