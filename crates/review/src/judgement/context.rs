//! What a person said about the place where the code runs, and what it is made with: it overrules what recon sees.

use std::collections::HashSet;

use model::{Environment, Finding, Framework, Options, Recon, Severity, State};

use crate::analysis::Judged;
use crate::judgement::triage;

/// The rule about listening on all interfaces of the machine.
const ALL_INTERFACES: &str = "S104";

/// Judges all findings anew by the options' environment and framework. Where nobody named an environment, the files' container
/// counts for what it decides, and no more: that something is deployed is a person's word.
pub(crate) fn adapt(judged: &mut [Judged], options: &Options, recon: &Recon) {
    let open_to_others: HashSet<String> = judged
        .iter()
        .filter(|judged| judged.rule.code == ALL_INTERFACES && judged.finding.state == State::Open)
        .map(|judged| judged.finding.file.clone())
        .collect();
    for judged in judged {
        let rule = judged.rule;
        let is_open = judged.finding.state == State::Open;
        match options.environment {
            Some(Environment::Development) if is_open && rule.code == ALL_INTERFACES => dismiss(
                &mut judged.finding,
                "the environment is set to development: a developer's machine may listen on all interfaces".to_owned(),
            ),
            Some(Environment::Development) if is_open && rule.deployed => {
                // Who shares the network runs code in the debugger of a laptop, too.
                let is_reached =
                    judged.finding.severity >= Severity::High && open_to_others.contains(&judged.finding.file);
                if !is_reached {
                    dismiss(
                        &mut judged.finding,
                        "the environment is set to development: no visitor gets to a developer's own machine"
                            .to_owned(),
                    );
                }
            }
            Some(Environment::Container) if is_open && rule.code == ALL_INTERFACES => dismiss(
                &mut judged.finding,
                "the environment is set to container: the container's network decides who gets to it".to_owned(),
            ),
            Some(Environment::Container | Environment::Cloud | Environment::Production)
                if judged.finding.reason.as_deref() == Some(rules::NOT_DEPLOYED) =>
            {
                let finding = &mut judged.finding;
                (finding.state, finding.reason) = (State::Open, None);
                (finding.cvss, finding.severity) = triage::unconfirmed(rule);
            }
            None if is_open && rule.code == ALL_INTERFACES && recon.environment == Some(Environment::Container) => {
                let seen: Vec<&str> =
                    recon.hosting.iter().map(String::as_str).filter(|place| place.starts_with("container")).collect();
                dismiss(
                    &mut judged.finding,
                    format!("the files show that it runs in a {}: its network decides who gets to it", seen.join(", ")),
                );
            }
            _ => {}
        }
        if let (Some(set), Some(other)) = (options.framework, rule.framework)
            && judged.finding.state == State::Open
            && set != other
        {
            let (set, other) = (word(set), word(other));
            dismiss(
                &mut judged.finding,
                format!("the framework is set to {set}, and this is about settings of {other}"),
            );
        }
    }
}

fn dismiss(finding: &mut Finding, reason: String) {
    finding.state = State::Dismissed;
    finding.severity = Severity::Informational;
    finding.cvss = None;
    finding.reason = Some(reason);
}

/// How a report names a framework.
pub(crate) fn word(framework: Framework) -> &'static str {
    match framework {
        Framework::Django => "django",
        Framework::Fastapi => "fastapi",
        Framework::Flask => "flask",
        Framework::Other => "other",
    }
}
