//! What can be done about a project's dependencies.

use serde::{Deserialize, Serialize};

use crate::Edit;

/// What can be done about the dependencies that one file names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Path of the file, `/`-separated.
    pub file: String,
    /// Edits that do not overlap, in source order. Their result was audited: nothing is known about what they name.
    pub edits: Vec<Edit>,
    /// One for each dependency that wants a change, in the file's order.
    pub remarks: Vec<Remark>,
    /// What is to be done about the file as a whole, as sentences: a lock file is written by its tool.
    pub advice: Vec<String>,
}

/// What was done about one dependency, or why nothing was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The package's name as written.
    pub package: String,
    /// 1-based line.
    pub line: u32,
    /// Whether an edit raises it.
    pub raised: bool,
    /// What happens, or what to do, as a clause.
    pub text: String,
}
