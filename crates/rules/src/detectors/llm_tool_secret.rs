//! PV716: tools whose result holds a secret of the program.

use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::code::around::calls_one_of;
use crate::code::parameter::given;
use crate::code::shown::{is_secret, shows};
use crate::detector::{Context, Detector};
use crate::languages::llm;
use crate::matcher::is_named;

pub(crate) struct LlmToolSecret;

const MESSAGE: &str = "What this tool returns is read by the model, which may repeat it to its user, write it into another tool's call, \
                       or have it kept in a log. It holds a credential of this program. Use the credential here, and return only what \
                       was done with it.";

impl Detector for LlmToolSecret {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        if llm::tool(cx, function).is_none() {
            return;
        }
        let values: Vec<ExprId> = cx.file.returned_values(function).collect();
        for value in values {
            let made = given(cx.file, value).unwrap_or(value);
            if shows(cx, made, &is_secret) || is_environment(cx, made) {
                let candidate = cx.candidate(value, MESSAGE);
                cx.report(candidate);
            }
        }
    }
}

/// `os.environ`, a copy of it, its text, or what it holds under the name of a secret, alone or as a part of a text.
fn is_environment(cx: &Context<'_>, e: ExprId) -> bool {
    /// How many parts are looked at.
    const MAX_PARTS: usize = 40;
    let mut open = vec![e];
    for _ in 0..MAX_PARTS {
        let Some(at) = open.pop() else { return false };
        let kind = &cx.tree().expr(at).kind;
        if matches!(kind, ExprKind::Attribute { .. } | ExprKind::Name) && is_named(cx.file, at, &["os.environ"]) {
            return true;
        }
        let is_copy =
            |call| calls_one_of(cx.file, call, &["builtins.dict", "builtins.str", "json.dumps", "os.environ.copy"]);
        match kind {
            ExprKind::Call { .. } if calls_one_of(cx.file, at, &["os.getenv", "os.environ.get"]) => {
                let key = cx.file.call_args(at).positional(0).and_then(|key| cx.file.constant(key));
                if key.is_some_and(|key| key.as_str().is_some_and(is_secret)) {
                    return true;
                }
            }
            ExprKind::Call { func, .. } if is_copy(at) => {
                open.extend(llm::values(cx, at));
                if let ExprKind::Attribute { value, .. } = cx.tree().expr(*func).kind {
                    open.push(value);
                }
            }
            ExprKind::FString(_) | ExprKind::Binary { .. } | ExprKind::Dict(_) | ExprKind::List(_) => {
                cx.tree().children(at, &mut |child| open.push(child));
            }
            ExprKind::Name => open.extend(given(cx.file, at).filter(|&made| made != at)),
            _ => {}
        }
    }
    false
}
