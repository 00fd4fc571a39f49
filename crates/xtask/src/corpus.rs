//! What the tests compare with: a CPython, and Django's source as a large body of real code.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, Failure, ensure};
use crate::{process, workspace};

/// Pinned with its hash in `django.txt`, beside this crate's manifest.
const DJANGO: &str = "django-5.2.19";
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
    let corpora = workspace::cache()?.join("corpora");
    let place = corpora.join(DJANGO);
    let found = ensure(
        DJANGO,
        "about 15 s",
        || place.join("django").join("__init__.py").is_file().then(|| place.clone()),
        || fetch_django(python, &corpora, &place),
    );
    if let Err(failure) = &found {
        eprintln!("The tests that read Django's source will be skipped: {failure}");
    }
    Ok(found.ok())
}

fn fetch_django(python: &Path, corpora: &Path, place: &Path) -> Done {
    let next = "check the connection to the Python package index";
    let work = corpora.join(format!("{DJANGO}.part"));
    let _ = fs::remove_dir_all(&work); // left by a run that was stopped, if at all
    fs::create_dir_all(&work).map_err(|error| process::io_failure(&work, &error))?;
    let pins = workspace::root().join("crates/xtask/django.txt");
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "--require-hashes", "--requirement"]);
    process::run(pip.arg(pins).arg("--dest").arg(&work), next)?;
    let archive = work.join(format!("{DJANGO}.tar.gz"));
    process::run(Command::new(python).args(["-m", "tarfile", "--extract"]).arg(archive).arg(&work), next)?;
    // Renamed when complete, so that a folder of this name is never half a corpus.
    fs::rename(work.join(DJANGO), place).map_err(|error| process::io_failure(place, &error))?;
    fs::remove_dir_all(&work).map_err(|error| process::io_failure(&work, &error))
}
