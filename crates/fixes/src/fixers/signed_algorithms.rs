//! PV402: the list of algorithms of a token loses the one that signs nothing.

use syntax::Span;
use syntax::ast::ExprKind;

use crate::fix::{Fix, Fixer};

pub(crate) struct SignedAlgorithms;

impl Fixer for SignedAlgorithms {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let args = fix.file.call_args(fix.call()?);
        let accepted = fix.file.display(args.argument(Some(2), Some("algorithms"))?)?;
        let (ExprKind::List(items) | ExprKind::Tuple(items)) = fix.kind(accepted) else { return None };
        let is_none = |&e: &syntax::ast::ExprId| {
            fix.file.constant(e).is_some_and(|name| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("none")))
        };
        let at = items.iter().position(is_none)?;
        // Without another one the author has to say which.
        let span = match (items.get(at + 1), at.checked_sub(1).and_then(|before| items.get(before))) {
            (Some(&next), _) => Span::new(fix.span(items[at]).start, fix.span(next).start),
            (None, Some(&before)) => Span::new(fix.span(before).end, fix.span(items[at]).end),
            (None, None) => return None,
        };
        if fix.has_comment(span) {
            return None;
        }
        fix.replace_span(span, "");
        Some(())
    }
}
