//! The `[[match]]` blocks of a page: what is written there, checked, in a form that can be generated.

use toml::{Table, Value};

/// One `[[match]]` block.
#[derive(Debug)]
pub(crate) struct Match {
    /// Variant of `On`: `Call`, `Import`, `Assign`, `Key`, `Keyword` or `Text`.
    pub(crate) on: &'static str,
    pub(crate) names: Vec<String>,
    /// Top-level modules, one of which the file must import; empty asks for none.
    pub(crate) imports: Vec<String>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) focus: Vec<Argument>,
    /// The argument to point at, instead of the call.
    pub(crate) at: Option<Argument>,
    /// Variant of `Confidence`, where the pattern itself says how sure it is.
    pub(crate) confidence: Option<&'static str>,
    /// Whether a place that names the function without calling it counts too.
    pub(crate) references: bool,
    /// A CVSS 3.1 vector that fits what the block finds better than the rule's own.
    pub(crate) cvss: Option<String>,
    /// Why what the block finds is harmless.
    pub(crate) dismissed: Option<String>,
    /// Whether Ruff's rule of the same code does not report what the block finds.
    pub(crate) beyond: bool,
    /// Whether what the block finds counts only with data that is seen to come from outside.
    pub(crate) needs_source: bool,
    pub(crate) message: String,
}

/// Which argument of a call, or the object whose method is called.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) position: Option<usize>,
    pub(crate) keyword: Option<String>,
    pub(crate) receiver: bool,
}

/// One condition of `where`.
#[derive(Debug)]
pub(crate) struct Condition {
    /// `None`: the matched value itself.
    pub(crate) argument: Option<Argument>,
    pub(crate) test: Test,
    pub(crate) negated: bool,
}

/// What a condition asks.
#[derive(Debug)]
pub(crate) enum Test {
    /// A variant of the run-time `Test` without content.
    Plain(&'static str),
    /// A variant that holds texts.
    Texts(&'static str, Vec<String>),
    OneOf(Vec<Literal>),
    /// A variant that holds a number.
    Number(&'static str, i64),
}

/// A literal that an argument is compared with.
#[derive(Debug)]
pub(crate) enum Literal {
    Text(String),
    Int(i64),
    Bool(bool),
}

/// What a block can look at: the field that says so, and its variant of `On`.
const ON: [(&str, &str); 6] = [
    ("call", "Call"),
    ("import", "Import"),
    ("assign", "Assign"),
    ("key", "Key"),
    ("keyword", "Keyword"),
    ("string", "Text"),
];

/// The other fields of a block.
const FIELDS: [&str; 11] = [
    "imports",
    "where",
    "focus",
    "at",
    "confidence",
    "references",
    "cvss",
    "dismissed",
    "beyond",
    "needs_source",
    "message",
];

/// Words of `is`.
const PLAIN: [(&str, &str); 7] = [
    ("present", "Present"),
    ("missing", "Missing"),
    ("truthy", "Truthy"),
    ("falsy", "Falsy"),
    ("none", "None"),
    ("constant", "Constant"),
    ("literal-text", "LiteralText"),
];

/// Reads the value of `match`; problems say which block and field.
pub(crate) fn parse(value: &Value) -> Result<Vec<Match>, Vec<String>> {
    let Some(blocks) = value.as_array() else {
        return Err(vec!["field `match` must be written as [[match]] blocks".to_owned()]);
    };
    let mut problems = Vec::new();
    let mut matches = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        match block.as_table().ok_or_else(|| "must be a table".to_owned()).and_then(one) {
            Ok(found) => matches.push(found),
            Err(problem) => problems.push(format!("[[match]] block {}: {problem}", at + 1)),
        }
    }
    if problems.is_empty() { Ok(matches) } else { Err(problems) }
}

/// Reads one block.
pub(crate) fn one(block: &Table) -> Result<Match, String> {
    if let Some(field) = block.keys().find(|key| !FIELDS.contains(&key.as_str()) && ON.iter().all(|(on, _)| on != key))
    {
        return Err(format!("field `{field}` is unknown"));
    }
    let mut subjects = ON.iter().filter(|(field, _)| block.contains_key(*field));
    let (Some((field, on)), None) = (subjects.next(), subjects.next()) else {
        return Err("needs exactly one of `call`, `import`, `assign`, `key`, `keyword`, `string`".to_owned());
    };
    let names = texts(block.get(*field)).ok_or_else(|| format!("`{field}` must be a list of names"))?;
    for name in &names {
        let plain = name.strip_prefix("*.").unwrap_or(name);
        let plain = if matches!(*on, "Call" | "Import") { plain.strip_suffix(".*").unwrap_or(plain) } else { plain };
        if *on != "Text" && (plain.is_empty() || plain.contains(['*', ' ', '(']) || plain.contains("..")) {
            return Err(format!(
                "`{name}` is no qualified name; write module.function, *.method for any receiver, or module.* for all below"
            ));
        }
    }
    let imports = match block.get("imports") {
        None => Vec::new(),
        value => texts(value).ok_or("`imports` must be a list of top-level modules")?,
    };
    let conditions = match block.get("where") {
        None => Vec::new(),
        Some(Value::Array(values)) => values.iter().map(|value| condition(value, on)).collect::<Result<_, _>>()?,
        Some(_) => return Err("`where` must be a list of tables".to_owned()),
    };
    let focus = match block.get("focus") {
        None => Vec::new(),
        Some(_) if *on != "Call" => return Err("`focus` names arguments and goes only with `call`".to_owned()),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| {
                value
                    .as_table()
                    .and_then(argument)
                    .ok_or("`focus` must hold { position = 0 }, { keyword = \"…\" } or { receiver = true }")
            })
            .collect::<Result<_, _>>()?,
        Some(_) => return Err("`focus` must be a list of tables".to_owned()),
    };
    let at = match block.get("at") {
        None => None,
        Some(_) if *on != "Call" => return Err("`at` names an argument and goes only with `call`".to_owned()),
        Some(value) => Some(
            value
                .as_table()
                .and_then(argument)
                .ok_or("`at` must be { position = 0 }, { keyword = \"…\" } or both in one table")?,
        ),
    };
    let confidence = confidence(block)?;
    let flag = |field: &str| match block.get(field) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or(format!("`{field}` must be true or false")),
    };
    let (beyond, references, needs_source) = (flag("beyond")?, flag("references")?, flag("needs_source")?);
    if references && (*on != "Call" || !conditions.is_empty()) {
        return Err(
            "`references` goes only with `call`, and not with `where`: who is named has no arguments".to_owned()
        );
    }
    let text = |field: &str| match block.get(field).map(Value::as_str) {
        None => Ok(None),
        Some(Some(text)) if !text.trim().is_empty() => Ok(Some(text.to_owned())),
        Some(_) => Err(format!("`{field}` must be a text that is not empty")),
    };
    let (cvss, dismissed) = (text("cvss")?, text("dismissed")?);
    if cvss.as_ref().is_some_and(|vector| model::cvss::base_score(vector).is_none_or(|score| score >= 9.0)) {
        return Err("`cvss` must be a CVSS 3.1 base vector below 9.0".to_owned());
    }
    let message = block.get("message").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    if message.is_empty() {
        return Err("`message` is missing; say what was seen, why it matters and what to do".to_owned());
    }
    if message.contains('!') {
        return Err("`message` has an exclamation mark; say it calmly".to_owned());
    }
    Ok(Match {
        on,
        names,
        imports,
        conditions,
        focus,
        at,
        confidence,
        references,
        cvss,
        dismissed,
        beyond,
        needs_source,
        message,
    })
}

/// The variant of `Confidence` that a block names.
fn confidence(block: &Table) -> Result<Option<&'static str>, String> {
    match block.get("confidence").map(Value::as_str) {
        None => Ok(None),
        Some(Some("low")) => Ok(Some("Low")),
        Some(Some("medium")) => Ok(Some("Medium")),
        Some(Some("high")) => Ok(Some("High")),
        Some(_) => Err("`confidence` must be low, medium or high".to_owned()),
    }
}

pub(crate) fn condition(value: &Value, on: &str) -> Result<Condition, String> {
    let table = value.as_table().ok_or("`where` must hold tables")?;
    let known = ["position", "keyword", "receiver", "is", "not"];
    if let Some(field) = table.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("`where`: field `{field}` is unknown; known: {}", known.join(", ")));
    }
    let argument = argument(table);
    if argument.is_none() && on == "Call" {
        return Err("`where`: say which argument, with `position`, `keyword` or both".to_owned());
    }
    if argument.is_some() && !matches!(on, "Call" | "Keyword") {
        return Err("`where`: `position` and `keyword` go only with `call` and `keyword`".to_owned());
    }
    let negated = match table.get("not") {
        None => false,
        Some(value) => value.as_bool().ok_or("`where`: `not` must be true or false")?,
    };
    let test = table.get("is").and_then(test).ok_or_else(|| {
        let words: Vec<&str> = PLAIN.iter().map(|(word, _)| *word).collect();
        format!(
            "`where`: `is` must be one of {}, or {{ equals = … }}, {{ one-of = […] }}, {{ name-in = […] }}, \
             {{ starts-with = […] }}, {{ contains = […] }}, {{ has = […] }}, {{ call-of = […] }}, {{ below = … }}, {{ above = … }}",
            words.join(", ")
        )
    })?;
    Ok(Condition { argument, test, negated })
}

pub(crate) fn argument(table: &Table) -> Option<Argument> {
    let position = match table.get("position") {
        Some(value) => Some(usize::try_from(value.as_integer()?).ok()?),
        None => None,
    };
    let keyword = match table.get("keyword") {
        Some(value) => Some(value.as_str()?.to_owned()),
        None => None,
    };
    let receiver = table.get("receiver").and_then(Value::as_bool).unwrap_or(false);
    (position.is_some() || keyword.is_some() || receiver).then_some(Argument { position, keyword, receiver })
}

fn test(value: &Value) -> Option<Test> {
    if let Some(word) = value.as_str() {
        if word == "not-constant" {
            return Some(Test::Plain("NotConstant"));
        }
        return PLAIN.iter().find(|(known, _)| *known == word).map(|(_, variant)| Test::Plain(variant));
    }
    let table = value.as_table().filter(|table| table.len() == 1)?;
    let (word, content) = table.iter().next()?;
    match word.as_str() {
        "equals" => Some(Test::OneOf(vec![literal(content)?])),
        "one-of" => Some(Test::OneOf(content.as_array()?.iter().map(literal).collect::<Option<_>>()?)),
        "name-in" => Some(Test::Texts("NameIn", texts(Some(content))?)),
        "call-of" => Some(Test::Texts("CallOf", texts(Some(content))?)),
        "starts-with" => Some(Test::Texts("StartsWith", texts(Some(content))?)),
        "contains" => Some(Test::Texts("Contains", texts(Some(content))?)),
        "has" => Some(Test::Texts("Has", texts(Some(content))?)),
        "below" => Some(Test::Number("Below", content.as_integer()?)),
        "above" => Some(Test::Number("Above", content.as_integer()?)),
        _ => None,
    }
}

fn literal(value: &Value) -> Option<Literal> {
    match value {
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Integer(number) => Some(Literal::Int(*number)),
        Value::Boolean(truth) => Some(Literal::Bool(*truth)),
        _ => None,
    }
}

/// A list of texts that is not empty.
pub(crate) fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let texts: Vec<String> =
        value?.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    (!texts.is_empty()).then_some(texts)
}
