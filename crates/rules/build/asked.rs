//! The calls of the libraries' models that ask a language model: `[[model_call]]`, as the tables of `src/llm.rs`.

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use crate::model_sinks::libraries;

/// The fields of a block that hold lists of keywords: where the user's text, the instructions, the limit of the answer's
/// length and the end user stand.
const KEYWORDS: [&str; 4] = ["prompts", "instructions", "limits", "users"];

/// `static MODEL_CALLS`, sorted by name, without the marks of calls.
pub(crate) fn tables(folder: &Path) -> Result<String, Vec<String>> {
    let mut calls: Vec<(String, usize)> = Vec::new();
    let mut kinds = String::new();
    let mut count = 0;
    let mut problems = Vec::new();
    for (path, library) in libraries(folder)? {
        for block in library.get("model_call").and_then(Value::as_array).into_iter().flatten() {
            match kind(block) {
                Ok((names, kind)) => {
                    calls.extend(names.into_iter().map(|name| (name.replace("()", ""), count)));
                    kinds.push_str(&kind);
                    count += 1;
                }
                Err(problem) => problems.push(format!("{}: [[model_call]]: {problem}", path.display())),
            }
        }
    }
    calls.sort();
    calls.dedup_by(|a, b| a.0 == b.0);
    let mut out = format!("static MODELS: &[Model] = &[\n{kinds}];\nstatic MODEL_CALLS: &[(&str, usize)] = &[\n");
    for (name, at) in calls {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "({name:?}, {at}),");
    }
    out.push_str("];\n");
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

/// The names of a block, and what is said of them as a `Model`.
fn kind(block: &Value) -> Result<(Vec<String>, String), String> {
    let block: &Table = block.as_table().ok_or("must be a table")?;
    let known = ["provider", "calls", "position"];
    if let Some(field) = block.keys().find(|key| !known.contains(&key.as_str()) && !KEYWORDS.contains(&key.as_str())) {
        return Err(format!("field `{field}` is unknown"));
    }
    let texts = |field: &str| -> Result<Vec<String>, String> {
        let Some(values) = block.get(field) else { return Ok(Vec::new()) };
        let values = values.as_array().ok_or(format!("`{field}` must be a list"))?;
        let texts = values.iter().map(|text| text.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().ok_or(format!("`{field}` must hold texts"))
    };
    let provider = block.get("provider").and_then(Value::as_str).ok_or("`provider` must say who is asked")?;
    let position = match block.get("position").map(Value::as_integer) {
        None => None,
        Some(position) => Some(position.ok_or("`position` must be a number")?),
    };
    let mut out = format!("Model {{ provider: {provider:?}, position: {position:?}, ");
    for field in KEYWORDS {
        let _ = write!(out, "{field}: &{:?}, ", texts(field)?);
    }
    out.push_str("},\n");
    let calls = texts("calls")?;
    if calls.is_empty() { Err("`calls` must be a list of names".to_owned()) } else { Ok((calls, out)) }
}
