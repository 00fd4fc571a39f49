//! PV728: tools and hooks that open files which hold credentials.

use syntax::ast::ExprId;

use super::hook_input::reads_hook;
use crate::code::around::calls_one_of;
use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct ToolSensitiveFile;

const MESSAGE: &str = "A model decides when this runs, and it opens `{path}`, which holds credentials of the machine or its user. What the \
                       model has read it can pass on. Keep such files out of the reach of tools and hooks.";

/// Ends of paths that hold credentials.
const ENDS: [&str; 16] = [
    ".env",
    ".netrc",
    ".pgpass",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    ".aws/credentials",
    ".kube/config",
    ".docker/config.json",
    "/etc/shadow",
    "/etc/passwd",
    ".bash_history",
    "credentials.json",
];

const OPENS: &[&str] =
    &["builtins.open", "io.open", "pathlib.Path", "os.open", "pathlib.Path.home().joinpath", "os.path.expanduser"];

impl Detector for ToolSensitiveFile {
    fn module(&self, cx: &mut Context<'_>) {
        let is_hook = reads_hook(cx);
        let calls: Vec<ExprId> = cx.file.calls().to_vec();
        for call in calls {
            if !calls_one_of(cx.file, call, OPENS) || !is_hook && llm::tool_around(cx, call).is_none() {
                continue;
            }
            let Some(path) = cx.file.call_args(call).positional(0) else { continue };
            let Some(text) = cx.file.constant(path).and_then(|path| path.as_str().map(str::to_owned)) else { continue };
            if ENDS.iter().any(|end| text.ends_with(end)) {
                let message = MESSAGE.replace("{path}", &crate::scan::one_line(&text));
                let candidate = cx.candidate(call, message);
                cx.report(candidate);
            }
        }
    }
}
