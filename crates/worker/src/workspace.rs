//! The open files and what is known of them: every request of the page is answered here.

use std::collections::BTreeMap;
use std::sync::Arc;

use advisories::Index;
use model::message::{Call, Drawn, FormatEntry, Mark, Reply, Request, Response, RuleEntry, RulePage, TextEdit};
use model::{Applicability, Earlier, Finding, Fix, Options, Review};
use review::{Configuration, FileAnalysis, Fixed, InputKind, Memory};
use rules::Rule;
use syntax::{Document, Module};

use crate::text::Text;
use crate::{fixes, repairs};

/// The open files, by path, and the latest review of them.
#[derive(Debug, Default)]
pub struct Workspace {
    files: BTreeMap<String, File>,
    /// What is known of them, as of the latest review.
    memory: Memory,
    /// What the open configuration files say, as of the latest review.
    configuration: Configuration,
    latest: Option<Review>,
    /// What the latest review was asked for.
    options: Options,
    /// What the reviews are compared with.
    earlier: Option<Earlier>,
    /// The advisories, once the page has handed them over.
    advisories: Option<Index>,
}

#[derive(Debug)]
struct File {
    text: Text,
    /// The parsed text of a Python file that was reviewed: an edit re-parses only what it touched.
    document: Option<Document>,
}

impl File {
    fn new(text: String) -> Self {
        Self { text: Text::new(text), document: None }
    }

    /// `None`, and nothing changes, if the edits overlap.
    fn edit(&mut self, edits: &[TextEdit]) -> Option<()> {
        let (range, length) = self.text.edit(edits)?;
        if let Some(document) = &mut self.document {
            let inserted = self.text.source().get(range.start..range.start + length).unwrap_or_default();
            document.edit(range, inserted);
        }
        Some(())
    }

    /// The parsed text, if it is Python. A file without extension may become something else while it is written.
    fn parsed(document: &mut Option<Document>, path: &str, text: &Arc<str>) -> Option<Arc<Module>> {
        if review::kind_of(path, text) == InputKind::Python {
            let document = document.get_or_insert_with(|| Document::new(text.clone()));
            return Some(document.module().clone());
        }
        *document = None;
        None
    }
}

impl Workspace {
    /// Answers one request.
    pub fn handle(&mut self, request: Request) -> Response {
        Response { id: request.id, reply: self.answer(request.call) }
    }

    fn answer(&mut self, call: Call) -> Reply {
        match call {
            Call::Open { path, text } => {
                self.files.insert(path, File::new(text));
                Reply::Done
            }
            Call::Decode { path, bytes } => decode(path, &bytes),
            Call::Edit { path, edits } => self.edit(&path, &edits),
            Call::Close { path } => {
                self.files.remove(&path);
                Reply::Done
            }
            Call::Review { options } => self.review(&options),
            Call::Report { format } => self.draw(&format),
            Call::Formats => Reply::Formats { formats: report::FORMATS.iter().map(format_entry).collect() },
            Call::Rule { code } => match rules::find(&code) {
                Some(rule) => Reply::Rule { page: Box::new(page(rule)) },
                None => Reply::Failed { message: format!("There is no rule {code}; the catalogue lists all of them.") },
            },
            Call::Advisories { bytes } => match Index::load(&bytes) {
                Ok(index) => {
                    let meta = index.meta();
                    let (date, advisories) = (meta.date.clone(), meta.advisories as u32);
                    self.advisories = Some(index);
                    Reply::Advised { date, advisories }
                }
                Err(problem) => Reply::Failed { message: problem.to_string() },
            },
            Call::Compare { json: None } => {
                self.earlier = None;
                Reply::Done
            }
            Call::Compare { json: Some(json) } => match report::earlier(&json) {
                Ok(earlier) => {
                    self.earlier = Some(earlier);
                    Reply::Done
                }
                Err(problem) => Reply::Failed { message: problem },
            },
            Call::Repair { options } => {
                // What was edited since the last review is analyzed first.
                self.review(&options);
                let files = self.memory.analyses().filter_map(|(path, file)| Some((file, &self.files.get(path)?.text)));
                repairs::answer(&files.collect::<Vec<_>>(), &options, self.advisories.as_ref())
            }
            Call::Recommend { options } => {
                self.recommend(&options);
                let findings = self.latest.iter().flat_map(|review| &review.findings);
                let text = |path: &str| self.files.get(path).map(|file| &file.text);
                Reply::Recommended {
                    fixes: findings.filter_map(|finding| fixes::recommendation(finding, text)).collect(),
                }
            }
            Call::Fix { options, with_choices } => {
                self.recommend(&options);
                let texts: Vec<(&str, &Arc<str>)> =
                    self.files.iter().map(|(path, file)| (path.as_str(), file.text.source())).collect();
                let is_wanted = |_: &Finding, fix: &Fix| with_choices || fix.applicability == Applicability::Safe;
                let fixed = self.memory.fixed(&texts, &self.configuration, &is_wanted).into_iter();
                let file = |(path, fixed): (&str, Fixed)| Some(fixes::file(path, &fixed, &self.files.get(path)?.text));
                Reply::Fixed { files: fixed.filter_map(file).collect() }
            }
            Call::Pages { text } => match rules::load_pages(&text) {
                Ok(()) => Reply::Done,
                Err(problem) => Reply::Failed { message: problem.to_string() },
            },
            Call::Rules => Reply::Rules { rules: rules::all().iter().map(entry).collect() },
        }
    }

    fn edit(&mut self, path: &str, edits: &[TextEdit]) -> Reply {
        let Some(file) = self.files.get_mut(path) else {
            return Reply::Failed { message: format!("{path} is not open; open it before editing it.") };
        };
        match file.edit(edits) {
            Some(()) => Reply::Done,
            None => Reply::Failed { message: format!("The edits of {path} overlap; open the file again.") },
        }
    }

    /// Reviews what is open; only files that changed since the last review are analyzed again, those that are told something
    /// else by them, and all of them where the project's configuration changed.
    fn review(&mut self, options: &Options) -> Reply {
        let texts = self.files.iter().map(|(path, file)| (path.as_str(), &**file.text.source()));
        let configuration = Configuration::read(texts, "").showing_secrets(options.show_secrets);
        if configuration != self.configuration {
            self.configuration = configuration;
            self.memory.clear();
        }
        let (texts, mut documents) = parts(&mut self.files);
        self.memory.update(&texts, &self.configuration, |at| {
            let (path, text) = texts.get(at)?;
            File::parsed(documents.get_mut(at)?, path, text)
        });
        let review = self.assemble(options);
        Reply::Reviewed {
            marks: self.marks(&review.findings),
            guard_text: report::guard_text(&review),
            review: Box::new(review),
        }
    }

    /// Reviews what is open, and finds out what may be changed: only of files of which that is not known yet.
    fn recommend(&mut self, options: &Options) {
        self.review(options);
        let (texts, mut documents) = parts(&mut self.files);
        self.memory.recommend(&texts, &self.configuration, |at| {
            let (path, text) = texts.get(at)?;
            File::parsed(documents.get_mut(at)?, path, text)
        });
        self.assemble(options);
    }

    /// Makes the review of what is known, and keeps it as the latest.
    fn assemble(&mut self, options: &Options) -> Review {
        let analyses: Vec<&FileAnalysis> = self.memory.analyses().map(|(_, analysis)| analysis).collect();
        let mut review = review::assemble_with(&analyses, &self.configuration, options, self.advisories.as_ref());
        review.comparison = self.earlier.as_ref().map(|earlier| review::compare(&review, earlier, &analyses, options));
        self.latest = Some(review.clone());
        self.options = options.clone();
        review
    }

    /// Findings and the steps of their traces as ranges of UTF-16 units; files that are not open have none.
    fn marks(&self, findings: &[Finding]) -> Vec<Mark> {
        let mut marks = Vec::new();
        for finding in findings {
            let start = (finding.line, finding.column);
            let end = (finding.end_line, finding.end_column);
            marks.extend(self.mark(&finding.id, None, &finding.file, start, end));
            for (number, step) in finding.trace.iter().enumerate() {
                let start = (step.line, step.column);
                let end = (step.end_line, step.end_column);
                marks.extend(self.mark(&finding.id, Some(number as u32), &step.file, start, end));
            }
        }
        marks
    }

    /// One mark; `start` and `end` are 1-based lines and columns.
    fn mark(&self, finding: &str, step: Option<u32>, path: &str, start: (u32, u32), end: (u32, u32)) -> Option<Mark> {
        let text = &self.files.get(path)?.text;
        let (from, to) = (text.unit(start.0, start.1), text.unit(end.0, end.1));
        Some(Mark { finding: finding.to_owned(), step, path: path.to_owned(), from, to: to.max(from) })
    }

    fn draw(&mut self, format: &str) -> Reply {
        // A report tells the fixes too; of files of which they are known nothing is done.
        if self.latest.is_some() {
            self.recommend(&self.options.clone());
        }
        let Some(review) = &self.latest else {
            return Reply::Failed { message: "Nothing has been reviewed yet; review first.".to_owned() };
        };
        let Some(format) = report::format(format) else {
            return Reply::Failed { message: format!("There is no format {format}; reload the page.") };
        };
        let drawn = |file: report::File| Drawn { path: file.path, mime: file.mime.to_owned(), bytes: file.bytes };
        let analyses: Vec<&FileAnalysis> = self.memory.analyses().map(|(_, analysis)| analysis).collect();
        let sources = review::sources(&analyses, |path| Some(&**self.files.get(path)?.text.source()));
        let material = report::Material { review, sources: &sources };
        Reply::Drawn { files: format.draw(&material).into_iter().map(drawn).collect() }
    }
}

fn format_entry(format: &report::Format) -> FormatEntry {
    FormatEntry { word: format.word.to_owned(), title: format.title.to_owned(), about: format.about.to_owned() }
}

/// Editors know one kind of line break, so texts come to the page with that one.
fn decode(path: String, bytes: &[u8]) -> Reply {
    match review::decode(bytes) {
        Ok(text) => Reply::Decoded { path, text: text.replace("\r\n", "\n").replace('\r', "\n") },
        Err(problem) => Reply::Failed { message: format!("{path}: {problem}") },
    }
}

fn entry(rule: &Rule) -> RuleEntry {
    RuleEntry {
        code: rule.code.to_owned(),
        name: rule.name.to_owned(),
        title: rule.title.to_owned(),
        severity: rule.severity,
        aliases: rule.aliases.iter().map(|&alias| alias.to_owned()).collect(),
        owasp: rule.owasp.to_vec(),
        modes: rule.modes.to_vec(),
    }
}

/// The page's sections in the page's order; until the pages are there, a head only.
fn page(rule: &Rule) -> RulePage {
    let page = rule.page();
    let sections = page.map_or_else(Vec::new, |page| {
        vec![
            ("What", &page.what),
            ("Why it matters", &page.why),
            ("Attack path", &page.attack_path),
            ("How to fix", &page.fix),
            ("Steps", &page.steps),
            ("How to test", &page.test),
        ]
    });
    let code = |examples: &[rules::Example]| examples.iter().map(|example| example.code.clone()).collect();
    RulePage {
        entry: entry(rule),
        cwe: rule.cwe.to_vec(),
        authority: rule.authority.iter().map(|&name| name.to_owned()).collect(),
        sections: sections.into_iter().map(|(heading, text)| (heading.to_owned(), text.clone())).collect(),
        vulnerable: page.map_or_else(Vec::new, |page| code(&page.vulnerable)),
        secure: page.map_or_else(Vec::new, |page| code(&page.secure)),
        in_templates: rule.in_templates,
    }
}

/// The texts of the open files by path, and what is parsed of them.
#[allow(clippy::type_complexity, reason = "two lists in step")]
fn parts(files: &mut BTreeMap<String, File>) -> (Vec<(&str, &Arc<str>)>, Vec<&mut Option<Document>>) {
    files.iter_mut().map(|(path, File { text, document })| ((path.as_str(), text.source()), document)).unzip()
}
