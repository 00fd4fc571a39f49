//! What a value is for, as the names around it say: a secret, or something that no security rests on.

use semantic::{BindingKind, FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use secrets::words;

use crate::code::around::calls_in;

/// What a value is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    /// Security rests on it; the name that says so.
    Security(String),
    /// Nothing secret rests on it; the name that says so.
    Harmless(String),
    /// The names say nothing.
    Unknown,
}

/// Words of names that hold what nobody may guess or forge.
const SECURITY: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "token",
    "secret",
    "secrets",
    "otp",
    "totp",
    "hotp",
    "nonce",
    "salt",
    "csrf",
    "xsrf",
    "credential",
    "credentials",
    "auth",
    "authenticate",
    "authentication",
    "authorization",
    "login",
    "logon",
    "signature",
    "sign",
    "signed",
    "verify",
    "hmac",
    "mac",
    "jwt",
    "session",
    "sessionid",
    "sid",
    "cookie",
    "apikey",
    "pin",
    "captcha",
    "voucher",
    "coupon",
    "invite",
    "invitation",
    "reset",
    "recovery",
    "verification",
    "confirmation",
    "activation",
    "unlock",
    "licence",
    "license",
    "encrypt",
    "encryption",
    "decrypt",
    "crypto",
    "cipher",
    "private",
    "oauth",
    "tan",
    "challenge",
];

/// Words before `key` that make it a secret; `key` alone is mostly that of a dictionary.
const KEY_OF: &[&str] = &[
    "api",
    "secret",
    "private",
    "access",
    "auth",
    "encryption",
    "signing",
    "session",
    "master",
    "crypto",
    "aes",
    "rsa",
    "make",
];

/// Words of names for what may be guessed by anyone and forged without gain.
const HARMLESS: &[&str] = &[
    "sleep",
    "wait",
    "retry",
    "color",
    "colour",
    "colors",
    "colours",
    "test",
    "tests",
    "dummy",
    "mock",
    "fake",
    "demo",
    "example",
    "fixture",
    "checksum",
    "checksums",
    "crc",
    "etag",
    "cache",
    "cached",
    "caching",
    "dedup",
    "dedupe",
    "deduplicate",
    "duplicate",
    "fingerprint",
    "gravatar",
    "avatar",
    "bucket",
    "buckets",
    "shard",
    "partition",
    "benchmark",
];

/// Words that speak of games, simulations and timing; they say nothing about a digest.
const CHANCE: &[&str] = &[
    "jitter",
    "backoff",
    "delay",
    "interval",
    "timeout",
    "latency",
    "shuffle",
    "shuffled",
    "sample",
    "samples",
    "sampling",
    "noise",
    "simulate",
    "simulated",
    "simulation",
    "estimate",
    "game",
    "dice",
    "die",
    "roll",
    "card",
    "cards",
    "deck",
    "flashcard",
    "quote",
    "joke",
    "fortune",
    "greeting",
    "position",
    "angle",
    "x",
    "y",
    "z",
    "dx",
    "dy",
    "theta",
    "point",
    "points",
    "weight",
    "weights",
    "temperature",
    "population",
    "mutate",
    "mutation",
    "crossover",
    "gene",
    "genes",
    "particle",
    "player",
    "enemy",
    "monster",
    "damage",
    "health",
    "speed",
    "velocity",
    "maze",
    "board",
    "move",
    "epoch",
    "batch",
    "dropout",
    "augment",
    "augmentation",
    "scatter",
    "plot",
    "histogram",
    "probability",
    "walk",
    "monte",
    "carlo",
    "coin",
    "lottery",
    "ordering",
    "order",
    "playlist",
    "song",
    "emoji",
    "word",
    "words",
    "option",
    "options",
    "choices",
    "port",
    "ports",
    "servers",
    "hosts",
    "proxies",
    "mirrors",
    "nodes",
    "replicas",
    "workers",
    "peers",
    "agents",
    "backends",
    "endpoints",
];

/// Words that speak of a digest of public content; they say nothing about a random number.
const DIGEST_OF: &[&str] = &[
    "file",
    "files",
    "content",
    "contents",
    "blob",
    "commit",
    "revision",
    "image",
    "archive",
    "download",
    "wheel",
    "asset",
    "url",
    "path",
    "filename",
    "version",
    "changed",
    "modified",
    "integrity",
];

/// Names at one distance from a call, whose result may be a digest.
type Level = fn(&FileModel, ExprId, bool) -> Vec<String>;

/// What the result of `call` is for. The nearest names decide: what it is assigned to or passed as, then what
/// it is made from, then the function and the class around it. `digest` says that it is a digest.
pub(crate) fn usage(file: &FileModel, call: ExprId, digest: bool) -> Usage {
    let levels: [Level; 3] = [|file, call, _| destinations(file, call), ingredients, surroundings];
    for level in levels {
        let names = level(file, call, digest);
        let mut harmless = None;
        for name in names {
            match classify(&name, digest) {
                Usage::Security(name) => return Usage::Security(name),
                Usage::Harmless(name) => harmless = harmless.or(Some(name)),
                Usage::Unknown => {}
            }
        }
        if let Some(name) = harmless {
            return Usage::Harmless(name);
        }
    }
    let says_so = |name: &String| matches!(classify(name, digest), Usage::Security(_));
    onward(file, call, digest).into_iter().find(says_so).map_or(Usage::Unknown, Usage::Security)
}

/// Where the value goes from there: what the name that it was given is passed to, and what the callers of the function that
/// gives it back do with it.
fn onward(file: &FileModel, call: ExprId, digest: bool) -> Vec<String> {
    let tree = file.module();
    let Some(function) = file.enclosing_function(call) else { return Vec::new() };
    let mut at = call;
    let stmt = loop {
        match file.parent(at) {
            Node::Expr(parent) => at = parent,
            Node::Stmt(stmt) => break stmt,
            Node::Module | Node::Pattern(_) => return Vec::new(),
        }
    };
    let mut names = Vec::new();
    match &tree.stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => {
            let is_it = |e: ExprId| {
                matches!(tree.expr(e).kind, ExprKind::Name)
                    && targets.iter().take(WIDTH).any(|&target| {
                        matches!(tree.expr(target).kind, ExprKind::Name)
                            && tree.text(tree.expr(target).span) == tree.text(tree.expr(e).span)
                    })
            };
            for taker in calls_in(file, tree.stmt(function).span).take(WIDTH) {
                let ExprKind::Call { func, args } = &tree.expr(taker).kind else { continue };
                // `digest.update(password)`, `digest.hexdigest()`
                if matches!(tree.expr(*func).kind, ExprKind::Attribute { value, .. } if is_it(value)) {
                    // `user.set_password(given)`: what an object is told says nothing of a number by chance in it.
                    if digest {
                        names.extend(ingredients(file, taker, true));
                    }
                    names.extend(destinations(file, taker));
                }
                if args.iter().take(WIDTH).any(|arg| is_it(arg.value())) {
                    names.extend(last_name(file, *func).filter(|name| !looks_up(name)));
                    names.extend(args.iter().take(WIDTH).filter_map(|arg| constant_text(file, arg.value())));
                    names.extend(args.iter().take(WIDTH).filter_map(|arg| match arg {
                        Argument::Keyword { name, value } if is_it(*value) => Some(tree.text(name.span).to_owned()),
                        _ => None,
                    }));
                }
            }
        }
        StmtKind::Return(_) => {
            let calls_it = |other: &ExprId| {
                match tree.expr(*other).kind {
                ExprKind::Call { func, .. } if matches!(tree.expr(func).kind, ExprKind::Name) => {
                    file.binding(func).is_some_and(|binding| {
                        matches!(file.binding_info(binding).kind, BindingKind::Function(own) if own == function)
                    })
                }
                _ => false,
            }
            };
            for &caller in file.calls().iter().filter(|other| calls_it(other)).take(MAX_CALLERS) {
                names.extend(destinations(file, caller));
            }
        }
        _ => {}
    }
    names
}

/// Whether a function only finds something by what it is given: `get_api_key(index)`.
fn looks_up(name: &str) -> bool {
    words(name).first().is_some_and(|first| {
        matches!(&**first, "get" | "find" | "fetch" | "load" | "lookup" | "read" | "check" | "validate" | "is" | "has")
    })
}

fn classify(name: &str, digest: bool) -> Usage {
    let words = words(name);
    // `cookie_suffix`, `token_index`: what stands beside a secret, or tells several apart.
    if !digest && words.last().is_some_and(|last| matches!(&**last, "suffix" | "index" | "idx" | "delay")) {
        return Usage::Harmless(name.to_owned());
    }
    // `token_prefix`: how all of them begin. `SOCIAL_AUTH_DEFAULT_USERNAME`: what everybody sees.
    if words.last().is_some_and(|last| matches!(&**last, "prefix" | "username" | "nickname")) {
        return Usage::Harmless(name.to_owned());
    }
    // `DUMMY_PASSWORD`: what stands in for one.
    if words.iter().any(|word| matches!(&**word, "dummy" | "mock" | "fake")) {
        return Usage::Harmless(name.to_owned());
    }
    // RFC 4918, section 6.5: a lock's token says which lock is meant, and who may open it is asked elsewhere.
    if words.iter().any(|word| matches!(&**word, "lock" | "locks")) && words.iter().any(|word| word == "token") {
        return Usage::Harmless(name.to_owned());
    }
    // Nobody makes a message authentication code by chance: it is the address of a network card.
    if !digest && words.iter().any(|word| word == "mac") && !words.iter().any(|word| word == "key") {
        return Usage::Harmless(name.to_owned());
    }
    // `pin_threads`: the verb.
    if let [first, second] = &words[..]
        && first == "pin"
        && second.ends_with('s')
        && second != "digits"
    {
        return Usage::Unknown;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let is_key = words.windows(2).any(|pair| pair[1] == "key" && KEY_OF.contains(&&*pair[0]));
    if has(SECURITY) || is_key || words.windows(2).any(|pair| pair[0] == "one" && pair[1] == "time") {
        Usage::Security(name.to_owned())
    } else if has(HARMLESS) || has(if digest { DIGEST_OF } else { CHANCE }) {
        Usage::Harmless(name.to_owned())
    } else {
        Usage::Unknown
    }
}

/// How many callers of a function are asked what they do with what it gives.
const MAX_CALLERS: usize = 20;
/// A function of so many parameters does more than make one value of them.
const MANY_PARAMETERS: usize = 7;
/// How many arguments, entries or parameters are looked at: more than any person writes.
const WIDTH: usize = 200;

/// Where the value goes: keyword and function that it is passed to, key, target of the assignment, and for a
/// returned value the function's own name.
pub(crate) fn destinations(file: &FileModel, call: ExprId) -> Vec<String> {
    let tree = file.module();
    let mut names = Vec::new();
    let mut at = call;
    let stmt = loop {
        match file.parent(at) {
            Node::Expr(parent) => {
                match &tree.expr(parent).kind {
                    ExprKind::Call { func, args } if *func != at => {
                        names.extend(last_name(file, *func));
                        // `password.append(random.choice(LETTERS))`
                        if let ExprKind::Attribute { value, attr } = tree.expr(*func).kind
                            && matches!(tree.text(attr.span), "append" | "extend" | "insert" | "add")
                        {
                            names.extend(last_name(file, value));
                        }
                        names.extend(args.iter().take(WIDTH).filter_map(|arg| match arg {
                            Argument::Keyword { name, value } if *value == at => Some(tree.text(name.span).to_owned()),
                            _ => None,
                        }));
                    }
                    ExprKind::Dict(entries) => {
                        let key = entries.iter().take(WIDTH).find(|(_, value)| *value == at).and_then(|(key, _)| *key);
                        names.extend(key.and_then(|key| constant_text(file, key)));
                    }
                    ExprKind::Compare { left, rest } => {
                        let others =
                            rest.iter().take(WIDTH).map(|&(_, side)| side).chain([*left]).filter(|&side| side != at);
                        names.extend(others.filter_map(|side| last_name(file, side)));
                    }
                    ExprKind::Named { target, .. } => names.extend(last_name(file, *target)),
                    _ => {}
                }
                at = parent;
            }
            Node::Stmt(stmt) => break stmt,
            Node::Module | Node::Pattern(_) => return names,
        }
    };
    match &tree.stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => {
            names.extend(targets.iter().take(WIDTH).flat_map(|&target| target_names(file, target)));
        }
        StmtKind::AnnAssign { target, .. } | StmtKind::AugAssign { target, .. } => {
            names.extend(target_names(file, *target));
        }
        StmtKind::Return(_) => {
            if let Some(function) = file.enclosing_function(call) {
                names.push(file.definition_name(function).to_owned());
            }
        }
        _ => {}
    }
    names
}

fn target_names(file: &FileModel, target: ExprId) -> Vec<String> {
    match &file.module().expr(target).kind {
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            items.iter().take(WIDTH).filter_map(|&item| last_name(file, item)).collect()
        }
        _ => last_name(file, target).into_iter().collect(),
    }
}

/// Names inside the call's arguments: what it is made from. What a number by chance is chosen from is the last part of a name alone:
/// `Session.GOOD` is no session.
fn ingredients(file: &FileModel, call: ExprId, digest: bool) -> Vec<String> {
    let mut names = Vec::new();
    let mut open: Vec<ExprId> = file.call_args(call).all().iter().take(WIDTH).map(Argument::value).collect();
    let mut seen = 0;
    while let Some(e) = open.pop()
        && seen < WIDTH
    {
        seen += 1;
        names.extend(last_name(file, e));
        if digest || !matches!(file.module().expr(e).kind, ExprKind::Attribute { .. }) {
            file.module().children(e, &mut |child| open.push(child));
        }
    }
    names
}

/// What a function makes, by its name: of `reset`, `verify_board` and `do_login` the verb alone speaks of security, and of what is
/// done there. Who begins a session does many things beside.
fn made_by(name: &str) -> &str {
    const VERBS: [&str; 9] =
        ["reset", "verify", "unlock", "sign", "challenge", "login", "logon", "recovery", "authenticate"];
    const BEFORE: [&str; 8] = ["do", "try", "handle", "perform", "start", "begin", "init", "initialize"];
    const MADE: [&str; 8] = ["code", "codes", "number", "link", "url", "id", "string", "text"];
    let all = words(name);
    if all.iter().any(|word| MADE.contains(&&**word)) {
        return name;
    }
    let is = |at: usize, list: &[&str]| all.get(at).is_some_and(|word| list.contains(&&**word));
    match is(0, &BEFORE) {
        true if all.len() == 2 && (is(1, &VERBS) || is(1, &["session"])) => "",
        _ if is(0, &VERBS) => name.trim_start_matches('_').split_once('_').map_or("", |(_, rest)| rest),
        _ => name,
    }
}

/// The names of the function and the class around the call, and of the function's parameters: of many, none need have to do with it,
/// and none is what a number by chance is made from.
fn surroundings(file: &FileModel, call: ExprId, digest: bool) -> Vec<String> {
    let Some(function) = file.enclosing_function(call) else { return Vec::new() };
    let own = file.definition_name(function);
    let mut names = vec![if digest { own } else { made_by(own) }.to_owned()];
    names.extend(file.enclosing_class_of(function).map(|class| file.definition_name(class).to_owned()));
    if let Some(definition) =
        file.function(function).filter(|definition| digest && definition.params.params.len() < MANY_PARAMETERS)
    {
        names.extend(
            definition.params.params.iter().take(WIDTH).map(|param| file.module().text(param.name.span).to_owned()),
        );
    }
    names
}

/// The last part of a name, attribute or key.
fn last_name(file: &FileModel, e: ExprId) -> Option<String> {
    let tree = file.module();
    match tree.expr(e).kind {
        ExprKind::Name => Some(tree.text(tree.expr(e).span).to_owned()),
        ExprKind::Attribute { attr, .. } => Some(tree.text(attr.span).to_owned()),
        ExprKind::Subscript { index, .. } => constant_text(file, index),
        _ => None,
    }
}

fn constant_text(file: &FileModel, e: ExprId) -> Option<String> {
    file.constant(e).and_then(|value| value.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::{Usage, classify};

    #[test]
    fn names_say_what_a_value_is_for() {
        for name in ["reset_token", "newPassword", "session_id", "api_key", "one_time_code", "otp"] {
            assert!(matches!(classify(name, false), Usage::Security(_)), "{name}");
        }
        for name in ["jitter", "cache_key", "next_flashcard", "etag", "x", "cookie_suffix"] {
            assert!(matches!(classify(name, false), Usage::Harmless(_)), "{name}");
        }
        for name in ["value", "key", "result", "tokenize_me"] {
            assert_eq!(classify(name, false), Usage::Unknown, "{name}");
        }
        assert!(matches!(classify("file_digest", true), Usage::Harmless(_)));
        assert_eq!(classify("file_number", false), Usage::Unknown);
        assert_eq!(classify("x", true), Usage::Unknown);
    }
}
