//! cargo-deny: licences and sources of the dependencies, by `deny.toml`.

use std::path::PathBuf;

use crate::cargo_tools::{self, Tool};
use crate::step::{Done, loud};
use crate::{process, workspace};

/// The folder of cargo-deny's program, which is built first when it is missing.
pub(crate) fn tool() -> Done<PathBuf> {
    let folder = Tool {
        krate: "cargo-deny",
        program: "cargo-deny",
        version: "0.20.2",
        options: &["--locked", "--no-default-features"],
        cost: "about 2 minutes",
    }
    .ready()?;
    cargo_tools::tidy()?;
    Ok(folder)
}

/// Checks the dependencies.
pub(crate) fn check() -> Done {
    let folder = tool()?;
    loud("test: licences and sources of the dependencies", || {
        let mut deny = workspace::cargo();
        process::prepend_path(&mut deny, &[folder])?;
        // Advisories are left out: their database is a download from a host that not every machine reaches.
        deny.args(["deny", "--log-level", "warn", "check", "bans", "licenses", "sources"]);
        process::run_shown(&mut deny, "remove or replace the dependency, or say in deny.toml why it may stay")
    })
}
