//! The front matter of a rule page: its fields, taken out of the table one by one and checked.

use toml::{Table, Value};

use crate::class::Class;
use crate::fix;
use crate::matcher;
use crate::page::{Page, camel};

/// Words of the field `kind`, with the variant of `model::Kind`.
const KINDS: [(&str, &str); 4] =
    [("security", "Security"), ("performance", "Performance"), ("quality", "Quality"), ("testing", "Testing")];

/// Frameworks whose settings a rule may be about.
const FRAMEWORKS: [(&str, &str); 4] =
    [("django", "Django"), ("fastapi", "Fastapi"), ("flask", "Flask"), ("other", "Other")];

/// Words of the field `severity`, with the variant of `model::Severity`. Critical needs an attack path, which only
/// security findings have.
const SEVERITIES: [(&str, &str); 4] =
    [("informational", "Informational"), ("low", "Low"), ("medium", "Medium"), ("high", "High")];

/// Words of the field `modes`; `full` holds every rule and is not written.
const MODES: [(&str, &str); 4] = [("quick", "Quick"), ("refactor", "Refactor"), ("auth", "Auth"), ("llm", "Llm")];

/// Words of the field `category`.
const CATEGORIES: [&str; 16] = [
    "injection",
    "secrets",
    "deserialization",
    "path-traversal",
    "ssrf",
    "cryptography",
    "configuration",
    "access-control",
    "authentication",
    "transport",
    "xml",
    "templates",
    "logging",
    "denial-of-service",
    "files",
    "misc",
];

/// Words of the field `sink`, with the variant of `semantic::SinkKind`.
const SINKS: [(&str, &str); 30] = [
    ("sql", "Sql"),
    ("nosql", "NoSql"),
    ("command", "Command"),
    ("code", "Code"),
    ("path", "Path"),
    ("url", "Url"),
    ("scheme", "Scheme"),
    ("deserialize", "Deserialize"),
    ("template", "Template"),
    ("xml", "Xml"),
    ("xpath", "Xpath"),
    ("ldap", "Ldap"),
    ("html", "Html"),
    ("header", "Header"),
    ("log", "Log"),
    ("regex", "Regex"),
    ("redirect", "Redirect"),
    ("format", "Format"),
    ("prompt", "Prompt"),
    ("archive", "Archive"),
    ("attribute", "Attribute"),
    ("session", "Session"),
    ("size", "Size"),
    ("pollution", "Pollution"),
    ("disclosure", "Disclosure"),
    ("upload", "Upload"),
    ("answer", "Answer"),
    ("retrieved", "Retrieved"),
    ("right", "Right"),
    ("option", "Option"),
];

/// Takes the fields out of the front matter's table and notes what is wrong with them.
pub(crate) struct Reader<'a> {
    pub(crate) file: String,
    pub(crate) front: &'a str,
    pub(crate) table: Table,
    pub(crate) problems: Vec<String>,
}

impl Reader<'_> {
    /// Notes a problem of `field`, with its line if it is written at all.
    fn problem(&mut self, field: &str, what: &str) {
        let line = self
            .front
            .lines()
            .position(|line| line.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('=')));
        let place = line.map_or(String::new(), |line| format!(":{}", line + 2));
        self.problems.push(format!("{}{place}: field `{field}` {what}", self.file));
    }

    fn optional_text(&mut self, field: &str) -> Option<String> {
        match self.table.remove(field)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            _ => {
                self.problem(field, "must be a text that is not empty");
                None
            }
        }
    }

    fn text(&mut self, field: &str, help: &str) -> String {
        if !self.table.contains_key(field) {
            self.problem(field, &format!("is missing; {help}"));
        }
        self.optional_text(field).unwrap_or_default()
    }

    /// A text that is one of `words`.
    fn word(&mut self, field: &str, words: &[&str]) -> String {
        let help = format!("write one of: {}", words.join(", "));
        let word = self.text(field, &help);
        if !word.is_empty() && !words.contains(&word.as_str()) {
            self.problem(field, &format!("is `{word}`; {help}"));
        }
        word
    }

    fn list(&mut self, field: &str, help: &str) -> Vec<Value> {
        match self.table.remove(field) {
            Some(Value::Array(values)) if !values.is_empty() => values,
            Some(_) => {
                self.problem(field, &format!("must be a list that is not empty; {help}"));
                Vec::new()
            }
            None => {
                self.problem(field, &format!("is missing; {help}"));
                Vec::new()
            }
        }
    }

    fn texts(&mut self, field: &str, help: &str) -> Vec<String> {
        let values = self.list(field, help);
        let texts: Vec<String> = values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
        if texts.len() < values.len() || texts.iter().any(|text| text.trim().is_empty()) {
            self.problem(field, "must hold texts that are not empty");
        }
        texts
    }

    fn optional_texts(&mut self, field: &str) -> Vec<String> {
        match self.table.get(field) {
            None => Vec::new(),
            Some(Value::Array(values)) if values.is_empty() => {
                self.table.remove(field);
                Vec::new()
            }
            Some(_) => self.texts(field, "write a list of texts, or leave it out"),
        }
    }

    /// The base score of a vector, its syntax checked.
    fn score(&mut self, field: &str, vector: &str) -> f32 {
        model::cvss::base_score(vector).unwrap_or_else(|| {
            self.problem(field, &format!("`{vector}` is no complete CVSS 3.1 base vector (CVSS:3.1/AV:…/…/A:…)"));
            0.0
        })
    }
}

/// A page of which the front matter is read, without its prose.
pub(crate) fn front_matter(reader: &mut Reader<'_>, stem: &str, detectors: &[String], known_fixers: &[String]) -> Page {
    let code = reader.text("code", "write the rule's code, as in the file's name");
    if code != stem {
        reader.problem("code", &format!("is `{code}` and the file is called {stem}.md; both must be the same"));
    }
    let digits = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    if digits.len() < 3 || digits.len() == code.len() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        reader.problem("code", "must be upper-case letters and at least three digits, such as PV101");
    }
    let name = reader.text("name", "write words with hyphens that complete \"allow …\"");
    if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        reader.problem("name", "must be lower-case words joined by hyphens, such as hardcoded-sql-expression");
    }
    let aliases = reader.optional_texts("aliases");
    let title = reader.text("title", "write what a person reads in a list, such as \"SQL built from strings\"");
    let kind = variant(reader, "kind", &KINDS);
    let category = camel(&reader.word("category", &CATEGORIES));
    let modes = modes(reader);
    let triage = reader.word("triage", &["data", "pattern"]);
    let detector = reader.optional_text("detector");
    if let Some(detector) = &detector
        && !detectors.contains(detector)
    {
        let what = format!("names `{detector}`; there is no file src/detectors/{detector}.rs");
        reader.problem("detector", &what);
    }
    let (severity, cvss, cvss_unconfirmed) = harm(reader, &kind, triage == "data", detector.is_some());
    let sink = if triage == "data" {
        Some(variant(reader, "sink", &SINKS))
    } else {
        if reader.table.remove("sink").is_some() {
            reader.problem("sink", "goes only with triage = \"data\"; remove it");
        }
        None
    };
    let needs_source = match reader.table.remove("needs_source") {
        None => false,
        Some(Value::Boolean(needs)) if sink.is_some() => needs,
        Some(_) => {
            reader.problem("needs_source", "must be true or false, and goes only with triage = \"data\"");
            false
        }
    };
    let deployed = is_deployed(reader);
    let hint = hint(reader);
    let framework = reader.table.contains_key("framework").then(|| variant(reader, "framework", &FRAMEWORKS));
    let cwe = weaknesses(reader);
    let owasp = if kind == "Security" || reader.table.contains_key("owasp") { categories(reader) } else { Vec::new() };
    let authority = reader.texts(
        "authority",
        "name at least one source, such as \"CWE-89: SQL Injection\" or a section of a library's documentation",
    );
    let has_match = reader.table.contains_key("match");
    let matches = match reader.table.remove("match") {
        None => Vec::new(),
        Some(value) => matcher::parse(&value).unwrap_or_else(|problems| {
            reader.problems.extend(problems.into_iter().map(|problem| format!("{}: {problem}", reader.file)));
            Vec::new()
        }),
    };
    let fixes = match reader.table.remove("fix") {
        None => Vec::new(),
        Some(value) => fix::parse(&value, known_fixers).unwrap_or_else(|problems| {
            reader.problems.extend(problems.into_iter().map(|problem| format!("{}: {problem}", reader.file)));
            Vec::new()
        }),
    };
    let in_templates = check_finder(reader, has_match || detector.is_some());
    for field in reader.table.keys().cloned().collect::<Vec<_>>() {
        reader.problem(&field, "is unknown; remove it or correct its name");
    }
    Page {
        code,
        name,
        aliases,
        title,
        kind,
        category,
        modes,
        severity,
        cvss,
        cvss_unconfirmed,
        cwe,
        class: Class::default(),
        owasp,
        authority,
        sink,
        needs_source,
        deployed,
        hint,
        framework,
        detector,
        in_templates,
        matches,
        fixes,
        sections: Vec::new(),
        vulnerable: Vec::new(),
        secure: Vec::new(),
    }
}

/// The severity, which is the band of the score or, for kinds other than security, what the page says; and the vectors.
fn harm(
    reader: &mut Reader<'_>,
    kind: &str,
    by_data: bool,
    has_detector: bool,
) -> (String, Option<String>, Option<String>) {
    if kind != "Security" && !reader.table.contains_key("cvss") {
        return (variant(reader, "severity", &SEVERITIES), None, None);
    }
    if reader.table.remove("severity").is_some() {
        reader.problem("severity", "goes only with kinds other than security, in place of `cvss`; remove it");
    }
    let (cvss, unconfirmed) = scores(reader, by_data, has_detector);
    let score = model::cvss::base_score(&cvss).unwrap_or_default();
    (format!("{:?}", model::Severity::of_score(score)), Some(cvss), unconfirmed)
}

/// Whether what it finds harms only where visitors are.
fn is_deployed(reader: &mut Reader<'_>) -> bool {
    match reader.table.remove("deployed") {
        None => false,
        Some(Value::Boolean(deployed)) => deployed,
        Some(_) => {
            reader.problem("deployed", "must be true or false");
            false
        }
    }
}

/// What else decides in a large program, and what is sure without it.
fn hint(reader: &mut Reader<'_>) -> Option<(String, Vec<String>)> {
    let text = reader.optional_text("hint");
    let unless = reader.optional_texts("hint_unless");
    if text.is_none() && !unless.is_empty() {
        reader.problem("hint_unless", "goes only with `hint`");
    }
    text.map(|text| (text, unless))
}

/// Somebody must find what the page is about: its own blocks, a detector, the review, or the room of the templates. Whether it is
/// the last.
fn check_finder(reader: &mut Reader<'_>, by_scan: bool) -> bool {
    let finder = reader.optional_text("found_by");
    match (finder.as_deref(), by_scan) {
        (None, true) | (Some("review" | "templates"), false) => {}
        (None, false) => {
            reader.problem("match", "is missing, and so is `detector`; write a [[match]] block or name a detector");
        }
        (Some("review" | "templates"), true) => {
            reader.problem("found_by", "goes only with a page that has neither a [[match]] block nor a detector");
        }
        (Some(_), _) => {
            reader.problem(
                "found_by",
                "must be \"review\", for a rule about the review itself, \"templates\", or be left out",
            );
        }
    }
    finder.as_deref() == Some("templates")
}

/// The vectors `cvss` and `cvss_unconfirmed`. Critical needs a shown attack path: what is not confirmed
/// stays below 9.0.
fn scores(reader: &mut Reader<'_>, by_data: bool, has_detector: bool) -> (String, Option<String>) {
    let cvss = reader.text("cvss", "write the CVSS 3.1 base vector, CVSS:3.1/AV:…");
    let score = if cvss.is_empty() { 0.0 } else { reader.score("cvss", &cvss) };
    let unconfirmed = reader.optional_text("cvss_unconfirmed");
    if let Some(vector) = &unconfirmed {
        if reader.score("cvss_unconfirmed", vector) >= 9.0 {
            reader.problem("cvss_unconfirmed", "is Critical; without an attack path a finding stays below 9.0");
        }
    } else if by_data {
        reader.problem("cvss_unconfirmed", "is missing; triage = \"data\" needs the vector for unknown origin");
    } else if score >= 9.0 && !has_detector {
        reader.problem("cvss", "is Critical; a pattern alone shows no attack path and stays below 9.0");
    }
    (cvss, unconfirmed)
}

fn weaknesses(reader: &mut Reader<'_>) -> Vec<u16> {
    let values = reader.list("cwe", "write the numbers, such as [89]");
    let cwe: Vec<u16> = values
        .iter()
        .filter_map(|value| value.as_integer().and_then(|number| u16::try_from(number).ok()))
        .filter(|&number| number > 0)
        .collect();
    if cwe.len() < values.len() {
        reader.problem("cwe", "must hold CWE numbers, such as [89]");
    }
    cwe
}

fn categories(reader: &mut Reader<'_>) -> Vec<model::Owasp> {
    let help = "name the categories of both editions, such as [\"A03:2021\", \"A05:2025\"]";
    let mut owasp = Vec::new();
    for code in reader.texts("owasp", help) {
        match model::Owasp::from_code(&code) {
            Some(category) => owasp.push(category),
            None => reader.problem("owasp", &format!("names `{code}`, which is no OWASP category; {help}")),
        }
    }
    for edition in [2021, 2025] {
        if !owasp.is_empty() && !owasp.iter().any(|category| category.edition() == edition && !category.is_of_models())
        {
            reader.problem("owasp", &format!("has no category of {edition}; {help}"));
        }
    }
    owasp
}

fn modes(reader: &mut Reader<'_>) -> Vec<String> {
    let mut modes = Vec::new();
    for word in reader.optional_texts("modes") {
        match MODES.iter().find(|(known, _)| *known == word) {
            Some((_, variant)) => modes.push((*variant).to_owned()),
            None => reader.problem("modes", &format!("names `{word}`; known: quick, refactor, auth, llm")),
        }
    }
    modes
}

fn variant(reader: &mut Reader<'_>, field: &str, words: &[(&str, &str)]) -> String {
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let word = reader.word(field, &known);
    words.iter().find(|(known, _)| *known == word).map_or(String::new(), |(_, variant)| (*variant).to_owned())
}
