//! The deliverables by name. **To add a format**: write its file here and a line in [`FORMATS`]; the command line, the
//! page and the archive take it from there.

mod csv;
mod cyclonedx;
mod data;
mod html;
mod prompts;
mod pull_request;
mod sarif;
pub(crate) mod setup;

use model::{Review, SourceText};

use crate::{File, names, zip};

/// What the deliverables are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The review.
    pub review: &'a Review,
    /// The reviewed texts, where a format quotes them as a whole; secrets are masked already, unless a person wants them.
    pub sources: &'a [SourceText],
}

impl<'a> Material<'a> {
    /// The review alone.
    pub fn new(review: &'a Review) -> Self {
        Self { review, sources: &[] }
    }

    /// A file named `security-analysis-DATE` and `ending`.
    fn file(&self, ending: &str, mime: &'static str, text: String) -> File {
        File { path: format!("{}{ending}", names::folder(self.review)), mime, bytes: text.into_bytes() }
    }
}

/// A kind of deliverable.
#[derive(Debug)]
pub struct Format {
    /// The word of the command line: `sarif`.
    pub word: &'static str,
    /// The name that a person reads: `SARIF 2.1.0`.
    pub title: &'static str,
    /// What it is for, in one clause.
    pub about: &'static str,
    draw: fn(&Material<'_>) -> Vec<File>,
}

impl Format {
    /// The format's files; the first one is the one to begin with.
    pub fn draw(&self, material: &Material<'_>) -> Vec<File> {
        (self.draw)(material)
    }
}

/// The word of the format that holds all others.
pub const ARCHIVE: &str = "zip";

/// All formats, in the order in which they are offered.
pub const FORMATS: &[Format] = &[
    Format { word: "text", title: "Text", about: "For a terminal", draw: data::text },
    Format {
        word: "markdown",
        title: "Markdown report",
        about: "Reports for people: a summary and a file for each finding",
        draw: |material| crate::markdown(material.review),
    },
    Format { word: "json", title: "JSON", about: "The versioned contract for programs", draw: data::json },
    Format {
        word: "sarif",
        title: "SARIF 2.1.0",
        about: "For code scanning services and editors",
        draw: |material| vec![material.file(".sarif", "application/sarif+json", sarif::draw(material.review))],
    },
    Format {
        word: "csv",
        title: "CSV",
        about: "The findings as a table for spreadsheets",
        draw: |material| vec![material.file(".csv", "text/csv;charset=utf-8", csv::draw(material.review))],
    },
    Format {
        word: "cyclonedx",
        title: "CycloneDX 1.6 with VEX",
        about: "The dependency audit for tools that manage components",
        draw: |material| {
            vec![material.file(".cdx.json", "application/vnd.cyclonedx+json", cyclonedx::draw(material.review))]
        },
    },
    Format {
        word: "html",
        title: "HTML report",
        about: "One file to read, send and print",
        draw: |material| vec![material.file(".html", "text/html;charset=utf-8", html::draw(material.review))],
    },
    Format {
        word: "pull-request",
        title: "Pull request comment",
        about: "A short Markdown table",
        draw: |material| vec![material.file("-pull-request.md", crate::MARKDOWN, pull_request::draw(material.review))],
    },
    Format {
        word: "setup",
        title: "Tool set-up files",
        about: "Settings for bandit, Ruff, pre-commit and a CI job, fitted to the review",
        draw: |material| setup::draw(material.review),
    },
    Format {
        word: "prompts",
        title: "Prompts for an assistant",
        about: "Five prompts to copy, filled with the code and with what is confirmed",
        draw: prompts::draw,
    },
    Format { word: ARCHIVE, title: "Archive", about: "All of them in one zip archive", draw: archive },
];

/// The format with this word.
pub fn format(word: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.word == word)
}

/// The files of all formats but the archive.
fn everything(material: &Material<'_>) -> Vec<File> {
    FORMATS.iter().filter(|format| format.word != ARCHIVE).flat_map(|format| format.draw(material)).collect()
}

/// The files of all formats, and the archive of them as the last one.
pub fn everything_and_archive(material: &Material<'_>) -> Vec<File> {
    let mut files = everything(material);
    files.push(archive_of(&files, material));
    files
}

fn archive(material: &Material<'_>) -> Vec<File> {
    vec![archive_of(&everything(material), material)]
}

fn archive_of(files: &[File], material: &Material<'_>) -> File {
    let bytes = zip::archive(files, &material.review.date);
    File { path: format!("{}.zip", names::folder(material.review)), mime: "application/zip", bytes }
}
