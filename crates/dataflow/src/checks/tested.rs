//! Checks of the project whose meaning is not known: that there was one is all that is kept.
//!
//! `validate_tree_id(tree)`, `if self.is_document(name)`, `if not pattern.match(name)`: what such a check lets through cannot be told
//! from here. It makes nothing harmless, and what it looked at stays on its way; whoever weighs the way is told that it was
//! looked at. A question whether something exists is none, and neither is one that a text answers about itself.

use syntax::ast::{Argument, CompareOp, ExprId, ExprKind};

use crate::checks::mark::CHECKED;
use crate::models;
use crate::run::engine::Engine;
use crate::state::value::{Part, Value};

/// Words of functions that check what they are given, or make it fit, beside [`CHECKED`].
const DECIDES: [&str; 11] = [
    "validator",
    "require",
    "enforce",
    "authorize",
    "clean",
    "cleaned",
    "restrict",
    "guard",
    "deny",
    "forbid",
    "reject",
];
/// Words of questions that say nothing of what a text may hold.
const ASKS_NOTHING: [&str; 10] =
    ["exists", "exist", "get", "log", "debug", "isinstance", "callable", "hasattr", "len", "bool"];
/// Methods by which a text or a path answers about itself.
const OF_TEXTS: [&str; 22] = [
    "startswith",
    "endswith",
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "split",
    "find",
    "count",
    "isdigit",
    "isalnum",
    "isalpha",
    "isnumeric",
    "isspace",
    "is_dir",
    "is_file",
    "isfile",
    "isdir",
    "is_absolute",
    "decode",
    "encode",
];

/// Whether a function's name says that it checks something.
fn says_so(name: &str) -> bool {
    name.split('_').any(|word| CHECKED.iter().chain(&DECIDES).any(|known| known.eq_ignore_ascii_case(word)))
}

impl Engine<'_> {
    /// Takes in that a function was called outside of a condition, and gives what is known of its `result` then.
    pub(crate) fn note_check(&mut self, func: ExprId, args: &[Argument], result: Value) -> Value {
        if !self.last_word_of(func).is_some_and(says_so) || !self.is_of_project(func) || self.asks_for_ending(func) {
            return result;
        }
        for arg in args {
            self.mark_tested(arg.value());
        }
        result.map(|part| Part { tested: true, ..*part })
    }

    /// Takes in that a condition asks a function about what it is given.
    pub(crate) fn note_question(&mut self, func: ExprId, args: &[Argument]) {
        let is_question = self
            .last_word_of(func)
            .is_some_and(|name| !OF_TEXTS.contains(&name) && !name.split('_').any(|word| ASKS_NOTHING.contains(&word)));
        if is_question && self.is_of_project(func) && !self.asks_for_ending(func) {
            for arg in args {
                self.mark_tested(arg.value());
            }
        }
    }

    /// `ending not in allowed and "*" not in allowed` came out false, or its opposite true: the list has the item, or something by which
    /// whoever wrote it lets everything through.
    pub(crate) fn note_waiver(&mut self, values: &[ExprId], op: CompareOp) {
        let looked_for = |e: ExprId| match self.kind(e) {
            ExprKind::Compare { left, rest } => match **rest {
                [(asked, list)] if asked == op => Some((*left, list)),
                _ => None,
            },
            _ => None,
        };
        let asked: Vec<(ExprId, ExprId)> = values.iter().filter_map(|&value| looked_for(value)).collect();
        let is_waived = |list: ExprId| {
            asked.iter().any(|&(item, other)| self.file.is_constant(item) && self.text(other) == self.text(list))
        };
        let subjects: Vec<ExprId> = asked
            .iter()
            .filter(|&&(item, list)| asked.len() == values.len() && !self.file.is_constant(item) && is_waived(list))
            .map(|&(item, _)| item)
            .collect();
        for subject in subjects {
            self.mark_tested(subject);
        }
    }

    fn last_word_of(&self, func: ExprId) -> Option<&str> {
        match self.kind(func) {
            ExprKind::Name => Some(self.text(func)),
            ExprKind::Attribute { attr, .. } => Some(self.file.module().text(attr.span)),
            _ => None,
        }
    }

    /// Whether a function is one of the project's, or a method of an object that nobody knows.
    fn is_of_project(&self, func: ExprId) -> bool {
        let mut names = self.file.qualified_names(func).peekable();
        if names.peek().is_none() {
            return matches!(self.kind(func), ExprKind::Attribute { .. });
        }
        names.any(|name| {
            name.starts_with(['.', '/']) && models::sanitizer(name).is_none() && models::guard(name).is_none()
        })
    }

    /// What `subject` holds was looked at, from here on.
    pub(crate) fn mark_tested(&mut self, subject: ExprId) {
        self.mark(subject, |part| Part { tested: true, ..*part });
    }
}

#[cfg(test)]
mod tests {
    use super::says_so;

    #[test]
    fn names_of_checks() {
        for name in ["validate_tree_id", "clean_name", "_check_path", "require_member"] {
            assert!(says_so(name), "{name}");
        }
        for name in ["read_file", "publish", "checkout", "get_path"] {
            assert!(!says_so(name), "{name}");
        }
    }
}
