//! Names of the deliverables. They are built from the date, a number and a kind alone, so that nothing that
//! was reviewed ever reaches a path or a link.

use model::{Finding, Review, State};

/// More finding files than this are not drawn (the archive's directory counts in 16 bits, and nobody opens
/// them); the summary says so and lists every finding.
pub(crate) const MAX_FINDING_FILES: usize = 9_999;

/// The date as it may stand in a name: `YYYY-MM-DD`, or `undated`.
pub(crate) fn safe_date(date: &str) -> &str {
    if calendar_date(date).is_some() { date } else { "undated" }
}

/// Year, month and day of `YYYY-MM-DD`, if it is written like a date.
pub(crate) fn calendar_date(date: &str) -> Option<(u16, u16, u16)> {
    let digits = |range: std::ops::Range<usize>| -> Option<u16> {
        let part = date.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let bytes = date.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

/// `security-analysis-DATE`: the folder of finding files, and the stem of the other names.
pub(crate) fn folder(review: &Review) -> String {
    format!("security-analysis-{}", safe_date(&review.date))
}

/// Open findings in order, each with its number from 1.
pub(crate) fn open(review: &Review) -> impl Iterator<Item = (usize, &Finding)> {
    review.findings.iter().filter(|finding| finding.state == State::Open).enumerate().map(|(at, f)| (at + 1, f))
}

/// `security-analysis-DATE/finding-001-security-vulnerability.md`.
pub(crate) fn finding_path(review: &Review, number: usize, finding: &Finding) -> String {
    format!("{}/finding-{number:03}-{}.md", folder(review), finding.kind.slug())
}

/// `path` as an entry of an archive: relative, `/`-separated, no `..`, no drive, no hidden character.
pub(crate) fn archive_path(path: &str) -> String {
    let clean: String = path
        .chars()
        .map(|c| match c {
            '\\' => '/',
            ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect();
    let parts: Vec<&str> = clean.split('/').filter(|part| !matches!(part.trim(), "" | "." | "..")).collect();
    if parts.is_empty() { "unnamed".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_reach_a_name() {
        assert_eq!(safe_date("2026-11-20"), "2026-11-20");
        for date in
            ["", "../../etc", "2026-13-01", "2026-11-00", "2026-11-2x", "2026/11/20", "٢٠٢٦-11-20", "+026-11-20"]
        {
            assert_eq!(safe_date(date), "undated", "{date}");
        }
    }

    #[test]
    fn archive_paths_stay_inside() {
        for (path, safe) in [
            ("a/b.md", "a/b.md"),
            ("../../etc/passwd", "etc/passwd"),
            ("/etc/passwd", "etc/passwd"),
            ("C:\\Windows\\x", "C_/Windows/x"),
            ("a/./../b", "a/b"),
            ("a\0b", "a_b"),
            ("..", "unnamed"),
            (" .. /x", "x"),
        ] {
            assert_eq!(archive_path(path), safe, "{path}");
        }
    }
}
