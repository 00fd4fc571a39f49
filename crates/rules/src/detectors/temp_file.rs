//! S108: paths in folders that everyone on the machine can write to.

use model::Confidence;
use semantic::Node;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, FPart, StmtKind};

use crate::code::{built, testing, written};
use crate::detector::{Context, Detector};

pub(crate) struct TempFile;

const MESSAGE: &str = "This path lies in a folder that every user of the machine can write to, so another user can put \
                       a file or a link there first and read or redirect what is written. Let `tempfile` choose the name.";

impl Detector for TempFile {
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        let begins = |text: &str| cx.settings.temp_directories.iter().any(|folder| text.starts_with(folder.as_str()));
        let span = cx.tree().expr(expr).span;
        let mut found: Vec<(Span, String, bool)> = Vec::new();
        match &cx.tree().expr(expr).kind {
            ExprKind::Str(_) => {
                let text = written::text(cx.file, expr).filter(|text| begins(text));
                found.extend(text.map(|text| (span, text.into_owned(), true)));
            }
            ExprKind::FString(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let FPart::Literal { span, raw, braces } = *part else { continue };
                    let text = built::unescaped(cx.tree().text(span), raw, braces);
                    if begins(&text) {
                        found.push((span, text, at == 0));
                    }
                }
            }
            _ => {}
        }
        for (span, text, is_beginning) in found {
            let mut candidate = cx.candidate(expr, MESSAGE);
            candidate.span = span;
            let taken = function_that_takes(cx, expr);
            candidate.beyond =
                taken.is_some_and(|func| cx.file.written_name(func).is_some_and(|name| name.starts_with("tempfile.")));
            let by_tempfile = |func: ExprId| cx.file.qualified_names(func).any(|name| name.starts_with("tempfile."));
            let reason = if candidate.beyond || taken.is_some_and(by_tempfile) {
                Some("`tempfile` makes a name inside the folder that nobody can foresee")
            } else if !is_beginning {
                Some("the folder is a part of a longer path, which begins elsewhere")
            } else {
                harmless(cx, expr, &text)
            };
            candidate.dismissed = reason.map(str::to_owned);
            // The folder alone is no file yet: whoever uses it may well make a name that nobody foresees.
            let is_folder = matches!(cx.tree().expr(expr).kind, ExprKind::Str(_)) && is_shared_folder(cx, &text);
            candidate.confidence = Some(if is_folder { Confidence::Low } else { Confidence::Medium });
            cx.report(candidate);
        }
    }
}

fn harmless(cx: &Context<'_>, expr: ExprId, text: &str) -> Option<&'static str> {
    let is_below =
        |folder: &str| text.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if !cx.settings.temp_directories.iter().any(|folder| is_below(folder.trim_end_matches('/'))) {
        Some("the path only begins with the same letters as a shared folder")
    } else if text.contains(['\n', ' ']) {
        Some("the text is a sentence or a command about the folder, not a path that is opened")
    } else if is_docstring(cx, expr) {
        Some("the text is a comment, nothing opens it")
    } else if is_compared(cx, expr) {
        Some("the path is only compared with")
    } else if testing::is_test_file(cx.path) {
        Some("this is a test: nobody waits for its files on the machine that runs it")
    } else {
        None
    }
}

/// Whether the path is one of the folders, and no file in it yet.
fn is_shared_folder(cx: &Context<'_>, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    cx.settings.temp_directories.iter().any(|folder| folder.trim_end_matches('/') == path)
}

/// The function whose argument the text is.
fn function_that_takes(cx: &Context<'_>, text: ExprId) -> Option<ExprId> {
    let Node::Expr(parent) = cx.file.parent(text) else { return None };
    match cx.tree().expr(parent).kind {
        ExprKind::Call { func, .. } if func != text => Some(func),
        _ => None,
    }
}

/// Whether the text is a statement of its own.
fn is_docstring(cx: &Context<'_>, text: ExprId) -> bool {
    matches!(cx.file.parent(text), Node::Stmt(stmt) if matches!(cx.tree().stmt(stmt).kind, StmtKind::Expr(_)))
}

/// A comparison or a test of a beginning.
fn is_compared(cx: &Context<'_>, path: ExprId) -> bool {
    let mut at = path;
    loop {
        let Node::Expr(parent) = cx.file.parent(at) else { return false };
        match cx.tree().expr(parent).kind {
            ExprKind::Compare { .. } => return true,
            // `startswith(("/tmp/", "/var/tmp/"))`
            ExprKind::Tuple(_) if at == path => at = parent,
            ExprKind::Call { func, .. } if func != at => {
                return matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. } if matches!(
                    cx.tree().text(attr.span),
                    "startswith" | "endswith" | "is_relative_to" | "removeprefix" | "relative_to"
                ));
            }
            _ => return false,
        }
    }
}
