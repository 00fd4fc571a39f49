//! `setup.py`, read as the program that it is: the arguments of its call of `setup`.

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, ExprKind};

use crate::{Manifest, Reading};

const SETUP: [&str; 3] = ["setuptools.setup", "distutils.core.setup", "setup"];

/// Reads the requirements of a program that calls `setup`. What is computed and not known from the file alone becomes
/// an entry that says so.
pub fn read(file: &FileModel) -> Manifest {
    let module = file.module();
    let mut reading = Reading { text: module.source(), lines: module.lines().clone(), manifest: Manifest::default() };
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = module.expr(call).kind else { continue };
        if !file.qualified_names(func).any(|name| SETUP.contains(&name)) {
            continue;
        }
        let args = file.call_args(call);
        for (name, group) in
            [("install_requires", None), ("setup_requires", Some("setup")), ("tests_require", Some("tests"))]
        {
            if let Some(value) = args.keyword(name) {
                list(&mut reading, file, value, group);
            }
        }
        if let Some(extras) = args.keyword("extras_require") {
            groups(&mut reading, file, extras);
        }
    }
    reading.manifest.entries.sort_by_key(|entry| entry.span.start);
    reading.manifest
}

fn groups(reading: &mut Reading<'_>, file: &FileModel, value: ExprId) {
    let shown = file.display(value).unwrap_or(value);
    let ExprKind::Dict(entries) = &file.module().expr(shown).kind else {
        return unknown(reading, file, value);
    };
    for &(key, list_of) in entries {
        match key.and_then(|key| file.constant(key)) {
            Some(Const::Str(group)) => list(reading, file, list_of, Some(&group)),
            _ => unknown(reading, file, list_of),
        }
    }
}

fn list(reading: &mut Reading<'_>, file: &FileModel, value: ExprId, group: Option<&str>) {
    // A name stands for the list that it was given.
    let shown = file.display(value).unwrap_or(value);
    match &file.module().expr(shown).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
            for &item in items {
                text(reading, file, item, group);
            }
        }
        _ => text(reading, file, value, group),
    }
}

/// One text is one requirement a line.
fn text(reading: &mut Reading<'_>, file: &FileModel, item: ExprId, group: Option<&str>) {
    let span = file.module().expr(item).span;
    match file.constant(item) {
        Some(Const::Str(text)) => {
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
                reading.requirement(line, span.start as usize..span.end as usize, group);
            }
        }
        _ => unknown(reading, file, item),
    }
}

fn unknown(reading: &mut Reading<'_>, file: &FileModel, value: ExprId) {
    let span = file.module().expr(value).span;
    reading.problem(
        "",
        span.start as usize..span.end as usize,
        "computed when the program runs, not known from its text",
    );
}
