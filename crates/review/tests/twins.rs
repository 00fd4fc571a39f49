//! The labelled suite in `tests/twins`: pairs of programs that differ in one fact. One of each pair is vulnerable.
//!
//! A pair stands under a heading `## RULE: what it is about`, as a `python vulnerable` and a `python safe` block; `# file: NAME`
//! lines divide a block into several files. The vulnerable program must give an open finding of the rule with an
//! attack path, the safe one none at all. `python doubtful` stands for a vulnerable program whose data comes from someone who
//! may have the program's rights anyway, as the command line does: an open finding is enough.
//!
//! `differing.tsv` beside the pages names the pairs that are known to be judged wrongly, and why. It must name all of them and no others, so that a
//! single pair that breaks is seen, and one that is mended is taken off the list.
#![allow(clippy::print_stdout)] // the figures are what one runs this for

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use model::{Options, State};
use review::{Project, SourceFile};

/// Of the vulnerable programs at least this share must be found, and of what is found at least this share be vulnerable.
const WANTED: f64 = 0.97;

#[derive(Default)]
struct Counts {
    found: usize,
    missed: usize,
    silent: usize,
    alarms: usize,
}

impl Counts {
    fn recall(&self) -> f64 {
        share(self.found, self.found + self.missed)
    }

    fn precision(&self) -> f64 {
        share(self.found, self.found + self.alarms)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[test]
fn vulnerable_programs_are_told_from_their_safe_twins() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/twins");
    let known = known(&fs::read_to_string(folder.join("differing.tsv")).unwrap());
    let mut pages: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let mut all = Counts::default();
    let mut differing = BTreeSet::new();
    for page in pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(page).unwrap();
        let name = page.file_stem().unwrap().to_string_lossy();
        let mut counts = Counts::default();
        for section in text.split("\n## ").skip(1) {
            let (heading, body) = section.split_once('\n').unwrap();
            let (rule, _) = heading.split_once(": ").expect("a heading names its rule");
            let doubtful = block(body, "doubtful");
            let vulnerable = doubtful
                .or_else(|| block(body, "vulnerable"))
                .unwrap_or_else(|| panic!("{name}: {heading}: no vulnerable twin"));
            let safe = block(body, "safe").unwrap_or_else(|| panic!("{name}: {heading}: no safe twin"));
            if findings(vulnerable, rule).iter().any(|&confirmed| confirmed || doubtful.is_some()) {
                counts.found += 1;
            } else {
                counts.missed += 1;
                differing.insert(format!("{name}: {heading}: missed"));
            }
            if findings(safe, rule).is_empty() {
                counts.silent += 1;
            } else {
                counts.alarms += 1;
                differing.insert(format!("{name}: {heading}: false alarm"));
            }
        }
        println!(
            "{name}: {} pairs, recall {:.1} %, precision {:.1} %",
            counts.found + counts.missed,
            100.0 * counts.recall(),
            100.0 * counts.precision()
        );
        all.found += counts.found;
        all.missed += counts.missed;
        all.alarms += counts.alarms;
    }
    for line in &differing {
        println!("{line}");
    }
    assert!(all.found + all.missed > 0, "there are no pairs");
    let broken: Vec<_> = differing.difference(&known).collect();
    assert!(broken.is_empty(), "judged wrongly, and not in differing.tsv: {broken:#?}");
    let mended: Vec<_> = known.difference(&differing).collect();
    assert!(mended.is_empty(), "judged rightly, and still in differing.tsv: {mended:#?}");
    assert!(all.recall() >= WANTED, "recall {:.3}", all.recall());
    assert!(all.precision() >= WANTED, "precision {:.3}", all.precision());
}

/// The pairs of `differing.tsv`, as the test names them: its columns are page, heading, what happens and why, behind a first line with their names.
fn known(table: &str) -> BTreeSet<String> {
    let named = |line: &str| line.split('\t').take(3).collect::<Vec<_>>().join(": ");
    table.lines().skip(1).map(named).collect()
}

fn block<'t>(section: &'t str, word: &str) -> Option<&'t str> {
    let (_, rest) = section.split_once(&format!("```python {word}\n"))?;
    Some(rest.split_once("```")?.0)
}

/// For each open finding of `rule`: whether its attack path was shown.
fn findings(program: &str, rule: &str) -> Vec<bool> {
    let review = review::review(&project(program), &Options { date: "2026-01-01".into(), ..Options::default() });
    review
        .findings
        .iter()
        .filter(|finding| finding.state == State::Open && finding.rule == rule)
        .map(|finding| finding.attack_path.is_some())
        .collect()
}

fn project(program: &str) -> Project {
    let mut files: Vec<SourceFile> = Vec::new();
    let mut parts = program.split("# file: ");
    let first = parts.next().unwrap_or_default();
    if !first.trim().is_empty() {
        files.push(SourceFile { path: "app.py".into(), text: first.into() });
    }
    for part in parts {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        files.push(SourceFile { path: path.trim().into(), text: text.into() });
    }
    Project { files }
}
