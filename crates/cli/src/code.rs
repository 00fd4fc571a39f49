//! Fixes of code: round by round, each checked before it is taken.

use std::sync::Arc;

use model::{Applicability, Finding};
use review::{Configuration, FileAnalysis, Fixed, Run};

use crate::args::Fix;
use crate::output::{self, Failure};
use crate::parallel::in_parallel;
use crate::scan;

/// Paths and texts.
type Files = Vec<(String, Arc<str>)>;

/// Files are fixed this often: a fix that touches the code of another one comes in the next round.
const ROUNDS: usize = 4;

/// What was done about findings, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Fixes {
    /// The findings that are gone, as they were.
    done: Vec<Finding>,
    /// Those whose fix waits for a choice.
    waiting: Vec<Finding>,
}

/// The files after their fixes. `known` is what the review says of them, if they were reviewed already.
pub(crate) fn fixed(
    files: &[(String, Arc<str>)],
    known: Option<(&Run<'_>, &mut [FileAnalysis])>,
    configuration: &Configuration,
    jobs: usize,
    arguments: &Fix,
) -> Result<(Files, Fixes), Failure> {
    let mut files = files.to_vec();
    let mut work = Fixes::default();
    let mut results = match known {
        Some((run, analyses)) => round(run, analyses, &mut work, configuration, jobs, arguments)?,
        None => reviewed_round(&files, &mut work, configuration, jobs, arguments)?,
    };
    for rounds_left in (0..ROUNDS).rev() {
        let has_more = results.iter().flatten().any(|fixed| fixed.has_more);
        for ((_, text), fixed) in files.iter_mut().zip(results) {
            let Some(fixed) = fixed else { continue };
            *text = fixed.text;
            work.done.extend(fixed.done);
        }
        if !has_more || rounds_left == 0 {
            break;
        }
        results = reviewed_round(&files, &mut work, configuration, jobs, arguments)?;
    }
    work.done.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok((files, work))
}

/// As [`round`], for files that were not reviewed yet.
fn reviewed_round(
    files: &Files,
    work: &mut Fixes,
    configuration: &Configuration,
    jobs: usize,
    arguments: &Fix,
) -> Result<Vec<Option<Fixed>>, Failure> {
    let (run, mut analyses) = scan::analyze(files, configuration, jobs)?;
    round(&run, &mut analyses, work, configuration, jobs, arguments)
}

/// What becomes of the files, each by itself; keeps in `work` what waits.
fn round(
    run: &Run<'_>,
    analyses: &mut [FileAnalysis],
    work: &mut Fixes,
    configuration: &Configuration,
    jobs: usize,
    arguments: &Fix,
) -> Result<Vec<Option<Fixed>>, Failure> {
    scan::recommend(run, analyses, configuration, jobs)?;
    let all: Vec<usize> = (0..analyses.len()).collect();
    let is_wanted = |finding: &Finding, fix: &model::Fix| {
        is_selected(finding, arguments) && (arguments.with_choices || fix.applicability == Applicability::Safe)
    };
    let fixed = |at: usize| {
        let file: &FileAnalysis = analyses.get(at)?;
        run.fixed(at, file, &configuration.of(file.path()), &is_wanted)
    };
    let results = in_parallel(&all, |_| &[], jobs, fixed)?;
    work.waiting = analyses.iter().flat_map(FileAnalysis::findings).filter(|f| waits(f, arguments)).cloned().collect();
    Ok(results)
}

fn is_selected(finding: &Finding, arguments: &Fix) -> bool {
    arguments.select.is_empty() || arguments.select.iter().any(|code| finding.rule.starts_with(code.as_str()))
}

fn waits(finding: &Finding, arguments: &Fix) -> bool {
    let has_choice = finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::NeedsReview);
    has_choice && !arguments.with_choices && is_selected(finding, arguments)
}

impl Fixes {
    /// Whether nothing was done and nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.waiting.is_empty()
    }

    /// Says on stderr what was done and what waits; nothing was done in files that are `left`.
    pub(crate) fn tell(&self, left: impl Fn(&str) -> bool) {
        for finding in self.done.iter().filter(|finding| !left(&finding.file)) {
            output::remark(&said(finding, ""));
        }
        for finding in &self.waiting {
            output::remark(&said(finding, "not changed, for you to choose: "));
        }
        if !self.waiting.is_empty() {
            output::remark("`--unsafe` applies these too; `--select CODES` those of some rules alone.");
        }
    }
}

/// `app.py:3: S506: what the fix does`
fn said(finding: &Finding, what: &str) -> String {
    let note = finding.fix.as_ref().map_or("", |fix| &fix.note);
    format!("{}:{}: {}: {what}{note}", finding.file, finding.line, finding.rule)
}
