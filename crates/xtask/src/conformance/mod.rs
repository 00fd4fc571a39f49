//! `cargo xtask conformance`: what we report beside what Ruff and bandit report, row for row.

mod compare;
mod differences;
mod fixtures;
mod peers;
mod report;

use std::path::{Path, PathBuf};
use std::process::Command;

use compare::{Comparison, Place, Rows};
use differences::Explained;
use peers::Peers;
use report::Wanted;

use crate::step::{Done, Failure, loud, quiet};
use crate::{corpus, process, usage, workspace};

/// What both directions must reach, in percent.
const FIXTURES: f64 = 99.5;
const CORPORA: f64 = 99.0;
const EXAMPLES: f64 = 95.0;
/// The bodies of code that CI compares on.
const SLICE: &[&str] = &["django", "flask", "werkzeug", "requests", "paramiko", "tornado", "impacket"];
/// How the standard library is called in lists.
const STANDARD_LIBRARY: &str = "stdlib";
/// bandit's lowest Python.
const PYTHON_FOR_BANDIT: (u32, u32) = (3, 10);

/// `cargo xtask conformance [--slice] [--list CODE]...`.
pub(crate) fn command(words: &[&str]) -> Done {
    let mut slice = false;
    let mut wanted = Wanted::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match (*word, words.as_slice()) {
            ("--slice", _) => slice = true,
            ("--list", [code, ..]) => {
                wanted.add(code);
                words.next();
            }
            ("--list", []) => return Err(usage("`--list` wants the code of a rule, or its beginning")),
            (other, _) => return Err(usage(&format!("`conformance` does not know `{other}`"))),
        }
    }
    let python = corpus::python()?;
    let peers = peers(&python)?;
    let ours = Ours(command_line()?);
    let mut page = Page { explained: Explained::read()?, problems: Vec::new() };
    on_fixtures(&peers, &ours, &python, &wanted, &mut page)?;
    on_corpora(&peers, &ours, &python, slice, &wanted, &mut page)?;
    on_examples(&peers, &ours, &python, &wanted, &mut page)?;
    if page.problems.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("the peers are not matched:\n  {}", page.problems.join("\n  ")),
        format!(
            "`--list CODE` shows the rows; mend the rule, or say in {} why the difference is right",
            differences::PAGE
        ),
    ))
}

/// Where Ruff and bandit stand, installed first if they are missing.
pub(crate) fn peer_programs(python: &Path) -> Done<(PathBuf, PathBuf)> {
    Ok(peers(python)?.programs())
}

fn peers(python: &Path) -> Done<Peers> {
    let script = "import sys; print('%d.%d' % sys.version_info[:2])";
    let version = process::output(Command::new(python).args(["-c", script])).unwrap_or_default();
    let parsed = version.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    if parsed.is_none_or(|version: (u32, u32)| version < PYTHON_FOR_BANDIT) {
        let (major, minor) = PYTHON_FOR_BANDIT;
        return Err(Failure::new(
            format!("bandit wants Python {major}.{minor}, the newest here is {version}"),
            "install a newer Python, or set PYVIGIL_PYTHON to one",
        ));
    }
    if parsed < Some((3, 12)) {
        println!("bandit runs on Python {version}: it reads syntax that is newer as a broken file");
    }
    Peers::ready(python)
}

/// The command line's build for comparisons: optimized, but without the slow last step of a release.
pub(crate) fn command_line() -> Done<PathBuf> {
    loud("conformance: building pyvigil", || {
        let mut build = workspace::cargo();
        build.args(["build", "--quiet", "--locked", "--profile", "conformance", "--package", "pyvigil"]);
        process::run_shown(&mut build, "mend what the compiler names")
    })?;
    Ok(workspace::target()?.join("conformance").join(format!("pyvigil{}", std::env::consts::EXE_SUFFIX)))
}

/// Our program.
struct Ours(PathBuf);

impl Ours {
    /// The rows of `--compat ruff` below `folder`. With `settings` the folder's own count.
    fn rows(&self, folder: &Path, settings: bool) -> Done<Rows> {
        let mut command = Command::new(&self.0);
        command.current_dir(folder).args(["scan", "--compat", "ruff", "."]);
        if !settings {
            command.arg("--isolated");
        }
        let mut rows = Rows::default();
        for line in process::text(&mut command, &[0, 1])?.lines() {
            let place = line.split_once(": ").and_then(|(place, message)| {
                let mut parts = place.rsplitn(3, ':');
                let row = parts.nth(1)?.parse().ok()?;
                Some(Place::new(message.split_whitespace().next()?, parts.next()?, row))
            });
            rows.add(place.ok_or_else(|| peers::unreadable("pyvigil", line))?);
        }
        Ok(rows)
    }

    /// The places of all findings below `folder`, whatever was decided about them, by bandit's codes.
    fn aliases(&self, folder: &Path) -> Done<Rows> {
        let mut command = Command::new(&self.0);
        let text =
            process::text(command.current_dir(folder).args(["scan", "--isolated", "--format", "json", "."]), &[0, 1])?;
        let review: serde_json::Value =
            serde_json::from_str(&text).map_err(|_| peers::unreadable("pyvigil", "(no JSON)"))?;
        let mut rows = Rows::default();
        for finding in review["findings"].as_array().into_iter().flatten() {
            let (Some(file), Some(row)) = (finding["file"].as_str(), finding["line"].as_u64()) else { continue };
            for alias in finding["aliases"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str) {
                if alias.strip_prefix('B').is_some_and(|number| number.parse::<u32>().is_ok()) {
                    rows.set(Place::new(alias, file, row));
                }
            }
        }
        Ok(rows)
    }
}

/// The page of explained differences, and what speaks against us so far.
struct Page {
    explained: Explained,
    problems: Vec<String>,
}

impl Page {
    /// Notes every difference that the page does not explain; lines that explain nothing any more are printed.
    fn check(&mut self, bodies: &[String], comparison: &Comparison) {
        for (code, side, count, example) in report::by_rule(&self.explained.missing(&comparison.differences)) {
            self.problems
                .push(format!("{code}: {count} rows that only {side} has are not explained, such as {example}"));
        }
        for line in self.explained.stale(bodies, &comparison.differences) {
            println!("{}: `{line}` is no difference here", differences::PAGE);
        }
    }

    fn threshold(&mut self, what: &str, percent: f64, least: f64) {
        if percent < least {
            self.problems.push(format!("{what}: {percent:.2} %, wanted {least} %"));
        }
    }
}

fn on_fixtures(peers: &Peers, ours: &Ours, python: &Path, wanted: &Wanted, page: &mut Page) -> Done {
    let fixtures = fixtures::all(&peers::ruff_fixtures(python)?)?;
    let mut both = Both::default();
    quiet("conformance: both on Ruff's fixtures", || {
        fixtures.iter().try_for_each(|fixture| both.run(peers, ours, &fixture.name, &fixture.folder, fixture.settings))
    })?;
    let comparison = both.compared("Ruff's fixtures", wanted);
    let total = comparison.total(|_| true);
    page.threshold("Ruff's fixtures, of Ruff's rows", total.of_theirs(), FIXTURES);
    page.threshold("Ruff's fixtures, of our rows", total.of_ours(), FIXTURES);
    page.check(&both.bodies, &comparison);
    Ok(())
}

fn on_corpora(peers: &Peers, ours: &Ours, python: &Path, slice: bool, wanted: &Wanted, page: &mut Page) -> Done {
    let mut folders = Vec::new();
    for pin in corpus::pins()?.iter().filter(|pin| !slice || SLICE.contains(&pin.name())) {
        folders.push((pin.name().to_owned(), pin.sources(python)?));
    }
    if !slice {
        folders.push((STANDARD_LIBRARY.to_owned(), corpus::standard_library(python)?));
    }
    let mut both = Both::default();
    for (name, folder) in &folders {
        quiet(&format!("conformance: both on {name}"), || both.run(peers, ours, name, folder, false))?;
    }
    let comparison = both.compared(if slice { "A slice of real code" } else { "Real code" }, wanted);
    // Assertions are nine rows of ten and would hide the rest.
    for (what, counts) in [("", ""), (" without S101", "S101")] {
        let total = comparison.total(|code| code != counts);
        page.threshold(&format!("real code{what}, of Ruff's rows"), total.of_theirs(), CORPORA);
        page.threshold(&format!("real code{what}, of our rows"), total.of_ours(), CORPORA);
    }
    page.check(&both.bodies, &comparison);
    Ok(())
}

fn on_examples(peers: &Peers, ours: &Ours, python: &Path, wanted: &Wanted, page: &mut Page) -> Done {
    let folder = peers::bandit_examples(python)?;
    let name = "bandit".to_owned();
    let mut both = Both { bodies: vec![name.clone()], ..Both::default() };
    quiet("conformance: both on bandit's examples", || {
        both.theirs.take(&name, peers.bandit(&folder)?);
        both.ours.take(&name, ours.aliases(&folder)?);
        Ok(())
    })?;
    let mut comparison = both.compared("bandit's examples", wanted);
    page.threshold("bandit's examples, of bandit's findings", comparison.total(|_| true).of_theirs(), EXAMPLES);
    // Here the aim is to lose nothing: what we see beyond bandit needs no excuse.
    comparison.differences.retain(|row| row.side == compare::Side::Theirs);
    page.check(&both.bodies, &comparison);
    Ok(())
}

/// Both programs' rows, over several bodies of code.
#[derive(Default)]
struct Both {
    bodies: Vec<String>,
    ours: Rows,
    theirs: Rows,
    unparsed: usize,
}

impl Both {
    fn run(&mut self, peers: &Peers, ours: &Ours, name: &str, folder: &Path, settings: bool) -> Done {
        let (theirs, unparsed) = peers.ruff(folder, settings)?;
        let mut ours = ours.rows(folder, settings)?;
        ours.drop_files(&unparsed);
        self.theirs.take(name, theirs);
        self.ours.take(name, ours);
        self.unparsed += unparsed.len();
        self.bodies.push(name.to_owned());
        Ok(())
    }

    /// Compares, and prints the result.
    fn compared(&self, title: &str, wanted: &Wanted) -> Comparison {
        let comparison = Comparison::new(&self.ours, &self.theirs);
        report::print(title, &comparison, wanted);
        if self.unparsed > 0 {
            println!("{} files that Ruff cannot parse are left out: it reports nothing in them", self.unparsed);
        }
        comparison
    }
}
