//! Two rules on one place: what the stronger says is not said again.

use std::collections::HashMap;

use rules::Candidate;
use semantic::{BindingKind, FileModel, Node};
use syntax::ast::{ExprId, ExprKind};

use crate::judgement::triage::Verdict;

/// A rule, the rules that say more about the same call, and why one finding is enough.
const SAID_BY: [(&str, &[&str], &str); 6] = [
    ("PV402", &["PV401"], "a signature that is not checked needs no algorithm"),
    ("PV219", &["S301"], "what the bytes may do is said there"),
    ("PV406", &["S324"], "that the function is broken is said there, and no password belongs into it"),
    ("S501", &["PV440"], "the same option of aiohttp"),
    ("S607", &["S602", "S603", "S605", "S606"], "who can choose the command needs no search path"),
    ("S608", &["S610", "S611"], "the statement is the one that this call takes"),
];

/// The rule whose statements are seen where they are written, and where they are run.
const STATEMENT: &str = "S608";

/// Dismisses a statement that nothing runs where it is written if it becomes a part of one that is run, and told there: one injection
/// is one finding.
pub(crate) fn settle_parts(file: &FileModel, candidates: &[Candidate], verdicts: &mut [Verdict]) {
    let is_told = |(candidate, verdict): &(&Candidate, &Verdict)| {
        candidate.rule.code == STATEMENT && candidate.sink.is_some() && matches!(verdict, Verdict::Open { .. })
    };
    // What was assigned to the names that an executed statement is made of.
    let mut parts: HashMap<ExprId, u32> = HashMap::new();
    for (candidate, _) in candidates.iter().zip(verdicts.iter()).filter(is_told) {
        let line = file.module().lines().line(candidate.span.start);
        for &focus in candidate.focus.iter().filter(|&&focus| matches!(file.module().expr(focus).kind, ExprKind::Name))
        {
            for &binding in &file.reaching(focus) {
                if let BindingKind::Assign { value: Some(value), .. } = file.binding_info(binding).kind {
                    parts.insert(value, line);
                }
            }
        }
    }
    for (candidate, verdict) in candidates.iter().zip(verdicts) {
        if candidate.rule.code != STATEMENT || candidate.sink.is_some() || !matches!(verdict, Verdict::Open { .. }) {
            continue;
        }
        let around = std::iter::successors(candidate.expr, |&e| match file.parent(e) {
            Node::Expr(parent) => Some(parent),
            _ => None,
        });
        if let Some(line) = around.take(MAX_STEPS).find_map(|e| parts.get(&e)) {
            *verdict = Verdict::Dismissed(format!(
                "{STATEMENT} reports line {line}, which runs the statement that this becomes a part of"
            ));
        }
    }
}

/// How far up from a text the call that takes it is looked for.
const MAX_STEPS: usize = 16;

/// Dismisses the open verdicts that another open one of the same call already tells. Verdicts that a comment silences
/// (`silenced`, by their place) tell nothing.
pub(crate) fn settle(
    file: &FileModel,
    candidates: &[Candidate],
    verdicts: &mut [Verdict],
    silenced: impl Fn(usize) -> bool,
) {
    let is_open = |verdict: &Verdict| matches!(verdict, Verdict::Open { .. });
    let mut told: HashMap<ExprId, Vec<&'static str>> = HashMap::new();
    for (at, (candidate, verdict)) in candidates.iter().zip(verdicts.iter()).enumerate() {
        let tells = SAID_BY.iter().any(|(_, stronger, _)| stronger.contains(&candidate.rule.code));
        if tells && is_open(verdict) && !silenced(at) {
            candidate.expr.into_iter().for_each(|call| told.entry(call).or_default().push(candidate.rule.code));
        }
    }
    if told.is_empty() {
        return;
    }
    for (candidate, verdict) in candidates.iter().zip(verdicts) {
        let Some((_, stronger, why)) = SAID_BY.iter().find(|(code, ..)| *code == candidate.rule.code) else { continue };
        let teller = calls(file, candidate).find_map(|call| {
            let codes = told.get(&call)?;
            let code = codes.iter().find(|code| stronger.contains(code))?;
            Some((code, file.module().lines().line(file.module().expr(call).span.start)))
        });
        if let Some((code, line)) = teller
            && is_open(verdict)
        {
            *verdict = Verdict::Dismissed(format!("{code} reports this call (line {line}): {why}"));
        }
    }
}

/// The calls that a candidate is about: its own, the one that takes its text later, the one around its text.
fn calls<'a>(file: &'a FileModel, candidate: &Candidate) -> impl Iterator<Item = ExprId> + 'a {
    let is_call = |e: ExprId| matches!(file.module().expr(e).kind, ExprKind::Call { .. });
    let own = candidate.expr;
    let around = std::iter::successors(own.filter(|&e| !is_call(e)), |&e| match file.parent(e) {
        Node::Expr(parent) => Some(parent),
        _ => None,
    });
    own.into_iter().chain(candidate.sink).chain(around.take(MAX_STEPS))
}
