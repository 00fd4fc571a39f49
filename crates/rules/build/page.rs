//! A rule page: TOML front matter between `+++` lines, sections, example blocks.
//! Every problem says the file, the line and field, what is missing, and what to do.

use toml::{Table, Value};

use crate::class::Class;
use crate::fix::{self, Fix};
use crate::matcher::{self, Match};

/// The sections, in the order in which they stand in a page.
pub(crate) const SECTIONS: [&str; 7] =
    ["What", "Why it matters", "Attack path", "How to fix", "Steps", "How to test", "Impact"];

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
const SINKS: [(&str, &str); 29] = [
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
];

/// How many examples a page needs, of each sort.
const EXAMPLES: usize = 3;

/// What marks a place of `template.md` that its author has not filled in.
const UNFILLED: &str = "FILL IN";

/// What stands between pages, parts and fields where the prose of all pages is one text (`prose.rs`).
pub(crate) const SEPARATORS: [char; 3] = ['\u{1d}', '\u{1e}', '\u{1f}'];

/// A checked page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) category: String,
    pub(crate) modes: Vec<String>,
    /// The variant of `model::Severity`: the band of `cvss`, or what the page says.
    pub(crate) severity: String,
    pub(crate) cvss: Option<String>,
    pub(crate) cvss_unconfirmed: Option<String>,
    pub(crate) cwe: Vec<u16>,
    /// What its class of weaknesses means for the application's owner.
    pub(crate) class: Class,
    pub(crate) owasp: Vec<model::Owasp>,
    pub(crate) authority: Vec<String>,
    /// The variant of `SinkKind`, where the origin of the data decides.
    pub(crate) sink: Option<String>,
    /// Whether only data that is seen to come from outside makes a finding.
    pub(crate) needs_source: bool,
    /// Whether it harms only where visitors are.
    pub(crate) deployed: bool,
    /// The variant of `model::Framework` whose settings it is about.
    pub(crate) framework: Option<String>,
    pub(crate) detector: Option<String>,
    /// Whether it looks at templates, and its examples are such.
    pub(crate) in_templates: bool,
    pub(crate) matches: Vec<Match>,
    pub(crate) fixes: Vec<Fix>,
    /// Texts of [`SECTIONS`], in that order.
    pub(crate) sections: Vec<String>,
    pub(crate) vulnerable: Vec<Example>,
    pub(crate) secure: Vec<Example>,
}

/// An example block.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) code: String,
    pub(crate) why: Option<String>,
    /// The code after the page's fix.
    pub(crate) fixed: Option<String>,
}

/// Reads the page `pages/{stem}.md`; `detectors` and `fixers` are the names of their files.
/// All problems are gathered, so that an author sees them at once.
pub(crate) fn parse(stem: &str, text: &str, detectors: &[String], fixers: &[String]) -> Result<Page, Vec<String>> {
    let file = format!("pages/{stem}.md");
    let text = text.replace("\r\n", "\n");
    let Some((front, body)) = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")) else {
        return Err(vec![format!(
            "{file}:1: no front matter; start the page with `+++`, the fields as TOML, and `+++` again"
        )]);
    };
    let table = match front.parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start.min(front.len()));
            let line = 2 + front[..front.floor_char_boundary(at)].matches('\n').count();
            return Err(vec![format!("{file}:{line}: the front matter is not TOML: {}", error.message())]);
        }
    };
    let mut reader = Reader { file, front, table, problems: Vec::new() };
    let mut page = front_matter(&mut reader, stem, detectors, fixers);
    read_body(&mut reader, &mut page, body, front.matches('\n').count() + 4);
    for (at, line) in text.lines().enumerate() {
        if line.contains(UNFILLED) || line.contains("{{code}}") || line.contains("{{name}}") {
            reader.problems.push(format!("{}:{}: a place of the template is not filled in", reader.file, at + 1));
        }
        if line.contains(SEPARATORS) {
            reader.problems.push(format!("{}:{}: a control character; write it as an escape", reader.file, at + 1));
        }
    }
    if reader.problems.is_empty() { Ok(page) } else { Err(reader.problems) }
}

/// What only shows when all pages are there: codes, aliases and names that are used twice, and detectors and
/// fixers that no page names.
pub(crate) fn check_together(pages: &[Page], detectors: &[String], fixers: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for page in pages {
        for word in [page.code.as_str(), page.name.as_str()] {
            if let Some((_, other)) = seen.iter().find(|(used, _)| *used == word) {
                problems.push(format!(
                    "pages/{}.md: `{word}` is already used by pages/{other}.md; codes and names are unique",
                    page.code
                ));
            }
            seen.push((word, &page.code));
        }
    }
    // One check of another tool may be two rules here, so an alias may stand in several pages; but it names no rule.
    for page in pages {
        if let Some((alias, other)) = page.aliases.iter().find_map(|alias| seen.iter().find(|(word, _)| word == alias))
        {
            problems
                .push(format!("pages/{}.md: the alias `{alias}` is the code or name of pages/{other}.md", page.code));
        }
    }
    for detector in detectors {
        if !pages.iter().any(|page| page.detector.as_ref() == Some(detector)) {
            problems.push(format!(
                "src/detectors/{detector}.rs: no page names it; write `detector = \"{detector}\"` in its page"
            ));
        }
    }
    let is_named =
        |fixer: &String| pages.iter().flat_map(|page| &page.fixes).any(|fix| fix.fixer.as_ref() == Some(fixer));
    for fixer in fixers.iter().filter(|fixer| !is_named(fixer)) {
        problems.push(format!(
            "crates/fixes/src/fixers/{fixer}.rs: no page names it; write `fixer = \"{fixer}\"` in a [[fix]] block of its page"
        ));
    }
    problems
}

/// Takes the fields out of the front matter's table and notes what is wrong with them.
pub(crate) struct Reader<'a> {
    file: String,
    front: &'a str,
    table: Table,
    problems: Vec<String>,
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

fn front_matter(reader: &mut Reader<'_>, stem: &str, detectors: &[String], known_fixers: &[String]) -> Page {
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

/// `path-traversal` as `PathTraversal`.
pub(crate) fn camel(words: &str) -> String {
    words
        .split(['-', '_'])
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect()
}

/// Sections and examples. `first_line` is the 1-based line of the body's first line.
fn read_body(reader: &mut Reader<'_>, page: &mut Page, body: &str, first_line: usize) {
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut why: Option<String> = None;
    let mut block: Option<(bool, String, usize)> = None;
    // A block without `vulnerable` or `secure` is part of the prose.
    let mut fenced = false;
    let mut fixed: Option<(String, usize)> = None;
    let opening = opening(page);
    for (at, line) in body.lines().enumerate() {
        let line_number = first_line + at;
        if let Some((code, start)) = &mut fixed {
            if line.trim_end() != "```" {
                code.push_str(line);
                code.push('\n');
                continue;
            }
            match page.vulnerable.last_mut().filter(|example| example.fixed.is_none() && page.secure.is_empty()) {
                Some(example) => example.fixed = Some(std::mem::take(code)),
                None => reader.problems.push(format!(
                    "{}:{start}: a `fixed` block stands behind the vulnerable block that it repairs, one for each",
                    reader.file
                )),
            }
            fixed = None;
        } else if let Some((vulnerable, code, _)) = &mut block {
            if line.trim_end() == "```" {
                let example = Example { code: std::mem::take(code), why: why.take(), fixed: None };
                if *vulnerable {
                    page.vulnerable.push(example);
                } else {
                    page.secure.push(example);
                }
                block = None;
            } else {
                code.push_str(line);
                code.push('\n');
            }
        } else if !fenced && let Some(sort) = line.strip_prefix(opening) {
            match sort.trim() {
                "vulnerable" => block = Some((true, String::new(), line_number)),
                "secure" => block = Some((false, String::new(), line_number)),
                "fixed" => fixed = Some((String::new(), line_number)),
                other => reader.problems.push(format!(
                    "{}:{line_number}: `{other}` is no sort of example; write `vulnerable`, `fixed` or `secure`",
                    reader.file
                )),
            }
        } else if !fenced && let Some(comment) = line.strip_prefix("<!-- why:") {
            why = Some(comment.trim_end().trim_end_matches("-->").trim().to_owned());
        } else if !fenced && let Some(title) = line.strip_prefix("## ") {
            sections.push((title.trim().to_owned(), String::new()));
        } else {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if let Some((_, text)) = sections.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    if let Some(line) = block.map(|(.., line)| line).or(fixed.map(|(_, line)| line)) {
        reader.problems.push(format!("{}:{line}: the example has no closing ```", reader.file));
    }
    check_sections(reader, page, sections);
    check_examples(reader, page);
}

fn check_sections(reader: &mut Reader<'_>, page: &mut Page, mut sections: Vec<(String, String)>) {
    for wanted in SECTIONS {
        let found = sections.iter().position(|(title, _)| title == wanted);
        let text = found.map_or(String::new(), |at| sections.remove(at).1.trim().to_owned());
        if text.is_empty() {
            reader.problems.push(format!("{}: section `## {wanted}` is missing or empty; write it", reader.file));
        } else if wanted == "Steps" && !text.starts_with("1.") {
            reader.problems.push(format!("{}: section `## Steps` must be a numbered list (1. …)", reader.file));
        }
        page.sections.push(text);
    }
    for (title, _) in sections {
        reader.problems.push(format!(
            "{}: section `## {title}` is unknown or doubled; the sections are {}",
            reader.file,
            SECTIONS.join(", ")
        ));
    }
}

/// What the line before an example begins with.
fn opening(page: &Page) -> &'static str {
    if page.in_templates { "```html " } else { "```python " }
}

fn check_examples(reader: &mut Reader<'_>, page: &Page) {
    let opening = opening(page);
    for (sort, examples) in [("vulnerable", &page.vulnerable), ("secure", &page.secure)] {
        let count = examples.iter().filter(|example| !example.code.trim().is_empty()).count();
        if count < EXAMPLES {
            reader
                .problems
                .push(format!("{}: {count} blocks {opening}{sort}; at least {EXAMPLES} are needed", reader.file));
        }
    }
    let is_fixed = page.vulnerable.iter().any(|example| example.fixed.is_some());
    if is_fixed == page.fixes.is_empty() {
        let (has, lacks) =
            if is_fixed { ("`python fixed` blocks", "[[fix]]") } else { ("[[fix]]", "`python fixed` block") };
        reader.problems.push(format!("{}: there is {has} and no {lacks}; one goes with the other", reader.file));
    }
}
