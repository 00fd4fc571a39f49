use std::sync::Arc;

use semantic::Modules;

use super::{Joined, plain};

/// Joins files in the order in which they are given.
fn joined(files: &[(&str, &str)]) -> Option<Joined> {
    let texts: Vec<Arc<str>> = files.iter().map(|(_, text)| Arc::from(*text)).collect();
    let files: Vec<(&str, &Arc<str>)> = files.iter().map(|(path, _)| *path).zip(&texts).collect();
    let order: Vec<usize> = (0..files.len()).collect();
    Joined::of(&files, &order, &Modules::new(files.iter().map(|(path, _)| *path)))
}

fn text(joined: &Joined) -> &str {
    joined.model.module().source()
}

#[test]
fn names_of_other_files_are_named_directly() {
    let files = [
        ("app/store.py", "def find(name):\n    return name\n"),
        ("app/__init__.py", "from .store import find as search\n"),
        ("web.py", "import app\nfrom app import store\n\nprint(app.search(1), store.find(2))\n"),
    ];
    let joined = joined(&files).unwrap();
    assert_eq!(text(&joined), "def find(name):\n    return name\npass\npass\npass\n\nprint(find(1), find(2))\n");
}

#[test]
fn names_that_would_meet_get_numbers() {
    let files = [
        ("a.py", "LIMIT = 1\nlog = open\n"),
        ("b.py", "from a import LIMIT as most\n\nLIMIT = 2\n\n\ndef f(log):\n    return most + LIMIT, log\n"),
    ];
    let joined = joined(&files).unwrap();
    let wanted = "LIMIT·0 = 1\nlog = open\npass\n\nLIMIT·1 = 2\n\n\ndef f(log):\n    return LIMIT·0 + LIMIT·1, log\n";
    assert_eq!(text(&joined), wanted);
    assert_eq!(plain("becomes part of `LIMIT·12`, a · b".to_owned()), "becomes part of `LIMIT`, a · b");
}

#[test]
fn the_same_import_of_a_library_stays_as_it_is() {
    let files = [
        ("a.py", "from flask import request\n\n\ndef f():\n    return request.args\n"),
        ("b.py", "from flask import Flask, request\nfrom a import f\n\nf(request)\n"),
    ];
    assert!(!text(&joined(&files).unwrap()).contains('·'));
}

#[test]
fn places_lead_there_and_back() {
    let files = [("a.py", "X = 1\n"), ("b.py", "import a\nX = 2\nprint(a.X, X)\n")];
    let joined = joined(&files).unwrap();
    let source = text(&joined).to_owned();
    let whole = source.find("X·0, X·1").unwrap() as u32;
    // `a.X` begins at byte 21 of b.py, and ends at 24.
    assert_eq!(joined.place(1, 21, false), Some(whole));
    assert_eq!(joined.place(1, 24, true), Some(whole + "X·0".len() as u32));
    let back = joined.back(syntax::Span::new(whole, whole + "X·0".len() as u32)).unwrap();
    assert_eq!(back, (1, syntax::Span::new(21, 24)));
    // The `a` of it became a part of something else.
    assert_eq!(joined.place(1, 22, true), None);
}

#[test]
fn a_star_brings_names_in_and_hides_none() {
    let files = [
        ("a.py", "LIMIT = 1\n_own = 2\n\n\ndef f():\n    return LIMIT\n"),
        ("mid.py", "from a import *\n"),
        ("b.py", "from mid import *\nimport os\n\n\ndef g():\n    return f, LIMIT, os, _own\n"),
        ("c.py", "from a import *\n\nLIMIT = 3\nprint(LIMIT, f)\n"),
    ];
    let joined = joined(&files).unwrap();
    let wanted = "LIMIT·0 = 1\n_own = 2\n\n\ndef f·0():\n    return LIMIT·0\npass\npass\nimport os\n\n\n\
                  def g():\n    return f·0, LIMIT·0, os, _own\npass\n\nLIMIT·3 = 3\nprint(LIMIT·3, f·0)\n";
    assert_eq!(text(&joined).replace("_own·0", "_own"), wanted);
}

#[test]
fn what_cannot_be_told_apart_is_not_joined() {
    assert!(joined(&[("a.py", "x = 1\n")]).is_none());
    assert!(joined(&[("a.py", "x = 1\n"), ("b.py", "x = = 1\n")]).is_none());
}
