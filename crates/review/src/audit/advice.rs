//! What is said about a dependency that is raised, or that has to be raised by someone else.

use manifests::{Entry, Format, Source, Version};

pub(super) const NO_FIX: &str =
    "no version is known to fix everything: replace it or contain the risk, and keep it in the plan of action (POA&M)";

/// Lines at the top of a file in which a tool says that it wrote it.
const HEAD: usize = 12;

/// Why a change is worth a look.
pub(super) fn raised(entry: &Entry, old: &str, new: &str, version: &Version) -> String {
    let old = if old.trim().is_empty() { "any version".to_owned() } else { format!("`{}`", one_line(old)) };
    let major = |version: &Version| (version.epoch(), version.release().first().copied());
    let warning = match &entry.version {
        Some(before) if major(before) != major(version) => "; a new major version, so read what changed in it",
        None if !entry.specifier.contains(version) => "; the old condition excluded it, so read what changed",
        _ => "",
    };
    format!("{old} becomes `{}`{warning}", one_line(new))
}

/// Conditions may go over several lines.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\\').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn locked(entry: &Entry, version: &Version) -> String {
    let now = entry.version.as_ref().map(|version| format!("stands at {version}; ")).unwrap_or_default();
    format!("{now}{version} or newer is needed")
}

/// pip checks the archive against its hashes, so another version needs others, which only the index knows.
pub(super) fn hashed(entry: &Entry, version: &Version) -> String {
    let now = entry.version.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("needs {version} or newer; the line is left as it is, since its hashes are those of {now}")
}

/// What comes from somewhere else than the package index.
pub(super) fn elsewhere(entry: &Entry, version: &Version) -> Option<String> {
    match entry.source {
        Source::Index => None,
        Source::Conda => Some(format!(
            "needs {version} or newer; it comes from a conda channel, so look there whether it has that release"
        )),
        _ => Some(format!("needs {version} or newer; choose the address of that release")),
    }
}

/// A package that has to be raised, and the version that it needs.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) version: Version,
    /// Whether an edit raises it.
    pub(super) raised: bool,
}

/// What to do about the file as a whole, which needs what is `wanted`.
pub(super) fn of_file(format: Option<Format>, path: &str, text: &str, wanted: &[Wanted]) -> Vec<String> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<&str> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
    names.dedup();
    let plain = names.join(" ");
    let each = |option: &str| names.iter().map(|name| format!("{option} {name}")).collect::<Vec<_>>().join(" ");
    let written = |command: String| vec![format!("{path} is written by its tool: run `{command}`")];
    match format {
        Some(Format::PoetryLock) => written(format!("poetry update {plain}")),
        Some(Format::UvLock) => written(format!("uv lock {}", each("--upgrade-package"))),
        Some(Format::PdmLock) => written(format!("pdm update {plain}")),
        Some(Format::PipfileLock) => written(format!("pipenv update {plain}")),
        Some(Format::Pylock) => vec![format!("{path} is written by a tool: make it again with the one that wrote it")],
        Some(Format::PipList) => {
            vec![format!(
                "{path} lists what is installed: run `python -m pip install {}`",
                conditions("", wanted.iter())
            )]
        }
        Some(Format::Requirements) => compiled(path, text, wanted).into_iter().collect(),
        Some(Format::Conda) => {
            vec![format!("After a change of {path}, bring the environment up to date with `conda env update`")]
        }
        _ => Vec::new(),
    }
}

/// `'django>=4.2'`, each behind `option`.
fn conditions<'a>(option: &str, wanted: impl Iterator<Item = &'a Wanted>) -> String {
    wanted.map(|Wanted { name, version, .. }| format!("{option}'{name}>={version}'")).collect::<Vec<_>>().join(" ")
}

/// Requirements files that pip-compile or uv wrote say with which command; others with hashes have been made with one.
fn compiled(path: &str, text: &str, wanted: &[Wanted]) -> Option<String> {
    const UPGRADE: &str = "--upgrade-package ";
    let comments = text.lines().take(HEAD).filter_map(|line| line.strip_prefix('#')).map(str::trim);
    let mut commands = comments.filter(|line| line.starts_with("pip-compile") || line.starts_with("uv pip compile"));
    if let Some(found) = commands.next() {
        // A person is going to run it, so nothing but names and options may stand in it.
        let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b" -_./=".contains(&byte);
        let command = if found.len() < 300 && found.bytes().all(is_harmless) { found } else { "pip-compile" };
        let upgrades = conditions(UPGRADE, wanted.iter());
        return Some(format!(
            "{path} is made from another file, and an edit lasts until it is made again: run `{command} {upgrades}`"
        ));
    }
    let left = || wanted.iter().filter(|wanted| !wanted.raised);
    (text.contains("--hash=") && left().next().is_some()).then(|| {
        let upgrades = conditions(UPGRADE, left());
        format!("New versions need new hashes; for example, run `pip-compile --generate-hashes {upgrades}`")
    })
}
