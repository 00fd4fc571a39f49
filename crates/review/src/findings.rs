//! One file's findings: scanned, judged, with their evidence. Only the number is missing.

use dataflow::{FlowStep, Origin, SourceKind};
use fixes::Site;
use model::{Evidence, Finding, Owasp, State, Step};
use rules::{Candidate, Triage};
use semantic::{FileModel, Node};
use syntax::ast::{ExprId, ExprKind, StmtId};
use syntax::{Position, Span};

use crate::FileSettings;
use crate::analysis::Judged;
use crate::given::coverage;
use crate::judgement::overlap;
use crate::judgement::project;
use crate::judgement::triage::{self, Asked, Verdict};
use crate::recon::FileRecon;
use crate::suppress::{self, Place, Suppressions, Unused};
use crate::telling::anti_patterns;
use crate::telling::compat;
use crate::telling::evidence::{self, Secrets};
use crate::telling::fingerprint::Fingerprints;

/// All findings of one file, and how well its data could be followed.
pub(crate) struct Findings {
    pub(crate) all: Vec<Judged>,
    pub(crate) untraced: u32,
    pub(crate) exhausted: bool,
    /// The file's secrets.
    pub(crate) secrets: Secrets,
    /// Lines whose comments silence what the project shows of blocks, with their justifications.
    pub(crate) silenced: Vec<(u32, String)>,
}

/// What the scan finds in a file, each secret once.
pub(crate) fn candidates(file: &FileModel, path: &str, settings: &FileSettings) -> Vec<Candidate> {
    let mut candidates = rules::scan(file, path, &settings.rules);
    crate::judgement::once::settle(&mut candidates);
    candidates
}

/// Judges the candidates of a file. Without a flow it holds tests of other code.
pub(crate) fn judged(
    file: &FileModel,
    path: &str,
    candidates: &[Candidate],
    recon: &FileRecon,
    settings: &FileSettings,
    flow: Option<&Asked<'_>>,
) -> Findings {
    let mut maker = Maker::new(file, path, candidates, settings.show_secrets);
    let mut verdicts: Vec<Verdict> =
        candidates.iter().map(|candidate| triage::judge(candidate, file, flow, recon)).collect();
    // Asked of dismissed candidates too: a comment that silences them for another tool is in use.
    let mut silence = |candidate| maker.silenced(candidate).or_else(|| settings.ignores(candidate.rule));
    let silenced: Vec<Option<&str>> = candidates.iter().map(&mut silence).collect();
    overlap::settle(file, candidates, &mut verdicts, |at| silenced.get(at).is_some_and(Option::is_some));
    overlap::settle_parts(file, candidates, &mut verdicts);
    let mut all: Vec<Judged> = candidates
        .iter()
        .zip(verdicts)
        .zip(silenced)
        .filter_map(|((candidate, verdict), silenced)| {
            let from = match &verdict {
                Verdict::Open { from, .. } => *from,
                _ => None,
            };
            let anti_pattern = anti_patterns::shown(candidate, &verdict, file);
            let finding = maker.finding(candidate, verdict, silenced)?;
            let site = Site::of(candidate, finding.confidence).filter(|_| finding.state == State::Open);
            let site = site.map(|site| narrowed(site, flow));
            Some(Judged { rule: candidate.rule, finding, from, anti_pattern, site })
        })
        .collect();
    maker.unused_comments(&mut all);
    let silenced = rules::find(project::DUPLICATES).map_or_else(Vec::new, |rule| maker.suppressions.lines_naming(rule));
    Findings {
        all,
        untraced: maker.untraced,
        exhausted: flow.is_some_and(|asked| asked.flow.exhausted()),
        secrets: maker.secrets,
        silenced,
    }
}

/// Where only data that is seen to come from outside is worth a word, only that is worth a change.
fn narrowed(mut site: Site, flow: Option<&Asked<'_>>) -> Site {
    if let (true, Triage::Data(sink), Some(flow)) = (site.rule.needs_source, site.rule.triage, flow) {
        let is_tainted = |&focus: &ExprId| matches!(flow.origin(focus, sink), Origin::Tainted { .. });
        let tainted: Vec<ExprId> = site.focus.iter().copied().filter(is_tainted).collect();
        if !tainted.is_empty() {
            site.focus = tainted;
        }
    }
    site
}

/// The rule about comments that silence nothing, which no scan can see.
const UNUSED_COMMENT: &str = "PV160";

/// Every candidate that Ruff reports too, as a finding: nothing is judged, and only Ruff's comments and
/// configuration silence.
pub(crate) fn untriaged(file: &FileModel, path: &str, candidates: &[Candidate], settings: &FileSettings) -> Findings {
    let mut maker = Maker::new(file, path, candidates, settings.show_secrets);
    let all = candidates
        .iter()
        .filter(|candidate| compat::is_ruff_row(candidate) && !settings.ignored_by_ruff(candidate.rule))
        .filter_map(|candidate| {
            if maker.suppressions.silenced_for_ruff(candidate.rule, candidate.span, file.module()) {
                return None;
            }
            let verdict = triage::unjudged(candidate);
            Some(Judged {
                rule: candidate.rule,
                finding: maker.finding(candidate, verdict, None)?,
                from: None,
                anti_pattern: None,
                site: None,
            })
        })
        .collect();
    Findings { all, untraced: 0, exhausted: false, secrets: Secrets::default(), silenced: Vec::new() }
}

/// What is to be hidden of `text`.
pub(crate) fn secrets_of(text: &str, candidates: &[Candidate]) -> Secrets {
    Secrets::new(text, candidates.iter().filter_map(|candidate| candidate.secret))
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
    fn new(file: &'a FileModel, path: &'a str, candidates: &[Candidate], show_secrets: bool) -> Self {
        Self {
            file,
            path,
            secrets: if show_secrets { Secrets::default() } else { secrets_of(file.module().source(), candidates) },
            suppressions: Suppressions::of(file.module()),
            fingerprints: Fingerprints::default(),
            untraced: 0,
        }
    }

    /// If a comment silences the candidate: its justification.
    fn silenced(&mut self, candidate: &Candidate) -> Option<&'a str> {
        let place = Place { span: candidate.span, call: candidate.expr.and_then(|expr| self.call_around(expr)) };
        self.suppressions.silence(candidate.rule, place, self.file.module())
    }

    fn finding(&mut self, candidate: &Candidate, verdict: Verdict, silenced: Option<&str>) -> Option<Finding> {
        let rule = candidate.rule;
        let module = self.file.module();
        let (start, end) = (module.position(candidate.span.start), module.position(candidate.span.end));
        let stmt = candidate.expr.and_then(|expr| self.file.enclosing_stmt(expr));
        let code = self.code(stmt, candidate.span);
        let mut finding = draft(candidate, self.path, start, end);
        finding.message = self.secrets.mask(finding.message);
        finding.evidence = evidence::lines(module.source(), module.lines(), start.line, end.line, &self.secrets);
        finding.fingerprint = self.fingerprints.next(rule.code, self.path, code);
        match verdict {
            Verdict::Nothing => return None,
            Verdict::Dismissed(reason) => {
                finding.state = State::Dismissed;
                finding.reason = Some(self.secrets.mask(reason));
            }
            Verdict::Open { confidence, cvss, severity, attack_path, from, trace, untraced } => {
                if matches!(from, Some((SourceKind::Model, _)))
                    && !finding.owasp.iter().any(|known| known.is_of_models())
                {
                    finding.owasp.push(Owasp::Llm05Y2025);
                }
                finding.confidence = confidence;
                finding.cvss = cvss;
                finding.severity = severity;
                finding.attack_path = attack_path.map(|path| self.secrets.mask(path));
                finding.trace = trace.into_iter().map(|step| self.step(step)).collect();
                if let Some(justification) = silenced {
                    finding.state = State::Suppressed;
                    finding.reason = Some(self.secrets.hide(justification.to_owned()));
                } else {
                    self.untraced += u32::from(untraced);
                }
            }
        }
        Some(finding)
    }

    /// A finding for every comment that silenced nothing. To be called when all others are made.
    fn unused_comments(&mut self, all: &mut Vec<Judged>) {
        let Some(rule) = rules::find(UNUSED_COMMENT) else { return };
        let module = self.file.module();
        let lost = coverage::unparsed_lines(module);
        for unused in self.suppressions.unused() {
            let line = module.lines().line(unused.span.start);
            // Of lines that were not understood, nobody knows what would be found there.
            let before = lost.partition_point(|(first, _)| *first <= line);
            if before.checked_sub(1).and_then(|at| lost.get(at)).is_some_and(|(_, last)| line <= *last) {
                continue;
            }
            let candidate = Candidate::new(rule, unused.span, unused_message(&unused));
            // A blanket comment does not silence what is said about itself.
            let silenced = self.suppressions.by_name(rule, line);
            let finding = self.finding(&candidate, triage::unjudged(&candidate), silenced);
            all.extend(finding.map(|finding| Judged { rule, finding, from: None, anti_pattern: None, site: None }));
        }
    }

    fn step(&self, step: FlowStep) -> Step {
        let module = self.file.module();
        let (path, start, end) = match &step.elsewhere {
            Some(place) => (&*place.file, place.start, place.end),
            None => (self.path, module.position(step.span.start), module.position(step.span.end)),
        };
        Step {
            file: path.to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            note: self.secrets.mask(step.note),
        }
    }

    /// The text that a fingerprint is made of: the whole statement, or the place alone where the statement has blocks.
    fn code(&self, stmt: Option<StmtId>, span: Span) -> &'a str {
        let module = self.file.module();
        match stmt {
            Some(stmt) if !suppress::has_blocks(&module.stmt(stmt).kind) => module.text(module.stmt(stmt).span),
            _ => module.text(span),
        }
    }

    /// The innermost call that is or holds `expr`.
    fn call_around(&self, mut expr: ExprId) -> Option<Span> {
        let module = self.file.module();
        loop {
            if matches!(module.expr(expr).kind, ExprKind::Call { .. }) {
                return Some(module.expr(expr).span);
            }
            match self.file.parent(expr) {
                Node::Expr(parent) => expr = parent,
                _ => return None,
            }
        }
    }
}

/// A candidate as a finding that nobody has judged, with neither evidence nor fingerprint.
pub(crate) fn draft(candidate: &Candidate, path: &str, start: Position, end: Position) -> Finding {
    let rule = candidate.rule;
    Finding {
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
        file: path.to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: candidate.message.clone(),
        attack_path: None,
        source: None,
        trace: Vec::new(),
        state: State::Open,
        reason: None,
        evidence: Evidence { first_line: start.line, code: String::new() },
        fix: None,
        fingerprint: String::new(),
    }
}

/// What a comment that silences nothing is told.
fn unused_message(unused: &Unused<'_>) -> String {
    const SHOWN: usize = 5;
    let comment = triage::quote(unused.text);
    if unused.names.is_empty() {
        return format!(
            "No rule reports anything where `{comment}` stands. It silences nothing now and would hide what comes later: \
             remove it."
        );
    }
    let mut names: Vec<String> = unused.names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if unused.names.len() > SHOWN {
        names.push("…".to_owned());
    }
    let (names, verb) = (names.join(", "), if unused.names.len() == 1 { "reports" } else { "report" });
    format!(
        "{names} {verb} nothing where `{comment}` stands. The comment would hide what comes later: remove what it does not \
         need."
    )
}
