//! What the project says of a finding that one file's code has shown.

use std::collections::BTreeSet;

use dataflow::{Reach, SourceKind};
use model::{Confidence, Severity, State};

use crate::FileAnalysis;
use crate::analysis::{Judged, PythonFacts};
use crate::triage::{self, TEST};

/// Takes back what the other files contradict:
///
/// - Data of a request in a test: nobody sends requests to it. Where all files are tests, they are what is to be reviewed.
/// - Data of whoever calls a public function, where the program serves requests: who calls its functions is the program
///   itself, and no call was seen that passes data of a request. The place stays open, without an attack path.
/// - Data that goes through a function which is in none of the files: what comes out of it is a guess. The same.
pub(crate) fn weigh(judged: &mut [Judged], python: &[(&FileAnalysis, &PythonFacts)]) {
    let tests: BTreeSet<&str> =
        python.iter().filter(|(_, facts)| facts.recon.is_test).map(|(file, _)| &*file.path).collect();
    let others = python.len() - tests.len();
    let served = others > 1 && python.iter().any(|(_, facts)| facts.recon.serves && !facts.recon.is_test);
    for Judged { rule, finding, from } in judged {
        if finding.state != State::Open {
            continue;
        }
        match from {
            Some(_) if others > 0 && tests.contains(&*finding.file) => {
                finding.state = State::Dismissed;
                finding.severity = Severity::Informational;
                finding.cvss = None;
                finding.attack_path = None;
                finding.trace.clear();
                finding.reason = Some(TEST.to_owned());
            }
            Some((SourceKind::Parameter, _) | (_, Reach::ThroughUnknownCall)) if served => {
                (finding.cvss, finding.severity) = triage::unconfirmed(rule);
                finding.confidence = finding.confidence.min(Confidence::Low);
                finding.attack_path = None;
            }
            _ => {}
        }
    }
}
