//! S501 and S323: options that switch the check of the server's certificate off, and contexts without it.

use semantic::{Const, Node};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::languages::argument_list::elements;
use crate::languages::command::base_name;
use crate::languages::tls;

pub(crate) struct CertCheck;

/// Variables of the environment that switch the check off.
const VARIABLES: [&str; 5] =
    ["PYTHONHTTPSVERIFY", "NODE_TLS_REJECT_UNAUTHORIZED", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "GIT_SSL_NO_VERIFY"];

impl Detector for CertCheck {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // Of S501's blocks, only the one about programs that are started points at a call without an option.
        if let Some(call) = candidate.expr
            && cx.rule.code == "S501"
            && candidate.focus.is_empty()
            && match cx.tree().expr(call).kind {
                ExprKind::Call { .. } => !starts_unchecked(cx, cx.file.call_args(call).all()),
                // `to_thread(subprocess.run, command)`
                ExprKind::Attribute { .. } | ExprKind::Name => match cx.file.parent(call) {
                    Node::Expr(around) if matches!(cx.tree().expr(around).kind, ExprKind::Call { .. }) => {
                        let args = cx.file.call_args(around).all();
                        let behind = args.iter().position(|arg| arg.value() == call).map_or(0, |at| at + 1);
                        !starts_unchecked(cx, &args[behind..])
                    }
                    _ => true,
                },
                _ => false,
            }
        {
            return None;
        }
        // A variable counts only where it is set for the program: `os.environ["PYTHONHTTPSVERIFY"] = "0"`.
        let place = cx.tree().text(candidate.span);
        if VARIABLES.iter().any(|name| place.contains(name)) && !place.contains("environ") {
            return None;
        }
        let chosen = candidate.focus.first().is_some_and(|&option| tls::is_chosen_by_setting(cx, option));
        let option = candidate.focus.first().map(|&option| &cx.tree().expr(option).kind);
        if chosen || candidate.expr.is_some_and(|call| tls::is_asked_for(cx, call)) {
            candidate.cvss = Some(tls::BY_A_SETTING);
        }
        candidate.focus.clear();
        // `0` switches it off as well; Ruff looks for `False`.
        candidate.beyond |= option.is_some_and(|option| !matches!(option, ExprKind::False));
        Some(candidate)
    }
}

/// Whether a call with these arguments starts a program that fetches something, told to look at no certificate: `curl -k`, `wget --no-check-certificate`,
/// `git -c http.sslVerify=false`. What is fetched from this machine goes over no line.
fn starts_unchecked(cx: &Context<'_>, args: &[Argument]) -> bool {
    const HERE: [&str; 3] = ["//localhost", "//127.", "//[::1]"];
    let words = command_words(cx, args);
    let Some(at) = words.iter().position(|word| matches!(base_name(word), "curl" | "wget" | "git")) else {
        return false;
    };
    let program = base_name(&words[at]);
    let own = || words[at + 1..].iter().take_while(|word| !matches!(word.as_str(), "|" | "&&" | ";" | "||"));
    let tells = own().any(|word| match program {
        "curl" => word == "--insecure" || is_short_k(word),
        "wget" => word == "--no-check-certificate",
        _ => word.eq_ignore_ascii_case("http.sslVerify=false"),
    });
    tells && !own().any(|word| HERE.iter().any(|here| word.contains(here)))
}

/// `-k`, alone or among other options of curl that take no value: `-sSLk`.
fn is_short_k(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|options| {
        options.contains('k') && options.bytes().all(|option| b"sSkLfIvgiOJN46#".contains(&option))
    })
}

/// The words of a command, as far as they are written: the elements of a list, or a line for a shell.
fn command_words(cx: &Context<'_>, args: &[Argument]) -> Vec<String> {
    let written = |e: ExprId| match (cx.file.constant(e), &cx.tree().expr(e).kind) {
        (Some(Const::Str(text)), _) => text.to_string(),
        (_, ExprKind::FString(_)) => cx.text(e).trim_matches(['f', 'r', '"', '\'']).to_owned(),
        _ => String::new(),
    };
    let first = args.first().map(Argument::value);
    let listed = first.and_then(|first| elements(cx.file, first));
    let parts = listed.unwrap_or_else(|| args.iter().map(Argument::value).collect());
    parts.into_iter().flat_map(|part| written(part).split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}
