//! What may be changed where a rule found something.
//!
//! [`propose`] takes the place of a finding and gives a [`Proposal`]: edits as byte spans, the imports that they need, a
//! comment that explains them, and whether a person has a choice to make. [`merge`] makes one list of edits out of the
//! proposals for a file. What a page's `[[fix]]` block cannot say, a fixer does: one file in `src/fixers`, found by its name.
//!
//! *Absent by design:* applying, and the decision whether a fix is offered: `review` reviews the result first.

mod ahead;
mod comment;
mod declared;
mod fix;
mod html;
mod imports;
mod lines;
mod logged;
mod merge;
mod names;
mod plain;
mod sql;
mod strings;
mod template;
mod values;

use model::Confidence;
use rules::{Candidate, FixBlock, Rule};
use semantic::FileModel;
use syntax::Span;
use syntax::ast::ExprId;

use crate::fix::Fix;

pub use imports::Import;
pub use merge::{Merged, merge};

/// The fixers, one file each, registered by the build script.
mod fixers {
    use crate::fix::Fixer;

    include!(concat!(env!("OUT_DIR"), "/fixers.rs"));

    /// The fixer of a file's name.
    pub(crate) fn find(name: &str) -> Option<&'static dyn Fixer> {
        FIXERS.iter().find(|(known, _)| *known == name).map(|&(_, fixer)| fixer)
    }
}

/// Put `text` in the place of some bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// The bytes; an empty span inserts.
    pub span: Span,
    /// The new text, its lines ended as in the file.
    pub text: String,
}

/// The place of a finding.
#[derive(Clone, Debug)]
pub struct Site {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The bytes that it points at.
    pub span: Span,
    /// The expression that shows the pattern.
    pub expr: Option<ExprId>,
    /// The expressions whose origin decides.
    pub focus: Vec<ExprId>,
    /// The call that takes the data, where it is not the call around the focus.
    pub sink: Option<ExprId>,
    /// How sure the finding is.
    pub confidence: Confidence,
}

impl Site {
    /// The place of a candidate that became a finding, if something may be done about its rule's findings.
    pub fn of(candidate: &Candidate, confidence: Confidence) -> Option<Self> {
        let Candidate { rule, span, expr, ref focus, sink, .. } = *candidate;
        (!rule.fixes.is_empty()).then(|| Self { rule, span, expr, focus: focus.clone(), sink, confidence })
    }
}

/// A change that ends one finding, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whether it may be applied without a decision.
    pub applicability: model::Applicability,
    /// What it does, and for needs-review what is to be chosen: one sentence.
    pub note: String,
    /// What is written beside the changed code, without `#`; empty for nothing.
    pub comment: String,
    /// The changes of the code, in source order and not overlapping. Imports and comment come with [`merge`].
    pub edits: Vec<Replace>,
    /// What the new code has to import.
    pub imports: Vec<Import>,
}

/// What may be changed at `site` of `file`: what the first fitting `[[fix]]` block of the rule's page gives. `None` where
/// no honest change is known; always for a file that was not understood to the end.
///
/// The ids of `site` must come from the same text.
pub fn propose(file: &FileModel, site: &Site) -> Option<Proposal> {
    let tree = file.module();
    let known = |e: &ExprId| e.index() < tree.exprs().len();
    let all_known = site.expr.iter().chain(&site.focus).chain(&site.sink).all(known);
    if !all_known || !tree.errors().is_empty() || tree.source().len() < site.span.end as usize {
        return None;
    }
    site.rule.fixes.iter().find_map(|block| attempt(file, site, block))
}

fn attempt(file: &FileModel, site: &Site, block: &'static FixBlock) -> Option<Proposal> {
    let mut fix = Fix::new(file, site, block);
    if site.confidence < block.confidence || !block.fits(file, site.expr, fix.call()) {
        return None;
    }
    match block.fixer {
        Some(name) => fixers::find(name)?.fix(&mut fix)?,
        None => declared::apply(&mut fix)?,
    }
    fix.finish()
}
