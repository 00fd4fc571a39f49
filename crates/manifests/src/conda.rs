//! conda's `environment.yml`. Only the list of dependencies is read, and as YAML is written there: one item a line.

use std::ops::Range;

use crate::specifier::{Clause, Specifier};
use crate::{Reading, Source, Version, poetry};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let mut at = 0;
    let mut inside = false;
    // How far the items of the `pip:` list stand to the right.
    let mut pip: Option<usize> = None;
    for line in reading.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.split(" #").next().unwrap_or(line).trim_end();
        let text = body.trim_start();
        let indent = body.len() - text.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let Some(item) = text.strip_prefix("- ").map(str::trim) else {
            if indent == 0 {
                inside = text == "dependencies:";
                pip = None;
            }
            continue;
        };
        if !inside {
            continue;
        }
        if pip.is_some_and(|list| indent <= list) {
            pip = None;
        }
        let first = start + body.len() - item.len();
        let bare = item.trim_matches(['"', '\'']);
        let span = first..start + body.len();
        if bare == "pip:" {
            pip = Some(indent);
        } else if pip.is_some() {
            pip_item(reading, bare, span);
        } else {
            conda_item(reading, bare, span);
        }
    }
}

fn pip_item(reading: &mut Reading<'_>, text: &str, span: Range<usize>) {
    match text.strip_prefix("-r ") {
        Some(file) => reading.note(crate::NoteKind::Include, file.trim(), span),
        None if text.starts_with('-') => {}
        None => reading.requirement(text, span, None),
    }
}

/// `channel::name[build] >=1.0,<2 build`, `name=1.0=build`.
fn conda_item(reading: &mut Reading<'_>, text: &str, span: Range<usize>) {
    let text = text.rsplit("::").next().unwrap_or(text);
    let end = text.find(|c: char| c.is_whitespace() || "=<>!~[".contains(c)).unwrap_or(text.len());
    let (name, condition) = text.split_at(end);
    // The interpreter and what is no Python package.
    if name == "python" || name.starts_with('_') || name.is_empty() {
        return;
    }
    let mut entry = reading.entry(name, span);
    entry.source = Source::Conda;
    let condition = condition.split('[').next().unwrap_or_default().trim();
    if !condition.is_empty() {
        entry.set_specifier(version_condition(condition));
    }
    reading.push(entry);
}

/// One `=` is "begins with", two are "is", and a build may follow.
fn version_condition(condition: &str) -> Result<Specifier, String> {
    if let Some(exact) = condition.strip_prefix("==") {
        return poetry::constraint(exact.split(['=', ' ']).next().unwrap_or(exact));
    }
    if let Some(fuzzy) = condition.strip_prefix('=') {
        let (version, build) = fuzzy.split_once('=').unwrap_or((fuzzy, ""));
        let bare = version.trim_end_matches('*').trim_end_matches('.');
        let parsed = Version::parse(bare).ok_or_else(|| format!("`{version}` is no version"))?;
        let exact = !build.is_empty() || parsed != parsed.base();
        return if exact && bare == version {
            poetry::constraint(bare)
        } else {
            Ok(Specifier::all(vec![Clause::prefix(parsed)]))
        };
    }
    poetry::constraint(condition)
}
