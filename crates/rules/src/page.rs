//! The rule pages' prose and examples. They are most of a page's weight and no part of a review, so that a face
//! may do without them at first and hand them over when it has them.

use std::fmt;
use std::sync::OnceLock;

/// The prose and the examples of a rule, as its page has them. The texts are Markdown.
#[derive(Debug)]
pub struct Page {
    code: String,
    /// What the rule finds.
    pub what: String,
    /// Why it matters, for a manager.
    pub why: String,
    /// How it is attacked.
    pub attack_path: String,
    /// How it is repaired.
    pub fix: String,
    /// The repair as a numbered list.
    pub steps: String,
    /// How to see that the repair works.
    pub test: String,
    /// The impact, in one sentence.
    pub impact: String,
    /// What someone could do by means of it, for the application's owner: a clause without its subject, in which
    /// `{records}` stands for what the application keeps. Empty where that is not known.
    pub harm: String,
    /// What is wrong by itself, for the same reader: whole sentences, or empty. `{at}` stands for the place's address.
    pub as_is: String,
    /// Code that the rule finds: at least three blocks.
    pub vulnerable: Vec<Example>,
    /// Code that looks alike and is in order: at least three blocks.
    pub secure: Vec<Example>,
}

/// A block of Python, or of a template where the rule looks at those, to be read as a file of its own.
#[derive(Debug)]
pub struct Example {
    /// The code, ending with a line break.
    pub code: String,
    /// Why it stands there, in one sentence.
    pub why: Option<String>,
    /// What the rule's fix makes of a vulnerable one, where the page says so.
    pub fixed: Option<String>,
}

/// A text that is not the one that was made with this build's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongPages;

impl fmt::Display for WrongPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these rule pages do not belong to this version of the rules")
    }
}

impl std::error::Error for WrongPages {}

/// What `build/prose.rs` made, where it is linked.
const LINKED: Option<&str> =
    if cfg!(feature = "pages") { Some(include_str!(concat!(env!("OUT_DIR"), "/prose.txt"))) } else { None };

/// All pages, by code as the rules are. Filled once.
static PAGES: OnceLock<Vec<Page>> = OnceLock::new();

/// Takes the pages of all rules, as the program of `crates/pages` writes them. Without the feature `pages` they
/// are not there before; pages that are there stay.
pub fn load_pages(text: &str) -> Result<(), WrongPages> {
    let pages = read(text).ok_or(WrongPages)?;
    if !pages.iter().map(|page| page.code.as_str()).eq(crate::all().iter().map(|rule| rule.code)) {
        return Err(WrongPages);
    }
    PAGES.get_or_init(|| pages);
    Ok(())
}

/// Whether [`Rule::page`](crate::Rule::page) has an answer.
pub fn has_pages() -> bool {
    !pages().is_empty()
}

/// The page of the rule with this code.
pub(crate) fn of(code: &str) -> Option<&'static Page> {
    let pages = pages();
    pages.get(pages.binary_search_by(|page| page.code.as_str().cmp(code)).ok()?)
}

fn pages() -> &'static [Page] {
    match LINKED {
        Some(text) => PAGES.get_or_init(|| read(text).unwrap_or_default()),
        None => PAGES.get().map_or(&[], Vec::as_slice),
    }
}

/// Reads what `build/prose.rs` wrote; `None` for any other text.
fn read(text: &str) -> Option<Vec<Page>> {
    text.split('\u{1d}').map(page).collect()
}

fn page(text: &str) -> Option<Page> {
    let mut parts = text.split('\u{1e}');
    let mut head = parts.next()?.split('\u{1f}').map(str::to_owned);
    Some(Page {
        code: head.next()?,
        what: head.next()?,
        why: head.next()?,
        attack_path: head.next()?,
        fix: head.next()?,
        steps: head.next()?,
        test: head.next()?,
        impact: head.next()?,
        harm: head.next()?,
        as_is: head.next()?,
        vulnerable: examples(parts.next()?),
        secure: examples(parts.next()?),
    })
}

fn examples(text: &str) -> Vec<Example> {
    let mut fields = text.split('\u{1f}').map(str::to_owned);
    let mut examples = Vec::new();
    while let (Some(code), Some(why), Some(fixed)) = (fields.next(), fields.next(), fields.next()) {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        examples.push(Example { code, why: text(why), fixed: text(fixed) });
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_other_rules_are_refused() {
        let one = "S000\u{1f}a\u{1f}b\u{1f}c\u{1f}d\u{1f}e\u{1f}f\u{1f}g\u{1f}h\u{1f}\u{1e}x\u{1f}\u{1f}z\u{1e}y\u{1f}why\u{1f}";
        assert_eq!(load_pages(one), Err(WrongPages));
        assert_eq!(load_pages("<!doctype html>"), Err(WrongPages));
        let [page] = &read(one).unwrap()[..] else { panic!("one page") };
        assert_eq!((page.code.as_str(), page.what.as_str(), page.impact.as_str()), ("S000", "a", "g"));
        assert_eq!((page.vulnerable[0].code.as_str(), page.vulnerable[0].why.as_deref()), ("x", None));
        assert_eq!((page.vulnerable[0].fixed.as_deref(), page.secure[0].fixed.as_deref()), (Some("z"), None));
        assert_eq!((page.secure[0].code.as_str(), page.secure[0].why.as_deref()), ("y", Some("why")));
    }
}
