//! What is known of one file before the options are asked.

use std::sync::Arc;

use dataflow::{FileFlow, Reach, SourceKind};
use fixes::Site;
use manifests::{Format, Manifest};
use model::{Confidence, Finding};
use rules::{Candidate, Rule};
use semantic::{Exports, FileModel, ModuleName};
use syntax::{LineIndex, Module, Span};

use crate::given::notebook::Notebook;
use crate::given::texts::{self, TextFacts};
use crate::judgement::deployment::SettingsFile;
use crate::judgement::headers::Headers;
use crate::judgement::project::Outline;
use crate::judgement::triage::Asked;
use crate::positives::Practice;
use crate::recon::{self, FileRecon};
use crate::run::{FileFacts, View};
use crate::telling::evidence::Secrets;
use crate::{FileSettings, InputKind, findings, given::coverage, positives};

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
    /// What was found in it where it is no Python.
    pub(crate) texts: TextFacts,
    /// What the file says about dependencies: manifests, `setup.py`, scripts that say what they need.
    pub(crate) manifest: Option<Dependencies>,
    /// Why the file could not be read at all.
    pub(crate) refused: Option<String>,
}

/// What a file says about dependencies.
#[derive(Clone, Debug)]
pub(crate) struct Dependencies {
    /// `None` for a `setup.py`.
    pub(crate) format: Option<Format>,
    pub(crate) manifest: Manifest,
}

/// What was found in a file that is Python.
#[derive(Clone, Debug)]
pub(crate) struct PythonFacts {
    pub(crate) judged: Vec<Judged>,
    pub(crate) recon: FileRecon,
    /// What it sets, if it is a settings module of Django.
    pub(crate) settings: Option<SettingsFile>,
    pub(crate) practices: Vec<Practice>,
    /// Lines that could not be understood: first and last, 1-based, in order.
    pub(crate) unparsed: Vec<(u32, u32)>,
    /// Findings that stand because the origin of their data is not known.
    pub(crate) untraced: u32,
    /// Whether a function was too large for the data flow to be followed.
    pub(crate) exhausted: bool,
    /// The secrets of the code.
    pub(crate) secrets: Secrets,
    /// What is compared with other files.
    pub(crate) outline: Outline,
    /// What it says about the headers of its pages.
    pub(crate) headers: Headers,
}

/// A finding without its number, and the rule that it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) rule: &'static Rule,
    pub(crate) finding: Finding,
    /// Where its attack path begins, and how surely it arrives.
    pub(crate) from: Option<(SourceKind, Reach)>,
    /// The number of the Skill's anti-pattern that it shows.
    pub(crate) anti_pattern: Option<u8>,
    /// Where it was found, if it is open and something may be done about it.
    pub(crate) site: Option<Site>,
}

impl FileAnalysis {
    /// The file's path, as given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether something was looked for in it: code, templates, or secrets in settings.
    pub(crate) fn is_reviewed(&self) -> bool {
        self.python.is_some()
            || (self.kind.is_settings() || matches!(self.kind, InputKind::Notebook | InputKind::Template))
                && !self.blank
                && self.refused.is_none()
    }

    /// All that was found, whatever the file is.
    pub(crate) fn judged(&self) -> impl Iterator<Item = &Judged> {
        self.python.iter().flat_map(|python| &python.judged).chain(&self.texts.judged)
    }

    /// The secrets of the file that are to be hidden in what is said of the others.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let code = self.python.iter().map(|python| &python.secrets);
        code.chain([&self.texts.secrets]).flat_map(Secrets::distinct)
    }

    /// Why nothing is changed in the file, although something is open in it that may have a fix elsewhere.
    pub fn left_alone(&self) -> Option<String> {
        let python = self.python.as_ref()?;
        python.judged.iter().find(|judged| judged.site.is_some())?;
        let (line, _) = python.unparsed.first()?;
        Some(format!("line {line} is no Python, and nothing is changed in a file that was not understood to the end"))
    }

    /// What kind of file it was taken for.
    pub fn kind(&self) -> InputKind {
        self.kind
    }
}

/// Analyzes a file of any kind; Python is parsed here. `settings` are those of the project for the file.
pub fn analyze_text(path: &str, text: &Arc<str>, settings: &FileSettings) -> FileAnalysis {
    analyze(path, text, settings, &Layer::Triaged(None))
}

/// What is said of a candidate.
#[derive(Debug)]
pub(crate) enum Layer<'v> {
    /// The reviewer's judgement, with what the file sees of the others of its project.
    Triaged(Option<&'v View<'v>>),
    /// What Ruff would say: every one that Ruff's `S` rules report, and that no comment of Ruff's silences. Some rows depend
    /// on what the file's module is called.
    Ruff(ModuleName),
}

/// As [`analyze_text`], in one of the layers.
pub(crate) fn analyze(path: &str, text: &Arc<str>, settings: &FileSettings, layer: &Layer<'_>) -> FileAnalysis {
    let kind = crate::kind_of(path, text);
    if kind == InputKind::Python {
        return analyze_module(path, &Arc::new(syntax::parse(text.clone())), settings, layer);
    }
    let index = LineIndex::new(text);
    let mut analysis = FileAnalysis {
        path: path.to_owned(),
        kind,
        blank: text.trim().is_empty(),
        lines: index.line_count(text),
        python: None,
        texts: TextFacts::default(),
        manifest: None,
        refused: None,
    };
    if kind.is_manifest() {
        let format = crate::given::input::format_of(path, text);
        analysis.manifest =
            format.map(|format| Dependencies { format: Some(format), manifest: manifests::read(format, text) });
    }
    match kind {
        _ if matches!(layer, Layer::Ruff(_)) => {}
        InputKind::Notebook => analyze_notebook(&mut analysis, text, &index, settings),
        InputKind::Template => analysis.texts = texts::of_template(text, path, settings.show_secrets),
        InputKind::Unknown | InputKind::Python => {}
        _ => analysis.texts = texts::of_text(text, path, kind.is_settings(), settings.show_secrets),
    }
    analysis
}

/// A notebook's code is reviewed as Python; in its outputs and texts secrets are looked for.
fn analyze_notebook(analysis: &mut FileAnalysis, text: &str, index: &LineIndex, settings: &FileSettings) {
    let notebook = Notebook::read(text);
    let path = &analysis.path;
    let mut evident = rules::scan_text(text, path, false);
    evident.retain(|candidate| !notebook.is_code(candidate.span.start as usize));
    let is_known = |span: Span| {
        let first = evident.partition_point(|known| known.span.end <= span.start);
        evident.get(first).is_some_and(|known| known.span.start < span.end)
    };
    let mut named = Vec::new();
    for string in notebook.other_strings(text) {
        for mut candidate in rules::scan_text(text[string.clone()].trim_end_matches("\\n"), path, true) {
            let start = string.start as u32;
            candidate.span = Span::new(candidate.span.start + start, candidate.span.end + start);
            candidate.secret = candidate.secret.map(|_| candidate.span);
            // A name in an output may be a word of a table or a sentence: only what looks like a secret counts.
            let is_sure = candidate.dismissed.is_none() && candidate.confidence == Some(Confidence::High);
            if is_sure && !is_known(candidate.span) {
                named.push(candidate);
            }
        }
    }
    let mut found = evident;
    found.append(&mut named);
    found.sort_by_key(|candidate| candidate.span);
    for candidate in &mut found {
        if let Some(cell) = notebook.cell(candidate.span.start as usize) {
            candidate.message = format!("Text or output of cell {cell}: {}", candidate.message);
        }
    }
    analysis.texts = texts::judge(text, path, &found, settings.show_secrets);
    if notebook.code.trim().is_empty() {
        return;
    }
    let mut code = analyze_alone(path, &Arc::new(syntax::parse(notebook.code())), settings);
    if let Some(python) = &mut code.python {
        for judged in &mut python.judged {
            notebook.place(&mut judged.finding, index, text);
        }
        for line in python.practices.iter_mut().flat_map(|practice| &mut practice.lines) {
            *line = notebook.line_of(*line, index, text);
        }
        for (first, last) in &mut python.unparsed {
            (*first, *last) = (notebook.line_of(*first, index, text), notebook.line_of(*last, index, text));
        }
        // Places in the code are none in the notebook.
        (python.outline, python.headers) = (Outline::default(), Headers::default());
        python.recon.move_lines(|line| notebook.line_of(line, index, text));
    }
    analysis.python = code.python;
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
        texts: TextFacts::default(),
        manifest: None,
        refused: Some(reason.to_owned()),
    }
}

/// Analyzes Python that is parsed and belongs to no project: the code of a notebook.
pub(crate) fn analyze_alone(path: &str, module: &Arc<Module>, settings: &FileSettings) -> FileAnalysis {
    analyze_module(path, module, settings, &Layer::Triaged(None))
}

/// Analyzes Python that is parsed. A text that turns out to be none at all is of [`InputKind::Unknown`].
fn analyze_module(path: &str, module: &Arc<Module>, settings: &FileSettings, layer: &Layer<'_>) -> FileAnalysis {
    match Scanned::new(path, module, settings, layer) {
        Some(scanned) => scanned.judge(path, settings, layer).0,
        None => no_code(path, module),
    }
}

/// A text in which there is no code.
pub(crate) fn no_code(path: &str, module: &Module) -> FileAnalysis {
    let text = module.source();
    let blank = text.trim().is_empty();
    FileAnalysis {
        path: path.to_owned(),
        kind: if blank { InputKind::Python } else { InputKind::Unknown },
        blank,
        lines: module.lines().line_count(text),
        python: None,
        texts: TextFacts::default(),
        manifest: None,
        refused: None,
    }
}

/// A Python file that was read and scanned. What other files pass to its functions changes nothing in it.
#[derive(Debug)]
pub(crate) struct Scanned {
    file: FileModel,
    recon: FileRecon,
    candidates: Vec<Candidate>,
}

impl Scanned {
    /// `None` if there is no code in the file.
    pub(crate) fn new(path: &str, module: &Arc<Module>, settings: &FileSettings, layer: &Layer<'_>) -> Option<Self> {
        if module.source().trim().is_empty() || !coverage::is_python(module) {
            return None;
        }
        let module = Arc::clone(module);
        let file = match layer {
            Layer::Triaged(None) => FileModel::new(module),
            Layer::Triaged(Some(view)) => FileModel::in_project(module, *view),
            Layer::Ruff(name) => FileModel::in_module(module, name.clone()),
        };
        let recon = recon::of_file(&file, path);
        let candidates = match layer {
            Layer::Triaged(_) => findings::candidates(&file, path, settings),
            Layer::Ruff(_) => rules::scan(&file, path, &settings.ruff),
        };
        Some(Self { file, recon, candidates })
    }

    /// Judges what was found, and tells what others of the project may know of the file, if they ask.
    pub(crate) fn judge(
        &self,
        path: &str,
        settings: &FileSettings,
        layer: &Layer<'_>,
    ) -> (FileAnalysis, Option<FileFacts>) {
        let Self { file, recon, candidates } = self;
        let mut recon = recon.clone();
        let mut facts = None;
        let judged = if let Layer::Triaged(view) = *layer {
            let flow = match view {
                Some(view) if view.is_mere_test() => None,
                Some(view) => Some(dataflow::analyze_in(file, view.around())),
                None => Some(dataflow::analyze(file)),
            };
            recon.serves = flow.as_ref().is_some_and(FileFlow::has_routes);
            let asked = flow.map(|flow| Asked { flow, whole: view.and_then(|view| view.whole(file)) });
            let mut found = findings::judged(file, path, candidates, &recon, settings, asked.as_ref());
            if let (Some(view), Some(Asked { flow, .. })) = (view.filter(|view| !view.is_second()), &asked) {
                let is_imported = view.is_imported();
                let mut exports = if is_imported { file.exports(path) } else { Exports::default() };
                if is_imported {
                    for name in rules::gatekeepers(file) {
                        exports.note(&name);
                    }
                }
                facts = Some(FileFacts { exports, flow: flow.facts(is_imported) });
                found.exhausted |= flow.exhausted();
            }
            found
        } else {
            findings::untriaged(file, path, candidates, settings)
        };
        // What Ruff reports is what one file shows.
        let is_untriaged = matches!(layer, Layer::Ruff(_));
        let mut outline = if is_untriaged { Outline::default() } else { Outline::of(file, path) };
        outline.silenced = judged.silenced;
        let settings = rules::SettingsModule::of(file, path).map(|module| SettingsFile::new(path, &module));
        let python = PythonFacts {
            outline,
            headers: if is_untriaged { Headers::default() } else { Headers::of(file) },
            practices: positives::of_file(file, path, settings.is_some() || recon.is_configuration()),
            settings,
            unparsed: coverage::unparsed_lines(file.module()),
            untraced: judged.untraced,
            exhausted: judged.exhausted,
            secrets: judged.secrets,
            judged: judged.all,
            recon,
        };
        let text = file.module().source();
        let analysis = FileAnalysis {
            path: path.to_owned(),
            kind: InputKind::Python,
            blank: false,
            lines: file.module().lines().line_count(text),
            python: Some(python),
            texts: TextFacts::default(),
            manifest: dependencies_of(file, path),
            refused: None,
        };
        (analysis, facts)
    }

    /// The tree that was read.
    pub(crate) fn module(&self) -> Arc<Module> {
        self.file.shared_module()
    }

    /// The text that was read.
    pub(crate) fn text(&self) -> &str {
        self.file.module().source()
    }
}

/// What a Python file says about dependencies, if it is one that does.
fn dependencies_of(file: &FileModel, path: &str) -> Option<Dependencies> {
    let text = file.module().source();
    let read = if path.rsplit('/').next() == Some("setup.py") {
        Dependencies { format: None, manifest: manifests::read_setup_py(file) }
    } else if manifests::has_script_header(text) {
        Dependencies { format: Some(Format::Script), manifest: manifests::read(Format::Script, text) }
    } else {
        return None;
    };
    (read.manifest != Manifest::default()).then_some(read)
}
