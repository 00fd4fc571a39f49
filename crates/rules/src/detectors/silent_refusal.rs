//! PV461: logins that are refused and leave no trace, in code that logs other things.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{ExprId, StmtId};

use crate::code::around::{calls_in, calls_one_of, function_of, last_word};
use crate::detector::{Context, Detector};
use crate::{Candidate, code::testing, web::login};

pub(crate) struct SilentRefusal;

/// What Django does itself: it tells everybody who listens for `user_login_failed`.
const TELLS: [&str; 2] = ["django.contrib.auth.authenticate", "django.contrib.auth.aauthenticate"];

impl Detector for SilentRefusal {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        if !login::is_login(cx, function, definition) || testing::is_test_file(cx.path) {
            return;
        }
        let span = cx.tree().stmt(function).span;
        let Some(check) = login::check_in(cx.file, span) else { return };
        if calls_one_of(cx.file, check, &TELLS) || calls_in(cx.file, span).any(|call| records(cx, call)) {
            return;
        }
        let is_within = |call: ExprId| {
            let at = cx.tree().expr(call).span.start;
            span.start <= at && at < span.end
        };
        if !cx.file.calls().iter().any(|&call| !is_within(call) && logs(cx, call)) {
            return;
        }
        let place = Span::new(span.start, definition.name.span.end);
        let message = "A refused login leaves no entry in the log, though this program logs other things. Log the account, the \
                       address and the time of each refusal, and never the password.";
        let mut candidate = Candidate::new(cx.rule, place, message.to_owned());
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether the call writes to a log.
fn logs(cx: &Context<'_>, call: ExprId) -> bool {
    let is_level = last_word(cx.file, call).is_some_and(|name| {
        matches!(name, "debug" | "info" | "warning" | "warn" | "error" | "critical" | "exception" | "log")
    });
    let Some(func) = function_of(cx.file, call).filter(|_| is_level) else { return false };
    let by_name = |name: &str| ["logging.", "structlog.", "loguru."].iter().any(|start| name.starts_with(start));
    cx.file.qualified_names(func).any(by_name)
        || words(cx.text(func)).iter().any(|word| matches!(&**word, "log" | "logger" | "logging"))
}

/// Whether the call may be one that keeps what happened, by any word of its name.
fn records(cx: &Context<'_>, call: ExprId) -> bool {
    logs(cx, call)
        || function_of(cx.file, call).is_some_and(|func| {
            words(cx.text(func)).iter().any(|word| {
                matches!(
                    &**word,
                    "log"
                        | "logger"
                        | "logging"
                        | "audit"
                        | "record"
                        | "track"
                        | "event"
                        | "events"
                        | "notify"
                        | "signal"
                        | "send"
                        | "emit"
                        | "metric"
                        | "metrics"
                        | "counter"
                        | "failed"
                        | "failure"
                        | "attempt"
                        | "attempts"
                        | "fail"
                        | "security"
                        | "refuse"
                        | "reject"
                )
            })
        })
}
