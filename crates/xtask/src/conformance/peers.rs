//! The peers: pinned programs and the files that their own tests read, all in the user's cache.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::compare::{Place, Rows};
use crate::corpus::{self, Pin};
use crate::step::{Done, Failure, ensure};
use crate::{process, workspace};

/// Both programs with what they need, by name, version and hash.
const PINS: &str = "crates/xtask/peers.txt";
const RUFF: &str = "0.17.6";
const BANDIT: &str = "1.9.4";
/// bandit's examples come with its source only.
const BANDIT_SOURCE: &str =
    "bandit==1.9.4 --hash=sha256:b589e5de2afe70bd4d53fa0c1da6199f4085af666fde00e8a034f152a52cd628";
/// Ruff's fixtures come with the crate of its rules only.
const FIXTURES: (&str, &str) = ("ruff_linter", "0.16.4");
const FIXTURES_SHA256: &str = "4db20d9226be83cdd5f44516ff8e0fe4f5940644152f8ce4b4afb107e94f05ce";
const INDEX: &str = "check the connection to the Python package index, then run the command again";
const REGISTRY: &str = "check the connection to the crate registry, then run the command again";

/// Ruff and bandit, installed.
pub(super) struct Peers {
    ruff: PathBuf,
    bandit: PathBuf,
}

impl Peers {
    /// Installs what is missing, for the CPython at `python`.
    pub(super) fn ready(python: &Path) -> Done<Self> {
        let home = workspace::cache()?.join("tools").join(format!("peers-ruff-{RUFF}-bandit-{BANDIT}"));
        let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let program = |name: &str| programs.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        let find = || {
            let peers = Self { ruff: program("ruff"), bandit: program("bandit") };
            let right = says_version(&peers.ruff, RUFF) && says_version(&peers.bandit, BANDIT);
            right.then_some(peers)
        };
        ensure(&format!("ruff {RUFF} and bandit {BANDIT}"), "about 15 s", find, || {
            process::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&home), INDEX)?;
            let mut pip = Command::new(program("python"));
            pip.args(["-m", "pip", "install", "--only-binary", ":all:", "--require-hashes", "--requirement"]);
            process::run(pip.arg(workspace::root().join(PINS)), INDEX)
        })
    }

    /// Ruff's program and bandit's.
    pub(super) fn programs(self) -> (PathBuf, PathBuf) {
        (self.ruff, self.bandit)
    }

    /// What Ruff's S rules report below `folder`, and the files that it could not parse: it reports nothing there.
    /// With `settings` the folder's own `pyproject.toml` counts.
    pub(super) fn ruff(&self, folder: &Path, settings: bool) -> Done<(Rows, Vec<String>)> {
        let mut command = Command::new(&self.ruff);
        command.current_dir(folder).args(["check", "--no-cache", "--preview", "--select", "S", "--exit-zero"]);
        command.args(["--quiet", "--no-respect-gitignore", "--output-format", "json-lines", "."]);
        if !settings {
            command.arg("--isolated");
        }
        let folder = folder.canonicalize().map_err(|error| process::io_failure(folder, &error))?;
        let mut rows = Rows::default();
        let mut unparsed = Vec::new();
        for line in process::text(&mut command, &[0])?.lines() {
            let row: serde_json::Value = serde_json::from_str(line).map_err(|_| unreadable("ruff", line))?;
            let path = Path::new(row["filename"].as_str().unwrap_or_default());
            let file = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            match (row["code"].as_str(), row["location"]["row"].as_u64()) {
                (Some(code), Some(row)) if code.starts_with('S') => rows.add(Place::new(code, file, row)),
                _ => unparsed.push(file),
            }
        }
        unparsed.sort();
        unparsed.dedup();
        // Errors that only a compiler sees do not keep Ruff from reporting.
        unparsed.retain(|file| !rows.has_file(file));
        Ok((rows, unparsed))
    }

    /// What bandit reports below `folder`, each place once for each of its tests.
    pub(super) fn bandit(&self, folder: &Path) -> Done<Rows> {
        let mut command = Command::new(&self.bandit);
        command.current_dir(folder).args(["--quiet", "--recursive", ".", "--format", "custom"]);
        command.args(["--msg-template", "{relpath}:{line}:{test_id}"]);
        let mut rows = Rows::default();
        // bandit tells by its status whether it found something, and its warnings go to stderr.
        for line in process::text(&mut command, &[0, 1])?.lines() {
            let place = line.rsplit_once(':').and_then(|(rest, code)| {
                let (file, row) = rest.rsplit_once(':')?;
                let file = file.replace('\\', "/");
                Some(Place::new(code, file.strip_prefix("./").unwrap_or(&file), row.parse().ok()?))
            });
            rows.set(place.ok_or_else(|| unreadable("bandit", line))?);
        }
        Ok(rows)
    }
}

fn says_version(program: &Path, version: &str) -> bool {
    process::output(Command::new(program).arg("--version"))
        .is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

/// A line of `program`'s output that is not in its documented form.
pub(super) fn unreadable(program: &str, line: &str) -> Failure {
    Failure::new(format!("{program} printed a line that cannot be read: {line}"), "compare its version with the pin")
}

/// The folder of bandit's examples.
pub(super) fn bandit_examples(python: &Path) -> Done<PathBuf> {
    Ok(Pin::new(BANDIT_SOURCE).sources(python)?.join("examples"))
}

/// The folder of the crate that holds Ruff's fixtures. Cargo fetches it and checks it against its index.
pub(super) fn ruff_fixtures(python: &Path) -> Done<PathBuf> {
    let (name, version) = FIXTURES;
    let stem = format!("{name}-{version}");
    let place = workspace::cache()?.join("corpora").join(&stem);
    ensure(
        &format!("Ruff's fixtures ({stem})"),
        "about 10 s",
        || place.join("resources").is_dir().then(|| place.clone()),
        || {
            let mut info = Command::new("cargo");
            // Outside the workspace, whose lock file it would otherwise ask.
            info.current_dir(env::temp_dir()).args(["info", "--quiet", &format!("{name}@{version}")]);
            process::run(&mut info, REGISTRY)?;
            let archive = downloaded(&format!("{stem}.crate"))?;
            let check = "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())";
            let hash = process::output(Command::new(python).args(["-c", check]).arg(&archive));
            if hash.as_deref() != Some(FIXTURES_SHA256) {
                return Err(Failure::new(format!("{} is not the pinned file", archive.display()), REGISTRY));
            }
            let work = place.with_extension("part");
            let _ = fs::remove_dir_all(&work); // left by a run that was stopped, if at all
            fs::create_dir_all(&work).map_err(|error| process::io_failure(&work, &error))?;
            let mut tar = Command::new(python);
            process::run(tar.args(["-m", "tarfile", "--extract"]).arg(archive).arg(&work), REGISTRY)?;
            fs::rename(work.join(&stem), &place).map_err(|error| process::io_failure(&place, &error))?;
            fs::remove_dir_all(&work).map_err(|error| process::io_failure(&work, &error))
        },
    )
}

/// The file that Cargo downloaded, in whichever registry's folder.
fn downloaded(name: &str) -> Done<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?).join(".cargo")))
        .ok_or_else(|| Failure::new("there is no home folder that Cargo could use", "set CARGO_HOME to a folder"))?;
    let registries = corpus::entries(&home.join("registry").join("cache"))?;
    registries
        .into_iter()
        .map(|registry| registry.join(name))
        .find(|path| path.is_file())
        .ok_or_else(|| Failure::new(format!("Cargo did not keep {name}"), REGISTRY))
}
