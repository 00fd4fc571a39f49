//! PV231: arguments that a program takes for options.

use semantic::Const;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::languages::command::{Program, base_name, elements, grown, program};
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
const FLAGS: [&str; 24] = [
    "--all",
    "--archive",
    "--bare",
    "--fail",
    "--force",
    "--hard",
    "--location",
    "--mirror",
    "--no-pager",
    "--quiet",
    "--recurse-submodules",
    "--recursive",
    "--silent",
    "--tags",
    "--verbose",
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
/// Where the program stands behind `sudo`, `timeout 10` and their like.
const MAX_BEFORE: usize = 5;

impl Detector for OptionArgument {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let argv = match command(cx.file, call) {
            _ if spreads(cx, call) => cx.file.call_args(call).all().iter().map_while(positional).collect(),
            Some((argv, _)) if shell(cx.file, call) == Shell::Off => {
                elements(cx.file, argv).or_else(|| grown(cx.file, argv))?
            }
            _ => return None,
        };
        let named = |&element: &ExprId| match program(cx.file, element) {
            Program::Named(name) => Some(base_name(&name).to_owned()).filter(|name| PROGRAMS.contains(&&**name)),
            _ => None,
        };
        let (at, name) = argv.iter().take(MAX_BEFORE).enumerate().find_map(|(at, e)| Some((at, named(e)?)))?;
        candidate.focus = may_be_options(cx, &argv[at + 1..]);
        candidate.message = format!(
            "`{name}` takes an argument that begins with `-` for one of its options, and some of those start programs or write \
             files. Refuse such values, or put `--` in front of them."
        );
        (!candidate.focus.is_empty()).then_some(candidate)
    }
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
