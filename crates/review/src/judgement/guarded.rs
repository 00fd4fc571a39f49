//! Routes that lack a guard in their own file, and have one in another: what runs before all of a blueprint, what a router is taken
//! in with. And those that have none at all where the rest of the application has.

use model::{Confidence, EntryPoint, EntryPointKind, Recon, Severity, State};
use rules::Rule;
use syntax::Span;

use crate::analysis::Judged;
use crate::judgement::project::{File, make};

/// The rule about routes without the guard of their neighbours.
pub(crate) const UNGUARDED: &str = "PV413";
/// So many guarded routes of a project show that it asks who is there.
const GUARDED: usize = 3;

/// Routes below `/admin` that change something and that nothing guards, in files that guard none of their routes: within their file
/// there is no neighbour that would give them away.
pub(crate) fn judge(rule: &'static Rule, files: &[File<'_>], recon: &Recon) -> Vec<Judged> {
    let routes = || recon.entry_points.iter().filter(|entry| entry.kind == EntryPointKind::Route);
    let guarded = routes().filter(|route| !route.guards.is_empty()).count();
    let is_open = |route: &&EntryPoint| {
        let changes = |method: &String| matches!(&**method, "POST" | "PUT" | "PATCH" | "DELETE");
        let has_guards = |other: &EntryPoint| other.location.file == route.location.file && !other.guards.is_empty();
        let segments = route.path.as_deref().unwrap_or_default().split('/');
        route.guards.is_empty()
            && route.methods.iter().any(changes)
            && segments.clone().any(|segment| segment == "admin")
            && !segments.clone().any(|segment| matches!(segment, "login" | "logout" | "token" | "setup"))
            && !routes().any(has_guards)
    };
    if guarded < GUARDED {
        return Vec::new();
    }
    let found = routes().filter(is_open).filter_map(|route| {
        let file = files.iter().find(|file| file.path == route.location.file)?;
        if file.facts.recon.is_test || rules::is_aside(file.path) {
            return None;
        }
        let span = line_of(file.text(), route.location.line)?;
        let path = route.path.as_deref().unwrap_or_default();
        let message = format!(
            "`{}` changes something at `{path}` and no guard stands before it, while {guarded} other routes of this project have one: \
             anybody can call it. Add the guard, to the route or to all that lies below `/admin`.",
            route.function
        );
        let mut judged = make(rule, *file, span, message);
        judged.finding.confidence = Confidence::Medium;
        Some(judged)
    });
    found.collect()
}

/// The span of a line's text, by its 1-based number.
fn line_of(text: &str, number: u32) -> Option<Span> {
    let mut start = 0;
    for (at, line) in (1..).zip(text.split_inclusive('\n')) {
        if at == number {
            let indent = line.len() - line.trim_start().len();
            return Some(Span::new((start + indent) as u32, (start + line.trim_end().len()) as u32));
        }
        start += line.len();
    }
    None
}

/// Dismisses what is said of a route before which the application puts a guard.
pub(crate) fn settle(judged: &mut [Judged], recon: &Recon) {
    for judged in judged {
        let finding = &mut judged.finding;
        if judged.rule.code != UNGUARDED || finding.state != State::Open {
            continue;
        }
        // Who decides has to have a right, and the guard that lets everybody in who has an account is known there.
        if ["decides about a record", "is among the routes for administrators"]
            .iter()
            .any(|said| finding.message.contains(said))
        {
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
