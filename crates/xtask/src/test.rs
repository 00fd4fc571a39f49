//! `cargo xtask test`: every check, or the parts that were named.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::serve::Site;
use crate::setup::{self, PageTools};
use crate::step::{Done, Failure, loud, seconds};
use crate::{build, conformance, corpus, deny, executed, fixes, formats, guide, process, workspace};

/// One kind of check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Lint,
    Rust,
    Deny,
    Conformance,
    Executed,
    Formats,
    Fixes,
    Guide,
    Wasm,
    Browser,
}

/// In the order in which they run: what fails soonest comes first.
const PARTS: [(Part, &str); 10] = [
    (Part::Lint, "lint"),
    (Part::Rust, "rust"),
    (Part::Deny, "deny"),
    (Part::Conformance, "conformance"),
    (Part::Executed, "executed"),
    (Part::Formats, "formats"),
    (Part::Fixes, "fixes"),
    (Part::Guide, "guide"),
    (Part::Wasm, "wasm"),
    (Part::Browser, "browser"),
];

/// `cargo xtask test [PART...]`.
pub(crate) fn command(names: &[&str]) -> Done {
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|(_, known)| known != *name)) {
        let known: Vec<&str> = PARTS.iter().map(|(_, name)| *name).collect();
        return Err(Failure::new(format!("there is no part `{unknown}`"), format!("choose from {}", known.join(", "))));
    }
    let start = Instant::now();
    let mut failed = Vec::new();
    let mut ran = 0;
    for (part, name) in PARTS.into_iter().filter(|(_, name)| names.is_empty() || names.contains(name)) {
        ran += 1;
        // One broken part does not hide the others' results.
        if let Err(failure) = part.run() {
            eprintln!("\n{name}: {failure}");
            failed.push(name);
        }
    }
    let time = seconds(start.elapsed());
    if failed.is_empty() {
        println!("\ntest: all {ran} parts passed, {time}");
        return Ok(());
    }
    Err(Failure::new(
        format!("{} of {ran} parts failed ({}), {time}", failed.len(), failed.join(", ")),
        format!("read the messages above; `cargo xtask test {}` runs these alone", failed.join(" ")),
    ))
}

impl Part {
    fn run(self) -> Done {
        match self {
            Self::Lint => lint(),
            Self::Rust => rust(),
            Self::Deny => deny::check(),
            Self::Conformance => conformance::command(&["--slice"]),
            Self::Executed => executed::check(),
            Self::Formats => formats::check(),
            Self::Fixes => fixes::check(),
            Self::Guide => guide::follow(),
            Self::Wasm => wasm(),
            Self::Browser => browser(),
        }
    }
}

fn lint() -> Done {
    loud("test: formatting", || {
        process::run_shown(workspace::cargo().args(["fmt", "--all", "--check"]), "run `cargo fmt --all`")?;
        // The list of files is too long to be shown with what went wrong, which rustfmt tells.
        let mut format = Command::new("rustfmt");
        format.args(["--check", "--edition", "2024"]).args(listed_by_build_scripts()?);
        match format.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Failure::new("a detector or a fixer is not formatted", "run `rustfmt --edition 2024` on it")),
            Err(error) => Err(process::io_failure("rustfmt".as_ref(), &error)),
        }
    })?;
    loud("test: clippy", || {
        let mut clippy = workspace::cargo();
        clippy.args(["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
        process::run_shown(&mut clippy, "mend what clippy names")
    })
}

/// The files of the folders of which a build script makes modules: `cargo fmt` does not find them by itself.
fn listed_by_build_scripts() -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in ["crates/rules/src/detectors", "crates/fixes/src/fixers"] {
        let folder = workspace::root().join(folder);
        let entries = fs::read_dir(&folder).map_err(|error| process::io_failure(&folder, &error))?;
        found.extend(entries.flatten().map(|entry| entry.path()));
    }
    Ok(found)
}

fn rust() -> Done {
    let python = corpus::python()?;
    let django = corpus::django(&python)?;
    loud("test: Rust", || {
        let mut tests = workspace::cargo();
        tests.args(["test", "--quiet", "--locked", "--workspace", "--no-fail-fast"]).env("PYVIGIL_PYTHON", &python);
        if let Some(django) = &django {
            tests.env("PYVIGIL_DJANGO", django);
        }
        process::run_shown(&mut tests, "`cargo test NAME` runs one test")
    })
}

fn wasm() -> Done {
    let tools = PageTools::ready()?;
    loud("test: the analyzer's wasm build, under Node", || {
        let mut tests = tools.command("cargo")?;
        tests
            .args(["test", "--locked", "--target", "wasm32-unknown-unknown", "--package", "pyvigil-worker"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        process::run_shown(&mut tests, "`cargo xtask test wasm` runs these alone")
    })
}

fn browser() -> Done {
    let tools = PageTools::ready()?;
    let chromium = setup::browser()?;
    let python = corpus::python()?;
    let ours = formats::command_line()?;
    let dist = build::page(&tools)?;
    // Below a sub-path, as a static host may have it: nothing in the page may rely on the top.
    let site = Site::open(&dist, 0, "/some/path/")
        .ok_or_else(|| Failure::new("no port is free", "close a program that serves one"))?;
    loud("test: the release page in Chromium", || {
        let mut tests = Command::new("node");
        tests
            .current_dir(workspace::root())
            .args(["--test", "--test-reporter=spec", "tests/browser/"])
            .env("PYVIGIL_URL", &site.address)
            .env("PYVIGIL_CHROMIUM", &chromium)
            .env("PYVIGIL_PYTHON", &python)
            .env("PYVIGIL_CLI", &ours);
        process::run_shown(&mut tests, "`cargo xtask test browser` runs these alone")
    })
}
