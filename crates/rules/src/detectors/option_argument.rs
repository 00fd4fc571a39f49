//! PV231: arguments that a program takes for options.

use semantic::Const;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::function_of;
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::languages::argument_list::{lists, spread};
use crate::languages::command::{Program, base_name, program};
use crate::languages::process::{Shell, command, shell};

pub(crate) struct OptionArgument;

/// Programs of which an option starts another program, or reads or writes a file.
const PROGRAMS: [&str; 52] = [
    "7z",
    "ansible",
    "ansible-playbook",
    "chromium",
    "convert",
    "curl",
    "docker",
    "exiftool",
    "ffmpeg",
    "find",
    "gem",
    "git",
    "google-chrome",
    "gpg",
    "gs",
    "hg",
    "kubectl",
    "less",
    "magick",
    "man",
    "mogrify",
    "mysql",
    "mysqldump",
    "nmap",
    "npm",
    "npx",
    "openssl",
    "pandoc",
    "pdflatex",
    "pg_dump",
    "pip",
    "pip3",
    "podman",
    "psql",
    "rsync",
    "scp",
    "sendmail",
    "sftp",
    "sort",
    "sqlite3",
    "ssh",
    "svn",
    "tar",
    "tcpdump",
    "terraform",
    "vim",
    "wget",
    "wkhtmltoimage",
    "wkhtmltopdf",
    "yarn",
    "yt-dlp",
    "zip",
];
/// Options behind which no value stands; what stands behind any other may be its value, and is then no option.
const FLAGS: [&str; 38] = [
    "--all",
    "--archive",
    "--bare",
    "--cached",
    "--fail",
    "--force",
    "--hard",
    "--heads",
    "--location",
    "--mirror",
    "--name-only",
    "--no-checkout",
    "--no-pager",
    "--no-tags",
    "--noupdate",
    "--oneline",
    "--porcelain",
    "--progress",
    "--prune",
    "--quiet",
    "--recurse-submodules",
    "--recursive",
    "--silent",
    "--single-branch",
    "--staged",
    "--symref",
    "--tags",
    "--verbose",
    "--version",
    "-L",
    "-a",
    "-av",
    "-avz",
    "-fsSL",
    "-q",
    "-s",
    "-sS",
    "-v",
];
/// Commands of the programs that keep versions, where one of several is started: `[tool, "clone", url]`.
const VERSION_COMMANDS: [&str; 4] = ["checkout", "clone", "fetch", "pull"];
/// Where the program stands behind `sudo`, `timeout 10` and their like.
const MAX_BEFORE: usize = 5;

impl Detector for OptionArgument {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        if is_of_program(cx, call) {
            let arguments: Vec<ExprId> = cx.file.call_args(call).all().iter().map_while(positional).collect();
            return about(candidate, "git", may_be_options(cx, &arguments));
        }
        let lists = match command(cx.file, call) {
            _ if spreads(cx, call) => spread(cx.file, cx.file.call_args(call).all()),
            Some((argv, _)) if shell(cx.file, call) == Shell::Off => lists(cx.file, argv)?,
            _ => return None,
        };
        let started: Vec<(String, &[ExprId])> = lists.iter().filter_map(|argv| started(cx, argv)).collect();
        let (name, _) = started.first()?;
        about(candidate, name, started.iter().flat_map(|(_, arguments)| may_be_options(cx, arguments)).collect())
    }
}

/// The program of a list that reads options which do harm, and its arguments.
fn started<'a>(cx: &Context<'_>, argv: &'a [ExprId]) -> Option<(String, &'a [ExprId])> {
    let named = |&element: &ExprId| match program(cx.file, element) {
        Program::Named(name) => Some(base_name(&name).to_owned()).filter(|name| PROGRAMS.contains(&&**name)),
        _ => None,
    };
    let found = argv.iter().take(MAX_BEFORE).enumerate().find_map(|(at, e)| Some((at, named(e)?)));
    let (at, name) = found.or_else(|| Some((1, version_command(cx, argv)?)))?;
    Some((name, &argv[at + 1..]))
}

/// The candidate about those arguments of a program that may be options, if there are any.
fn about(mut candidate: Candidate, program: &str, options: Vec<ExprId>) -> Option<Candidate> {
    candidate.focus = options;
    candidate.message = format!(
        "`{program}` takes an argument that begins with `-` for one of its options, and some of those start programs or write \
         files. Refuse such values, or put `--` in front of them."
    );
    (!candidate.focus.is_empty()).then_some(candidate)
}

/// The command of a program for versions that is chosen when it runs: `clone` of `[tool, "clone", url]`.
fn version_command(cx: &Context<'_>, argv: &[ExprId]) -> Option<String> {
    let &[tool, command, ..] = argv else { return None };
    // One of several names that the code fixes has no name of its own.
    let is_chosen = match program(cx.file, tool) {
        Program::Open => true,
        Program::Named(name) => name.is_empty(),
        Program::ThisPython | Program::Found => false,
    };
    match cx.file.constant(command) {
        Some(Const::Str(text)) if is_chosen && VERSION_COMMANDS.contains(&&*text) => Some(text.to_string()),
        _ => None,
    }
}

/// Whether an object that stands for the program `git` is called, whose arguments are the program's: `repo.git.checkout(branch)`.
fn is_of_program(cx: &Context<'_>, call: ExprId) -> bool {
    function_of(cx.file, call).is_some_and(|func| match cx.tree().expr(func).kind {
        ExprKind::Attribute { value, .. } => last_word(cx.file, value) == Some("git"),
        _ => false,
    })
}

/// `asyncio.create_subprocess_exec("git", "clone", url)`: the arguments are those of the call.
fn spreads(cx: &Context<'_>, call: ExprId) -> bool {
    crate::code::around::last_word(cx.file, call) == Some("create_subprocess_exec")
}

fn positional(argument: &Argument) -> Option<ExprId> {
    match *argument {
        Argument::Positional(value) => Some(value),
        _ => None,
    }
}

/// The arguments in front of `--` that are no value of an option and that the code does not fix.
fn may_be_options(cx: &Context<'_>, arguments: &[ExprId]) -> Vec<ExprId> {
    let mut found = Vec::new();
    let mut takes_value = false;
    for &argument in arguments {
        match cx.file.constant(argument) {
            Some(Const::Str(text)) if &*text == "--" => break,
            Some(Const::Str(text)) => {
                takes_value = text.starts_with('-') && !text.contains('=') && !FLAGS.contains(&&*text);
            }
            _ => {
                if !std::mem::take(&mut takes_value) {
                    found.push(match cx.tree().expr(argument).kind {
                        ExprKind::Starred(list) => list,
                        _ => argument,
                    });
                }
            }
        }
    }
    found
}
