//! The import statements of a text that is not parsed yet: enough to say in which order files are best read.

/// How surely an import is one that the file needs to be loaded at all. Where files import each other in a circle, the
/// weakest imports are the ones that Python can best do without at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportPlace {
    /// At the top of the file.
    Top,
    /// At the top level, behind definitions: what an application does that registers its parts.
    Late,
    /// Inside a block or a function.
    Inner,
}

/// `from ..pkg import a, b`, or one name of `import a.b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenImport<'t> {
    /// Leading dots.
    pub level: u32,
    /// The module's name as written; empty in `from . import a`.
    pub module: &'t str,
    /// What is imported from it; none where the module itself is.
    pub names: Vec<&'t str>,
    /// Where it stands.
    pub place: ImportPlace,
}

/// The most names that one statement is read for.
const MAX_NAMES: usize = 256;

/// The imports that the lines of `text` show, in order, in one pass. A line of a text in quotes may look like one: it
/// then names a module too many, which does no harm.
pub fn written_imports(text: &str) -> Vec<WrittenImport<'_>> {
    let mut found = Vec::new();
    let mut defined = false;
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let indent = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        let code = &line[indent..];
        // Most lines are neither an import nor say anything of where one stands.
        if !matches!(code.as_bytes().first(), Some(b'i' | b'f')) && (defined || indent > 0) {
            defined = defined || word(code, "def").or(word(code, "class")).is_some();
            rest = after;
            continue;
        }
        let place = match (code.len() < line.len(), defined) {
            (true, _) => ImportPlace::Inner,
            (false, true) => ImportPlace::Late,
            (false, false) => ImportPlace::Top,
        };
        if let Some(modules) = word(code, "import") {
            for name in without_comment(modules).split(',').take(MAX_NAMES) {
                let module = name.split_whitespace().next().unwrap_or_default();
                if is_dotted(module) {
                    found.push(WrittenImport { level: 0, module, names: Vec::new(), place });
                }
            }
        } else if let Some(clause) = word(code, "from") {
            let behind = rest.get(clause.as_ptr() as usize - rest.as_ptr() as usize..).unwrap_or_default();
            found.extend(from_import(clause, behind, place));
        } else if !defined {
            defined =
                word(code, "def").or(word(code, "class")).is_some() || line.len() == code.len() && assigns_call(code);
        }
        rest = after;
    }
    found
}

/// What stands behind the keyword, if the line begins with it.
fn word<'t>(code: &'t str, keyword: &str) -> Option<&'t str> {
    let rest = code.strip_prefix(keyword)?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

/// `app = Flask(__name__)`
fn assigns_call(code: &str) -> bool {
    code.split_once(" = ").is_some_and(|(target, value)| is_dotted(target.trim()) && value.contains('('))
}

fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or(line)
}

fn is_dotted(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

/// `clause` is the line behind `from`, `behind` all text from there on: the names may go on over several lines.
fn from_import<'t>(clause: &'t str, behind: &'t str, place: ImportPlace) -> Option<WrittenImport<'t>> {
    let name = clause.trim_start_matches('.');
    let level = (clause.len() - name.len()) as u32;
    let name = name.trim_start();
    let end = name.find([' ', '\t', '\r', '(']).unwrap_or(name.len());
    let (module, tail) = name.split_at(end);
    let (module, tail) = if module == "import" && level > 0 { ("", name) } else { (module, tail) };
    let listed = tail.trim_start().strip_prefix("import")?.trim_start();
    if !(module.is_empty() && level > 0 || is_dotted(module)) {
        return None;
    }
    let listed = match listed.strip_prefix('(') {
        Some(inside) => {
            let from = inside.as_ptr() as usize - behind.as_ptr() as usize;
            let inside = behind.get(from..)?;
            inside.get(..inside.find(')')?)?
        }
        None => listed,
    };
    let names = listed.lines().flat_map(|line| without_comment(line).split(','));
    let names = names.filter_map(|name| name.split_whitespace().next()).take(MAX_NAMES).collect();
    Some(WrittenImport { level, module, names, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, &str, Vec<&str>, ImportPlace)> {
        written_imports(text).into_iter().map(|it| (it.level, it.module, it.names, it.place)).collect()
    }

    #[test]
    fn forms_of_imports() {
        use ImportPlace::{Inner, Late, Top};
        let text = "import os, a.b as c  # and no, more\nfrom . import x\nfrom ..p.q import (\n    one,  # first\n    two as zwei,\n)\n\
                    app = Flask(__name__)\nfrom m import *\ndef f():\n    from n import z\n";
        assert_eq!(
            read(text),
            [
                (0, "os", vec![], Top),
                (0, "a.b", vec![], Top),
                (1, "", vec!["x"], Top),
                (2, "p.q", vec!["one", "two"], Top),
                (0, "m", vec!["*"], Late),
                (0, "n", vec!["z"], Inner),
            ]
        );
    }

    #[test]
    fn what_is_no_import_gives_none() {
        assert!(read("importlib.reload(x)\nfrom_here = 1\nimport\nfrom\nfrom x\nfrom . import (a,\n").is_empty());
    }
}
