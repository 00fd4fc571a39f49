//! Registers the fixers: every file of `src/fixers` is one. A file `sql_parameters.rs` holds the unit struct `SqlParameters`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, process};

const FOLDER: &str = "src/fixers";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    if let Err(problem) = run() {
        println!("cargo::error={problem}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let variable = |name: &str| env::var(name).map_err(|error| format!("{name}: {error}"));
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    let mut out = String::new();
    let mut table = String::from("static FIXERS: &[(&str, &dyn Fixer)] = &[");
    for name in &names {
        let path = folder.join(format!("{name}.rs")).display().to_string();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "#[path = {path:?}]\nmod {name};");
        let _ = write!(table, "({name:?}, &{name}::{}), ", camel(name));
    }
    let out = format!("{out}{table}];\n");
    let path = PathBuf::from(variable("OUT_DIR")?).join("fixers.rs");
    fs::write(&path, out).map_err(|error| format!("{}: {error}", path.display()))
}

/// `sql_parameters` as `SqlParameters`.
fn camel(words: &str) -> String {
    words
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect()
}
