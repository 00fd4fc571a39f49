//! Writes the prose of all rule pages into the file that is named on the command line. The page serves it beside
//! the analyzer, whose wasm carries the rules without their prose; `rules::load_pages` reads it.
//!
//! The pages are read and checked by the same code as in the rules' build script.

#![allow(dead_code)] // what the build script alone needs of a page
#![allow(clippy::print_stderr)]

#[path = "../../rules/build/class.rs"]
mod class;
#[path = "../../rules/build/fix.rs"]
mod fix;
#[path = "../../rules/build/folder.rs"]
mod folder;
#[path = "../../rules/build/front.rs"]
mod front;
#[path = "../../rules/build/matcher.rs"]
mod matcher;
#[path = "../../rules/build/page.rs"]
mod page;
#[path = "../../rules/build/prose.rs"]
mod prose;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let Some(file) = env::args_os().nth(1) else {
        eprintln!("usage: pyvigil-pages FILE");
        return ExitCode::FAILURE;
    };
    match write(Path::new(&file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            eprintln!("{}", problems.join("\n"));
            ExitCode::FAILURE
        }
    }
}

fn write(file: &Path) -> Result<(), Vec<String>> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (pages, _) = folder::read(&crates.join("rules"), &crates.join("fixes/src/fixers"))?;
    fs::write(file, prose::text(&pages)).map_err(|error| vec![format!("{}: {error}", file.display())])
}
