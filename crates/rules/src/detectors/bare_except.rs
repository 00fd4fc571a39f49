//! PV904: `except:` that catches what ends the program, too.

use syntax::Span;
use syntax::ast::{StmtId, StmtKind};

use crate::Candidate;
use crate::code::handler;
use crate::detector::{Context, Detector};

pub(crate) struct BareExcept;

const MESSAGE: &str = "`except:` catches everything, also `KeyboardInterrupt` and `SystemExit`: the program cannot be stopped \
                       while this runs. Name the exceptions that are expected, or write `except Exception:`.";

impl Detector for BareExcept {
    fn attempt(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Try { body, handlers, .. } = &cx.tree().stmt(stmt).kind else { return };
        for handler in handlers.iter().filter(|handler| handler.types.is_none()) {
            // One that drops the exception is reported as such (S110, S112); one that raises again stops nobody.
            let drops = matches!(*handler.body, [only] if handler::does_nothing(cx, only));
            if drops || handler::raises(cx, &handler.body) {
                continue;
            }
            let word = Span::new(handler.span.start, (handler.span.start + 6).min(handler.span.end));
            let mut candidate = Candidate::new(cx.rule, word, MESSAGE.to_owned());
            candidate.dismissed = handler::harmless(cx, stmt, body).map(str::to_owned);
            cx.report(candidate);
        }
    }
}
