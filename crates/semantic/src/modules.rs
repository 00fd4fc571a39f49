//! Which file of a project an import means.

use rustc_hash::FxHashMap;

/// Modules of Python's own library: a file of that name is meant only by a script beside it.
#[rustfmt::skip]
const LIBRARY: &[&str] = &[
    "abc", "argparse", "array", "ast", "asyncio", "atexit", "base64", "binascii", "bisect", "builtins", "bz2",
    "calendar", "cgi", "cmd", "code", "codecs", "collections", "colorsys", "compileall", "concurrent", "configparser",
    "contextlib", "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes", "curses", "dataclasses", "datetime",
    "dbm", "decimal", "difflib", "dis", "doctest", "email", "encodings", "enum", "errno", "faulthandler", "fcntl",
    "filecmp", "fileinput", "fnmatch", "fractions", "ftplib", "functools", "gc", "getopt", "getpass", "gettext",
    "glob", "grp", "gzip", "hashlib", "heapq", "hmac", "html", "http", "imaplib", "importlib", "inspect", "io",
    "ipaddress", "itertools", "json", "keyword", "linecache", "locale", "logging", "lzma", "mailbox", "marshal", "math",
    "mimetypes", "mmap", "multiprocessing", "numbers", "operator", "optparse", "os", "pathlib", "pdb", "pickle",
    "pkgutil", "platform", "plistlib", "poplib", "posixpath", "pprint", "profile", "pty", "pwd", "queue", "random",
    "re", "readline", "reprlib", "resource", "runpy", "sched", "secrets", "select", "selectors", "shelve", "shlex",
    "shutil", "signal", "site", "smtplib", "socket", "socketserver", "sqlite3", "ssl", "stat", "statistics", "string",
    "struct", "subprocess", "symtable", "sys", "sysconfig", "syslog", "tarfile", "telnetlib", "tempfile", "termios",
    "test", "textwrap", "threading", "time", "timeit", "tkinter", "token", "tokenize", "tomllib", "trace", "traceback",
    "types", "typing", "unicodedata", "unittest", "urllib", "uuid", "venv", "warnings", "wave", "weakref",
    "webbrowser", "wsgiref", "xml", "xmlrpc", "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
];

/// The Python files of a project, by what imports may call them. Files are named by their place in the list that it was
/// made from.
#[derive(Debug, Default)]
pub struct Modules {
    /// Path without extension, of a package that of its folder; of two files of one name the package.
    by_stem: FxHashMap<Box<str>, usize>,
    /// By the last one and the last two folders and names of the stem.
    by_end: FxHashMap<Box<str>, Vec<usize>>,
    by_path: FxHashMap<Box<str>, usize>,
    stems: Vec<Box<str>>,
    folders: Vec<Box<str>>,
}

impl Modules {
    /// Takes the files' paths, relative and `/`-separated. What does not end with `.py` is no module.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut modules = Self::default();
        for (file, path) in paths.into_iter().enumerate() {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let stem = match name.strip_suffix(".py") {
                Some("__init__") => folder,
                Some(stem) => &path[..path.len() - name.len() + stem.len()],
                None => "",
            };
            modules.by_path.insert(path.into(), file);
            modules.stems.push(stem.into());
            modules.folders.push(folder.into());
            if stem.is_empty() {
                continue;
            }
            if name == "__init__.py" || !modules.by_stem.contains_key(stem) {
                modules.by_stem.insert(stem.into(), file);
            }
            let (short, long) = (last(stem), end(stem));
            modules.by_end.entry(short.into()).or_default().push(file);
            if long.len() > short.len() {
                modules.by_end.entry(long.into()).or_default().push(file);
            }
        }
        modules
    }

    /// The file of that path.
    pub fn by_path(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The file that an import in the file `from` means: `level` leading dots, then `dotted` (which may be empty behind dots).
    /// `None` if it is no file of the project, or if several may be meant.
    pub fn resolve(&self, from: usize, level: u32, dotted: &str) -> Option<usize> {
        let folder = &**self.folders.get(from)?;
        let tail = dotted.replace('.', "/");
        if level > 0 {
            let package = (1..level).try_fold(folder, |folder, _| match folder {
                "" => None,
                folder => Some(folder.rsplit_once('/').map_or("", |(above, _)| above)),
            })?;
            return self.by_stem.get(&*joined(package, &tail)).copied();
        }
        let first = dotted.split('.').next().unwrap_or_default();
        if LIBRARY.binary_search(&first).is_ok() {
            return self.by_stem.get(&*joined(folder, &tail)).copied().filter(|_| !self.is_package(folder));
        }
        let mut nearest: Option<(usize, usize)> = None;
        let mut only = None;
        let mut count = 0;
        for &file in self.by_end.get(end(&tail))? {
            let stem = &*self.stems[file];
            let Some(root) = stem.strip_suffix(&*tail) else { continue };
            let Some(root) = root.strip_suffix('/').or(root.is_empty().then_some("")) else { continue };
            // What lies in a package is not imported without its name, and a package hides a file of its name.
            if self.is_package(root) || self.by_stem.get(stem) != Some(&file) {
                continue;
            }
            count += 1;
            only = Some(file);
            let above = root.is_empty()
                || folder.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if above && nearest.is_none_or(|(length, _)| length < root.len()) {
                nearest = Some((root.len(), file));
            }
        }
        nearest.map(|(_, file)| file).or(only.filter(|_| count == 1))
    }

    fn is_package(&self, folder: &str) -> bool {
        !folder.is_empty() && self.by_stem.get(folder).is_some_and(|&file| *self.folders[file] == *folder)
    }
}

fn last(stem: &str) -> &str {
    stem.rsplit('/').next().unwrap_or(stem)
}

/// The last two of its names, or the only one.
fn end(stem: &str) -> &str {
    let short = last(stem);
    let before = stem.len().saturating_sub(short.len() + 1);
    let from = stem[..before].rfind('/').map_or(0, |at| at + 1);
    &stem[from..]
}

fn joined(folder: &str, tail: &str) -> String {
    match (folder, tail) {
        ("", tail) => tail.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, tail) => format!("{folder}/{tail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 9] = [
        "src/shop/__init__.py",     // 0
        "src/shop/db.py",           // 1
        "src/shop/api/__init__.py", // 2
        "src/shop/api/views.py",    // 3
        "tools/run.py",             // 4
        "tools/secrets.py",         // 5
        "a/utils.py",               // 6
        "b/utils.py",               // 7
        "src/shop/secrets.py",      // 8
    ];

    #[test]
    fn imports_mean_files() {
        let modules = Modules::new(PATHS);
        assert_eq!(modules.resolve(3, 1, ""), Some(2), "from . import x");
        assert_eq!(modules.resolve(3, 2, "db"), Some(1), "from ..db import x");
        assert_eq!(modules.resolve(2, 2, "db"), Some(1), "a package's own file stands in its folder");
        assert_eq!(modules.resolve(3, 4, "db"), None, "beyond the top");
        assert_eq!(modules.resolve(4, 0, "shop.db"), Some(1), "the only one of that name");
        assert_eq!(modules.resolve(4, 0, "db"), None, "it is inside a package");
        assert_eq!(modules.resolve(4, 0, "utils"), None, "two may be meant");
        assert_eq!(modules.resolve(6, 0, "utils"), Some(6), "the nearest above is");
        assert_eq!(modules.resolve(4, 0, "secrets"), Some(5), "a script's neighbour hides the library");
        assert_eq!(modules.resolve(3, 0, "secrets"), None, "in a package it does not");
    }

    #[test]
    fn the_library_is_sorted() {
        assert!(LIBRARY.is_sorted());
    }
}
