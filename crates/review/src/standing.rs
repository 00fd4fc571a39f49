//! What the project says of a finding that one file's code has shown.

use std::collections::BTreeMap;

use dataflow::{Reach, SourceKind};
use model::{Confidence, Finding, Kind, State};
use rules::Access;

use crate::FileAnalysis;
use crate::analysis::{Judged, PythonFacts};
use crate::triage;

/// Weighs what was found against the other files:
///
/// - Data of whoever calls a public function, where the program serves requests: who calls its functions is the program
///   itself, and no call was seen that passes data of a request. The place stays open, without an attack path.
///   The same goes for what its queue of tasks passes.
/// - Data that goes through a function which is in none of the files: what comes out of it is a guess. The same.
/// - An attack path through functions that not everybody gets to is one for those who do.
pub(crate) fn weigh(judged: &mut [Judged], python: &[(&FileAnalysis, &PythonFacts)]) {
    let code = || python.iter().filter(|(_, facts)| !facts.recon.is_test);
    let is_project = code().count() > 1 && code().any(|(_, facts)| facts.recon.serves);
    let doors = Doors::of(python);
    for Judged { rule, finding, from, .. } in judged {
        let Some((kind, reach)) = *from else { continue };
        let is_called = kind == SourceKind::Parameter || doors.begins_in_task(finding);
        if finding.state != State::Open {
        } else if is_project && (is_called || reach == Reach::ThroughUnknownCall) {
            let within = is_called || rule.needs_source;
            (finding.cvss, finding.severity) =
                if within { triage::within_the_program(rule) } else { triage::unconfirmed(rule) };
            finding.confidence = Confidence::Low;
            finding.attack_path = None;
        } else if kind == SourceKind::Request && finding.kind == Kind::Security {
            doors.stand_before(finding);
        }
    }
}

/// The doors of the project: who gets to which function.
struct Doors<'f> {
    files: BTreeMap<&'f str, &'f PythonFacts>,
}

impl<'f> Doors<'f> {
    fn of(python: &[(&'f FileAnalysis, &'f PythonFacts)]) -> Self {
        Self { files: python.iter().map(|(file, facts)| (&*file.path, *facts)).collect() }
    }

    /// Whether the way of a finding begins in a function that a queue of tasks calls.
    fn begins_in_task(&self, finding: &Finding) -> bool {
        let first = finding.trace.first();
        first.is_some_and(|step| self.files.get(&*step.file).is_some_and(|facts| facts.recon.is_task(step.line)))
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

    /// Gives a finding the score of those who can take its way.
    fn stand_before(&self, finding: &mut Finding) {
        let at = |(file, line): (&str, u32)| {
            let facts = self.files.get(file)?;
            Some(facts.recon.gates.at(line, |name| self.maker(file, name)))
        };
        let steps = finding.trace.iter().map(|step| (&*step.file, step.line));
        let access = steps.filter_map(at).max().unwrap_or_default();
        let Some(cvss) = finding.cvss.as_ref().and_then(|cvss| triage::behind(access, cvss)) else { return };
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
