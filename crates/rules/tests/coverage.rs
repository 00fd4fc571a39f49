//! What the peers look for in Python is found here too: `tests/coverage/peers.toml` says by which rules, or why not.

use std::collections::BTreeSet;

const ROWS: &str = include_str!("../../../tests/coverage/rows.tsv");
const COVERAGE: &str = include_str!("../../../tests/coverage/peers.toml");

/// How many rows of a hundred may have a reason in place of a rule.
const REASONS: usize = 5;

fn rows() -> BTreeSet<(String, String)> {
    let lines = ROWS.lines().skip(1).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?.to_owned(), columns.next()?.to_owned()))
    });
    lines.collect()
}

#[test]
fn every_row_of_the_peers_is_answered() {
    let table: toml::Table = COVERAGE.parse().expect("peers.toml is TOML");
    let (mut covered, mut todo, mut reasons, mut problems) = (0, Vec::new(), 0, Vec::new());
    let mut answered = BTreeSet::new();
    for (tool, answers) in &table {
        for (code, answer) in answers.as_table().expect("one table for each tool") {
            answered.insert((tool.clone(), code.clone()));
            if let Some(codes) = answer.as_array().filter(|codes| !codes.is_empty()) {
                let unknown = |code: &&toml::Value| code.as_str().and_then(rules::find).is_none();
                problems.extend(codes.iter().find(unknown).map(|rule| format!("{tool} {code}: no rule {rule:?}")));
                covered += 1;
            } else if let Some(text) = answer.as_str().filter(|text| !text.trim().is_empty()) {
                if text.starts_with("todo") { todo.push(code.as_str()) } else { reasons += 1 }
            } else {
                problems.push(format!("{tool} {code}: neither codes nor a reason"));
            }
        }
    }
    let rows = rows();
    problems.extend(rows.difference(&answered).map(|(tool, code)| format!("{tool} {code}: not answered")));
    problems.extend(answered.difference(&rows).map(|(tool, code)| format!("{tool} {code}: no row of the peers")));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(reasons * 100 <= REASONS * rows.len(), "{reasons} of {} rows have a reason only", rows.len());
    println!("{covered} of {} rows covered, {reasons} with a reason, {} to do: {todo:?}", rows.len(), todo.len());
}
