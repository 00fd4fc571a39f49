//! `poetry.lock`, `uv.lock`, `pdm.lock` and PEP 751's `pylock.toml`: arrays of tables, one a package.

use crate::tree::{Node, Value, parse_toml};
use crate::{Entry, NoteKind, Reading, Source};

pub(crate) fn read(reading: &mut Reading<'_>) {
    packages(reading, "package");
}

pub(crate) fn read_pylock(reading: &mut Reading<'_>) {
    packages(reading, "packages");
}

fn packages(reading: &mut Reading<'_>, key: &str) {
    let (root, problems) = parse_toml(reading.text);
    for (at, problem) in problems {
        reading.problem("", at..at, problem);
    }
    for package in root.get(key).map(Node::items).unwrap_or_default() {
        let Some(name) = package.get("name") else {
            reading.problem("", package.span.clone(), "the package has no name");
            continue;
        };
        let mut entry = reading.entry(name.text().unwrap_or_default(), name.span.clone());
        if let Some(version) = package.get("version") {
            entry.span.end = version.span.end.max(entry.span.end);
            entry.set_version(version.text().unwrap_or_default());
        }
        origin(&mut entry, package);
        hashes(&mut entry, package);
        match package.get("markers").or_else(|| package.get("marker")).map(|node| &node.value) {
            Some(Value::Text(text)) => entry.set_marker(text),
            // Poetry: one for each group.
            Some(Value::Table(by_group)) => {
                if let [(_, marker)] = &**by_group {
                    entry.set_marker(marker.text().unwrap_or_default());
                }
            }
            _ => {}
        }
        let groups = package.get("groups").map(Node::items).unwrap_or_default();
        let is_main = |group: &Node| matches!(group.text(), Some("main" | "default"));
        if !groups.iter().any(is_main) {
            entry.group = groups.first().and_then(|group| group.text().map(str::to_owned));
        }
        let unversioned = entry.version.is_none() && entry.source == Source::Index && entry.problem.is_none();
        if unversioned {
            entry.problem = Some("the lock file names no version".to_owned());
        }
        if let Some(index) = package.at(&["source", "registry"]).or_else(|| package.get("index"))
            && let Some(address) = index.text().filter(|address| address.starts_with("http://"))
        {
            let address = address.to_owned();
            reading.note(NoteKind::Index, &address, index.span.clone());
        }
        reading.push(entry);
    }
}

/// Where a package comes from, in the words of each tool.
fn origin(entry: &mut Entry, package: &Node) {
    let text = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
    let source = package.get("source");
    let own = |key: &str| source.and_then(|source| source.get(key));
    entry.source = if let Some(kind) = own("type").and_then(Node::text) {
        match kind {
            "git" | "hg" | "svn" => Source::Vcs(format!("{kind}+{}", text(own("url")))),
            "url" => Source::Url(text(own("url"))),
            "directory" | "file" => Source::Path(text(own("url"))),
            _ => Source::Index,
        }
    } else if own("git").is_some() {
        Source::Vcs(format!("git+{}", text(own("git"))))
    } else if let Some(path) = ["editable", "virtual", "directory", "path"].iter().find_map(|key| own(key)) {
        Source::Path(text(Some(path)))
    } else if own("url").is_some() {
        Source::Url(text(own("url")))
    } else if let Some(repository) = ["git", "hg"].iter().find_map(|key| package.get(key)) {
        Source::Vcs(format!("git+{}", text(Some(repository))))
    } else if let Some(vcs) = package.get("vcs") {
        Source::Vcs(format!("{}+{}", vcs.text_at("type").unwrap_or("git"), vcs.text_at("url").unwrap_or_default()))
    } else if let Some(folder) = package.get("directory").or_else(|| package.get("path")) {
        Source::Path(folder.text_at("path").or(folder.text()).unwrap_or_default().to_owned())
    } else if let Some(archive) = package.get("archive").or_else(|| package.get("url")) {
        Source::Url(archive.text_at("url").or(archive.text()).unwrap_or_default().to_owned())
    } else {
        Source::Index
    };
}

fn hashes(entry: &mut Entry, package: &Node) {
    let lists = ["files", "wheels"].iter().filter_map(|key| package.get(key)).flat_map(Node::items);
    let single = ["sdist", "archive"].iter().filter_map(|key| package.get(key));
    for file in lists.chain(single) {
        entry.hashes.extend(file.text_at("hash").map(str::to_owned));
        for (algorithm, digest) in file.get("hashes").map(Node::entries).unwrap_or_default() {
            entry.hashes.extend(digest.text().map(|digest| format!("{}:{digest}", algorithm.name)));
        }
    }
}
