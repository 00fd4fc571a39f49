//! Follows CONTRIBUTING.md: writes the files that it tells a newcomer to write into a copy of the clone, builds, and
//! holds what the program says against what the guide promises.
//!
//! In the guide, `<!-- file: PATH -->` stands before a block that is a file, and `<!-- says: PATH CODE:LINE … -->`
//! names the open findings of that file, all of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::step::{Done, Failure, loud};
use crate::{process, workspace};

const GUIDE: &str = "CONTRIBUTING.md";

/// Follows it.
pub(crate) fn follow() -> Done {
    let path = workspace::root().join(GUIDE);
    let guide = fs::read_to_string(&path).map_err(|error| process::io_failure(&path, &error))?;
    let files = files(&guide);
    let promises = promises(&guide);
    if files.is_empty() || promises.is_empty() {
        return Err(wrong("it shows no file, or promises nothing"));
    }
    loud("test: the guide, followed", || {
        let copy = workspace::local().join("guide");
        copy_clone(&copy)?;
        for (name, text) in &files {
            write(&copy.join(name), text.as_bytes())?;
        }
        let mut cargo = Command::new("cargo");
        // A folder of its own: Cargo takes the same crate of two workspaces for one, and would leave the guide's program where
        // the clone's is looked for.
        cargo.current_dir(&copy).env("CARGO_TARGET_DIR", workspace::local().join("guide-target"));
        cargo.args(["run", "--quiet", "--locked", "--package", "pyvigil", "--", "scan", "--format", "json"]);
        // The guide's own copy of the workspace, whatever started this program.
        cargo.env_remove("CARGO_MANIFEST_DIR").args(promises.iter().map(|(name, _)| name));
        let text = process::text(&mut cargo, &[0, 1])?;
        let review: Value = serde_json::from_str(&text).map_err(|_| wrong("the program printed no JSON"))?;
        for (name, wanted) in &promises {
            let found = open_findings(&review, name);
            if found != *wanted {
                return Err(wrong(&format!("{name}: promised {wanted:?}, found {found:?}")));
            }
        }
        Ok(())
    })
}

fn wrong(what: &str) -> Failure {
    Failure::new(format!("{GUIDE}: {what}"), "correct the guide, or what it describes")
}

/// The files that the guide shows: path and text.
fn files(guide: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for part in guide.split("<!-- file: ").skip(1) {
        let Some((name, rest)) = part.split_once(" -->\n") else { continue };
        let Some((fence, rest)) = rest.split_once('\n') else { continue };
        // In a list the block is indented.
        let indent = &fence[..fence.len() - fence.trim_start().len()];
        let ticks: String = fence.trim_start().chars().take_while(|c| *c == '`').collect();
        let lines = rest.lines().map(|line| line.strip_prefix(indent).unwrap_or(line));
        let text: Vec<&str> = lines.take_while(|line| *line != ticks).collect();
        files.push((name.to_owned(), text.join("\n") + "\n"));
    }
    files
}

/// What the guide promises: a path and its open findings, `CODE:LINE`.
fn promises(guide: &str) -> Vec<(String, Vec<String>)> {
    let parts = guide.split("<!-- says: ").skip(1).filter_map(|part| part.split_once(" -->"));
    parts
        .filter_map(|(words, _)| {
            let mut words = words.split_whitespace().map(str::to_owned);
            Some((words.next()?, words.collect()))
        })
        .collect()
}

fn open_findings(review: &Value, file: &str) -> Vec<String> {
    let mut found: Vec<(u64, String)> = Vec::new();
    for finding in review["findings"].as_array().into_iter().flatten() {
        // That the guide's small programs have no type hints is not its subject.
        if finding["file"] == file && finding["state"] == "open" && finding["kind"] == "security" {
            let line = finding["line"].as_u64().unwrap_or_default();
            found.push((line, format!("{}:{line}", finding["rule"].as_str().unwrap_or_default())));
        }
    }
    found.sort();
    found.into_iter().map(|(_, place)| place).collect()
}

/// Copies the clone's files, those that git does not ignore, to `copy`. What is the same already stays, so that little
/// is built anew.
fn copy_clone(copy: &Path) -> Done {
    let root = workspace::root();
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let listed = process::text(&mut git, &[0])?;
    let wanted: Vec<&str> = listed.lines().filter(|name| root.join(name).is_file()).collect();
    remove_others(copy, copy, &wanted)?;
    for name in wanted {
        let from = root.join(name);
        write(&copy.join(name), &fs::read(&from).map_err(|error| process::io_failure(&from, &error))?)?;
    }
    Ok(())
}

/// Deletes what an earlier run left and `wanted` does not name.
fn remove_others(copy: &Path, folder: &Path, wanted: &[&str]) -> Done {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.strip_prefix(copy).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            remove_others(copy, &path, wanted)?;
        } else if !wanted.contains(&name.as_str()) {
            fs::remove_file(&path).map_err(|error| process::io_failure(&path, &error))?;
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Done {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| process::io_failure(folder, &error))?;
    }
    fs::write(path, bytes).map_err(|error| process::io_failure(path, &error))
}
