//! A rule page's prose and examples.

/// The prose and the examples of a rule, as its page has them. The texts are Markdown.
#[derive(Debug)]
pub struct Page {
    /// What the rule finds.
    pub what: &'static str,
    /// Why it matters, for a manager.
    pub why: &'static str,
    /// How it is attacked.
    pub attack_path: &'static str,
    /// How it is repaired.
    pub fix: &'static str,
    /// The repair as a numbered list.
    pub steps: &'static str,
    /// How to see that the repair works.
    pub test: &'static str,
    /// The impact, in one sentence.
    pub impact: &'static str,
    /// Code that the rule finds: at least three blocks.
    pub vulnerable: &'static [Example],
    /// Code that looks alike and is in order: at least three blocks.
    pub secure: &'static [Example],
}

/// A block of Python, to be read as a file of its own.
#[derive(Debug)]
pub struct Example {
    /// The code, ending with a line break.
    pub code: &'static str,
    /// Why it stands there, in one sentence.
    pub why: Option<&'static str>,
}
