//! What is printed: a table by rule, and the rows of the rules that were asked for.

use std::collections::BTreeMap;

use super::compare::{Comparison, Difference};

/// The rules whose rows are to be listed, by code or its beginning.
#[derive(Debug, Default)]
pub(super) struct Wanted(Vec<String>);

impl Wanted {
    pub(super) fn add(&mut self, code: &str) {
        self.0.push(code.to_ascii_uppercase());
    }

    fn has(&self, code: &str) -> bool {
        self.0.iter().any(|wanted| code.starts_with(wanted.as_str()))
    }
}

/// Prints the table, and below it the rows of `wanted` rules that one side alone has.
pub(super) fn print(title: &str, comparison: &Comparison, wanted: &Wanted) {
    println!("\n{title}\n{:<8}{:>9}{:>11}{:>13}", "rule", "both", "only ours", "only theirs");
    for (code, tally) in &comparison.tallies {
        println!("{code:<8}{:>9}{:>11}{:>13}", tally.both, tally.ours, tally.theirs);
    }
    let mut totals = vec![("all", comparison.total(|_| true))];
    if comparison.tallies.contains_key("S101") {
        totals.push(("no S101", comparison.total(|code| code != "S101")));
    }
    for (name, tally) in totals {
        println!(
            "{name:<8}{:>9}{:>11}{:>13}   {:.2} % of theirs, {:.2} % of ours",
            tally.both,
            tally.ours,
            tally.theirs,
            tally.of_theirs(),
            tally.of_ours()
        );
    }
    for row in comparison.differences.iter().filter(|row| wanted.has(&row.place.code)) {
        println!("{}", line(row));
    }
}

/// A difference as `differences.md` takes it.
fn line(row: &Difference) -> String {
    let times = if row.count == 1 { String::new() } else { format!("  ({} times)", row.count) };
    format!("{} {} {}:{}{times}", row.place.code, row.side.word(), row.place.file, row.place.row)
}

/// Rows by rule and side: code, side, how many, and the first.
pub(super) fn by_rule(rows: &[&Difference]) -> Vec<(String, &'static str, usize, String)> {
    let mut groups: BTreeMap<_, (usize, String)> = BTreeMap::new();
    for row in rows {
        let first = || (0, format!("{}:{}", row.place.file, row.place.row));
        groups.entry((row.place.code.clone(), row.side)).or_insert_with(first).0 += row.count;
    }
    groups.into_iter().map(|((code, side), (count, first))| (code, side.word(), count, first)).collect()
}
