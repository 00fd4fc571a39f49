//! PV404 and PV432: keys that stand in the code. PV432's block names the argument; an empty key is one too there.

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, given, last_word};
use crate::code::environment::fallback_of;
use crate::code::secret::{IN_A_TEST, content};
use crate::code::testing::is_test_file;
use crate::detector::{Context, Detector};
use crate::detectors::fallback_key;
use crate::matcher::is_named;

pub(crate) struct KeyInCode;

impl Detector for KeyInCode {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let named = candidate.focus.first().copied();
        let key = named.or_else(|| key_of(cx, call))?;
        let key = written(cx.file, fallback(cx, key).unwrap_or(key));
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
        // What signs a token or encrypts is the key, however it reads: one that was made up is the first that is tried. A word that
        // an HMAC is given may say what it is for.
        let signs = named.is_none() || !is_mac(cx, call);
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

/// How many steps from a text to the key that is made of it are followed.
const MAX_STEPS: usize = 6;

/// The text that a key is made of without anything that is secret: `base64.urlsafe_b64encode(b"…")`, `sha256(b"…").digest()`,
/// `"…".ljust(32).encode()[:32]`; any other value is itself.
fn written(file: &FileModel, key: ExprId) -> ExprId {
    let mut at = key;
    for _ in 0..MAX_STEPS {
        if file.constant(at).is_some() {
            return at;
        }
        at = given(file, at);
        let inner = match file.module().expr(at).kind {
            ExprKind::Subscript { value, .. } => Some(value),
            ExprKind::Call { func, .. } if is_named(file, func, MADE_OF_FIRST) => file.call_args(at).positional(0),
            ExprKind::Call { func, .. } => match file.module().expr(func).kind {
                ExprKind::Attribute { value, attr } if KEEPS.contains(&file.module().text(attr.span)) => Some(value),
                _ => None,
            },
            _ => None,
        };
        match inner {
            Some(inner) => at = inner,
            None => return key,
        }
    }
    key
}

/// Functions that give the same for the same text.
const MADE_OF_FIRST: &[&str] = &[
    "base64.b64encode",
    "base64.b64decode",
    "base64.urlsafe_b64encode",
    "base64.urlsafe_b64decode",
    "base64.b32encode",
    "base64.b32decode",
    "binascii.hexlify",
    "binascii.unhexlify",
    "bytes.fromhex",
    "builtins.bytes",
    "builtins.bytearray",
    "hashlib.sha256",
    "hashlib.sha512",
    "hashlib.sha1",
    "hashlib.md5",
];

/// Methods of texts and digests that add nothing that is secret.
const KEEPS: &[&str] = &["encode", "decode", "ljust", "rjust", "zfill", "strip", "digest", "hexdigest"];

fn is_mac(cx: &Context<'_>, call: ExprId) -> bool {
    calls_one_of(cx.file, call, &["hmac.new", "hmac.digest", "Crypto.Hash.HMAC.new"])
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
            // Authlib's `encode` takes a header first.
            let place = if calls_one_of(cx.file, call, &["authlib.jose.jwt.encode"]) { 2 } else { 1 };
            args.argument(Some(place), Some("key"))
        }
        _ => args.argument(Some(0), Some("secret_key")).or_else(|| args.keyword("secret")),
    }
}
