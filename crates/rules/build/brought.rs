//! The routes that classes have from a library's class above them: `[[class_routes]]`, as the tables of `src/brought.rs`.

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use crate::model_sinks::libraries;

/// `static BROUGHT` and `static BRINGING`, sorted by the base's name.
pub(crate) fn tables(folder: &Path) -> Result<String, Vec<String>> {
    let (mut bases, mut groups, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (path, library) in libraries(folder)? {
        for block in library.get("class_routes").and_then(Value::as_array).into_iter().flatten() {
            match group(block) {
                Ok((names, group)) => {
                    bases.extend(names.into_iter().map(|name| (name, groups.len())));
                    groups.push(group);
                }
                Err(problem) => problems.push(format!("{}: [[class_routes]]: {problem}", path.display())),
            }
        }
    }
    bases.sort();
    let mut out =
        format!("static BROUGHT: &[Brought] = &[\n{}];\nstatic BRINGING: &[(&str, usize)] = &[\n", groups.concat());
    for (name, at) in bases {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "({name:?}, {at}),");
    }
    out.push_str("];\n");
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

/// The bases of a block, and its routes as a `Brought`.
fn group(block: &Value) -> Result<(Vec<String>, String), String> {
    let block = known(block, &["bases", "at", "only", "without", "routes"])?;
    let routes = block.get("routes").and_then(Value::as_array).ok_or("`routes` must be a list")?;
    let routes: Vec<String> = routes.iter().map(route).collect::<Result<_, _>>()?;
    let bases = texts(block, "bases")?;
    if bases.is_empty() {
        return Err("`bases` must name classes".to_owned());
    }
    let out = format!(
        "Brought {{ at: {:?}, only: {:?}, without: {:?}, routes: &[\n{}] }},\n",
        block.get("at").and_then(Value::as_str),
        text(block, "only")?,
        text(block, "without")?,
        routes.concat()
    );
    Ok((bases, out))
}

fn route(route: &Value) -> Result<String, String> {
    let route = known(route, &["method", "path", "verbs", "guards"])?;
    Ok(format!(
        "BroughtRoute {{ method: {:?}, path: {:?}, verbs: &{:?}, guards: &{:?} }},\n",
        text(route, "method")?,
        text(route, "path")?,
        texts(route, "verbs")?,
        texts(route, "guards")?
    ))
}

fn known<'v>(value: &'v Value, fields: &[&str]) -> Result<&'v Table, String> {
    let table = value.as_table().ok_or("must be a table")?;
    match table.keys().find(|key| !fields.contains(&key.as_str())) {
        Some(field) => Err(format!("field `{field}` is unknown; known: {}", fields.join(", "))),
        None => Ok(table),
    }
}

fn text<'t>(table: &'t Table, field: &str) -> Result<&'t str, String> {
    table.get(field).and_then(Value::as_str).ok_or(format!("`{field}` must be a text"))
}

fn texts(table: &Table, field: &str) -> Result<Vec<String>, String> {
    let Some(values) = table.get(field) else { return Ok(Vec::new()) };
    let values = values.as_array().ok_or(format!("`{field}` must be a list"))?;
    let texts = values.iter().map(|text| text.as_str().map(str::to_owned));
    texts.collect::<Option<_>>().ok_or(format!("`{field}` must hold texts"))
}
