//! S603: argument lists in which data can choose the program or is read by a second interpreter.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::command::{Program, base_name, elements, program};
use crate::detector::{Context, Detector};

pub(crate) struct SubprocessArguments;

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

impl Detector for SubprocessArguments {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let Some(&argv) = candidate.focus.first() else { return Some(candidate) };
        // A text, or a list that is made elsewhere: where all of it comes from decides.
        let Some(mut elements) = elements(cx.file, argv) else { return Some(candidate) };
        loop {
            let Some(&first) = elements.first() else { return Some(candidate) };
            if matches!(cx.tree().expr(first).kind, ExprKind::Starred(_)) {
                candidate.focus = vec![first];
                return Some(candidate);
            }
            let name = match program(cx.file, first) {
                Program::Named(name) => name,
                Program::ThisPython => "python".to_owned(),
                Program::Found => String::new(),
                Program::Open => {
                    candidate.focus = vec![first];
                    return Some(candidate);
                }
            };
            let name = base_name(&name).to_owned();
            if WRAPPERS.contains(&name.as_str()) {
                elements.drain(..wrapped(cx, &elements));
                if !elements.is_empty() {
                    continue;
                }
            }
            let read = read_as_commands(cx, &name, &elements);
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
            return Some(candidate);
        }
    }
}

/// Where the program that a wrapper starts stands: behind its options, their values, and what `env` and
/// `timeout` take.
fn wrapped(cx: &Context<'_>, elements: &[ExprId]) -> usize {
    let mut at = 1;
    while let Some(&element) = elements.get(at) {
        let text = cx.file.constant(element).and_then(|value| value.as_str().map(str::to_owned));
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
fn read_as_commands(cx: &Context<'_>, name: &str, elements: &[ExprId]) -> Vec<ExprId> {
    let text = |element: ExprId| cx.file.constant(element).and_then(|value| value.as_str().map(str::to_owned));
    let open = |element: &&ExprId| !cx.file.is_constant(**element);
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if let Some((_, options)) = INTERPRETERS.iter().find(|(interpreter, _)| *interpreter == plain) {
        let option = elements.iter().position(|&element| text(element).is_some_and(|text| options.contains(&&*text)));
        return option.and_then(|at| elements.get(at + 1)).filter(open).copied().into_iter().collect();
    }
    match name {
        // The words behind the host are joined and read by the shell on the other side.
        "ssh" => elements.iter().skip(2).filter(open).copied().collect(),
        "find" => {
            let action = |text: String| matches!(&*text, "-exec" | "-execdir" | "-ok");
            let at = elements.iter().position(|&element| text(element).is_some_and(action));
            at.and_then(|at| elements.get(at + 1)).filter(open).copied().into_iter().collect()
        }
        _ => Vec::new(),
    }
}
