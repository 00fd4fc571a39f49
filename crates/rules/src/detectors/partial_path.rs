//! S607: programs that are found through `PATH` or the working folder.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::written::text;
use crate::detector::{Context, Detector};
use crate::languages::argument_list::elements;
use crate::languages::command::{Program, base_name, first_word, program};

pub(crate) struct PartialPath;

/// Less harm: who puts programs into a folder of `PATH` mostly has the rights of this program, and no person types a password here.
const OF_THE_SAME_USER: &str = "CVSS:3.1/AV:L/AC:H/PR:H/UI:N/S:U/C:L/I:L/A:L";

/// Programs that run others with more rights.
const PRIVILEGED: [&str; 5] = ["sudo", "doas", "su", "pkexec", "runuser"];

impl Detector for PartialPath {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &command = candidate.focus.first()?;
        candidate.focus.clear();
        let seen = is_partial_as_written(cx, command);
        candidate.beyond |= !seen;
        let name = match elements(cx.file, command) {
            Some(elements) => match program(cx.file, *elements.first()?) {
                Program::Named(name) => name,
                _ => return None,
            },
            None => first_word(cx.file, cx.facts(), command).unwrap_or_default(),
        };
        let is_drive = name.as_bytes().get(1) == Some(&b':');
        if name.is_empty() || name.starts_with(['/', '\\', '~', '$', '%']) || is_drive {
            // Only what a reader could take for a name deserves a word.
            candidate.dismissed = Some(if name.is_empty() {
                "no program is named here".to_owned()
            } else {
                format!("`{name}` begins with a folder: no search path is involved")
            });
            return seen.then_some(candidate);
        }
        if name.contains(['/', '\\']) {
            candidate.message = format!(
                "`{name}` is looked for in the working folder; whoever chooses that folder chooses the program. Build \
                 the path from a fixed place, such as the folder of this file."
            );
        } else if PRIVILEGED.contains(&base_name(&name)) {
            candidate.message = format!(
                "`{name}` is looked for along `PATH` and is trusted with a password or with more rights; whoever can \
                 put a program into a folder of `PATH` gets them. Write its full path."
            );
            candidate.cvss = Some(OF_THE_SAME_USER);
        } else if cx.facts().changes_path || sets_path(cx, &candidate) {
            candidate.message = format!(
                "`{name}` is looked for along `PATH`, which this program changes, so another program of that name may \
                 run. Write its full path."
            );
        } else {
            candidate.dismissed =
                Some(format!("`{name}` is found through PATH, and nothing here lets anyone else choose PATH"));
        }
        Some(candidate)
    }
}

/// Whether the command, or the first element of the list that is written there, is a text that begins with no folder
/// or drive.
fn is_partial_as_written(cx: &Context<'_>, command: ExprId) -> bool {
    let first = match &cx.tree().expr(command).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.first().copied(),
        _ => Some(command),
    };
    first.and_then(|first| text(cx.file, first)).is_some_and(|name| {
        let mut letters = name.chars();
        match letters.next() {
            Some('/' | '\\' | '.') => false,
            Some(letter) => !(letter.is_alphabetic() && letters.next() == Some(':')),
            None => true,
        }
    })
}

/// Whether the call's `env` has a `PATH` that is not fixed.
fn sets_path(cx: &Context<'_>, candidate: &Candidate) -> bool {
    let env = candidate.expr.and_then(|call| cx.file.call_args(call).keyword("env"));
    let Some(env) = env.and_then(|env| cx.file.display(env)) else { return false };
    match &cx.tree().expr(env).kind {
        ExprKind::Dict(entries) => entries.iter().any(|&(key, value)| {
            let is_path = |key| matches!(cx.file.constant(key), Some(Const::Str(text)) if &*text == "PATH");
            // Handing the caller's own PATH on changes nothing.
            let own = crate::matcher::is_named(cx.file, value, &["os.environ"])
                || cx.text(value).contains("environ")
                || cx.text(value).contains("getenv");
            key.is_some_and(is_path) && !cx.file.is_constant(value) && !own
        }),
        _ => false,
    }
}
