//! Reads and checks every rule page; writes the static tables that `src/lib.rs` includes, and beside them the
//! pages' prose. Nothing of a page's front matter is parsed at run time.

#[path = "build/asked.rs"]
mod asked;
#[path = "build/brought.rs"]
mod brought;
#[path = "build/class.rs"]
mod class;
#[path = "build/fix.rs"]
mod fix;
#[path = "build/folder.rs"]
mod folder;
#[path = "build/front.rs"]
mod front;
#[path = "build/generate.rs"]
mod generate;
#[path = "build/matcher.rs"]
mod matcher;
#[path = "build/model.rs"]
mod model_sinks;
#[path = "build/page.rs"]
mod page;
#[path = "build/prose.rs"]
mod prose;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What is known of libraries stands in one file each, with its other reader.
const MODELS: &str = "../dataflow/models";
/// The fixers that pages may name: one file each.
const FIXERS: &str = "../fixes/src/fixers";

fn main() {
    println!("cargo::rerun-if-changed=pages");
    println!("cargo::rerun-if-changed=classes.toml");
    println!("cargo::rerun-if-changed=src/detectors");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={FIXERS}");
    println!("cargo::rerun-if-changed={MODELS}");
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
    let (mut pages, detectors) = folder::read(&root, &root.join(FIXERS))?;
    model_sinks::add_sinks(&root.join(MODELS), &mut pages)?;
    write(&out.join("rules.rs"), &generate::rules(&pages))?;
    write(&out.join("llm.rs"), &asked::tables(&root.join(MODELS))?)?;
    write(&out.join("brought.rs"), &brought::tables(&root.join(MODELS))?)?;
    write(&out.join("prose.txt"), &prose::text(&pages))?;
    write(&out.join("detectors.rs"), &generate::detectors(&detectors, &root.join("src/detectors")))
}

fn variable(name: &str) -> Result<String, Vec<String>> {
    env::var(name).map_err(|error| vec![format!("{name}: {error}")])
}

fn write(path: &Path, text: &str) -> Result<(), Vec<String>> {
    fs::write(path, text).map_err(|error| vec![format!("{}: {error}", path.display())])
}
