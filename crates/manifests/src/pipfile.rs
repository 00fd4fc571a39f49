//! `Pipfile` and `Pipfile.lock`.

use crate::tree::{Node, parse_toml};
use crate::{Reading, json, poetry, pyproject};

/// Tables that hold no packages.
const OTHERS: [&str; 6] = ["source", "requires", "pipenv", "scripts", "_meta", "pipfile"];

pub(crate) fn read(reading: &mut Reading<'_>) {
    let (root, problems) = parse_toml(reading.text);
    for (at, problem) in problems {
        reading.problem("", at..at, problem);
    }
    pyproject::sources(reading, root.get("source"));
    categories(reading, &root, "packages", "dev-packages");
}

pub(crate) fn read_lock(reading: &mut Reading<'_>) {
    let (root, problem) = json::parse(reading.text);
    if let Some((at, problem)) = problem {
        reading.problem("", at..at, problem);
    }
    pyproject::sources(reading, root.at(&["_meta", "sources"]));
    categories(reading, &root, "default", "develop");
}

fn categories(reading: &mut Reading<'_>, root: &Node, main: &str, development: &str) {
    for (category, table) in root.entries() {
        let group = match category.name.as_str() {
            name if OTHERS.contains(&name) => continue,
            name if name == main => None,
            name if name == development => Some("dev"),
            name => Some(name),
        };
        for (key, value) in table.entries() {
            poetry::dependency(reading, key, value, group);
        }
    }
}
