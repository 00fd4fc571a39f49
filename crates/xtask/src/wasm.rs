//! The compiler that builds wasm.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::step::{Done, Failure, ensure};
use crate::{apt, process, workspace};

/// What Debian calls a rustc with its cargo, its std's source, and a linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
/// How long rustup may take to fetch a target before we look elsewhere.
const RUSTUP_LIMIT: Duration = Duration::from_mins(2);
const TARGET: &str = "wasm32-unknown-unknown";

/// Which compiler builds wasm here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compiler {
    /// The toolchain that builds everything else, with its wasm target added.
    Rustup,
    /// Debian's: it brings std as source, for machines that reach package registries only.
    Debian,
}

impl Compiler {
    /// Finds the compiler, or installs one.
    pub(crate) fn ready() -> Done<Self> {
        let wanted = match env::var("PYVIGIL_WASM").as_deref() {
            Err(_) | Ok("") => None,
            Ok("rustup") => Some(Self::Rustup),
            Ok("debian") => Some(Self::Debian),
            Ok(other) => {
                return Err(Failure::new(
                    format!("PYVIGIL_WASM is `{other}`"),
                    "set it to `rustup` or `debian`, or unset it",
                ));
            }
        };
        let allowed = |compiler| wanted.is_none_or(|wanted| wanted == compiler);
        let compiler = ensure(
            "wasm compiler",
            "10 s to 2 minutes",
            || [Self::Rustup, Self::Debian].into_iter().find(|&compiler| allowed(compiler) && compiler.is_here()),
            || {
                let mut rustup = Command::new("rustup");
                rustup.current_dir(workspace::root()).args(["target", "add", TARGET]);
                if allowed(Self::Rustup) && process::succeeds_within(&mut rustup, RUSTUP_LIMIT) {
                    return Ok(());
                }
                if allowed(Self::Debian) && apt::is_here() && apt::offers(DEBIAN_PACKAGES[0]) {
                    return apt::install(&DEBIAN_PACKAGES);
                }
                Err(Failure::new(
                    format!("rustup could not add the target {TARGET}, and Debian's `rustc-web` is not offered here"),
                    format!("run `rustup target add {TARGET}` where it can reach its server, then try again"),
                ))
            },
        )?;
        if compiler == Self::Debian {
            compiler.std_sources_ready()?;
        }
        Ok(compiler)
    }

    /// Makes sure of the crates that std itself is built from; Trunk builds without the network.
    fn std_sources_ready(self) -> Done {
        let fetch = |options: &[&str]| -> Done {
            let mut command = workspace::cargo();
            command.args(["fetch", "--locked", "--target", TARGET]).args(options);
            self.apply(&mut command);
            process::prepend_path(&mut command, self.folder().as_slice())?;
            process::run(&mut command, "check the connection to the crate registry")
        };
        ensure("sources of the wasm std", "about 5 s", || fetch(&["--offline"]).ok(), || fetch(&[]))
    }

    fn is_here(self) -> bool {
        let rustc = match self {
            Self::Rustup => "rustc",
            Self::Debian => "/usr/bin/rustc",
        };
        let sysroot = process::output(Command::new(rustc).current_dir(workspace::root()).args(["--print", "sysroot"]));
        let Some(sysroot) = sysroot else { return false };
        let lib = Path::new(&sysroot).join("lib").join("rustlib");
        match self {
            Self::Rustup => lib.join(TARGET).join("lib").is_dir(),
            Self::Debian => {
                lib.join("src/rust/library/std/Cargo.toml").is_file()
                    && Path::new("/usr/bin/cargo").is_file()
                    && process::on_path("wasm-ld-19").is_some()
            }
        }
    }

    /// The folder that must come first in PATH for this compiler, where it is not the first already.
    pub(crate) fn folder(self) -> Option<PathBuf> {
        (self == Self::Debian).then(|| "/usr/bin".into())
    }

    /// Makes `command` (Cargo, or Trunk, which runs Cargo) build wasm with this compiler, which must also come
    /// first in its PATH.
    pub(crate) fn apply(self, command: &mut Command) {
        if self == Self::Rustup {
            return;
        }
        command
            // Only to allow build-std on a stable compiler.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19")
            // Two compilers in one folder would rebuild each other's work.
            .env("CARGO_TARGET_DIR", workspace::root().join("target").join("debian"));
    }
}
