//! S606: programs that `os` starts or becomes, and the texts that interpreters among them are given.

use syntax::ast::Argument;

use crate::Candidate;
use crate::code::around::{calls_one_of, last_word};
use crate::detector::{Context, Detector};
use crate::languages::argument_list::{elements, spread};
use crate::languages::process::{judge_arguments, judge_lists, with_program};

pub(crate) struct ProcessImage;

/// Functions that take the program and its arguments, each by itself.
const STARTERS: [&str; 2] = ["asyncio.create_subprocess_exec", "asyncio.subprocess.create_subprocess_exec"];

/// Functions that start a program in a terminal of their own, with a list of its arguments.
const TERMINALS: [&str; 3] = ["pexpect.spawn", "pexpect.spawnu", "pexpect.pty_spawn.spawn"];

impl Detector for ProcessImage {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        // `asyncio.create_subprocess_exec("sh", "-c", text)`: no argument says what the program is told its own name is.
        let call = candidate.expr?;
        let skipped = match last_word(cx.file, call) {
            Some("subprocess_exec") => Some(1),
            _ => calls_one_of(cx.file, call, &STARTERS).then_some(0),
        };
        if let Some(skipped) = skipped {
            let mut lists = spread(cx.file, args.all());
            for list in &mut lists {
                list.drain(..skipped.min(list.len()));
            }
            candidate.focus = lists.iter().filter_map(|list| list.first().copied()).collect();
            judge_lists(cx.file, &mut candidate, lists);
            return (!candidate.focus.is_empty() || candidate.dismissed.is_some()).then_some(candidate);
        }
        let Some(&program) = candidate.focus.first() else {
            // `os.execv(*command)`: all of it comes from there.
            candidate.focus = args.all().iter().map(Argument::value).collect();
            return (!candidate.focus.is_empty()).then_some(candidate);
        };
        let Some(&second) = candidate.focus.get(1) else { return Some(candidate) };
        // `pexpect.spawn("bash", ["-c", text])`: the list has the arguments alone.
        if calls_one_of(cx.file, call, &TERMINALS) {
            let rest = elements(cx.file, second).unwrap_or_else(|| vec![second]);
            judge_arguments(cx.file, &mut candidate, std::iter::once(program).chain(rest).collect());
            return Some(candidate);
        }
        // Either a list, or the arguments one by one. What the program is told its own name is does not count.
        let elements = with_program(cx.file, program, second).unwrap_or_else(|| {
            let rest = args.all().iter().map(Argument::value).skip_while(|&value| value != second).skip(1);
            std::iter::once(program).chain(rest).collect()
        });
        judge_arguments(cx.file, &mut candidate, elements);
        Some(candidate)
    }
}
