//! PV344: a server starts where the file is run, not where it is imported.

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct MainGuard;

impl Fixer for MainGuard {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let statement = fix.statement()?;
        let span = fix.tree().stmt(statement).span;
        // A text of several lines would get the indentation, too.
        let lines = fix.tree().text(span);
        if fix.file.stmt_parent(statement).is_some() || lines.contains("\"\"\"") || lines.contains("'''") {
            return None;
        }
        let main = strings::literal("__main__", strings::quote(fix));
        fix.before(statement, &[format!("if __name__ == {main}:")])?;
        let step = fix.step();
        fix.insert(span.start, step);
        let breaks: Vec<u32> = lines.match_indices('\n').map(|(at, _)| span.start + at as u32 + 1).collect();
        for at in breaks {
            fix.insert(at, step);
        }
        Some(())
    }
}
