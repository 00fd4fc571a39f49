//! Functions that are named without being called, and imports in all their forms.

use std::sync::Arc;

use rules::Candidate;
use semantic::FileModel;

fn scan(path: &str, code: &str) -> Vec<Candidate> {
    rules::scan(&FileModel::new(Arc::new(syntax::parse(code))), path, &rules::Settings::default())
}

/// What is said of each candidate of Ruff's rules in source order: its code, `-` where it is dismissed, `+` where linters leave it out.
fn said(code: &str) -> String {
    said_in("app/example.py", code)
}

fn said_in(path: &str, code: &str) -> String {
    let mark = |marked: bool, mark: &'static str| if marked { mark } else { "" };
    let one = |found: &Candidate| {
        format!("{}{}{}", found.rule.code, mark(found.dismissed.is_some(), "-"), mark(found.beyond, "+"))
    };
    scan(path, code).iter().filter(|found| found.rule.code.starts_with('S')).map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_listed_function_that_is_handed_on_is_seen() {
    for code in [
        "map(eval, texts)",
        "@eval\ndef f(): ...",
        "run = {'x': eval}",
        "f(key=eval)",
        "x = [eval for _ in y]",
        "def f(g=eval): ...",
        "class A(eval): ...",
        "def f():\n    return eval",
        "eval if x else None",
    ] {
        assert_eq!(said(code), "S307", "{code}");
    }
}

#[test]
fn a_name_that_does_nothing_is_dismissed() {
    for code in ["eval", "run = eval", "isinstance(x, eval)", "if x is eval: ...", "match x:\n    case eval.y: ..."] {
        assert!(matches!(&*said(code), "S307-" | ""), "{code}: {}", said(code));
    }
    assert_eq!(said("import ftplib\ntry: ...\nexcept (ftplib.Error, OSError): ..."), "S402- S321-");
    assert_eq!(said("run, x = eval, 1"), "S307-");
    assert_eq!(said("import ftplib as f\nf.parse227(x)"), "S402- S321-");
    // What the alias is called with is judged at the call, and no linter sees it.
    assert_eq!(said("run = eval\nrun(text)"), "S307- S307+");
}

#[test]
fn targets_types_and_parts_of_names_are_no_values() {
    for code in [
        "import random\nr: random.Random = x",
        "import random\ndef f(r: random.Random) -> random.Random: ...",
        "import random\nfrom typing import Optional\nR = Optional[random.Random]",
        "import random\nimport typing\nr = typing.cast(random.Random, x)",
        "import random\nrandom.random = x",
        "import random\nfor random.random in x: ...",
        "import random\ndel random.random",
        "import random\nrandom.Random.__doc__",
        "def eval(): ...\nmap(eval, x)",
        "def f(eval):\n    return map(eval, x)",
        "from .random import choice\nmap(choice, x)",
    ] {
        assert_eq!(said(code), "", "{code}");
    }
    let code = "import random\nfrom typing import Annotated\nr: Annotated[random.Random, random.choice]";
    assert_eq!(said(code), "S311");
}

/// What stands behind it in the same call, or what the decorated function gives, is its argument.
#[test]
fn what_it_is_handed_on_with_is_its_argument() {
    let focus = |code: &str| {
        let found = scan("a.py", code);
        let file = FileModel::new(Arc::new(syntax::parse(code)));
        let last = found.last().expect("there is a candidate");
        last.focus.iter().map(|&e| file.module().text(file.module().expr(e).span).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(focus("map(eval, texts)"), ["texts"]);
    assert_eq!(focus("pool.submit(eval, text, scope)"), ["text", "scope"]);
    assert_eq!(focus("@eval\ndef f():\n    return text"), ["text"]);
    assert_eq!(focus("Thread(target=eval, name='x', args=(text,))"), ["(text,)"]);
    // What others do with it is not known: what stands beside it need not be its argument.
    for code in ["run(eval)", "register('python', eval, 'text/x-python')", "partial(eval, globals={})"] {
        assert!(focus(code).is_empty(), "{code}");
    }
}

#[test]
fn imports_are_seen_in_all_their_forms() {
    for (code, expected) in [
        ("import pickle", "S403-"),
        ("import os, \\\n  pickle as p", "S403-"),
        ("from pickle import loads, dumps", "S403-"),
        ("from xml.etree import ElementTree, cElementTree", "S405- S405-"),
        ("from xml.sax import handler, saxutils", "S406-"),
        ("import xml.sax.saxutils", "S406-+"),
        ("import pickletools", ""),
        ("__import__('subprocess')", "S404-+"),
        ("from importlib import import_module as load\nload(name='subprocess')", "S404-+"),
        ("import importlib\nimportlib.import_module(x)", ""),
        ("from . import pickle", "S403-+"),
        ("from .pickle import x", "S403-"),
        ("import pyghmi", "S415"),
    ] {
        assert_eq!(said(code), expected, "{code}");
    }
    let reason = |code: &str| scan("a.py", code).pop().and_then(|found| found.dismissed).unwrap_or_default();
    assert!(reason("from .pyghmi import x").contains("of this project"));
    assert_eq!(reason("import pickle"), reason("from dill import x"), "the same cause has the same reason");
}

#[test]
fn imports_that_nothing_runs_are_dismissed() {
    for code in [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pyghmi",
        "import typing as t\nif t.TYPE_CHECKING:\n    if x:\n        from pyghmi import y",
    ] {
        assert_eq!(said(code), "S415-+", "{code}");
    }
    for code in ["if TYPE_CHECKING: ...\nelse:\n    import pyghmi", "if not TYPE_CHECKING:\n    import pyghmi"] {
        assert_eq!(said(code), "S415", "{code}");
    }
    assert_eq!(said_in("app/example.pyi", "import pyghmi"), "S415-+");
}

#[test]
fn a_from_is_pointed_at_by_its_module() {
    let code = "from xml.dom import (\n    minidom,\n)\n";
    let found = scan("a.py", code);
    assert_eq!(found.len(), 1);
    assert!(code[found[0].span.range()].starts_with("xml.dom"));
}

/// Places that one peer leaves out and the other reports stay; what both leave out is nothing.
#[test]
fn what_the_peers_leave_out_is_marked() {
    let url = "from urllib.request import Request, urlopen\n";
    for (code, expected) in [
        ("urlopen('https://a.example/')", "S310-+"),
        ("u = 'https://a.example/'\nurlopen(u)", "S310-+"),
        ("urlopen('https://%s/' % host)", "S310-"),
        ("urlopen(x)", "S310"),
        ("Request('https://a.example/')", ""),
        ("urlopen(Request(x))", "S310- S310"),
    ] {
        assert_eq!(said(&format!("{url}{code}")), expected, "{code}");
    }
    let hash = "import hashlib\nNAME = 'md5'\n";
    for (code, expected) in [
        ("hashlib.new('MD5', x)", "S324"),
        ("hashlib.new(NAME, x)", "S324+"),
        ("hashlib.new('sha256', x)", ""),
        ("hashlib.md5(x, usedforsecurity=False)", ""),
        ("hashlib.md5(x, usedforsecurity=0)", "S324-"),
    ] {
        assert_eq!(said(&format!("{hash}{code}")), expected, "{code}");
    }
    assert_eq!(said("from django.utils.html import mark_safe\nmark_safe('a')\nmark_safe(A)"), "S308+ S308");
}
