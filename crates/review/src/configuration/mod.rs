//! What the project has set for Ruff and bandit, read from its own files.
//!
//! The nearest file decides, as with Ruff: for each source file its folder is asked, then the folders above, and
//! nothing is merged. In one folder `.ruff.toml` goes before `ruff.toml` before `pyproject.toml`, and `.bandit` before
//! `pyproject.toml`; a `pyproject.toml` counts where it has the tool's table.
//!
//! A rule that the project ignores is still looked for, and what it finds is suppressed with this reason. Only what is
//! named as ignored is: that a rule was not among the selected ones says nothing about what it would have found.
//!
//! *Absent by design:* `extend`, Ruff's `exclude`, and configurations that are named on a command line.

mod bandit;
mod glob;
mod ruff;
mod table;

use std::collections::BTreeMap;

use rules::{Rule, Settings};

use bandit::Bandit;
use ruff::Ruff;

/// Whether the file at `path` (`/`-separated) is one that [`Configuration::read`] understands.
pub fn is_configuration(path: &str) -> bool {
    matches!(file_name(path), "pyproject.toml" | "ruff.toml" | ".ruff.toml" | ".bandit")
}

/// The settings of a project, by folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// Where the paths of files begin that are not absolute.
    here: String,
    ruff: BTreeMap<String, Ruff>,
    bandit: BTreeMap<String, Bandit>,
    problems: Vec<String>,
    /// Whether a person wants to see secrets as they are.
    show_secrets: bool,
}

/// What is set for one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSettings {
    /// For both tools.
    pub(crate) rules: Settings,
    /// For Ruff alone, whose layer is printed with its settings and no others.
    pub(crate) ruff: Settings,
    /// Codes that Ruff's configuration ignores, and why.
    ruff_ignores: Vec<Ignored>,
    /// The same for bandit.
    bandit_ignores: Vec<Ignored>,
    /// Whether secrets are shown as they are.
    pub(crate) show_secrets: bool,
}

/// Rules that a configuration ignores.
#[derive(Clone, Debug, PartialEq)]
struct Ignored {
    rules: Vec<&'static str>,
    reason: String,
}

impl FileSettings {
    /// If the project's configuration ignores `rule` in this file: which one.
    pub(crate) fn ignores(&self, rule: &Rule) -> Option<&str> {
        ignored(&self.ruff_ignores, rule).or_else(|| ignored(&self.bandit_ignores, rule))
    }

    /// Whether Ruff leaves the rule out in this file.
    pub(crate) fn ignored_by_ruff(&self, rule: &Rule) -> bool {
        ignored(&self.ruff_ignores, rule).is_some()
    }
}

fn ignored<'a>(ignores: &'a [Ignored], rule: &Rule) -> Option<&'a str> {
    ignores.iter().find(|ignored| ignored.rules.contains(&rule.code)).map(|ignored| ignored.reason.as_str())
}

impl Configuration {
    /// Reads the configuration files among `files` (path and text); others are passed over. `here` is the absolute path
    /// of the folder that relative paths begin in, or empty where there is none.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, here: &str) -> Self {
        let mut read = Self { here: here.replace('\\', "/"), ..Self::default() };
        let mut files: Vec<(&str, &str)> = files.into_iter().filter(|(path, _)| is_configuration(path)).collect();
        // The later one stands: in a folder, what goes before comes last.
        files.sort_by_key(|(path, _)| {
            let names = ["pyproject.toml", "ruff.toml", ".ruff.toml", ".bandit"];
            (names.iter().position(|name| *name == file_name(path)), *path)
        });
        for (path, text) in files {
            let folder = folder(&absolute(&read.here, path)).to_owned();
            match file_name(path) {
                ".bandit" => {
                    read.bandit.insert(folder, Bandit::of_ini(path, text));
                }
                name => {
                    let table = match table::parse(text) {
                        Ok(table) => table,
                        Err(problem) => {
                            let what = if name == "pyproject.toml" { "Ruff and bandit" } else { "Ruff" };
                            read.problems
                                .push(format!("{path} is no TOML ({problem}); its settings for {what} do not count"));
                            continue;
                        }
                    };
                    let mut reader = table::Reader::new(path, text);
                    if name == "pyproject.toml" {
                        if let Some(table) = table::inner(&table, &["tool", "ruff"]) {
                            read.ruff.insert(folder.clone(), Ruff::of(path, table, &mut reader));
                        }
                        if let Some(table) = table::inner(&table, &["tool", "bandit"]) {
                            read.bandit.insert(folder, Bandit::of_toml(path, table, &mut reader));
                        }
                    } else {
                        read.ruff.insert(folder, Ruff::of(path, &table, &mut reader));
                    }
                    read.problems.append(&mut reader.problems);
                }
            }
        }
        read
    }

    /// The same, with secrets shown as they are if a person wants that; otherwise every output masks them.
    #[must_use]
    pub fn showing_secrets(self, show_secrets: bool) -> Self {
        Self { show_secrets, ..self }
    }

    /// What could not be understood, one clause each.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// What is set for the source file at `path`.
    pub fn of(&self, path: &str) -> FileSettings {
        let mut settings = FileSettings { show_secrets: self.show_secrets, ..FileSettings::default() };
        if self.ruff.is_empty() && self.bandit.is_empty() {
            return settings;
        }
        let path = absolute(&self.here, path);
        if let Some((folder, ruff)) = nearest(&self.ruff, &path) {
            ruff.apply(relative(&path, folder), &mut settings);
        }
        settings.rules = settings.ruff.clone();
        if let Some((folder, bandit)) = nearest(&self.bandit, &path) {
            bandit.apply(relative(&path, folder), &mut settings);
        }
        settings
    }
}

/// The entry of the nearest folder above `path`.
fn nearest<'a, T>(folders: &'a BTreeMap<String, T>, path: &str) -> Option<(&'a str, &'a T)> {
    let mut here = path;
    while !here.is_empty() {
        here = folder(here);
        if let Some((folder, found)) = folders.get_key_value(here) {
            return Some((folder, found));
        }
    }
    None
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a file or folder; empty at the top.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` as seen from a folder above it.
fn relative<'p>(path: &'p str, folder: &str) -> &'p str {
    path.strip_prefix(folder).map_or(path, |rest| rest.trim_start_matches('/'))
}

/// `path`, which may begin in `here`, without `.` and `..`.
fn absolute(here: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let mut parts: Vec<&str> = if is_absolute { Vec::new() } else { here.split('/').collect() };
    if is_absolute || here.is_empty() {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The codes of the rules that `covers` says yes to.
fn codes(covers: impl Fn(&Rule) -> bool) -> Vec<&'static str> {
    rules::all().iter().filter(|rule| covers(rule)).map(|rule| rule.code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(files: &[(&str, &str)], path: &str, code: &str) -> Option<String> {
        let configuration = Configuration::read(files.iter().copied(), "/home/me/project/src");
        assert_eq!(configuration.problems(), [""; 0]);
        configuration.of(path).ignores(rules::find(code).unwrap()).map(str::to_owned)
    }

    #[test]
    fn paths() {
        for (path, expected) in [
            ("a.py", "/home/me/a.py"),
            ("./app/../a.py", "/home/me/a.py"),
            ("../a.py", "/home/a.py"),
            ("../../../a.py", "/../a.py"),
            ("/srv/a.py", "/srv/a.py"),
            ("C:\\src\\a.py", "C:/src/a.py"),
        ] {
            assert_eq!(absolute("/home/me", path), expected, "{path}");
        }
        assert_eq!(absolute("", "app/a.py"), "app/a.py");
    }

    #[test]
    fn the_nearest_file_decides() {
        let files = [
            ("../pyproject.toml", "[tool.ruff.lint]\nignore = ['S608']\n"),
            ("app/pyproject.toml", "[tool.black]\nline-length = 88\n"),
            ("lib/ruff.toml", "[lint]\nignore = ['S307']\n"),
            ("lib/.ruff.toml", "[lint]\nignore = ['S602']\n"),
        ];
        let reason = "ignored by the project's Ruff configuration (../pyproject.toml)";
        assert_eq!(ignores(&files, "app/deep/a.py", "S608").as_deref(), Some(reason));
        assert_eq!(ignores(&files, "../b.py", "S608").as_deref(), Some(reason));
        assert_eq!(ignores(&files, "../../b.py", "S608"), None);
        assert_eq!(ignores(&files, "lib/a.py", "S608"), None);
        assert_eq!(ignores(&files, "lib/a.py", "S307"), None);
        assert!(ignores(&files, "lib/deep/a.py", "S602").is_some());
    }

    #[test]
    fn of_two_lists_the_closer_prefix_decides() {
        let ignored = |lint: &str, code: &str| ignores(&[("ruff.toml", lint)], "a.py", code).is_some();
        assert!(ignored("[lint]\nignore = ['S']", "S307"));
        assert!(ignored("[lint]\nignore = ['ALL']", "S307"));
        assert!(ignored("ignore = ['S3']", "S307"));
        assert!(ignored("[lint]\nextend-ignore = ['S307']\nselect = ['S']", "S307"));
        assert!(ignored("[lint]\nselect = ['S307']\nignore = ['S307']", "S307"));
        assert!(!ignored("[lint]\nselect = ['S307']\nignore = ['S']", "S307"));
        assert!(!ignored("[lint]\nselect = ['E']", "S307"));
        assert!(!ignored("[lint]\nignore = ['SIM', 'S6']", "S307"));
        assert!(!ignored("[lint]\nignore = ['ALL']", "PV101"));
    }

    #[test]
    fn ignores_of_single_files() {
        let text = "[lint.per-file-ignores]\n'tests/**' = ['S3']\n'__init__.py' = ['S602']\n'!src/*.py' = ['S608']\n";
        let ignored = |path: &str, code: &str| ignores(&[("/home/me/project/ruff.toml", text)], path, code).is_some();
        assert!(ignored("../tests/a/b.py", "S307"));
        assert!(!ignored("tests/b.py", "S307"));
        assert!(ignored("deep/__init__.py", "S602"));
        assert!(ignored("../tests/b.py", "S608"));
        assert!(!ignored("deep/b.py", "S608"));
    }

    #[test]
    fn bandits_files() {
        let toml = "[tool.bandit]\nexclude_dirs = ['tests', '*/old_*']\nskips = ['B307']\n";
        let reason = "ignored by the project's bandit configuration (pyproject.toml)";
        let ignored = |path: &str, code: &str| ignores(&[("pyproject.toml", toml)], path, code);
        assert_eq!(ignored("a.py", "S307").as_deref(), Some(reason));
        assert_eq!(ignored("a.py", "S602"), None);
        assert_eq!(ignored("tests/a.py", "S602").as_deref(), Some(reason));
        assert_eq!(ignored("old_one/a.py", "S602").as_deref(), Some(reason));
        assert_eq!(ignored("tests/a.py", "PV101"), None);
        let ini = "[bandit]\n# why\nskips: B307,\n  B602\nexclude = /tests,./old\n";
        let ignored = |path: &str, code: &str| ignores(&[(".bandit", ini)], path, code).is_some();
        assert!(ignored("a.py", "S602") && ignored("a.py", "S307") && ignored("tests/a.py", "S608"));
        assert!(ignored("old/a.py", "S608") && !ignored("app/a.py", "S608"));
    }

    #[test]
    fn settings_of_both_tools() {
        let of = |text: &str| {
            let configuration = Configuration::read([("pyproject.toml", text)], "");
            assert_eq!(configuration.problems(), [""; 0], "{text}");
            configuration.of("a.py")
        };
        for text in [
            "[tool.ruff.lint.flake8-bandit]\ncheck-typed-exception = true\n",
            "[tool.ruff.flake8-bandit]\ncheck-typed-exception = true\n",
        ] {
            assert!(of(text).rules.check_typed_exception && of(text).ruff.check_typed_exception);
        }
        let bandit = of("[tool.bandit.try_except_pass]\ncheck_typed_exception = true\n");
        assert!(bandit.rules.check_typed_exception && !bandit.ruff.check_typed_exception);
        let set = of("[tool.ruff.lint.flake8-bandit]\nhardcoded-tmp-directory = ['/a']\n\
            hardcoded-tmp-directory-extend = ['/b']\nextend-markup-names = ['x.M']\nallowed-markup-calls = ['x.c']\n\
            [tool.bandit.hardcoded_tmp_directory]\ntmp_dirs = ['/c']\n");
        assert_eq!(set.ruff.temp_directories, ["/a", "/b"]);
        assert_eq!(set.rules.temp_directories, ["/a", "/b", "/c"]);
        assert_eq!((set.rules.markup_names, set.rules.allowed_markup_calls), (vec!["x.M".into()], vec!["x.c".into()]));
        let shell =
            of("[tool.bandit.shell_injection]\nsubprocess = ['my.run']\nshell = ['my.sh']\nno_shell = ['my.exec']\n");
        assert_eq!(shell.rules.shell_functions, ["my.sh"]);
        assert_eq!(
            (shell.rules.subprocess_functions, shell.ruff.subprocess_functions),
            (vec!["my.run".into()], vec![])
        );
        let own = of("[tool.bandit.hardcoded_tmp_directory]\ntmp_dirs = ['/c']\n");
        assert_eq!(own.rules.temp_directories, ["/c"]);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let problem = |path: &str, text: &str| Configuration::read([(path, text)], "").problems().join("|");
        assert_eq!(
            problem("pyproject.toml", "[tool.ruff\n"),
            "pyproject.toml is no TOML (line 1: unclosed table, expected `]`); its settings for Ruff and bandit do not count"
        );
        assert_eq!(
            problem("ruff.toml", "[lint]\n\nignore = 'S101'\n"),
            "ruff.toml, line 3: `ignore` is not a list of texts and does not count"
        );
        assert!(
            problem("pyproject.toml", "[tool.bandit.weak_cryptographic_key]\nx = 1\n")
                .contains("`weak_cryptographic_key`")
        );
        assert_eq!(problem("pyproject.toml", "tool = 1\n[project]\nname = 'x'\n"), "");
        for hostile in ["[[[[", "\u{0}", "a = [[[[[[[[[[", "= = =", "[tool]\nruff = [1]\n", "\u{feff}"] {
            let _ = problem("pyproject.toml", hostile);
            let _ = problem(".bandit", hostile);
        }
    }
}
