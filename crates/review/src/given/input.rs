//! What was given: bytes to text, and which kind of file a text is.

use std::fmt;

use manifests::Format;

/// Largest file that is reviewed, in bytes: 10 MiB.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Largest project that is reviewed, in bytes: 200 MiB.
pub const MAX_PROJECT_BYTES: usize = 200 * 1024 * 1024;

/// Largest settings file of a walked folder that is read, in bytes: 1 MiB. Larger ones hold data, and many of them
/// would fill the project's limit.
pub const MAX_SETTINGS_BYTES: usize = 1024 * 1024;

/// Why a file's bytes were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputProblem {
    /// The bytes are no text.
    Binary,
    /// The file is larger than [`MAX_FILE_BYTES`]; its size in bytes.
    TooLarge(usize),
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary => f.write_str("this is a binary file; give Python source, settings or a dependency manifest"),
            Self::TooLarge(bytes) => write!(
                f,
                "the file has {:.1} MiB, the limit is {} MiB a file; split it or review the part that matters",
                *bytes as f64 / (1024.0 * 1024.0),
                MAX_FILE_BYTES / (1024 * 1024)
            ),
        }
    }
}

impl std::error::Error for InputProblem {}

/// Decodes a file: UTF-8 with or without a byte order mark, UTF-16 with one, and the single-byte encodings
/// of western Europe where a PEP 263 line declares them. Any other encoding is read byte by byte as Latin-1:
/// its code is still ASCII and is reviewed, only its letters may look odd. Line ends are kept as they are.
pub fn decode(bytes: &[u8]) -> Result<String, InputProblem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(InputProblem::TooLarge(bytes.len()));
    }
    match bytes {
        [0xff, 0xfe, rest @ ..] => return decode_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return decode_utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    if is_binary(bytes) {
        return Err(InputProblem::Binary);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) if declared_encoding(bytes).is_some_and(|name| is_windows_1252(&name)) => {
            Ok(bytes.iter().map(|&byte| windows_1252(byte)).collect())
        }
        Err(_) => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// Text has no NUL and hardly any other control characters; the first 8 KiB decide about the latter.
fn is_binary(bytes: &[u8]) -> bool {
    if bytes.contains(&0) {
        return true;
    }
    let head = &bytes[..bytes.len().min(8192)];
    let odd = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    odd * 20 > head.len()
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, InputProblem> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String =
        char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if text.contains('\0') { Err(InputProblem::Binary) } else { Ok(text) }
}

/// The encoding that PEP 263 finds in the first two lines, lower case.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    bytes.split(|&byte| byte == b'\n').take(2).find_map(|line| {
        let line = String::from_utf8_lossy(line);
        let comment = line.trim_start().strip_prefix('#')?;
        let rest = &comment[comment.find("coding")? + "coding".len()..];
        let name = rest.strip_prefix([':', '='])?.trim_start();
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(name.len());
        (end > 0).then(|| name[..end].to_ascii_lowercase().replace('_', "-"))
    })
}

fn is_windows_1252(name: &str) -> bool {
    matches!(name, "cp1252" | "windows-1252" | "1252")
}

/// Code page 1252, which differs from Latin-1 between 0x80 and 0x9f only.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Which kind of file a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputKind {
    /// Python source, any version.
    Python,
    /// `requirements*.txt`, `constraints.txt`.
    Requirements,
    /// `pyproject.toml`.
    Pyproject,
    /// Another manifest or lock file: `setup.cfg`, `Pipfile`, `poetry.lock`, `uv.lock`, `environment.yml` ….
    Manifest,
    /// A Jupyter notebook.
    Notebook,
    /// A Jinja or Django template.
    Template,
    /// `.env`, `.env.production`, `app.env`
    Env,
    /// A file of settings, data or keys: YAML, TOML, INI, JSON, properties, Dockerfile, `.npmrc`, `id_rsa`, `*.pem` ….
    Settings,
    /// Nothing that is reviewed.
    Unknown,
}

impl InputKind {
    /// Whether the file lists dependencies.
    pub const fn is_manifest(self) -> bool {
        matches!(self, Self::Requirements | Self::Pyproject | Self::Manifest)
    }

    /// Whether the file holds names and values, in which secrets are looked for.
    pub const fn is_settings(self) -> bool {
        matches!(self, Self::Env | Self::Settings)
    }
}

/// The kind of the file at `path` (`/`-separated). A name that says nothing (an empty path, `-`, a name without
/// extension), as pasted text has it, is decided by `text`.
pub fn kind_of(path: &str, text: &str) -> InputKind {
    if let Some(format) = Format::by_name(path) {
        return kind_of_manifest(format);
    }
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let extension = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    };
    match (name.as_str(), extension) {
        (_, "py" | "pyi" | "pyw") => InputKind::Python,
        (_, "ipynb") => InputKind::Notebook,
        (_, "html" | "htm" | "jinja" | "jinja2" | "j2" | "djhtml") => InputKind::Template,
        (_, "txt" | "xml") if is_in_templates(path) => InputKind::Template,
        (".env" | ".envrc" | ".flaskenv", _) | (_, "env") => InputKind::Env,
        _ if name.starts_with(".env.") => InputKind::Env,
        // Machines write it, and every line of it is a digest.
        ("package-lock.json", _) => InputKind::Unknown,
        (_, "yaml" | "yml" | "toml" | "ini" | "cfg" | "conf" | "json" | "properties" | "pem" | "key" | "tfvars") => {
            InputKind::Settings
        }
        (
            "dockerfile" | ".bandit" | ".npmrc" | ".pypirc" | ".netrc" | ".pgpass" | ".dockercfg" | ".boto" | ".s3cfg"
            | "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519",
            _,
        ) => InputKind::Settings,
        ("credentials" | "config", "") if path.contains(".aws/") => InputKind::Settings,
        ("" | "-", _) | (_, "") => kind_by_content(text),
        // `pip freeze > installed.txt`
        (_, "txt") => Format::by_content(text).map_or(InputKind::Unknown, kind_of_manifest),
        _ => InputKind::Unknown,
    }
}

/// Whether the file lies in a folder of templates.
fn is_in_templates(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|folder| matches!(folder, "templates" | "jinja2"))
}

/// The format of a manifest: by its name, else by its text.
pub(crate) fn format_of(path: &str, text: &str) -> Option<Format> {
    Format::by_name(path).or_else(|| Format::by_content(text))
}

fn kind_of_manifest(format: Format) -> InputKind {
    match format {
        Format::Requirements => InputKind::Requirements,
        Format::Pyproject => InputKind::Pyproject,
        _ => InputKind::Manifest,
    }
}

/// Lists of dependencies have a shape that Python does not; anything else is left to the parser, which says later
/// whether it was Python at all.
fn kind_by_content(text: &str) -> InputKind {
    if text.trim_start().starts_with('{') && text.contains("\"nbformat\"") {
        return InputKind::Notebook;
    }
    let start = text.trim_start();
    let is_markup = ["<!doctype", "<html", "{% extends", "{% load", "{% block", "{{", "{%"]
        .iter()
        .any(|mark| start.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)));
    if is_markup || start.starts_with('<') && (text.contains("{{") || text.contains("{%")) {
        return InputKind::Template;
    }
    Format::by_content(text).map_or(InputKind::Python, kind_of_manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_python_decodes() {
        assert_eq!(decode(b"x = 1\r\n").as_deref(), Ok("x = 1\r\n"));
        assert_eq!(decode(b"\xef\xbb\xbfx = 1").as_deref(), Ok("x = 1"));
        assert_eq!(
            decode(b"# -*- coding: latin-1 -*-\ns = '\xe9'").as_deref(),
            Ok("# -*- coding: latin-1 -*-\ns = 'é'")
        );
        assert_eq!(decode(b"# coding: cp1252\ns = '\x80'").as_deref(), Ok("# coding: cp1252\ns = '€'"));
        assert_eq!(decode(b"\xff\xfef\x00l\x00").as_deref(), Ok("fl"));
    }

    #[test]
    fn refuses_binary_and_oversize() {
        assert_eq!(decode(b"PK\x03\x04\x00\x00"), Err(InputProblem::Binary));
        assert_eq!(decode(&[1, 2, 3, 4, 5, 6, 7, 8]), Err(InputProblem::Binary));
        assert_eq!(decode(&vec![b' '; MAX_FILE_BYTES + 1]), Err(InputProblem::TooLarge(MAX_FILE_BYTES + 1)));
    }

    #[test]
    fn kinds_by_name() {
        for (path, kind) in [
            ("app/db.py", InputKind::Python),
            ("requirements.txt", InputKind::Requirements),
            ("requirements-dev.txt", InputKind::Requirements),
            ("requirements/base.txt", InputKind::Requirements),
            ("deploy/constraints.txt", InputKind::Requirements),
            ("pyproject.toml", InputKind::Pyproject),
            ("Pipfile.lock", InputKind::Manifest),
            ("pylock.dev.toml", InputKind::Manifest),
            ("a.ipynb", InputKind::Notebook),
            ("templates/a.html", InputKind::Template),
            ("shop/page.djhtml", InputKind::Template),
            ("shop/templates/mail/order.txt", InputKind::Template),
            ("templates/requirements.txt", InputKind::Requirements),
            ("data/feed.xml", InputKind::Unknown),
            (".env", InputKind::Env),
            (".env.production", InputKind::Env),
            ("deploy/values.yaml", InputKind::Settings),
            ("config/app.ini", InputKind::Settings),
            ("Dockerfile", InputKind::Settings),
            ("app/.bandit", InputKind::Settings),
            (".ruff.toml", InputKind::Settings),
            ("package-lock.json", InputKind::Unknown),
            ("notes.md", InputKind::Unknown),
        ] {
            assert_eq!(kind_of(path, "x = 1"), kind, "{path}");
        }
    }

    #[test]
    fn kinds_by_content() {
        assert_eq!(kind_of("", "django==1.11.29\nrequests[socks]>=2  # why\n-r base.txt\n"), InputKind::Requirements);
        assert_eq!(kind_of("-", "[project]\nname = 'x'\n"), InputKind::Pyproject);
        assert_eq!(kind_of("", "x == 1\nprint(x)\n"), InputKind::Python);
        assert_eq!(kind_of("", "import os\n"), InputKind::Python);
        assert_eq!(kind_of("", "{% extends 'a.html' %}\n{{ x|safe }}"), InputKind::Template);
        assert_eq!(kind_of("-", "<!DOCTYPE html><p>{{ x }}</p>"), InputKind::Template);
        assert_eq!(kind_of("", ""), InputKind::Python);
    }
}
