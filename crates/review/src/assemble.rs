//! From the files' analyses to one review.

use model::{AuthMechanism, Coverage, Guard, NotRun, Options, Phase, Recon, Review, ReviewState, SCHEMA, ToolResult};

use crate::{FileAnalysis, InputKind};

/// Makes the review of `files` (in any order) under `options`.
pub fn assemble(files: &[&FileAnalysis], options: &Options) -> Review {
    let mut files: Vec<&FileAnalysis> = files.to_vec();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let python = || files.iter().filter(|file| file.kind == InputKind::Python && !file.blank);
    let nothing = python().next().is_none() && !files.iter().any(|file| file.kind.is_manifest() && !file.blank);
    let lines = python().map(|file| file.lines).sum();
    Review {
        schema: SCHEMA.to_owned(),
        guard: nothing.then_some(Guard::NoActionableInput),
        date: options.date.clone(),
        mode: options.mode,
        state: ReviewState {
            phase: Phase::Complete,
            framework_detected: "unknown".to_owned(),
            auth_mechanism: AuthMechanism::None,
            findings_count: 0,
            critical_count: 0,
            high_count: 0,
            medium_count: 0,
            low_count: 0,
            bandit_clean: ToolResult::NotRun(NotRun::NotRun),
            pip_audit_clean: ToolResult::NotRun(NotRun::NotRun),
            last_action: "Nothing was analyzed".to_owned(),
            next_action: "Provide Python code or dependencies".to_owned(),
        },
        recon: Recon::default(),
        coverage: Coverage { files: python().count() as u32, lines, lines_parsed: lines, ..Coverage::default() },
        checks: Vec::new(),
        findings: Vec::new(),
        dependencies: Vec::new(),
        positives: Vec::new(),
    }
}
