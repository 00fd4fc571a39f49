//! Time of the model beside that of the parse: `cargo run --release --example measure -- FOLDER`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use semantic::FileModel;

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                files.push(path);
            }
        }
    }
    files
}

#[allow(clippy::print_stdout)] // this is what the example is for
fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let (mut parse, mut model, mut answers) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut files, mut bytes, mut named, mut calls) = (0, 0, 0, 0);
    let mut slowest = (0.0, PathBuf::new());
    for path in python_files(Path::new(&folder)) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        files += 1;
        bytes += text.len();
        let start = Instant::now();
        let module = Arc::new(syntax::parse(text));
        let parsed = start.elapsed();
        let start = Instant::now();
        let it = FileModel::new(module);
        let built = start.elapsed();
        let start = Instant::now();
        for (id, _) in it.module().exprs() {
            std::hint::black_box((it.constant(id), it.is_constant(id)));
        }
        answers += start.elapsed();
        calls += it.calls().len();
        named += it.calls().iter().filter(|&&call| it.qualified_name(call).is_some()).count();
        let ratio = built.as_secs_f64() / parsed.as_secs_f64().max(1e-4);
        if ratio > slowest.0 {
            slowest = (ratio, path);
        }
        parse += parsed;
        model += built;
    }
    println!("{files} files, {bytes} bytes: parse {parse:?}, model {model:?}, every constant {answers:?}");
    println!(
        "{named} of {calls} calls have a name; slowest beside its parse: {:.2} {}",
        slowest.0,
        slowest.1.display()
    );
}
