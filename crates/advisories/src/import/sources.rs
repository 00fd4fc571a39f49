//! Where OSV records come from.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use crate::Problem;

/// Hands every record of `source` to `take`, in an order that depends on names alone.
pub(crate) fn read(source: &Path, take: &mut dyn FnMut(Value)) -> Result<(), Problem> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", source.display());
    if source.is_dir() {
        return folder(source, take);
    }
    let extension = source.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension {
        "zip" => archive(source, take),
        "jsonl" | "gz" => {
            let mut text = String::new();
            let mut file = fs::File::open(source).map_err(|error| named(&error))?;
            let read = if extension == "gz" {
                flate2::read::GzDecoder::new(file).read_to_string(&mut text)
            } else {
                file.read_to_string(&mut text)
            };
            read.map_err(|error| named(&error))?;
            for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                take(serde_json::from_str(line).map_err(|error| named(&format!("line {}: {error}", at + 1)))?);
            }
            Ok(())
        }
        _ => take_file(source, take),
    }
}

fn folder(root: &Path, take: &mut dyn FnMut(Value)) -> Result<(), Problem> {
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if path.is_dir() && !hidden {
                folders.push(path);
            } else if matches!(extension, "json" | "yaml" | "yml") && !hidden {
                take_file(&path, take)?;
            }
        }
    }
    Ok(())
}

fn take_file(path: &Path, take: &mut dyn FnMut(Value)) -> Result<(), Problem> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let record = if is_json {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    } else {
        serde_yaml_ng::from_str(&text).map_err(|error| error.to_string())
    };
    take(record.map_err(|error| format!("{}: {error}", path.display()))?);
    Ok(())
}

#[allow(clippy::case_sensitive_file_extension_comparisons, reason = "names inside OSV's own archive")]
fn archive(path: &Path, take: &mut dyn FnMut(Value)) -> Result<(), Problem> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = fs::File::open(path).map_err(|error| named(&error))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| named(&error))?;
    let mut entries: Vec<String> =
        archive.file_names().filter(|name| name.ends_with(".json")).map(str::to_owned).collect();
    entries.sort();
    for name in entries {
        let mut text = String::new();
        let mut entry = archive.by_name(&name).map_err(|error| named(&error))?;
        entry.read_to_string(&mut text).map_err(|error| named(&format!("{name}: {error}")))?;
        take(serde_json::from_str(&text).map_err(|error| named(&format!("{name}: {error}")))?);
    }
    Ok(())
}
