//! bandit's configuration: a table of `pyproject.toml`, or a `.bandit` file.

use toml::de::DeTable;

use super::glob::Glob;
use super::table::{self, Reader};
use super::{FileSettings, Ignored, codes};
use crate::suppress;

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bandit {
    skipped: Vec<&'static str>,
    /// Parts of paths, or patterns of them, whose files are left out.
    excluded: Vec<(String, Glob)>,
    /// Patterns of files in which `assert` is not looked at.
    assert_skips: Vec<Glob>,
    check_typed_exception: bool,
    temp_directories: Option<Vec<String>>,
    markup_names: Vec<String>,
    allowed_markup_calls: Vec<String>,
    subprocess_functions: Vec<String>,
    shell_functions: Vec<String>,
    no_shell_functions: Vec<String>,
    reason: String,
}

/// Settings of tests that we know and do not honour.
const UNKNOWN: &[&str] = &["ssl_with_bad_version", "weak_cryptographic_key"];

impl Bandit {
    fn new(path: &str, skips: &[String], excluded: &[String]) -> Self {
        let excluded = excluded.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        Self {
            skipped: skips.iter().filter_map(|name| suppress::rule(name.trim())).collect(),
            excluded: excluded.map(|part| (part.to_owned(), Glob::new(part))).collect(),
            reason: format!("ignored by the project's bandit configuration ({path})"),
            ..Self::default()
        }
    }

    /// Reads `tool.bandit`.
    pub(super) fn of_toml<'a>(path: &str, table: &DeTable<'a>, reader: &mut Reader<'a>) -> Self {
        let mut texts = |key: &str| reader.texts(table, key).unwrap_or_default();
        let mut bandit = Self::new(path, &texts("skips"), &texts("exclude_dirs"));
        if let Some(table) = table::inner(table, &["assert_used"]) {
            let skips = reader.texts(table, "skips").unwrap_or_default();
            bandit.assert_skips = skips.iter().map(|pattern| Glob::new(pattern)).collect();
        }
        for test in ["try_except_pass", "try_except_continue"] {
            if let Some(table) = table::inner(table, &[test]) {
                bandit.check_typed_exception |= reader.truth(table, "check_typed_exception").unwrap_or_default();
            }
        }
        if let Some(table) = table::inner(table, &["hardcoded_tmp_directory"]) {
            bandit.temp_directories = reader.texts(table, "tmp_dirs");
        }
        if let Some(table) = table::inner(table, &["markupsafe_xss"]) {
            bandit.markup_names = reader.texts(table, "extend_markup_names").unwrap_or_default();
            bandit.allowed_markup_calls = reader.texts(table, "allowed_calls").unwrap_or_default();
        }
        if let Some(table) = table::inner(table, &["shell_injection"]) {
            bandit.subprocess_functions = reader.texts(table, "subprocess").unwrap_or_default();
            bandit.shell_functions = reader.texts(table, "shell").unwrap_or_default();
            bandit.no_shell_functions = reader.texts(table, "no_shell").unwrap_or_default();
        }
        for key in UNKNOWN {
            if let Some(value) = table.get(*key) {
                let what =
                    format!("bandit's setting `{key}` is not supported; the rules look for what they do by default");
                reader.problem(value.span().start, &what);
            }
        }
        bandit
    }

    /// Reads a `.bandit` file: `key = value` or `key: value`, commas between values, indented lines go on.
    pub(super) fn of_ini(path: &str, text: &str) -> Self {
        let (mut skips, mut excluded) = (Vec::new(), Vec::new());
        let mut section = false;
        let mut key = String::new();
        for line in text.lines() {
            let content = line.trim();
            if content.is_empty() || content.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = name == "bandit";
                key.clear();
                continue;
            }
            let goes_on = line.starts_with([' ', '\t']) && !key.is_empty();
            let value = match content.split_once(['=', ':']) {
                Some((name, value)) if !goes_on => {
                    key = name.trim().to_ascii_lowercase();
                    value
                }
                _ => content,
            };
            let values = value.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
            match key.as_str() {
                "skips" if section => skips.extend(values),
                "exclude" if section => excluded.extend(values),
                _ => {}
            }
        }
        Self::new(path, &skips, &excluded)
    }

    /// What it says of the file at `path`, relative to the configuration's folder.
    pub(super) fn apply(&self, path: &str, settings: &mut FileSettings) {
        let set = &mut settings.rules;
        set.check_typed_exception |= self.check_typed_exception;
        if let Some(directories) = &self.temp_directories {
            if set.temp_directories == rules::Settings::default().temp_directories {
                set.temp_directories.clear();
            }
            set.temp_directories.extend_from_slice(directories);
        }
        set.markup_names.extend_from_slice(&self.markup_names);
        set.allowed_markup_calls.extend_from_slice(&self.allowed_markup_calls);
        set.subprocess_functions.clone_from(&self.subprocess_functions);
        set.shell_functions.clone_from(&self.shell_functions);
        set.no_shell_functions.clone_from(&self.no_shell_functions);
        let mut rules = self.skipped.clone();
        // bandit sees paths as its user names them, which is from the folder of the configuration.
        let path = format!("./{path}");
        if self.excluded.iter().any(|(part, pattern)| path.contains(part.as_str()) || pattern.matches(&path)) {
            rules = codes(|rule| rule.bandit_tests().next().is_some());
        } else if self.assert_skips.iter().any(|pattern| pattern.matches(&path)) {
            rules.extend(suppress::rule("B101"));
        }
        settings.bandit_ignores.push(Ignored { rules, reason: self.reason.clone() });
    }
}
