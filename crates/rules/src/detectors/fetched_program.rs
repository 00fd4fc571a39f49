//! PV730: programs that are run as an address or a repository holds them today.

use crate::Candidate;
use crate::code::around::last_word;
use crate::detector::{Context, Detector};

pub(crate) struct FetchedProgram;

impl Detector for FetchedProgram {
    /// Of the commands for a shell, those in which what is fetched is handed to an interpreter.
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let Some(call) = candidate.expr else { return Some(candidate) };
        let runs =
            ["system", "popen", "run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"];
        if !last_word(cx.file, call).is_some_and(|name| runs.contains(&name)) {
            return Some(candidate);
        }
        let command = cx.file.call_args(call).argument(Some(0), Some("args"))?;
        let command = cx.file.constant(command)?;
        runs_fetched(command.as_str()?).then_some(candidate)
    }
}

/// `curl -sSL https://… | sudo bash -s`
fn runs_fetched(command: &str) -> bool {
    command.split(['\n', ';']).flat_map(|line| line.split("&&")).any(|line| {
        let mut parts = line.split('|');
        let fetches = parts.next().is_some_and(|first| {
            first.contains("://") && first.split_whitespace().any(|word| matches!(word, "curl" | "wget"))
        });
        fetches && parts.any(is_interpreter)
    })
}

/// Whether a part of a pipe runs what it is given: not `python -m json.tool`, which reads it.
fn is_interpreter(part: &str) -> bool {
    let mut words = part
        .split_whitespace()
        .skip_while(|word| matches!(*word, "sudo" | "env") || word.starts_with("-E") || word.contains('='));
    let program = words.next().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
    let next = words.next();
    match program {
        "sh" | "bash" | "zsh" | "dash" | "ksh" => next != Some("-c"),
        "python" | "python3" => next.is_none_or(|word| word == "-"),
        _ => false,
    }
}
