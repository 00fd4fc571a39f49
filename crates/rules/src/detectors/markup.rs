//! S704: texts that are turned into Markup, by the functions that libraries and the project's settings name.

use semantic::Node;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::written::is_text_or_bytes;
use crate::detector::{Context, Detector};
use crate::matcher::{called, plain};
use crate::scan::one_line;

pub(crate) struct Markup;

impl Detector for Markup {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &text = candidate.focus.first()?;
        let args = cx.file.call_args(candidate.expr?).all();
        let positional = args.iter().filter(|argument| matches!(argument, Argument::Positional(_) | Argument::Star(_)));
        let seen = positional.count() == 1 && cx.file.call_args(candidate.expr?).positional(0).is_some();
        candidate.beyond |= !seen || is_text_or_bytes(cx.file, text);
        let allowed = called(cx.file, text).is_some_and(|func| {
            cx.file.qualified_names(func).map(plain).any(|name| listed(&cx.settings.allowed_markup_calls, &name))
        });
        if gives_plain_text(cx, candidate.expr?) {
            candidate.dismissed =
                Some("only the text inside of the markup is taken, and it is escaped like any other".to_owned());
        }
        if allowed {
            let direct = matches!(cx.tree().expr(text).kind, ExprKind::Call { .. });
            candidate.beyond |= direct;
            candidate.dismissed =
                Some("the project's settings say that what this call gives is finished HTML".to_owned());
        }
        Some(candidate)
    }

    /// The functions that the project's settings add.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if cx.settings.markup_names.is_empty() {
            return;
        }
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let written = cx.file.written_name(func);
        let seen = written.is_some_and(|name| listed(&cx.settings.markup_names, &name));
        let named = || cx.file.qualified_names(func).map(plain).any(|name| listed(&cx.settings.markup_names, &name));
        if !seen && !named() {
            return;
        }
        let Some(text) = cx.file.call_args(call).positional(0) else { return };
        let message = format!(
            "`{}` marks this text as finished HTML, as the project's settings say, so a script in data that is part of \
             it runs in the reader's browser. Escape the data first.",
            one_line(cx.text(func))
        );
        let mut candidate = cx.candidate(call, message);
        candidate.focus = vec![text];
        candidate.beyond = !seen;
        if let Some(candidate) = self.refine(cx, candidate) {
            cx.report(candidate);
        }
    }
}

/// `Markup(text).unescape()`, `Markup(text).striptags()`: what comes out is a plain text again.
fn gives_plain_text(cx: &Context<'_>, call: ExprId) -> bool {
    let Node::Expr(parent) = cx.file.parent(call) else { return false };
    matches!(cx.tree().expr(parent).kind,
        ExprKind::Attribute { value, attr } if value == call && matches!(cx.tree().text(attr.span), "unescape" | "striptags"))
}

fn listed(names: &[String], name: &str) -> bool {
    names.iter().any(|listed| listed == name)
}
