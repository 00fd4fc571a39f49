//! `cargo xtask advisories import`: the advisory index from OSV records.
//!
//! The work is done by a program of the crate `advisories`, so that this one stays quick to build.

use crate::step::{Done, loud};
use crate::{process, workspace};

/// What the repository's own index is made of.
const FACTS: &str = "tests/advisories/osv-facts.jsonl.gz";
/// The data are of this day; the records' own dates are those of their last changes.
const FACTS_DATE: &str = "2026-07-23";

/// Writes `public/advisories.bin` from the source and the options in `words`.
pub(crate) fn import(words: &[&str]) -> Done {
    loud("advisories: import", || {
        let mut import = workspace::cargo();
        import.current_dir(workspace::root());
        import.args([
            "run",
            "--quiet",
            "--locked",
            "--release",
            "--package",
            "pyvigil-advisories",
            "--features",
            "import",
        ]);
        import.args(["--bin", "import-advisories", "--", "--out", "public/advisories.bin"]);
        let has_source = words.first().is_some_and(|word| !word.starts_with("--"));
        if !has_source {
            import.arg(FACTS);
            if !words.contains(&"--date") {
                import.args(["--date", FACTS_DATE]);
            }
        }
        process::run_shown(import.args(words), "read the message above")
    })
}
