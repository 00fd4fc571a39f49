//! What the project says of a finding that one file's code has shown.

use dataflow::{Reach, SourceKind};
use model::{Confidence, State};

use crate::FileAnalysis;
use crate::analysis::{Judged, PythonFacts};
use crate::triage;

/// Takes back what the other files contradict:
///
/// - Data of whoever calls a public function, where the program serves requests: who calls its functions is the program
///   itself, and no call was seen that passes data of a request. The place stays open, without an attack path.
/// - Data that goes through a function which is in none of the files: what comes out of it is a guess. The same.
pub(crate) fn weigh(judged: &mut [Judged], python: &[(&FileAnalysis, &PythonFacts)]) {
    let code = || python.iter().filter(|(_, facts)| !facts.recon.is_test);
    if code().count() < 2 || !code().any(|(_, facts)| facts.recon.serves) {
        return;
    }
    for Judged { rule, finding, from } in judged {
        let is_guess = matches!(from, Some((SourceKind::Parameter, _) | (_, Reach::ThroughUnknownCall)));
        if is_guess && finding.state == State::Open {
            (finding.cvss, finding.severity) = triage::unconfirmed(rule);
            finding.confidence = Confidence::Low;
            finding.attack_path = None;
        }
    }
}
