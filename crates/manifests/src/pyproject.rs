//! `pyproject.toml`: PEP 621 and 735, and the tables of Poetry, PDM, uv, Hatch and setuptools.

use std::collections::BTreeMap;

use crate::tree::{Node, parse_toml};
use crate::{NoteKind, Reading, Source, normalize, poetry};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let (root, problems) = parse_toml(reading.text);
    for (at, problem) in problems {
        reading.problem("", at..at, problem);
    }
    from_tree(reading, &root);
}

/// What the tables of an already parsed file say.
pub(crate) fn from_tree(reading: &mut Reading<'_>, root: &Node) {
    strings(reading, root.at(&["build-system", "requires"]), Some("build-system"));
    if let Some(project) = root.get("project") {
        strings(reading, project.get("dependencies"), None);
        groups(reading, project.get("optional-dependencies"));
    }
    groups(reading, root.get("dependency-groups"));
    let Some(tool) = root.get("tool") else { return };
    of_poetry(reading, tool);
    groups(reading, tool.at(&["pdm", "dev-dependencies"]));
    sources(reading, tool.at(&["pdm", "source"]));
    of_uv(reading, tool);
    for (environment, table) in tool.at(&["hatch", "envs"]).map(Node::entries).unwrap_or_default() {
        for key in ["dependencies", "extra-dependencies"] {
            strings(reading, table.get(key), Some(&environment.name));
        }
    }
    of_setuptools(reading, tool);
}

/// An array of requirements.
fn strings(reading: &mut Reading<'_>, array: Option<&Node>, group: Option<&str>) {
    for item in array.map(Node::items).unwrap_or_default() {
        match item.text() {
            Some(text) => reading.requirement(text, item.span.clone(), group),
            None if item.text_at("include-group").is_some() => {} // its entries stand there
            None => reading.problem("", item.span.clone(), "a requirement in quotation marks is expected here"),
        }
    }
}

/// A table of arrays of requirements.
fn groups(reading: &mut Reading<'_>, table: Option<&Node>) {
    for (name, array) in table.map(Node::entries).unwrap_or_default() {
        strings(reading, Some(array), Some(&name.name));
    }
}

fn of_poetry(reading: &mut Reading<'_>, tool: &Node) {
    let Some(poetry) = tool.get("poetry") else { return };
    poetry_table(reading, poetry.get("dependencies"), None);
    poetry_table(reading, poetry.get("dev-dependencies"), Some("dev"));
    for (group, table) in poetry.get("group").map(Node::entries).unwrap_or_default() {
        poetry_table(reading, table.get("dependencies"), Some(&group.name));
    }
    sources(reading, poetry.get("source"));
}

fn poetry_table(reading: &mut Reading<'_>, table: Option<&Node>, group: Option<&str>) {
    for (key, value) in table.map(Node::entries).unwrap_or_default() {
        if normalize(&key.name) != "python" {
            poetry::dependency(reading, key, value, group);
        }
    }
}

fn of_uv(reading: &mut Reading<'_>, tool: &Node) {
    let Some(uv) = tool.get("uv") else { return };
    strings(reading, uv.get("dev-dependencies"), Some("dev"));
    sources(reading, uv.get("index"));
    for (key, kind) in [("index-url", NoteKind::Index), ("extra-index-url", NoteKind::ExtraIndex)] {
        let Some(value) = uv.get(key) else { continue };
        let items = if value.items().is_empty() { std::slice::from_ref(value) } else { value.items() };
        for item in items {
            reading.note(kind, item.text().unwrap_or_default(), item.span.clone());
        }
    }
    // A source of its own overrules the package index, wherever the requirement stands.
    let tables = uv.get("sources").map(Node::entries).unwrap_or_default();
    let own: BTreeMap<String, Source> =
        tables.iter().filter_map(|(key, table)| Some((normalize(&key.name), own_source(table)?))).collect();
    if !own.is_empty() {
        for entry in &mut reading.manifest.entries {
            if let Some(source) = own.get(&entry.key()) {
                entry.source = source.clone();
            }
        }
    }
}

/// `{git = …}`, `{url = …}`, `{path = …}` or `{workspace = true}`.
fn own_source(table: &Node) -> Option<Source> {
    let text = |key| table.text_at(key).map(str::to_owned);
    let git = text("git").map(|address| match text("rev") {
        Some(commit) => Source::Vcs(format!("git+{address}@{commit}")),
        None => Source::Vcs(format!("git+{address}")),
    });
    git.or_else(|| text("url").map(Source::Url))
        .or_else(|| text("path").map(Source::Path))
        .or_else(|| table.get("workspace").map(|_| Source::Path(".".to_owned())))
}

fn of_setuptools(reading: &mut Reading<'_>, tool: &Node) {
    let Some(dynamic) = tool.at(&["setuptools", "dynamic"]) else { return };
    let mut files = |table: Option<&Node>| {
        let Some(file) = table.and_then(|table| table.get("file")) else { return };
        let items = if file.items().is_empty() { std::slice::from_ref(file) } else { file.items() };
        for item in items {
            reading.note(NoteKind::Include, item.text().unwrap_or_default(), item.span.clone());
        }
    };
    files(dynamic.get("dependencies"));
    for (_, table) in dynamic.get("optional-dependencies").map(Node::entries).unwrap_or_default() {
        files(Some(table));
    }
}

/// `[[source]]` and the like: the first is the index, the others stand beside it.
pub(crate) fn sources(reading: &mut Reading<'_>, array: Option<&Node>) {
    for (at, source) in array.map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(url) = source.get("url") else { continue };
        let kind = if at == 0 { NoteKind::Index } else { NoteKind::ExtraIndex };
        let address = url.text().unwrap_or_default();
        reading.note(kind, address, url.span.clone());
        if source.get("verify_ssl").is_some_and(|flag| flag.value == crate::tree::Value::Bool(false)) {
            reading.note(NoteKind::TrustedHost, address, url.span.clone());
        }
    }
}
