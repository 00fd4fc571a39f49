//! PV467: shells that read from a socket.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{function_of, given, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::{is_named, plain};

pub(crate) struct ReverseShell;

impl Detector for ReverseShell {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        let is_shell = match last_word(cx.file, call)? {
            "dup2" => is_socket(cx, args.positional(0)?) && starts_program(cx),
            "spawn" => false,
            _ => ["stdin", "stdout"].iter().any(|word| args.keyword(word).is_some_and(|value| is_socket(cx, value))),
        };
        is_shell.then_some(candidate)
    }
}

/// A socket, or its number.
fn is_socket(cx: &Context<'_>, value: ExprId) -> bool {
    let value = given(cx.file, value);
    let object = match cx.tree().expr(value).kind {
        ExprKind::Call { func, .. } if last_word(cx.file, value) == Some("fileno") => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => value,
            _ => return false,
        },
        _ => value,
    };
    cx.file.qualified_names(object).any(|name| matches!(&*plain(name), "socket.socket" | "socket.create_connection"))
}

fn starts_program(cx: &Context<'_>) -> bool {
    const STARTS: &[&str] = &[
        "subprocess.call",
        "subprocess.run",
        "subprocess.Popen",
        "pty.spawn",
        "os.system",
        "os.execl",
        "os.execv",
        "os.execve",
        "os.popen",
    ];
    cx.file.calls().iter().any(|&call| function_of(cx.file, call).is_some_and(|func| is_named(cx.file, func, STARTS)))
}
