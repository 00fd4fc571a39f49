//! The folder of the rules' crate: pages, their classes of weaknesses, and detectors, by their files.

use std::fs;
use std::path::Path;

use crate::class;
use crate::page::{self, Page};

/// Reads and checks every page below `root`, in the order of their codes; beside them the names of the detectors.
/// `fixers` is the folder of the fixers that pages may name.
pub(crate) fn read(root: &Path, fixers: &Path) -> Result<(Vec<Page>, Vec<String>), Vec<String>> {
    let detectors = names(&root.join("src/detectors"), "rs")?;
    let classes = class::read(root)?;
    let fixers = names(fixers, "rs")?;
    let mut pages = Vec::new();
    let mut problems = Vec::new();
    for code in names(&root.join("pages"), "md")? {
        let path = root.join("pages").join(format!("{code}.md"));
        let text = fs::read_to_string(&path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
        match page::parse(&code, &text, &detectors, &fixers) {
            Ok(mut page) => {
                page.class = class::of(&classes, &page.cwe);
                pages.push(page);
            }
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(page::check_together(&pages, &detectors, &fixers));
    if problems.is_empty() { Ok((pages, detectors)) } else { Err(problems) }
}

/// Stems of the files in `folder` with `extension`, sorted.
fn names(folder: &Path, extension: &str) -> Result<Vec<String>, Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}
