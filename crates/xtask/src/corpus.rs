//! What the tests compare with: a CPython, and large bodies of real code.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, Failure, ensure};
use crate::{process, workspace};

/// Names, versions and hashes, a line each.
const PINS: &str = "crates/xtask/corpora.txt";
/// The grammar that the tests want; an older CPython serves too, they say what they skip.
const NEWEST_MINOR: u32 = 14;
const OLDEST_MINOR: u32 = 9;

/// The newest CPython here, by the path of its program.
pub(crate) fn python() -> Done<PathBuf> {
    ensure("CPython", "by hand", find_python, || {
        Err(Failure::new("no python3 was found", "install Python 3, or set PYVIGIL_PYTHON to one"))
    })
}

fn find_python() -> Option<PathBuf> {
    if let Some(chosen) = env::var_os("PYVIGIL_PYTHON") {
        return real_python(Path::new(&chosen));
    }
    let mut folders: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    // pyenv keeps versions that it does not put on PATH.
    let pyenv = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv")));
    if let Some(versions) = pyenv.and_then(|pyenv| fs::read_dir(pyenv.join("versions")).ok()) {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let numbered = (OLDEST_MINOR..=NEWEST_MINOR).rev().map(|minor| format!("python3.{minor}"));
    numbered.chain(["python3".into(), "python".into()]).find_map(|name| {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders
            .iter()
            .map(|folder| folder.join(&name))
            .filter(|path| path.is_file())
            .find_map(|path| real_python(&path))
    })
}

/// The program behind `python`, which may be a shim that finds another one, or none.
fn real_python(python: &Path) -> Option<PathBuf> {
    let check = "import sys; assert sys.version_info >= (3, 9); print(sys.executable)";
    process::output(Command::new(python).args(["-c", check])).map(PathBuf::from)
}

/// The folder of Django's source distribution, or `None`, after a word on why, where it cannot be fetched:
/// the tests that read it say that they were skipped.
pub(crate) fn django(python: &Path) -> Done<Option<PathBuf>> {
    let pins = pins()?;
    let found = pins
        .iter()
        .find(|pin| pin.name() == "django")
        .ok_or_else(|| Failure::new(format!("{PINS} does not name Django"), "put it back"))
        .and_then(|pin| pin.sources(python));
    if let Err(failure) = &found {
        eprintln!("The tests that read Django's source will be skipped: {failure}");
    }
    Ok(found.ok())
}

/// A source distribution, at one version and with its hash.
pub(crate) struct Pin(String);

/// The bodies of code that `corpora.txt` names, in its order.
pub(crate) fn pins() -> Done<Vec<Pin>> {
    let path = workspace::root().join(PINS);
    let text = fs::read_to_string(&path).map_err(|error| process::io_failure(&path, &error))?;
    Ok(text.lines().filter(|line| line.contains("==")).map(Pin::new).collect())
}

impl Pin {
    /// From a line that pip reads: `NAME==VERSION --hash=sha256:…`.
    pub(crate) fn new(requirement: impl Into<String>) -> Self {
        Self(requirement.into())
    }

    /// The package's name on the index.
    pub(crate) fn name(&self) -> &str {
        self.0.split("==").next().unwrap_or_default()
    }

    /// The folder of its Python files, which are fetched first when they are missing.
    pub(crate) fn sources(&self, python: &Path) -> Done<PathBuf> {
        let name = self.0.split_whitespace().next().unwrap_or_default().replace("==", "-");
        let corpora = workspace::cache()?.join("corpora");
        let place = corpora.join(&name);
        let find = || place.is_dir().then(|| place.clone());
        ensure(&name, "about 15 s", find, || self.fetch(python, &corpora.join(format!("{name}.part")), &place))
    }

    fn fetch(&self, python: &Path, work: &Path, place: &Path) -> Done {
        let next = "check the connection to the Python package index";
        let failure = |error| process::io_failure(work, &error);
        let _ = fs::remove_dir_all(work); // left by a run that was stopped, if at all
        let unpacked = work.join("unpacked");
        fs::create_dir_all(&unpacked).map_err(failure)?;
        let requirement = work.join("requirement.txt");
        fs::write(&requirement, &self.0).map_err(failure)?;
        let mut pip = Command::new(python);
        // As source this one package alone: what its build needs may come ready-made.
        pip.args(["-m", "pip", "download", "--no-deps", "--no-binary", self.name(), "--require-hashes"]);
        process::run(pip.arg("--requirement").arg(requirement).arg("--dest").arg(work), next)?;
        let archive = entries(work)?.into_iter().find(|path| path.extension().is_some_and(|end| end == "gz"));
        let archive = archive.ok_or_else(|| Failure::new(format!("{} came as no .tar.gz", self.name()), next))?;
        let mut tar = Command::new(python);
        process::run(tar.args(["-m", "tarfile", "--extract"]).arg(archive).arg(&unpacked), next)?;
        let top = entries(&unpacked)?.into_iter().find(|path| path.is_dir());
        let top = top.ok_or_else(|| Failure::new(format!("{} came as an empty archive", self.name()), next))?;
        keep_python(&top)?;
        // Renamed when complete, so that a folder of this name is never half a corpus.
        fs::rename(top, place).map_err(|error| process::io_failure(place, &error))?;
        fs::remove_dir_all(work).map_err(failure)
    }
}

/// Deletes what is no Python file: a project's own settings would change what is found in it.
fn keep_python(top: &Path) -> Done {
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if path.is_symlink() || path.extension().is_none_or(|end| end != "py" && end != "pyi") {
                fs::remove_file(&path).map_err(|error| process::io_failure(&path, &error))?;
            }
        }
    }
    Ok(())
}

/// What stands in `folder`, sorted.
pub(crate) fn entries(folder: &Path) -> Done<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = read().map_err(|error| process::io_failure(folder, &error))?;
    paths.sort();
    Ok(paths)
}

/// The folder of the standard library that `python` brings.
pub(crate) fn standard_library(python: &Path) -> Done<PathBuf> {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    process::output(Command::new(python).args(["-c", script]))
        .map(PathBuf::from)
        .filter(|folder| folder.is_dir())
        .ok_or_else(|| Failure::new("Python does not say where its standard library stands", "set PYVIGIL_PYTHON"))
}
