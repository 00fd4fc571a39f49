//! Programs that `cargo install` builds, kept in the user's cache.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::step::{Done, ensure};
use crate::{process, workspace};

/// A program from the crate registry, at one version.
pub(crate) struct Tool<'a> {
    /// The crate.
    pub(crate) krate: &'a str,
    /// The program that says its version.
    pub(crate) program: &'a str,
    /// The version, exact.
    pub(crate) version: &'a str,
    /// What `cargo install` is told besides.
    pub(crate) options: &'a [&'a str],
    /// How long it takes, as a word.
    pub(crate) cost: &'a str,
}

impl Tool<'_> {
    /// The folder that holds the program at this version, which is built first when it is missing.
    pub(crate) fn ready(&self) -> Done<PathBuf> {
        let tools = workspace::cache()?.join("tools");
        let home = tools.join(format!("{}-{}", self.krate, self.version));
        let programs = home.join("bin");
        let find = || {
            let own = programs.join(self.program);
            if self.is_right(&own) {
                return Some(programs.clone());
            }
            let other = process::on_path(self.program)?;
            self.is_right(&other).then(|| other.parent().map(PathBuf::from))?
        };
        ensure(&format!("{} {}", self.krate, self.version), self.cost, find, || {
            let build = tools.join("build");
            let mut command = workspace::cargo();
            command.args(["install", self.krate, "--version", self.version, "--force", "--root"]).arg(&home);
            command.args(self.options).env("CARGO_TARGET_DIR", &build);
            // As published, these take five times as long to build and are no faster at our work.
            command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
            command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_DEBUG", "0");
            process::run(
                &mut command,
                "check the connection to the crate registry and the free space, then run the command again",
            )
        })
    }

    fn is_right(&self, program: &std::path::Path) -> bool {
        process::output(Command::new(program).arg("--version"))
            .is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
    }
}

/// Removes what building the tools left behind; the programs stay.
pub(crate) fn tidy() -> Done {
    let build = workspace::cache()?.join("tools").join("build");
    if build.exists() {
        fs::remove_dir_all(&build).map_err(|error| process::io_failure(&build, &error))
    } else {
        Ok(())
    }
}
