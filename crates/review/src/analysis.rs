//! What is known of one file before the options are asked.

use std::sync::Arc;

use model::{Finding, Positive};
use rules::{Rule, Settings};
use semantic::{FileModel, ModuleName};
use syntax::{LineIndex, Module};

use crate::recon::{self, FileRecon};
use crate::{InputKind, coverage, findings, positives};

/// Everything the review needs of one file. Independent of the options and of the other files, so it can be
/// kept until the file's text changes.
#[derive(Clone, Debug)]
pub struct FileAnalysis {
    pub(crate) path: String,
    pub(crate) kind: InputKind,
    /// Whether there is nothing but white space.
    pub(crate) blank: bool,
    pub(crate) lines: u32,
    pub(crate) python: Option<PythonFacts>,
    /// Why the file could not be read at all.
    pub(crate) refused: Option<String>,
}

/// What was found in a file that is Python.
#[derive(Clone, Debug)]
pub(crate) struct PythonFacts {
    pub(crate) judged: Vec<Judged>,
    pub(crate) recon: FileRecon,
    pub(crate) positives: Vec<Positive>,
    /// Lines that could not be understood: first and last, 1-based, in order.
    pub(crate) unparsed: Vec<(u32, u32)>,
    /// Findings that stand because the origin of their data is not known.
    pub(crate) untraced: u32,
    /// Whether a function was too large for the data flow to be followed.
    pub(crate) exhausted: bool,
}

/// A finding without its number, and the rule that it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) rule: &'static Rule,
    pub(crate) finding: Finding,
}

impl FileAnalysis {
    /// The file's path, as given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What kind of file it was taken for.
    pub fn kind(&self) -> InputKind {
        self.kind
    }
}

/// Analyzes a file of any kind; Python is parsed here.
pub fn analyze_text(path: &str, text: &Arc<str>) -> FileAnalysis {
    analyze(path, text, Layer::Triaged)
}

/// What is said of a candidate.
#[derive(Debug)]
pub(crate) enum Layer {
    /// The reviewer's judgement.
    Triaged,
    /// What Ruff would say: every one that Ruff's `S` rules report, and that no comment of Ruff's silences. Some rows depend
    /// on what the file's module is called.
    Ruff(ModuleName),
}

/// As [`analyze_text`], in one of the layers.
pub(crate) fn analyze(path: &str, text: &Arc<str>, layer: Layer) -> FileAnalysis {
    let kind = crate::kind_of(path, text);
    if kind == InputKind::Python {
        return analyze_module(path, Arc::new(syntax::parse(text.clone())), layer);
    }
    let lines = LineIndex::new(text).line_count(text);
    FileAnalysis { path: path.to_owned(), kind, blank: text.trim().is_empty(), lines, python: None, refused: None }
}

/// Stands for a file that was given and could not be read; `reason` says why. Where it may hold code, no check can
/// have passed on everything.
pub fn refused(path: &str, reason: &str) -> FileAnalysis {
    FileAnalysis {
        path: path.to_owned(),
        kind: crate::kind_of(path, ""),
        blank: false,
        lines: 0,
        python: None,
        refused: Some(reason.to_owned()),
    }
}

/// Analyzes a Python file that is already parsed (and perhaps was parsed incrementally). A text that turns out to
/// be no Python at all is of [`InputKind::Unknown`].
pub fn analyze_file(path: &str, module: Arc<Module>) -> FileAnalysis {
    analyze_module(path, module, Layer::Triaged)
}

fn analyze_module(path: &str, module: Arc<Module>, layer: Layer) -> FileAnalysis {
    let text = module.source().clone();
    let blank = text.trim().is_empty();
    let lines = module.lines().line_count(&text);
    let path = path.to_owned();
    if blank || !coverage::is_python(&module) {
        let kind = if blank { InputKind::Python } else { InputKind::Unknown };
        return FileAnalysis { path, kind, blank, lines, python: None, refused: None };
    }
    let (file, untriaged) = match layer {
        Layer::Triaged => (FileModel::new(module), false),
        Layer::Ruff(name) => (FileModel::in_module(module, name), true),
    };
    let recon = recon::of_file(&file, &path);
    let settings = Settings::default();
    let judged = if untriaged {
        findings::untriaged(&file, &path, &settings)
    } else {
        findings::of_file(&file, &path, &recon, &settings)
    };
    let python = PythonFacts {
        positives: positives::of_file(&file, &path),
        unparsed: coverage::unparsed_lines(file.module()),
        untraced: judged.untraced,
        exhausted: judged.exhausted,
        judged: judged.all,
        recon,
    };
    FileAnalysis { path, kind: InputKind::Python, blank, lines, python: Some(python), refused: None }
}
