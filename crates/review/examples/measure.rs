//! Time of a whole review beside that of the parse alone, on one thread: `cargo xtask bench` runs it.
//!
//! `measure FOLDER` reads every `.py` file below FOLDER, then parses all of them and reviews all of them, in turns.
#![allow(clippy::print_stdout)] // the figures are what it is for

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use model::Options;
use review::{Project, SourceFile};

/// That of the command line, whose speed this is about.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let mut files = Vec::new();
    read(&folder, &folder, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let count = files.len();
    let project = Project { files };
    let options = Options { date: "2026-01-01".to_owned(), ..Options::default() };
    let (mut parse, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        parse.push(time(|| {
            for file in &project.files {
                black_box(syntax::parse(Arc::clone(&file.text)));
            }
        }));
        whole.push(time(|| {
            black_box(review::review(&project, &options));
        }));
    }
    let (parse, whole) = (median(parse), median(whole));
    println!("{count} files, {bytes} bytes, one thread, median of {ROUNDS} rounds in turns");
    println!("  parse                {:>8.2} s", parse.as_secs_f64());
    println!(
        "  parse to triage      {:>8.2} s   {:.2} x parse",
        whole.as_secs_f64(),
        whole.as_secs_f64() / parse.as_secs_f64()
    );
}

fn read(top: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(top, &path, files);
        } else if path.extension().is_some_and(|end| end == "py")
            && let Ok(text) = fs::read_to_string(&path)
        {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path: name, text: text.into() });
        }
    }
}

/// How long the processor worked on it, where the system tells that (Linux): others may be at work beside. Elsewhere the time
/// that went by.
fn time(work: impl FnOnce()) -> Duration {
    let (start, worked_before) = (Instant::now(), worked());
    work();
    match (worked_before, worked()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    }
}

fn worked() -> Option<Duration> {
    let told = fs::read_to_string("/proc/self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
