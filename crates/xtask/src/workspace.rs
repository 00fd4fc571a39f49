//! Where things stand: the clone, the cache, and what Cargo knows of the dependencies.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::process;
use crate::step::{Done, Failure};

/// The clone's top folder.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // Cargo sets the variable when it runs xtask; a build folder may be shared between clones.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        manifest.ancestors().nth(2).unwrap_or(&manifest).to_owned()
    })
}

/// Where the files stand that set-up makes for this clone alone. Not below `CARGO_TARGET_DIR`:
/// .cargo/config.toml names this folder.
pub(crate) fn local() -> PathBuf {
    root().join("target").join("pyvigil")
}

/// Where tools and test data stand, shared by all clones.
pub(crate) fn cache() -> Done<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("PYVIGIL_CACHE")
        .or_else(|| Some(set("XDG_CACHE_HOME").or_else(|| set("LOCALAPPDATA"))?.join("pyvigil")))
        .or_else(|| Some(set("HOME")?.join(".cache").join("pyvigil")))
        .ok_or_else(|| Failure::new("there is no home folder to keep tools in", "set PYVIGIL_CACHE to a folder"))
}

/// Cargo, in the clone.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root());
    command
}

/// What set-up must know of the dependencies.
pub(crate) struct Dependencies {
    /// The version of wasm-bindgen in Cargo.lock; the tools must have the same.
    pub(crate) wasm_bindgen: String,
    /// The C headers for wasm that the tree-sitter-language crate brings.
    pub(crate) c_headers: PathBuf,
}

/// Asks Cargo (which downloads the dependencies' sources when they are missing).
pub(crate) fn dependencies() -> Done<Dependencies> {
    let next = "check the connection to the crate registry; after a change of a manifest run `cargo metadata` once";
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]);
    let failure = || Failure::new("`cargo metadata --locked` gave no list of packages", next);
    let Some(text) = process::output(&mut command) else {
        process::run(&mut command, next)?; // once more, for its message
        return Err(failure());
    };
    let metadata: Value = serde_json::from_str(&text).map_err(|_| failure())?;
    let package = |name: &str| metadata["packages"].as_array()?.iter().find(|package| package["name"] == name);
    let wasm_bindgen = package("wasm-bindgen").and_then(|package| package["version"].as_str());
    let manifest = package("tree-sitter-language").and_then(|package| package["manifest_path"].as_str());
    let folder = manifest.and_then(|manifest| Path::new(manifest).parent());
    match (wasm_bindgen, folder) {
        (Some(version), Some(folder)) => {
            Ok(Dependencies { wasm_bindgen: version.to_owned(), c_headers: folder.join("wasm").join("include") })
        }
        _ => Err(failure()),
    }
}

/// Where Cargo puts what it builds.
pub(crate) fn target() -> Done<PathBuf> {
    let failure = || Failure::new("`cargo metadata` names no target folder", "run it once to see why");
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--no-deps", "--locked"]);
    let metadata: Value =
        process::output(&mut command).and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(failure)?;
    metadata["target_directory"].as_str().map(PathBuf::from).ok_or_else(failure)
}
