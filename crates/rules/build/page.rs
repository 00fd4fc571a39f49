//! A rule page: TOML front matter between `+++` lines, sections, example blocks.
//! Every problem says the file, the line and field, what is missing, and what to do.

use toml::Table;

use crate::class::Class;
use crate::fix::Fix;
use crate::front::{Reader, front_matter};
use crate::matcher::Match;

/// The sections, in the order in which they stand in a page.
pub(crate) const SECTIONS: [&str; 7] =
    ["What", "Why it matters", "Attack path", "How to fix", "Steps", "How to test", "Impact"];

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
    /// What else decides whether a finding matters, in a large program, and the words of messages that are sure without it.
    pub(crate) hint: Option<(String, Vec<String>)>,
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
