//! PV387: shell commands of Airflow's tasks.

use model::Confidence;
use semantic::Const;

use crate::Candidate;
use crate::code::built::{GAP, pieces, skeleton};
use crate::detector::{Context, Detector};

pub(crate) struct BashOperator;

impl Detector for BashOperator {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let command = *candidate.focus.first()?;
        let place = cx.file.display(command).unwrap_or(command);
        let text = match (cx.file.constant(place), pieces(cx.file, place)) {
            (Some(Const::Str(text)), _) => text.to_string(),
            (_, Some(pieces)) => skeleton(cx.file, &pieces),
            _ => return None,
        };
        candidate.focus.clear();
        if names_run(&text) {
            return Some(candidate);
        }
        candidate.confidence = Some(Confidence::Medium);
        text.contains(GAP).then_some(candidate)
    }
}

/// Whether a template takes what the person who starts a run gives: its configuration, parameters, or what tasks exchange.
fn names_run(command: &str) -> bool {
    command
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .any(|inside| ["dag_run.conf", "params.", "params[", "xcom_pull"].iter().any(|name| inside.contains(name)))
}
