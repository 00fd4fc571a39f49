//! The dependency audit, with a small index of its own.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod index;

use model::{Dependency, DependencyKind, Guard, Mode, Options, Outcome, Review, Severity, State, ToolResult};
use review::{Project, SourceFile, review_with};

use crate::index::index;

fn audit_all(files: &[(&str, &str)]) -> Review {
    let files = files.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).into() });
    review_with(&Project { files: files.collect() }, &Options::default(), Some(&index()))
}

fn audit(text: &str) -> Review {
    audit_all(&[("requirements.txt", text)])
}

/// Package, line and issue of the open rows.
fn open(review: &Review) -> Vec<(String, u32, String)> {
    let rows = review.dependencies.iter().filter(|row| row.state == State::Open);
    rows.map(|row| (row.package.clone(), row.line, row.issue.clone())).collect()
}

fn only(review: &Review) -> &Dependency {
    assert_eq!(review.dependencies.len(), 1, "{:#?}", review.dependencies);
    &review.dependencies[0]
}

fn check(review: &Review) -> (Outcome, Option<&str>) {
    let check = review.checks.iter().find(|check| check.name == "Vulnerable dependencies").unwrap();
    (check.outcome, check.reason.as_deref())
}

#[test]
fn a_vulnerable_pin_has_everything_a_reader_needs() {
    let review = audit("# web\nDjango==1.11\n");
    let rows = &review.dependencies;
    assert_eq!(rows.len(), 2, "{rows:#?}");
    let row = rows.iter().find(|row| row.issue == "CVE-2019-19844").unwrap();
    assert_eq!((row.package.as_str(), row.version.as_deref(), row.line), ("Django", Some("1.11"), 2));
    assert_eq!((row.kind, row.severity), (DependencyKind::Vulnerable, Some(Severity::Critical)));
    assert_eq!(row.ids, ["PYSEC-2019-16", "CVE-2019-19844"]);
    // 1.11.27 fixes this one and has the other: 2.2.9 is the smallest without any.
    assert_eq!(row.fixed.as_deref(), Some("2.2.9"));
    let unscored = rows.iter().find(|row| row.issue == "CVE-2020-1").unwrap();
    assert_eq!((unscored.severity, &unscored.cvss), (None, &None));
    assert_eq!(review.guard, None);
    assert_eq!(check(&review), (Outcome::Found, None));
    assert_eq!(review.state.pip_audit_clean, ToolResult::Ran(false));
    assert_eq!(review.coverage.advisories_date.as_deref(), Some("2026-07-23"));
    assert_eq!((review.state.findings_count, review.state.critical_count, review.state.high_count), (2, 1, 1));
}

#[test]
fn two_records_of_one_thing_are_one_row() {
    let review = audit("django==2.1\n");
    let issues: Vec<&str> = review.dependencies.iter().map(|row| row.issue.as_str()).collect();
    assert_eq!(issues, ["CVE-2019-19844", "CVE-2020-1"]);
}

#[test]
fn what_is_clean_is_promised_and_nothing_else() {
    let clean = audit("django==4.2\nclick==8.0\n");
    assert_eq!(clean.guard, Some(Guard::NoSecurityIssues));
    assert_eq!(check(&clean), (Outcome::Passed, None));
    assert_eq!(clean.state.pip_audit_clean, ToolResult::Ran(true));
    assert!(clean.checked());

    let loose = audit("django==4.2\nclick\n");
    assert_eq!(check(&loose), (Outcome::NotInScope, Some("1 dependency names no exact version")));
    assert_eq!(only(&loose).kind, DependencyKind::Unpinned);

    let none = audit_all(&[("app.py", "x = 1\n")]);
    assert_eq!(check(&none), (Outcome::NotInScope, Some("no dependencies provided")));
    assert_eq!(none.coverage.advisories_date, None);
}

#[test]
fn every_spelling_of_a_name_is_one_name() {
    for name in ["Flask_Cors", "flask-cors", "FLASK.CORS"] {
        let review = audit(&format!("{name}==3.0\n"));
        assert_eq!(only(&review).issue, "CVE-2020-25032");
        assert_eq!(only(&review).package, name);
    }
}

#[test]
fn pins_of_every_kind() {
    for (line, expected) in [
        ("simple===2.2.2", Some("CVE-2024-3")),
        ("simple==2.2.3", None),
        ("jinja2==2.10,>=2.0", Some("CVE-2019-10906")),
        ("torch==2.5.0+cu124", Some("CVE-2025-32434")),
        ("torch==2.6.0+cu124", None),
        ("epoch==1!2.0", Some("CVE-2024-2")),
        ("epoch==1!2.1", None),
        ("https://files.example.org/Django-1.11.26-py3-none-any.whl --hash=sha256:0", Some("CVE-2019-19844")),
    ] {
        let review = audit(&format!("{line}\n"));
        let issues = open(&review);
        assert_eq!(issues.first().map(|(_, _, issue)| issue.as_str()), expected, "{line}: {issues:?}");
    }
}

#[test]
fn ranges_are_judged_by_what_they_allow() {
    let star = audit("pyyaml==5.*\n");
    let row = only(&star);
    assert_eq!((row.kind, row.severity), (DependencyKind::PermissiveRange, Some(Severity::Low)));
    assert!(row.issue.contains("`==5.*` allows") && row.issue.contains("CVE-2020-14343"), "{}", row.issue);

    let old = audit("pyyaml<5\n");
    assert_eq!(only(&old).severity, Some(Severity::Critical), "even the newest allowed version is affected");
    assert_eq!(check(&old).0, Outcome::Found);

    assert_eq!(open(&audit("pyyaml>5.3.1,<7\n")), []);
    assert_eq!(only(&audit("click>=8\n")).severity, Some(Severity::Informational));
}

#[test]
fn a_bad_line_spoils_only_itself() {
    let review = audit("django==1.11\n%%%garbage%%%\npyyaml==5.1 \\\n  --hash=sha256:aa\njinja2==2.10\nclick\n");
    let rows = open(&review);
    for (package, line) in [("django", 1), ("", 2), ("pyyaml", 3), ("jinja2", 5), ("click", 6)] {
        assert!(rows.iter().any(|row| row.0 == package && row.1 == line), "{package}: {rows:#?}");
    }
    let hashes: Vec<_> = rows.iter().filter(|row| row.2.contains("no hash while other lines have one")).collect();
    assert_eq!(hashes.len(), 1, "said once, of the first line");
    assert!(hashes[0].1 == 1 && hashes[0].2.starts_with("and 2 more lines"), "{hashes:?}");
}

#[test]
fn markers_are_shown_and_dismiss() {
    let review = audit("django==1.11 ; sys_platform == 'win32'\nclick==8.0\n");
    assert!(review.dependencies.iter().all(|row| row.state == State::Dismissed), "{:#?}", review.dependencies);
    let why = review.dependencies[0].exploitability.as_deref().unwrap();
    assert!(why.contains("sys_platform == 'win32'") && why.contains("false"), "{why}");
    assert_eq!(review.guard, Some(Guard::NoSecurityIssues));
}

#[test]
fn names_are_judged() {
    let review = audit("colourama==1.0\nreqeusts==2.0\nclick==8.0\n");
    let [malware, alike] = &*review.dependencies else { panic!("{:#?}", review.dependencies) };
    assert_eq!((malware.kind, malware.issue.as_str()), (DependencyKind::Malicious, "MAL-2024-1"));
    assert_eq!(alike.kind, DependencyKind::SuspiciousName);
    assert!(alike.issue.contains("`requests`"), "{}", alike.issue);
}

#[test]
fn other_files_are_found_or_missed() {
    let review = audit_all(&[
        ("requirements/dev.txt", "-r base.txt\n-r missing.txt\n-c ../constraints.txt\npyyaml\n"),
        ("requirements/base.txt", "jinja2==2.10\n"),
        ("constraints.txt", "pyyaml==5.1\n"),
    ]);
    let rows = open(&review);
    let in_file =
        |file: &str, issue: &str| review.dependencies.iter().any(|row| row.file == file && row.issue.contains(issue));
    assert!(in_file("requirements/base.txt", "CVE-2019-10906"), "{rows:#?}");
    assert!(in_file("requirements/dev.txt", "`missing.txt` is named here and was not given"), "{rows:#?}");
    assert!(in_file("requirements/dev.txt", "CVE-2020-14343"), "the constraint pins pyyaml: {rows:#?}");
    assert!(!in_file("requirements/dev.txt", "`base.txt`"));
}

#[test]
fn where_packages_come_from() {
    let review = audit(
        "-i http://me:secret@pypi.example.org/simple\n--extra-index-url https://b.example.org/simple\n\
         --trusted-host x.example.org\nclick @ git+https://github.com/pallets/click@main\n",
    );
    let rows = open(&review);
    for (line, says) in [(1, "without encryption"), (2, "one more index"), (3, "not checked"), (4, "without a commit")]
    {
        assert!(rows.iter().any(|row| row.1 == line && row.2.contains(says)), "{says}: {rows:#?}");
    }
    assert!(!format!("{:?}", review.dependencies).contains("secret"));
}

#[test]
fn contradictions_are_named() {
    let review = audit("click==8.0\nclick==8.1\n");
    assert!(only(&review).issue.contains("contradicts line 1"));
}

#[test]
fn no_fix_is_said() {
    let review = audit("ecdsa==0.19\npyyaml==5.1\n");
    let action = |package: &str| {
        review.dependencies.iter().find(|row| row.package == package).map(|row| row.action.clone()).unwrap()
    };
    assert!(action("ecdsa").starts_with("No fixed version is known"));
    assert!(action("pyyaml").starts_with("Move to a version newer than 5.3.1"));
}

#[test]
fn the_code_decides_whether_it_matters() {
    let review = audit_all(&[
        ("app.py", "import os\nimport yaml\n\nyaml.safe_load(os.environ['A'])\n"),
        ("requirements.txt", "pyyaml==5.1\necdsa==0.19\n"),
    ]);
    let told = |package: &str| {
        review
            .dependencies
            .iter()
            .find(|row| row.package == package)
            .and_then(|row| row.exploitability.clone())
            .unwrap()
    };
    assert!(told("pyyaml").starts_with("imported at app.py:2"), "{}", told("pyyaml"));
    assert!(told("ecdsa").starts_with("CVE present, not exploitable in this context"), "{}", told("ecdsa"));
}

#[test]
fn a_package_is_used_in_other_ways_than_by_its_name() {
    let told = |code: &str, pin: &str| {
        let review = audit_all(&[("app.py", code), ("requirements.txt", pin)]);
        review.dependencies.iter().find_map(|row| row.exploitability.clone()).unwrap()
    };
    let flask = told("import flask\n\napp = flask.Flask(__name__)\n", "jinja2==2.9\n");
    assert!(flask.starts_with("used by `flask`, which is imported at app.py:1"), "{flask}");
    let named = told("INSTALLED_APPS = [\n    'django_x',\n    'flask_cors.apps.Config',\n]\n", "flask-cors==3.0\n");
    assert!(named.contains("named in a text at app.py:3"), "{named}");
    let computed = told("import importlib, sys\nimportlib.import_module(sys.argv[1])\n", "ecdsa==0.19\n");
    assert!(computed.contains("app.py:2 imports modules whose names it computes"), "{computed}");
    let constant = told("import importlib\nimportlib.import_module('json')\n", "ecdsa==0.19\n");
    assert!(constant.starts_with("CVE present, not exploitable in this context: the Python file"), "{constant}");
    let range = told("import yaml\n", "pyyaml>=5\n");
    assert!(range.starts_with("imported at app.py:1"), "{range}");
}

#[test]
fn files_that_name_each_other_are_followed_and_missed_once() {
    let review = audit_all(&[
        ("a.txt", ""),
        ("requirements.txt", "-r requirements/web.txt\nclick==8.0\n"),
        ("requirements/web.txt", "-r common.txt\n-r ../requirements.txt\n"),
        ("requirements/common.txt", "django==1.11\n-r gone.txt\n"),
    ]);
    let rows = open(&review);
    assert!(rows.iter().any(|row| row.0 == "django" && row.1 == 1), "{rows:#?}");
    let missing: Vec<_> = rows.iter().filter(|row| row.2.contains("was not given")).collect();
    assert!(missing.len() == 1 && missing[0].2.contains("gone.txt"), "{missing:#?}");
}

#[test]
fn a_pasted_list_with_a_mistake_is_still_a_list() {
    for path in ["", "-", "snippet"] {
        let review = audit_all(&[(path, "django==1.11\n%%%garbage%%%\n")]);
        assert!(open(&review).iter().any(|row| row.2 == "CVE-2019-19844"), "{path}: {:#?}", review.dependencies);
        assert!(open(&review).iter().any(|row| row.1 == 2 && row.2.starts_with("cannot be read")));
    }
}

#[test]
fn every_format_is_audited_on_its_line() {
    for (path, text, line) in [
        ("pyproject.toml", "[project]\nname = 'x'\ndependencies = [\n  'django==1.11',\n]\n", 4),
        ("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3.8'\ndjango = '1.11'\n", 3),
        ("pyproject.toml", "[dependency-groups]\ndev = [\n 'click==8.0',\n 'django==1.11']\n", 4),
        ("setup.cfg", "[options]\ninstall_requires =\n    click==8.0\n    django==1.11\n", 4),
        (
            "setup.py",
            "from setuptools import setup\nNEEDS = [\n    'django==1.11',\n]\nsetup(install_requires=NEEDS)\n",
            3,
        ),
        ("Pipfile", "[packages]\nclick = '==8.0'\ndjango = {version = '==1.11'}\n", 3),
        ("Pipfile.lock", "{\n \"_meta\": {},\n \"default\": {\n  \"django\": {\"version\": \"==1.11\"}\n }\n}\n", 4),
        ("poetry.lock", "[[package]]\nname = \"django\"\nversion = \"1.11\"\n", 2),
        (
            "uv.lock",
            "version = 1\n[[package]]\nname = \"django\"\nversion = \"1.11\"\nsource = { registry = \"https://x\" }\n",
            3,
        ),
        ("pdm.lock", "[[package]]\nname = \"django\"\nversion = \"1.11\"\ngroups = [\"default\"]\n", 2),
        ("pylock.toml", "lock-version = '1.0'\n[[packages]]\nname = 'django'\nversion = '1.11'\n", 3),
        ("environment.yml", "dependencies:\n  - python=3.8\n  - pip:\n    - django==1.11\n", 4),
        ("environment.yml", "dependencies:\n  - conda-forge::django=1.11=py38_0\n", 2),
        ("tool.py", "# /// script\n# dependencies = [\n#   \"django==1.11\",\n# ]\n# ///\nprint(1)\n", 3),
        ("-", "Package Version\n------- -------\nDjango  1.11\n", 3),
        ("requirements.txt", "\u{feff}click==8.0\r\ndjango==1.11\r\n", 2),
    ] {
        let review = audit_all(&[(path, text)]);
        let rows = open(&review);
        assert!(
            rows.iter().any(|(package, at, issue)| package.eq_ignore_ascii_case("django")
                && *at == line
                && issue == "CVE-2019-19844"),
            "{path}: {rows:?}"
        );
    }
}

#[test]
fn a_lock_file_answers_for_the_ranges() {
    let review = audit_all(&[
        ("pyproject.toml", "[project]\nname = 'x'\ndependencies = ['click>=8']\n"),
        ("uv.lock", "version = 1\n[[package]]\nname = \"click\"\nversion = \"8.1\"\n"),
    ]);
    assert_eq!(open(&review), []);
    assert_eq!(check(&review), (Outcome::Passed, None));
}

#[test]
fn other_modes_do_not_audit_and_say_so() {
    let files = vec![SourceFile { path: "requirements.txt".into(), text: "django==1.11\n".into() }];
    let options = Options { mode: Mode::Quick, ..Options::default() };
    let quick = review_with(&Project { files: files.clone() }, &options, Some(&index()));
    assert_eq!(check(&quick), (Outcome::NotInScope, Some("this mode does not audit dependencies")));
    assert!(!quick.checked());
    let options = Options { mode: Mode::Deps, ..Options::default() };
    let deps = review_with(&Project { files }, &options, Some(&index()));
    assert_eq!(deps.dependencies.len(), 2);
    assert!(deps.checked());
}
