//! What page and worker say to each other. A request carries a number; its answers carry the same one.
//!
//! Text positions in these messages are **UTF-16 code units** from the start of the text, as the editor
//! counts; everywhere else in the analyzer they are bytes, and in a [`Review`] lines and characters.

use serde::{Deserialize, Serialize};

use crate::{Fix, Options, Repair, Review};

/// From the page to the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Chosen by the page; the answer repeats it.
    pub id: u32,
    /// What is asked.
    pub call: Call,
}

/// What the page may ask.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Adds or replaces a file.
    Open {
        /// `/`-separated path, unique in the workspace.
        path: String,
        /// The whole text.
        text: String,
    },
    /// Decodes a file's bytes as Python would (byte-order mark, encoding declaration); opens nothing.
    Decode {
        /// The file.
        path: String,
        /// What was read from it.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Changes a file that is open; the edits' positions are those before the first of them.
    Edit {
        /// The file.
        path: String,
        /// Non-overlapping, in ascending order.
        edits: Vec<TextEdit>,
    },
    /// Forgets a file.
    Close {
        /// The file.
        path: String,
    },
    /// Reviews everything that is open.
    Review {
        /// Mode, date and context.
        options: Options,
    },
    /// Draws a deliverable from the latest review.
    Report {
        /// Its word, as [`Reply::Formats`] lists them.
        format: String,
    },
    /// The formats of deliverables.
    Formats,
    /// Compares the reviews to come with an earlier one, or with none.
    Compare {
        /// What an earlier review wrote as JSON.
        json: Option<String>,
    },
    /// The page of one rule.
    Rule {
        /// Its code.
        code: String,
    },
    /// The catalogue of rules.
    Rules,
    /// Hands over the index of advisories, which the page fetched.
    Advisories {
        /// The file's content.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Asks what may be changed about the findings of the open files; to be asked when the findings are shown.
    Recommend {
        /// Mode, date and context: those of the latest review.
        options: Options,
    },
    /// Asks for the open files after their fixes; nothing changes by it.
    Fix {
        /// Mode, date and context: those of the latest review.
        options: Options,
        /// Whether fixes that leave a choice count too.
        with_choices: bool,
    },
    /// Asks what can be done about the dependencies of the open files.
    Repair {
        /// Mode, date and context.
        options: Options,
    },
    /// Hands over the prose of all rules, which the page fetched.
    Pages {
        /// The file's content.
        text: String,
    },
}

/// A replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    /// First UTF-16 unit that is replaced.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// The new text.
    pub insert: String,
}

/// A format of deliverables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatEntry {
    /// The word that asks for it.
    pub word: String,
    /// The name that a person reads.
    pub title: String,
    /// What it is for, in one clause.
    pub about: String,
}

/// From the worker to the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Response {
    /// The request's number; 0 for [`Reply::Ready`].
    pub id: u32,
    /// The answer.
    pub reply: Reply,
}

/// What the worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// The worker has started.
    Ready,
    /// A file was opened, edited or closed.
    Done,
    /// A file's text, its line breaks as `\n`; what is no text is refused with [`Reply::Failed`].
    Decoded {
        /// The file.
        path: String,
        /// Its text.
        text: String,
    },
    /// A review.
    Reviewed {
        /// The review.
        review: Box<Review>,
        /// For each file and finding the place in the editor's units.
        marks: Vec<Mark>,
        /// The guard block's text, where there is one.
        guard_text: Option<String>,
    },
    /// The formats, in the order in which they are offered.
    Formats {
        /// One entry a format.
        formats: Vec<FormatEntry>,
    },
    /// Drawn deliverables.
    Drawn {
        /// Files, in order.
        files: Vec<Drawn>,
    },
    /// The advisories were taken over.
    Advised {
        /// Date of the newest one, `YYYY-MM-DD`.
        date: String,
        /// How many they are.
        advisories: u32,
    },
    /// What may be changed: also part of the reports from now on.
    Recommended {
        /// One for each finding with a fix that was checked.
        fixes: Vec<Recommendation>,
    },
    /// The files after their fixes.
    Fixed {
        /// One for each file that changes.
        files: Vec<FixedFile>,
    },
    /// What can be done about dependencies.
    Repaired {
        /// One for each file with something to do.
        files: Vec<Repaired>,
    },
    /// A rule's page.
    Rule {
        /// The page.
        page: Box<RulePage>,
    },
    /// The catalogue.
    Rules {
        /// One entry a rule, by code.
        rules: Vec<RuleEntry>,
    },
    /// The request could not be served.
    Failed {
        /// What, where, and what to do.
        message: String,
    },
}

/// Where a finding, or a step of its trace, stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The finding's id.
    pub finding: String,
    /// The step of the trace, from 0; `None` for the finding itself.
    pub step: Option<u32>,
    /// The file.
    pub path: String,
    /// First UTF-16 unit.
    pub from: u32,
    /// One past the last.
    pub to: u32,
}

/// A drawn file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Drawn {
    /// `/`-separated path, safe as a download's name.
    pub path: String,
    /// MIME type.
    pub mime: String,
    /// The content.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// What can be done about the dependencies of one file, ready to be shown and applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    /// The file, and what is said about its dependencies.
    pub repair: Repair,
    /// The edits in the editor's units.
    pub edits: Vec<TextEdit>,
    /// The edits as a unified diff.
    pub diff: String,
    /// The whole text after the edits.
    pub text: String,
}

/// The checked fix of a finding, ready to be shown and applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The finding's id in the latest review.
    pub finding: String,
    /// The file that it changes.
    pub path: String,
    /// The fix.
    pub fix: Fix,
    /// Its edits in the editor's units, in ascending order.
    pub edits: Vec<TextEdit>,
    /// The edits as a unified diff.
    pub diff: String,
}

/// A file after several fixes, ready to be shown and applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixedFile {
    /// The file.
    pub path: String,
    /// What changes, in the editor's units, in ascending order.
    pub edits: Vec<TextEdit>,
    /// The same as a unified diff.
    pub diff: String,
    /// The whole text after them.
    pub text: String,
    /// The rules and notes of the fixes that are in it, in source order.
    pub notes: Vec<(String, String)>,
    /// Whether other fixes touch the same code and come when it is reviewed again.
    pub has_more: bool,
}

/// A rule in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct RuleEntry {
    pub code: String,
    pub name: String,
    pub title: String,
    /// The severity when it is confirmed.
    pub severity: crate::Severity,
    pub aliases: Vec<String>,
    pub owasp: Vec<crate::Owasp>,
    /// The modes that run it, besides the full review.
    pub modes: Vec<crate::Mode>,
}

/// A rule's page: its head, and its prose as Markdown sections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct RulePage {
    pub entry: RuleEntry,
    pub cwe: Vec<u16>,
    pub authority: Vec<String>,
    /// Heading and Markdown text, in the page's order.
    pub sections: Vec<(String, String)>,
    /// Examples that the rule must find.
    pub vulnerable: Vec<String>,
    /// Look-alikes that it must not.
    pub secure: Vec<String>,
    /// Whether the examples are templates, and not Python.
    pub in_templates: bool,
}
