//! Debian packages.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::process;
use crate::step::{Done, Failure};

/// Whether this machine has apt.
pub(crate) fn is_here() -> bool {
    process::on_path("apt-get").is_some()
}

/// Whether apt knows a package called `name`. Refreshes apt's lists first, once a run.
pub(crate) fn offers(name: &str) -> bool {
    refresh();
    process::output(Command::new("apt-cache").args(["show", "--no-all-versions", name]))
        .is_some_and(|text| !text.is_empty())
}

/// Installs `packages`, as root or through sudo when that asks no password.
pub(crate) fn install(packages: &[&str]) -> Done {
    refresh();
    let by_hand = format!("install the packages yourself: sudo apt-get install {}", packages.join(" "));
    let mut command = privileged();
    command.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    process::run(&mut command, &by_hand)
}

/// What to say where neither apt nor anything else can install `thing`.
pub(crate) fn by_hand(thing: &str, how: &str) -> Failure {
    Failure::new(format!("{thing} is missing, and there is no apt-get here to install it"), how)
}

fn refresh() {
    static DONE: AtomicBool = AtomicBool::new(false);
    if !DONE.swap(true, Ordering::Relaxed) {
        // One unreachable repository fails the whole update though the others were read; the
        // installation that follows is what decides.
        let _ = process::output(privileged().arg("update"));
    }
}

fn privileged() -> Command {
    let root = process::output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let mut command = if root {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--non-interactive", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
