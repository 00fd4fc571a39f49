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
def rows(cursor, team):
    cursor.execute('SELECT * FROM rows WHERE team = %s' % team)
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

/// What runs as code is worth a path over a guess, but not where a request is somewhere behind most objects.
#[test]
fn a_guess_on_the_way_to_what_runs_as_code() {
    let views = VIEWS
        .replace("urlopen(request.args['url']).read()", "str(eval(shorten(request.args['url'])))")
        .replace("from flask", "from links import shorten\nfrom flask");
    let small = finding(&[("views.py", &views), ("reports.py", "TABLE = 'reports'\n")], "S307");
    assert!(small.attack_path.is_some() && small.severity < Severity::Critical, "{small:?}");
    let large = in_large("views.py", &views, "S307");
    assert_eq!((large.state, large.severity, large.attack_path), (State::Open, Severity::Low, None));
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

/// A view that asks a function of another file before it sends visitors on.
const LOGIN: &str = "\
from flask import Flask, redirect, request
from links import is_safe_url

app = Flask(__name__)


@app.get('/login')
def login():
    target = request.args['next']
    if not is_safe_url(target):
        return redirect('/')
    return redirect(target)
";

#[test]
fn a_check_of_the_projects_own_that_cannot_be_judged() {
    let thorough = "\
from urllib.parse import urlparse


def is_safe_url(target):
    seen = known_hosts(urlparse(target).hostname)
    return any(seen)
";
    let checked = finding(&[("views.py", LOGIN), ("links.py", thorough)], "PV201");
    assert_eq!((checked.state, checked.severity), (State::Open, Severity::Low));
    // Asked behind something else.
    let both = LOGIN.replace("if not is_safe_url(target):", "if not (target and is_safe_url(target)):");
    let checked = finding(&[("views.py", &both), ("links.py", thorough)], "PV201");
    assert_eq!((checked.state, checked.severity), (State::Open, Severity::Low));
    // One that is in sight and looks at the beginning alone keeps nobody here.
    let weak = "def is_safe_url(target):\n    return target.startswith('http')\n";
    let passed = finding(&[("views.py", LOGIN), ("links.py", weak)], "PV201");
    assert!(passed.attack_path.is_some() && passed.severity == Severity::Medium, "{passed:?}");
    // Nor does one that asks for the scheme alone.
    let scheme = "from urllib.parse import urlparse\n\n\ndef is_safe_url(target):\n    return urlparse(target).scheme in ('http', 'https')\n";
    let passed = finding(&[("views.py", LOGIN), ("links.py", scheme)], "PV201");
    assert!(passed.attack_path.is_some() && passed.severity == Severity::Medium, "{passed:?}");
    let unchecked = LOGIN.replace("if not is_safe_url(target)", "if not target");
    let open = finding(&[("views.py", &unchecked), ("links.py", thorough)], "PV201");
    assert!(open.attack_path.is_some() && open.severity == Severity::Medium, "{open:?}");
}

#[test]
fn what_only_the_visitors_own_browser_sends() {
    let back = VIEWS.replace("urlopen(request.args['url']).read()", "redirect(request.headers['Referer'])");
    let back = back.replace("import Flask", "import Flask, redirect");
    let finding = finding(&[("views.py", &back), ("reports.py", REPORTS)], "PV201");
    assert_eq!((finding.state, finding.severity), (State::Open, Severity::Low));
}

#[test]
fn one_of_the_known_ones() {
    let chosen = "\
from flask import Flask, abort, request
from urllib.request import urlopen

app = Flask(__name__)


@app.get('/details')
def details():
    link = request.args['link']
    release = next((release for release in releases() if release.link == link), None)
    if not release:
        abort(404)
    return urlopen(link).read()
";
    let known = finding(&[("views.py", chosen), ("reports.py", REPORTS)], "PV102");
    assert_eq!((known.state, known.severity), (State::Open, Severity::Low));
}

/// Files enough to be a program whose functions are there for each other, and one that its operator starts.
fn large(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let others = (0..45).map(|number| (format!("parts/part{number}.py"), format!("SIZE = {number}\n")));
    let main =
        ("main.py".to_owned(), "import argparse\n\nARGUMENTS = argparse.ArgumentParser().parse_args()\n".to_owned());
    let given = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    given.chain(others).chain([main]).collect()
}

fn in_large(path: &str, text: &str, rule: &str) -> Finding {
    let files = large(&[(path, text)]);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    finding(&files, rule)
}

#[test]
fn who_calls_the_functions_of_a_large_program() {
    const FIND: &str = "\
import ldap3


def find(link: ldap3.Connection, name):
    link.search('dc=example', '(uid=' + name + ')')
";
    const RUN: &str = "import subprocess\n\n\ndef run(command):\n    subprocess.run('svn ' + command, shell=True)\n";
    assert!(finding(&[("steps.py", RUN), ("more.py", "SIZE = 1\n")], "S602").attack_path.is_some());
    let within = in_large("steps.py", RUN, "S602");
    assert_eq!((within.state, within.severity, within.attack_path), (State::Open, Severity::Low, None));
    // What is put into a query's text is wrong whoever brings it.
    let unshown = in_large("people.py", FIND, "PV203");
    assert_eq!((unshown.state, unshown.severity, unshown.attack_path), (State::Open, Severity::Medium, None));
    // A library in which one module tries itself out is no program.
    let mut library = large(&[("steps.py", RUN)]);
    library.retain(|(path, _)| path != "main.py");
    library.push((
        "tried.py".to_owned(),
        "if __name__ == '__main__':\n    import argparse\n\n    argparse.ArgumentParser()\n".to_owned(),
    ));
    let library: Vec<(&str, &str)> = library.iter().map(|(path, text)| (&**path, &**text)).collect();
    assert!(finding(&library, "S602").attack_path.is_some());
    // A request that is seen to get there is one here as well.
    let run_as_code = in_large("amounts.py", "def amount(text):\n    return eval(text)\n", "S307");
    assert_eq!((run_as_code.severity, run_as_code.attack_path), (Severity::Medium, None));
    assert!(in_large("views.py", VIEWS, "PV102").attack_path.is_some());
}

#[test]
fn words_of_a_large_program_are_rarely_its_passwords() {
    let word = "ADMIN_PASSWORD = 'larchfinch'\n";
    assert_eq!(finding(&[("names.py", word)], "S105").severity, Severity::High);
    assert_eq!(in_large("names.py", word, "S105").severity, Severity::Low);
    assert_eq!(in_large("names.py", "ADMIN_PASSWORD = 'Larch-finch-404'\n", "S105").severity, Severity::High);
    assert_eq!(in_large("names.py", "SECRET_KEY = 'larchfinch'\n", "S105").severity, Severity::High);
}

#[test]
fn forms_that_no_link_sends() {
    let view = |part: &str| {
        VIEWS
            .replace("urlopen(request.args['url']).read()", &format!("redirect(request.{part}['next'])"))
            .replace("import Flask", "import Flask, redirect")
            .replace("app.get", "app.post")
    };
    let severity = |text: &str| finding(&[("views.py", text), ("reports.py", REPORTS)], "PV201").severity;
    assert_eq!(severity(&view("form")), Severity::Low);
    assert_eq!(severity(&view("args")), Severity::Medium);
}

#[test]
fn a_server_in_front_speaks_https() {
    let settings = |more: &str| {
        format!(
            "SECRET_KEY = read_key()\nINSTALLED_APPS = ['django.contrib.auth', 'shop']\nROOT_URLCONF = 'shop.urls'\n{more}"
        )
    };
    let state = |more: &str| finding(&[("shop/settings.py", &settings(more))], "PV305").state;
    assert_eq!(state(""), State::Open);
    assert_eq!(state("SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')\n"), State::Dismissed);
    assert_eq!(state("SECURE_PROXY_SSL_HEADER = None\n"), State::Open);
}

/// Texts that explain settings show what settings look like; a file of settings inside of another one is one.
#[test]
fn examples_in_the_documentation_of_settings() {
    let of = |name: &str| {
        format!("webhook:\n  {name}: |-\n    Set it so:\n    api_key: 'c3b8e1a94f0d47e2b6a5'\n  size: 3\n")
    };
    let found = |name: &str| findings(&[("settings.yaml", &of(name))], "PV154").len();
    assert_eq!((found("description"), found("application.properties")), (0, 1));
}

/// A row that comes back into a statement is as bad as who may write it, and no visitor is seen to.
#[test]
fn rows_that_become_part_of_a_statement() {
    const AGAIN: &str = "\
import sqlite3


def names():
    cursor = sqlite3.connect('shop.db').cursor()
    cursor.execute('SELECT kind FROM parts')
    for (kind,) in cursor.fetchall():
        cursor.execute(f\"SELECT name FROM kinds WHERE id = '{kind}'\")
        yield cursor.fetchone()
";
    assert!(finding(&[("again.py", AGAIN)], "S608").severity >= Severity::Medium);
    assert_eq!(finding(&[("again.py", AGAIN), ("views.py", VIEWS)], "S608").severity, Severity::Low);
}

/// One hop more: the data goes into a list and out of it again, in a function of its own.
fn followed_over(hops: usize) -> (&'static str, String) {
    let step = |at: usize| {
        format!(
            "def step{at}(value):\n    held = []\n    held.append(value)\n    for item in held:\n        return item\n\n\n"
        )
    };
    let mut text: String = (0..hops).map(step).collect();
    text += "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.get('/read')\ndef read():\n    name = request.args['name']\n";
    text.extend((0..hops).map(|at| format!("    name = step{at}(name)\n")));
    ("ways.py", text + "    return open(name).read()\n")
}

#[test]
fn data_that_goes_far_through_collections() {
    let seen = |hops: usize| {
        let (path, text) = followed_over(hops);
        (finding(&[(path, &text), ("views.py", VIEWS)], "PV101"), in_large(path, &text, "PV101"))
    };
    let (near, near_in_large) = seen(1);
    assert!(near.attack_path.is_some() && near.severity == Severity::High, "{near:?}");
    assert!(near_in_large.attack_path.is_some() && near_in_large.severity == Severity::High, "{near_in_large:?}");
    // A small program is followed to its end; in a large one so long a way is a guess.
    let (far, far_in_large) = seen(4);
    assert!(far.attack_path.is_some() && far.severity == Severity::High, "{far:?}");
    assert!(far_in_large.attack_path.is_none() && far_in_large.severity == Severity::Low, "{far_in_large:?}");
}

#[test]
fn one_injection_is_told_once() {
    let part = "from flask import Flask\n\nimport shop.db\n\napp = Flask(__name__)\n\n\n@app.get('/<number>')\ndef add(number):\n    cursor = shop.db.cursor()\n    \
                rows = ', '.join(['(%s, (SELECT id FROM role WHERE name = %%s))' % number])\n    \
                cursor.execute('INSERT INTO setting(a, b) VALUES ' + rows, ['x'])\n    return ''\n";
    let open = |finding: &Finding| finding.state == State::Open;
    let found: Vec<Finding> = findings(&[("add.py", part)], "S608").into_iter().filter(open).collect();
    assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [12], "{found:#?}");
}

#[test]
fn settings_that_another_module_takes_over() {
    let base = "DEBUG = False\nALLOWED_HOSTS = ['*']\nINSTALLED_APPS = ['shop']\n";
    let alone = finding(&[("shop/settings/base.py", base), ("shop/views.py", VIEWS)], "PV302");
    assert_eq!(alone.severity, Severity::Medium);
    let site = "from .base import *\n\nLANGUAGE_CODE = 'de'\n";
    let files = [("shop/settings/base.py", base), ("shop/settings/site.py", site), ("shop/views.py", VIEWS)];
    assert_eq!(finding(&files, "PV302").severity, Severity::Low);
}

#[test]
fn a_mapping_that_another_file_goes_through() {
    let sets = "def change(user, values):\n    for key, value in values.items():\n        setattr(user, key, value)\n";
    let view = "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.post('/user')\ndef edit():\n    change(load(), request.get_json())\n    return ''\n";
    let open =
        |files: &[(&str, &str)]| findings(files, "PV213").into_iter().find(|finding| finding.state == State::Open);
    let here = open(&[("app.py", &format!("{sets}\n\n{view}")), ("views.py", VIEWS)]).expect("found in one file");
    assert!(here.attack_path.is_some() && here.severity >= Severity::Medium, "{here:?}");
    let view = format!("from users import change\n{view}");
    let apart = [("users.py", sets), ("app.py", &*view)];
    let found = open(&apart).expect("found in two files");
    assert!(found.attack_path.is_some() && found.severity >= Severity::Medium, "{found:?}");
    let files = large(&apart);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    assert!(open(&files).is_none_or(|finding| finding.severity == Severity::Low && finding.attack_path.is_none()));
}

#[test]
fn stored_templates_of_a_language_that_runs_no_code() {
    let mails = |module: &str| {
        format!(
            "from {module} import Template\n\nfrom shop.models import Notice\n\n\ndef send():\n    for notice in Notice.objects.filter(active=True):\n        \
             yield Template(notice.subject)\n"
        )
    };
    let stored = |module: &str| finding(&[("mails.py", &mails(module)), ("views.py", VIEWS)], "PV205").severity;
    assert_eq!((stored("django.template"), stored("jinja2")), (Severity::Low, Severity::Medium));
}

/// A function that evaluates what it is given is a trap for whoever calls it next, also where no request is seen to come to it.
#[test]
fn functions_that_evaluate_what_they_are_given() {
    let beside = |text: &str, rule: &str| finding(&[("amounts.py", text), ("views.py", VIEWS)], rule).severity;
    assert_eq!(beside("def amount(text):\n    return eval(text)\n", "S307"), Severity::Medium);
    assert_eq!(beside("def run(text):\n    exec(text)\n", "S102"), Severity::Medium);
    assert_eq!(
        beside("from tidy import tidy\n\n\ndef amount(text):\n    return eval(tidy(text))\n", "S307"),
        Severity::Low
    );
    let path = "def read(name):\n    return open('/srv/' + name).read()\n";
    assert_eq!(beside(path, "PV101"), Severity::Low);
}
