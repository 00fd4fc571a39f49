//! S609: wildcards of a shell command whose file names can be read as options.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::written::text;
use crate::detector::{Context, Detector};
use crate::languages::argument_list::elements;
use crate::languages::command::base_name;
use crate::languages::process::{Shell, is_subprocess, shell, spells_shell};
use crate::languages::shell::{Word, commands};

pub(crate) struct Wildcard;

/// Programs with options that run a command or change what happens to other files.
const PROGRAMS: [&str; 8] = ["chown", "chmod", "chgrp", "tar", "rsync", "zip", "7z", "scp"];

/// The programs whose letters Ruff looks for anywhere in the text.
const NOTED: [&str; 4] = ["chown", "chmod", "tar", "rsync"];

impl Detector for Wildcard {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &command = candidate.focus.first()?;
        candidate.focus.clear();
        let call = candidate.expr?;
        let of_subprocess = is_subprocess(cx.file, call).is_some();
        if of_subprocess && shell(cx.file, call) != Shell::On {
            return None;
        }
        let noted = is_noted(cx, command) && (!of_subprocess || spells_shell(cx.file, call));
        candidate.beyond |= !noted;
        match harmless(cx, command) {
            None => Some(candidate),
            Some(reason) => {
                candidate.dismissed = Some(reason.to_owned());
                noted.then_some(candidate)
            }
        }
    }
}

/// Whether a star and one of the programs' names stand in the text, or in the texts of the list, that is written there.
fn is_noted(cx: &Context<'_>, command: ExprId) -> bool {
    let texts: Vec<_> = match &cx.tree().expr(command).kind {
        ExprKind::List(items) => items.iter().filter_map(|&item| text(cx.file, item)).collect(),
        _ => text(cx.file, command).into_iter().collect(),
    };
    texts.iter().any(|text| text.contains('*'))
        && texts.iter().any(|text| NOTED.iter().any(|program| text.contains(program)))
}

/// Why no file name can become an option; `None` if one can.
fn harmless(cx: &Context<'_>, command: ExprId) -> Option<&'static str> {
    let line = match elements(cx.file, command) {
        // With a list, the shell reads the first element as the command; the others are its parameters.
        Some(elements) => elements.first().copied().unwrap_or(command),
        None => command,
    };
    let Some(line) = cx.file.constant(line).and_then(|value| value.as_str().map(str::to_owned)) else {
        return Some("the text that the shell reads has no wildcard of its own");
    };
    let mut reason = "the shell replaces no `*` by file names here";
    for words in commands(&line) {
        let Some(program) = words.iter().position(|word| !is_before_program(word)) else { continue };
        let (program, arguments) = (&words[program], &words[program + 1..]);
        let Some(at) = arguments.iter().position(|word| word.wildcard.is_some()) else { continue };
        if !PROGRAMS.contains(&base_name(&program.text)) {
            reason = "the program takes no file name for an option that could do harm";
        } else if arguments[..at].iter().any(|word| word.text == "--") {
            reason = "behind `--` nothing is taken for an option";
        } else if arguments.iter().any(|word| word.wildcard == Some(0)) {
            return None;
        } else {
            reason = "every file name begins with a fixed text, so none can begin with a hyphen";
        }
    }
    Some(reason)
}

/// What stands before the program of a command: variables, and programs that start it.
fn is_before_program(word: &Word) -> bool {
    let name = base_name(&word.text);
    matches!(name, "sudo" | "doas" | "nohup" | "nice" | "env" | "time" | "exec")
        || word
            .text
            .split_once('=')
            .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
}
