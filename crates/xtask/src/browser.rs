//! Chromium, for the tests.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, ensure};
use crate::{apt, process};

const PROGRAMS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

/// The browser to test in, installed where apt can.
pub(crate) fn ready() -> Done<PathBuf> {
    let next = "install Chromium or Chrome, or set PYVIGIL_CHROMIUM to one";
    ensure("Chromium", "about 30 s", find, || {
        if apt::is_here() { apt::install(&["chromium"]) } else { Err(apt::by_hand("Chromium", next)) }
    })
}

fn find() -> Option<PathBuf> {
    if let Some(chosen) = env::var_os("PYVIGIL_CHROMIUM") {
        return Some(PathBuf::from(chosen)).filter(|path| answers(path));
    }
    let on_path = PROGRAMS.iter().filter_map(|program| process::on_path(program));
    let elsewhere = PLACES.iter().map(PathBuf::from).filter(|path| path.is_file());
    on_path.chain(elsewhere).find(|path| answers(path))
}

fn answers(program: &Path) -> bool {
    // On Windows the program opens a window instead of saying its version.
    cfg!(windows) || process::output(Command::new(program).arg("--version")).is_some()
}
