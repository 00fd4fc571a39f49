//! Ruff's fixtures with the settings that its own tests give them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::Done;
use crate::{corpus, process, workspace};

const FIXTURES: &str = "resources/test/fixtures/flake8_bandit";
const MARKDOWN: &str = "resources/mdtest/flake8-bandit";
/// Fixtures that Ruff's tests read once more with a setting: a name, the files, the setting.
const SETTINGS: &[(&str, &[&str], &str)] = &[
    ("temp-folders", &["S108.py"], r#"hardcoded-tmp-directory = ["/tmp", "/var/tmp", "/dev/shm", "/foo"]"#),
    ("typed-exceptions", &["S110.py", "S112.py"], "check-typed-exception = true"),
];

/// Files to run both programs on.
pub(super) struct Fixture {
    /// How its rows are called.
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// Whether the folder holds settings that both programs are to obey.
    pub(super) settings: bool,
}

/// All fixtures of the unpacked crate at `krate`.
pub(super) fn all(krate: &Path) -> Done<Vec<Fixture>> {
    let plain = krate.join(FIXTURES);
    let made = workspace::cache()?.join("corpora").join("ruff-settings");
    if made.exists() {
        fs::remove_dir_all(&made).map_err(|error| process::io_failure(&made, &error))?;
    }
    let mut fixtures = Vec::new();
    for &(name, files, setting) in SETTINGS {
        let texts = files.iter().map(|file| Ok((*file, read(&plain.join(file))?))).collect::<Done<Vec<_>>>()?;
        fixtures.push(write(&made, name, &texts, &format!("[tool.ruff.lint.flake8-bandit]\n{setting}\n"))?);
    }
    for path in corpus::entries(&krate.join(MARKDOWN))? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        for (number, section) in sections(&read(&path)?).into_iter().enumerate() {
            let texts = [("snippet.py", section.code)];
            fixtures.push(write(&made, &format!("{stem}-{}", number + 1), &texts, &section.settings)?);
        }
    }
    fixtures.push(Fixture { name: "fixtures".to_owned(), folder: plain, settings: false });
    Ok(fixtures)
}

fn read(path: &Path) -> Done<String> {
    fs::read_to_string(path).map_err(|error| process::io_failure(path, &error))
}

fn write(made: &Path, name: &str, texts: &[(&str, String)], settings: &str) -> Done<Fixture> {
    let folder = made.join(name);
    let failure = |error| process::io_failure(&folder, &error);
    fs::create_dir_all(&folder).map_err(failure)?;
    for (file, text) in texts.iter().map(|(file, text)| (*file, text.as_str())).chain([("pyproject.toml", settings)]) {
        fs::write(folder.join(file), text).map_err(failure)?;
    }
    Ok(Fixture { name: name.to_owned(), folder, settings: true })
}

/// A section of a Markdown test that has code: all its Python as one file, and `pyproject.toml`'s text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Section {
    code: String,
    settings: String,
}

/// The sections of a Markdown test. Which rules are chosen is left out: we always compare them all.
fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let Some(section) = sections.last_mut() else { break };
        match (fence, line.strip_prefix("```")) {
            (None, Some(language)) => fence = Some(language.trim()),
            (Some(_), Some(_)) => fence = None,
            (Some("py" | "python"), None) => section.code.extend([line, "\n"]),
            (Some("toml"), None) if !line.contains("select") => {
                let line = match line.strip_prefix("[lint") {
                    Some(table) => format!("[tool.ruff.lint{table}\n"),
                    None if line.starts_with("lint.") => format!("tool.ruff.{line}\n"),
                    None => format!("{line}\n"),
                };
                section.settings.push_str(&line);
            }
            (None, None) if line.starts_with('#') => sections.push(Section::default()),
            _ => {}
        }
    }
    sections.retain(|section| !section.code.is_empty());
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_a_file_with_its_settings() {
        let text = "# Rule\n\nWords.\n\n## First\n\n```toml\nlint.select = [\"S1\"]\nlint.flake8-bandit.x = 1\n```\n\n\
            ```py\n# a comment, not a heading\na()\n```\n\n```snapshot\nb()\n```\n\n```py\nc()\n```\n\n\
            ## Second\n\n```toml\n[lint.flake8-bandit]\ny = 2\n```\n\n```py\nd()\n```\n";
        let section = |code: &str, settings: &str| Section { code: code.into(), settings: settings.into() };
        assert_eq!(
            sections(text),
            [
                section("# a comment, not a heading\na()\nc()\n", "tool.ruff.lint.flake8-bandit.x = 1\n"),
                section("d()\n", "[tool.ruff.lint.flake8-bandit]\ny = 2\n"),
            ]
        );
    }
}
