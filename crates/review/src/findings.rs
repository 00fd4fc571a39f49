//! One file's findings: scanned, judged, with their evidence. Only the number is missing.

use model::{Finding, State, Step};
use rules::{Candidate, Settings};
use semantic::FileModel;
use syntax::Span;
use syntax::ast::{StmtId, StmtKind};

use crate::analysis::Judged;
use crate::compat;
use crate::evidence::{self, Secrets};
use crate::fingerprint::Fingerprints;
use crate::recon::FileRecon;
use crate::suppress::Suppressions;
use crate::triage::{self, Verdict};

/// All findings of one file, and how well its data could be followed.
pub(crate) struct Findings {
    pub(crate) all: Vec<Judged>,
    pub(crate) untraced: u32,
    pub(crate) exhausted: bool,
}

/// Scans and judges a file.
pub(crate) fn of_file(file: &FileModel, path: &str, recon: &FileRecon, settings: &Settings) -> Findings {
    let candidates = rules::scan(file, path, settings);
    let flow = dataflow::analyze(file);
    let mut maker = Maker::new(file, path, &candidates);
    let all = candidates
        .iter()
        .filter_map(|candidate| {
            let verdict = triage::judge(candidate, file, &flow, recon);
            Some(Judged { rule: candidate.rule, finding: maker.finding(candidate, verdict)? })
        })
        .collect();
    Findings { all, untraced: maker.untraced, exhausted: flow.exhausted() }
}

/// Every candidate that Ruff reports too, as a finding: nothing is judged, and only Ruff's comments silence.
pub(crate) fn untriaged(file: &FileModel, path: &str, settings: &Settings) -> Findings {
    let candidates = rules::scan(file, path, settings);
    let noqa = compat::Noqa::of(file.module());
    let mut maker = Maker::new(file, path, &candidates);
    maker.suppressions = Suppressions::default();
    let all = candidates
        .iter()
        .filter(|candidate| compat::is_ruff_row(candidate) && !noqa.silences(candidate))
        .filter_map(|candidate| {
            let verdict = triage::unjudged(candidate);
            Some(Judged { rule: candidate.rule, finding: maker.finding(candidate, verdict)? })
        })
        .collect();
    Findings { all, untraced: 0, exhausted: false }
}

struct Maker<'a> {
    file: &'a FileModel,
    path: &'a str,
    secrets: Secrets,
    suppressions: Suppressions<'a>,
    fingerprints: Fingerprints,
    untraced: u32,
}

impl<'a> Maker<'a> {
    fn new(file: &'a FileModel, path: &'a str, candidates: &[Candidate]) -> Self {
        Self {
            file,
            path,
            secrets: Secrets::new(file.module(), candidates.iter().filter_map(|candidate| candidate.secret)),
            suppressions: Suppressions::of(file.module()),
            fingerprints: Fingerprints::default(),
            untraced: 0,
        }
    }

    fn finding(&mut self, candidate: &Candidate, verdict: Verdict) -> Option<Finding> {
        let rule = candidate.rule;
        let module = self.file.module();
        let (start, end) = (module.position(candidate.span.start), module.position(candidate.span.end));
        let stmt = candidate.expr.and_then(|expr| self.file.enclosing_stmt(expr));
        let lines = self.comment_lines(stmt, candidate.span);
        let silenced = self.suppressions.reason(rule, &lines);
        let code = self.code(stmt, candidate.span);
        let mut finding = Finding {
            id: String::new(),
            rule: rule.code.to_owned(),
            aliases: rule.aliases.iter().map(|&alias| alias.to_owned()).collect(),
            title: rule.title.to_owned(),
            kind: rule.kind,
            // A dismissed finding does no harm, so it has no score.
            severity: model::Severity::Informational,
            confidence: candidate.confidence.unwrap_or(model::Confidence::High),
            cvss: None,
            cwe: rule.cwe.to_vec(),
            owasp: rule.owasp.to_vec(),
            file: self.path.to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: self.secrets.mask(candidate.message.clone()),
            attack_path: None,
            trace: Vec::new(),
            state: State::Open,
            reason: None,
            evidence: evidence::lines(module, start.line, end.line, &self.secrets),
            fix: None,
            fingerprint: self.fingerprints.next(rule.code, self.path, code),
        };
        match verdict {
            Verdict::Nothing => return None,
            Verdict::Dismissed(reason) => {
                finding.state = State::Dismissed;
                finding.reason = Some(self.secrets.mask(reason));
            }
            Verdict::Open { confidence, cvss, severity, attack_path, trace, untraced } => {
                finding.confidence = confidence;
                finding.cvss = cvss;
                finding.severity = severity;
                finding.attack_path = attack_path.map(|path| self.secrets.mask(path));
                finding.trace = trace.into_iter().map(|(span, note)| self.step(span, note)).collect();
                if let Some(justification) = silenced {
                    finding.state = State::Suppressed;
                    finding.reason = Some(self.secrets.mask(justification.to_owned()));
                } else {
                    self.untraced += u32::from(untraced);
                }
            }
        }
        Some(finding)
    }

    fn step(&self, span: Span, note: String) -> Step {
        let module = self.file.module();
        let (start, end) = (module.position(span.start), module.position(span.end));
        Step {
            file: self.path.to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            note: self.secrets.mask(note),
        }
    }

    /// The text that a fingerprint is made of: the whole statement, or the place alone where the statement has blocks.
    fn code(&self, stmt: Option<StmtId>, span: Span) -> &'a str {
        let module = self.file.module();
        match stmt {
            Some(stmt) if !has_blocks(&module.stmt(stmt).kind) => module.text(module.stmt(stmt).span),
            _ => module.text(span),
        }
    }

    /// The 1-based lines on which a comment speaks of this place: its own, and the first and last of its statement.
    fn comment_lines(&self, stmt: Option<StmtId>, span: Span) -> Vec<u32> {
        let module = self.file.module();
        let line = |offset: u32| module.lines().line(offset);
        let last_of = |span: Span| line(span.end.saturating_sub(1).max(span.start));
        let mut lines = vec![line(span.start), last_of(span)];
        if let Some(stmt) = stmt.map(|id| module.stmt(id)).filter(|stmt| !has_blocks(&stmt.kind)) {
            lines.extend([line(stmt.span.start), last_of(stmt.span)]);
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// Whether a statement holds others; a comment at its end then speaks of them.
fn has_blocks(kind: &StmtKind) -> bool {
    matches!(
        kind,
        StmtKind::Function(_)
            | StmtKind::Class(_)
            | StmtKind::For { .. }
            | StmtKind::While { .. }
            | StmtKind::If { .. }
            | StmtKind::With { .. }
            | StmtKind::Match { .. }
            | StmtKind::Try { .. }
            | StmtKind::Error { .. }
    )
}
