//! Secrets that a name in the code betrays. What names and values say is known to the room `secrets`.

use model::Confidence;
use secrets::{confidence, harmless, is_password_name, is_secret_name, looks_generated, words};
use semantic::{Const, FileModel, Node};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::credentials;
use crate::code::example;
use crate::code::testing::is_test_file;
use crate::code::written;
use crate::detector::Context;

/// A text that is given to a name.
pub(crate) struct Given<'a, W> {
    /// What it is given to: the last part of a name, a keyword, a key.
    pub(crate) name: &'a str,
    /// The text.
    pub(crate) value: ExprId,
    /// How the name gets it, for the message. It is worded for few of the many names that are asked about.
    pub(crate) what: W,
    /// Whether Ruff looks at such a place.
    pub(crate) looked_at: bool,
}

/// The candidate for a text that is given to a secret-like name; `None` if the value is no text that stands at
/// this place.
pub(crate) fn candidate<W: FnOnce() -> String>(cx: &Context<'_>, given: Given<'_, W>) -> Option<Candidate> {
    let Given { name, value, what, looked_at } = given;
    if !is_secret_name(name) && !is_short_for_password(name) {
        return None;
    }
    let whole = value;
    let value = credentials::unwrapped(cx.file, whole);
    let is_plain = matches!(cx.tree().expr(value).kind, ExprKind::Str(_));
    let is_built =
        matches!(cx.tree().expr(value).kind, ExprKind::Bytes(_) | ExprKind::Binary { .. } | ExprKind::FString(_));
    let text = match cx.file.constant(value).filter(|_| is_plain || is_built)? {
        Const::Str(text) => text.to_string(),
        Const::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => return None,
    };
    let of_peers = is_plain && value == whole && is_password_name(name);
    if text.trim().is_empty() && !of_peers {
        return None;
    }
    // Two letters stand for much else: only what nobody says in a sentence counts.
    if !is_secret_name(name) && confidence(name, &text) != Confidence::High {
        return None;
    }
    let message = format!(
        "{} stands in the code, where everyone who can read the repository, its history or a copy of it finds it. \
         Read it from the environment or a secret store, and replace the one that was exposed.",
        what()
    );
    let mut candidate = cx.candidate(value, message);
    candidate.beyond = !(looked_at && of_peers && !text.is_empty());
    candidate.dismissed = harmless(name, &text).map(|dismissal| dismissal.reason.to_owned()).or_else(|| {
        let is_pattern = words(name).iter().any(|word| matches!(&**word, "pattern" | "regex" | "regexp"));
        is_pattern.then(|| "the text is a pattern that secrets are recognized by".to_owned())
    });
    let weight = confidence(name, &text);
    // Whatever word the key of an application is, it signs with it.
    let signs = weight == Confidence::Medium && is_key_of_application(name)
        || weight == Confidence::Low && signs_tokens(name) && text.len() >= SHORTEST_KEY;
    let weight = if signs { Confidence::High } else { weight };
    candidate.confidence = Some(weight);
    if weight == Confidence::Low {
        candidate.cvss = Some(WEAK);
    }
    if words(name).iter().any(|word| word == "default") && weight != Confidence::Low {
        candidate.cvss = Some(DEFAULT);
    }
    if candidate.dismissed.is_none() && is_shipped(cx, name, value) {
        candidate.cvss = Some(SHIPPED);
    }
    if candidate.dismissed.is_some() {
        return Some(candidate);
    }
    if let Some(reason) = example::not_in_use(cx.file, value).filter(|_| !looks_generated(&text)) {
        candidate.dismissed = Some(reason.to_owned());
        candidate.secret = (weight != Confidence::Low).then(|| content(cx.file, value));
        return Some(candidate);
    }
    if is_test_file(cx.path) {
        if looks_generated(&text) {
            candidate.confidence = Some(Confidence::Low);
            candidate.cvss = Some(WEAK);
        } else {
            candidate.dismissed = Some(IN_A_TEST.to_owned());
            // A word that everybody knows is not hidden: every place that says it would be.
            if weight == Confidence::Low {
                return Some(candidate);
            }
        }
    }
    candidate.secret = Some(content(cx.file, value));
    Some(candidate)
}

/// `SECRET_KEY`, `app.secret_key`, `KEK_PASSPHRASE`: what libraries sign or encrypt with.
fn is_key_of_application(name: &str) -> bool {
    let words = words(name);
    words.windows(2).any(|pair| pair[0] == "secret" && pair[1] == "key")
        || words.iter().any(|word| word == "passphrase")
}

/// `SIGNING_KEY`: whatever words it is made of, tokens are signed with it.
fn signs_tokens(name: &str) -> bool {
    words(name).windows(2).any(|pair| pair[0] == "signing" && pair[1] == "key")
}

/// A word that is shorter may say which key is meant.
const SHORTEST_KEY: usize = 12;

/// `pw`, `db_pw`
fn is_short_for_password(name: &str) -> bool {
    words(name).last().is_some_and(|last| last == "pw")
}

/// Whether a program names itself to a service with the value, unless its user's settings say another: a key, no password, among the
/// defaults that settings are told, `config.add({"client_id": …, "client_secret": …})`. Whoever installs the program has it.
fn is_shipped(cx: &Context<'_>, name: &str, value: ExprId) -> bool {
    const MAX_DEPTH: usize = 4;
    const TAKES_DEFAULTS: [&str; 6] =
        ["add", "setdefaults", "set_defaults", "add_defaults", "defaults", "register_defaults"];
    let of_name = words(name);
    let has = |list: &[&str]| of_name.iter().any(|word| list.contains(&&**word));
    if has(&["password", "passwd", "pwd", "pass"]) || !has(&["key", "apikey", "client", "consumer", "apisecret", "app"])
    {
        return false;
    }
    let mut at = value;
    for _ in 0..MAX_DEPTH {
        let Node::Expr(around) = cx.file.parent(at) else { return false };
        if let ExprKind::Call { func, .. } = cx.tree().expr(around).kind
            && func != at
            && let ExprKind::Attribute { value: settings, attr } = cx.tree().expr(func).kind
        {
            let holder = written::last_word(cx.file, settings).unwrap_or_default();
            return TAKES_DEFAULTS.contains(&cx.tree().text(attr.span))
                && words(holder).iter().any(|word| matches!(&**word, "config" | "settings" | "options" | "conf"));
        }
        at = around;
    }
    false
}

/// Why a password that a person made up for a test is none.
pub(crate) const IN_A_TEST: &str = "this is a test: its passwords open nothing outside of it";
/// The score of a value that may well be no secret: whoever finds it has to be lucky.
const WEAK: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N";

/// The score of a password that holds until somebody sets another one (CWE-1392).
const DEFAULT: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:N";

/// The score of a key that every copy of a program carries: others can use up what it is allowed.
const SHIPPED: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

/// The bytes to mask: what stands between the quotes of a literal, or the whole of a composed one.
pub(crate) fn content(file: &FileModel, value: ExprId) -> Span {
    let expr = file.module().expr(value);
    match &expr.kind {
        ExprKind::Str(tokens) | ExprKind::Bytes(tokens) => match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => Span::new(first.content.start, last.content.end),
            _ => expr.span,
        },
        _ => expr.span,
    }
}
