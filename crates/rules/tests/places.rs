//! What the place itself says about a candidate, where a page's examples cannot ask for it.

use std::sync::Arc;

use model::Confidence;
use rules::Candidate;
use semantic::FileModel;

/// The candidates of one rule.
fn found(rule: &str, code: &str) -> Vec<Candidate> {
    let file = FileModel::new(Arc::new(syntax::parse(code)));
    let mut found = rules::scan(&file, "example.py", &rules::Settings::default());
    found.retain(|candidate| candidate.rule.code == rule);
    found
}

#[test]
fn a_mode_is_judged_by_its_bits() {
    let dismissed = |mode: &str| {
        let code = format!("import os, stat\nos.chmod(path, {mode})\n");
        found("S103", &code).first().map(|candidate| candidate.dismissed.is_some())
    };
    for (mode, expected) in [
        ("0o777", Some(false)),
        ("0o002", Some(false)),
        ("0o602", Some(false)),
        ("old | stat.S_IRWXO", Some(false)),
        ("0o755", Some(true)),
        ("0o010", Some(true)),
        ("stat.S_IRWXU | stat.S_IXGRP", Some(true)),
        ("0o664", Some(true)),
        ("0o100644", Some(true)),
        ("0o777 & ~0o022", Some(true)),
        ("0o700 & ~0o022", None),
        ("(old | 0o777) & 0o700", None),
        ("0o644", None),
        ("old & stat.S_IWOTH", None),
        ("old", None),
    ] {
        assert_eq!(dismissed(mode), expected, "{mode}");
    }
}

#[test]
fn ruff_looks_at_chmod_as_it_is_written() {
    let beyond = |code: &str| found("S103", &format!("import os, pathlib, stat\n{code}")).first().map(|one| one.beyond);
    assert_eq!(beyond("os.chmod(a, 0o777)"), Some(false));
    assert_eq!(beyond("os.chmod(a, old | stat.S_IWOTH)"), Some(false));
    assert_eq!(beyond("MODE = 0o777\nos.chmod(a, MODE)"), Some(true));
    assert_eq!(beyond("os.lchmod(a, 0o777)"), Some(true));
    assert_eq!(beyond("pathlib.Path(a).chmod(0o777)"), Some(true));
}

#[test]
fn debug_mode_for_development_weighs_less() {
    let weighs_less = |lines: &str| {
        let code = format!("import os\nfrom flask import Flask\napp = Flask(__name__)\n{lines}");
        let found = found("S201", &code);
        assert_eq!(found.len(), 1, "{lines}");
        found[0].cvss.is_some() && found[0].confidence == Some(Confidence::Low)
    };
    assert!(weighs_less("if os.environ.get('ENV') == 'development':\n    app.run(debug=True)\n"));
    assert!(weighs_less("if 'dev' == os.environ['ENV']:\n    if port:\n        app.run(port=port, debug=True)\n"));
    for lines in [
        "app.run(debug=True)\n",
        "if __name__ == '__main__':\n    app.run(debug=True)\n",
        "if os.environ.get('ENV') != 'development':\n    app.run(debug=True)\n",
        "if os.environ.get('ENV') == 'development':\n    pass\nelse:\n    app.run(debug=True)\n",
    ] {
        assert!(!weighs_less(lines), "{lines}");
    }
}

#[test]
fn a_key_is_judged_by_its_size() {
    let is_found = |size: &str| {
        let code = format!("from Crypto.PublicKey import RSA\nRSA.generate({size})\n");
        !found("S505", &code).is_empty()
    };
    for (size, expected) in
        [("2047", true), ("1024", true), ("512", true), ("2048", false), ("4096", false), ("size", false), ("0", false)]
    {
        assert_eq!(is_found(size), expected, "{size}");
    }
}

/// For each candidate of a rule: the text that it points at, whether it is dismissed, whether Ruff has no such row.
fn rows(rule: &str, code: &str) -> Vec<(String, bool, bool)> {
    let found = found(rule, code).into_iter();
    found.map(|one| (code[one.span.range()].to_owned(), one.dismissed.is_some(), one.beyond)).collect()
}

fn row(text: &str, dismissed: bool, beyond: bool) -> Vec<(String, bool, bool)> {
    vec![(text.to_owned(), dismissed, beyond)]
}

#[test]
fn an_assert_weighs_what_it_decides() {
    let weight = |code: &str| found("S101", code).first().map(|one| (one.cvss.is_some(), one.confidence));
    assert_eq!(weight("assert user.is_admin"), Some((true, None)));
    assert_eq!(weight("assert amount > 0"), Some((false, Some(Confidence::Medium))));
    assert_eq!(weight("assert isinstance(x, str)"), Some((false, Some(Confidence::Low))));
    assert_eq!(weight("assert match is not None"), Some((false, Some(Confidence::Low))));
    for test in [
        "def test_a():\n    assert x",
        "class TestA:\n    def check(self):\n        def inner():\n            assert x",
        "class ATestCase(Base):\n    assert x",
    ] {
        assert_eq!(rows("S101", test), row("assert x", true, false), "{test}");
    }
    let typing = "import typing\nif typing.TYPE_CHECKING:\n    assert x\n";
    assert_eq!(rows("S101", typing), row("assert x", true, true));
    let otherwise = "import typing\nif typing.TYPE_CHECKING:\n    pass\nelse:\n    assert x\n";
    assert_eq!(rows("S101", otherwise), row("assert x", false, false));
}

#[test]
fn a_dropped_exception_is_judged_by_what_is_tried() {
    let judged = |tried: &str| {
        let code = format!("try:\n    {tried}\nexcept Exception:\n    pass\n");
        found("S110", &code).first().map(|one| (one.dismissed.is_some(), one.cvss.is_some()))
    };
    assert_eq!(judged("save(order)"), Some((false, false)));
    assert_eq!(judged("connection.close()"), Some((true, false)));
    assert_eq!(judged("await self.client.disconnect()"), Some((true, false)));
    assert_eq!(judged("import fast"), Some((true, false)));
    assert_eq!(judged("tokens.verify(header)"), Some((false, true)));
    assert_eq!(judged("user = tokens.verify(header)"), Some((false, false)), "what it gives is used");
    assert_eq!(judged("verify(header)\n    serve()"), Some((false, false)), "nobody gets past it");
}

#[test]
fn a_handler_is_one_of_everything_or_of_named_exceptions() {
    let handler = |classes: &str| {
        let code = format!("Every = Exception\ntry:\n    save()\nexcept{classes}:\n    pass\n");
        found("S110", &code).first().map(|one| one.beyond)
    };
    assert_eq!(handler(""), Some(false));
    assert_eq!(handler(" Exception as e"), Some(false));
    assert_eq!(handler(" (KeyError, BaseException)"), Some(false));
    assert_eq!(handler(" Every"), Some(true));
    assert_eq!(handler(" KeyError"), None);
    assert_eq!(handler(" self.Exception"), None);
}

#[test]
fn a_projects_settings_widen_what_is_looked_at() {
    let settings = rules::Settings {
        check_typed_exception: true,
        temp_directories: vec!["/scratch".to_owned()],
        ..rules::Settings::default()
    };
    let rows = |code: &str| {
        let file = FileModel::new(Arc::new(syntax::parse(code)));
        let found = rules::scan(&file, "example.py", &settings);
        found.iter().map(|one| (one.rule.code, one.beyond)).collect::<Vec<_>>()
    };
    assert_eq!(rows("try:\n    save()\nexcept KeyError:\n    pass\n"), [("S110", false)]);
    assert_eq!(
        rows("for x in y:\n    try:\n        save()\n    except (KeyError,):\n        continue\n"),
        [("S112", false)]
    );
    assert_eq!(rows("x = '/scratch/x'"), [("S108", false)]);
    assert_eq!(rows("x = '/tmp/x'"), []);
}

#[test]
fn parts_of_texts_are_paths_and_addresses_too() {
    assert_eq!(rows("S104", "x = f'{a}0.0.0.0{b}'"), row("0.0.0.0", false, false));
    assert_eq!(rows("S104", "x = f'0.0.0.0:{port}'"), []);
    assert_eq!(rows("S108", "x = f'/tmp/{name}'"), row("/tmp/", false, false));
    assert_eq!(rows("S108", "x = f'{root}/tmp/x'"), row("/tmp/x", true, false));
    let sure = |code: &str| found("S108", code).first().and_then(|one| one.confidence);
    assert_eq!(sure("x = '/tmp/app.log'"), Some(Confidence::Medium));
    assert_eq!(sure("x = '/tmp'"), Some(Confidence::Low), "a folder is no file yet");
    assert_eq!(rows("S108", "x = '/tmpfs/x'"), row("'/tmpfs/x'", true, false));
    assert_eq!(rows("S108", "x = '/tmp is full'"), row("'/tmp is full'", true, false));
    assert_eq!(rows("S108", "import tempfile\ntempfile.mkdtemp(dir='/tmp')"), row("'/tmp'", true, true));
    assert_eq!(rows("S108", "import tempfile as t\nm = t.mkdtemp\nm(dir='/tmp')"), row("'/tmp'", true, false));
}

#[test]
fn what_listens_is_told_by_its_name() {
    let address = |code: &str| found("S104", code).first().map(|one| (one.dismissed.is_some(), one.confidence));
    assert_eq!(address("app.run(host='0.0.0.0')"), Some((false, Some(Confidence::High))));
    assert_eq!(address("sock.bind(('0.0.0.0', 80))"), Some((false, Some(Confidence::High))));
    assert_eq!(address("BIND_TO = '0.0.0.0'"), Some((false, Some(Confidence::High))));
    assert_eq!(address("ip = '0.0.0.0'"), Some((false, Some(Confidence::Medium))));
    assert_eq!(address("x = '0.0.0.0'"), Some((false, Some(Confidence::Low))));
    assert_eq!(address("route = {'netmask': '0.0.0.0'}").map(|(dismissed, _)| dismissed), Some(true));
    assert_eq!(address("create_network(host='0.0.0.0')").map(|(dismissed, _)| dismissed), Some(false));
    assert_eq!(address("if x in ('0.0.0.0', '::'): ...").map(|(dismissed, _)| dismissed), Some(true));
    assert_eq!(address("ipaddress.ip_address('0.0.0.0')").map(|(dismissed, _)| dismissed), Some(true));
}

#[test]
fn what_only_bandit_or_ruff_calls_a_password_is_dismissed() {
    let s105 = |code: &str| {
        let found = found("S105", code);
        found.first().map(|one| (one.dismissed.is_some(), one.beyond))
    };
    assert_eq!(s105("password = ''"), Some((true, true)));
    assert_eq!(s105("password = ' '"), Some((true, false)));
    assert_eq!(s105("d = {'password': None}"), Some((true, true)));
    assert_eq!(s105("d = {'password': 'Heron-slate-404'}"), Some((false, true)));
    assert_eq!(s105("d['password'] = 'Heron-slate-404'"), Some((false, false)));
    assert_eq!(s105("KEY = 'password'\nd[KEY] = 'Heron-slate-404'"), Some((false, true)));
    assert_eq!(s105("api_key = secret = 'Heron-slate-404'"), Some((false, false)));
    assert_eq!(s105("api_key = 'Heron-slate-404'"), Some((false, true)));
    assert_eq!(s105("if password in 'Heron-slate-404': ..."), Some((true, false)));
    assert_eq!(s105("if 'Heron-slate-404' == password: ..."), Some((false, true)));
    assert_eq!(s105("if self.update_password == 'always': ..."), Some((true, false)));
    assert_eq!(s105("compass = 'Heron-slate-404'"), None);
}

#[test]
fn a_tests_password_opens_nothing() {
    let found = |value: &str| {
        let file = FileModel::new(Arc::new(syntax::parse(format!("login(password='{value}')"))));
        let found = rules::scan(&file, "shop/tests/test_login.py", &rules::Settings::default());
        found.first().map(|one| (one.dismissed.is_some(), one.secret.is_some(), one.cvss.is_some()))
    };
    assert_eq!(found("Heron-slate-404"), Some((true, true, false)));
    assert_eq!(found("secret"), Some((true, false, true)), "a word that everybody knows is not hidden");
    assert_eq!(found("9f8Kq2LmZx71TbVw3RnYp0"), Some((false, true, true)), "nobody makes that up for a test");
}

#[test]
fn archives_are_told_apart() {
    let unpack = |receiver: &str, rest: &str| {
        let code = format!("import tarfile, zipfile\n{receiver}.extractall('x'{rest})\n");
        found("S202", &code).first().map(|one| (one.dismissed.is_some(), one.confidence, one.beyond))
    };
    assert_eq!(unpack("tarfile.open(a)", ""), Some((false, None, false)));
    assert_eq!(unpack("archive", ""), Some((false, Some(Confidence::Low), false)));
    assert_eq!(unpack("zipfile.ZipFile(a)", ""), Some((true, None, false)));
    assert_eq!(unpack("archive", ", filter='data'"), Some((true, None, true)));
    assert_eq!(unpack("archive", ", filter=tarfile.data_filter"), Some((true, None, false)));
    assert_eq!(unpack("archive", ", filter='fully_trusted'"), Some((false, None, false)));
    assert!(found("S202", "archive.extractall('x')").is_empty(), "nothing speaks of tar");
}

#[test]
fn an_application_is_known_by_its_making_or_its_name() {
    let started =
        |code: &str| found("S201", code).first().map(|one| (one.dismissed.is_some(), one.confidence, one.beyond));
    let flask = "import asyncio\nfrom flask import Flask\n";
    assert_eq!(started(&format!("{flask}app = Flask(__name__)\napp.run(debug=True)")), Some((false, None, false)));
    assert_eq!(started(&format!("{flask}make().run(debug=True)")), Some((false, Some(Confidence::Medium), true)));
    assert_eq!(started(&format!("{flask}asyncio.run(main(), debug=True)")), Some((true, None, true)));
    assert_eq!(started("from shop import app\napp.run(debug=True)"), Some((false, Some(Confidence::Low), true)));
    assert_eq!(started("make().run(debug=True)"), None);
}

#[test]
fn statements_of_the_peers_are_judged_as_ours() {
    let s608 = |code: &str| rows("S608", code);
    assert_eq!(s608("x = f'Please select {a} from the list'"), row("f'Please select {a} from the list'", true, false));
    assert_eq!(s608("x = 'select a from b ' + 'where c'"), row("'select a from b ' + 'where c'", true, false));
    assert_eq!(
        s608("x = hint + ' SELECT a FROM b WHERE ' + c"),
        row("hint + ' SELECT a FROM b WHERE ' + c", false, false)
    );
    let parts = s608("x = f'select {a} from b ' + f'where {c}'");
    assert_eq!(parts.iter().map(|(_, dismissed, _)| *dismissed).collect::<Vec<_>>(), [true, false]);
    let raw = "from django.db.models.expressions import RawSQL\nRawSQL(f'select a from b where {c}', [])";
    assert_eq!(rows("S608", raw), row("f'select a from b where {c}'", true, false));
    assert_eq!(found("S611", raw).len(), 1);
}
