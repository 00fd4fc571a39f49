//! S311: whether security rests on a number that can be foreseen.

use model::Confidence;

use secrets::words;
use semantic::{Const, Node};
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::around::calls_in;
use crate::code::usage::{Usage, usage};
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named, plain};
use crate::scan::one_line;

pub(crate) struct WeakRandom;

/// Tables of digests are worth more to whoever can foresee the salts.
const OF_A_SALT: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N";

impl Detector for WeakRandom {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if candidate.dismissed.is_some() {
            return Some(candidate);
        }
        match usage(cx.file, place, false) {
            // Science draws numbers all day, and its tokens are words.
            Usage::Security(name) if is_of_numpy(cx, place) && !lets_in(&name) => return None,
            Usage::Security(_) if is_unguessable(cx, place) => {
                candidate.dismissed = Some(
                    "the name also stands for a generator that cannot be foreseen: this is what is left where there is none"
                        .to_owned(),
                );
            }
            Usage::Security(_) if decides_how_often(cx, place) => {
                candidate.dismissed =
                    Some("it is compared with a number, and so decides how often something is done".to_owned());
            }
            Usage::Security(_) if is_discarded(cx, place) => {
                candidate.dismissed = Some("what is shuffled is a copy that nobody keeps".to_owned());
            }
            Usage::Security(_) if is_keyed(cx, place) => {
                candidate.dismissed = Some(
                    "the key of the application goes into the same digest, and nobody can foresee that".to_owned(),
                );
            }
            Usage::Security(name) if only_orders(cx, place) => {
                candidate.cvss = Some(OF_AN_ORDER);
                candidate.message = format!(
                    "The order of `{}` is made with `random`, whose numbers can be foreseen; what it holds cannot. Use \
                     `secrets.SystemRandom().shuffle`.",
                    one_line(&name)
                );
            }
            Usage::Security(name) => {
                candidate.confidence = Some(Confidence::High);
                // A salt has to be another one every time, not one that nobody can foresee.
                if words(&name).iter().any(|word| word == "salt") {
                    candidate.cvss = Some(OF_A_SALT);
                }
                if fills_with_samples(cx.path) {
                    candidate.cvss = Some(OF_SAMPLES);
                }
                candidate.message = format!(
                    "{} is made with `random`, whose numbers can be foreseen after some of them were seen, so it can \
                     be guessed. Use `secrets` (`secrets.token_urlsafe()`, `secrets.randbelow()`).",
                    what(cx, place, &name)
                );
            }
            Usage::Harmless(_) | Usage::Unknown if is_of_numpy(cx, place) => return None,
            Usage::Harmless(name) => {
                candidate.dismissed =
                    Some(format!("the name `{}` shows that no secret rests on this number", one_line(&name)));
            }
            Usage::Unknown if is_base(cx, place) => {
                candidate.dismissed = Some("a class only builds on it here: no number is made".to_owned());
            }
            Usage::Unknown if has_fixed_seed(cx, place) => {
                candidate.dismissed = Some("the seed is fixed: the same numbers are wanted every time".to_owned());
            }
            Usage::Unknown => candidate.confidence = Some(Confidence::Low),
        }
        Some(candidate)
    }
}

/// What is made, as a sentence begins: the value's own name, or that of what is around it.
fn what(cx: &Context<'_>, place: ExprId, name: &str) -> String {
    let class = cx.file.enclosing_function(place).and_then(|function| cx.file.enclosing_class_of(function));
    if class.is_some_and(|class| cx.file.definition_name(class) == name) {
        return format!("What `{}` needs", one_line(name));
    }
    format!("`{}`", one_line(name))
}

/// `if random.randrange(100) == 0: remove_old_tokens()`
fn decides_how_often(cx: &Context<'_>, place: ExprId) -> bool {
    let Node::Expr(around) = cx.file.parent(place) else { return false };
    let ExprKind::Compare { left, ref rest } = cx.tree().expr(around).kind else { return false };
    let is_number = |e: ExprId| e == place || matches!(cx.file.constant(e), Some(Const::Int(_) | Const::Float(_)));
    is_number(left) && rest.iter().all(|&(_, side)| is_number(side))
}

/// Whether a name says that somebody gets in with the value, in words that no model of a language has.
fn lets_in(name: &str) -> bool {
    const WORDS: [&str; 9] = ["password", "passwd", "secret", "session", "csrf", "reset", "otp", "auth", "invite"];
    words(name).iter().any(|word| WORDS.contains(&&**word))
}

fn is_of_numpy(cx: &Context<'_>, place: ExprId) -> bool {
    let func = called(cx.file, place).unwrap_or(place);
    cx.file.qualified_names(func).any(|name| name.starts_with("numpy."))
}

/// Whether the name of the function may also mean one of `secrets` or of the operating system, as behind `try` and `except ImportError`,
/// or the code stands where a program does without them.
fn is_unguessable(cx: &Context<'_>, place: ExprId) -> bool {
    let func = called(cx.file, place).unwrap_or(place);
    cx.file.qualified_names(func).any(|name| {
        let name = plain(name);
        ["secrets.", "random.SystemRandom", "os.urandom"].iter().any(|start| name.starts_with(start))
    })
}

/// The score of what programs that fill a database with samples, or put load on a server, make up for a while.
const OF_SAMPLES: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

/// Whether the file's name or folder says that it fills something with samples or puts load on it.
fn fills_with_samples(path: &str) -> bool {
    const WORDS: [&str; 10] =
        ["fill", "populate", "seed", "seeder", "dummy", "dummyrunner", "faker", "fixtures", "profiling", "loadtest"];
    // `management/commands/make_orders.py`
    let makes_records = path.contains("management/commands/")
        && path.rsplit('/').next().is_some_and(|file| file.starts_with("make_") || file.starts_with("generate_"))
        && !["key", "secret", "token", "password"].iter().any(|word| path.contains(word));
    makes_records || path.split('/').any(|part| part.split(['_', '-', '.']).any(|word| WORDS.contains(&word)))
}

/// The score where only the order of characters can be foreseen that nobody can guess.
const OF_AN_ORDER: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N";

/// `random.shuffle(password)`, where all that `password` is given in the function was chosen by `secrets`.
fn only_orders(cx: &Context<'_>, place: ExprId) -> bool {
    if !called(cx.file, place).is_some_and(|func| is_named(cx.file, func, &["random.shuffle"])) {
        return false;
    }
    let (Some(list), Some(function)) = (cx.file.call_args(place).positional(0), cx.file.enclosing_function(place))
    else {
        return false;
    };
    let is_list = |e: ExprId| cx.text(e) == cx.text(list);
    let is_chosen = |span| calls_in(cx.file, span).any(|call| is_unguessable(cx, call));
    let body = cx.tree().stmt(function).span;
    let mut fillings = cx.tree().stmts().filter(|(_, stmt)| body.contains(stmt.span)).filter_map(|(_, stmt)| {
        let fills = match &stmt.kind {
            // `password = password[:length]`
            StmtKind::Assign { value, .. }
                if matches!(cx.tree().expr(*value).kind, ExprKind::Subscript { value, .. } if is_list(value)) =>
            {
                false
            }
            StmtKind::Assign { targets, .. } => targets.iter().any(|&target| is_list(target)),
            StmtKind::AugAssign { target, .. } => is_list(*target),
            StmtKind::Expr(call) if *call != place => {
                called(cx.file, *call).is_some_and(|func| match cx.tree().expr(func).kind {
                    ExprKind::Attribute { value, .. } => is_list(value),
                    _ => false,
                })
            }
            _ => false,
        };
        fills.then_some(stmt.span)
    });
    let first = fillings.next();
    first.is_some_and(is_chosen) && fillings.all(is_chosen)
}

/// `md5(f"{random.random()}{settings.SECRET_KEY}")`
fn is_keyed(cx: &Context<'_>, place: ExprId) -> bool {
    const MAX_DEPTH: usize = 12;
    const WIDTH: usize = 100;
    let is_key = |name: &str| words(name).windows(2).any(|pair| pair[0] == "secret" && pair[1] == "key");
    let mut at = place;
    for _ in 0..MAX_DEPTH {
        let Node::Expr(around) = cx.file.parent(at) else { return false };
        at = around;
        let hashes = called(cx.file, around).is_some_and(|func| {
            cx.file.qualified_names(func).any(|name| name.starts_with("hashlib.") || name.starts_with("hmac."))
        });
        if !hashes {
            continue;
        }
        let mut open = vec![around];
        for _ in 0..WIDTH {
            let Some(e) = open.pop() else { return false };
            if last_word(cx.file, e).is_some_and(is_key) {
                return true;
            }
            cx.tree().children(e, &mut |child| open.push(child));
        }
        return false;
    }
    false
}

/// `random.shuffle(list(password))`: nothing holds what is shuffled.
fn is_discarded(cx: &Context<'_>, place: ExprId) -> bool {
    called(cx.file, place).is_some_and(|func| is_named(cx.file, func, &["random.shuffle"]))
        && cx.file.call_args(place).positional(0).is_some_and(|list| {
            called(cx.file, list).is_some_and(|func| is_named(cx.file, func, &["builtins.list", "builtins.sorted"]))
        })
        && cx
            .file
            .enclosing_stmt(place)
            .is_some_and(|stmt| matches!(cx.tree().stmt(stmt).kind, StmtKind::Expr(value) if value == place))
}

fn is_base(cx: &Context<'_>, place: ExprId) -> bool {
    matches!(cx.file.parent(place), Node::Stmt(stmt) if cx.file.class(stmt).is_some())
}

/// Whether a generator is made from a constant.
fn has_fixed_seed(cx: &Context<'_>, place: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(place).kind else { return false };
    is_named(cx.file, func, &["random.Random"])
        && cx.file.call_args(place).argument(Some(0), Some("x")).is_some_and(|seed| cx.file.is_constant(seed))
}
