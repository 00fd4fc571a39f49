//! `cargo xtask build`: the release page in `dist/`.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::PageTools;
use crate::step::{Done, quiet};
use crate::{process, workspace};

/// Everything that the page is made of.
const SOURCES: [&str; 8] =
    [".cargo", "Cargo.toml", "Cargo.lock", "Trunk.toml", "rust-toolchain.toml", "crates", "public", "web"];
/// Folders below them that are made, or that the page does not use.
const NOT_SOURCES: [&str; 4] = ["node_modules", "web/editor/dist", "crates/xtask", "crates/cli"];

/// `cargo xtask build`.
pub(crate) fn command() -> Done {
    let dist = page(&PageTools::ready()?)?;
    let files = files_below(&dist, &[]).map_err(|error| process::io_failure(&dist, &error))?;
    let bytes: u64 = files.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    println!(
        "The page is in {}: {} files, {} KB. Any static host can serve it, from any path.",
        dist.display(),
        files.len(),
        bytes / 1024
    );
    Ok(())
}

/// `cargo xtask size`: what each file of the page weighs, as it is and as a host sends it.
pub(crate) fn size() -> Done {
    let dist = page(&PageTools::ready()?)?;
    let mut script = Command::new("node");
    script.current_dir(workspace::root()).arg("web/build/sizes.mjs").arg(&dist);
    process::run_shown(&mut script, "Node 20 or newer brings its own brotli")
}

/// Builds the page unless `dist/` already holds what the sources would give; returns its folder.
pub(crate) fn page(tools: &PageTools) -> Done<PathBuf> {
    let dist = workspace::root().join("dist");
    let stamp = workspace::local().join("page.stamp");
    let _turn = turn()?;
    let unchanged = || fs::read_to_string(&stamp).is_ok_and(|old| state(tools, &dist).is_ok_and(|now| now == old));
    if unchanged() {
        println!("build: the page … up to date");
        return Ok(dist);
    }
    quiet("build: the page (about 2 minutes the first time)", || {
        let texts = workspace::local().join("rule-texts.txt");
        let mut writer = workspace::cargo();
        writer.args(["run", "--quiet", "--locked", "--package", "pyvigil-pages", "--"]).arg(&texts);
        process::run(&mut writer, "mend the rule page that the messages name")?;
        let mut trunk = tools.command("trunk")?;
        // No download behind our back: the tools are there. NO_COLOR=true: Trunk cannot read `1`.
        trunk.args(["build", "--offline"]).env("NO_COLOR", "true").env("RUST_BACKTRACE", "0");
        trunk.env("PYVIGIL_RULE_TEXTS", &texts);
        process::run(
            &mut trunk,
            "mend what the messages name; if a tool is at fault, `cargo xtask setup` checks them all",
        )
    })?;
    state(tools, &dist)
        .and_then(|state| fs::write(&stamp, state))
        .map_err(|error| process::io_failure(&stamp, &error))?;
    Ok(dist)
}

/// Waits until no other xtask builds the page of this clone, and keeps them waiting while the result lives.
fn turn() -> Done<File> {
    let folder = workspace::local();
    let path = folder.join("page.lock");
    let locked = fs::create_dir_all(&folder).and_then(|()| File::create(&path)).and_then(|file| {
        file.lock()?;
        Ok(file)
    });
    locked.map_err(|error| process::io_failure(&path, &error))
}

/// The content of the sources and of what was built from them, and the tools that did it, in a word.
fn state(tools: &PageTools, dist: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    tools.versions().hash(&mut hasher);
    let root = workspace::root();
    let skipped: Vec<PathBuf> = NOT_SOURCES.iter().map(|folder| root.join(folder)).collect();
    for source in SOURCES.iter().map(|name| root.join(name)).chain([dist.to_owned()]) {
        for file in files_below(&source, &skipped)? {
            file.hash(&mut hasher);
            fs::read(&file)?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The files in `place` (or `place` itself, if it is one) in a fixed order, without those in `skipped`
/// and without installed packages.
fn files_below(place: &Path, skipped: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![place.to_owned()];
    while let Some(path) = waiting.pop() {
        if skipped.contains(&path) || path.ends_with("node_modules") || !path.exists() {
            continue;
        }
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
