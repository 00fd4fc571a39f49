//! Lists that a program is started with: where the code names the program, what stands behind it chooses none.

use semantic::{Const, Node, SinkKind};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::models;
use crate::run::engine::Engine;
use crate::state::value::{SinkSet, Value};

/// Where a text does no harm that a program is given as one argument.
const COMMAND: SinkSet = SinkSet::NONE.with(SinkKind::Command);

impl Engine<'_> {
    /// `run(command)` in a function that is followed with the list that it is given: `value`, all data of the list, with what its
    /// first item says of the others. `None` for everything else.
    pub(crate) fn as_command(&mut self, e: ExprId, held: &Value, value: &Value) -> Option<Value> {
        if !self.is_following() || value.is_constant() || !self.is_started(e) {
            return None;
        }
        let items = self.exact_items(held)?;
        let Const::Str(program) = items.first()?.constant()? else { return None };
        let by = format!("its place behind the program `{program}`, as one argument of it");
        is_plain_program(program).then(|| self.trail.clean(value, COMMAND, by, self.span(e)))
    }

    /// Whether `e` is the name of the list that a call starts a program with.
    fn is_started(&self, e: ExprId) -> bool {
        let (ExprKind::Name, Node::Expr(call)) = (self.kind(e), self.file.parent(e)) else { return false };
        let ExprKind::Call { func, args } = self.kind(call) else { return false };
        matches!(args.first(), Some(Argument::Positional(first)) if *first == e)
            && self.file.qualified_names(*func).any(|name| models::has(models::PROGRAM_STARTERS, name))
    }
}

/// Whether a program does something of its own with its arguments, and runs none of them.
fn is_plain_program(program: &str) -> bool {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    !name.is_empty() && !name.contains(char::is_whitespace) && !models::has(models::COMMAND_RUNNERS, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_programs_run_what_they_are_given() {
        assert!(["git", "/usr/bin/convert", "ffmpeg"].into_iter().all(is_plain_program));
        assert!(!["", "sh", "/bin/bash", "python3.12", "sudo", "git status"].into_iter().any(is_plain_program));
    }
}
