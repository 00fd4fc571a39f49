//! Measures, asserts nothing: `cargo test --release -p pyvigil-syntax --test speed -- --ignored --nocapture`.

#![allow(clippy::print_stdout, clippy::cast_precision_loss)] // it prints its measurements

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[test]
#[ignore = "a measurement; set PYVIGIL_SOURCES (or PYVIGIL_DJANGO) to a folder of Python files"]
fn parse_and_lower() {
    let Some(folder) = std::env::var_os("PYVIGIL_SOURCES").or_else(|| std::env::var_os("PYVIGIL_DJANGO")) else {
        println!("skipped: no PYVIGIL_SOURCES");
        return;
    };
    let mut texts = Vec::new();
    read(Path::new(&folder), &mut texts);
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut parser = tree_sitter::Parser::new();
    let set = parser.set_language(&tree_sitter_python::LANGUAGE.into());
    assert!(set.is_ok());
    for round in 1..=3 {
        // File by file in turn, so that whatever else the machine does meets both alike.
        let (mut bare, mut whole) = (Duration::ZERO, Duration::ZERO);
        for text in &texts {
            bare += time(|| usize::from(parser.parse(text.as_str(), None).is_some()));
            whole += time(|| syntax::parse(text.as_str()).exprs().len());
        }
        let megabytes = bytes as f64 / 1e6;
        println!(
            "round {round}: {} files, {megabytes:.1} MB; tree-sitter {:.0} ms ({:.1} MB/s), parse {:.0} ms ({:.1} MB/s), ratio {:.3}",
            texts.len(),
            bare.as_secs_f64() * 1e3,
            megabytes / bare.as_secs_f64(),
            whole.as_secs_f64() * 1e3,
            megabytes / whole.as_secs_f64(),
            whole.as_secs_f64() / bare.as_secs_f64(),
        );
    }
}

fn time(run: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    std::hint::black_box(run());
    start.elapsed()
}

fn read(folder: &Path, texts: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            texts.extend(std::fs::read_to_string(&path));
        }
    }
}
