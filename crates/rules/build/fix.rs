//! The `[[fix]]` blocks of a page: what may be changed where the rule finds something, checked, in a form that can be
//! generated.

use toml::{Table, Value};

use crate::matcher::{self, Argument, Condition};

/// One `[[fix]]` block.
#[derive(Debug)]
pub(crate) struct Fix {
    /// Qualified names, one of which the call must have; empty asks for none.
    pub(crate) calls: Vec<String>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) actions: Vec<Action>,
    /// The name of a file in `crates/fixes/src/fixers`.
    pub(crate) fixer: Option<String>,
    /// Modules and names from modules that the new code uses.
    pub(crate) imports: Vec<String>,
    /// Variant of `model::Confidence`: less sure findings are left alone.
    pub(crate) confidence: &'static str,
    /// Variant of `model::Applicability`.
    pub(crate) applicability: &'static str,
    pub(crate) note: String,
    pub(crate) comment: String,
}

/// One change that a block asks for.
#[derive(Debug)]
pub(crate) enum Action {
    /// The argument gets this value; it is added as a keyword if the call has none.
    Set(Argument, String),
    Remove(Argument),
    /// The qualified name of what is called instead.
    ReplaceCall(String),
    SetValue(String),
    /// What each value becomes that is put into the texts of the focus.
    Escape(String),
    RemoveStatement,
}

/// The fields of a block.
const FIELDS: [&str; 16] = [
    "call",
    "where",
    "fixer",
    "imports",
    "set_keyword",
    "set_argument",
    "remove_keyword",
    "remove_argument",
    "replace_call",
    "set_value",
    "escape_values",
    "remove_statement",
    "confidence",
    "applicability",
    "note",
    "comment",
];

/// Reads the value of `fix`; problems say which block and field. `fixers` are the names of the fixer files.
pub(crate) fn parse(value: &Value, fixers: &[String]) -> Result<Vec<Fix>, Vec<String>> {
    let Some(blocks) = value.as_array() else {
        return Err(vec!["field `fix` must be written as [[fix]] blocks".to_owned()]);
    };
    let mut problems = Vec::new();
    let mut read = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let table = block.as_table().ok_or_else(|| "must be a table".to_owned());
        match table.and_then(|block| one(block, fixers)) {
            Ok(fix) => read.push(fix),
            Err(problem) => problems.push(format!("[[fix]] block {}: {problem}", at + 1)),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

fn one(block: &Table, fixers: &[String]) -> Result<Fix, String> {
    if let Some(field) = block.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("field `{field}` is unknown"));
    }
    let text = |field: &str, help: &str| match block.get(field).and_then(Value::as_str) {
        Some(text) if !text.trim().is_empty() && !text.contains('\n') => Ok(text.to_owned()),
        _ => Err(format!("`{field}` must be a text on one line; {help}")),
    };
    let note =
        text("note", "say in one sentence what the fix does, and for needs-review what the author has to choose")?;
    let comment = text("comment", "say in a few words what the changed line does now; it is written into the code")?;
    if comment.starts_with('#') {
        return Err("`comment` is written without `#`".to_owned());
    }
    let applicability = match text("applicability", "write \"safe\" or \"needs-review\"")?.as_str() {
        "safe" => "Safe",
        "needs-review" => "NeedsReview",
        other => return Err(format!("`applicability` is `{other}`; write \"safe\" or \"needs-review\"")),
    };
    let confidence = match block.get("confidence").map(Value::as_str) {
        None => "Low",
        Some(Some("medium")) => "Medium",
        Some(Some("high")) => "High",
        Some(_) => {
            return Err(
                "`confidence` is \"medium\" or \"high\"; leave it out where every finding may be fixed".to_owned()
            );
        }
    };
    let fixer = block.get("fixer").map(|_| text("fixer", "name a file of crates/fixes/src/fixers")).transpose()?;
    if let Some(fixer) = fixer.as_ref().filter(|fixer| !fixers.contains(fixer)) {
        return Err(format!("`fixer` names `{fixer}`; there is no file crates/fixes/src/fixers/{fixer}.rs"));
    }
    let conditions = match block.get("where") {
        None => Vec::new(),
        Some(Value::Array(values)) => {
            values.iter().map(|value| matcher::condition(value, "Keyword")).collect::<Result<_, _>>()?
        }
        Some(_) => return Err("`where` must be a list of tables".to_owned()),
    };
    let actions = actions(block)?;
    if fixer.is_some() != actions.is_empty() {
        return Err("needs a `fixer`, or what to set, remove or replace; not both".to_owned());
    }
    let list = |field: &str| match block.get(field) {
        None => Ok(Vec::new()),
        value => matcher::texts(value).ok_or(format!("`{field}` must be a list of names that is not empty")),
    };
    Ok(Fix {
        calls: list("call")?,
        conditions,
        actions,
        fixer,
        imports: list("imports")?,
        confidence,
        applicability,
        note,
        comment,
    })
}

/// What the block changes, in the order in which it is done.
fn actions(block: &Table) -> Result<Vec<Action>, String> {
    let mut actions = Vec::new();
    if let Some(name) = block.get("replace_call") {
        let name = name.as_str().filter(|name| name.contains('.') && !name.contains([' ', '(']));
        let name = name.ok_or("`replace_call` must be the qualified name of a function: \"yaml.safe_load\"")?;
        actions.push(Action::ReplaceCall(name.to_owned()));
    }
    if let Some(keywords) = block.get("remove_keyword") {
        let keywords = matcher::texts(Some(keywords)).ok_or("`remove_keyword` must be a list of keywords")?;
        actions.extend(keywords.into_iter().map(|word| Action::Remove(keyword(word))));
    }
    for argument in tables(block, "remove_argument")? {
        let help = "`remove_argument` must hold { position = 1, keyword = \"…\" }";
        actions.push(Action::Remove(matcher::argument(argument).ok_or(help)?));
    }
    if let Some(keywords) = block.get("set_keyword") {
        let help = "`set_keyword` must be a table of keywords and the Python that each gets: { verify = \"True\" }";
        for (word, value) in keywords.as_table().ok_or(help)? {
            actions.push(Action::Set(keyword(word.clone()), value.as_str().ok_or(help)?.to_owned()));
        }
    }
    for argument in tables(block, "set_argument")? {
        let help = "`set_argument` must hold { position = 1, keyword = \"…\", value = \"Python\" }, with a keyword";
        let value = argument.get("value").and_then(Value::as_str).ok_or(help)?;
        let place = matcher::argument(argument).filter(|place| place.keyword.is_some()).ok_or(help)?;
        actions.push(Action::Set(place, value.to_owned()));
    }
    if let Some(value) = block.get("set_value") {
        actions.push(Action::SetValue(value.as_str().ok_or("`set_value` must be a Python expression")?.to_owned()));
    }
    if let Some(pattern) = block.get("escape_values") {
        let pattern = pattern.as_str().filter(|pattern| pattern.contains("{text}") || pattern.contains("{value}"));
        let help = "`escape_values` must be a Python expression with {text} or {value} in it";
        actions.push(Action::Escape(pattern.ok_or(help)?.to_owned()));
    }
    match block.get("remove_statement") {
        None => {}
        Some(Value::Boolean(true)) if actions.is_empty() => actions.push(Action::RemoveStatement),
        Some(_) => return Err("`remove_statement` must be true, and goes with no other change".to_owned()),
    }
    Ok(actions)
}

fn keyword(word: String) -> Argument {
    Argument { position: None, keyword: Some(word), receiver: false }
}

/// A list of tables, or none.
fn tables<'b>(block: &'b Table, field: &str) -> Result<Vec<&'b Table>, String> {
    let Some(value) = block.get(field) else { return Ok(Vec::new()) };
    let tables = value.as_array().and_then(|tables| tables.iter().map(Value::as_table).collect());
    tables.ok_or(format!("`{field}` must be a list of tables"))
}
