//! Checks that are written on lines of their own before the statement that uses a value.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::fix::Fix;
use crate::names;
use crate::strings;

/// A value that a check can name, before the statement that uses it.
pub(crate) struct Checked {
    /// What the check calls it.
    pub(crate) name: String,
    /// The lines before the statement; the check is added to them.
    pub(crate) lines: Vec<String>,
    statement: StmtId,
}

impl Checked {
    /// Gives `e` a name if it has none, `wish` or one like it. `None` where a statement before would not be run just once for it.
    pub(crate) fn of(fix: &mut Fix<'_>, e: ExprId, wish: &str) -> Option<Self> {
        let statement = fix.anchor(e)?;
        if matches!(fix.kind(e), ExprKind::Name) {
            return Some(Self { name: fix.text(e).to_owned(), lines: Vec::new(), statement });
        }
        let name = fix.free_name(wish);
        let lines = vec![format!("{name} = {}", fix.text(e))];
        fix.replace(e, name.clone());
        Some(Self { name, lines, statement })
    }

    /// Writes the lines.
    pub(crate) fn write(self, fix: &mut Fix<'_>) -> Option<()> {
        fix.before(self.statement, &self.lines)
    }
}

/// The statement that refuses a request, or ends the function: as the file's framework has it.
pub(crate) fn refusal(fix: &mut Fix<'_>, status: u16, words: &str) -> String {
    let is_inside = fix.site.expr.is_some_and(|e| fix.file.enclosing_function(e).is_some());
    if is_inside && fix.imports_root("flask") {
        return format!("{}({status})", fix.name("flask", "abort"));
    }
    if is_inside && fix.imports_root("fastapi") {
        return format!("raise {}({status})", fix.name("fastapi", "HTTPException"));
    }
    // Django answers such a request; who is called elsewhere is told as Python does.
    if is_inside && fix.imports_root("django") && serves_request(fix) {
        if status == 404 {
            return format!("raise {}", fix.name("django.http", "Http404"));
        }
        let words = strings::literal(words, strings::quote(fix));
        return format!("raise {}({words})", fix.name("django.core.exceptions", "SuspiciousOperation"));
    }
    format!("raise ValueError({})", strings::literal(words, strings::quote(fix)))
}

/// Whether the function at hand has a request: as a parameter, or as its view's.
fn serves_request(fix: &Fix<'_>) -> bool {
    let is_request = |binding: &semantic::Binding| {
        matches!(binding.kind, BindingKind::Param { .. }) && names::text(fix.file, binding) == "request"
    };
    let function = fix.site.expr.and_then(|e| fix.file.enclosing_function(e));
    names::visible(fix.file, fix.site.span.start).any(is_request)
        || function.is_some_and(|function| fix.tree().text(fix.tree().stmt(function).span).contains("self.request"))
}
