//! How long the repairs take: counted from what is open, by rates that are said beside the number.
//!
//! The first place of a kind of weakness takes reading, deciding and a test; each further place of the same kind repeats it. A
//! checked repair needs no more than a look at it. A package is raised and the application's tests are run; over a change of its
//! first number the application has to follow.

use std::collections::BTreeMap;

use model::{Applicability, Dependency, DependencyKind, Finding, Fix, Severity};

use crate::dependencies::{Affected, affected};
use crate::drawing::Drawing;

/// From and to, in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effort {
    from: u32,
    to: u32,
}

const FIRST: Effort = Effort { from: 30, to: 120 };
const FURTHER: Effort = Effort { from: 10, to: 40 };
const CHECKED: Effort = Effort { from: 5, to: 15 };
const RAISED: Effort = Effort { from: 20, to: 60 };
const REPLACED: Effort = Effort { from: 120, to: 480 };

/// The rates, for whoever wants to know where the number comes from.
pub(crate) const METHOD: &str = "Counted, not guessed: 30 minutes to 2 hours for the first place of a kind of weakness, 10 to 40 minutes \
     for each further one, 5 to 15 where a checked repair is ready; 20 minutes to 1 hour for a package that is raised, 2 to 8 hours \
     where its first number changes or nothing repairs it. For someone who knows the code; meetings and release aside.";

impl Effort {
    fn plus(self, other: Self) -> Self {
        Self { from: self.from.saturating_add(other.from), to: self.to.saturating_add(other.to) }
    }

    /// `30 minutes to 2 hours`; days of eight hours where it is long.
    pub(crate) fn words(self) -> String {
        let (from, to) = (rounded(self.from), rounded(self.to));
        match (from.1 == to.1, from == to) {
            (_, true) => format!("about {} {}", to.0, noun(to)),
            (true, _) => format!("{} to {} {}", from.0, to.0, noun(to)),
            _ => format!("{} {} to {} {}", from.0, noun(from), to.0, noun(to)),
        }
    }
}

/// The unit of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
}

/// A length that a person can use: to ten minutes below an hour and a half, to hours below two days, else to days.
fn rounded(minutes: u32) -> (u32, Unit) {
    match minutes {
        0..90 => (minutes.div_ceil(10).max(1) * 10, Unit::Minute),
        90..960 => ((minutes + 30) / 60, Unit::Hour),
        _ => ((minutes + 240) / 480, Unit::Day),
    }
}

fn noun((count, unit): (u32, Unit)) -> String {
    let noun = match unit {
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::Day => "working day",
    };
    format!("{noun}{}", if count == 1 { "" } else { "s" })
}

/// What findings take, counted one after the other.
#[derive(Default)]
struct Counter<'f> {
    /// How many places of each rule were counted.
    kinds: BTreeMap<&'f str, u32>,
}

impl<'f> Counter<'f> {
    fn add(&mut self, finding: &'f Finding) -> Effort {
        let is_safe = |fix: &Fix| fix.applicability == Applicability::Safe && !fix.edits.is_empty();
        if finding.fix.as_ref().is_some_and(is_safe) {
            return CHECKED;
        }
        let places = self.kinds.entry(&finding.rule).or_default();
        *places += 1;
        if *places == 1 { FIRST } else { FURTHER }
    }
}

/// What these findings take together.
pub(crate) fn of_findings<'f>(findings: impl Iterator<Item = &'f Finding>) -> Effort {
    let mut counter = Counter::default();
    findings.fold(Effort::default(), |all, finding| all.plus(counter.add(finding)))
}

/// How many open security findings there are of each severity, worst first, and what each adds to those before it.
pub(crate) fn by_severity(drawing: &Drawing<'_>) -> Vec<(Severity, usize, Effort)> {
    let mut counter = Counter::default();
    let mut all: Vec<(Severity, usize, Effort)> = Vec::new();
    for (_, finding) in drawing.security() {
        let more = counter.add(finding);
        match all.last_mut().filter(|(severity, ..)| *severity == finding.severity) {
            Some((_, count, effort)) => (*count, *effort) = (*count + 1, effort.plus(more)),
            None => all.push((finding.severity, 1, more)),
        }
    }
    all
}

/// What the dependencies with open issues take together.
pub(crate) fn of_dependencies(drawing: &Drawing<'_>) -> Effort {
    let is_small = |one: &Affected<'_>| one.rows.iter().all(|row| is_small(row));
    let each = affected(drawing.review).into_iter().map(|one| if is_small(&one) { RAISED } else { REPLACED });
    each.fold(Effort::default(), Effort::plus)
}

/// Whether a version with the same first number repairs it, or only the manifest's line changes.
fn is_small(row: &Dependency) -> bool {
    let first = |version: &str| version.split(['.', '!']).next().map(str::to_owned);
    match row.kind {
        DependencyKind::PermissiveRange | DependencyKind::Unpinned | DependencyKind::Invalid => true,
        DependencyKind::Vulnerable => match (&row.version, &row.fixed) {
            (Some(now), Some(fixed)) => first(now) == first(fixed),
            (None, Some(_)) => true,
            _ => false,
        },
        DependencyKind::Malicious | DependencyKind::SuspiciousName => false,
    }
}

/// All of it.
pub(crate) fn together(drawing: &Drawing<'_>) -> Effort {
    of_findings(drawing.security().map(|(_, finding)| finding)).plus(of_dependencies(drawing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_such_as_people_say() {
        for (from, to, words) in [
            (30, 120, "30 minutes to 2 hours"),
            (5, 15, "10 to 20 minutes"),
            (95, 400, "2 to 7 hours"),
            (600, 2_400, "10 hours to 5 working days"),
            (480, 480, "about 8 hours"),
            (1_000, 1_920, "2 to 4 working days"),
        ] {
            assert_eq!(Effort { from, to }.words(), words);
        }
    }
}
