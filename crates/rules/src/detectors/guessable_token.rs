//! PV409: tokens that others can compute.

use model::Confidence;
use secrets::words;
use semantic::Node;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, calls_one_of, function_of, given, last_word};
use crate::code::built::{Piece, pieces};
use crate::code::usage::destinations;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::matcher::plain;

pub(crate) struct GuessableToken;

/// Names of what lets somebody in.
const TOKENS: [&str; 6] = ["token", "otp", "apikey", "ticket", "passcode", "nonce"];
/// Words that say it of a name together with one of [`HANDED_OUT`].
const LETS_IN: [&str; 11] = [
    "session",
    "api",
    "reset",
    "invite",
    "invitation",
    "activation",
    "verification",
    "confirmation",
    "recovery",
    "access",
    "login",
];
const HANDED_OUT: [&str; 4] = ["id", "key", "code", "link"];
/// Words of values that stand beside a token and are none.
const BESIDE: [&str; 25] = [
    "next",
    "page",
    "cursor",
    "continuation",
    "iat",
    "exp",
    "nbf",
    "expires",
    "expiry",
    "expire",
    "expiration",
    "at",
    "time",
    "created",
    "type",
    "count",
    "length",
    "age",
    "ttl",
    "issued",
    "last",
    "start",
    "date",
    "timestamp",
    "deadline",
];
/// Fields of a person that others know.
const KNOWN: [&str; 8] = ["email", "mail", "username", "login", "id", "pk", "name", "phone"];

impl Detector for GuessableToken {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let (targets, value) = match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => (&targets[..], *value),
            StmtKind::AnnAssign { target, value: Some(value), .. } => (std::slice::from_ref(target), *value),
            _ => return,
        };
        if targets.iter().any(|&target| written::last_word(cx.file, target).is_some_and(is_token)) {
            let is_word = targets.iter().any(|&target| written::last_word(cx.file, target).is_some_and(has_word));
            judge(cx, value, is_word);
        }
    }

    /// `def new_token(): return str(uuid.uuid1())`
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let name = cx.file.definition_name(function);
        if !is_token(name) {
            return;
        }
        let is_word = has_word(name);
        let returned: Vec<ExprId> = cx.file.returned_values(function).collect();
        for value in returned {
            // `return token, ends_at`
            let token = match &cx.tree().expr(value).kind {
                ExprKind::Tuple(parts) => parts.first().copied().unwrap_or(value),
                _ => value,
            };
            judge(cx, token, is_word);
        }
    }
}

/// Reports a token that is made of what others know. The number of the process alone is the same for every visitor: under a name of two
/// words (`session_key`) it tells processes apart; `is_word` says that the name is that of a token whatever it is made of.
fn judge(cx: &mut Context<'_>, value: ExprId, is_word: bool) {
    if !is_word && calls_one_of(cx.file, value, &["os.getpid", "threading.get_ident", "threading.get_native_id"]) {
        return;
    }
    // `token = deadline.set(ends)`: what a context variable is set back with.
    if last_word(cx.file, value) == Some("set") || is_number_of_cipher(cx, value) {
        return;
    }
    let calls: Vec<ExprId> = calls_in(cx.file, cx.tree().expr(value).span).collect();
    if calls.iter().any(|&call| is_unguessable(cx, call)) {
        return;
    }
    if calls.iter().any(|&call| is_guessable(cx, call) && !is_asked(cx, call, value)) {
        let mut candidate = cx.candidate(
            value,
            "This token is made of things that others know or can work out, so a stranger can compute it. Use \
             `secrets.token_urlsafe(32)`.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether a call stands in a comparison inside of `value`: `token if time.time() < ends else key`.
fn is_asked(cx: &Context<'_>, call: ExprId, value: ExprId) -> bool {
    /// Steps from a call to what it is a part of.
    const MAX_STEPS: usize = 16;
    let mut at = call;
    for _ in 0..MAX_STEPS {
        match cx.file.parent(at) {
            Node::Expr(parent) if at != value => at = parent,
            _ => return false,
        }
        if matches!(cx.tree().expr(at).kind, ExprKind::Compare { .. }) {
            return true;
        }
    }
    false
}

/// Whether the name that is given `value` goes to a cipher, which asks for a number that is used once, and not for one that nobody knows.
fn is_number_of_cipher(cx: &Context<'_>, value: ExprId) -> bool {
    let Some(StmtKind::Assign { targets, .. }) = cx.file.enclosing_stmt(value).map(|stmt| &cx.tree().stmt(stmt).kind)
    else {
        return false;
    };
    let [target] = **targets else { return false };
    let Some(function) = cx.file.enclosing_function(value) else { return false };
    calls_in(cx.file, cx.tree().stmt(function).span).any(|call| {
        matches!(last_word(cx.file, call), Some("encrypt" | "decrypt"))
            && cx.file.call_args(call).all().iter().any(|given| cx.text(given.value()) == cx.text(target))
    })
}

/// Whether one word of a name is enough to say that it lets somebody in.
fn has_word(name: &str) -> bool {
    words(name).iter().any(|word| TOKENS.contains(&&**word))
}

/// Whether a name is one of what lets somebody in.
fn is_token(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let in_two_words = || words.windows(2).any(|two| LETS_IN.contains(&&*two[0]) && HANDED_OUT.contains(&&*two[1]));
    (has(&TOKENS) || in_two_words()) && !has(&BESIDE)
}

/// The clock, a UUID that is no chance, or a plain hash of what others know.
fn is_guessable(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(func) = function_of(cx.file, call) else { return false };
    cx.file.qualified_names(func).any(|name| match &*plain(name) {
        "time.time"
        | "time.time_ns"
        | "datetime.datetime.now"
        | "datetime.datetime.utcnow"
        | "uuid.uuid1"
        | "uuid.uuid3"
        | "uuid.uuid5"
        | "os.getpid" => !is_beside(cx, call) && !is_end(cx, call),
        "hashlib.md5"
        | "hashlib.sha1"
        | "hashlib.sha256"
        | "hashlib.sha512"
        | "zlib.crc32"
        | "base64.b64encode"
        | "base64.urlsafe_b64encode" => cx.file.call_args(call).positional(0).is_some_and(|text| is_known(cx, text)),
        _ => false,
    })
}

/// Whether a call is handed a key with which it may sign: `make_token(tenant.get_sign_jwk(), now)`.
fn is_handed_key(cx: &Context<'_>, call: ExprId) -> bool {
    cx.file.call_args(call).all().iter().any(|argument| {
        written::last_word(cx.file, argument.value()).or_else(|| last_word(cx.file, argument.value())).is_some_and(
            |name| {
                let words = words(name);
                words.last().is_some_and(|word| matches!(&**word, "key" | "jwk" | "secret" | "keypair"))
                    && !words.iter().any(|word| matches!(&**word, "public" | "primary" | "cache" | "foreign"))
            },
        )
    })
}

/// `time.time() + expires_in`: when something ends.
fn is_end(cx: &Context<'_>, call: ExprId) -> bool {
    let Node::Expr(mut sum) = cx.file.parent(call) else { return false };
    // `int(time.time())`
    if let (ExprKind::Call { .. }, Node::Expr(around)) = (&cx.tree().expr(sum).kind, cx.file.parent(sum))
        && calls_one_of(cx.file, sum, &["builtins.int", "builtins.round", "math.floor"])
    {
        sum = around;
    }
    let ExprKind::Binary { left, right, .. } = cx.tree().expr(sum).kind else { return false };
    [left, right].iter().any(|&side| {
        written::last_word(cx.file, side).is_some_and(|name| {
            words(name).iter().any(|word| {
                matches!(
                    &**word,
                    "expires" | "expiry" | "expiration" | "ttl" | "lifetime" | "timeout" | "seconds" | "age"
                )
            })
        })
    })
}

/// Whether a value is one that the token says of itself, as when it was made: `{"iat": time.time()}`.
fn is_beside(cx: &Context<'_>, call: ExprId) -> bool {
    destinations(cx.file, call).iter().any(|name| words(name).iter().any(|word| BESIDE.contains(&&**word)))
}

/// `user.email.encode()`, `str(user.id)`, and `f"{user.id}:{user.email}"`
fn is_known(cx: &Context<'_>, text: ExprId) -> bool {
    let mut at = text;
    for _ in 0..4 {
        at = match cx.tree().expr(at).kind {
            ExprKind::Call { func, ref args } => match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "encode" => value,
                ExprKind::Name if matches!(cx.text(func), "str" | "bytes") => match args.first() {
                    Some(first) => first.value(),
                    None => return false,
                },
                _ => return false,
            },
            ExprKind::Attribute { attr, .. } => return KNOWN.contains(&cx.tree().text(attr.span)),
            ExprKind::Name if KNOWN.contains(&cx.text(at)) => return true,
            ExprKind::Name if given(cx.file, at) != at => given(cx.file, at),
            ExprKind::FString(_) | ExprKind::Binary { .. } => return is_built_of_known(cx, at),
            _ => return false,
        };
    }
    false
}

/// Whether all values in a text are known to others, and one of them is a person's: a name and a number alone also tell things apart that
/// open nothing.
fn is_built_of_known(cx: &Context<'_>, text: ExprId) -> bool {
    let Some(pieces) = pieces(cx.file, text) else { return false };
    let values = || pieces.iter().filter_map(|piece| if let Piece::Value(value) = piece { Some(*value) } else { None });
    let is_field = |value: ExprId| match cx.tree().expr(value).kind {
        ExprKind::Name | ExprKind::Attribute { .. } => written::last_word(cx.file, value).is_some_and(|name| {
            KNOWN.contains(&name) || words(name).iter().all(|word| matches!(&**word, "user" | "id" | "email" | "name"))
        }),
        _ => false,
    };
    values().all(is_field) && values().any(|value| is_of_person(cx, value))
}

/// `user.id`, `self.account.name`, `email`
fn is_of_person(cx: &Context<'_>, field: ExprId) -> bool {
    let is_person = |name: &str| {
        words(name).iter().any(|word| {
            matches!(
                &**word,
                "user"
                    | "account"
                    | "member"
                    | "customer"
                    | "person"
                    | "employee"
                    | "email"
                    | "mail"
                    | "username"
                    | "phone"
            )
        })
    };
    let of_object = match cx.tree().expr(field).kind {
        ExprKind::Attribute { value, .. } => written::last_word(cx.file, value).is_some_and(is_person),
        _ => false,
    };
    of_object || written::last_word(cx.file, field).is_some_and(is_person)
}

/// Chance, or a key that others do not have.
fn is_unguessable(cx: &Context<'_>, call: ExprId) -> bool {
    let by_name = function_of(cx.file, call).is_some_and(|func| {
        cx.file.qualified_names(func).any(|name| {
            let name = plain(name);
            ["secrets.", "hmac.", "jwt.", "jose.", "random.", "itsdangerous.", "cryptography."]
                .iter()
                .any(|start| name.starts_with(start))
                || matches!(&*name, "os.urandom" | "uuid.uuid4" | "hashlib.pbkdf2_hmac")
        })
    });
    by_name
        || is_handed_key(cx, call)
        || last_word(cx.file, call).is_some_and(|name| {
            matches!(
                name,
                "dumps"
                    | "sign"
                    | "make_token"
                    | "encrypt"
                    | "uuid4"
                    | "create_access_token"
                    | "create_refresh_token"
                    | "get"
                    | "parse"
            )
        })
}
