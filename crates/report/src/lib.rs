//! Draws a review: guard texts, the terminal's text, and the deliverables of [`FORMATS`].
//!
//! Everything comes from one [`Review`], so the deliverables cannot disagree, and the same review gives the
//! same bytes. *Absent by design:* any judgement, the clock, files. Whatever comes from reviewed code passes
//! through `md` on its way into Markdown or a terminal; only the rule pages' own prose is inserted as it is.

mod analysis;
mod catalogue;
mod checklist;
mod comparison;
mod consequence;
mod dependencies;
mod diff;
mod drawing;
mod effort;
mod executive;
mod finding_file;
mod formats;
mod guard;
mod json_writer;
mod md;
mod names;
mod plan;
mod rows;
mod solution;
mod summary;
mod surface;
mod text;
mod zip;

use model::Review;

pub use comparison::earlier;
pub use diff::unified_diff;
pub use formats::{ARCHIVE, FORMATS, Format, Material, everything_and_archive, format};
pub use guard::guard_text;
pub use rows::rows;
pub use text::text;

/// A drawn deliverable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// `/`-separated, relative, safe as a file's or a download's name.
    pub path: String,
    /// MIME type.
    pub mime: &'static str,
    /// The content; text is UTF-8.
    pub bytes: Vec<u8>,
}

const MARKDOWN: &str = "text/markdown;charset=utf-8";

/// The text of `security-analysis-DATE.md`; its links are relative to where that file stands.
pub fn summary(review: &Review) -> String {
    summary::draw(review)
}

/// The summary, then one file an open finding, in the folder `security-analysis-DATE`.
pub fn markdown(review: &Review) -> Vec<File> {
    let mut files = vec![File {
        path: format!("{}.md", names::folder(review)),
        mime: MARKDOWN,
        bytes: summary::draw(review).into_bytes(),
    }];
    files.extend(names::open(review).take(names::MAX_FINDING_FILES).map(|(number, finding)| File {
        path: names::finding_path(review, number, finding),
        mime: MARKDOWN,
        bytes: finding_file::draw(review, finding).into_bytes(),
    }));
    files
}

/// The JSON contract `pyvigil/1` (`schema/pyvigil-1.json`), indented, with a line end after it.
pub fn json(review: &Review) -> String {
    // A review is made of strings, numbers and enums with string names, so serializing it has no way to
    // fail; should one ever appear, the answer is still JSON and says so.
    let mut text = serde_json::to_string_pretty(review)
        .unwrap_or_else(|error| serde_json::json!({ "schema": model::SCHEMA, "error": error.to_string() }).to_string());
    text.push('\n');
    text
}

/// `security-analysis-DATE`: the folder of the finding files, and what the other names begin with.
pub fn stem(review: &Review) -> String {
    names::folder(review)
}
