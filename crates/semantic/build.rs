//! Takes the types out of the libraries' models, which stand with their other reader, `dataflow`.

use std::path::Path;
use std::{env, fs, process};

const MODELS: &str = "../dataflow/models";

fn main() {
    println!("cargo::rerun-if-changed={MODELS}");
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(problem) = run() {
        println!("cargo::error={problem}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let mut paths: Vec<_> = fs::read_dir(MODELS)
        .map_err(|error| format!("{MODELS}: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut types: Vec<(String, String)> = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        // A mistake in the file's form is told by the build of `dataflow`, with its line.
        let Ok(library) = text.parse::<toml::Table>() else { continue };
        let Some(given) = library.get("types") else { continue };
        let wrong =
            || format!("{}: `types` must be a table of texts: \"library.connect\" = \"library.Type\"", path.display());
        for (callable, result) in given.as_table().ok_or_else(wrong)? {
            types.push((callable.clone(), result.as_str().ok_or_else(wrong)?.to_owned()));
        }
    }
    let code = format!("const MODELLED: &[(&str, &str)] = &{types:?};\n");
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    fs::write(Path::new(&out).join("types.rs"), code).map_err(|error| error.to_string())
}
