//! Poetry's own way to write conditions: `^1.2`, `~1.2`, `1.2.*`, `>=1 || ^3` (Poetry documentation, "Dependency
//! specification").

use crate::requirement::set_address;
use crate::specifier::{Clause, Op, Specifier};
use crate::tree::{Key, Node, Value};
use crate::{Entry, Place, Reading, Source, Style, Version};

/// Reads a condition. The error says what is wrong.
pub(crate) fn constraint(text: &str) -> Result<Specifier, String> {
    let alternatives = text.split('|').map(str::trim).filter(|part| !part.is_empty());
    let alternatives: Vec<Specifier> = alternatives.map(all).collect::<Result<_, _>>()?;
    Ok(if alternatives.is_empty() { Specifier::any() } else { Specifier::one_of(alternatives) })
}

/// Conditions joined by commas or spaces.
fn all(text: &str) -> Result<Specifier, String> {
    let mut clauses = Vec::new();
    let mut pending = String::new();
    for word in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty()) {
        // A sign may stand apart from its version.
        pending.push_str(word);
        if word.ends_with(['<', '>', '=', '~', '^', '!']) {
            continue;
        }
        one(&pending, &mut clauses)?;
        pending.clear();
    }
    if !pending.is_empty() {
        return Err(format!("`{pending}` has no version behind it"));
    }
    Ok(Specifier::all(clauses))
}

fn one(text: &str, clauses: &mut Vec<Clause>) -> Result<(), String> {
    let version = |text: &str| Version::parse(text).ok_or_else(|| format!("`{text}` is no version"));
    if text == "*" {
        return Ok(());
    }
    if let Some(least) = text.strip_prefix('^') {
        let least = version(least)?;
        let at = least.release().iter().position(|number| *number != 0).unwrap_or(least.release().len() - 1);
        between(least, at, clauses);
    } else if let Some(least) = text.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        let least = version(least)?;
        let at = least.release().len().saturating_sub(1).min(1);
        between(least, at, clauses);
    } else if text.starts_with(|c: char| c.is_ascii_digit() || c == 'v') {
        match text.strip_suffix(".*") {
            Some(prefix) => clauses.push(Clause::prefix(version(prefix)?)),
            None => clauses.push(Clause::new(Op::Equal, version(text)?)),
        }
    } else {
        clauses.push(Clause::parse(text)?);
    }
    Ok(())
}

/// From `least` to below the release in which the number at `at` is one higher.
fn between(least: Version, at: usize, clauses: &mut Vec<Clause>) {
    let mut above: Vec<u64> = least.release().iter().copied().take(at + 1).collect();
    if let Some(last) = above.last_mut() {
        *last = last.saturating_add(1);
    }
    let above = Version::of_release(least.epoch(), above);
    clauses.push(Clause::new(Op::AtLeast, least));
    clauses.push(Clause::new(Op::Below, above));
}

/// Reads `name = "^1.0"`, `name = {version = …}` or `name = [{…}, {…}]`, as Poetry and Pipenv write them.
pub(crate) fn dependency(reading: &mut Reading<'_>, key: &Key, value: &Node, group: Option<&str>) {
    match &value.value {
        Value::Array(items) => {
            for item in items {
                // Each has its own place, the name stands once.
                one_dependency(reading, &key.name, item.span.start, item, group);
            }
        }
        _ => one_dependency(reading, &key.name, key.span.start, value, group),
    }
}

fn one_dependency(reading: &mut Reading<'_>, name: &str, start: usize, value: &Node, group: Option<&str>) {
    let mut entry = reading.entry(name, start..value.span.end);
    entry.group = group.map(str::to_owned);
    match &value.value {
        Value::Text(text) => entry.set_specifier(constraint(text)),
        Value::Table(_) => details(&mut entry, value),
        _ => entry.problem = Some("a version or a table is expected here".to_owned()),
    }
    if entry.source == Source::Index && entry.problem.is_none() {
        let written = if value.text().is_some() { Some(value) } else { value.get("version") };
        entry.condition = written.and_then(|node| place(reading.text, node));
    }
    reading.push(entry);
}

/// Where a condition stands between its quotation marks, if it is written without escapes.
fn place(text: &str, node: &Node) -> Option<Place> {
    let span = node.span.start + 1..node.span.end.checked_sub(1)?;
    (text.get(span.clone())? == node.text()?).then_some(Place { span, style: Style::Poetry })
}

fn details(entry: &mut Entry, value: &Node) {
    if let Some(version) = value.text_at("version") {
        entry.set_specifier(constraint(version));
    }
    entry.extras = value
        .get("extras")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|extra| extra.text().map(str::to_owned))
        .collect();
    for (key, node) in value.entries() {
        let Some(text) = node.text() else { continue };
        match key.name.as_str() {
            "markers" | "marker" => entry.set_marker(text),
            "platform" => entry.set_marker(&format!("sys_platform == '{text}'")),
            // Pipenv takes every variable of a marker as a key of its own.
            "sys_platform" | "os_name" | "platform_machine" | "python_version" | "platform_system" => {
                entry.set_marker(&format!("{} {text}", key.name));
            }
            "git" | "hg" | "svn" => entry.source = Source::Vcs(format!("{}+{text}", key.name)),
            "path" => entry.source = Source::Path(text.to_owned()),
            "url" | "file" => set_address(entry, text),
            _ => {}
        }
    }
    if let Some(hashes) = value.get("hashes") {
        entry.hashes.extend(hashes.items().iter().filter_map(|hash| hash.text().map(str::to_owned)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expectations from Poetry's documentation.
    #[test]
    fn carets_and_tildes() {
        for (text, means) in [
            ("^1.2.3", ">=1.2.3,<2"),
            ("^1.2", ">=1.2,<2"),
            ("^0.2.3", ">=0.2.3,<0.3"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0.0", ">=0.0,<0.1"),
            ("^0", ">=0,<1"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~1.2", ">=1.2,<1.3"),
            ("~1", ">=1,<2"),
            ("~=1.4.2", "~=1.4.2"),
            ("1.2.*", "==1.2.*"),
            ("1.2.3", "==1.2.3"),
            ("*", ""),
            (">= 1.2, < 1.5", ">=1.2,<1.5"),
            (">=1.2 <1.5", ">=1.2,<1.5"),
            ("^1.0 || ^3", ">=1.0,<2 || >=3,<4"),
        ] {
            assert_eq!(constraint(text).map(|s| s.to_string()).as_deref(), Ok(means), "{text}");
        }
        assert!(constraint("^").is_err());
        assert!(constraint("^x").is_err());
        assert!(constraint(">=").is_err());
    }
}
