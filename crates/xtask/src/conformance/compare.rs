//! Rows of two programs, held against each other.

use std::collections::BTreeMap;

/// Where a program reported what: by code first, because that is how differences are read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The rule: Ruff's code, or bandit's.
    pub(super) code: String,
    /// The file, relative to the body of code, parts separated by `/`.
    pub(super) file: String,
    /// The row, 1-based.
    pub(super) row: u64,
}

impl Place {
    pub(super) fn new(code: impl Into<String>, file: impl Into<String>, row: u64) -> Self {
        Self { code: code.into(), file: file.into(), row }
    }
}

/// What one program reported: every place with the number of times.
#[derive(Debug, Default)]
pub(super) struct Rows(BTreeMap<Place, usize>);

impl Rows {
    /// One more row at `place`.
    pub(super) fn add(&mut self, place: Place) {
        *self.0.entry(place).or_default() += 1;
    }

    /// `place`, once, however often it is told.
    pub(super) fn set(&mut self, place: Place) {
        self.0.insert(place, 1);
    }

    /// Whether any row is in `file`.
    pub(super) fn has_file(&self, file: &str) -> bool {
        self.0.keys().any(|place| place.file == file)
    }

    /// Takes over `other`, whose files are now below `folder`.
    pub(super) fn take(&mut self, folder: &str, other: Self) {
        for (place, count) in other.0 {
            let place = Place { file: format!("{folder}/{}", place.file), ..place };
            *self.0.entry(place).or_default() += count;
        }
    }

    /// Drops what is in `files`.
    pub(super) fn drop_files(&mut self, files: &[String]) {
        self.0.retain(|place, _| !files.contains(&place.file));
    }

    fn count(&self, place: &Place) -> usize {
        self.0.get(place).copied().unwrap_or_default()
    }
}

/// Which program reported a row that the other did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Ours,
    Theirs,
}

impl Side {
    /// As `differences.md` and the lists write it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// A row that one side alone has, and how many more times it has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) side: Side,
    pub(super) place: Place,
    pub(super) count: usize,
}

/// The numbers of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) both: usize,
    pub(super) ours: usize,
    pub(super) theirs: usize,
}

impl Tally {
    /// How much of the peer's rows we have, in percent.
    pub(super) fn of_theirs(self) -> f64 {
        percent(self.both, self.theirs)
    }

    /// How much of our rows the peer has, in percent.
    pub(super) fn of_ours(self) -> f64 {
        percent(self.both, self.ours)
    }

    fn plus(self, other: Self) -> Self {
        Self { both: self.both + other.both, ours: self.ours + other.ours, theirs: self.theirs + other.theirs }
    }
}

/// Nothing missing of nothing is all of it.
fn percent(both: usize, missing: usize) -> f64 {
    if missing == 0 { 100.0 } else { 100.0 * both as f64 / (both + missing) as f64 }
}

/// Both sides' rows, compared.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// By rule.
    pub(super) tallies: BTreeMap<String, Tally>,
    /// By rule, file and row.
    pub(super) differences: Vec<Difference>,
}

impl Comparison {
    pub(super) fn new(ours: &Rows, theirs: &Rows) -> Self {
        let mut comparison = Self::default();
        for place in ours.0.keys() {
            comparison.place(place, ours.count(place), theirs.count(place));
        }
        for place in theirs.0.keys().filter(|place| !ours.0.contains_key(place)) {
            comparison.place(place, 0, theirs.count(place));
        }
        comparison.differences.sort_by(|a, b| (&a.place, a.side).cmp(&(&b.place, b.side)));
        comparison
    }

    fn place(&mut self, place: &Place, ours: usize, theirs: usize) {
        let tally = self.tallies.entry(place.code.clone()).or_default();
        tally.both += ours.min(theirs);
        tally.ours += ours.saturating_sub(theirs);
        tally.theirs += theirs.saturating_sub(ours);
        let side = if ours > theirs { Side::Ours } else { Side::Theirs };
        if ours != theirs {
            self.differences.push(Difference { side, place: place.clone(), count: ours.abs_diff(theirs) });
        }
    }

    /// All rules together, or those that `counts` takes.
    pub(super) fn total(&self, counts: impl Fn(&str) -> bool) -> Tally {
        let tallies = self.tallies.iter().filter(|(code, _)| counts(code));
        tallies.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(places: &[(&str, &str, u64)]) -> Rows {
        let mut rows = Rows::default();
        for &(code, file, row) in places {
            rows.add(Place::new(code, file, row));
        }
        rows
    }

    #[test]
    fn rows_are_counted_not_only_named() {
        let ours = rows(&[("S101", "a.py", 1), ("S101", "a.py", 1), ("S102", "a.py", 2)]);
        let theirs = rows(&[("S101", "a.py", 1), ("S102", "a.py", 3)]);
        let comparison = Comparison::new(&ours, &theirs);
        assert_eq!(comparison.tallies["S101"], Tally { both: 1, ours: 1, theirs: 0 });
        assert_eq!(comparison.tallies["S102"], Tally { both: 0, ours: 1, theirs: 1 });
        let shown: Vec<_> =
            comparison.differences.iter().map(|row| (row.side.word(), row.place.row, row.count)).collect();
        assert_eq!(shown, [("ours", 1, 1), ("ours", 2, 1), ("theirs", 3, 1)]);
    }

    #[test]
    fn shares_go_both_ways() {
        let shares = |tally: Tally| format!("{} {}", tally.of_ours(), tally.of_theirs());
        assert_eq!(shares(Tally { both: 3, ours: 1, theirs: 0 }), "75 100");
        assert_eq!(shares(Tally::default()), "100 100");
    }

    #[test]
    fn a_total_can_leave_a_rule_out() {
        let ours = rows(&[("S101", "a.py", 1), ("S102", "a.py", 2)]);
        let comparison = Comparison::new(&ours, &ours);
        assert_eq!(comparison.total(|_| true).both, 2);
        assert_eq!(comparison.total(|code| code != "S101").both, 1);
    }
}
