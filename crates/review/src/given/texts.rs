//! Files that are no Python: secrets are what is looked for in them, and in templates what is not escaped.

use model::State;
use rules::Candidate;
use syntax::LineIndex;

use crate::analysis::Judged;
use crate::findings::{draft, secrets_of};
use crate::judgement::triage::{self, Verdict};
use crate::suppress::NO_JUSTIFICATION;
use crate::telling::evidence::{self, Secrets};
use crate::telling::fingerprint::Fingerprints;

/// Words that silence a finding on their line, in files that have no comments of Python's linters.
const SILENCING: [&str; 4] = ["nosec", "noqa", "pragma: allowlist secret", "gitleaks:allow"];

/// What was found in a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextFacts {
    pub(crate) judged: Vec<Judged>,
    /// The file's secrets.
    pub(crate) secrets: Secrets,
}

/// The secrets of a text. With `settings` it is a file of names and values.
pub(crate) fn of_text(text: &str, path: &str, settings: bool, show_secrets: bool) -> TextFacts {
    judge(text, path, &rules::scan_text(text, path, settings), show_secrets)
}

/// What is found in a template: places that let values through, and secrets.
pub(crate) fn of_template(text: &str, path: &str, show_secrets: bool) -> TextFacts {
    let mut candidates = rules::scan_template(text, path);
    candidates.extend(rules::scan_text(text, path, false));
    candidates.sort_by_key(|candidate| candidate.span);
    judge(text, path, &candidates, show_secrets)
}

/// The findings that `candidates` are, with their lines.
pub(crate) fn judge(text: &str, path: &str, candidates: &[Candidate], show_secrets: bool) -> TextFacts {
    let index = LineIndex::new(text);
    let secrets = if show_secrets { Secrets::default() } else { secrets_of(text, candidates) };
    let mut fingerprints = Fingerprints::default();
    let judged = candidates.iter().filter_map(|candidate| {
        let (start, end) = (index.position(candidate.span.start, text), index.position(candidate.span.end, text));
        let mut finding = draft(candidate, path, start, end);
        finding.evidence = evidence::lines(text, &index, start.line, end.line, &secrets);
        let code = text.get(candidate.span.range()).unwrap_or_default();
        finding.fingerprint = fingerprints.next(candidate.rule.code, path, code);
        match triage::by_itself(candidate) {
            Verdict::Nothing => return None,
            Verdict::Dismissed(reason) => {
                finding.state = State::Dismissed;
                finding.reason = Some(reason);
            }
            Verdict::Open { confidence, cvss, severity, .. } => {
                finding.confidence = confidence;
                finding.cvss = cvss;
                finding.severity = severity;
                let line = text.get(index.line_span(end.line, text).range()).unwrap_or_default();
                if SILENCING.iter().any(|word| line.contains(word)) {
                    finding.state = State::Suppressed;
                    finding.reason = Some(NO_JUSTIFICATION.to_owned());
                }
            }
        }
        Some(Judged { rule: candidate.rule, finding, from: None, anti_pattern: None, site: None })
    });
    let judged = judged.collect();
    TextFacts { judged, secrets }
}
