//! Reads and checks every rule page and writes the static tables that `src/lib.rs` includes.
//! Nothing of a page is parsed at run time.

#[path = "build/generate.rs"]
mod generate;
#[path = "build/matcher.rs"]
mod matcher;
#[path = "build/page.rs"]
mod page;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    println!("cargo::rerun-if-changed=pages");
    println!("cargo::rerun-if-changed=src/detectors");
    println!("cargo::rerun-if-changed=build");
    if let Err(problems) = run() {
        for problem in problems {
            println!("cargo::error={problem}");
        }
        process::exit(1);
    }
}

/// All of it, or every problem found.
fn run() -> Result<(), Vec<String>> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let detectors = names(&root.join("src/detectors"), "rs")?;
    let mut pages = Vec::new();
    let mut problems = Vec::new();
    for code in names(&root.join("pages"), "md")? {
        let text = read(&root.join("pages").join(format!("{code}.md")))?;
        match page::parse(&code, &text, &detectors) {
            Ok(page) => pages.push(page),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(page::check_together(&pages, &detectors));
    if !problems.is_empty() {
        return Err(problems);
    }
    let with_prose = env::var_os("CARGO_FEATURE_PAGES").is_some();
    write(&out.join("rules.rs"), &generate::rules(&pages, with_prose))?;
    write(&out.join("detectors.rs"), &generate::detectors(&detectors, &root.join("src/detectors")))
}

/// Stems of the files in `folder` with `extension`, sorted.
fn names(folder: &Path, extension: &str) -> Result<Vec<String>, Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn variable(name: &str) -> Result<String, Vec<String>> {
    env::var(name).map_err(|error| vec![format!("{name}: {error}")])
}

fn read(path: &Path) -> Result<String, Vec<String>> {
    fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])
}

fn write(path: &Path, text: &str) -> Result<(), Vec<String>> {
    fs::write(path, text).map_err(|error| vec![format!("{}: {error}", path.display())])
}
