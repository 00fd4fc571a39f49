//! Which format a file has.

/// A format that [`crate::read`] knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `requirements*.txt`, `constraints.txt`, and what `pip freeze` prints.
    Requirements,
    /// The table or the JSON that `pip list` prints.
    PipList,
    /// `pyproject.toml`: PEP 621, PEP 735, Poetry, PDM, uv.
    Pyproject,
    /// `setup.cfg`
    SetupCfg,
    /// `Pipfile`
    Pipfile,
    /// `Pipfile.lock`
    PipfileLock,
    /// `poetry.lock`
    PoetryLock,
    /// `uv.lock`
    UvLock,
    /// `pdm.lock`
    PdmLock,
    /// `pylock.toml`, PEP 751.
    Pylock,
    /// `environment.yml`
    Conda,
    /// The header of a Python script, PEP 723.
    Script,
}

impl Format {
    /// The format of the file at `path` (`/`-separated), where its name says it.
    pub fn by_name(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let in_folder = || path.split('/').rev().skip(1).any(|part| part == "requirements");
        Some(match (name.as_str(), extension) {
            ("pyproject.toml", _) => Self::Pyproject,
            ("setup.cfg", _) => Self::SetupCfg,
            ("pipfile", _) => Self::Pipfile,
            ("pipfile.lock", _) => Self::PipfileLock,
            ("poetry.lock", _) => Self::PoetryLock,
            ("uv.lock", _) => Self::UvLock,
            ("pdm.lock", _) => Self::PdmLock,
            (_, "toml") if stem == "pylock" || stem.starts_with("pylock.") => Self::Pylock,
            (_, "yml" | "yaml") if stem == "environment" || stem.starts_with("environment-") => Self::Conda,
            (_, "txt" | "in" | "pip") if stem.contains("requirements") || stem.contains("constraints") => {
                Self::Requirements
            }
            (_, "txt" | "in") if in_folder() => Self::Requirements,
            _ => return None,
        })
    }

    /// The format of a text whose name says nothing. Only a clear shape counts: one word on a line is no
    /// requirements file.
    pub fn by_content(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = lines().next()?;
        let any = |wanted: &[&str]| lines().any(|line| wanted.contains(&line));
        let starts = |head: &str| lines().any(|line| line.starts_with(head));
        if first.starts_with('{') {
            return (text.contains("\"_meta\"") && text.contains("\"default\"")).then_some(Self::PipfileLock);
        }
        if first.starts_with('[') && first.contains("\"name\"") && first.contains("\"version\"") {
            return Some(Self::PipList);
        }
        if any(&["[[package]]"]) {
            return Some(Self::PoetryLock); // the three lock files are read alike
        }
        if starts("lock-version") && any(&["[[packages]]"]) {
            return Some(Self::Pylock);
        }
        if any(&["[packages]", "[dev-packages]"]) {
            return Some(Self::Pipfile);
        }
        if any(&["[project]", "[tool.poetry]", "[build-system]", "[dependency-groups]"]) {
            return Some(Self::Pyproject);
        }
        if any(&["[options]", "[metadata]"]) {
            return Some(Self::SetupCfg);
        }
        if any(&["dependencies:"]) && lines().all(|line| line.starts_with("- ") || line.contains(':')) {
            return Some(Self::Conda);
        }
        if crate::pip_list::is_header(first) && lines().nth(1).is_some_and(|line| line.starts_with("---")) {
            return Some(Self::PipList);
        }
        let says_version = |line: &str| ["==", ">=", "~=", " @ "].iter().any(|sign| line.contains(sign));
        let shaped = lines().filter(|line| crate::requirements::looks_like_line(line)).count();
        let total = lines().count();
        // A garbage line among good ones does not make the file something else.
        (lines().any(says_version) && shaped * 4 >= total * 3 && total > 0).then_some(Self::Requirements)
    }

    /// Whether every entry has an exact version by the format's nature.
    pub const fn is_lock(self) -> bool {
        matches!(
            self,
            Self::PipfileLock | Self::PoetryLock | Self::UvLock | Self::PdmLock | Self::Pylock | Self::PipList
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide() {
        for (path, format) in [
            ("requirements-dev.txt", Some(Format::Requirements)),
            ("requirements/base.txt", Some(Format::Requirements)),
            ("deploy/constraints.txt", Some(Format::Requirements)),
            ("Pipfile", Some(Format::Pipfile)),
            ("a/Pipfile.lock", Some(Format::PipfileLock)),
            ("pylock.dev.toml", Some(Format::Pylock)),
            ("environment.yaml", Some(Format::Conda)),
            ("uv.lock", Some(Format::UvLock)),
            ("notes.txt", None),
            ("Cargo.lock", None),
        ] {
            assert_eq!(Format::by_name(path), format, "{path}");
        }
    }

    #[test]
    fn shapes_decide() {
        for (text, format) in [
            ("django==1.11.29\nrequests[socks]>=2  # why\n-r base.txt\n", Some(Format::Requirements)),
            ("\u{feff}django==1.11.29\r\n", Some(Format::Requirements)),
            ("a==1\n%%%%\nb==2\nc\n", Some(Format::Requirements)),
            ("Package    Version\n---------- -------\nDjango     1.11\n", Some(Format::PipList)),
            ("[{\"name\": \"Django\", \"version\": \"1.11\"}]", Some(Format::PipList)),
            ("name: x\ndependencies:\n  - python=3.8\n", Some(Format::Conda)),
            ("[project]\nname = 'x'\n", Some(Format::Pyproject)),
            ("x == 1\nprint(x)\n", None),
            ("hello\n", None),
            ("import os\n", None),
            ("x = y >= 3\nif x:\n    pass\n", None),
            ("", None),
        ] {
            assert_eq!(Format::by_content(text), format, "{text}");
        }
    }
}
