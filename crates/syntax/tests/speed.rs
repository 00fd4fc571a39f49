//! Measures, asserts nothing: `cargo test --release -p pyvigil-syntax --test speed -- --ignored --nocapture`.

#![allow(clippy::print_stdout, clippy::cast_precision_loss)] // it prints its measurements

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

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
    // File by file in turn, so that whatever else the machine does meets both alike; and of each file the best
    // of all rounds, for other work only ever adds time.
    let mut best = vec![(Duration::MAX, Duration::MAX); texts.len()];
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let (mut bare, mut whole) = (Duration::ZERO, Duration::ZERO);
        for (text, best) in texts.iter().zip(&mut best) {
            let one = time(|| usize::from(parser.parse(text.as_str(), None).is_some()));
            let other = time(|| syntax::parse(text.as_str()).exprs().len());
            (bare, whole) = (bare + one, whole + other);
            *best = (best.0.min(one), best.1.min(other));
        }
        ratios.push(whole.as_secs_f64() / bare.as_secs_f64());
    }
    ratios.sort_unstable_by(f64::total_cmp);
    let (bare, whole) =
        best.iter().fold((0.0, 0.0), |sum, best| (sum.0 + best.0.as_secs_f64(), sum.1 + best.1.as_secs_f64()));
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{} files, {megabytes:.1} MB; tree-sitter {:.1} MB/s, parse {:.1} MB/s; ratio {:.3}, over {ROUNDS} rounds {:.3} to {:.3}, median {:.3}",
        texts.len(),
        megabytes / bare,
        megabytes / whole,
        whole / bare,
        ratios[0],
        ratios[ROUNDS - 1],
        ratios[ROUNDS / 2],
    );
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
