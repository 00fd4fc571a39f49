//! PV309: the hash that new passwords are stored with.

use semantic::Const;
use syntax::ast::ExprKind;

use crate::detector::{Context, Detector};
use crate::{Candidate, web::django_settings};

pub(crate) struct PasswordHashers;

/// Hashers of Django whose hash takes next to no time.
const FAST: [&str; 7] = [
    "MD5PasswordHasher",
    "SHA1PasswordHasher",
    "UnsaltedMD5PasswordHasher",
    "UnsaltedSHA1PasswordHasher",
    "UnsaltedSHA256PasswordHasher",
    "CryptPasswordHasher",
    "PlainTextPasswordHasher",
];

impl Detector for PasswordHashers {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(candidate.expr?).kind else {
            return None;
        };
        let Some(Const::Str(first)) = cx.file.constant(*items.first()?) else { return None };
        let is_fast = FAST.iter().any(|class| first.rsplit('.').next() == Some(class));
        is_fast.then(|| django_settings::refine(cx, candidate))?
    }
}
