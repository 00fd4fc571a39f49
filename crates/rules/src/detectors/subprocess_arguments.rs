//! S603: argument lists in which data can choose the program or is read by a second interpreter.

use semantic::BindingKind;
use syntax::ast::{ComprehensionKind, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::given;
use crate::code::parameter::passed;
use crate::code::written::is_text;
use crate::detector::{Context, Detector};
use crate::languages::argument_list::{elements, lists};
use crate::languages::command::first_word;
use crate::languages::process::{Shell, command, judge_arguments, judge_lists, shell, spells_shell};
use crate::matcher::{called, is_named};

pub(crate) struct SubprocessArguments;

impl Detector for SubprocessArguments {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        // Nothing is started by a call without a command: it raises an error.
        let (argv, seen) = command(cx.file, call)?;
        if spells_shell(cx.file, call) {
            return None;
        }
        candidate.beyond |= !seen || is_trusted(cx, argv);
        if shell(cx.file, call) != Shell::Off {
            candidate.dismissed = Some("a shell may read this command: S602 says what that means here".to_owned());
            return Some(candidate);
        }
        candidate.focus = vec![argv];
        // A text, or a list that is made elsewhere: where all of it comes from decides.
        if let Some(lists) = lists(cx.file, argv) {
            judge_lists(cx.file, &mut candidate, lists);
        } else if let Some(texts) = split_texts(cx, argv) {
            // What is put into the pieces of a text that was cut before is an argument, and can be no other program.
            candidate.focus = texts;
        } else if let Some(open) = open_programs(cx, &candidate, argv) {
            if open.is_empty() {
                candidate.cvss = Some(OF_ARGUMENTS);
                candidate.message = String::from(FIXED_HERE);
            } else {
                candidate.focus = open;
            }
        } else if let Some(program) = program_of_split(cx, argv) {
            candidate.message = format!(
                "`shlex.split` cuts the data in this text into arguments, so whoever controls it can add options of `{program}`. \
                 Pass a list in which each value is one argument, and end the options with `--`."
            );
        }
        Some(candidate)
    }
}

/// Less harm: the calls in sight fix the program.
const OF_ARGUMENTS: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";

const FIXED_HERE: &str = "The calls of this function in its file fix the program, and data is among its arguments. A caller elsewhere could \
                          choose the program: let the function take the arguments alone.";

/// Where the file's own calls hand the list to the function that starts it: what can choose what is run in one of them. `None` if a
/// list is not known there.
fn open_programs(cx: &Context<'_>, candidate: &Candidate, argv: ExprId) -> Option<Vec<ExprId>> {
    let lists = passed(cx.file, argv);
    let mut open = Vec::new();
    for &list in lists.iter().take(MAX_STEPS) {
        let mut one = candidate.clone();
        judge_arguments(cx.file, &mut one, elements(cx.file, list)?);
        if one.dismissed.is_none() {
            open.extend(one.focus);
        }
    }
    (!lists.is_empty()).then_some(open)
}

/// How many expressions are looked at on the way from a command to what it was cut from.
const MAX_STEPS: usize = 40;

/// The texts that a command was cut from by `shlex.split`, where data is put into its pieces afterwards and nothing else becomes
/// part of it: `[piece.replace("%name", name) for piece in shlex.split(setting)]`, also as the result of a function of the file.
fn split_texts(cx: &Context<'_>, argv: ExprId) -> Option<Vec<ExprId>> {
    let tree = cx.tree();
    let mut texts = Vec::new();
    // What it may be, and whether the pieces were looked at already.
    let mut open = vec![(argv, false)];
    let mut fills = false;
    for _ in 0..MAX_STEPS {
        let Some((e, in_pieces)) = open.pop() else { return (fills && !texts.is_empty()).then_some(texts) };
        match &tree.expr(e).kind {
            ExprKind::None => {}
            ExprKind::Name => {
                let given = cx.file.reaching(e);
                for &binding in &given {
                    match cx.file.binding_info(binding).kind {
                        BindingKind::Assign { value: Some(value), .. } => open.push((value, in_pieces)),
                        BindingKind::Unpack { value, .. } => match tree.expr(value).kind {
                            ExprKind::Comprehension { kind: ComprehensionKind::Generator { element }, .. } => {
                                open.push((element, in_pieces));
                            }
                            _ => return None,
                        },
                        _ => return None,
                    }
                }
                if given.is_empty() {
                    return None;
                }
            }
            ExprKind::Comprehension { kind: ComprehensionKind::List { element }, .. } if !in_pieces => {
                fills = true;
                open.push((loop_over(cx, *element)?, true));
            }
            ExprKind::Call { func, .. } if is_named(cx.file, *func, &["shlex.split"]) => {
                texts.push(cx.file.call_args(e).argument(Some(0), Some("s"))?);
            }
            ExprKind::Call { func, .. } => {
                let [binding] = cx.file.reaching(*func)[..] else { return None };
                let BindingKind::Function(function) = cx.file.binding_info(binding).kind else { return None };
                open.extend(cx.file.returned_values(function).map(|value| (value, in_pieces)));
            }
            _ => return None,
        }
    }
    None
}

/// What is gone through where an element is a piece that texts are put into: `piece.replace(…).replace(…)`.
fn loop_over(cx: &Context<'_>, element: ExprId) -> Option<ExprId> {
    let mut at = element;
    for _ in 0..MAX_STEPS {
        at = match cx.tree().expr(at).kind {
            ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, attr } if matches!(cx.tree().text(attr.span), "replace" | "format") => {
                    value
                }
                _ => return None,
            },
            ExprKind::Name => {
                let [binding] = cx.file.reaching(at)[..] else { return None };
                return match cx.file.binding_info(binding).kind {
                    BindingKind::LoopTarget { iter, whole: true } => Some(iter),
                    _ => None,
                };
            }
            _ => return None,
        };
    }
    None
}

/// The program of a text that is cut into arguments, where the code fixes it: `git` of `shlex.split(f"git show {name}")`.
fn program_of_split(cx: &Context<'_>, argv: ExprId) -> Option<String> {
    let made = given(cx.file, argv);
    let func = called(cx.file, made).filter(|&func| is_named(cx.file, func, &["shlex.split"]));
    first_word(cx.file, cx.facts(), cx.file.call_args(made).argument(Some(0), Some("s")).filter(|_| func.is_some())?)
}

/// Whether a command is written out as texts and `sys.executable`.
fn is_trusted(cx: &Context<'_>, argv: ExprId) -> bool {
    let fixed = |e: ExprId| is_text(cx.file, e) || cx.file.written_name(e).as_deref() == Some("sys.executable");
    let argv = match cx.tree().expr(argv).kind {
        ExprKind::Named { value, .. } => value,
        _ => argv,
    };
    match &cx.tree().expr(argv).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().all(|&item| fixed(item)),
        _ => fixed(argv),
    }
}
