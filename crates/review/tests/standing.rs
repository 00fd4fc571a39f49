//! What the other files of a project say of a finding.

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

const VIEWS: &str = "\
from flask import Flask, request
from urllib.request import urlopen

app = Flask(__name__)


@app.get('/fetch')
def fetch():
    return urlopen(request.args['url']).read()
";
const REPORTS: &str = "\
def rows(cursor, table):
    cursor.execute('SELECT * FROM ' + table)
    return cursor.fetchall()
";

fn findings(files: &[(&str, &str)], rule: &str) -> Vec<Finding> {
    let files = files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.rule == rule);
    findings
}

fn finding(files: &[(&str, &str)], rule: &str) -> Finding {
    let mut findings = findings(files, rule);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

#[test]
fn a_parameter_is_a_door_where_nothing_serves_requests() {
    let alone = finding(&[("reports.py", REPORTS)], "S608");
    assert!(alone.attack_path.is_some() && alone.severity == Severity::Critical);
    let served = finding(&[("reports.py", REPORTS), ("views.py", VIEWS)], "S608");
    assert!(served.attack_path.is_none(), "{served:?}");
    assert_eq!((served.state, served.severity), (State::Open, Severity::Low));
}

#[test]
fn nobody_sends_requests_to_a_test() {
    let only_tests = finding(&[("tests/views.py", VIEWS)], "PV102");
    assert!(only_tests.attack_path.is_some());
    let beside_code =
        [("tests/views.py", VIEWS), ("tests/test_rows.py", REPORTS), ("reports.py", "TABLE = 'reports'\n")];
    assert_eq!(findings(&beside_code, "PV102"), []);
    assert_eq!(finding(&beside_code, "S608").state, State::Dismissed);
    let application = finding(&[("views.py", VIEWS), ("tests/test_rows.py", REPORTS)], "PV102");
    assert_eq!(application.state, State::Open);
}

#[test]
fn what_a_function_out_of_sight_gives_is_a_guess() {
    let views = VIEWS.replace("request.args['url']", "shorten(request.args['url'])");
    let views = views.replace("from flask", "from links import shorten\nfrom flask");
    let alone = finding(&[("views.py", &views)], "PV102");
    assert!(alone.attack_path.is_some());
    let in_project = finding(&[("views.py", &views), ("reports.py", "TABLE = 'reports'\n")], "PV102");
    assert_eq!((in_project.state, in_project.attack_path), (State::Open, None));
}

/// Where escaping is switched on for every name, no template's name switches it off.
#[test]
fn escaping_that_another_file_switches_on() {
    const APP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
    const PAGE: &str = "from flask import render_template\n\n\ndef profile(name):\n    return render_template('profile.j2', name=name)\n";
    let on = [APP, "app.jinja_env.autoescape = True\n"].concat();
    assert!(
        findings(&[("app.py", APP), ("pages.py", PAGE)], "PV345").iter().any(|finding| finding.state == State::Open)
    );
    let quiet = findings(&[("app.py", &on), ("pages.py", PAGE)], "PV345");
    assert!(quiet.iter().all(|finding| finding.state == State::Dismissed), "{quiet:#?}");
}
