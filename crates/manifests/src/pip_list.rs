//! What `pip list` prints: a table, or with `--format=json` an array.

use crate::tree::Value;
use crate::{Reading, Source, json};

/// Whether a line is the table's head.
pub(crate) fn is_header(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next() == Some("Package") && words.next() == Some("Version")
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    if reading.text.trim_start().starts_with('[') {
        return read_json(reading);
    }
    let mut at = 0;
    for line in reading.text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let text = line.trim();
        if text.is_empty() || is_header(text) || text.starts_with("---") || text.starts_with('#') {
            continue;
        }
        let span = start..start + text.len();
        let mut words = text.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            reading.problem("", span, "the line has no version");
            continue;
        };
        let mut entry = reading.entry(name, span);
        entry.set_version(version);
        // Behind the version stands the folder of an editable project.
        if let Some(folder) = words.next() {
            entry.source = Source::Path(folder.to_owned());
        }
        reading.push(entry);
    }
}

fn read_json(reading: &mut Reading<'_>) {
    let (root, problem) = json::parse(reading.text);
    if let Value::Array(items) = &root.value {
        for item in items {
            let (Some(name), Some(version)) = (item.get("name"), item.get("version").and_then(|node| node.text()))
            else {
                reading.problem("", item.span.clone(), "the entry has no name and version");
                continue;
            };
            let mut entry = reading.entry(name.text().unwrap_or_default(), name.span.clone());
            entry.set_version(version);
            reading.push(entry);
        }
    }
    if let Some((at, problem)) = problem {
        reading.problem("", at..at, problem);
    }
}
