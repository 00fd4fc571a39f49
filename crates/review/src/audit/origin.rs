//! Where packages come from: indexes, hosts, addresses, other files, hashes, and lines that contradict each other.

use std::collections::BTreeMap;

use manifests::{Entry, NoteKind, Source};
use model::{Dependency, DependencyKind, Severity};

use super::row::Row;
use super::{Auditor, Given};

/// What the file's options say.
pub(super) fn notes(auditor: &mut Auditor<'_>, file: &Given<'_>) {
    for note in file.dependencies.manifest.notes.iter().take(super::MAX_ROWS) {
        let row = Row::at(file.path, note.line);
        let shown = without_password(&note.value);
        let rows: Vec<Dependency> = match note.kind {
            NoteKind::Index | NoteKind::FindLinks if is_plain(&note.value) => vec![plain_http(&row, &shown)],
            NoteKind::ExtraIndex => {
                let issue = format!(
                    "`{shown}` is one more index: whoever registers a name of yours on the other one is installed in \
                     its place"
                );
                let action = "Serve everything from one index, or bind each package to its index";
                let extra = row.of(DependencyKind::Unpinned, Severity::Medium, issue, action);
                if is_plain(&note.value) { vec![plain_http(&row, &shown), extra] } else { vec![extra] }
            }
            NoteKind::TrustedHost => {
                let issue =
                    format!("the certificate of `{shown}` is not checked: anyone on the way may replace packages");
                let action = "Remove the option and install the host's certificate authority";
                vec![row.of(DependencyKind::Unpinned, Severity::High, issue, action)]
            }
            NoteKind::Include | NoteKind::Constraint => {
                if auditor.paths.contains(resolve(file.path, &note.value).as_str()) {
                    continue;
                }
                auditor.gaps.missing += 1;
                let issue = format!("`{shown}` is named here and was not given, so what it lists was not audited");
                vec![row.of(DependencyKind::Invalid, Severity::Informational, issue, "Review that file too")]
            }
            NoteKind::PreReleases => {
                let issue = "pre-releases of every package may be installed".to_owned();
                let action = "Allow a pre-release only where one is wanted, by pinning it";
                vec![row.of(DependencyKind::Unpinned, Severity::Low, issue, action)]
            }
            _ => continue,
        };
        auditor.rows.extend(rows);
    }
}

fn is_plain(address: &str) -> bool {
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    address.starts_with("http://") && !local.iter().any(|head| address.starts_with(head))
}

fn plain_http(row: &Row<'_>, shown: &str) -> Dependency {
    let issue = format!("`{shown}` is fetched without encryption: anyone on the way may replace what is installed");
    row.of(DependencyKind::Unpinned, Severity::High, issue, "Use `https://`")
}

/// `https://user:secret@host/` without the secret.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let host_end = rest.find('/').unwrap_or(rest.len());
    match rest[..host_end].rfind('@') {
        Some(at) => format!("{scheme}://***@{}", &rest[at + 1..]),
        None => address.to_owned(),
    }
}

/// What the place that one dependency comes from says.
pub(super) fn of_entry(auditor: &mut Auditor<'_>, entry: &Entry, row: &Row<'_>) {
    let found = match &entry.source {
        Source::Url(address) if is_plain(address) => plain_http(row, &without_password(address)),
        Source::Url(address) if entry.hashes.is_empty() => {
            let issue =
                format!("comes from `{}` without a hash: what stands there may change", without_password(address));
            row.of(DependencyKind::Unpinned, Severity::Low, issue, "Add the archive's hash, or use the package index")
        }
        Source::Vcs(address) if !names_commit(address) => {
            let issue =
                format!("comes from `{}` without a commit: a branch or tag may move", without_password(address));
            row.of(DependencyKind::Unpinned, Severity::Low, issue, "Name the full commit behind `@`")
        }
        _ => return,
    };
    auditor.rows.push(found);
}

/// `…@<40 hexadecimal digits>`, or the same behind a `#` or a `rev=`.
fn names_commit(address: &str) -> bool {
    address
        .split(['@', '#', '=', '&', '?'])
        .any(|part| matches!(part.len(), 40 | 64) && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What the lines of a requirements file say together.
pub(super) fn together(auditor: &mut Auditor<'_>, file: &Given<'_>) {
    let entries = || file.dependencies.manifest.entries.iter().filter(|entry| entry.problem.is_none());
    let indexed = || entries().filter(|entry| entry.source == Source::Index);
    let mut unhashed = indexed().filter(|entry| entry.hashes.is_empty());
    if indexed().any(|entry| !entry.hashes.is_empty())
        && let Some(first) = unhashed.next()
    {
        let more = match unhashed.count() {
            0 => "has no hash".to_owned(),
            1 => "and 1 more line have no hash".to_owned(),
            count => format!("and {count} more lines have no hash"),
        };
        let issue = format!("{more} while other lines have one: pip refuses the whole file");
        let action = "Add the hashes, for example with `pip-compile --generate-hashes`";
        let row = Row::new(file.path, first);
        auditor.rows.push(row.of(DependencyKind::Invalid, Severity::Informational, issue, action));
    }
    let mut first: BTreeMap<String, &Entry> = BTreeMap::new();
    for entry in indexed().take(super::MAX_ROWS).filter(|entry| entry.marker.is_none()) {
        let Some(other) = first.get(&entry.key()).copied() else {
            first.insert(entry.key(), entry);
            continue;
        };
        let conflict = match (&entry.version, &other.version) {
            (Some(here), Some(there)) => here != there,
            (Some(pin), None) => !other.specifier.contains(pin),
            (None, Some(pin)) => !entry.specifier.contains(pin),
            (None, None) => false,
        };
        let issue = if conflict {
            format!("contradicts line {}, so pip refuses the file", other.line)
        } else {
            format!("is listed on line {} already", other.line)
        };
        let row = Row::new(file.path, entry);
        auditor.rows.push(row.of(DependencyKind::Invalid, Severity::Informational, issue, "Keep one of the lines"));
    }
}

/// The path of a file that is named in `from`, relative to the project as all paths are.
pub(super) fn resolve(from: &str, named: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(named.split(['/', '\\'])) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_from_the_file() {
        assert_eq!(resolve("requirements/dev.txt", "base.txt"), "requirements/base.txt");
        assert_eq!(resolve("requirements/dev.txt", "../constraints.txt"), "constraints.txt");
        assert_eq!(resolve("a.txt", "./b/../c.txt"), "c.txt");
        assert_eq!(resolve("a.txt", "../x.txt"), "../x.txt");
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("https://me:secret@host/simple"), "https://***@host/simple");
        assert_eq!(without_password("https://host/a@b"), "https://host/a@b");
    }
}
