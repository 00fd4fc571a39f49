//! PV404 and PV432: keys that stand in the code. PV432's blocks name the argument; an empty key is one too there.

use semantic::Const;
use syntax::ast::ExprId;

use crate::Candidate;
use crate::code::around::{given, last_word};
use crate::code::environment::fallback_of;
use crate::code::secret::{IN_A_TEST, content};
use crate::code::testing::is_test_file;
use crate::detector::{Context, Detector};
use crate::detectors::fallback_key;

pub(crate) struct KeyInCode;

impl Detector for KeyInCode {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let named = candidate.focus.first().copied();
        let key = named.or_else(|| key_of(cx, call))?;
        let key = fallback(cx, key).unwrap_or(key);
        let text = match cx.file.constant(key)? {
            Const::Str(text) => text.to_string(),
            Const::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            _ => return None,
        };
        if text.is_empty() && named.is_some() {
            return Some(candidate);
        }
        if text.is_empty() || text.contains("PUBLIC KEY") || text.contains("CERTIFICATE") {
            return None;
        }
        // What signs a token is its key, however it reads: one that was made up is the first that is tried.
        let signs = named.is_none();
        candidate.dismissed = secrets::harmless("key", &text)
            .filter(|dismissal| !(signs && dismissal.readable))
            .map(|dismissal| dismissal.reason.to_owned());
        if is_test_file(cx.path) {
            candidate.dismissed = Some(IN_A_TEST.to_owned());
        }
        if candidate.dismissed.is_none() {
            candidate.secret = Some(content(cx.file, cx.file.display(key).unwrap_or(key)));
        }
        Some(candidate)
    }
}

/// The key wherever the environment has none, `os.environ.get("JWT", "fallback")` or `os.getenv("JWT") or "fallback"`, unless its name tells PV311 of it.
fn fallback(cx: &Context<'_>, key: ExprId) -> Option<ExprId> {
    let place = given(cx.file, key);
    let is_told = fallback_key::is_told_by_name(cx, cx.text(key), place);
    fallback_of(cx.file, place).filter(|_| !is_told)
}

fn key_of(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let args = cx.file.call_args(call);
    match last_word(cx.file, call)? {
        "encode" | "decode" | "sign" | "verify" => {
            let text = |e: &ExprId| {
                matches!(cx.file.constant(*e), Some(Const::Str(_) | Const::Bytes(_))) || fallback(cx, *e).is_some()
            };
            // Authlib's `encode` takes a header first.
            args.keyword("key").or_else(|| args.positional(1).filter(text)).or_else(|| args.positional(2))
        }
        _ => args.argument(Some(0), Some("secret_key")).or_else(|| args.keyword("secret")),
    }
}
