//! Manifests whose dependencies are raised: what is written, what is left, and what is said.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod index;

use std::sync::Arc;

use model::{Options, Platform, Repair, State};
use review::{Configuration, FileAnalysis, Project, SourceFile, apply, repair, review_with};

use crate::index::index;

fn repair_with(files: &[(&str, &str)], options: &Options) -> Vec<Repair> {
    let configuration = Configuration::default();
    let texts: Vec<(&str, Arc<str>)> = files.iter().map(|(path, text)| (*path, Arc::from(*text))).collect();
    let analyze = |(path, text): &(&str, Arc<str>)| review::analyze_text(path, text, &configuration.of(path));
    let analyses: Vec<FileAnalysis> = texts.iter().map(analyze).collect();
    let given: Vec<(&FileAnalysis, &str)> =
        analyses.iter().zip(files).map(|(analysis, (_, text))| (analysis, *text)).collect();
    repair(&given, options, &index())
}

fn repair_all(files: &[(&str, &str)]) -> Vec<Repair> {
    repair_with(files, &Options::default())
}

/// The text of `path` after its repair; nothing known is left about what was raised, and nothing new came.
fn fixed(path: &str, text: &str) -> String {
    let repairs = repair_all(&[(path, text)]);
    let [repair] = &*repairs else { return text.to_owned() };
    let after = apply(text, &repair.edits).unwrap();
    let rows = |text: &str| {
        let project = Project { files: vec![SourceFile { path: path.to_owned(), text: text.into() }] };
        review_with(&project, &Options::default(), Some(&index())).dependencies
    };
    let raised: Vec<u32> = repair.remarks.iter().filter(|remark| remark.raised).map(|remark| remark.line).collect();
    let known =
        |text: &str| rows(text).into_iter().filter(|row| row.state == State::Open && !row.ids.is_empty()).count();
    for row in rows(&after) {
        assert!(!raised.contains(&row.line) || row.ids.is_empty(), "{row:#?}");
    }
    assert!(known(&after) <= known(text));
    after
}

#[test]
fn every_format_keeps_everything_but_the_version() {
    for (path, text, expected) in [
        (
            "requirements.txt",
            "# web\r\nDjango == 1.11   # old\r\njinja2[i18n]==2.9 ; python_version >= '3'\r\nclick==8.0",
            "# web\r\nDjango == 2.2.9   # old\r\njinja2[i18n]==2.10.1 ; python_version >= '3'\r\nclick==8.0",
        ),
        ("requirements.txt", "django \\\n  ==1.11\n", "django \\\n  ==2.2.9\n"),
        ("requirements.txt", "django\n", "django>=2.2.9\n"),
        ("requirements.txt", "django[bcrypt] ; os_name == 'posix'\n", "django[bcrypt]>=2.2.9 ; os_name == 'posix'\n"),
        ("requirements.txt", "django (>=1.11)  \n", "django (>=2.2.9)  \n"),
        ("requirements.txt", "\u{feff}django==1.11\n", "\u{feff}django==2.2.9\n"),
        ("requirements.txt", "torch==2.5.0+cu124\n", "torch==2.6.0\n"),
        ("requirements.txt", "django>=1.11,<2\n", "django>=2.2.9,<3\n"),
        (
            "pyproject.toml",
            "[project]\nname = 'x'\ndependencies = [\n  \"django>=1.11,<3\",  # why\n  'jinja2',\n]\n",
            "[project]\nname = 'x'\ndependencies = [\n  \"django>=2.2.9,<3\",  # why\n  'jinja2>=2.10.1',\n]\n",
        ),
        (
            "pyproject.toml",
            "[project.optional-dependencies]\na = [\"django==1.11 ; python_version < '4'\"]\n[dependency-groups]\nb = ['jinja2~=2.9.0']\n",
            "[project.optional-dependencies]\na = [\"django==2.2.9 ; python_version < '4'\"]\n[dependency-groups]\nb = ['jinja2~=2.10.1']\n",
        ),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\ndjango = \"^1.11\"\njinja2 = { version = '2.9', extras = ['i18n'] }\n",
            "[tool.poetry.dependencies]\ndjango = \"^2.2.9\"\njinja2 = { version = '2.10.1', extras = ['i18n'] }\n",
        ),
        (
            "pyproject.toml",
            "[tool.poetry.group.dev.dependencies.django]\nversion = \"*\"\noptional = true\n",
            "[tool.poetry.group.dev.dependencies.django]\nversion = \">=2.2.9\"\noptional = true\n",
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n    django==1.11\n    jinja2 < 2.10\n",
            "[options]\ninstall_requires =\n    django==2.2.9\n    jinja2 >=2.10.1,< 3\n",
        ),
        (
            "Pipfile",
            "[packages]\ndjango = \"*\"\njinja2 = {version = \"==2.9\", markers = \"os_name == 'posix'\"}\n",
            "[packages]\ndjango = \">=2.2.9\"\njinja2 = {version = \"==2.10.1\", markers = \"os_name == 'posix'\"}\n",
        ),
        (
            "environment.yml",
            "dependencies:\n  - python=3.8\n  - pip:\n    - \"django==1.11\"\n    - jinja2==2.9  # x\n",
            "dependencies:\n  - python=3.8\n  - pip:\n    - \"django==2.2.9\"\n    - jinja2==2.10.1  # x\n",
        ),
        (
            "setup.py",
            "from setuptools import setup\nsetup(install_requires=['django==1.11', 'jinja2'])\n",
            "from setuptools import setup\nsetup(install_requires=['django==2.2.9', 'jinja2>=2.10.1'])\n",
        ),
        (
            "tool.py",
            "# /// script\n# dependencies = [\n#   \"django==1.11\",\n# ]\n# ///\nprint(1)\n",
            "# /// script\n# dependencies = [\n#   \"django==2.2.9\",\n# ]\n# ///\nprint(1)\n",
        ),
    ] {
        assert_eq!(fixed(path, text), expected, "{path}");
    }
}

/// The remark about `package`, which was not raised.
fn left(repairs: &[Repair], package: &str) -> String {
    let remarks: Vec<_> = repairs.iter().flat_map(|repair| &repair.remarks).filter(|r| r.package == package).collect();
    assert_eq!(remarks.len(), 1, "{package}: {repairs:#?}");
    let remark = remarks[0];
    assert!(!remark.raised, "{remark:?}");
    remark.text.clone()
}

#[test]
fn what_cannot_be_written_is_left_and_said() {
    let text = "django==1.11 \\\n    --hash=sha256:aa\necdsa==0.19\nhttps://files.example.org/jinja2-2.9-py3-none-any.whl\npyyaml==5.1\n";
    let repairs = repair_all(&[("requirements.txt", text)]);
    assert!(repairs[0].edits.is_empty(), "{repairs:#?}");
    assert!(left(&repairs, "django").contains("hashes are those of 1.11"));
    assert!(left(&repairs, "ecdsa").contains("POA&M"));
    assert!(left(&repairs, "jinja2").contains("2.10.1 or newer"));
    assert!(left(&repairs, "pyyaml").contains("no version is known to fix everything"));
    assert!(repairs[0].advice[0].contains("--upgrade-package 'django>=2.2.9'"), "{repairs:#?}");

    let computed = "from setuptools import setup\nsetup(install_requires=['django' + '==1.11'])\n";
    assert!(left(&repair_all(&[("setup.py", computed)]), "django").contains("2.2.9 or newer"));
    let conda = repair_all(&[("environment.yml", "dependencies:\n  - django=1.11\n")]);
    assert!(left(&conda, "django").contains("conda channel"));
}

#[test]
fn lock_files_are_made_again_by_their_tools() {
    let package = "[[package]]\nname = \"django\"\nversion = \"1.11\"\n";
    for (path, command) in [
        ("poetry.lock", "`poetry update django`"),
        ("uv.lock", "`uv lock --upgrade-package django`"),
        ("pdm.lock", "`pdm update django`"),
    ] {
        let repairs = repair_all(&[(path, package)]);
        assert!(repairs[0].edits.is_empty());
        assert!(left(&repairs, "django").contains("2.2.9 or newer"));
        assert!(repairs[0].advice[0].contains(command), "{:?}", repairs[0].advice);
    }
    // The manifest beside it is raised only where it forbids what the lock file needs.
    let project = |condition: &str| format!("[project]\nname = 'x'\ndependencies = ['django{condition}']\n");
    let allowed = repair_all(&[("pyproject.toml", &project(">=1.11")), ("uv.lock", package)]);
    assert_eq!(allowed.iter().map(|repair| repair.file.as_str()).collect::<Vec<_>>(), ["uv.lock"]);
    let forbidden = repair_all(&[("pyproject.toml", &project("<2")), ("uv.lock", package)]);
    assert_eq!(forbidden[0].edits[0].text, ">=2.2.9,<3");
}

#[test]
fn files_that_a_tool_wrote_name_its_command() {
    let text = "#\n# This file is autogenerated\n#    pip-compile --output-file=requirements.txt requirements.in\n#\ndjango==1.11\n";
    let advice = repair_all(&[("requirements.txt", text)])[0].advice.clone();
    assert!(
        advice[0]
            .contains("`pip-compile --output-file=requirements.txt requirements.in --upgrade-package 'django>=2.2.9'`"),
        "{advice:?}"
    );
    // What stands in a file is not a command to be run.
    let hostile = text.replace("requirements.in", "x; rm -rf /");
    let advice = repair_all(&[("requirements.txt", &hostile)])[0].advice.clone();
    assert!(!advice[0].contains("rm") && advice[0].contains("`pip-compile --upgrade-package"), "{advice:?}");
}

#[test]
fn what_is_not_installed_is_not_raised() {
    let text = "django==1.11 ; sys_platform == 'win32'\njinja2==2.9 ; python_version < '3.9'\n";
    assert_eq!(repair_all(&[("requirements.txt", text)]), []);
    let windows = Options { platform: Some(Platform::Windows), python: Some("3.8".into()), ..Options::default() };
    let raised: Vec<String> =
        repair_with(&[("requirements.txt", text)], &windows)[0].edits.iter().map(|edit| edit.text.clone()).collect();
    assert_eq!(raised, ["==2.2.9", "==2.10.1"]);
}

#[test]
fn nothing_new_may_come() {
    // Raised alone, the second line would contradict the first, which is no pin that something is known about.
    let text = "torch>=2.6.0,<2.7\ntorch==2.5.0\n";
    let after = fixed("requirements.txt", text);
    assert!(after.starts_with("torch>=2.6.0,<2.7\n"), "{after}");
    // Two pins of one package, each raised, still agree.
    assert_eq!(fixed("requirements.txt", "django==1.11\ndjango==1.11\n"), "django==2.2.9\ndjango==2.2.9\n");
    // A constraints file is raised where it pins; the bare name stays.
    let repairs =
        repair_all(&[("requirements.txt", "-c constraints.txt\ndjango\n"), ("constraints.txt", "django==1.11\n")]);
    let files: Vec<&str> = repairs.iter().map(|repair| repair.file.as_str()).collect();
    assert_eq!(files, ["constraints.txt"], "{repairs:#?}");
}
