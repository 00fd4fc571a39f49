//! One finding for one secret: of several rules that see the same value, one speaks.

use rules::Candidate;

/// Rules about values under a password's name.
const BY_NAME: [&str; 4] = ["S105", "S106", "S107", "PV706"];
/// The rule about values under any telling name, which leaves to the others what they see.
const VALUE: &str = "PV154";

/// The rule about keys that everybody knows where the environment has none: it says of the value what it is for.
const FALLBACK: &str = "PV311";

/// Dismisses what a rule with better knowledge reports too, and drops what others report with the same knowledge.
/// `candidates` are in source order.
pub(crate) fn settle(candidates: &mut Vec<Candidate>) {
    let by_name = |candidate: &Candidate| BY_NAME.contains(&candidate.rule.code);
    let is_token = |candidate: &Candidate| {
        candidate.secret.is_some() && candidate.rule.code.starts_with("PV15") && candidate.rule.code != VALUE
    };
    let mut tokens: Vec<_> =
        candidates.iter().filter(|c| is_token(c)).map(|c| (c.span, c.rule, c.dismissed.clone())).collect();
    tokens.sort_by_key(|(span, ..)| span.start);
    let mut names: Vec<_> = candidates.iter().filter(|c| by_name(c)).map(|c| c.span).collect();
    names.sort();
    // Secrets do not overlap each other, and values rarely lie in one another: the nearest ones are enough.
    for candidate in candidates.iter_mut().filter(|candidate| by_name(candidate) && candidate.dismissed.is_none()) {
        let first = tokens.partition_point(|(span, ..)| span.end <= candidate.span.start);
        let Some((_, rule, dismissed)) = tokens.get(first).filter(|(span, ..)| span.start < candidate.span.end) else {
            continue;
        };
        candidate.dismissed = Some(
            dismissed.clone().unwrap_or_else(|| format!("{} reports the same value and says what it is", rule.code)),
        );
    }
    let fallbacks: Vec<_> = candidates
        .iter()
        .filter(|candidate| candidate.rule.code == FALLBACK && candidate.dismissed.is_none())
        .map(|candidate| candidate.span)
        .collect();
    for candidate in candidates.iter_mut().filter(|candidate| by_name(candidate) || candidate.rule.code == VALUE) {
        let is_same = |span: &&syntax::Span| span.start < candidate.span.end && candidate.span.start < span.end;
        if candidate.dismissed.is_none() && fallbacks.iter().any(|span| is_same(&span)) {
            candidate.dismissed = Some(format!("{FALLBACK} reports the same value and says what it is for"));
        }
    }
    candidates.retain(|candidate| {
        let first = names.partition_point(|span| span.end <= candidate.span.start);
        candidate.rule.code != VALUE || names.get(first).is_none_or(|span| span.start >= candidate.span.end)
    });
}
