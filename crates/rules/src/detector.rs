//! What a detector is: code for a pattern that `[[match]]` blocks cannot say.

use std::cell::OnceCell;

use semantic::FileModel;
use syntax::Module;
use syntax::ast::{ExprId, StmtId};

use crate::facts::Facts;
use crate::web::django_settings::SettingsModule;
use crate::{Candidate, Rule, Settings};

/// Code of one rule. It implements the hook that it needs and leaves the others. A hook reads as a reviewer
/// thinks: "not this: return; not that: return; report".
///
/// Where calls are what a rule looks at, its page lists them in `[[match]]` blocks, and the detector
/// looks closer in [`refine`](Self::refine): no detector compares names to find a call.
pub(crate) trait Detector: Sync {
    /// A candidate of the page's `[[match]]` blocks: gives it back, changed or not, or drops it.
    fn refine(&self, _cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        Some(candidate)
    }

    /// Once for the file.
    fn module(&self, _cx: &mut Context<'_>) {}

    /// Every function and method.
    fn function(&self, cx: &mut Context<'_>, _function: StmtId) {
        cx.needs_no_more();
    }

    /// Every statement.
    fn statement(&self, cx: &mut Context<'_>, _stmt: StmtId) {
        cx.needs_no_more();
    }

    /// Every assignment, annotated and augmented ones too.
    fn assignment(&self, cx: &mut Context<'_>, _stmt: StmtId) {
        cx.needs_no_more();
    }

    /// Every `try` statement.
    fn attempt(&self, cx: &mut Context<'_>, _stmt: StmtId) {
        cx.needs_no_more();
    }

    /// Every class.
    fn class(&self, cx: &mut Context<'_>, _stmt: StmtId) {
        cx.needs_no_more();
    }

    /// Every call.
    fn call(&self, cx: &mut Context<'_>, _call: ExprId) {
        cx.needs_no_more();
    }

    /// Every expression that may make a text: text literals, f-strings, operations of two values.
    fn text(&self, cx: &mut Context<'_>, _expr: ExprId) {
        cx.needs_no_more();
    }

    /// Every comparison.
    fn comparison(&self, cx: &mut Context<'_>, _expr: ExprId) {
        cx.needs_no_more();
    }

    /// Every dictionary and every tuple that is written out.
    fn display(&self, cx: &mut Context<'_>, _expr: ExprId) {
        cx.needs_no_more();
    }

    /// Every look-up of an item.
    fn subscript(&self, cx: &mut Context<'_>, _expr: ExprId) {
        cx.needs_no_more();
    }

    /// Every expression that is no call; what has a hook of its own is better looked at there.
    fn expression(&self, cx: &mut Context<'_>, _expr: ExprId) {
        cx.needs_no_more();
    }
}

/// What a detector sees, and where it reports.
pub(crate) struct Context<'a> {
    /// The file.
    pub(crate) file: &'a FileModel,
    /// The file's path, `/`-separated.
    pub(crate) path: &'a str,
    /// The rule that the detector works for.
    pub(crate) rule: &'static Rule,
    /// The project's settings for the peers' rules.
    pub(crate) settings: &'a Settings,
    facts: &'a OnceCell<Facts>,
    found: Vec<Candidate>,
    /// Whether the hook at hand wants nothing more of its kind.
    is_done: bool,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        file: &'a FileModel,
        path: &'a str,
        settings: &'a Settings,
        facts: &'a OnceCell<Facts>,
        rule: &'static Rule,
    ) -> Self {
        Self { file, path, rule, settings, facts, found: Vec::new(), is_done: false }
    }

    /// The file's tree.
    pub(crate) fn tree(&self) -> &'a Module {
        self.file.module()
    }

    /// What is known of the file as a whole.
    pub(crate) fn facts(&self) -> &'a Facts {
        self.facts.get_or_init(|| Facts::new(self.file))
    }

    /// The file's settings, if it is a settings module of Django.
    pub(crate) fn settings_module(&self) -> Option<&'a SettingsModule> {
        self.facts().settings_module(self.file, self.path)
    }

    /// The source text of an expression.
    pub(crate) fn text(&self, expr: ExprId) -> &'a str {
        self.tree().text(self.tree().expr(expr).span)
    }

    /// A candidate that points at `expr`, to be reported when it is complete.
    pub(crate) fn candidate(&self, expr: ExprId, message: impl Into<String>) -> Candidate {
        let mut candidate = Candidate::new(self.rule, self.tree().expr(expr).span, message.into());
        candidate.expr = Some(expr);
        candidate
    }

    /// Reports a candidate.
    pub(crate) fn report(&mut self, candidate: Candidate) {
        self.found.push(candidate);
    }

    /// Says that the hook at hand is not to be called again for this file: most detectors leave most hooks alone, and there
    /// are many expressions.
    fn needs_no_more(&mut self) {
        self.is_done = true;
    }

    /// Calls `hook` for one of `items` after the other, until it needs no more.
    pub(crate) fn each<T>(&mut self, items: impl IntoIterator<Item = T>, hook: impl Fn(&mut Self, T)) {
        self.is_done = false;
        for item in items {
            hook(self, item);
            if self.is_done {
                return;
            }
        }
    }

    /// Everything that was reported.
    pub(crate) fn into_found(self) -> Vec<Candidate> {
        self.found
    }
}
