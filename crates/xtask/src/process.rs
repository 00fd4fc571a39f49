//! Running other programs.

use std::env;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::step::{Done, Failure};

/// How much of a failed program's output is shown.
const TAIL_LINES: usize = 60;

/// Runs `command` to its end without showing its output, unless it fails: then the last lines are in the
/// failure. `next` says what to do then.
pub(crate) fn run(command: &mut Command, next: &str) -> Done {
    let (status, text) = both_streams(command).map_err(|error| could_not_start(command, &error, next))?;
    if status.success() {
        return Ok(());
    }
    let lines: Vec<&str> = text.lines().collect();
    let tail = &lines[lines.len().saturating_sub(TAIL_LINES)..];
    Err(Failure::new(format!("{} failed ({status}):\n{}", shown(command), tail.join("\n")), next))
}

/// Runs `command` to its end; its two streams come back as one text, in the order in which it wrote.
fn both_streams(command: &mut Command) -> io::Result<(ExitStatus, String)> {
    let (mut reader, writer) = io::pipe()?;
    let mut child = command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).spawn()?;
    command.stdout(Stdio::null()).stderr(Stdio::null()); // closes our ends, so that reading ends
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    Ok((child.wait()?, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Runs `command` to its end with its output on the terminal.
pub(crate) fn run_shown(command: &mut Command, next: &str) -> Done {
    let status = command.stdin(Stdio::null()).status().map_err(|error| could_not_start(command, &error, next))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{} failed ({status})", shown(command)), next)) }
}

/// What `command` prints on stdout, if it runs and succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What `command` prints on stdout; any status that is not in `fine` is a failure, with what it said on stderr.
pub(crate) fn text(command: &mut Command, fine: &[i32]) -> Done<String> {
    let next = "run the command by hand to see more";
    let output = command.stdin(Stdio::null()).output().map_err(|error| could_not_start(command, &error, next))?;
    if output.status.code().is_some_and(|status| fine.contains(&status)) {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("{} failed ({}):\n{said}", shown(command), output.status), next))
}

/// Whether `command` succeeds within `limit`; it is stopped when it does not end by then.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let start = Instant::now();
    while start.elapsed() < limit {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(50)),
            Err(_) => break,
        }
    }
    // It may have ended meanwhile; either way it is gone afterwards.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Where `program` stands on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// Puts `folders` in front of PATH for `command`.
pub(crate) fn prepend_path(command: &mut Command, folders: &[PathBuf]) -> Done {
    let old = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.iter().cloned().chain(env::split_paths(&old))).map_err(|error| {
        Failure::new(
            format!("a folder cannot stand in PATH: {error}"),
            "move the clone to a folder without `:` in its name",
        )
    })?;
    command.env("PATH", path);
    Ok(())
}

/// A failure to read or write `path`.
pub(crate) fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()), "check the folder's permissions and the free space")
}

fn could_not_start(command: &Command, error: &io::Error, next: &str) -> Failure {
    Failure::new(format!("{} could not be started: {error}", shown(command)), next)
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}
