//! What the reports take from the rules: the prose of a rule's page, and which weaknesses the rules look for.

use model::{Kind, Mode};
use rules::{Page, Rule};

/// The page of the rule with this code.
pub(crate) fn page(code: &str) -> Option<&'static Page> {
    rules::find(code)?.page()
}

/// Whether where data comes from decides about the rule's findings.
pub(crate) fn depends_on_data(code: &str) -> bool {
    rules::find(code).is_some_and(|rule| matches!(rule.triage, rules::Triage::Data(_)))
}

/// What the rule with this code rests on, by name and identifier.
pub(crate) fn authority(code: &str) -> &'static [&'static str] {
    rules::find(code).map_or(&[], |rule| rule.authority)
}

/// Whether a rule that runs in `mode` looks for one of these weaknesses.
pub(crate) fn watches(cwe: &[u16], mode: Mode) -> bool {
    running(mode).any(|rule| rule.cwe.iter().any(|id| cwe.contains(id)))
}

/// Whether any rule that runs in `mode` reports findings of `kind`.
pub(crate) fn assesses(kind: Kind, mode: Mode) -> bool {
    running(mode).any(|rule| rule.kind == kind)
}

/// How many rules run in `mode`.
pub(crate) fn count(mode: Mode) -> usize {
    running(mode).count()
}

fn running(mode: Mode) -> impl Iterator<Item = &'static Rule> {
    rules::all().iter().filter(move |rule| mode == Mode::Full || rule.modes.contains(&mode))
}
