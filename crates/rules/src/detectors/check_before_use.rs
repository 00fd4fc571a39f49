//! PV476: files that are asked about, and then opened by their name.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, function_of, last_word};
use crate::code::testing;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct CheckBeforeUse;

/// What is done with a file that was asked about.
const USES: [&str; 12] = [
    "open",
    "remove",
    "unlink",
    "rename",
    "replace",
    "rmtree",
    "chmod",
    "chown",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
];
/// Folders into which everybody may put files and links.
const SHARED: [&str; 3] = ["/tmp/", "/var/tmp/", "/dev/shm/"];

impl Detector for CheckBeforeUse {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::If { arms, .. } = &cx.tree().stmt(stmt).kind else { return };
        for arm in arms {
            let Some(path) = asked(cx, arm.test) else { continue };
            let name = cx.text(path);
            let is_use = |&call: &ExprId| {
                let args = cx.file.call_args(call);
                last_word(cx.file, call).is_some_and(|word| USES.contains(&word))
                    && (args.positional(0).is_some_and(|first| cx.text(first) == name)
                        || receiver(cx, call) == Some(name))
            };
            let used = arm.body.iter().find_map(|&inner| calls_in(cx.file, cx.tree().stmt(inner).span).find(is_use));
            if let Some(used) = used.filter(|_| !testing::is_test_file(cx.path)) {
                let mut candidate = cx.candidate(
                    used,
                    "The file is asked about and then opened by its name: between the two, another program may put a link to any \
                     other file under that name. Open it first, and handle the error.",
                );
                candidate.confidence = Some(Confidence::Medium);
                cx.report(candidate);
                return;
            }
        }
    }
}

/// The path that a condition asks about: `os.access(path, os.W_OK)`, or whether a file of a shared folder exists.
fn asked(cx: &Context<'_>, condition: ExprId) -> Option<ExprId> {
    let test = match cx.tree().expr(condition).kind {
        ExprKind::Unary { operand, .. } => operand,
        _ => condition,
    };
    // Where it is not allowed, nothing of the file is used yet.
    let is_allowed = test == condition;
    let func = function_of(cx.file, test)?;
    let path = cx.file.call_args(test).positional(0)?;
    let in_shared = || SHARED.iter().any(|folder| cx.facts().known_start(cx.file, path).starts_with(folder));
    let asks = is_allowed && is_named(cx.file, func, &["os.access"])
        || is_named(cx.file, func, &["os.path.exists", "os.path.isfile", "os.path.islink"]) && in_shared();
    asks.then_some(path)
}

/// The object whose method is called, as it is written.
fn receiver<'a>(cx: &Context<'a>, call: ExprId) -> Option<&'a str> {
    match cx.tree().expr(function_of(cx.file, call)?).kind {
        ExprKind::Attribute { value, .. } => Some(cx.text(value)),
        _ => None,
    }
}
