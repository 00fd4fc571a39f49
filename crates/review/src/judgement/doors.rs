//! Who gets to which function of the project, and whose own code comes first on a way.

use std::collections::BTreeMap;

use model::{EntryPoint, EntryPointKind, Finding};
use rules::{Access, Rule};

use crate::FileAnalysis;
use crate::analysis::PythonFacts;
use crate::judgement::triage;

/// The doors of the project: who gets to which function.
pub(super) struct Doors<'f> {
    files: BTreeMap<&'f str, &'f PythonFacts>,
    /// What answers routes, by its file: its lines, and who gets there by what stands before the route in other files.
    routed: BTreeMap<&'f str, Vec<(u32, u32, Access)>>,
}

impl<'f> Doors<'f> {
    pub(super) fn of(python: &[(&'f FileAnalysis, &'f PythonFacts)], entries: &'f [EntryPoint]) -> Self {
        let mut routed: BTreeMap<&str, Vec<(u32, u32, Access)>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.kind == EntryPointKind::Route) {
            let lines = (entry.location.line, entry.end_line);
            routed.entry(&entry.location.file).or_default().push((lines.0, lines.1, asked_before(entry)));
        }
        Self { files: python.iter().map(|(file, facts)| (&*file.path, *facts)).collect(), routed }
    }

    /// Whether the way of a finding begins where the project's own code comes first: a task, a helper, a form that checks the field.
    pub(super) fn leave_to_themselves(&self, finding: &Finding) -> bool {
        self.begins_in_task(finding) || self.is_unrouted(finding) || self.is_checked_by_form(finding)
    }

    /// Whether it begins at a field for which some form of the project has a method that checks it: what it lets through is not seen
    /// from here.
    fn is_checked_by_form(&self, finding: &Finding) -> bool {
        let Some(step) = finding.trace.first().filter(|step| step.note.contains("cleaned_data")) else { return false };
        let field = step.note.split(['"', '\'']).nth(1).unwrap_or_default();
        self.files.values().any(|facts| facts.recon.checked_fields.iter().any(|known| known == field))
    }

    /// Whether a function on the way of a finding asks for rights before, or only who has some gets there.
    pub(super) fn asks_for_rights(&self, finding: &Finding) -> bool {
        let asks = |file: &str, line: u32| self.files.get(file).is_some_and(|facts| facts.recon.asks_for_rights(line));
        let mut steps = finding.trace.iter();
        let first = steps.next();
        steps.any(|step| asks(&step.file, step.line))
            || first.is_some_and(|step| self.access(&step.file, step.line) == Some(Access::Privileged))
    }

    /// Whether the way of a finding begins in a function that a queue of tasks calls.
    fn begins_in_task(&self, finding: &Finding) -> bool {
        let first = finding.trace.first();
        first.is_some_and(|step| self.files.get(&*step.file).is_some_and(|facts| facts.recon.is_task(step.line)))
    }

    /// Whether the way of a finding begins at a parameter of what looks like a view of Django, and none of the project's routes
    /// leads there, as to a helper that is handed the request, or none has a part that fills it: the one who writes the routes does.
    fn is_unrouted(&self, finding: &Finding) -> bool {
        let Some(step) = finding.trace.first().filter(|step| step.note.starts_with("request parameter")) else {
            return false;
        };
        let Some(view) = self.files.get(&*step.file).and_then(|facts| facts.recon.view_at(step.line)) else {
            return false;
        };
        let routes = || self.files.iter().map(|(path, facts)| (*path, &facts.recon.routed));
        let parameter = step.note.split('`').nth(1).unwrap_or_default();
        let is_filled = || routes().any(|(path, routed)| routed.may_fill(parameter, path, &step.file, view));
        routes().any(|(_, routed)| routed.is_some())
            && (!routes().any(|(path, routed)| routed.leads_to(path, &step.file, view))
                || parameter != "request" && !is_filled())
    }

    /// What the project's function of that name asks for, seen from `file`.
    fn maker(&self, file: &str, name: &str) -> Access {
        let (file, name) = match name.strip_prefix('/').and_then(|rest| rest.rsplit_once(':')) {
            Some((other, name)) => (other, name),
            None => (file, name),
        };
        let name = name.trim_start_matches('.');
        let makers = self.files.get(file).into_iter().flat_map(|facts| &facts.recon.gates.makers);
        makers.filter(|(maker, _)| maker == name).map(|(_, access)| *access).max().unwrap_or_default()
    }

    /// What whoever gets to the line of the file needs; `None` for a file that is no Python.
    fn access(&self, file: &str, line: u32) -> Option<Access> {
        let of_file = self.files.get(file)?.recon.gates.at(line, |name| self.maker(file, name));
        let here =
            self.routed.get(file).into_iter().flatten().filter(|(first, last, _)| (*first..=*last).contains(&line));
        // Where something answers several routes, the easiest way in counts.
        Some(here.map(|(_, _, access)| *access).min().unwrap_or_default().max(of_file))
    }

    /// Gives a finding the score of those who can take its way. An attack on a visitor needs a visitor who can, and no rights of
    /// the attacker's.
    pub(super) fn stand_before(&self, rule: &Rule, finding: &mut Finding) {
        let access =
            finding.trace.iter().filter_map(|step| self.access(&step.file, step.line)).max().unwrap_or_default();
        let on_visitors = finding.cvss.as_ref().is_some_and(|cvss| cvss.vector.contains("/UI:R"));
        let Some(cvss) = finding.cvss.as_ref().filter(|_| !on_visitors).and_then(|cvss| triage::behind(access, cvss))
        else {
            return;
        };
        // Who runs the application mostly says where its files and its neighbours are.
        let is_theirs = access == Access::Privileged && rule.needs_source;
        let cvss = if is_theirs { triage::slighter(&cvss).unwrap_or(cvss) } else { cvss };
        finding.severity = cvss.severity();
        finding.cvss = Some(cvss);
        let Some(path) = &mut finding.attack_path else { return };
        if let Some(rest) = path.strip_prefix(triage::ANYONE) {
            let who = match access {
                Access::Privileged => "Whoever has the rights that are asked for and sends a request",
                _ => "Anyone with an account who sends a request",
            };
            *path = format!("{who}{rest}");
        }
    }
}

/// Who gets to a route by the names of what stands before it. What is asked inside is known line by line, and a name of another file is
/// believed to ask who comes, not for more.
fn asked_before(entry: &EntryPoint) -> Access {
    let named = entry.guards.iter().filter(|guard| !guard.starts_with("check in "));
    named.map(|guard| rules::asked_by_name(guard)).max().unwrap_or_default().min(Access::Account)
}
