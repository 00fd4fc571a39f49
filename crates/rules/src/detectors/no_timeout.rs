//! S113: where a request's time limit is said, or not.

use syntax::Span;
use syntax::ast::{Argument, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct NoTimeout;

impl Detector for NoTimeout {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let written = args.all().iter().find_map(|arg| match *arg {
            Argument::Keyword { name, value } if cx.tree().text(name.span) == "timeout" => Some((name, value)),
            _ => None,
        });
        let Some(value) = args.keyword("timeout") else { return Some(candidate) };
        let is_none = cx.file.constant(value) == Some(semantic::Const::None);
        match written {
            Some((name, value)) if is_none => {
                candidate.beyond |= !matches!(cx.tree().expr(value).kind, ExprKind::None);
                candidate.span = Span::new(name.span.start, cx.tree().expr(value).span.end);
            }
            Some(_) => return None,
            None if is_none => {}
            None => candidate.dismissed = Some("the limit is among the options that are passed with `**`".to_owned()),
        }
        Some(candidate)
    }
}
