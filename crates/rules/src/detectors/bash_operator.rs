//! PV387: shell commands of Airflow's tasks.

use model::Confidence;
use semantic::Const;
use syntax::ast::{ExprId, StmtId};

use crate::Candidate;
use crate::code::around::{calls_one_of, decorated_with};
use crate::code::built::{GAP, pieces, skeleton, values};
use crate::detector::{Context, Detector};

pub(crate) struct BashOperator;

impl Detector for BashOperator {
    /// `@task.bash`: the shell runs what the function returns.
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        if !decorated_with(cx.file, definition, &["airflow.decorators.task.bash", "airflow.sdk.task.bash"]) {
            return;
        }
        let returned: Vec<ExprId> = cx.file.returned_values(function).collect();
        for value in returned {
            let place = cx.file.display(value).unwrap_or(value);
            let is_open = |value: ExprId| {
                !cx.file.is_constant(value)
                    && !calls_one_of(cx.file, value, &["shlex.quote", "shlex.join", "builtins.int"])
            };
            if pieces(cx.file, place).is_some_and(|pieces| values(&pieces).any(is_open)) {
                let mut candidate = cx.candidate(value, MESSAGE);
                candidate.confidence = Some(Confidence::Medium);
                cx.report(candidate);
            }
        }
    }

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

const MESSAGE: &str = "The text that this task returns is run by a shell, and a value is put into it, so who chooses the value runs commands on \
                       the worker. Pass the value in `env`, or quote it with `shlex.quote`.";

/// Whether a template takes what the person who starts a run gives: its configuration, parameters, or what tasks exchange.
fn names_run(command: &str) -> bool {
    command
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .any(|inside| ["dag_run.conf", "params.", "params[", "xcom_pull"].iter().any(|name| inside.contains(name)))
}
