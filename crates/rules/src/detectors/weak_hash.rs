//! S324: whether security rests on a broken digest.

use model::Confidence;

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};
use crate::scan::one_line;
use crate::usage::{Usage, usage};

pub(crate) struct WeakHash;

/// Names that `hashlib.new` takes, in lower case.
const WEAK: &[&str] = &["md4", "md5", "sha", "sha1"];

/// Names of the same functions that linters do not list.
const ALSO_WEAK: &[&str] = &["sha-1", "md5-sha1"];

impl Detector for WeakHash {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let args = cx.file.call_args(call);
        if is_named(cx.file, func, &["hashlib.new"]) {
            let name = args.argument(Some(0), Some("name"))?;
            let text = cx.file.constant(name)?.as_str()?.to_ascii_lowercase();
            candidate.beyond |= !WEAK.contains(&&*text) || !matches!(cx.tree().expr(name).kind, ExprKind::Str(_));
            if !WEAK.contains(&&*text) && !ALSO_WEAK.contains(&&*text) {
                return None;
            }
            candidate.span = cx.tree().expr(name).span;
        } else if let Some(method) =
            args.argument(Some(1), Some("salt")).filter(|_| is_named(cx.file, func, &["crypt.crypt"]))
        {
            candidate.span = cx.tree().expr(method).span;
        }
        if let Some(flag) = args.keyword("usedforsecurity") {
            if matches!(cx.tree().expr(flag).kind, ExprKind::False) {
                return None;
            }
            if cx.file.constant(flag).is_some_and(|value| !value.truthy()) {
                candidate.dismissed = Some("`usedforsecurity` says that no security rests on this digest".to_owned());
                return Some(candidate);
            }
        }
        if args.positional(0).is_some_and(|data| is_random(cx, data)) {
            candidate.confidence = Some(Confidence::Low);
            return Some(candidate);
        }
        match usage(cx.file, call, true) {
            Usage::Security(name) => {
                candidate.confidence = Some(Confidence::High);
                candidate.message =
                    format!("{} The name `{}` says that security rests on it.", candidate.message, one_line(&name));
            }
            Usage::Harmless(name) => {
                candidate.dismissed = Some(format!(
                    "the name `{}` shows that no security rests on this digest; `usedforsecurity=False` would say so",
                    one_line(&name)
                ));
            }
            Usage::Unknown => candidate.confidence = Some(Confidence::Low),
        }
        Some(candidate)
    }
}

/// `os.urandom(64)`: of bytes that nobody can guess, no other text with the same digest is of use.
fn is_random(cx: &Context<'_>, data: ExprId) -> bool {
    called(cx.file, data).is_some_and(|func| is_named(cx.file, func, &["os.urandom", "secrets.token_bytes"]))
}
