//! From arguments to texts: folders walked, files read, names as reports show them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use model::Skipped;
use review::{InputKind, MAX_FILE_BYTES, MAX_PROJECT_BYTES, MAX_SETTINGS_BYTES, ModuleName};

use crate::output::Failure;

/// Folders that hold no source of the project: history, caches, other people's packages.
const SKIPPED: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    ".bzr",
    "__pycache__",
    "node_modules",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".eggs",
    "site-packages",
];
/// Folders that Ruff does not look into, beside those that it shares with us.
const SKIPPED_BY_RUFF: &[&str] = &[
    ".direnv",
    ".git-rewrite",
    ".ipynb_checkpoints",
    ".pants.d",
    ".pyenv",
    ".pytype",
    ".venv",
    ".vscode",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "venv",
];
/// Files that hold settings for Ruff and bandit.
const CONFIGURATION: &[&str] = &["pyproject.toml", "ruff.toml", ".ruff.toml", ".bandit"];
/// How standard input is called in reports.
pub(crate) const STDIN: &str = "<stdin>";

/// Which files of a walked folder are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// All that can be reviewed.
    Reviewable,
    /// The Python files that Ruff reads.
    Ruff,
}

/// What was given, read and decoded.
#[derive(Debug, Default)]
pub(crate) struct Input {
    /// Reported path and text of every file, by path.
    pub(crate) files: Vec<(String, Arc<str>)>,
    /// Configuration files of the folders above, up to the repository's: only their settings count.
    pub(crate) configuration: Vec<(String, Arc<str>)>,
    /// The working directory, `/`-separated.
    pub(crate) here: String,
    /// Files of walked folders that could not be read.
    pub(crate) skipped: Vec<Skipped>,
    /// The bytes of standard input, if it was named.
    pub(crate) stdin: Vec<u8>,
}

/// Where a file's bytes come from.
#[derive(Debug)]
enum Origin {
    Stdin,
    /// A file that was named: if it cannot be reviewed, the input is wrong.
    Named(PathBuf),
    /// A file of a walked folder: if it cannot be reviewed, the others still are.
    Walked(PathBuf),
}

/// Collects and reads what `paths` name, relative to the working directory.
pub(crate) fn read(paths: &[PathBuf], choice: Choice) -> Result<Input, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure(format!("cannot tell the working directory: {error}; change into one that exists")))?;
    let mut input = Input { here: here.to_string_lossy().into_owned(), ..Input::default() };
    let mut above = BTreeSet::new();
    // By reported path: sorted, and a file that is reached twice is read once.
    let mut found: BTreeMap<String, Origin> = BTreeMap::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.insert(STDIN.to_owned(), Origin::Stdin);
            above.extend(folders_of_project(&here));
            continue;
        }
        let metadata = fs::metadata(path)
            .map_err(|error| Failure(format!("cannot read {}: {}; check the path", path.display(), plain(&error))))?;
        if metadata.is_dir() {
            above.extend(folders_of_project(&normal(&here.join(path))));
            walk(path, &here, choice, &mut found, &mut input.skipped)?;
        } else {
            above.extend(normal(&here.join(path)).parent().map(folders_of_project).unwrap_or_default());
            found.insert(shown(path, &here), Origin::Named(path.clone()));
        }
    }
    for path in above.iter().flat_map(|folder| CONFIGURATION.iter().map(|name| folder.join(name))) {
        let name = shown(&path, &here);
        // One that cannot be read is as good as none: it may lie far from what was asked for.
        if !found.contains_key(&name)
            && let Ok(bytes) = fs::File::open(&path).and_then(limited)
            && let Ok(text) = review::decode(&bytes)
        {
            input.configuration.push((name, text.into()));
        }
    }
    let mut total = 0;
    for (name, origin) in found {
        let bytes = match &origin {
            Origin::Stdin => limited(io::stdin().lock()),
            Origin::Named(path) | Origin::Walked(path) => fs::File::open(path).and_then(limited),
        };
        if let (Origin::Stdin, Ok(bytes)) = (&origin, &bytes) {
            input.stdin.clone_from(bytes);
        }
        let walked = matches!(origin, Origin::Walked(_));
        let text = bytes
            .map_err(|error| format!("cannot be read: {}", plain(&error)))
            .and_then(|bytes| {
                let is_data = walked && bytes.len() > MAX_SETTINGS_BYTES && review::kind_of(&name, "").is_settings();
                if is_data {
                    Err("it has more than 1 MiB; name it to have it searched for secrets".to_owned())
                } else {
                    Ok(bytes)
                }
            })
            .and_then(|bytes| review::decode(&bytes).map_err(|problem| problem.to_string()));
        match (text, origin) {
            (Ok(text), _) => {
                total += text.len();
                if total > MAX_PROJECT_BYTES {
                    return Err(Failure(format!(
                        "the source has more than {} MiB (reached at {name}); review its folders one at a time",
                        MAX_PROJECT_BYTES / (1024 * 1024)
                    )));
                }
                input.files.push((name, text.into()));
            }
            (Err(reason), Origin::Walked(_)) => input.skipped.push(Skipped { file: name, reason }),
            (Err(reason), Origin::Named(_) | Origin::Stdin) => return Err(Failure(format!("{name}: {reason}"))),
        }
    }
    Ok(input)
}

/// `folder` and those above it, up to the repository's own, or to the top where there is no repository.
fn folders_of_project(folder: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for folder in folder.ancestors() {
        folders.push(folder.to_path_buf());
        if folder.join(".git").exists() {
            break;
        }
    }
    folders
}

/// At most one byte more than the limit, so that the reader of the bytes sees that it was passed.
fn limited(reader: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The system's message without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// Adds the reviewable files below `root`. Links to folders are not followed, so that there are no loops.
fn walk(
    root: &Path,
    here: &Path,
    choice: Choice,
    found: &mut BTreeMap<String, Origin>,
    skipped: &mut Vec<Skipped>,
) -> Result<(), Failure> {
    // Who names an environment or a folder inside one wants what is in it.
    let environment = |path: &Path| path.join("pyvenv.cfg").is_file();
    let inside = environment(root) || root.components().any(|part| part.as_os_str() == "site-packages");
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>) {
            Ok(entries) => entries,
            Err(error) if folder == root => {
                return Err(Failure(format!(
                    "cannot read {}: {}; check its permissions",
                    root.display(),
                    plain(&error)
                )));
            }
            Err(error) => {
                let reason = format!("the folder cannot be read: {}", plain(&error));
                skipped.push(Skipped { file: shown(&folder, here), reason });
                continue;
            }
        };
        if choice == Choice::Reviewable && folder != root && !inside && is_installed(&entries) {
            let reason =
                "the folder holds installed packages, which are no part of the project; name it to have it reviewed";
            skipped.push(Skipped { file: shown(&folder, here), reason: reason.to_owned() });
            continue;
        }
        for entry in entries {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                let name = entry.file_name();
                let known = SKIPPED.iter().any(|skipped| name == *skipped);
                let left_out = match choice {
                    Choice::Reviewable => known && !(inside && name == "site-packages") || environment(&path),
                    Choice::Ruff => known || SKIPPED_BY_RUFF.iter().any(|skipped| name == *skipped),
                };
                if !left_out {
                    folders.push(path);
                }
            } else if (kind.is_file() || kind.is_symlink() && path.is_file())
                && match choice {
                    Choice::Reviewable => reviewable(&path),
                    Choice::Ruff => is_python(&path) || CONFIGURATION.iter().any(|name| entry.file_name() == *name),
                }
            {
                found.entry(shown(&path, here)).or_insert(Origin::Walked(path));
            }
        }
    }
    Ok(())
}

/// Whether a folder holds what an installer put there: several packages, each with its record beside it.
fn is_installed(entries: &[DirEntry]) -> bool {
    let is_record = |entry: &&DirEntry| Path::new(&entry.file_name()).extension().is_some_and(|end| end == "dist-info");
    entries.iter().filter(is_record).nth(1).is_some()
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py" || extension == "pyi" || extension == "pyw")
}

/// What the file that reports call `path` is imported as: every folder around it that says that it is a package counts.
pub(crate) fn module_name(path: &str) -> ModuleName {
    let Ok(here) = std::env::current_dir() else { return ModuleName::default() };
    let file = normal(&here.join(path));
    let Some(stem) = file.file_stem().filter(|_| path != STDIN) else { return ModuleName::default() };
    let mut dotted = stem.to_string_lossy().into_owned();
    let mut in_package = false;
    for folder in file.ancestors().skip(1).take_while(|folder| folder.join("__init__.py").is_file()) {
        let Some(name) = folder.file_name() else { break };
        dotted = format!("{}.{dotted}", name.to_string_lossy());
        in_package = true;
    }
    if in_package { ModuleName::packaged(dotted) } else { ModuleName::script(dotted) }
}

/// Whether a file of a walked folder is one to review: by its name, or, where the name has no extension, by a
/// first line that names Python as its interpreter.
fn reviewable(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if !name.contains('.') && review::kind_of(&qualified(path, &name), "#") == InputKind::Python {
        let mut head = Vec::new();
        let read = fs::File::open(path).and_then(|file| file.take(128).read_to_end(&mut head));
        let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
        return read.is_ok() && line.starts_with(b"#!") && line.windows(6).any(|part| part == b"python");
    }
    let kind = review::kind_of(&qualified(path, &name), "");
    kind.is_settings()
        || kind.is_manifest()
        || matches!(kind, InputKind::Python | InputKind::Notebook | InputKind::Template)
}

/// A file's name with its folder's.
fn qualified(path: &Path, name: &str) -> String {
    match path.parent().and_then(Path::file_name) {
        Some(parent) => format!("{}/{name}", parent.to_string_lossy()),
        None => name.to_owned(),
    }
}

/// `path` as reports show it: relative to `here`, parts separated by `/`, bytes that are no UTF-8 as `\xE9`.
fn shown(path: &Path, here: &Path) -> String {
    let absolute = normal(&here.join(path));
    let base = normal(here);
    let common = absolute.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return absolute.to_string_lossy().replace('\\', "/"); // another drive
    }
    let up = base.components().skip(common).map(|_| "..".to_owned());
    let down = absolute.components().skip(common).map(|part| name(part.as_os_str()));
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

fn name(part: &std::ffi::OsStr) -> String {
    let mut out = String::new();
    for chunk in part.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            use std::fmt::Write as _;
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}

/// `path` without `.` and `..`, by its text alone.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_where_we_are() {
        let here = Path::new("/home/me/project");
        for (path, name) in [
            ("a.py", "a.py"),
            ("./app/../app/a.py", "app/a.py"),
            ("/home/me/project/app/a.py", "app/a.py"),
            ("../other/a.py", "../other/a.py"),
            ("/srv/a.py", "../../../srv/a.py"),
        ] {
            assert_eq!(shown(Path::new(path), here), name, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_distinct() {
        use std::os::unix::ffi::OsStrExt as _;
        assert_eq!(name(std::ffi::OsStr::from_bytes(b"caf\xe9.py")), "caf\\xE9.py");
        assert_eq!(name(std::ffi::OsStr::new("café.py")), "café.py");
    }
}
