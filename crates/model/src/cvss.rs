//! CVSS 3.1 base vectors (FIRST, "Common Vulnerability Scoring System v3.1: Specification", section 7.1).

use serde::{Deserialize, Serialize};

use crate::Severity;

/// A CVSS 3.1 base vector with its score, as it stands in the JSON contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cvss {
    /// Base score, 0.0 to 10.0, one decimal.
    pub score: f32,
    /// The vector, `CVSS:3.1/AV:…`.
    pub vector: String,
}

impl Cvss {
    /// Reads a base vector and computes its score. `None` if a base metric is missing, doubled or unknown.
    pub fn parse(vector: &str) -> Option<Self> {
        Some(Self { score: base_score(vector)?, vector: vector.to_owned() })
    }

    /// The severity of the score.
    pub fn severity(&self) -> Severity {
        Severity::of_score(self.score)
    }
}

/// The base score of `vector`, or `None` if it is not a complete CVSS 3.0 or 3.1 base vector.
pub fn base_score(vector: &str) -> Option<f32> {
    let metrics = vector.strip_prefix("CVSS:3.1/").or_else(|| vector.strip_prefix("CVSS:3.0/"))?;
    let value = |wanted: &str| -> Option<&str> {
        let mut found =
            metrics.split('/').filter_map(|metric| metric.split_once(':')).filter(|(name, _)| *name == wanted);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value)
    };
    let changed = match value("S")? {
        "U" => false,
        "C" => true,
        _ => return None,
    };
    let attack_vector = match value("AV")? {
        "N" => 0.85,
        "A" => 0.62,
        "L" => 0.55,
        "P" => 0.2,
        _ => return None,
    };
    let complexity = match value("AC")? {
        "L" => 0.77,
        "H" => 0.44,
        _ => return None,
    };
    let privileges = match (value("PR")?, changed) {
        ("N", _) => 0.85,
        ("L", false) => 0.62,
        ("L", true) => 0.68,
        ("H", false) => 0.27,
        ("H", true) => 0.5,
        _ => return None,
    };
    let interaction = match value("UI")? {
        "N" => 0.85,
        "R" => 0.62,
        _ => return None,
    };
    let impact_of = |metric| -> Option<f64> {
        match value(metric)? {
            "H" => Some(0.56),
            "L" => Some(0.22),
            "N" => Some(0.0),
            _ => None,
        }
    };
    let base = 1.0 - (1.0 - impact_of("C")?) * (1.0 - impact_of("I")?) * (1.0 - impact_of("A")?);
    let impact = if changed { 7.52 * (base - 0.029) - 3.25 * (base - 0.02_f64).powi(15) } else { 6.42 * base };
    if impact <= 0.0 {
        return Some(0.0);
    }
    let exploitability = 8.22 * attack_vector * complexity * privileges * interaction;
    let sum = impact + exploitability;
    Some(round_up(if changed { 1.08 * sum } else { sum }.min(10.0)))
}

/// "Roundup" of the specification's appendix A: the smallest number with one decimal that is not less,
/// in integer arithmetic so that floating-point dust does not lift a score.
fn round_up(score: f64) -> f32 {
    let scaled = (score * 100_000.0).round() as i64;
    let tenths = if scaled % 10_000 == 0 { scaled / 10_000 } else { scaled / 10_000 + 1 };
    tenths as f32 / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores published by NVD for these vectors.
    #[test]
    fn scores_as_the_specification_says() {
        for (vector, score) in [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.1),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),
            ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ] {
            assert_eq!(base_score(vector), Some(score), "{vector}");
        }
    }

    #[test]
    fn incomplete_vectors_have_no_score() {
        for vector in [
            "",
            "CVSS:3.1/AV:N",
            "CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P",
            "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ] {
            assert_eq!(base_score(vector), None, "{vector}");
        }
    }
}
