//! The sinks of the libraries' models: `[[sink]]` names a rule, and the calls that it looks at besides those of its page.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::matcher::{self, Match};
use crate::page::Page;

const FIELDS: [&str; 4] = ["rule", "calls", "focus", "message"];

/// Every library's model that is TOML, with its path. A mistake in a file's form is told by the build of `dataflow`, with its line.
pub(crate) fn libraries(folder: &Path) -> Result<Vec<(PathBuf, Table)>, Vec<String>> {
    let failure = |error| vec![format!("{}: {error}", folder.display())];
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(failure)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut libraries = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(failure)?;
        libraries.extend(text.parse::<Table>().ok().map(|library| (path, library)));
    }
    Ok(libraries)
}

/// Adds the sinks of every model in `folder` to the pages of their rules.
pub(crate) fn add_sinks(folder: &Path, pages: &mut [Page]) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    for (path, library) in libraries(folder)? {
        for sink in library.get("sink").and_then(Value::as_array).into_iter().flatten() {
            if let Err(problem) = add(sink, pages) {
                problems.push(format!("{}: [[sink]]: {problem}", path.display()));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn add(sink: &Value, pages: &mut [Page]) -> Result<(), String> {
    let sink = sink.as_table().ok_or("must be a table")?;
    if let Some(field) = sink.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("field `{field}` is unknown; known: {}", FIELDS.join(", ")));
    }
    let code = sink.get("rule").and_then(Value::as_str).ok_or("`rule` must be the code of a rule")?;
    let page = pages.iter_mut().find(|page| page.code == code);
    let page = page.ok_or_else(|| format!("there is no page pages/{code}.md"))?;
    if page.sink.is_none() {
        return Err(format!("{code} does not follow data (`triage` of its page)"));
    }
    let message = match sink.get("message") {
        Some(message) => message.clone(),
        None => message_of(&page.matches).ok_or_else(|| format!("{code} has no message for calls; write `message`"))?,
    };
    let mut block = Table::new();
    block.insert("call".to_owned(), sink.get("calls").cloned().ok_or("`calls` must be a list of names")?);
    block.insert("focus".to_owned(), sink.get("focus").cloned().unwrap_or_else(first_argument));
    block.insert("message".to_owned(), message);
    // What a model adds is known by inference; Ruff has its own lists.
    block.insert("beyond".to_owned(), Value::Boolean(true));
    page.matches.push(matcher::one(&block)?);
    Ok(())
}

/// What the page says of a call whose data decides.
fn message_of(matches: &[Match]) -> Option<Value> {
    let about_data = |block: &&Match| block.on == "Call" && !block.focus.is_empty() && block.dismissed.is_none();
    matches.iter().find(about_data).map(|block| Value::String(block.message.clone()))
}

fn first_argument() -> Value {
    let mut first = Table::new();
    first.insert("position".to_owned(), Value::Integer(0));
    Value::Array(vec![Value::Table(first)])
}
