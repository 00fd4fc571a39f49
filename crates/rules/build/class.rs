//! Classes of weaknesses: what they mean for the people who own an application, one table each in `classes.toml`.

use std::path::Path;

use toml::{Table, Value};

/// What a class says; both texts may be empty, not both at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Class {
    cwe: Vec<u16>,
    /// What someone could do: a clause without its subject.
    pub(crate) harm: String,
    /// What is wrong by itself: whole sentences.
    pub(crate) as_is: String,
}

/// Reads `classes.toml` in `root`; every number stands in one class only.
pub(crate) fn read(root: &Path) -> Result<Vec<Class>, Vec<String>> {
    let path = root.join("classes.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    let table: Table = text.parse().map_err(|error| vec![format!("{}: {error}", path.display())])?;
    let mut problems = Vec::new();
    let mut classes: Vec<Class> = Vec::new();
    for entry in table.get("class").and_then(Value::as_array).into_iter().flatten() {
        let words = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let numbers = entry.get("cwe").and_then(Value::as_array).into_iter().flatten();
        let cwe: Vec<u16> = numbers.filter_map(|id| u16::try_from(id.as_integer()?).ok()).collect();
        let class = Class { cwe, harm: words("harm"), as_is: words("as_is") };
        let name = words("name");
        if name.is_empty() || class.cwe.is_empty() || class.harm.is_empty() && class.as_is.is_empty() {
            problems.push(format!("classes.toml: class {name:?} needs `name`, `cwe`, and `harm` or `as_is`"));
        }
        if let Some(twice) = class.cwe.iter().find(|id| classes.iter().any(|known| known.cwe.contains(id))) {
            problems.push(format!("classes.toml: CWE-{twice} stands in two classes; class {name:?} is the second"));
        }
        classes.push(class);
    }
    if problems.is_empty() { Ok(classes) } else { Err(problems) }
}

/// The class of a rule with these weaknesses; an empty one where no class is about the first of them.
pub(crate) fn of(classes: &[Class], cwe: &[u16]) -> Class {
    let first = cwe.first();
    classes.iter().find(|class| first.is_some_and(|id| class.cwe.contains(id))).cloned().unwrap_or_default()
}
