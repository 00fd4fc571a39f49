//! TOML tables as settings: what has another type than it should is said and does not count.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a TOML document; the problem names its line.
pub(super) fn parse(text: &str) -> Result<DeTable<'_>, String> {
    DeTable::parse(text).map(Spanned::into_inner).map_err(|error| {
        let message = error.message().replace('\n', " ");
        match error.span() {
            Some(span) => format!("line {}: {message}", line(text, span.start)),
            None => message,
        }
    })
}

/// 1-based.
fn line(text: &str, at: usize) -> usize {
    text[..text.floor_char_boundary(at)].matches('\n').count() + 1
}

/// The table at the end of a path of keys.
pub(super) fn inner<'t, 'a>(table: &'t DeTable<'a>, keys: &[&str]) -> Option<&'t DeTable<'a>> {
    keys.iter().try_fold(table, |table, key| table.get(*key)?.get_ref().as_table())
}

/// The texts of a value that is a list of texts.
pub(super) fn as_texts(value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    let list = value.get_ref().as_array()?;
    list.iter().map(|text| text.get_ref().as_str().map(str::to_owned)).collect()
}

/// Takes settings out of the tables of one file.
pub(super) struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    pub(super) problems: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, problems: Vec::new() }
    }

    pub(super) fn problem(&mut self, at: usize, what: &str) {
        self.problems.push(format!("{}, line {}: {what}", self.path, line(self.text, at)));
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, table: &DeTable<'a>, key: &str) -> Option<Vec<String>> {
        let value = table.get(key)?;
        let texts = as_texts(value);
        if texts.is_none() {
            self.problem(value.span().start, &format!("`{key}` is not a list of texts and does not count"));
        }
        texts
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, table: &DeTable<'a>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.problem(value.span().start, &format!("`{key}` is neither true nor false and does not count"));
        }
        truth
    }
}
