//! Twins: programs that differ in one fact, and what the engine says about the argument of `sink(…)`.

#![allow(clippy::too_many_lines)] // tables of cases

mod calls;
mod checks;
mod moves;
mod sources;

use std::sync::Arc;

use dataflow::{Origin, SourceKind};
use semantic::{FileModel, SinkKind};
use syntax::ast::{Argument, ExprKind};

/// The origin of the first argument of the last call of `sink`, as one word.
fn origin(code: &str, sink: SinkKind) -> (String, Origin) {
    let file = FileModel::new(Arc::new(syntax::parse(code)));
    let flow = dataflow::analyze(&file);
    let argument = file.calls().iter().rev().find_map(|call| match &file.module().expr(*call).kind {
        ExprKind::Call { func, args } if file.module().text(file.module().expr(*func).span) == "sink" => {
            args.first().map(Argument::value)
        }
        _ => None,
    });
    // A case without a call of `sink` says "unknown", which it does not expect.
    let origin = argument.map_or(Origin::Unknown, |argument| flow.origin(argument, sink));
    let word = match &origin {
        Origin::Constant => "constant".to_owned(),
        Origin::Unreachable { .. } => "unreachable".to_owned(),
        Origin::Sanitized { .. } => "sanitized".to_owned(),
        Origin::Unknown => "unknown".to_owned(),
        Origin::Tainted { source, .. } => match source.kind {
            SourceKind::Request => "request".to_owned(),
            SourceKind::Parameter => "parameter".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        },
    };
    (word, origin)
}

/// Runs cases of (what it shows, code, expected word) and reports all that differ.
fn check(sink: SinkKind, header: &str, cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (what, code, expected) in cases {
        let (found, origin) = origin(&format!("{header}{code}"), sink);
        if found != *expected {
            wrong.push(format!("{what}: expected {expected}, found {found}\n{code}\n{origin:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

const FLASK: &str = "from flask import Flask, request, abort\nimport re, os, html, shlex, uuid\nfrom urllib.parse import urlparse\n\
                     app = Flask(__name__)\nALLOWED = {'a', 'b'}\nTABLES = {'a': 'x', 'b': 'y'}\nNAME = re.compile('[a-z]+')\n";
