//! S324: whether security rests on a broken digest.

use model::Confidence;
use secrets::{Word, words};
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::leaks::asks_for_leaks;
use crate::code::old_scheme::{KEPT, is_kept};
use crate::code::parameter::passed;
use crate::code::usage::{self, Usage, usage};
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};
use crate::scan::one_line;

pub(crate) struct WeakHash;

/// Names that `hashlib.new` takes, in lower case.
const WEAK: &[&str] = &["md4", "md5", "sha", "sha1"];

/// Names of the same functions that linters do not list.
const ALSO_WEAK: &[&str] = &["sha-1", "md5-sha1"];

/// Keyed, MD5 resists: RFC 6151 only says that nothing new should be built on it.
const KEYED: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";
/// Collisions are found beforehand, by whoever has something signed.
const OF_A_SIGNATURE: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:N";

impl Detector for WeakHash {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let args = cx.file.call_args(call);
        if is_named(cx.file, func, &["hashlib.new"]) {
            let name = args.argument(Some(0), Some("name"))?;
            let text = method(cx, name)?;
            candidate.beyond |= !WEAK.contains(&&*text) || !matches!(cx.tree().expr(name).kind, ExprKind::Str(_));
            if !WEAK.contains(&&*text) && !ALSO_WEAK.contains(&&*text) {
                return None;
            }
            candidate.span = cx.tree().expr(name).span;
        } else if is_named(cx.file, func, &["hmac.new", "hmac.digest"]) {
            let method = args.argument(Some(2), Some("digestmod")).or_else(|| args.keyword("digest"))?;
            if !is_broken(cx, method) {
                return None;
            }
            candidate.beyond = true;
            candidate.span = cx.tree().expr(method).span;
            candidate.confidence = Some(Confidence::Medium);
            candidate.cvss = Some(KEYED);
            return Some(candidate);
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
        // `hashlib.new(name)` alone asks whether there is such a digest.
        let is_tried = || {
            let stmt = cx.file.enclosing_stmt(call);
            is_named(cx.file, func, &["hashlib.new"])
                && args.all().len() == 1
                && stmt.is_some_and(|stmt| matches!(cx.tree().stmt(stmt).kind, StmtKind::Expr(whole) if whole == call))
        };
        if is_tried() {
            candidate.dismissed = Some("nothing is digested: only whether there is such a digest is tried".to_owned());
            return Some(candidate);
        }
        if args.positional(0).is_some_and(|data| is_random(cx, data)) {
            candidate.confidence = Some(Confidence::Low);
            return Some(candidate);
        }
        match usage(cx.file, call, true) {
            Usage::Security(_) if asks_for_leaks(cx, call) => {
                let reason =
                    "a service is asked whether the password has leaked, and wants the beginning of this digest";
                candidate.dismissed = Some(reason.to_owned());
            }
            Usage::Security(name) => {
                candidate.confidence = Some(Confidence::High);
                let becomes = usage::destinations(cx.file, call).contains(&name);
                candidate.cvss =
                    if is_kept(cx.file, cx.path, call) { Some(KEPT) } else { weight(&words(&name), becomes) };
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

/// Collisions are of use to whoever signs or is believed by the digest, not to whoever looks something up by it; passwords and keys
/// that are made of it are tried out quickly. `becomes` says that the digest is what the name speaks of, not what it is made from.
fn weight(name: &[Word<'_>], becomes: bool) -> Option<&'static str> {
    let has = |list: &[&str]| name.iter().any(|word| list.contains(&&**word));
    if has(&OF_PEOPLE) {
        None
    } else if becomes && has(&MADE) {
        Some(OF_A_SIGNATURE)
    } else {
        Some(OF_A_KEY)
    }
}

/// Words of what is tried out.
const OF_PEOPLE: [&str; 15] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pin",
    "credential",
    "credentials",
    "encrypt",
    "encryption",
    "decrypt",
    "crypto",
    "cipher",
    "salt",
    "login",
];
/// Words of what somebody shows later and is believed.
const MADE: [&str; 18] = [
    "token",
    "signature",
    "sign",
    "signed",
    "verify",
    "hmac",
    "mac",
    "csrf",
    "xsrf",
    "reset",
    "activation",
    "confirmation",
    "verification",
    "invite",
    "invitation",
    "apikey",
    "licence",
    "license",
];
/// Less harm: the digest of something that nobody can guess is compared with others of its kind.
const OF_A_KEY: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N";

/// The name of a digest, in lower case: as it stands there, or the weakest that the file's own calls choose for a parameter.
fn method(cx: &Context<'_>, name: ExprId) -> Option<String> {
    let text = |e: ExprId| Some(cx.file.constant(e)?.as_str()?.to_ascii_lowercase());
    text(name).or_else(|| {
        let mut chosen: Vec<String> = passed(cx.file, name).into_iter().filter_map(text).collect();
        chosen.sort_by_key(|chosen| !WEAK.contains(&&**chosen) && !ALSO_WEAK.contains(&&**chosen));
        chosen.into_iter().next()
    })
}

/// `os.urandom(64)`: of bytes that nobody can guess, no other text with the same digest is of use.
fn is_random(cx: &Context<'_>, data: ExprId) -> bool {
    called(cx.file, data).is_some_and(|func| is_named(cx.file, func, &["os.urandom", "secrets.token_bytes"]))
}

/// Whether what `hmac.new` is given as its digest is MD4 or MD5, as a function or by name. SHA-1 is still accepted there (RFC 6194).
fn is_broken(cx: &Context<'_>, method: ExprId) -> bool {
    is_named(cx.file, method, &["hashlib.md4", "hashlib.md5"])
        || cx
            .file
            .constant(method)
            .is_some_and(|name| name.as_str().is_some_and(|name| matches!(&*name.to_ascii_lowercase(), "md4" | "md5")))
}
