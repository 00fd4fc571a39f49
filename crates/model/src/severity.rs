//! How bad, and how sure.

use serde::{Deserialize, Serialize};

/// The impact if a finding is real. Ordered: `Critical` is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// No score: a fact worth knowing.
    Informational,
    /// CVSS 0.1 to 3.9.
    Low,
    /// CVSS 4.0 to 6.9.
    Medium,
    /// CVSS 7.0 to 8.9.
    High,
    /// CVSS 9.0 to 10.0; needs an attack path.
    Critical,
}

impl Severity {
    /// All of them, worst first: the order of every list and table.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Informational];

    /// The severity of a CVSS 3.1 base score (its qualitative scale).
    pub fn of_score(score: f32) -> Self {
        match score {
            s if s >= 9.0 => Self::Critical,
            s if s >= 7.0 => Self::High,
            s if s >= 4.0 => Self::Medium,
            s if s > 0.0 => Self::Low,
            _ => Self::Informational,
        }
    }

    /// The word, capitalised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::Informational => "Informational",
        }
    }

    /// The coloured sign of the Markdown reports.
    pub const fn emoji(self) -> &'static str {
        match self {
            Self::Critical => "🔴",
            Self::High => "🟠",
            Self::Medium => "🟡",
            Self::Low => "🟢",
            Self::Informational => "ℹ",
        }
    }

    /// The shape that stands for it where colour cannot be relied on.
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Critical => "◆",
            Self::High => "▲",
            Self::Medium => "●",
            Self::Low => "▽",
            Self::Informational => "ℹ",
        }
    }
}

/// How sure the review is that a finding is real. Ordered: `High` is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The origin of the data is unknown.
    Low,
    /// Likely: a public function's parameter, or a name that speaks for itself.
    Medium,
    /// Seen: the path from source to sink, or the fact itself.
    High,
}

impl Confidence {
    /// The word, lower case.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
