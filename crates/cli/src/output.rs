//! The screen and the files that are written: the only place that prints.
#![allow(clippy::print_stderr, reason = "messages are the command line's own business")]

use std::fs;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;

use report::File;

/// Why the program stops with exit status 2: what, where, and what to do.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

/// Prints a message to stderr.
pub(crate) fn complain(message: &str) {
    eprintln!("pyvigil: {message}");
}

/// Tells on stderr what stands beside a result on stdout.
pub(crate) fn remark(message: &str) {
    eprintln!("{message}");
}

/// Tells a person at a terminal what was done; a log does not need it.
pub(crate) fn note(message: &str) {
    if io::stderr().is_terminal() {
        eprintln!("pyvigil: {message}");
    }
}

/// Writes to stdout: text, or an archive where stdout is no terminal. A reader that has seen enough (`| head`) is no
/// failure.
pub(crate) fn print(content: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() && content.contains(&0) {
        return Err(Failure("a terminal cannot show an archive; redirect the output, or use --out DIR".to_owned()));
    }
    match stdout.write_all(content).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Whether stdout shows colours: it is a terminal, and nobody asked for none (see no-color.org).
pub(crate) fn colour() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Writes `files` below `folder`, which is made if it does not exist. Finding files that an earlier report left
/// in `replaced` would mix with the new ones, so they are removed first; nothing else is.
pub(crate) fn write(folder: &Path, files: &[File], replaced: Option<&str>) -> Result<(), Failure> {
    let failed = |action: &str, path: &Path, error: &io::Error| {
        Failure(format!("cannot {action} {}: {error}; choose another folder with --out", path.display()))
    };
    if let Some(old) = replaced.map(|name| folder.join(name)).filter(|old| old.is_dir()) {
        clear(&old).map_err(|error| failed("replace the old report in", &old, &error))?;
    }
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| failed("make the folder", parent, &error))?;
        fs::write(&path, &file.bytes).map_err(|error| failed("write", &path, &error))?;
    }
    Ok(())
}

/// Removes finding files as [`report::markdown`] names them.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(is_finding_file) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// `finding-001-security-vulnerability.md`.
fn is_finding_file(name: &str) -> bool {
    let Some((number, slug)) = name.strip_prefix("finding-").and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    let kinds = [model::Kind::Security, model::Kind::Performance, model::Kind::Quality, model::Kind::Testing];
    number.len() >= 3
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && kinds.iter().any(|kind| slug.strip_suffix(".md") == Some(kind.slug()))
}

/// A line of progress on stderr, where a terminal watches and the work is long enough to be watched.
pub(crate) struct Progress {
    total: usize,
}

impl Progress {
    /// Progress over `total` files; `None` where nobody watches.
    pub(crate) fn new(total: usize) -> Option<Self> {
        (total >= 50 && io::stderr().is_terminal()).then(|| Self { total })
    }

    /// Shows that `done` files are reviewed.
    pub(crate) fn show(&self, done: usize) {
        if done.is_multiple_of(25) {
            eprint!("\rReviewed {done} of {} files", self.total);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        eprint!("\r\u{1b}[K");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_files_are_replaced() {
        assert!(is_finding_file("finding-001-security-vulnerability.md"));
        assert!(is_finding_file("finding-1234-code-quality-concern.md"));
        for name in ["finding-001.md", "finding-001-notes.md", "finding-1-security-vulnerability.md", "notes.md"] {
            assert!(!is_finding_file(name), "{name}");
        }
    }
}
