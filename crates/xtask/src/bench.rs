//! `cargo xtask bench`: how long a review takes, beside the parse alone and beside the peers, on Django's sources.
//!
//! What counts are the ratios of one run: machines differ, and are busy.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::step::{Done, Failure, loud};
use crate::{conformance, corpus, process, workspace};

/// The profile of the figures: that of the program that people are given.
const PROFILE: &str = "release";
const ROUNDS: usize = 3;
const NO_DJANGO: &str = "check the connection to the Python package index, then run the command again";

/// Measures and prints.
pub(crate) fn command() -> Done {
    let python = corpus::python()?;
    let django = corpus::django(&python)?.ok_or_else(|| Failure::new("Django's source is missing", NO_DJANGO))?;
    let (ruff, bandit) = conformance::peer_programs(&python)?;
    let cargo = |what: &[&str]| {
        let mut cargo = workspace::cargo();
        cargo.args(["build", "--quiet", "--locked", "--profile", PROFILE]).args(what);
        cargo
    };
    loud("bench: building pyvigil", || {
        process::run_shown(&mut cargo(&["--package", "pyvigil"]), "mend what the compiler names")?;
        process::run_shown(
            &mut cargo(&["--package", "pyvigil-review", "--example", "measure"]),
            "mend what the compiler names",
        )
    })?;
    let built = workspace::target()?.join(PROFILE);
    let exe = |name: &str| format!("{name}{}", env::consts::EXE_SUFFIX);
    process::run_shown(
        Command::new(built.join("examples").join(exe("measure"))).arg(&django),
        "run it by hand to see more",
    )?;

    println!("the programs, as a whole process, median of {ROUNDS} rounds in turns");
    let pyvigil = built.join(exe("pyvigil"));
    let runs: [(&str, &Path, &[&str]); 3] = [
        ("pyvigil scan", &pyvigil, &["scan", "--isolated", "--format", "json", "."]),
        ("ruff check --select S", &ruff, &["check", "--no-cache", "--isolated", "--quiet", "--select", "S", "."]),
        ("bandit", &bandit, &["--quiet", "--recursive", "--format", "json", "."]),
    ];
    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for ((_, program, args), times) in runs.iter().zip(&mut times) {
            times.push(time(program, args, &django)?);
        }
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    });
    for ((name, ..), seconds) in runs.iter().zip(medians) {
        println!("  {name:<21}{seconds:>8.2} s   {:.2} x pyvigil", seconds / medians[0]);
    }
    Ok(())
}

/// How long `program` takes in `folder`. All three tell by the status 1 that they found something.
fn time(program: &Path, args: &[&str], folder: &Path) -> Done<Duration> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|error| process::io_failure(program, &error))?;
    match status.code() {
        Some(0 | 1) => Ok(start.elapsed()),
        _ => Err(Failure::new(format!("{} failed ({status})", program.display()), "run it by hand to see more")),
    }
}
