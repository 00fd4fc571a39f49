//! A command's argument list as `subprocess` takes it.

use semantic::{Const, FileModel};
use syntax::ast::ExprId;

use crate::facts::Facts;
use crate::matcher::{called, is_named};

/// What the code says about the program of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// Its name or path.
    Named(String),
    /// This Python, `sys.executable`.
    ThisPython,
    /// What `shutil.which` found for a fixed name.
    Found,
    /// The code does not fix it.
    Open,
}

/// The program that one element of an argument list names.
pub(crate) fn program(file: &FileModel, element: ExprId) -> Program {
    if let Some(Const::Str(name)) = file.constant(element) {
        return Program::Named(name.to_string());
    }
    if is_named(file, element, &["sys.executable"]) {
        return Program::ThisPython;
    }
    let which = called(file, element).is_some_and(|func| is_named(file, func, &["shutil.which"]));
    let fixed = which
        && file
            .display(element)
            .and_then(|call| file.call_args(call).argument(Some(0), Some("cmd")))
            .is_some_and(|name| file.is_constant(name));
    if fixed {
        Program::Found
    } else if file.is_constant(element) {
        Program::Named(String::new())
    } else {
        Program::Open
    }
}

/// The first word of a command line, as far as the code fixes it.
pub(crate) fn first_word(file: &FileModel, facts: &Facts, command: ExprId) -> Option<String> {
    let start = facts.known_start(file, command);
    let start = start.trim_start();
    let end = start.find(char::is_whitespace);
    let word = &start[..end.unwrap_or(start.len())];
    // Without a space behind it the word may go on with what is not known.
    let complete = end.is_some() || file.constant(command).is_some();
    (complete && !word.is_empty()).then(|| word.to_owned())
}

/// The last part of a program's path, without `.exe`.
pub(crate) fn base_name(program: &str) -> &str {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    name.strip_suffix(".exe").unwrap_or(name)
}
