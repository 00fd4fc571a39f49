//! The ten anti-patterns that the Skill names.

use serde::{Deserialize, Serialize};

/// One of the Skill's anti-patterns that was recognized in the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AntiPattern {
    /// Its number in the Skill's table, from 1.
    pub number: u8,
    /// What it is called.
    pub name: String,
    /// What to do in its place, in one sentence.
    pub instead: String,
    /// The open findings that show it, by their ids.
    pub findings: Vec<String>,
}
