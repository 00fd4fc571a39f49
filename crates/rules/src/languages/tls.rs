//! Names of protocol versions in `ssl` and pyOpenSSL, and whether somebody asked for less protection, also of SSH.

use secrets::words;
use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::given;
use crate::code::written::last_word;
use crate::detector::Context;
use crate::matcher::plain;

/// The constants that ask for a withdrawn version.
const BROKEN: [&str; 8] = [
    "PROTOCOL_SSLv2",
    "PROTOCOL_SSLv3",
    "PROTOCOL_TLSv1",
    "PROTOCOL_TLSv1_1",
    "SSLv2_METHOD",
    "SSLv3_METHOD",
    "TLSv1_METHOD",
    "TLSv1_1_METHOD",
];

/// pyOpenSSL's old name for any version, today's `TLS_METHOD`.
const ANY: &str = "SSLv23_METHOD";

/// What a name of a version means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// A withdrawn version.
    Broken,
    /// Whatever both sides know.
    Negotiated,
}

/// The version that an expression names, and whether the name as written says it.
pub(crate) fn version(file: &FileModel, e: ExprId) -> Option<(Version, bool)> {
    let named = |word: &str| {
        if BROKEN.contains(&word) { Some(Version::Broken) } else { (word == ANY).then_some(Version::Negotiated) }
    };
    if let Some(version) = last_word(file, e).and_then(named) {
        return Some((version, true));
    }
    let of_library = |name: &str| {
        let name = plain(name);
        let (module, word) = name.rsplit_once('.')?;
        match module {
            "ssl" | "OpenSSL.SSL" | "pyOpenSSL.SSL" => named(word),
            "ssl.TLSVersion" => matches!(word, "SSLv3" | "TLSv1" | "TLSv1_1").then_some(Version::Broken),
            _ => None,
        }
    };
    file.qualified_names(e).find_map(of_library).map(|version| (version, false))
}

/// Whether a value may as well be a version that nobody has withdrawn: a function chooses among several.
pub(crate) fn may_be_good(file: &FileModel, e: ExprId) -> bool {
    file.qualified_names(e).any(|name| matches!(&*plain(name), "ssl.TLSVersion.TLSv1_2" | "ssl.TLSVersion.TLSv1_3"))
}

/// Judges a candidate by the version that it rests on.
pub(crate) fn judge(candidate: &mut Candidate, version: Version) {
    if version == Version::Negotiated {
        candidate.dismissed =
            Some(format!("`{ANY}` is the old name of `TLS_METHOD`: both sides take the best version that they know"));
    }
}

/// The score of protection that only whoever runs the program can switch off, with a setting that says so.
pub(crate) const BY_A_SETTING: &str = "CVSS:3.1/AV:N/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:N";

/// How many statements of a function, and blocks around a place, are looked at.
const MAX_LOOKED: usize = 400;

/// Whether a place is reached only where a setting of the program's owner asks not to check: `if settings.insecure_skip_verify:`, or
/// `if verify is False:` around it, `if verify: return` before it.
pub(crate) fn is_asked_for(cx: &Context<'_>, place: ExprId) -> bool {
    if let ExprKind::Conditional { test, .. } = cx.tree().expr(given(cx.file, place)).kind {
        return speaks_of_checking(cx, test);
    }
    is_below_question(cx, place)
}

/// Whether an option is a name that only such a question gives its value: `mode = CERT_NONE` below `else`.
pub(crate) fn is_chosen_by_setting(cx: &Context<'_>, option: ExprId) -> bool {
    let ExprKind::Name = cx.tree().expr(option).kind else { return false };
    let given = |binding| match cx.file.binding_info(binding).kind {
        BindingKind::Assign { value: Some(value), .. } => is_below_question(cx, value),
        _ => false,
    };
    let bindings = cx.file.reaching(option);
    bindings.len() > 1 && bindings.into_iter().all(given)
}

fn is_below_question(cx: &Context<'_>, place: ExprId) -> bool {
    let Some(stmt) = cx.file.enclosing_stmt(place) else { return false };
    let mut at = stmt;
    for _ in 0..MAX_DEPTH {
        let Some(around) = cx.file.stmt_parent(at) else { break };
        if let StmtKind::If { arms, .. } = &cx.tree().stmt(around).kind
            && arms.iter().any(|arm| speaks_of_checking(cx, arm.test))
        {
            return true;
        }
        at = around;
    }
    let Some(function) = cx.file.enclosing_function_of(stmt).and_then(|function| cx.file.function(function)) else {
        return false;
    };
    let start = cx.tree().stmt(stmt).span.start;
    let leaves = |&before: &StmtId| match &cx.tree().stmt(before).kind {
        StmtKind::If { arms, .. } => arms.iter().any(|arm| {
            let ends = arm
                .body
                .last()
                .is_some_and(|&last| matches!(cx.tree().stmt(last).kind, StmtKind::Return(_) | StmtKind::Raise { .. }));
            ends && speaks_of_checking(cx, arm.test)
        }),
        _ => false,
    };
    let before = function.body.iter().take(MAX_LOOKED).take_while(|&&before| cx.tree().stmt(before).span.end <= start);
    before.into_iter().any(leaves)
}

/// How many blocks around a place are looked at.
const MAX_DEPTH: usize = 16;

/// Whether a test asks whether certificates are to be checked.
fn speaks_of_checking(cx: &Context<'_>, test: ExprId) -> bool {
    let asked = cx.text(test);
    let words = words(asked.get(..asked.floor_char_boundary(200)).unwrap_or_default());
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let says_so = has(&["insecure", "verify", "verification", "unverified", "validate", "untrusted", "selfsigned"])
        || words.windows(2).any(|pair| pair[0] == "self" && pair[1] == "signed");
    says_so || has(&["ssl", "tls", "cert", "certificate", "certificates"]) && has(&["skip", "ignore", "validation"])
        || has(&["strict"]) && has(&["host", "checking"])
        // `if options.cert == "no":`
        || has(&["ssl", "tls", "cert", "crt", "ca"]) && has(&["no", "none", "off"]) && asked.contains("==")
        // `ssl_context is False`: what was read from a setting.
        || has(&["ssl", "tls", "shared"]) && has(&["false"])
}
