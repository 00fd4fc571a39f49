//! A C compiler for wasm: tree-sitter and its grammar are C.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::step::{Done, ensure};
use crate::{apt, process, workspace};

/// Clang under the names that distributions give it, the best known first, each with its archiver.
const CANDIDATES: [(&str, &str); 10] = [
    ("clang-19", "llvm-ar-19"),
    ("clang", "llvm-ar"),
    ("clang-22", "llvm-ar-22"),
    ("clang-21", "llvm-ar-21"),
    ("clang-20", "llvm-ar-20"),
    ("clang-18", "llvm-ar-18"),
    ("clang-17", "llvm-ar-17"),
    ("clang-16", "llvm-ar-16"),
    // Where Homebrew puts them: Apple's own clang does not know wasm.
    ("/opt/homebrew/opt/llvm/bin/clang", "/opt/homebrew/opt/llvm/bin/llvm-ar"),
    ("/usr/local/opt/llvm/bin/clang", "/usr/local/opt/llvm/bin/llvm-ar"),
];

/// Makes sure of a clang that knows wasm, and writes the two small programs that .cargo/config.toml names.
/// `headers` are the C headers for wasm.
pub(crate) fn ready(headers: &Path) -> Done {
    let (clang, archiver) = ensure("clang for wasm", "about 30 s", find, install)?;
    // tree-sitter-python's build script does not look for the headers that tree-sitter-language brings.
    program("wasm-clang", &format!("{} -isystem {}", quoted(clang), quoted(&headers.to_string_lossy())))?;
    program("wasm-ar", &quoted(archiver))
}

fn find() -> Option<(&'static str, &'static str)> {
    CANDIDATES.into_iter().find(|(clang, archiver)| {
        process::output(Command::new(clang).arg("--print-targets")).is_some_and(|targets| targets.contains("wasm32"))
            && process::output(Command::new(archiver).arg("--version")).is_some()
    })
}

fn install() -> Done {
    if !apt::is_here() {
        return Err(apt::by_hand(
            "a clang that knows wasm",
            "install LLVM's clang and llvm-ar (macOS: `brew install llvm`)",
        ));
    }
    if apt::offers("clang-19") { apt::install(&["clang-19", "llvm-19"]) } else { apt::install(&["clang", "llvm"]) }
}

/// Writes the program `name` that runs `command` with the arguments it gets.
fn program(name: &str, command: &str) -> Done {
    let folder = workspace::local();
    let path = folder.join(name);
    let text = format!("#!/bin/sh\n# Written by `cargo xtask setup`.\nexec {command} \"$@\"\n");
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&path, text))
        .and_then(|()| make_executable(&path))
        .map_err(|error| process::io_failure(&path, &error))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quote_in_a_path_stays_one_word() {
        assert_eq!(quoted("/it's here"), r"'/it'\''s here'");
    }
}
