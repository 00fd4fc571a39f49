//! npm packages, exactly as their lock files say.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::step::{Done, Failure, ensure};
use crate::{process, workspace};

/// Node's lowest major version that the tests' driver takes.
const NODE: u32 = 20;

/// Makes sure that Node is there and new enough.
pub(crate) fn node_ready() -> Done {
    let next = format!("install Node.js {NODE} or newer, with npm");
    let version = process::output(Command::new("node").arg("--version"));
    let Some(version) = version else {
        return Err(Failure::new("Node.js is missing", next));
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= NODE) {
        Ok(())
    } else {
        Err(Failure::new(format!("Node.js {version} is too old"), next))
    }
}

/// Makes sure of the packages of `folder` (relative to the clone's top).
pub(crate) fn ready(folder: &str) -> Done {
    let place = workspace::root().join(folder);
    ensure(
        &format!("npm packages of {folder}"),
        "about 5 s",
        || matches_lock(&place),
        || {
            let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
            command.current_dir(&place).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
            process::run(&mut command, "check the connection to the npm registry, then run the command again")
        },
    )
}

/// Whether what npm installed in `place` is what the lock file says: npm writes down what it put there.
fn matches_lock(place: &Path) -> Option<()> {
    let packages = |file: &str| -> Option<Value> {
        let text = fs::read_to_string(place.join(file)).ok()?;
        Some(serde_json::from_str::<Value>(&text).ok()?.get_mut("packages")?.take())
    };
    let wanted = packages("package-lock.json")?;
    let installed = packages("node_modules/.package-lock.json")?;
    let right = wanted.as_object()?.iter().filter(|(path, _)| !path.is_empty()).all(|(path, package)| {
        match installed.get(path) {
            Some(there) => there["integrity"] == package["integrity"] && place.join(path).is_dir(),
            None => package["optional"] == true, // for another system
        }
    });
    right.then_some(())
}
