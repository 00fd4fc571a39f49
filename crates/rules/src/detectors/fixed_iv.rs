//! PV220: initialization vectors and nonces that stand in the code.

use semantic::Const;
use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::Candidate;
use crate::code::testing;
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
        if !is_fixed(cx, vector, 0) {
            return None;
        }
        if cx.file.enclosing_stmt(call).is_some_and(|stmt| testing::is_test(cx, stmt)) {
            candidate.dismissed = Some("this is a test: it needs the same result every time".to_owned());
        }
        candidate.focus.clear();
        Some(candidate)
    }
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
