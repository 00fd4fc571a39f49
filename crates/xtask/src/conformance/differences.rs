//! `tests/conformance/differences.md`: every remaining difference with its reason.
//!
//! A section of the page explains one cause. Its blocks fenced as `rows` name what it covers, a line each:
//! `CODE SIDE PLACE`, where the place is `file:row`, a `file`, or a `folder/` of one body of code.

use std::fs;

use super::compare::{Difference, Side};
use crate::step::{Done, Failure};
use crate::{process, workspace};

/// The page, relative to the clone's top.
pub(super) const PAGE: &str = "tests/conformance/differences.md";

/// What one line of the page covers.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    code: String,
    side: Side,
    place: String,
}

/// The page, read.
#[derive(Debug)]
pub(super) struct Explained(Vec<Line>);

impl Explained {
    /// Reads the page.
    pub(super) fn read() -> Done<Self> {
        let path = workspace::root().join(PAGE);
        let text = fs::read_to_string(&path).map_err(|error| process::io_failure(&path, &error))?;
        parse(&text)
    }

    /// Those of `differences` that no line covers.
    pub(super) fn missing<'a>(&self, differences: &'a [Difference]) -> Vec<&'a Difference> {
        differences.iter().filter(|row| !self.0.iter().any(|line| line.covers(row))).collect()
    }

    /// The lines about one of `bodies` that cover none of `differences`: the reason is gone, the line can go.
    pub(super) fn stale(&self, bodies: &[String], differences: &[Difference]) -> Vec<String> {
        let compared = |line: &&Line| bodies.iter().any(|body| body == body_of(&line.place));
        let idle = |line: &&Line| !differences.iter().any(|row| line.covers(row));
        let shown = |line: &Line| format!("{} {} {}", line.code, line.side.word(), line.place);
        self.0.iter().filter(compared).filter(idle).map(shown).collect()
    }
}

/// The first part of a place: the body of code that it is in.
fn body_of(place: &str) -> &str {
    place.split('/').next().unwrap_or_default()
}

impl Line {
    fn covers(&self, row: &Difference) -> bool {
        let Some(rest) = row.place.file.strip_prefix(self.place.as_str()) else {
            // The file with its row.
            let exact = self
                .place
                .rsplit_once(':')
                .is_some_and(|(file, number)| file == row.place.file && number.parse() == Ok(row.place.row));
            return exact && self.side == row.side && self.code == row.place.code;
        };
        (rest.is_empty() || self.place.ends_with('/')) && self.side == row.side && self.code == row.place.code
    }
}

fn parse(text: &str) -> Done<Explained> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```rows";
        } else if inside {
            let words: Vec<&str> = line.split_whitespace().collect();
            let side = match words.get(1) {
                Some(&"ours") => Some(Side::Ours),
                Some(&"theirs") => Some(Side::Theirs),
                _ => None,
            };
            let (Some(side), [code, _, place]) = (side, words.as_slice()) else {
                return Err(Failure::new(
                    format!("{PAGE}: `{line}` is no row"),
                    "write `CODE ours|theirs body/file.py:12`",
                ));
            };
            lines.push(Line { code: (*code).to_owned(), side, place: (*place).to_owned() });
        }
    }
    Ok(Explained(lines))
}

#[cfg(test)]
mod tests {
    use super::super::compare::Place;
    use super::*;

    fn row(side: Side, code: &str, file: &str, row: u64) -> Difference {
        Difference { side, place: Place::new(code, file, row), count: 1 }
    }

    #[test]
    fn a_line_covers_a_row_a_file_or_a_folder() {
        let page =
            "# A cause\n\nWhy.\n\n```rows\nS101 ours flask/a.py:3\nS102 theirs flask/b.py\nS103 ours flask/c/\n```\n";
        let explained = parse(page).unwrap();
        let covered = [
            row(Side::Ours, "S101", "flask/a.py", 3),
            row(Side::Theirs, "S102", "flask/b.py", 9),
            row(Side::Ours, "S103", "flask/c/d.py", 1),
        ];
        assert!(explained.missing(&covered).is_empty());
        let others = [
            row(Side::Ours, "S101", "flask/a.py", 4),
            row(Side::Theirs, "S101", "flask/a.py", 3),
            row(Side::Theirs, "S102", "flask/b.pyi", 9),
            row(Side::Ours, "S104", "flask/c/d.py", 1),
        ];
        assert_eq!(explained.missing(&others).len(), others.len());
    }

    #[test]
    fn a_line_without_its_row_is_told() {
        let explained = parse("```rows\nS101 ours flask/a.py:3\nS101 ours salt/a.py:3\n```\n").unwrap();
        assert_eq!(explained.stale(&["flask".to_owned()], &[]), ["S101 ours flask/a.py:3"]);
    }

    #[test]
    fn a_line_that_is_no_row_is_refused() {
        assert!(parse("```rows\nS101 both a.py:3\n```\n").is_err());
        assert!(parse("```rows\nS101 ours\n```\n").is_err());
        assert!(parse("```text\nanything\n```\n").is_ok());
    }
}
