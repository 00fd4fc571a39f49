//! `pyvigil fix`: what can be fixed, as a diff or in the files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use model::{Edit, Options, Repair};
use review::{Configuration, FileAnalysis};

use crate::args::Fix;
use crate::code::{self, Fixes};
use crate::output::{self, Failure};
use crate::{advisory_data, files, scan};

/// Runs the command and gives its exit status: that of a review of the files as the command leaves them.
pub(crate) fn run(arguments: &Fix) -> Result<u8, Failure> {
    let input = files::read(&arguments.paths, files::Choice::Reviewable)?;
    let options = Options {
        date: scan::today(),
        python: arguments.audit.python.clone(),
        platform: arguments.audit.platform,
        ..Options::default()
    };
    let index = advisory_data::load(arguments.audit.advisories.as_deref())?;
    let given = input.files.iter().chain(&input.configuration).map(|(path, text)| (path.as_str(), &**text));
    // What is written into the files is not masked.
    let configuration = Configuration::read(given, &input.here).showing_secrets(true);
    let jobs = thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let (run, mut analyses) = scan::analyze(&input.files, &configuration, jobs)?;

    let texts: Vec<(&FileAnalysis, &str)> =
        analyses.iter().zip(&input.files).map(|(analysis, (_, text))| (analysis, &**text)).collect();
    let repairs = if arguments.select.is_empty() { review::repair(&texts, &options, &index) } else { Vec::new() };
    let repaired = repaired(&input.files, &repairs)?;
    let known = (repaired == input.files).then_some((&run, &mut analyses[..]));
    let (fixed, work) = code::fixed(&repaired, known, &configuration, jobs, arguments)?;
    drop(run);
    let left_alone: Vec<String> = analyses
        .iter()
        .filter_map(|analysis| Some(format!("{}: {}", analysis.path(), analysis.left_alone()?)))
        .collect();
    let changes = changes(&input.files, &fixed);
    let mut unwritten = Vec::new();
    if arguments.write {
        unwritten = write(&input.files, &changes)?;
        if unwritten.is_empty() && !changes.is_empty() {
            analyses = scan::analyze(&fixed, &configuration, jobs)?.1;
        }
    } else {
        show(&input.files, &changes)?;
    }
    tell(&repairs, &work, &left_alone);
    if !unwritten.is_empty() {
        return Err(Failure(unwritten.join("\npyvigil: ")));
    }
    analyses.extend(input.skipped.iter().map(|skipped| review::refused(&skipped.file, &skipped.reason)));
    let review = review::assemble_with(&analyses.iter().collect::<Vec<_>>(), &configuration, &options, Some(&index));
    Ok(scan::status(&review))
}

/// The files with their dependencies repaired.
fn repaired(files: &[(String, Arc<str>)], repairs: &[Repair]) -> Result<Vec<(String, Arc<str>)>, Failure> {
    let text = |(path, text): &(String, Arc<str>)| {
        let repair = repairs.iter().find(|repair| repair.file == *path && !repair.edits.is_empty());
        Ok((path.clone(), repair.map_or_else(|| Ok(text.clone()), |repair| after(path, text, &repair.edits))?))
    };
    files.iter().map(text).collect()
}

/// What has become of the files, as edits of those that changed.
fn changes<'f>(files: &'f [(String, Arc<str>)], fixed: &[(String, Arc<str>)]) -> BTreeMap<&'f str, Vec<Edit>> {
    let pairs = files.iter().zip(fixed).filter(|((_, old), (_, new))| old != new);
    pairs.map(|((path, old), (_, new))| (path.as_str(), review::between(path, old, new))).collect()
}

/// The text of a file after its edits.
fn after(path: &str, text: &str, edits: &[Edit]) -> Result<Arc<str>, Failure> {
    let fixed = review::apply(text, edits);
    Ok(fixed.ok_or_else(|| Failure(format!("the edits of {path} do not fit its text; please report it")))?.into())
}

fn show(files: &[(String, Arc<str>)], changes: &BTreeMap<&str, Vec<Edit>>) -> Result<(), Failure> {
    let mut out = String::new();
    for (path, text) in files {
        if let Some(edits) = changes.get(path.as_str()) {
            out.push_str(&report::unified_diff(path, text, &after(path, text, edits)?, edits));
        }
    }
    output::print(out.as_bytes())
}

/// Changes the files, and says of which ones it could not, and why.
fn write(files: &[(String, Arc<str>)], changes: &BTreeMap<&str, Vec<Edit>>) -> Result<Vec<String>, Failure> {
    let mut unwritten = Vec::new();
    for (path, text) in files {
        let edits = changes.get(path.as_str());
        if path == files::STDIN {
            let new = edits.map_or_else(|| Ok(text.clone()), |edits| after(path, text, edits))?;
            output::print(new.as_bytes())?;
        } else if let Some(edits) = edits {
            let new = after(path, text, edits)?;
            unwritten.extend(replace(Path::new(path), text, &new).err());
        }
    }
    Ok(unwritten)
}

/// Writes `new` into a file that says `old`, in the encoding that it has, or says why not.
fn replace(path: &Path, old: &str, new: &str) -> Result<(), String> {
    let failed = |what: &str| format!("{} {what}; nothing was changed in it", path.display());
    let bytes = fs::read(path).map_err(|error| failed(&format!("cannot be read: {error}")))?;
    let encode = ENCODINGS.into_iter().find(|encode| encode(old) == bytes);
    let encode = encode.ok_or_else(|| failed("changed meanwhile, or is neither UTF-8 nor UTF-16 nor Latin-1"))?;
    fs::write(path, encode(new)).map_err(|error| failed(&format!("cannot be written: {error}")))
}

/// The encodings that a text is written back in: UTF-8 without and with a mark, UTF-16, and Latin-1, to which fixes add ASCII alone.
const ENCODINGS: [fn(&str) -> Vec<u8>; 5] = [
    |text| text.as_bytes().to_vec(),
    |text| ["\u{feff}", text].concat().into_bytes(),
    |text| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
    |text| [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
    |text| text.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect(),
];

/// What a person should know beside the changes: on stderr, so that stdout can be given to another program.
fn tell(repairs: &[Repair], fixes: &Fixes, left_alone: &[String]) {
    if repairs.is_empty() && fixes.is_empty() && left_alone.is_empty() {
        output::remark(
            "Nothing to fix: no finding has a fix that was checked, and no dependency a known vulnerability that another \
             version ends.",
        );
    }
    fixes.tell();
    for reason in left_alone {
        output::remark(reason);
    }
    for repair in repairs {
        for remark in &repair.remarks {
            let left = if remark.raised { "" } else { "not changed: " };
            output::remark(&format!("{}:{}: {}: {left}{}", repair.file, remark.line, remark.package, remark.text));
        }
        for advice in &repair.advice {
            output::remark(advice);
        }
    }
    if repairs.iter().any(|repair| !repair.edits.is_empty()) {
        output::remark(
            "The versions are the smallest about which nothing is known. Whether they go together is for pip and your tests.",
        );
    }
}
