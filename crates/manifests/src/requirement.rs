//! One requirement as PEP 508 writes it, and the addresses and paths that pip takes in its place.

use std::ops::Range;

use syntax::LineIndex;

use crate::name::{file_version, is_name};
use crate::{Entry, Place, Source, Specifier, Style};

/// Reads a requirement that stands at `span`. Never fails: what is wrong stands in the entry.
pub(crate) fn parse(text: &str, span: Range<usize>, lines: &LineIndex) -> Entry {
    let text = text.trim();
    let mut entry = Entry::new("", span, lines);
    if is_address(text) {
        let (address, marker) = split_marker(text, " ;");
        set_address(&mut entry, address);
        entry.set_marker(marker);
        return entry;
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    name.clone_into(&mut entry.name);
    if !is_name(name) || rest.starts_with(|c: char| !c.is_ascii() && c.is_alphanumeric()) {
        entry.problem = Some(wrong_name(text, name));
        return entry;
    }
    let mut rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('[') {
        let Some((extras, behind)) = inside.split_once(']') else {
            entry.problem = Some("the bracket of the extras is not closed".to_owned());
            return entry;
        };
        entry.extras = extras.split(',').map(str::trim).filter(|extra| !extra.is_empty()).map(str::to_owned).collect();
        if let Some(wrong) = entry.extras.iter().find(|extra| !is_name(extra)) {
            entry.problem = Some(format!("`{wrong}` is no name of an extra"));
            return entry;
        }
        rest = behind.trim_start();
    }
    if let Some(address) = rest.strip_prefix('@') {
        let (address, marker) = split_marker(address, " ;");
        let name = entry.name.clone();
        set_address(&mut entry, address);
        entry.name = name;
        entry.set_marker(marker);
        return entry;
    }
    let (condition, marker) = split_marker(rest, ";");
    if marker.is_empty() && rest.contains(';') {
        entry.problem = Some("nothing follows the `;`".to_owned());
        return entry;
    }
    let condition = condition.trim();
    let inside = condition.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(condition);
    if condition.starts_with('(') && inside.len() == condition.len() {
        entry.problem = Some("the parenthesis of the versions is not closed".to_owned());
    } else if let Some(variable) = variable(inside) {
        entry.problem = Some(format!("the value of `{variable}` is not known here"));
    } else if !inside.is_empty() && !inside.starts_with(['=', '<', '>', '!', '~']) {
        entry.problem = Some(format!("`{}` does not belong behind the name", first_word(inside)));
    } else {
        entry.set_specifier(Specifier::parse(inside));
    }
    entry.set_marker(marker);
    entry
}

/// Where the condition of `entry` stands in the file's `text`. What was read may have been put together from several
/// lines or strings; a place is given only where the text at it says the same as the entry.
pub(crate) fn condition(entry: &Entry, text: &str) -> Option<Place> {
    if entry.problem.is_some() || entry.source != Source::Index {
        return None;
    }
    let source = text.get(entry.span.clone())?;
    let is_space = |c: char| c.is_whitespace() || c == '\\';
    let mut rest = source.trim_start_matches(|c| is_space(c) || matches!(c, '"' | '\''));
    rest = rest.strip_prefix(entry.name.as_str())?;
    if let Some(extras) = rest.trim_start_matches(is_space).strip_prefix('[') {
        rest = &extras[extras.find(']')? + 1..];
    }
    let behind_name = entry.span.end - rest.len();
    let mut start = behind_name;
    if let Some(inside) = rest.trim_start_matches(is_space).strip_prefix('(') {
        start = entry.span.end - inside.len();
        rest = &inside[..inside.find(')')?];
    }
    let end = rest.find([';', '"', '\'', '#']).unwrap_or(rest.len());
    let end = rest[..end].find(" --").unwrap_or(end);
    let written = rest[..end].trim_end_matches(is_space);
    let lead = written.len() - written.trim_start_matches(is_space).len();
    let span = if written[lead..].is_empty() { behind_name..behind_name } else { start + lead..start + written.len() };
    let says = Style::Pep440.read(&text[span.clone()]).ok()?;
    (says == entry.specifier).then_some(Place { span, style: Style::Pep440 })
}

/// What stands before the marker, and the marker.
fn split_marker<'t>(text: &'t str, separator: &str) -> (&'t str, &'t str) {
    match text.find(separator) {
        Some(at) => (text[..at].trim(), text[at + separator.len()..].trim()),
        None => (text.trim(), ""),
    }
}

/// `${NAME}` as pip replaces it.
fn variable(text: &str) -> Option<&str> {
    let start = text.find("${")?;
    let end = text[start..].find('}')?;
    Some(&text[start..=start + end])
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or(text)
}

fn wrong_name(text: &str, name: &str) -> String {
    match variable(text) {
        Some(variable) => format!("the value of `{variable}` is not known here"),
        None if !text.is_ascii() && text.starts_with(char::is_alphanumeric) => {
            "the name has letters that no package name may have, which is a way to imitate another one".to_owned()
        }
        None if name.is_empty() => format!("`{}` is no requirement", first_word(text)),
        None => format!("`{name}` is no name of a package"),
    }
}

/// Whether pip would take it for an address or a path and not for a name.
fn is_address(text: &str) -> bool {
    let head = text.split([';', ' ']).next().unwrap_or(text);
    let scheme = |end: usize| end > 1 && head[..end].bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'+');
    let archive = [".whl", ".zip", ".tar.gz", ".tar.bz2", ".tgz"].iter().any(|end| head.ends_with(end));
    head.find("://").is_some_and(scheme)
        || head.starts_with("file:")
        || head.starts_with(['.', '/', '~'])
        || (archive || head.contains('/')) && !head.contains(['[', '@', '=', '<', '>'])
}

/// Fills in source, name and version from an address or a path.
pub(crate) fn set_address(entry: &mut Entry, address: &str) {
    let address = address.trim();
    let (bare, fragment) = address.split_once('#').unwrap_or((address, ""));
    for part in fragment.split('&') {
        match part.split_once('=') {
            Some(("egg", egg)) => {
                let (name, extras) = egg.split_once('[').unwrap_or((egg, ""));
                name.clone_into(&mut entry.name);
                let extras = extras.trim_end_matches(']').split(',').map(str::trim);
                entry.extras = extras.filter(|extra| !extra.is_empty()).map(str::to_owned).collect();
            }
            Some((algorithm @ ("sha256" | "sha384" | "sha512" | "sha1" | "md5"), digest)) => {
                entry.hashes.push(format!("{algorithm}:{digest}"));
            }
            _ => {}
        }
    }
    let vcs = ["git", "hg", "svn", "bzr"]
        .iter()
        .any(|kind| bare.strip_prefix(kind).is_some_and(|rest| rest.starts_with('+') || rest.starts_with("://")));
    entry.source = if vcs {
        Source::Vcs(bare.to_owned())
    } else if bare.contains("://") && !bare.starts_with("file:") {
        Source::Url(bare.to_owned())
    } else {
        Source::Path(bare.to_owned())
    };
    if !vcs && let Some((name, version)) = file_version(bare) {
        entry.set_version(&version.to_string());
        if entry.name.is_empty() {
            entry.name = name;
        }
    }
    if let Some(variable) = variable(bare) {
        entry.problem = Some(format!("the value of `{variable}` is not known here"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Entry {
        parse(text, 0..text.len(), &LineIndex::new(text))
    }

    #[test]
    fn requirements_are_read() {
        let entry = read("Requests[security, socks] >= 2.8.1, == 2.8.* ; python_version < '2.7'");
        assert_eq!((entry.name.as_str(), entry.problem), ("Requests", None));
        assert_eq!(entry.extras, ["security", "socks"]);
        assert_eq!(entry.specifier.to_string(), ">=2.8.1,==2.8.*");
        assert_eq!(entry.marker.unwrap().to_string(), "python_version < '2.7'");

        for (text, name, version) in [
            ("a==1.0", "a", Some("1.0")),
            ("a (==1.0)", "a", Some("1.0")),
            ("pkg===2.2.2", "pkg", Some("2.2.2")),
            ("jinja2==2.10,>=2.0", "jinja2", Some("2.10")),
            ("torch==2.6.0+cu124", "torch", Some("2.6.0+cu124")),
            ("a==1!2.0", "a", Some("1!2.0")),
            ("a==5.*", "a", None),
            ("a", "a", None),
            ("a @ https://x.org/a-1.5.tar.gz ; os_name == 'nt'", "a", Some("1.5")),
            ("https://x.org/Django-1.11-py3-none-any.whl", "Django", Some("1.11")),
            ("git+https://github.com/x/y.git@v1.0#egg=why[z]", "why", None),
            ("./dist/b-2.0.tar.gz", "b", Some("2.0")),
        ] {
            let entry = read(text);
            assert_eq!(entry.problem, None, "{text}");
            assert_eq!(entry.name, name, "{text}");
            assert_eq!(entry.version.map(|version| version.to_string()).as_deref(), version, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("a=1.0", "one `=`"),
            ("a==", "no version behind"),
            ("a==one", "no version"),
            ("a 1.0", "behind the name"),
            ("a[b", "not closed"),
            ("a (>=1", "not closed"),
            ("a; os_name = 'nt'", "no meaning"),
            ("%%%", "no requirement"),
            ("-a-==1", "no name"),
            ("r\u{435}quests==1.0", "imitate"), // a Cyrillic letter
            ("a==${VERSION}", "`${VERSION}`"),
            ("a>=1.0+cu1", "local version"),
            ("a~=1", "two numbers"),
        ] {
            let problem = read(text).problem.unwrap_or_default();
            assert!(problem.contains(says), "{text}: {problem}");
        }
    }
}
