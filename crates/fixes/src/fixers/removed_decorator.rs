//! PV316: a decorator that takes a protection away goes.

use secrets::words;
use semantic::Node;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct RemovedDecorator;

impl Fixer for RemovedDecorator {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let decorator = fix.site.expr?;
        let Node::Stmt(stmt) = fix.file.parent(decorator) else {
            return unwrapped(fix);
        };
        let decorators = match &fix.tree().stmt(stmt).kind {
            StmtKind::Function(function) => &function.decorators,
            StmtKind::Class(class) => &class.decorators,
            _ => return None,
        };
        if !decorators.contains(&decorator) || fix.has_comment(fix.span(decorator)) {
            return None;
        }
        if is_explained(fix, decorators) || is_for_programs(fix.file.definition_name(stmt)) {
            return None;
        }
        // `@method_decorator([one, other])` may say more than this.
        if let ExprKind::Call { args, .. } = fix.kind(decorator)
            && args.iter().any(|argument| matches!(fix.kind(argument.value()), ExprKind::List(_) | ExprKind::Tuple(_)))
        {
            return None;
        }
        let source = fix.tree().source();
        let span = fix.span(decorator);
        let before = source.get(..span.start as usize)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let after = source.get(span.end as usize..)?;
        let end = span.end as usize + after.find('\n')? + 1;
        let is_alone = source.get(start..span.start as usize)?.trim() == "@"
            && source.get(span.end as usize..end)?.trim().is_empty();
        if !is_alone {
            return None;
        }
        fix.replace_span(Span::new(start as u32, end as u32), "");
        Some(())
    }
}

/// Whether a view is called by other programs, as its name says: they have no form, and prove who they are in another way.
fn is_for_programs(name: &str) -> bool {
    const WORDS: [&str; 6] = ["webhook", "hook", "callback", "ipn", "notify", "notification"];
    words(name).iter().any(|word| WORDS.contains(&&**word))
}

/// Whether a comment right above the decorators says why the protection is off: its author has decided.
fn is_explained(fix: &Fix<'_>, decorators: &[ExprId]) -> bool {
    let lines = fix.tree().lines();
    let Some(first) = decorators.first().map(|&first| lines.line(fix.span(first).start)) else { return false };
    let comments = fix.tree().comments();
    let above = comments.iter().rev().filter(|comment| lines.line(comment.span.start) < first);
    let joined = above.zip(1..).take_while(|(comment, back)| lines.line(comment.span.start) + back == first);
    joined.map(|(comment, _)| fix.tree().text(comment.span)).any(|text| text.to_ascii_lowercase().contains("csrf"))
}

/// `csrf_exempt(view)` becomes `view`.
fn unwrapped(fix: &mut Fix<'_>) -> Option<()> {
    let call = fix.call()?;
    let (_, args) = fix.parts(call)?;
    let [only] = args else { return None };
    let text = fix.text(only.value());
    fix.replace(call, text);
    Some(())
}
