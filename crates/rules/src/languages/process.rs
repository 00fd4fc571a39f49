//! Calls that start a process: the command that they are given, and whether a shell reads it.

use semantic::{Const, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::written;
use crate::languages::argument_list::elements;
use crate::languages::command::{Program, base_name, program};
use crate::matcher::INDEX;

/// What the `shell` option of a call of `subprocess` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shell {
    /// No shell: the option is missing or false.
    Off,
    /// A shell reads the command.
    On,
    /// A value at run time decides.
    Open,
}

/// Where `shell` stands among the arguments of `subprocess.Popen`.
const SHELL: usize = 8;

/// What the call's `shell` option says.
pub(crate) fn shell(file: &FileModel, call: ExprId) -> Shell {
    match file.call_args(call).argument(Some(SHELL), Some("shell")) {
        None => Shell::Off,
        Some(option) => match file.constant(option).map(|value| value.truthy()).or(written::truth(file, option)) {
            Some(true) => Shell::On,
            Some(false) => Shell::Off,
            None => Shell::Open,
        },
    }
}

/// Whether the call spells a `shell` option that is true as it is written, which is what Ruff looks for.
pub(crate) fn spells_shell(file: &FileModel, call: ExprId) -> bool {
    written::keyword(file, call, "shell").and_then(|option| written::truth(file, option)) == Some(true)
}

/// The command of a call of `subprocess`: `args`, the first argument, or what `*` or `**` brings; and whether Ruff sees it.
pub(crate) fn command(file: &FileModel, call: ExprId) -> Option<(ExprId, bool)> {
    let args = file.call_args(call);
    if let Some(command) = written::keyword(file, call, "args").or_else(|| written::first(file, call)) {
        return Some((command, true));
    }
    let unpacked = args.all().iter().find_map(|argument| match *argument {
        Argument::DoubleStar(value) => Some(value),
        _ => None,
    });
    args.keyword("args").or(unpacked).map(|command| (command, false))
}

/// Whether the call is one of `subprocess` that has a `shell` option, and whether imports alone say so.
pub(crate) fn is_subprocess(file: &FileModel, call: ExprId) -> Option<bool> {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    let listed = INDEX.call(file, func).into_iter().filter(|(entry, _)| entry.rule.code == "S602");
    listed.map(|(_, inferred)| !inferred).max()
}

/// Programs that run the text behind one of their options.
const INTERPRETERS: [(&str, &[&str]); 14] = [
    ("sh", &["-c"]),
    ("bash", &["-c", "-lc", "-ic"]),
    ("zsh", &["-c", "-lc", "-ic"]),
    ("dash", &["-c"]),
    ("ksh", &["-c"]),
    ("fish", &["-c"]),
    ("ash", &["-c"]),
    ("cmd", &["/c", "/C", "/k", "/K"]),
    ("powershell", &["-Command", "-command", "-c"]),
    ("pwsh", &["-Command", "-command", "-c"]),
    ("python", &["-c"]),
    ("perl", &["-e"]),
    ("ruby", &["-e"]),
    ("node", &["-e", "--eval"]),
];

/// Programs that run the program named behind their options.
const WRAPPERS: [&str; 9] = ["env", "sudo", "doas", "nohup", "nice", "time", "timeout", "xargs", "setsid"];

/// Looks at a program and its arguments, each passed on its own: sets the focus to what can choose what is run, or
/// dismisses the candidate where nothing can.
pub(crate) fn judge_arguments(file: &FileModel, candidate: &mut Candidate, mut elements: Vec<ExprId>) {
    loop {
        let Some(&first) = elements.first() else { return };
        if let ExprKind::Starred(value) = file.module().expr(first).kind {
            candidate.focus = vec![value];
            return;
        }
        let name = match program(file, first) {
            Program::Named(name) => name,
            Program::ThisPython => "python".to_owned(),
            Program::Found => String::new(),
            Program::Open => {
                candidate.focus = vec![first];
                return;
            }
        };
        let name = base_name(&name).to_owned();
        if WRAPPERS.contains(&name.as_str()) {
            elements.drain(..wrapped(file, &elements));
            if !elements.is_empty() {
                continue;
            }
        }
        let read = read_as_commands(file, &name, &elements);
        if read.is_empty() {
            candidate.focus.clear();
            candidate.dismissed = Some(
                "the program is fixed and every argument is passed on its own: no shell reads the argument list"
                    .to_owned(),
            );
        } else {
            candidate.message = format!(
                "`{name}` runs a text that is put together here as a command, so data in it can add commands. Pass \
                 the data as separate arguments that are not read as commands."
            );
            candidate.focus = read;
        }
        return;
    }
}

/// Looks at each of the lists that a program may be started with: sets the focus to what can choose what is run in one of
/// them, or dismisses the candidate where nothing can in any.
pub(crate) fn judge_lists(file: &FileModel, candidate: &mut Candidate, lists: Vec<Vec<ExprId>>) {
    let judge = |list| {
        let mut one = candidate.clone();
        judge_arguments(file, &mut one, list);
        one
    };
    let judged: Vec<Candidate> = lists.into_iter().map(judge).collect();
    let focus = judged.iter().filter(|one| one.dismissed.is_none()).flat_map(|one| one.focus.clone()).collect();
    let Some(one) = judged.iter().find(|one| one.dismissed.is_none()).or(judged.first()) else { return };
    *candidate = Candidate { focus, ..one.clone() };
}

/// The elements of a list, with what stands before them.
pub(crate) fn with_program(file: &FileModel, program: ExprId, argv: ExprId) -> Option<Vec<ExprId>> {
    let rest = elements(file, argv)?;
    Some(std::iter::once(program).chain(rest.into_iter().skip(1)).collect())
}

/// Where the program that a wrapper starts stands: behind its options, their values, and what `env` and
/// `timeout` take.
fn wrapped(file: &FileModel, elements: &[ExprId]) -> usize {
    let mut at = 1;
    while let Some(&element) = elements.get(at) {
        let text = text_of(file, element);
        match text.as_deref() {
            Some("-u" | "-g" | "-n" | "-s" | "-k" | "-C" | "-I" | "-P") => at += 2,
            Some(text) if text.starts_with('-') || text.contains('=') => at += 1,
            Some(text) if text.starts_with(|c: char| c.is_ascii_digit()) => at += 1,
            _ => break,
        }
    }
    at.min(elements.len())
}

/// The elements that the program itself reads as commands and that are not fixed.
fn read_as_commands(file: &FileModel, name: &str, elements: &[ExprId]) -> Vec<ExprId> {
    let open = |element: &&ExprId| !file.is_constant(**element);
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if let Some((_, options)) = INTERPRETERS.iter().find(|(interpreter, _)| *interpreter == plain) {
        let is_option = |text: String| options.contains(&&*text);
        let option = elements.iter().position(|&element| text_of(file, element).is_some_and(is_option));
        return option.and_then(|at| elements.get(at + 1)).filter(open).copied().into_iter().collect();
    }
    match name {
        // The words behind the host are joined and read by the shell on the other side.
        "ssh" => elements.iter().skip(2).filter(open).copied().collect(),
        "find" => {
            let action = |text: String| matches!(&*text, "-exec" | "-execdir" | "-ok");
            let at = elements.iter().position(|&element| text_of(file, element).is_some_and(action));
            at.and_then(|at| elements.get(at + 1)).filter(open).copied().into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn text_of(file: &FileModel, e: ExprId) -> Option<String> {
    match file.constant(e)? {
        Const::Str(text) => Some(text.to_string()),
        _ => None,
    }
}
