//! S606: programs that `os` starts or becomes, and the texts that interpreters among them are given.

use syntax::ast::Argument;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::languages::process::{judge_arguments, with_program};

pub(crate) struct ProcessImage;

impl Detector for ProcessImage {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let Some(&program) = candidate.focus.first() else {
            // `os.execv(*command)`: all of it comes from there.
            candidate.focus = args.all().iter().map(Argument::value).collect();
            return (!candidate.focus.is_empty()).then_some(candidate);
        };
        let Some(&second) = candidate.focus.get(1) else { return Some(candidate) };
        // Either a list, or the arguments one by one. What the program is told its own name is does not count.
        let elements = with_program(cx.file, program, second).unwrap_or_else(|| {
            let rest = args.all().iter().map(Argument::value).skip_while(|&value| value != second).skip(1);
            std::iter::once(program).chain(rest).collect()
        });
        judge_arguments(cx.file, &mut candidate, elements);
        Some(candidate)
    }
}
