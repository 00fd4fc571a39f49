//! `pyvigil fix`: what can be fixed, as a diff or in the files.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::thread;

use model::{Edit, Guard, Options, Repair};
use review::{Configuration, FileAnalysis};

use crate::args::Fix;
use crate::code::{self, Fixes};
use crate::encoding::Encoding;
use crate::files::Input;
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
    let mut unwritten = BTreeMap::new();
    if arguments.write {
        unwritten = write(&input, &changes)?;
        if unwritten.is_empty() && !changes.is_empty() {
            analyses = scan::analyze(&fixed, &configuration, jobs)?.1;
        }
    } else {
        show(&input, &changes)?;
    }
    tell(&repairs, &work, &left_alone, &unwritten);
    if !unwritten.is_empty() {
        let reasons: Vec<String> = unwritten.into_values().collect();
        return Err(Failure(reasons.join("\npyvigil: ")));
    }
    analyses.extend(input.skipped.iter().map(|skipped| review::refused(&skipped.file, &skipped.reason)));
    let review = review::assemble_with(&analyses.iter().collect::<Vec<_>>(), &configuration, &options, Some(&index));
    let is_nothing = repairs.is_empty() && work.is_empty() && left_alone.is_empty();
    if is_nothing && review.guard != Some(Guard::NoActionableInput) {
        output::remark(
            "Nothing to fix: no finding has a fix that was checked, and no dependency a known vulnerability that another \
             version ends.",
        );
    }
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

/// Prints the changes, each file's in its own encoding, so that they fit its bytes.
fn show(input: &Input, changes: &BTreeMap<&str, Vec<Edit>>) -> Result<(), Failure> {
    let mut out = Vec::new();
    for (path, text) in &input.files {
        let Some(edits) = changes.get(path.as_str()) else { continue };
        let new = after(path, text, edits)?;
        let plain = || report::unified_diff(path, text, &new, edits).into_bytes();
        out.extend(match encoding(input, path, text) {
            // The mark is a part of the first line, which may be one of those around a change.
            Ok(Encoding::Marked) => {
                let marked = |text: &str| format!("\u{feff}{text}");
                report::unified_diff(path, &marked(text), &marked(&new), edits).into_bytes()
            }
            Ok(Encoding::Utf16 { .. }) => {
                output::remark(&format!("{path}: no program can apply a diff of UTF-16; `--write` changes the file"));
                plain()
            }
            Ok(encoding) => encoding.encode(&report::unified_diff(path, text, &new, edits)).unwrap_or_else(plain),
            Err(_) => plain(),
        });
    }
    output::print(&out)
}

/// Changes the files; gives those that it could not change, and why.
fn write(input: &Input, changes: &BTreeMap<&str, Vec<Edit>>) -> Result<BTreeMap<String, String>, Failure> {
    let mut unwritten = BTreeMap::new();
    for (path, text) in &input.files {
        let edits = changes.get(path.as_str());
        let failed = |what: &str| format!("{path} {what}; nothing was changed in it");
        if path == files::STDIN {
            let new = edits.map_or_else(|| Ok(text.clone()), |edits| after(path, text, edits))?;
            let bytes = if edits.is_none() { Some(input.stdin.clone()) } else { encoded(input, path, text, &new).ok() };
            output::print(&bytes.unwrap_or_else(|| new.as_bytes().to_vec()))?;
        } else if let Some(edits) = edits {
            let new = after(path, text, edits)?;
            let done = encoded(input, path, text, &new)
                .and_then(|bytes| fs::write(path, bytes).map_err(|error| format!("cannot be written: {error}")));
            if let Err(what) = done {
                unwritten.insert(path.clone(), failed(&what));
            }
        }
    }
    Ok(unwritten)
}

/// How a file that says `text` is encoded, or why that is not known.
fn encoding(input: &Input, path: &str, text: &str) -> Result<Encoding, String> {
    let read;
    let bytes = if path == files::STDIN {
        &input.stdin
    } else {
        read = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
        &read
    };
    let unknown = "changed meanwhile, or is in an encoding that is not known here";
    Encoding::of(text, bytes).ok_or_else(|| unknown.to_owned())
}

/// The bytes of `new` in the encoding of the file that says `old`, or why there are none.
fn encoded(input: &Input, path: &str, old: &str, new: &str) -> Result<Vec<u8>, String> {
    let bytes = encoding(input, path, old)?.encode(new);
    bytes.ok_or_else(|| "has an encoding that lacks a letter of the fix".to_owned())
}

/// What a person should know beside the changes: on stderr, so that stdout can be given to another program.
fn tell(repairs: &[Repair], fixes: &Fixes, left_alone: &[String], unwritten: &BTreeMap<String, String>) {
    fixes.tell(|file| unwritten.contains_key(file));
    for reason in left_alone {
        output::remark(reason);
    }
    for repair in repairs.iter().filter(|repair| !unwritten.contains_key(&repair.file)) {
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
