//! PV220: initialization vectors and nonces that stand in the code, or that one key or record always has.

use secrets::words;
use semantic::{Const, Node};
use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, function_of, given, last_word};
use crate::code::{testing, written};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct FixedIv;

/// Modes of Crypto that need a vector, as the last parts of their names.
const MODES: [&str; 8] =
    ["MODE_CBC", "MODE_CFB", "MODE_OFB", "MODE_CTR", "MODE_GCM", "MODE_CCM", "MODE_EAX", "MODE_OCB"];
/// Parts of a sum that are looked at.
const MAX_DEPTH: usize = 8;

impl Detector for FixedIv {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let args = cx.file.call_args(call);
        let by_mode =
            is_named(cx.file, func, &["Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new", "Crypto.Cipher.DES3.new"]);
        let vector = if by_mode {
            let mode = args.argument(Some(1), Some("mode"))?;
            let has_vector = cx
                .file
                .qualified_names(mode)
                .any(|name| name.rsplit('.').next().is_some_and(|mode| MODES.contains(&mode)));
            args.argument(Some(2), Some("iv"))
                .or_else(|| args.keyword("nonce"))
                .or_else(|| args.keyword("IV"))
                .filter(|_| has_vector)?
        } else {
            *candidate.focus.first()?
        };
        if !is_fixed(cx, vector, 0) && !is_of_key(cx, call, vector) && !is_of_record(cx, vector) {
            return None;
        }
        if cx.file.enclosing_stmt(call).is_some_and(|stmt| testing::is_test(cx, stmt)) {
            candidate.dismissed = Some("this is a test: it needs the same result every time".to_owned());
        }
        candidate.focus.clear();
        Some(candidate)
    }
}

/// Whether a vector is a part of the key itself: `AES.new(key, AES.MODE_CBC, iv=key[:16])`, `Cipher(AES(key), CBC(key[:16]))`.
fn is_of_key(cx: &Context<'_>, call: ExprId, vector: ExprId) -> bool {
    const CIPHERS: &[&str] = &[
        "cryptography.hazmat.primitives.ciphers.algorithms.AES",
        "cryptography.hazmat.primitives.ciphers.algorithms.AES256",
        "cryptography.hazmat.primitives.ciphers.algorithms.AES128",
    ];
    let key = match cx.file.parent(call) {
        Node::Expr(around) if matches!(cx.tree().expr(around).kind, ExprKind::Call { .. }) => {
            let algorithm =
                cx.file.call_args(around).positional(0).filter(|&first| calls_one_of(cx.file, first, CIPHERS));
            algorithm.and_then(|algorithm| cx.file.call_args(algorithm).argument(Some(0), Some("key")))
        }
        _ => None,
    };
    let Some(key) = key.or_else(|| cx.file.call_args(call).argument(Some(0), Some("key"))) else { return false };
    match cx.tree().expr(given(cx.file, vector)).kind {
        ExprKind::Subscript { value, .. } => key != vector && cx.text(value) == cx.text(key),
        _ => key != vector && matches!(cx.tree().expr(key).kind, ExprKind::Name) && cx.text(vector) == cx.text(key),
    }
}

/// Whether a vector is the number of a record, which each of its texts gets again: `user_id.to_bytes(12, "big")`. A counter is none.
fn is_of_record(cx: &Context<'_>, vector: ExprId) -> bool {
    let made = given(cx.file, vector);
    if last_word(cx.file, made) != Some("to_bytes") {
        return false;
    }
    let Some(func) = function_of(cx.file, made) else { return false };
    let ExprKind::Attribute { value, .. } = cx.tree().expr(func).kind else { return false };
    written::last_word(cx.file, value).is_some_and(|name| {
        let words = words(name);
        let is_of_text =
            words.iter().any(|word| matches!(&**word, "message" | "msg" | "packet" | "sequence" | "record"));
        words.last().is_some_and(|last| matches!(&**last, "id" | "uid" | "pk")) && !is_of_text
    })
}

/// Whether a value is the same each time the program runs: a constant, or a constant as often as one wants.
fn is_fixed(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    if matches!(cx.file.constant(e), Some(Const::Bytes(_) | Const::Str(_))) {
        return true;
    }
    match &cx.tree().expr(cx.file.display(e).unwrap_or(e)).kind {
        ExprKind::Binary { left, op: BinaryOp::Mult | BinaryOp::Add, right } => {
            let number = |e: ExprId| cx.file.is_constant(e);
            (is_fixed(cx, *left, depth + 1) && (number(*right) || is_fixed(cx, *right, depth + 1)))
                || (number(*left) && is_fixed(cx, *right, depth + 1))
        }
        ExprKind::Call { func, args } => {
            let all_fixed = args.iter().all(|arg| cx.file.is_constant(arg.value()));
            let builds = is_named(
                cx.file,
                *func,
                &[
                    "builtins.bytes",
                    "builtins.bytearray",
                    "bytes.fromhex",
                    "binascii.unhexlify",
                    "builtins.bytes.fromhex",
                ],
            );
            let encodes = match cx.tree().expr(*func).kind {
                ExprKind::Attribute { value, attr } => {
                    matches!(cx.tree().text(attr.span), "encode" | "fromhex") && cx.file.is_constant(value)
                }
                _ => false,
            };
            (builds || encodes) && all_fixed
        }
        _ => false,
    }
}
