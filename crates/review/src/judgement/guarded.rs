//! Routes that lack a guard in their own file, and have one in another: what runs before all of a blueprint, what a router is taken
//! in with.

use model::{EntryPoint, EntryPointKind, Recon, Severity, State};

use crate::analysis::Judged;

/// The rule about routes without the guard of their neighbours.
const UNGUARDED: &str = "PV413";

/// Dismisses what is said of a route before which the application puts a guard.
pub(crate) fn settle(judged: &mut [Judged], recon: &Recon) {
    for judged in judged {
        let finding = &mut judged.finding;
        if judged.rule.code != UNGUARDED || finding.state != State::Open {
            continue;
        }
        let is_there = |entry: &&EntryPoint| {
            entry.kind == EntryPointKind::Route
                && entry.location.file == finding.file
                && (entry.location.line..=entry.end_line).contains(&finding.line)
        };
        let mut guards = recon.entry_points.iter().filter(is_there).map(|entry| entry.guards.first());
        let Some(Some(first)) = guards.next() else { continue };
        if guards.all(|guard| guard.is_some()) {
            finding.reason = Some(format!("`{first}` stands before the route, from another file"));
            finding.state = State::Dismissed;
            finding.severity = Severity::Informational;
            finding.cvss = None;
        }
    }
}
