//! What a page's `[[fix]]` blocks say. Applying them is the room of `fixes`.

use model::{Applicability, Confidence};
use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use crate::matcher::{Argument, Condition, is_named};

/// One `[[fix]]` block: a change, and when it fits.
pub struct FixBlock {
    pub(crate) calls: &'static [&'static str],
    pub(crate) conditions: &'static [Condition],
    /// What is changed, all of it together; empty where a fixer does it.
    pub actions: &'static [FixAction],
    /// The fixer, a file of `crates/fixes/src/fixers`.
    pub fixer: Option<&'static str>,
    /// Modules (`os`) and names from modules (`markupsafe:escape`) that values use; they stand in them as `{os}`, `{escape}`.
    pub imports: &'static [&'static str],
    /// How sure a finding has to be: where it may be none, this change would cost more than it gives.
    pub confidence: Confidence,
    /// Whether it may be applied without a decision.
    pub applicability: Applicability,
    /// What it does, and for needs-review what is to be chosen: one sentence.
    pub note: &'static str,
    /// What is written beside the changed code, without `#`.
    pub comment: &'static str,
}

/// One change. Values are Python expressions.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)] // which ones occur is up to the pages
pub enum FixAction {
    /// The argument gets this value; it is added as a keyword if the call has none.
    Set(Argument, &'static str),
    /// The argument is taken out.
    Remove(Argument),
    /// Another function is called, by its qualified name.
    ReplaceCall(&'static str),
    /// The value that was matched is replaced.
    SetValue(&'static str),
    /// Each value in the texts of the focus becomes this expression of it: `{value}` stands for it, `{text}` for it as a text.
    Escape(&'static str),
    /// The statement goes.
    RemoveStatement,
}

impl FixBlock {
    /// Whether the block is for what was found at `value`; `call` is the call there, if it is one.
    pub fn fits(&self, file: &FileModel, value: Option<ExprId>, call: Option<ExprId>) -> bool {
        let is_called = |call: ExprId| match file.module().expr(call).kind {
            ExprKind::Call { func, .. } => is_named(file, func, self.calls),
            _ => false,
        };
        (self.calls.is_empty() || call.is_some_and(is_called))
            && self.conditions.iter().all(|condition| value.is_some_and(|value| condition.holds(file, value, call)))
    }
}
