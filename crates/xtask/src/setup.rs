//! What must be there before anything can be built or tested.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo_tools::{self, Tool};
use crate::step::{Done, quiet};
use crate::wasm::Compiler;
use crate::{browser, clang, corpus, deny, npm, process, workspace};

/// Must suit Trunk.toml.
const TRUNK: &str = "0.21.14";
/// esbuild and wasm-opt.
const PAGE_PACKAGES: &str = "web/editor";
/// The browser's driver.
const BROWSER_PACKAGES: &str = "tests/browser";

/// What builds the page and its worker.
pub(crate) struct PageTools {
    compiler: Compiler,
    programs: Vec<PathBuf>,
}

impl PageTools {
    /// Finds the tools, or installs them.
    pub(crate) fn ready() -> Done<Self> {
        npm::node_ready()?;
        let dependencies = quiet("setup: sources of the dependencies", workspace::dependencies)?;
        let compiler = Compiler::ready()?;
        clang::ready(&dependencies.c_headers)?;
        npm::ready(PAGE_PACKAGES)?;
        let trunk = Tool {
            krate: "trunk",
            program: "trunk",
            version: TRUNK,
            // Without --locked it does not compile; the default features bring a second TLS library, in C.
            options: &["--locked", "--no-default-features", "--features", "rustls"],
            cost: "about 2 minutes",
        };
        let bindgen = Tool {
            krate: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: &dependencies.wasm_bindgen,
            options: &[],
            cost: "about 1 minute",
        };
        let mut programs = vec![
            trunk.ready()?,
            bindgen.ready()?,
            workspace::root().join(PAGE_PACKAGES).join("node_modules").join(".bin"),
        ];
        programs.extend(compiler.folder());
        cargo_tools::tidy()?;
        Ok(Self { compiler, programs })
    }

    /// `program` with these tools in front of PATH and the right compiler for wasm.
    pub(crate) fn command(&self, program: &str) -> Done<Command> {
        let mut command = Command::new(program);
        command.current_dir(workspace::root());
        self.compiler.apply(&mut command);
        process::prepend_path(&mut command, &self.programs)?;
        Ok(command)
    }

    /// One line that changes when a tool does.
    pub(crate) fn versions(&self) -> String {
        format!("{:?} {:?}", self.compiler, self.programs)
    }
}

/// The browser and its driver.
pub(crate) fn browser() -> Done<PathBuf> {
    npm::ready(BROWSER_PACKAGES)?;
    browser::ready()
}

/// `cargo xtask setup`.
pub(crate) fn everything() -> Done {
    PageTools::ready()?;
    browser()?;
    corpus::django(&corpus::python()?)?;
    deny::tool()?;
    Ok(())
}
