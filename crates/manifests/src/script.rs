//! The header of a Python script that says what it needs (PEP 723).

use crate::tree::parse_toml;
use crate::{Reading, pyproject};

const OPEN: &str = "# /// script";

/// Whether a Python text has such a header.
pub fn has_script_header(text: &str) -> bool {
    // Hardly any file holds these letters, which is sooner seen than its lines.
    text.contains(OPEN) && text.lines().any(|line| line.trim_end() == OPEN)
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    let Some(toml) = header(reading.text) else { return };
    let (root, problems) = parse_toml(&toml);
    for (at, problem) in problems {
        reading.problem("", at..at, problem);
    }
    for item in root.get("dependencies").map(crate::tree::Node::items).unwrap_or_default() {
        if let Some(text) = item.text() {
            reading.requirement(text, item.span.clone(), None);
        }
    }
    pyproject::from_tree(reading, &root);
}

/// The text with blanks in place of everything that is not the header's TOML, so that places stay what they are.
fn header(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        match body {
            _ if !inside && body.trim_end() == OPEN => inside = true,
            "# ///" if inside => return Some(out),
            _ if inside && body.starts_with('#') => {
                let content = body.strip_prefix("# ").or_else(|| body.strip_prefix('#')).unwrap_or_default();
                out.extend(std::iter::repeat_n(' ', body.len() - content.len()));
                out.push_str(content);
                out.push_str(&line[body.len()..]);
                continue;
            }
            _ if inside => return None, // the header is not closed
            _ => {}
        }
        out.extend(std::iter::repeat_n(' ', body.len()));
        out.push_str(&line[body.len()..]);
    }
    None
}
