//! `setup.cfg` (setuptools documentation, "Configuring setuptools using setup.cfg files").

use crate::{NoteKind, Reading};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let mut at = 0;
    let mut section = String::new();
    // The option whose value goes on in indented lines, and the group that it stands for.
    let mut open: Option<Option<String>> = None;
    for line in reading.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_end();
        let text = body.trim_start();
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        if body.len() > text.len() {
            if let Some(group) = &open {
                value(reading, text, start + body.len() - text.len(), group.as_deref());
            }
            continue;
        }
        open = None;
        if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.trim().clone_into(&mut section);
            continue;
        }
        let Some(sign) = text.find(['=', ':']) else { continue };
        let key = text[..sign].trim();
        let group = match (section.as_str(), key) {
            ("options", "install_requires") => None,
            ("options", "setup_requires" | "tests_require") => Some(key.to_owned()),
            ("options.extras_require", extra) => Some(extra.to_owned()),
            _ => continue,
        };
        let rest = text[sign + 1..].trim_start();
        if !rest.is_empty() {
            value(reading, rest, start + text.len() - rest.len(), group.as_deref());
        }
        open = Some(group);
    }
}

/// A requirement, or `file: requirements.txt`.
fn value(reading: &mut Reading<'_>, text: &str, start: usize, group: Option<&str>) {
    let text = text.split(" #").next().unwrap_or(text).trim_end();
    match text.strip_prefix("file:") {
        Some(files) => {
            for file in files.split(',') {
                reading.note(NoteKind::Include, file.trim(), start..start + text.len());
            }
        }
        None => reading.requirement(text, start..start + text.len(), group),
    }
}
