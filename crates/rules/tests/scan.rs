//! What the scan sees and what it lets go: names are resolved, never matched as text.

use std::sync::Arc;

use model::Confidence;
use rules::Candidate;
use semantic::FileModel;

fn scan(code: &str) -> Vec<Candidate> {
    rules::scan(&FileModel::new(Arc::new(syntax::parse(code))), "app/example.py", &rules::Settings::default())
}

/// Codes of the candidates that the scan itself does not dismiss, in source order.
fn open(code: &str) -> Vec<&'static str> {
    let is_open = |found: &&Candidate| found.dismissed.is_none() && found.callers_decide.is_none();
    scan(code).iter().filter(is_open).map(|found| found.rule.code).collect()
}

/// `code` with the place of the one candidate of `rule` taken out.
fn place<'a>(code: &'a str, rule: &str) -> &'a str {
    let found = scan(code);
    let places: Vec<_> = found.iter().filter(|found| found.rule.code == rule).collect();
    assert_eq!(places.len(), 1, "{rule} in {code}: {found:#?}");
    &code[places[0].span.range()]
}

#[test]
fn aliases_and_new_names_are_followed() {
    for (code, rule) in [
        ("import subprocess as sp\nsp.run(cmd, shell=True)", "S602"),
        ("from subprocess import run as r\nr(cmd, shell=1)", "S602"),
        ("import os\ngo = os.system\ngo(cmd)", "S605"),
        ("try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\npickle.loads(blob)", "S301"),
        ("import builtins\nbuiltins.eval(text)", "S307"),
        ("from yaml import load\nload(text)", "S506"),
        ("import requests\ns = requests.Session()\ns.get(url)", "S113"),
        ("import requests\nwith requests.Session() as s:\n    s.post(url, timeout=None)", "S113"),
        ("import requests\ndef f(s: requests.Session):\n    s.get(url, timeout=3, verify=False)", "S501"),
        ("import requests\ns = requests.Session()\ns.verify = False", "S501"),
        ("exec 'print 1' in scope", "S102"),
    ] {
        assert!(open(code).contains(&rule), "{rule} in {code}: {:?}", open(code));
    }
}

#[test]
fn what_only_has_the_name_is_let_go() {
    for code in [
        "def eval(x):\n    return x\neval(text)",
        "from mine import loads\nloads(blob)",
        "def loads(x): ...\nloads(blob)",
        "import re\npattern = re.compile('x')\npattern.exec(text)",
        "model.eval()",
        "import yaml\nyaml.load(text, yaml.SafeLoader)",
        "import yaml\nyaml.load(text, Loader=yaml.CSafeLoader)",
        "import hashlib\nhashlib.md5(data, usedforsecurity=False)",
        "import hashlib\nhashlib.new('sha256', data)",
        "import random\nrandom.seed(4)",
        "run(cmd, shell=True)\ndef run(*a, **k): ...",
        "import subprocess\nsubprocess = other\nsubprocess.run(cmd, shell=True)",
        "import requests\nrequests.get(url, timeout=3)",
        "import jinja2\njinja2.Environment(autoescape=jinja2.select_autoescape())",
        "from urllib.request import urlopen\nurlopen('https://example.com/' + page, timeout=5)",
    ] {
        // What any function does with an address or with `shell=True` is asked elsewhere.
        let codes: Vec<_> = open(code).into_iter().filter(|code| !matches!(*code, "PV102" | "S604")).collect();
        assert_eq!(codes, [""; 0], "{code}");
    }
}

#[test]
fn one_statement_is_one_finding() {
    let built = "def f(db, user_id):\n    query = f\"SELECT * FROM users WHERE id = {user_id}\"\n    return db.execute(query)\n";
    assert_eq!(place(built, "S608"), "f\"SELECT * FROM users WHERE id = {user_id}\"");
    for code in [
        "def f(db, x):\n    db.execute('SELECT a FROM b WHERE c = ' + x)",
        "def f(db, x):\n    db.execute('SELECT a FROM b WHERE c = %s' % x)",
        "def f(db, x):\n    db.execute('SELECT a FROM b WHERE c = {}'.format(x))",
        "def f(db, x):\n    db.execute('DROP TABLE ' + x)",
        "from sqlalchemy import text\ndef f(db, x):\n    db.execute(text(f'SELECT a FROM b WHERE c = {x}'))",
        "def f(db, x):\n    sql = 'SELECT a FROM b'\n    sql += f' WHERE c = {x}'\n    db.execute(sql)",
    ] {
        place(code, "S608");
    }
}

#[test]
fn sql_that_is_not_built_or_not_sql_is_let_go() {
    for code in [
        "cursor.execute('SELECT a FROM b WHERE c = %s', (x,))",
        "cursor.execute('SELECT a ' 'FROM b')",
        "def f(ids):\n    db.execute('SELECT a FROM b WHERE c IN (%s)' % ','.join('?' * len(ids)), ids)",
        "def f(ids):\n    marks = ', '.join(['%s'] * len(ids))\n    db.execute(f'SELECT a FROM b WHERE c IN ({marks})', ids)",
        "log.info(f'select {n} rows from the table')",
        "log.info(f'SELECT a FROM {table}')",
        "'%s' % name",
        "f'update {name} when you can'",
        "f'Delete from the cart: {name}'",
        "f'Select {dish} from the menu'",
        "executor.execute(f'task {name}')",
    ] {
        assert!(!open(code).contains(&"S608"), "{code}: {:#?}", scan(code));
    }
}

#[test]
fn sql_that_nothing_runs_has_less_weight() {
    let found = scan("def f(x):\n    return f'SELECT a FROM b WHERE c = {x}'");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].confidence, Some(Confidence::Low));
    assert_eq!(found[0].cvss, found[0].rule.cvss_unconfirmed);
}

#[test]
fn argument_lists_are_read_by_no_shell() {
    let s603 = |code: &str| {
        let found = scan(&format!("import subprocess, sys\n{code}"));
        let it = found.into_iter().find(|found| found.rule.code == "S603").expect("a candidate");
        (it.dismissed.is_some(), it.focus.len())
    };
    assert_eq!(s603("subprocess.run(['convert', name, 'out.jpg'])"), (true, 0));
    assert_eq!(s603("subprocess.run(['git'] + names)"), (true, 0));
    assert_eq!(s603("subprocess.run([sys.executable, '-m', name])"), (true, 0));
    assert_eq!(s603("subprocess.run(['sh', '-c', 'sort \"$1\"', 'sh', name])"), (true, 0));
    assert_eq!(s603("subprocess.run(['sh', '-c', 'sort ' + name])"), (false, 1));
    assert_eq!(s603("subprocess.run(['/bin/bash', '-c', name])"), (false, 1));
    assert_eq!(s603("subprocess.run(['sudo', '-u', 'app', 'sh', '-c', name])"), (false, 1));
    assert_eq!(s603("subprocess.run(['env', 'A=1', 'sh', '-c', name])"), (false, 1));
    assert_eq!(s603("subprocess.run([sys.executable, '-c', name])"), (false, 1));
    assert_eq!(s603("subprocess.run(['ssh', 'host', name, 'x'])"), (false, 1));
    assert_eq!(s603("subprocess.run([name, 'x'])"), (false, 1));
    assert_eq!(s603("subprocess.run([*names])"), (false, 1));
    assert_eq!(s603("subprocess.run(names)"), (false, 1));
}

#[test]
fn a_program_without_a_path_matters_where_path_can_be_chosen() {
    let s607 = |code: &str| {
        let found = scan(&format!("import os, subprocess\n{code}"));
        found.into_iter().find(|found| found.rule.code == "S607").map(|found| found.dismissed.is_none())
    };
    assert_eq!(s607("subprocess.run(['git', 'log'])"), Some(false));
    assert_eq!(s607("subprocess.run('git log', shell=True)"), Some(false));
    assert_eq!(s607("subprocess.run(['/usr/bin/git', 'log'])"), None);
    assert_eq!(s607("subprocess.run([tool, 'log'])"), None);
    assert_eq!(s607("subprocess.run(['sudo', 'reboot'])"), Some(true));
    assert_eq!(s607("subprocess.run(['./run.sh'])"), Some(true));
    assert_eq!(s607("os.environ['PATH'] = here\nsubprocess.run(['git', 'log'])"), Some(true));
    assert_eq!(s607("subprocess.run(['git', 'log'], env={'PATH': here})"), Some(true));
    assert_eq!(s607("subprocess.run(['git', 'log'], env={'PATH': os.environ['PATH']})"), Some(false));
}

#[test]
fn a_caller_who_gives_the_whole_path_is_no_traversal() {
    assert!(open("def read(path):\n    return open(path).read()").is_empty());
    assert_eq!(open("def read(name):\n    return open('/srv/' + name).read()"), ["PV101"]);
    assert_eq!(open("def view(request, name):\n    return open(name).read()"), ["PV101"]);
    assert_eq!(open("@app.get('/x')\ndef view(name):\n    return open(name).read()"), ["PV101"]);
    assert!(open("open('/etc/app.conf')").is_empty());
    // The application limits what it takes, so that only the path is the matter.
    let upload = "from flask import request\nimport zipfile\napp.config['MAX_CONTENT_LENGTH'] = 1_000_000\n";
    assert!(open(&format!("{upload}zipfile.ZipFile(request.files['archive'])")).is_empty());
    assert_eq!(open(&format!("{upload}zipfile.ZipFile(request.files['archive'].filename)")), ["PV101"]);
}

#[test]
fn a_fixed_host_is_no_forged_request() {
    let open = |code: &str| open(&format!("import requests\n{code}"));
    assert_eq!(open("def f(host):\n    requests.get(f'http://{host}/', timeout=3)"), ["PV102"]);
    assert_eq!(open("def f(host):\n    requests.request('GET', 'http://' + host, timeout=3)"), ["PV102"]);
    assert!(open("def f(name):\n    requests.get(f'https://example.com/{name}', timeout=3)").is_empty());
    assert!(open("def f(url):\n    requests.get(url, timeout=3)").is_empty());
}

#[test]
fn an_argument_behind_stars_is_uncertain() {
    let found = scan("import requests\nrequests.get(url, **options)");
    let timeout = found.iter().find(|found| found.rule.code == "S113").expect("a candidate");
    assert_eq!(timeout.confidence, Some(Confidence::Low));
    let spelled = scan("import requests\nrequests.get(url, **{'timeout': 3})");
    let timeout = spelled.iter().find(|found| found.rule.code == "S113").expect("a candidate, as Ruff sees no limit");
    assert!(timeout.dismissed.is_some());
}

#[test]
fn secrets_carry_the_bytes_to_mask() {
    let code = "db.connect(password='Heron-slate-404')";
    let found = scan(code);
    let argument = found.iter().find(|found| found.rule.code == "S106").expect("a candidate");
    assert!(found.iter().all(|found| found.secret.map(|span| &code[span.range()]) == Some("Heron-slate-404")));
    assert!(!argument.message.contains("Heron"));
    assert_eq!(place("def f(password='Heron-slate-404'): ...", "S107"), "'Heron-slate-404'");
    assert_eq!(place("if user.password == 'Heron-slate-404': ...", "S105"), "'Heron-slate-404'");
    assert_eq!(place("c = {'api_key': 'Heron-slate-404'}", "S105"), "'Heron-slate-404'");
}

#[test]
fn names_around_a_random_number_decide() {
    let s311 = |code: &str| {
        let found = scan(&format!("import random\n{code}"));
        let it = found.into_iter().find(|found| found.rule.code == "S311").expect("a candidate");
        (it.dismissed.is_some(), it.confidence)
    };
    assert_eq!(s311("def generate_token():\n    return str(random.randint(1, 9))"), (false, Some(Confidence::High)));
    assert_eq!(s311("user.otp = random.randint(1, 9)"), (false, Some(Confidence::High)));
    assert_eq!(s311("save(reset_token=random.random())"), (false, Some(Confidence::High)));
    assert_eq!(s311("time.sleep(random.random())"), (true, None));
    assert_eq!(s311("jitter = random.uniform(0, 1)"), (true, None));
    assert_eq!(s311("value = random.random()"), (false, Some(Confidence::Low)));
}

/// Nothing panics and nothing takes long, whatever is pasted.
#[test]
fn hostile_texts_are_scanned() {
    let deep_sum = "x = ".to_owned() + &"'a' + ".repeat(20_000) + "b";
    let nested = "x = ".to_owned() + &"f(".repeat(3_000) + &")".repeat(3_000);
    let grown = "sql = 'SELECT'\n".to_owned() + &"sql += f'{a}'\ndb.execute(sql)\n".repeat(500);
    let names = (0..2_000).map(|at| format!("a{} = a{at} + 'x'", at + 1)).collect::<Vec<_>>().join("\n");
    let many = "f(".to_owned() + &"random.random(), ".repeat(20_000) + ")\nimport random\n";
    let chain = "db".to_owned() + &".execute(f'SELECT {a} FROM b')".repeat(900);
    for code in [
        &deep_sum,
        &nested,
        &grown,
        &names,
        &many,
        &chain,
        "password = '\u{1F511}é'\n$\n'%(' % x\n'{' .format(x)\nf'{'",
        "f'/tmp/",
        "'SELECT * FROM t WHERE %(a' % {'a': b}",
        "'%",
    ] {
        let _ = scan(code);
    }
}
