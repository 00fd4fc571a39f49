//! PV433: keys that are made of a password with little work. Most of it is said by the page's blocks.

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_in, function_of, given, last_word};
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::detectors::fast_password_hash::is_password_word;

pub(crate) struct CheapDerivation;

/// How many steps from a password to a key are followed.
const MAX_STEPS: usize = 6;

/// The score of one salt for all passwords.
const OF_PASSWORDS: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N";

impl Detector for CheapDerivation {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        // The block that asks about the key of a cipher.
        if let Some(&key) = candidate.focus.first() {
            candidate.focus.clear();
            return is_padded_password(cx.file, key).then_some(candidate);
        }
        // One salt for all weighs more where passwords of people go in than where a key of the program does.
        if candidate.cvss.is_some() && derives_from_password(cx, call) {
            candidate.cvss = Some(OF_PASSWORDS);
        }
        Some(candidate)
    }
}

/// `password.ljust(32, "0")[:32].encode()`
fn is_padded_password(file: &FileModel, key: ExprId) -> bool {
    let mut at = key;
    let mut is_padded = false;
    for _ in 0..MAX_STEPS {
        at = given(file, at);
        at = match file.module().expr(at).kind {
            ExprKind::Subscript { value, .. } => value,
            ExprKind::Call { func, .. } => match file.module().expr(func).kind {
                ExprKind::Attribute { value, attr } => match file.module().text(attr.span) {
                    "ljust" | "rjust" | "zfill" => {
                        is_padded = true;
                        value
                    }
                    "encode" | "strip" => value,
                    _ => return false,
                },
                _ => return false,
            },
            _ => return is_padded && written::last_word(file, at).is_some_and(is_password_word),
        };
    }
    false
}

/// Whether what a function derives a key from is called a password: its own argument, or that of `derive` beside it.
fn derives_from_password(cx: &Context<'_>, call: ExprId) -> bool {
    let is_password = |value: ExprId| {
        let text = match function_of(cx.file, value).map(|func| &cx.tree().expr(func).kind) {
            Some(ExprKind::Attribute { value, attr }) if cx.tree().text(attr.span) == "encode" => *value,
            _ => value,
        };
        written::last_word(cx.file, text).is_some_and(is_password_word)
    };
    let args = cx.file.call_args(call);
    if [args.positional(0), args.positional(1), args.keyword("password")].into_iter().flatten().any(is_password) {
        return true;
    }
    let Some(function) = cx.file.enclosing_function(call) else { return false };
    calls_in(cx.file, cx.tree().stmt(function).span)
        .filter(|&other| last_word(cx.file, other) == Some("derive"))
        .any(|other| cx.file.call_args(other).positional(0).is_some_and(is_password))
}
