//! Ruff's configuration, as far as it speaks of the `S` rules.

use rules::Rule;
use toml::de::DeTable;

use super::glob::Glob;
use super::table::{self, Reader};
use super::{FileSettings, Ignored, codes, file_name};

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ruff {
    /// Rules that are ignored everywhere.
    ignored: Vec<&'static str>,
    per_file: Vec<PerFile>,
    check_typed_exception: bool,
    temp_directories: Option<Vec<String>>,
    more_temp_directories: Vec<String>,
    markup_names: Vec<String>,
    allowed_markup_calls: Vec<String>,
    reason: String,
}

/// Rules that are ignored in the files of a pattern, or in all others.
#[derive(Clone, Debug, PartialEq)]
struct PerFile {
    pattern: Glob,
    negated: bool,
    rules: Vec<&'static str>,
}

impl Ruff {
    /// Reads the table of a `ruff.toml`, or `tool.ruff`. What stands in its table `lint` goes before what, as older
    /// versions had it, stands beside it.
    pub(super) fn of<'a>(path: &str, table: &DeTable<'a>, reader: &mut Reader<'a>) -> Self {
        let lint = table::inner(table, &["lint"]);
        let mut texts = |key: &str| match lint.filter(|lint| lint.contains_key(key)) {
            Some(lint) => reader.texts(lint, key),
            None => reader.texts(table, key),
        };
        let mut both = |keys: [&str; 2]| keys.into_iter().filter_map(&mut texts).flatten().collect::<Vec<String>>();
        let (selected, ignored) = (both(["select", "extend-select"]), both(["ignore", "extend-ignore"]));
        let mut ruff = Self {
            ignored: codes(|rule| is_ignored(rule, &selected, &ignored)),
            reason: format!("ignored by the project's Ruff configuration ({path})"),
            ..Self::default()
        };
        for key in ["per-file-ignores", "extend-per-file-ignores"] {
            let patterns = lint.filter(|lint| lint.contains_key(key)).unwrap_or(table);
            let Some(patterns) = table::inner(patterns, &[key]) else { continue };
            for (pattern, list) in patterns {
                let Some(prefixes) = table::as_texts(list) else {
                    reader.problem(
                        list.span().start,
                        &format!("`{key}` has no list of texts here, which does not count"),
                    );
                    continue;
                };
                let pattern = pattern.get_ref();
                let (negated, pattern) = pattern.strip_prefix('!').map_or((false, &**pattern), |rest| (true, rest));
                ruff.per_file.push(PerFile {
                    pattern: Glob::new(pattern.strip_prefix("./").unwrap_or(pattern)),
                    negated,
                    rules: codes(|rule| depth(rule, &prefixes).is_some()),
                });
            }
        }
        let own = lint.and_then(|lint| table::inner(lint, &["flake8-bandit"]));
        if let Some(own) = own.or_else(|| table::inner(table, &["flake8-bandit"])) {
            ruff.check_typed_exception = reader.truth(own, "check-typed-exception").unwrap_or_default();
            ruff.temp_directories = reader.texts(own, "hardcoded-tmp-directory");
            ruff.more_temp_directories = reader.texts(own, "hardcoded-tmp-directory-extend").unwrap_or_default();
            ruff.markup_names = reader.texts(own, "extend-markup-names").unwrap_or_default();
            ruff.allowed_markup_calls = reader.texts(own, "allowed-markup-calls").unwrap_or_default();
        }
        ruff
    }

    /// What it says of the file at `path`, relative to the configuration's folder.
    pub(super) fn apply(&self, path: &str, settings: &mut FileSettings) {
        let set = &mut settings.ruff;
        set.check_typed_exception = self.check_typed_exception;
        if let Some(directories) = &self.temp_directories {
            set.temp_directories.clone_from(directories);
        }
        set.temp_directories.extend_from_slice(&self.more_temp_directories);
        set.markup_names.clone_from(&self.markup_names);
        set.allowed_markup_calls.clone_from(&self.allowed_markup_calls);
        let mut rules = self.ignored.clone();
        for entry in &self.per_file {
            let matches = entry.pattern.matches(path) || entry.pattern.matches(file_name(path));
            if matches != entry.negated {
                rules.extend(&entry.rules);
            }
        }
        settings.ruff_ignores.push(Ignored { rules, reason: self.reason.clone() });
    }
}

/// Whether the longest of the prefixes that cover the rule is one of the ignored.
fn is_ignored(rule: &Rule, selected: &[String], ignored: &[String]) -> bool {
    depth(rule, ignored).is_some_and(|depth_ignored| depth(rule, selected).is_none_or(|depth| depth <= depth_ignored))
}

/// How much of the rule's code the longest of the prefixes has, if one covers it.
fn depth(rule: &Rule, prefixes: &[String]) -> Option<usize> {
    let is_ruffs = rule.code.strip_prefix('S').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let depths = prefixes.iter().filter_map(|prefix| match prefix.as_str() {
        "ALL" => Some(0),
        name if name == rule.name => Some(rule.code.len()),
        prefix => (!prefix.is_empty() && rule.code.starts_with(prefix)).then_some(prefix.len()),
    });
    depths.max().filter(|_| is_ruffs)
}
