//! Every entry of every format has its exact line and its exact text.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use manifests::{Format, Manifest};

/// A file in which every dependency is named `line-N` after the line that it stands on, and how many there are.
const FILES: &[(&str, usize, &str)] = &[
    (
        "requirements.txt",
        8,
        "\u{feff}# a comment\r\nline-2==1.0 # why\r\n\r\n-r other.txt\r\nline-5>=1,<2 ; python_version < '3'\r\n\
         line-6[a,b] \\\r\n  ==1.0 \\\r\n  --hash=sha256:00\r\n-e git+https://x/y#egg=line-9\r\nline-10 @ https://x/z.zip\r\n\
         line-11===1.0\r\n%%%\r\nline-13 (==1.0)\r\nline-14",
    ),
    ("pip-list.txt", 2, "Package Version\n------- -------\nline-3  1.0\nline-4  2.0\n"),
    (
        "pyproject.toml",
        9,
        "[build-system]\nrequires = [\"line-2\"]\n[project]\ndependencies = [\n  \"line-5>=1\", # x\n  'line-6',\n]\n\
         [project.optional-dependencies]\na = [\"line-9\"]\n[dependency-groups]\nb = [\n\"line-12\",\n]\n\
         [tool.poetry.dependencies]\npython = \"^3.8\"\nline-16 = \"^1.0\"\nline-17 = {version = \"1\", extras = [\"x\"]}\n\
         [tool.poetry.group.dev.dependencies]\nline-19 = \"*\"\n[tool.pdm.dev-dependencies]\nc = ['line-21']\n",
    ),
    (
        "setup.cfg",
        4,
        "[metadata]\nname = x\n[options]\ninstall_requires =\n    line-5>=1\n    # no\n    line-7\ntests_require = line-8\n\
         [options.extras_require]\na =\n    line-11\n",
    ),
    (
        "Pipfile",
        3,
        "[[source]]\nurl = \"https://x\"\n[packages]\nline-4 = \"*\"\nline-5 = {version = \"==1\"}\n[dev-packages]\nline-7 = \"==1\"\n",
    ),
    (
        "Pipfile.lock",
        2,
        "{\n \"_meta\": {},\n \"default\": {\n  \"line-4\": {\n   \"hashes\": [],\n   \"version\": \"==1\"\n  }\n },\n \"develop\": {\n\
         \"line-10\": {\"version\": \"==1\"}\n }\n}\n",
    ),
    (
        "poetry.lock",
        2,
        "[[package]]\nname = \"line-2\"\nversion = \"1\"\n\n[[package]]\nname = \"line-6\"\nversion = \"1\"\n",
    ),
    (
        "uv.lock",
        2,
        "version = 1\n\n[[package]]\nname = \"line-4\"\nversion = \"1\"\nsource = { registry = \"https://x\" }\n\n[[package]]\n\
         name = \"line-9\"\nversion = \"1\"\nsource = { virtual = \".\" }\n",
    ),
    ("pdm.lock", 1, "[metadata]\nlock_version = \"4.5\"\n\n[[package]]\nname = \"line-5\"\nversion = \"1\"\n"),
    (
        "pylock.toml",
        2,
        "lock-version = '1.0'\n[[packages]]\nname = 'line-3'\nversion = '1'\n[[packages]]\nname = 'line-6'\nversion = '1'\n",
    ),
    (
        "environment.yml",
        4,
        "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.8\n  - line-6=1.0\n  # no\n  - x::line-8\n  - pip:\n\
         \x20   - line-10==1\n    - \"line-11\"\n",
    ),
    (
        "tool.py",
        2,
        "#!/usr/bin/env python\n# /// script\n# dependencies = [\n#   \"line-4\",\n#   \"line-5>=1\",\n# ]\n# ///\n",
    ),
];

fn format(path: &str) -> Format {
    match path {
        "pip-list.txt" => Format::PipList,
        "tool.py" => Format::Script,
        _ => Format::by_name(path).unwrap(),
    }
}

fn check(path: &str, text: &str, count: usize, manifest: &Manifest) {
    let entries: Vec<_> = manifest.entries.iter().filter(|entry| entry.problem.is_none()).collect();
    assert_eq!(entries.len(), count, "{path}: {entries:#?}");
    for entry in entries {
        assert_eq!(entry.name, format!("line-{}", entry.line), "{path}");
        assert!(text[entry.span.clone()].contains(&entry.name), "{path}: {entry:?}");
        let start = 1 + text[..entry.span.start].matches('\n').count();
        assert_eq!(start, entry.line as usize, "{path}");
        // Where a condition can be rewritten, it stands behind the name and says what the entry says.
        if let Some(place) = &entry.condition {
            let raised =
                manifests::raise(&text[place.span.clone()], place.style, &manifests::Version::parse("9").unwrap());
            assert!(place.span.start >= entry.span.start && place.span.end <= entry.span.end, "{path}: {entry:?}");
            assert!(raised.is_some(), "{path}: {entry:?}");
        }
    }
}

#[test]
fn every_entry_has_its_line() {
    for (path, count, text) in FILES {
        check(path, text, *count, &manifests::read(format(path), text));
    }
    let setup = "from setuptools import setup\nsetup(\n    install_requires=[\n        'line-4==1',\n    ],\n    extras_require={'a': ['line-6']},\n)\n";
    let module = semantic::FileModel::new(std::sync::Arc::new(syntax::parse(setup)));
    check("setup.py", setup, 2, &manifests::read_setup_py(&module));
}
