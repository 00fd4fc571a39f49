//! recon, scan, triage, recommend: the only place that decides.
//!
//! [`review`] takes texts and options and gives a [`model::Review`]. *Absent by design:* I/O, clock and
//! randomness; the same input gives the same bytes. What is expensive happens a file at a time and knows
//! nothing of the options ([`analyze_text`]), so that a face can keep it while other files are edited;
//! [`assemble`] is cheap and makes the review.

mod analysis;
mod assemble;
mod audit;
mod configuration;
mod findings;
mod given;
mod joined;
mod judgement;
mod kept;
mod memory;
mod positives;
mod recon;
mod repairs;
mod run;
mod site;
mod suppress;
mod telling;

use std::sync::Arc;

use advisories::Index;
use model::{Options, Review};

pub use analysis::{FileAnalysis, analyze_text, refused};
pub use assemble::{assemble, assemble_with};
pub use audit::repair;
pub use configuration::{Configuration, FileSettings, is_configuration};
pub use given::input::{
    InputKind, InputProblem, MAX_FILE_BYTES, MAX_PROJECT_BYTES, MAX_SETTINGS_BYTES, decode, kind_of,
};
pub use judgement::standing::spare;
pub use memory::Memory;
pub use repairs::edits::{apply, between};
pub use repairs::recommend::{Fixed, Recommended};
pub use run::Run;
pub use semantic::ModuleName;
pub use telling::compare::compare;
pub use telling::compat::untriaged;
pub use telling::sources::sources;

/// One file, already decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative path, `/`-separated, unique in the project.
    pub path: String,
    /// The text, line ends as they are.
    pub text: Arc<str>,
}

/// What is reviewed together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The files; their order does not matter.
    pub files: Vec<SourceFile>,
}

impl Project {
    /// A project of one file.
    pub fn single(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { files: vec![SourceFile { path: path.into(), text: text.into() }] }
    }
}

/// Reviews `project`: the whole pipeline in one call, without advisories.
pub fn review(project: &Project, options: &Options) -> Review {
    review_with(project, options, None)
}

/// As [`review`]; the dependencies are audited with `advisories`.
pub fn review_with(project: &Project, options: &Options, advisories: Option<&Index>) -> Review {
    reviewed(project, options, advisories, false)
}

/// As [`review_with`], and the last phase: each finding has its [fix](model::Finding::fix), if there is one that was checked.
pub fn recommend(project: &Project, options: &Options, advisories: Option<&Index>) -> Review {
    reviewed(project, options, advisories, true)
}

fn reviewed(project: &Project, options: &Options, advisories: Option<&Index>, with_fixes: bool) -> Review {
    let configuration = Configuration::read(project.files.iter().map(|file| (&*file.path, &*file.text)), "")
        .showing_secrets(options.show_secrets);
    let mut run = Run::new(project.files.iter().map(|file| (&*file.path, &file.text)));
    let settings = |at: usize| configuration.of(&project.files[at].path);
    let mut analyses: Vec<Option<FileAnalysis>> = project.files.iter().map(|_| None).collect();
    for &at in run.order() {
        analyses[at] = Some(run.analyze(at, &settings(at)));
    }
    for at in run.link() {
        analyses[at] = Some(run.analyze(at, &settings(at)));
    }
    for (at, analysis) in analyses.iter_mut().enumerate().filter(|_| with_fixes) {
        if let Some(analysis) = analysis {
            let fixes = run.recommend(at, analysis, &settings(at), None);
            analysis.keep(fixes);
        }
    }
    let analyses: Vec<FileAnalysis> = analyses.into_iter().flatten().collect();
    assemble_with(&analyses.iter().collect::<Vec<_>>(), &configuration, options, advisories)
}
