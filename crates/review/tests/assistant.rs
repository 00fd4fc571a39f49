//! What the two seed documents promise.

use model::{Confidence, Finding, Guard, Options, Outcome, Severity, State};
use review::{Project, SourceFile, review};

const SQL: &str = r#"# VULNERABLE - Never do this
def get_user(user_id):
    query = f"SELECT * FROM users WHERE id = {user_id}"
    return db.execute(query).fetchone()
"#;

const COMMAND: &str = r#"# VULNERABLE - Command injection risk
import subprocess
def process_file(filename):
    subprocess.run(f"convert {filename} output.jpg", shell=True)
"#;

const CRYPTO: &str = r"# VULNERABLE - Weak hashing
import hashlib
import random

def hash_password(password):
    return hashlib.md5(password.encode()).hexdigest()

def generate_token():
    return str(random.randint(1000000, 9999999))
";

const SECURE: &str = r#"import subprocess
from pathlib import Path
from typing import Optional
import hashlib
import secrets
import bcrypt

# SECURE - Use parameterized queries
def get_user(user_id: int) -> Optional[User]:
    query = "SELECT * FROM users WHERE id = ?"
    return db.execute(query, (user_id,)).fetchone()

# Or with SQLAlchemy
def get_user_by_orm(user_id: int) -> Optional[User]:
    return session.query(User).filter(User.id == user_id).first()

# SECURE - Use subprocess with argument list
def process_file(filename: str):
    # Validate filename
    if not Path(filename).exists():
        raise ValueError("File does not exist")

    # Use argument list instead of shell=True
    subprocess.run(["convert", filename, "output.jpg"], check=True)

# SECURE - Strong hashing and random generation
def hash_password(password: str) -> str:
    # Use bcrypt for password hashing
    salt = bcrypt.gensalt()
    return bcrypt.hashpw(password.encode('utf-8'), salt).decode('utf-8')

def verify_password(password: str, hashed: str) -> bool:
    return bcrypt.checkpw(password.encode('utf-8'), hashed.encode('utf-8'))

def generate_secure_token(length: int = 32) -> str:
    return secrets.token_urlsafe(length)
"#;

fn run(code: &str) -> model::Review {
    review(&Project::single("app.py", code), &Options::default())
}

fn open_of(review: &model::Review, rule: &str) -> Finding {
    let found: Vec<&Finding> =
        review.findings.iter().filter(|finding| finding.rule == rule && finding.state == State::Open).collect();
    assert_eq!(found.len(), 1, "one open {rule} expected, found {:#?}", review.findings);
    found[0].clone()
}

#[test]
fn sql_injection_is_critical_with_its_path() {
    let review = run(SQL);
    let finding = open_of(&review, "S608");
    assert_eq!((finding.severity, finding.confidence), (Severity::Critical, Confidence::Medium));
    assert!((3..=4).contains(&finding.line), "line {}", finding.line);
    let path = finding.attack_path.unwrap_or_default();
    assert_eq!(
        path,
        "Whoever calls this public function controls parameter `user_id` of `get_user` (line 2). \
         It becomes part of `query` (line 3) and reaches `db.execute` (line 4)."
    );
    assert_eq!(finding.trace.first().map(|step| step.line), Some(2));
    assert_eq!(review.guard, None);
    assert_eq!(review.state.critical_count, 1);
}

#[test]
fn command_injection_is_critical_with_its_path() {
    let review = run(COMMAND);
    let finding = open_of(&review, "S602");
    assert_eq!((finding.severity, finding.line), (Severity::Critical, 4));
    assert!(finding.attack_path.is_some_and(|path| path.contains("`filename`")));
}

#[test]
fn weak_cryptography_is_high() {
    let review = run(CRYPTO);
    let md5 = open_of(&review, "S324");
    assert_eq!((md5.severity, md5.line), (Severity::High, 6));
    let random = open_of(&review, "S311");
    assert_eq!((random.severity, random.line), (Severity::High, 9));
}

#[test]
fn the_secure_versions_are_clean() {
    let review = run(SECURE);
    let open: Vec<_> = review.findings.iter().filter(|finding| finding.state == State::Open).collect();
    assert!(open.is_empty(), "{open:#?}");
    assert_eq!(review.guard, Some(Guard::NoSecurityIssues));
    let outcomes: Vec<Outcome> = review.checks.iter().map(|check| check.outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Passed, Outcome::Passed, Outcome::Passed, Outcome::NotInScope, Outcome::Passed],
        "{:#?}",
        review.checks
    );
    assert!(review.positives.iter().any(|positive| positive.message.contains("bcrypt")), "{:#?}", review.positives);
    assert!(review.positives.iter().any(|positive| positive.message.contains("bound as parameters")));
}

#[test]
fn a_constant_is_dismissed_with_its_reason() {
    let review = run("print(eval(\"2 + 2\"))\n");
    let [finding] = &review.findings[..] else { panic!("{:#?}", review.findings) };
    assert_eq!((finding.rule.as_str(), finding.state), ("S307", State::Dismissed));
    assert_eq!(
        finding.reason.as_deref(),
        Some("the argument is the constant \"2 + 2\": nobody else can change what is evaluated")
    );
    assert_eq!(review.guard, Some(Guard::NoSecurityIssues));
    assert_eq!(review.state.bandit_clean, model::ToolResult::Ran(false), "the scan layer saw it");
}

#[test]
fn the_authors_of_a_test_choose_its_data() {
    let code = "from flask import request\n\ndef calc(text):\n    return eval(text)\n\ndef view():\n    return eval(request.args['x'])\n";
    let states = |path: &str| {
        let review = review(&Project::single(path, code), &Options::default());
        review.findings.iter().map(|finding| (finding.line, finding.state)).collect::<Vec<_>>()
    };
    let mut in_code = states("app/calc.py");
    in_code.sort_by_key(|(line, _)| *line);
    assert_eq!(in_code, [(4, State::Open), (7, State::Open)]);
    assert_eq!(
        states("app/tests/test_calc.py"),
        [(7, State::Open), (4, State::Dismissed)],
        "a request is one in a test, too"
    );
}

#[test]
fn literal_eval_does_not_make_eval_safe() {
    let review = run("import ast\n\ndef calc(text):\n    return eval(ast.literal_eval(text))\n");
    assert_eq!(open_of(&review, "S307").severity, Severity::Critical);
}

#[test]
fn names_are_resolved_not_matched() {
    let aliased = run("import subprocess as sp\n\ndef f(x):\n    run = sp.run\n    run(x, shell=True)\n");
    assert_eq!(open_of(&aliased, "S602").line, 5);
    let shadowed = run("def eval(text):\n    return len(text)\n\ndef f(x):\n    return eval(x)\n");
    assert!(shadowed.findings.is_empty(), "{:#?}", shadowed.findings);
    let safe_loader =
        run("import yaml\nfrom yaml import SafeLoader\n\ndef f(x):\n    return yaml.load(x, Loader=SafeLoader)\n");
    assert!(!safe_loader.findings.iter().any(|finding| finding.rule == "S506"), "{:#?}", safe_loader.findings);
    let own_module = run("import yaml\nclass yaml:\n    def load(x): return x\n\ndef f(x):\n    return yaml.load(x)\n");
    assert!(!own_module.findings.iter().any(|finding| finding.rule == "S506"), "{:#?}", own_module.findings);
}

#[test]
fn suppressed_findings_are_listed_with_their_justification() {
    for (comment, state, reason) in [
        ("# nosec", State::Suppressed, Some("no justification given")),
        ("# nosec B307", State::Suppressed, Some("no justification given")),
        ("# noqa: S307 - only the admin calls it", State::Suppressed, Some("only the admin calls it")),
        ("# nosec: reviewed", State::Suppressed, Some("reviewed")),
        ("# nosec B608", State::Open, None),
        ("# noqa: S608, E501", State::Open, None),
    ] {
        let review = run(&format!("def f(x):\n    return eval(x)  {comment}\n"));
        let Some(finding) = review.findings.iter().find(|finding| finding.rule == "S307") else {
            panic!("{comment}: {:#?}", review.findings)
        };
        assert_eq!((finding.state, finding.reason.as_deref()), (state, reason), "{comment}");
        assert_eq!(review.guard.is_none(), state == State::Open, "{comment}");
    }
    let last_line = run("def f(x):\n    return eval(\n        x,\n    )  # nosec\n");
    assert_eq!(last_line.findings.first().map(|finding| finding.state), Some(State::Suppressed));
}

#[test]
fn guards() {
    for text in ["", "  \n\t\n", "Please check my login page for security problems.\n", "hello"] {
        assert_eq!(run(text).guard, Some(Guard::NoActionableInput), "{text:?}");
    }
    assert_eq!(review(&Project::default(), &Options::default()).guard, Some(Guard::NoActionableInput));
    let broken = run("def f(x)\n    eval(x)\n\nimport os\n");
    assert_ne!(broken.guard, Some(Guard::NoActionableInput));
    assert!(!broken.coverage.partial.is_empty());
    let broken_and_clean = run("x = 1\ny = (2\nimport os\nz = [3\n");
    assert!(
        broken_and_clean.checks.iter().all(|check| check.outcome == Outcome::NotInScope),
        "{:#?}",
        broken_and_clean.checks
    );
    let manifest = review(&Project::single("requirements.txt", "flask==1.0\n"), &Options::default());
    assert_eq!(manifest.guard, None, "nothing was checked, so nothing is promised");
    assert!(manifest.coverage.partial.iter().any(|reason| reason.starts_with("Nothing was checked")));
    assert!(
        manifest.checks.iter().all(|check| check.outcome == Outcome::NotInScope),
        "a check that did not run passed"
    );
}

#[test]
fn python_2_is_reviewed() {
    let review = run("import os\n\ndef f(cmd):\n    print 'running', cmd\n    os.system(cmd)\n");
    assert_eq!(open_of(&review, "S605").line, 5);
}

#[test]
fn request_data_is_confirmed_with_high_confidence() {
    let review = run(concat!(
        "from flask import Flask, request\n",
        "import sqlite3\n",
        "app = Flask(__name__)\n\n",
        "@app.route('/users', methods=['GET'])\n",
        "def users():\n",
        "    name = request.args['name']\n",
        "    query = \"SELECT * FROM users WHERE name = '\" + name + \"'\"\n",
        "    return sqlite3.connect('a.db').execute(query).fetchall()\n",
    ));
    let finding = open_of(&review, "S608");
    assert_eq!((finding.severity, finding.confidence), (Severity::Critical, Confidence::High));
    let path = finding.attack_path.unwrap_or_default();
    assert!(path.contains("`GET /users`") && path.contains("`request.args['name']`"), "{path}");
    let notes: Vec<(u32, &str)> = finding.trace.iter().map(|step| (step.line, step.note.as_str())).collect();
    assert_eq!(notes.first(), Some(&(7, "`request.args['name']` enters here")), "{notes:?}");
    assert!(notes.contains(&(8, "becomes part of `query`")), "{notes:?}");
    assert_eq!(review.state.framework_detected, "flask");
    assert_eq!(review.recon.entry_points.len(), 1);
}

#[test]
fn unknown_origin_is_open_and_not_critical() {
    let review = run("from settings import QUERY\n\nresult = eval(QUERY)\n");
    let finding = open_of(&review, "S307");
    assert_eq!(finding.confidence, Confidence::Low);
    assert!(finding.severity < Severity::Critical);
    assert!(finding.attack_path.is_none());
    assert!(review.coverage.partial.iter().any(|reason| reason.contains("could not be traced")));
}

#[test]
fn a_guess_on_a_guess_is_no_attack_path() {
    let review = run("from tools import prepare\n\ndef f(x):\n    return eval(prepare(x))\n");
    let finding = open_of(&review, "S307");
    assert_eq!((finding.severity, finding.confidence), (Severity::High, Confidence::Low));
    assert!(finding.attack_path.is_none() && finding.trace.len() > 1);
}

#[test]
fn options_choose_rules() {
    let code = "def f(x):\n    return eval(x)\n";
    let with = |change: fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        review(&Project::single("app.py", code), &options)
    };
    assert_eq!(with(|options| options.select = vec!["S6".to_owned()]).findings.len(), 0);
    assert_eq!(with(|options| options.select = vec!["B307".to_owned()]).findings.len(), 1);
    assert_eq!(with(|options| options.ignore = vec!["S307".to_owned()]).findings.len(), 0);
    let ignored = with(|options| options.ignore = vec!["S307".to_owned()]);
    assert_eq!(ignored.checks.first().map(|check| check.outcome), Some(Outcome::NotInScope));
    let unknown = "from settings import Q\neval(Q)\n";
    let mut options = Options { min_severity: Some(Severity::Critical), ..Options::default() };
    let hidden = review(&Project::single("app.py", unknown), &options);
    assert!(hidden.findings.is_empty() && hidden.guard.is_none(), "hiding a finding does not make the code clean");
    options.min_severity = None;
    options.environment = Some(model::Environment::Development);
    let server = "import socket\ns = socket.socket()\ns.bind(('0.0.0.0', 80))\n";
    let local = review(&Project::single("app.py", server), &options);
    assert_eq!(local.findings.first().map(|finding| finding.state), Some(State::Dismissed), "{:#?}", local.findings);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.into() };
    let files = vec![file("b.py", CRYPTO), file("a.py", SQL), file("c.py", COMMAND), file("d.py", SECURE)];
    let forward = review(&Project { files: files.clone() }, &Options::default());
    let backward = review(&Project { files: files.into_iter().rev().collect() }, &Options::default());
    assert_eq!(format!("{forward:?}"), format!("{backward:?}"));
    let ids: Vec<&str> = forward.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids.first(), Some(&"F-001"));
    let severities: Vec<Severity> = forward
        .findings
        .iter()
        .filter(|finding| finding.state == State::Open)
        .map(|finding| finding.severity)
        .collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
}

#[test]
fn fingerprints_survive_moves() {
    let moved = format!("import os\n\n\n{COMMAND}");
    let (before, after) = (open_of(&run(COMMAND), "S602"), open_of(&run(&moved), "S602"));
    assert_eq!(before.fingerprint, after.fingerprint);
    assert_ne!(before.line, after.line);
}

#[test]
fn secrets_are_masked_everywhere() {
    let review = run("PASSWORD = \"hunter2-hunter2\"\nlogin(\"root\", \"hunter2-hunter2\")\n");
    assert_eq!(open_of(&review, "S105").line, 1);
    assert!(!format!("{review:?}").contains("hunter2-hunter2"), "{review:#?}");
}

/// The import alone is nothing to us, and bandit reports it; a test that bandit gave up reports nothing any more.
#[test]
fn bandit_is_clean_where_bandit_finds_nothing() {
    let clean = |code: &str| review(&Project::single("a.py", code), &Options::default()).state.bandit_clean;
    assert_eq!(clean("import pickle\n"), model::ToolResult::Ran(false));
    assert_eq!(clean("from lxml import etree\netree.XMLParser(huge_tree=True)\n"), model::ToolResult::Ran(true));
}
