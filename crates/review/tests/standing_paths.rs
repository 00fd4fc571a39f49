//! What a large program says of the way that data takes: checks of its own, helpers in other files, questions for rights.

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

fn findings(files: &[(&str, &str)], rule: &str) -> Vec<Finding> {
    let parts = (0..45).map(|number| (format!("parts/part{number}.py"), format!("SIZE = {number}\n")));
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).chain(parts);
    let files = files.map(|(path, text)| SourceFile { path, text: text.into() }).collect();
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.rule == rule && finding.state == State::Open);
    findings
}

fn finding(files: &[(&str, &str)], rule: &str) -> Finding {
    let mut findings = findings(files, rule);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

const VIEW: &str = "\
from flask import Flask, abort, request, send_file

from trees import is_known, label, validate_tree

app = Flask(__name__)


@app.get('/tree')
def tree():
    name = request.args['name']
    # HERE
    return send_file('/srv/trees/' + name)
";
const TREES: &str = "\
import os
from pathlib import Path


def validate_tree(name):
    if len(name) != load_length():
        raise ValueError(name)


def is_known(name):
    return find_tree(name) is not None


def label(name):
    return 'tree ' + name
";

/// A check whose meaning nobody knows is no attack path in a large program; looking whether something exists is no check.
#[test]
fn checks_of_the_projects_own() {
    let seen = |line: &str| finding(&[("views.py", &VIEW.replace("# HERE", line)), ("trees.py", TREES)], "PV101");
    let unchecked = seen("title = label(name)");
    assert!(unchecked.attack_path.is_some() && unchecked.severity == Severity::High, "{unchecked:?}");
    let checked = seen("validate_tree(name)");
    assert_eq!((checked.severity, checked.attack_path), (Severity::Low, None));
    let asked = seen("if not is_known(name):\n        abort(404)");
    assert_eq!((asked.severity, asked.attack_path), (Severity::Low, None));
    let other = seen("if not is_known(request.args['of']):\n        abort(404)");
    assert!(other.attack_path.is_some() && other.severity == Severity::High, "{other:?}");
    let text = seen("if name.endswith('.txt'):\n        abort(404)");
    assert!(text.attack_path.is_some() && text.severity == Severity::High, "{text:?}");
}

/// What only asks how a name ends lets every folder through, in whichever file it stands; what asks for the stem as well may not.
#[test]
fn questions_about_the_ending() {
    let view = VIEW.replace("import is_known,", "import allowed_file, is_known,");
    let view = view.replace("# HERE", "if not allowed_file(name):\n        abort(404)");
    let seen = |body: &str| {
        let trees = format!("{TREES}\n\nENDINGS = {{'csv'}}\n\n\ndef allowed_file(name):\n    {body}\n");
        finding(&[("views.py", &view), ("trees.py", &trees)], "PV101")
    };
    for body in [
        "return '.' in name and name.rsplit('.', 1)[1].lower() in ENDINGS",
        "_, ending = os.path.splitext(name)\n    return ending in ENDINGS",
        "return Path(name).suffix in ENDINGS",
    ] {
        let found = seen(body);
        assert!(found.attack_path.is_some() && found.severity == Severity::High, "{body}: {found:?}");
    }
    for body in [
        "stem, ending = os.path.splitext(name)\n    return stem.isalnum() and ending in ENDINGS",
        "return name.endswith('.csv') and load(name).is_public",
        "parts = name.rsplit('.', 1)\n    return parts[0].isalnum() and parts[1] in ENDINGS",
    ] {
        let found = seen(body);
        assert_eq!((found.severity, found.attack_path), (Severity::Low, None), "{body}");
    }
}

/// What many functions hand to a helper, each knows why.
#[test]
fn a_path_into_a_helper_of_another_file() {
    let helper = "from flask import send_file\n\n\ndef send(name):\n    return send_file('/srv/trees/' + name)\n";
    let view = VIEW.replace("send_file('/srv/trees/' + name)", "send(name)");
    let view = view.replace("from trees import is_known, label, validate_tree", "from helper import send");
    let found = finding(&[("views.py", &view), ("helper.py", helper)], "PV101");
    assert!(found.attack_path.is_some() && found.severity == Severity::Medium, "{found:?}");
}

/// Who asks for rights before gives them.
#[test]
fn rights_that_are_given_behind_a_question_for_rights() {
    let view = "\
from flask import Flask, request

from accounts import create_user, require_permissions

app = Flask(__name__)


@app.post('/users')
def add():
    # HERE
    create_user(name=request.json['name'], role=request.json['role'])
    return ''
";
    let accounts = "def require_permissions(wanted):\n    pass\n\n\ndef create_user(name, role):\n    pass\n";
    let open = finding(&[("views.py", view), ("accounts.py", accounts)], "PV414");
    assert!(open.attack_path.is_some() && open.severity == Severity::High, "{open:?}");
    let asked = view.replace("# HERE", "require_permissions(['add users'])");
    let asked = finding(&[("views.py", &asked), ("accounts.py", accounts)], "PV414");
    assert_eq!((asked.severity, asked.attack_path), (Severity::Low, None));
}

/// A page that only a developer's own machine has.
#[test]
fn routes_that_are_added_for_debugging() {
    let debug = "\
from flask import Blueprint, request, send_file

pages = Blueprint('debug', __name__)


@pages.get('/debug/file')
def file():
    return send_file(request.args['name'])
";
    let app = "\
import os

from flask import Flask

import debug

app = Flask(__name__)
if os.environ.get('FLASK_DEBUG'):
    app.register_blueprint(debug.pages)
";
    let for_all = app.replace("if os.environ.get('FLASK_DEBUG'):\n    ", "");
    let open = finding(&[("app.py", &for_all), ("debug.py", debug)], "PV101");
    assert_eq!(open.severity, Severity::High);
    assert_eq!(finding(&[("app.py", app), ("debug.py", debug)], "PV101").severity, Severity::Low);
}

const SHOWN: &str = "\
import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.get('/size')
def size():
    path = request.args['path']
    # HERE
    return '<p>' + path + '</p>'
";

/// The name of a file that is there is nobody's script, as far as one can see; a path stays what it is.
#[test]
fn names_of_files_that_were_found() {
    let seen = |line: &str| finding(&[("views.py", &SHOWN.replace("# HERE", line))], "PV206");
    let any = seen("path = path.strip()");
    assert!(any.attack_path.is_some() && any.severity >= Severity::Medium, "{any:?}");
    for there in ["os.path.isdir(path)", "os.path.exists(path)", "Path(path).is_file()"] {
        let text = SHOWN.replace("import os\n", "import os\nfrom pathlib import Path\n");
        let found =
            finding(&[("views.py", &text.replace("# HERE", &format!("if not {there}:\n        abort(404)")))], "PV206");
        assert_eq!((found.severity, found.attack_path), (Severity::Low, None), "{there}");
    }
    let absent = seen("if os.path.exists(path):\n        abort(409)");
    assert!(absent.attack_path.is_some() && absent.severity >= Severity::Medium, "{absent:?}");
    let opened = VIEW.replace("# HERE", "if not os.path.exists(name):\n        abort(404)");
    let opened = finding(&[("views.py", &opened.replace("from flask", "import os\n\nfrom flask"))], "PV101");
    assert!(opened.attack_path.is_some() && opened.severity == Severity::High, "{opened:?}");
}

/// A list that may hold a word which lets everything through was looked at all the same.
#[test]
fn lists_that_whoever_wrote_them_may_open() {
    let seen = |test: &str| {
        let line = format!("allowed = load_allowed()\n    if {test}:\n        abort(404)");
        finding(&[("views.py", &VIEW.replace("# HERE", &line)), ("trees.py", TREES)], "PV101")
    };
    let listed = seen("name not in allowed and '*' not in allowed");
    assert_eq!((listed.severity, listed.attack_path), (Severity::Low, None));
    for open in ["name not in allowed and not request.args.get('force')", "name not in allowed and '*' not in others"] {
        let open = seen(open);
        assert!(open.attack_path.is_some() && open.severity == Severity::High, "{open:?}");
    }
}
