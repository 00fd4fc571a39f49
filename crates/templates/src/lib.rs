//! Jinja and Django templates: where a value gets into a page without the escaping that its place needs.
//!
//! [`scan`] goes over the text once. It keeps track of the place in the page (text, attribute, script) and looks at every
//! template tag on its way. What is no template, or stands in a comment, a `raw` or a `verbatim` block, gives nothing.
//!
//! *Absent by design:* Python, rules, severity, and what the templates of a project say together: one file is one text.

mod expression;
mod form;
mod page;
mod scanner;
mod script;

use std::ops::Range;

/// What is wrong at a place of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Problem {
    /// `|safe` or `|safeseq`: the value is not escaped.
    Safe,
    /// A block in which nothing is escaped.
    AutoescapeOff,
    /// A value that makes an attribute without quotes around it.
    Unquoted,
    /// A value inside of a script, or of an attribute that holds one.
    Script,
    /// A value that is an address from its beginning: it chooses the scheme.
    Address,
    /// A translated text, which is not escaped, inside of an attribute or a script.
    Translation,
    /// `{% debug %}`
    Debug,
    /// A form that changes something, without a token that proves where it comes from.
    Form,
}

/// A place of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is wrong there.
    pub problem: Problem,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Why it is harmless, where the place itself shows it.
    pub harmless: Option<&'static str>,
    /// Whether the place takes much of the harm away, or the file does not say enough.
    pub weak: bool,
}

/// The places of a template that let a value through, in source order. `markup` says that the text is HTML or XML: in plain
/// text nothing has to be escaped.
pub fn scan(text: &str, markup: bool) -> Vec<Found> {
    scanner::scan(text, markup)
}
