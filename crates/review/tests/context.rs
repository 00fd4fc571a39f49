//! What a person says about environment and framework changes the review.

use model::{Environment, Finding, Framework, Options, State};
use review::{Project, SourceFile, review};

const DEBUG: &str =
    "from flask import Flask\n\napp = Flask(__name__)\n\nif __name__ == \"__main__\":\n    app.run(debug=True)\n";
const API: &str = "from fastapi import FastAPI\n\napp = FastAPI(title=\"Shop\")\n";

/// The finding of a rule in one file, under these options.
fn finding(code: &str, rule: &str, environment: Option<Environment>, framework: Option<Framework>) -> Option<Finding> {
    let options = Options { environment, framework, ..Options::default() };
    let review = review(&Project::single("app.py", code), &options);
    review.findings.into_iter().find(|finding| finding.rule == rule)
}

fn state(code: &str, rule: &str, environment: Option<Environment>) -> Option<State> {
    finding(code, rule, environment, None).map(|finding| finding.state)
}

#[test]
fn a_debugger_on_a_laptop_is_not_the_one_in_production() {
    assert_eq!(state(DEBUG, "S201", None), Some(State::Open));
    assert_eq!(state(DEBUG, "S201", Some(Environment::Production)), Some(State::Open));
    assert_eq!(state(DEBUG, "S201", Some(Environment::Container)), Some(State::Open));
    let laptop = finding(DEBUG, "S201", Some(Environment::Development), None);
    let reason = laptop.and_then(|finding| finding.reason).unwrap_or_default();
    assert!(reason.contains("set to development"), "{reason}");
}

#[test]
fn a_debugger_that_the_network_gets_to_stays() {
    let code = DEBUG.replace("debug=True", "host=\"0.0.0.0\", debug=True");
    assert_eq!(state(&code, "S201", Some(Environment::Development)), Some(State::Open));
    assert_eq!(state(&code, "S104", Some(Environment::Development)), Some(State::Dismissed));
    assert_eq!(state(&code, "S104", Some(Environment::Container)), Some(State::Dismissed));
    assert_eq!(state(&code, "S104", Some(Environment::Production)), Some(State::Open));
}

#[test]
fn who_says_that_it_is_deployed_gets_what_counts_only_there() {
    assert_eq!(state(API, "PV365", None), Some(State::Dismissed));
    assert_eq!(state(API, "PV365", Some(Environment::Development)), Some(State::Dismissed));
    assert_eq!(state(API, "PV365", Some(Environment::Production)), Some(State::Open));
    let open = finding(API, "PV365", Some(Environment::Cloud), None);
    assert!(open.is_some_and(|finding| finding.cvss.is_some() && finding.reason.is_none()));
}

#[test]
fn injections_are_judged_alike_everywhere() {
    let code = "import os\n\n\ndef run(name):\n    os.system(\"ping \" + name)\n";
    for environment in [None, Some(Environment::Development), Some(Environment::Production)] {
        assert_eq!(state(code, "S605", environment), Some(State::Open));
    }
}

#[test]
fn settings_of_another_framework_do_not_count() {
    let of = |framework| finding(DEBUG, "S201", None, framework).map(|finding| finding.state);
    assert_eq!(of(Some(Framework::Flask)), Some(State::Open));
    assert_eq!(of(Some(Framework::Django)), Some(State::Dismissed));
}

#[test]
fn what_a_person_says_stands_in_the_state() {
    let file = SourceFile { path: "app.py".to_owned(), text: API.into() };
    let options = Options { framework: Some(Framework::Django), ..Options::default() };
    let review = review(&Project { files: vec![file] }, &options);
    assert_eq!(review.state.framework_detected, "django");
}

#[test]
fn a_container_of_the_project_counts_until_somebody_says_otherwise() {
    let code = DEBUG.replace("debug=True", "host=\"0.0.0.0\", debug=True");
    let files = vec![
        SourceFile { path: "app.py".to_owned(), text: code.into() },
        SourceFile { path: "Dockerfile".to_owned(), text: "FROM python:3.13\nCMD [\"python\", \"app.py\"]\n".into() },
    ];
    let project = Project { files };
    let reviewed = |environment| review(&project, &Options { environment, ..Options::default() });
    let of = |environment, rule: &str| {
        let review = reviewed(environment);
        review.findings.into_iter().find(|finding| finding.rule == rule).map(|finding| finding.state)
    };
    assert_eq!(of(None, "S104"), Some(State::Dismissed));
    assert_eq!(of(None, "S201"), Some(State::Open), "what a container runs is reached by others");
    assert_eq!(of(Some(Environment::Production), "S104"), Some(State::Open));
    assert_eq!(reviewed(None).recon.environment, Some(Environment::Container));
    assert_eq!(reviewed(Some(Environment::Cloud)).recon.environment, Some(Environment::Cloud));
    assert_eq!(review(&Project::single("app.py", DEBUG), &Options::default()).recon.environment, None);
}
