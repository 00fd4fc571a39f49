//! `pyvigil scan`: read, review in parallel, write, choose the exit status.

use std::collections::HashMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use model::{Earlier, Guard, Mode, Options, Review};
use report::{File, Material};
use review::{Configuration, FileAnalysis, Run};

use crate::args::{Compat, Scan};
use crate::output::{self, Failure};
use crate::parallel::in_parallel;
use crate::{CLEAN, FOUND, WRONG, advisory_data, files};

/// The format of a terminal.
const TEXT: &str = "text";

/// Runs the command and gives its exit status.
pub(crate) fn run(arguments: &Scan) -> Result<u8, Failure> {
    let choice = if arguments.compat.is_some() { files::Choice::Ruff } else { files::Choice::Reviewable };
    let input = files::read(&arguments.paths, choice)?;
    let options = Options {
        date: arguments.date.clone().unwrap_or_else(today),
        mode: arguments.mode,
        framework: arguments.framework,
        environment: arguments.environment,
        python: arguments.audit.python.clone(),
        platform: arguments.audit.platform,
        show_secrets: arguments.show_secrets,
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
        min_severity: arguments.min_severity,
    };
    let jobs = arguments.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let configuration = if arguments.isolated {
        Configuration::default()
    } else {
        let given = input.files.iter().chain(&input.configuration).map(|(path, text)| (path.as_str(), &**text));
        Configuration::read(given, &input.here)
    };
    let configuration = configuration.showing_secrets(arguments.show_secrets);
    let mut analyses = match arguments.compat {
        None => {
            let (run, mut analyses) = analyze(&input.files, &configuration, jobs)?;
            let shows_fixes = arguments.out.is_some()
                || arguments.format.is_some_and(|format| format.word != TEXT)
                || options.mode == Mode::Refactor;
            if shows_fixes {
                recommend(&run, &mut analyses, &configuration, jobs)?;
            }
            analyses
        }
        Some(Compat::Ruff) => {
            let files: Vec<usize> = (0..input.files.len()).collect();
            let rows = |at: usize| {
                let (path, text) = &input.files[at];
                review::untriaged(path, text, &configuration.of(path), files::module_name(path))
            };
            in_parallel(&files, |_| &[], jobs, rows)?
        }
    };
    analyses.extend(input.skipped.iter().map(|skipped| review::refused(&skipped.file, &skipped.reason)));
    let index = match arguments.compat {
        None => Some(advisory_data::load(arguments.audit.advisories.as_deref())?),
        Some(_) => None,
    };
    let earlier = arguments.baseline.as_deref().map(baseline).transpose()?;
    let analyses: Vec<&FileAnalysis> = analyses.iter().collect();
    let mut review = review::assemble_with(&analyses, &configuration, &options, index.as_ref());
    review.comparison = earlier.map(|earlier| review::compare(&review, &earlier, &analyses, &options));
    let texts: HashMap<&str, &str> = input.files.iter().map(|(path, text)| (path.as_str(), &**text)).collect();
    let sources = review::sources(&analyses, |path| texts.get(path).copied());
    write(arguments, &Material { review: &review, sources: &sources })?;
    Ok(status(&review))
}

/// Analyzes `files` together, on `jobs` threads; the result is in their order, and what is known of the project with it.
pub(crate) fn analyze<'f>(
    files: &'f [(String, Arc<str>)],
    configuration: &Configuration,
    jobs: usize,
) -> Result<(Run<'f>, Vec<FileAnalysis>), Failure> {
    let mut run = Run::new(files.iter().map(|(path, text)| (path.as_str(), text)));
    let settings = |at: usize| files.get(at).map(|(path, _)| configuration.of(path)).unwrap_or_default();
    let mut analyses = in_parallel(run.order(), |at| run.imports(at), jobs, |at| run.analyze(at, &settings(at)))?;
    let again = run.link();
    let known = in_parallel(&again, |_| &[], jobs, |at| run.analyze(at, &settings(at)))?;
    for (at, analysis) in again.into_iter().zip(known) {
        analyses[at] = analysis;
    }
    Ok((run, analyses))
}

/// Finds out what may be changed in the files of `run`, and keeps it with the findings.
pub(crate) fn recommend(
    run: &Run<'_>,
    analyses: &mut [FileAnalysis],
    configuration: &Configuration,
    jobs: usize,
) -> Result<(), Failure> {
    review::spare(analyses);
    let all: Vec<usize> = (0..analyses.len()).collect();
    let fixes = |at: usize| run.recommend(at, &analyses[at], &configuration.of(analyses[at].path()), None);
    let fixes = in_parallel(&all, |_| &[], jobs, fixes)?;
    for (analysis, fixes) in analyses.iter_mut().zip(fixes) {
        analysis.keep(fixes);
    }
    Ok(())
}

/// An earlier review's JSON.
fn baseline(path: &Path) -> Result<Earlier, Failure> {
    let failed = |problem: String| Failure(format!("--baseline {}: {problem}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| failed(format!("cannot read it: {error}; check the path")))?;
    report::earlier(&text).map_err(failed)
}

/// The person's date.
pub(crate) fn today() -> String {
    chrono::Local::now().format("%Y-%m-%d").to_string()
}

/// The exit status that a review stands for; says why where it is no result.
pub(crate) fn status(review: &Review) -> u8 {
    match review.guard {
        Some(Guard::NoActionableInput) => {
            output::complain("there is nothing to analyze: name Python files, folders or dependency manifests");
            WRONG
        }
        _ if !review.checked() => {
            output::complain("nothing was checked; the report says why");
            WRONG
        }
        _ if review.open_security().next().is_some() || review.open_dependencies().next().is_some() => FOUND,
        _ => CLEAN,
    }
}

fn write(arguments: &Scan, material: &Material<'_>) -> Result<(), Failure> {
    let review = material.review;
    let asked = arguments.format.map(|format| format.word);
    let is_text = matches!(asked, None | Some(TEXT));
    let Some(folder) = &arguments.out else {
        return match arguments.format {
            _ if is_text && arguments.compat.is_some() => output::print(report::rows(review).as_bytes()),
            Some(format) if !is_text => match format.draw(material).first() {
                Some(file) => output::print(&file.bytes),
                None => Ok(()),
            },
            _ => output::print(report::text(review, output::colour()).as_bytes()),
        };
    };
    let stem = report::stem(review);
    let files = match arguments.format {
        _ if is_text && arguments.compat.is_some() => {
            vec![File { path: format!("{stem}.txt"), mime: "text/plain", bytes: report::rows(review).into() }]
        }
        Some(format) => format.draw(material),
        None => report::everything_and_archive(material),
    };
    let replaced = matches!(asked, None | Some("markdown")).then_some(stem.as_str());
    output::write(folder, &files, replaced)?;
    let written = files.first().map(|file| folder.join(&file.path).display().to_string()).unwrap_or_default();
    output::note(&match files.len() {
        1 => format!("wrote {written}"),
        count => format!("wrote {written} and {} files beside it", count - 1),
    });
    Ok(())
}
