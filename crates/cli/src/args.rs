//! The arguments: what may be said, and the help that explains it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{Environment, Framework, Mode, Platform, Severity};

const AFTER_HELP: &str = "\
Exit status: 0 no security finding is open; 1 security findings are open; 2 the input or the options are wrong.
Nothing that is reviewed is run, and nothing leaves this machine.";

/// Reviews Python code for security: findings with their evidence, attack path and fix.
#[derive(Debug, Parser)]
#[command(name = "pyvigil", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Review files and folders.
    #[command(after_help = AFTER_HELP)]
    Scan(Box<Scan>),
    /// Show how what was found can be fixed, or fix it.
    ///
    /// Versions of dependencies are raised in requirements files, pyproject.toml, setup.cfg, setup.py, Pipfile and
    /// environment.yml; for lock files the command is named that writes them anew. What is proposed was reviewed again.
    #[command(after_help = AFTER_HELP)]
    Fix(Fix),
    /// Print the page of a rule: what it finds, why it matters, how to fix it.
    Rule {
        /// A rule's code or alias, such as S608 or B608.
        code: String,
    },
    /// List all rules, one a line.
    Rules,
    /// Tell the date, the counts and the sources of the advisory data.
    Advisories {
        /// An index from `cargo xtask advisories import` instead of the one that is built in.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Fix {
    /// Files and folders, as for `scan`; `-` reads standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Print the changes as a unified diff, which `git apply` and `patch -p1` read; this is what happens without an option.
    #[arg(long, conflicts_with = "write")]
    pub(crate) diff: bool,

    /// Change the files. What standard input gave is printed.
    #[arg(long)]
    pub(crate) write: bool,

    /// Apply fixes too that leave a choice to you; each says which.
    #[arg(long = "unsafe")]
    pub(crate) with_choices: bool,

    /// Fix only what these rules find: codes, aliases or beginnings of codes, comma-separated. Dependencies stay as they are.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = rule)]
    pub(crate) select: Vec<String>,

    #[command(flatten)]
    pub(crate) audit: Audit,
}

/// What the audit of the dependencies is done with.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Advisory data to audit the dependencies with, instead of those that are built in.
    ///
    /// `cargo xtask advisories import` makes such a file from OSV records.
    #[arg(long, value_name = "FILE")]
    pub(crate) advisories: Option<PathBuf>,

    /// The Python that dependencies are installed for, which decides about their markers [default: 3.13]
    #[arg(long, value_name = "VERSION", value_parser = python)]
    pub(crate) python: Option<String>,

    /// The system that dependencies are installed on, which decides about their markers [default: linux]
    #[arg(long, value_name = "NAME", value_parser = words(PLATFORMS))]
    pub(crate) platform: Option<Platform>,
}

#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Files and folders; `-` reads standard input.
    ///
    /// Folders are walked. Version control, virtual environments, caches and installed packages are
    /// left out unless they are named, and links to folders are not followed.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// What to check.
    #[arg(long, value_name = "MODE", default_value = "full", value_parser = words(MODES))]
    pub(crate) mode: Mode,

    /// How to write the review [default: text, or all of them with --out]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) format: Option<&'static report::Format>,

    /// Write files into this folder instead of standard output.
    ///
    /// With --format the files of that format: `markdown` writes the summary and a folder with a file for each
    /// finding, of which standard output gets the summary only. Without it every format, and the archive of all.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// The date in reports and file names [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<String>,

    /// Report only these rules: codes, aliases or beginnings of codes, comma-separated.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = rule)]
    pub(crate) select: Vec<String>,

    /// Leave these rules out: codes, aliases or beginnings of codes, comma-separated.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = rule)]
    pub(crate) ignore: Vec<String>,

    /// Leave out findings below this severity.
    #[arg(long, value_name = "LEVEL", value_parser = words(SEVERITIES))]
    pub(crate) min_severity: Option<Severity>,

    /// The web framework, if it is not the one that the imports show.
    #[arg(long, value_name = "NAME", value_parser = words(FRAMEWORKS))]
    pub(crate) framework: Option<Framework>,

    /// Where the code runs; it changes what counts as a finding.
    #[arg(long, value_name = "NAME", value_parser = words(ENVIRONMENTS))]
    pub(crate) environment: Option<Environment>,

    /// Print the untriaged rows of another tool's rules instead of the review.
    ///
    /// `ruff` gives what Ruff's S rules report with `--preview`, as `path:row:column: CODE message`, or with
    /// `--format json` as findings.
    #[arg(long, value_enum, value_name = "TOOL", conflicts_with_all = ["mode", "min_severity", "framework", "environment"])]
    pub(crate) compat: Option<Compat>,

    /// Do not read the project's settings for Ruff and bandit.
    ///
    /// Otherwise those of the nearest pyproject.toml, ruff.toml or .bandit count, from a file's folder up to the
    /// repository's: what they ignore is listed as suppressed.
    #[arg(long)]
    pub(crate) isolated: bool,

    /// Show secrets as they are; otherwise every output masks them.
    #[arg(long)]
    pub(crate) show_secrets: bool,

    /// The JSON of an earlier review: says what is new, fixed and unchanged since.
    #[arg(long, value_name = "OLD.json", conflicts_with = "compat")]
    pub(crate) baseline: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) audit: Audit,

    /// Files reviewed at the same time [default: one a processor]
    #[arg(long, short, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// A tool whose rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compat {
    Ruff,
}

/// A value with its word and what the help says of it.
type Words<T> = &'static [(&'static str, T, &'static str)];

const MODES: Words<Mode> = &[
    ("quick", Mode::Quick, "Injection, secrets, deserialization, path traversal, SSRF, cryptography"),
    ("deps", Mode::Deps, "Dependency audit"),
    ("refactor", Mode::Refactor, "Secure refactor"),
    ("auth", Mode::Auth, "Authentication and authorization"),
    ("llm", Mode::Llm, "AI and LLM code"),
    ("full", Mode::Full, "All of it"),
];
const SEVERITIES: Words<Severity> = &[
    ("critical", Severity::Critical, "CVSS 9.0 to 10.0"),
    ("high", Severity::High, "CVSS 7.0 to 8.9"),
    ("medium", Severity::Medium, "CVSS 4.0 to 6.9"),
    ("low", Severity::Low, "CVSS 0.1 to 3.9"),
    ("informational", Severity::Informational, "No score"),
];
const FRAMEWORKS: Words<Framework> = &[
    ("django", Framework::Django, ""),
    ("fastapi", Framework::Fastapi, ""),
    ("flask", Framework::Flask, ""),
    ("other", Framework::Other, ""),
];
const ENVIRONMENTS: Words<Environment> = &[
    ("development", Environment::Development, ""),
    ("container", Environment::Container, ""),
    ("cloud", Environment::Cloud, ""),
    ("production", Environment::Production, ""),
];

const PLATFORMS: Words<Platform> =
    &[("linux", Platform::Linux, ""), ("macos", Platform::Macos, ""), ("windows", Platform::Windows, "")];

/// One of `table`'s words, read as its value.
fn words<T: Copy + Send + Sync + 'static>(table: Words<T>) -> impl TypedValueParser<Value = T> {
    let values = table.iter().map(|&(word, _, help)| {
        let value = PossibleValue::new(word);
        if help.is_empty() { value } else { value.help(help) }
    });
    PossibleValuesParser::new(values).try_map(move |given| {
        table.iter().find(|(word, ..)| *word == given).map(|&(_, value, _)| value).ok_or("unknown word")
    })
}

/// One of the report's formats, by its word.
fn formats() -> impl TypedValueParser<Value = &'static report::Format> {
    let values = report::FORMATS.iter().map(|format| PossibleValue::new(format.word).help(format.about));
    PossibleValuesParser::new(values).try_map(|given| report::format(&given).ok_or("unknown word"))
}

/// A date that exists, written `YYYY-MM-DD`.
fn date(given: &str) -> Result<String, String> {
    match chrono::NaiveDate::parse_from_str(given, "%Y-%m-%d") {
        // The parser also takes `2026-1-2`, which would not sort among file names.
        Ok(date) if date.to_string() == given => Ok(given.to_owned()),
        _ => Err("give a date that exists as YYYY-MM-DD, such as 2026-11-20".to_owned()),
    }
}

/// `3.12` or `3.12.4`
fn python(given: &str) -> Result<String, String> {
    let numbers: Vec<&str> = given.split('.').collect();
    let all_numbers =
        numbers.iter().all(|number| matches!(number.len(), 1..=3) && number.bytes().all(|byte| byte.is_ascii_digit()));
    if all_numbers && matches!(numbers.len(), 2 | 3) {
        return Ok(given.to_owned());
    }
    Err("give a version of Python such as 3.12 or 3.12.4".to_owned())
}

/// A rule's code (an alias is replaced by it), or the beginning of at least one code.
fn rule(given: &str) -> Result<String, String> {
    let given = given.trim().to_ascii_uppercase();
    if let Some(rule) = ::rules::find(&given) {
        return Ok(rule.code.to_owned());
    }
    if !given.is_empty() && ::rules::all().iter().any(|rule| rule.code.starts_with(&given)) {
        return Ok(given);
    }
    Err("no rule has this code, nor one that begins with it; `pyvigil rules` lists them".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn dates_exist() {
        assert_eq!(date("2024-02-29").as_deref(), Ok("2024-02-29"));
        for wrong in ["2026-02-29", "2026-1-2", "20261120", "today", "../2026-11-20", "2026-11-20 "] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pythons_have_two_or_three_numbers() {
        assert_eq!(python("3.8").as_deref(), Ok("3.8"));
        assert_eq!(python("3.12.4").as_deref(), Ok("3.12.4"));
        for wrong in ["3", "3.", "3.x", "py312", "3.12.4.1", "+3.1"] {
            assert!(python(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn codes_aliases_and_beginnings_are_rules() {
        assert_eq!(rule("s608").as_deref(), Ok("S608"));
        assert_eq!(rule("B608").as_deref(), Ok("S608"));
        assert_eq!(rule(" S6 ").as_deref(), Ok("S6"));
        assert!(rule("E501").is_err());
        assert!(rule("").is_err());
    }
}
