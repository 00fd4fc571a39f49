//! Programs of several files: where a finding stands, where its trace begins, and what is analyzed again after an edit.

use std::sync::Arc;

use model::{Confidence, Finding, Options, State};
use review::{Configuration, Memory, Project, SourceFile};

const SHELL: &str = "import os\n\n\ndef run(text):\n    os.system('echo ' + text)\n";
const SERVICE: &str = "from shell import run\n\n\ndef handle(order):\n    run(order.strip())\n";
const APP: &str = "from flask import Flask, request\nfrom service import handle\n\napp = Flask(__name__)\n\n\n\
                   @app.route('/a')\ndef a():\n    handle(request.args['order'])\n    return {}\n";

fn options() -> Options {
    Options { date: "2026-01-01".into(), ..Options::default() }
}

fn findings(files: &[(&str, &str)], rule: &str) -> Vec<Finding> {
    let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).into(), text: (*text).into() };
    let project = Project { files: files.iter().map(file).collect() };
    let review = review::review(&project, &options());
    review.findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

#[test]
fn a_request_in_another_file_confirms_the_one_finding_at_the_sink() {
    let found = findings(&[("app.py", APP), ("service.py", SERVICE), ("shell.py", SHELL)], "S605");
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((finding.file.as_str(), finding.line, finding.state), ("shell.py", 5, State::Open));
    assert_eq!(finding.confidence, Confidence::High);
    let path = finding.attack_path.as_deref().unwrap_or_default();
    assert!(
        path.starts_with("Anyone who can send a request controls `request.args['order']` (app.py, line 9)."),
        "{path}"
    );
    let trace: Vec<(&str, u32)> = finding.trace.iter().map(|step| (step.file.as_str(), step.line)).collect();
    assert_eq!(trace, [("app.py", 9), ("app.py", 9), ("service.py", 5), ("shell.py", 5)]);
}

#[test]
fn constants_of_all_callers_dismiss_it() {
    let calm = APP.replace("request.args['order']", "'reload'");
    let found = findings(&[("app.py", &calm), ("service.py", SERVICE), ("shell.py", SHELL)], "S605");
    assert!(found.iter().all(|finding| finding.state == State::Dismissed), "{found:#?}");
}

#[test]
fn a_function_that_is_handed_on_may_be_called_with_anything() {
    let calm = APP.replace("request.args['order']", "'reload'") + "\n\nCOMMANDS = {'run': handle}\n";
    let found = findings(&[("app.py", &calm), ("service.py", SERVICE), ("shell.py", SHELL)], "S605");
    assert!(found.iter().any(|finding| finding.state == State::Open), "{found:#?}");
}

#[test]
fn a_library_without_callers_is_as_it_was() {
    let found = findings(&[("service.py", SERVICE), ("shell.py", SHELL)], "S605");
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((finding.state, finding.confidence), (State::Open, Confidence::Medium));
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let files = [("app.py", APP), ("service.py", SERVICE), ("shell.py", SHELL)];
    let turned: Vec<(&str, &str)> = files.iter().rev().copied().collect();
    assert_eq!(findings(&files, "S605"), findings(&turned, "S605"));
}

/// Texts that are edited, and what is analyzed for it.
struct Editing {
    memory: Memory,
    files: Vec<(&'static str, Arc<str>)>,
}

impl Editing {
    fn update(&mut self) -> usize {
        let files: Vec<(&str, &Arc<str>)> = self.files.iter().map(|(path, text)| (*path, text)).collect();
        self.memory.update(&files, &Configuration::default(), |_| None)
    }

    fn put(&mut self, path: &str, text: &str) -> usize {
        for file in self.files.iter_mut().filter(|file| file.0 == path) {
            file.1 = text.into();
        }
        self.update()
    }

    /// What a review of the same files from the start says.
    fn is_as_if_new(&self) -> bool {
        let file = |(path, text): &(&str, Arc<str>)| SourceFile { path: (*path).into(), text: text.clone() };
        let project = Project { files: self.files.iter().map(file).collect() };
        let kept: Vec<_> = self.memory.analyses().map(|(_, analysis)| analysis).collect();
        review::assemble(&kept, &Configuration::default(), &options()) == review::review(&project, &options())
    }
}

#[test]
fn after_an_edit_only_what_it_changes_is_analyzed() {
    let other = "import os\n\n\ndef f():\n    return os.getcwd()\n";
    let files = [("app.py", APP), ("other.py", other), ("service.py", SERVICE), ("shell.py", SHELL)];
    let files = files.iter().map(|(path, text)| (*path, Arc::from(*text))).collect();
    let mut editing = Editing { memory: Memory::default(), files };
    // The service finds nothing of its own in what it is passed, and only hands it on.
    assert_eq!(editing.update(), 4 + 1, "all of them, and the one whose finding rests on its callers once more");
    assert!(editing.is_as_if_new());
    assert_eq!(editing.update(), 0);
    assert_eq!(editing.put("other.py", "x = 1\n"), 1);
    // What the application passes on changes, what the others tell it does not.
    assert_eq!(editing.put("app.py", &APP.replace("request.args['order']", "'reload'")), 1 + 1);
    assert!(editing.is_as_if_new());
    // The helper quotes: the service is told so, and tells the application the same as before.
    let quoting = SHELL.replace("'echo ' + text", "'echo ' + __import__('shlex').quote(text)");
    assert!(editing.put("shell.py", &quoting) >= 1);
    assert!(editing.is_as_if_new());
    assert!(editing.put("app.py", APP) >= 1);
    assert!(editing.is_as_if_new());
}

#[test]
fn a_model_of_another_file_tells_what_it_should_not() {
    let schemas = "from pydantic import BaseModel, Field, SecretStr\n\n\nclass Base(BaseModel):\n    id: int\n\n\nclass User(Base):\n    name: str\n    hashed_password: str\n\n\nclass Shown(Base):\n    name: str\n    hashed_password: str = Field(exclude=True)\n    api_key: SecretStr\n\n\nclass Admin(User):\n    level: int\n";
    let route = |model: &str| {
        format!(
            "from fastapi import APIRouter\n\nfrom shop import schemas\nfrom shop.schemas import Admin, Shown, User\n\nrouter = APIRouter()\n\n\n\
             @router.get(\"/users/{{number}}\", response_model={model})\ndef one(number: int):\n    return load(number)\n"
        )
    };
    let found = |model: &str| {
        let files = [("shop/schemas.py", schemas), ("shop/users.py", &*route(model)), ("shop/__init__.py", "")];
        findings(&files, "PV361").iter().any(|finding| finding.file == "shop/users.py")
    };
    for model in ["User", "list[User]", "schemas.User", "Admin"] {
        assert!(found(model), "{model}");
    }
    for model in ["Shown", "schemas.Base", "dict"] {
        assert!(!found(model), "{model}");
    }
}
