//! Writes the index: `import-advisories SOURCE... [--malicious TSV] [--popular TXT] [--date DATE] --out FILE`.
//!
//! A source is OSV: a folder of JSON or YAML records (a checkout of the `PyPA` advisory database), a zip archive of
//! JSON records (OSV's own), or a file with a record a line, perhaps with gzip. The names of malware and the much-used names are taken
//! from the index that stands at `--out`, if they are not given. The same input gives the same bytes.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for a terminal

mod build;
mod osv;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use advisories::Index;
use advisories::facts::Facts;

const MAGIC: &[u8] = b"PYVADV1\n";

/// What is wrong, for a person.
pub(crate) type Problem = String;

#[derive(Default)]
struct Arguments {
    sources: Vec<PathBuf>,
    malicious: Option<PathBuf>,
    popular: Option<PathBuf>,
    date: Option<String>,
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("import-advisories: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments, Problem> {
    let mut arguments = Arguments::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("`{word}` wants a value"));
        match word.as_str() {
            "--malicious" => arguments.malicious = Some(value()?.into()),
            "--popular" => arguments.popular = Some(value()?.into()),
            "--date" => arguments.date = Some(value()?),
            "--out" => arguments.out = Some(value()?.into()),
            option if option.starts_with("--") => return Err(format!("there is no option `{option}`")),
            source => arguments.sources.push(source.into()),
        }
    }
    Ok(arguments)
}

fn run(arguments: &Arguments) -> Result<(), Problem> {
    let out = arguments.out.as_deref().ok_or("name the file to write with --out")?;
    if arguments.sources.is_empty() {
        return Err("name a folder, an archive or a file of OSV records".to_owned());
    }
    let mut records = Vec::new();
    for source in &arguments.sources {
        sources::read(source, &mut |record| records.push(record))?;
    }
    let old = old_names(out)?;
    let malicious = match &arguments.malicious {
        Some(path) => pairs(&text(path)?),
        None => old.malicious,
    };
    let popular = match &arguments.popular {
        Some(path) => text(path)?.lines().map(str::to_owned).collect(),
        None => old.popular,
    };
    let facts = build::facts(&records, malicious, &popular, arguments.date.as_deref());
    let bytes = facts.write();
    let mut file = MAGIC.to_vec();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Deflate, &*bytes, &mut file)
        .map_err(|error| format!("cannot compress: {error}"))?;
    let loaded = Index::load(&file).map_err(|error| format!("what was written cannot be read: {error}"))?;
    if *loaded.meta() != facts.meta {
        return Err("what was written reads differently".to_owned());
    }
    fs::write(out, &file).map_err(|error| format!("{}: {error}", out.display()))?;
    let meta = &facts.meta;
    println!(
        "{}: {} bytes ({} unpacked); {} advisories about {} packages, {} names of malware, {} popular names, as of {}",
        out.display(),
        file.len(),
        bytes.len(),
        meta.advisories,
        meta.packages,
        meta.malicious,
        meta.popular,
        meta.date
    );
    Ok(())
}

/// The names in the index that is replaced.
#[derive(Default)]
struct Old {
    malicious: Vec<(String, String)>,
    /// Famous ones first.
    popular: Vec<String>,
}

fn old_names(path: &Path) -> Result<Old, Problem> {
    let Ok(file) = fs::read(path) else { return Ok(Old::default()) };
    let damaged = |()| format!("{} is no index; remove it first", path.display());
    let packed = file.strip_prefix(MAGIC).unwrap_or_default();
    let bytes = miniz_oxide::inflate::decompress_to_vec(packed).map_err(|_| damaged(()))?;
    let facts = Facts::read(&bytes).map_err(|_| damaged(()))?;
    let popular = facts.famous.into_iter().chain(facts.known).collect();
    Ok(Old { malicious: facts.malicious, popular })
}

fn text(path: &Path) -> Result<String, Problem> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.lines().filter_map(|line| line.split_once('\t')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}
