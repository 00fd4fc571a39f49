//! Modules that a program loads without an import statement: by a name in a text, as settings of frameworks have it, or
//! by a name that it computes.

use std::collections::BTreeMap;

use semantic::FileModel;
use syntax::ast::ExprKind;

/// More names of one file are not kept.
const MAX_NAMES: usize = 5_000;

const IMPORTERS: [&str; 3] = ["importlib.import_module", "builtins.__import__", "__import__"];

/// What one file may load.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loads {
    /// First parts of dotted names that stand in texts, in lower case, with the first line of each.
    pub(crate) named: BTreeMap<String, u32>,
    /// The first line that imports a module whose name is computed.
    pub(crate) computed: Option<u32>,
}

impl Loads {
    /// Moves the places to other lines.
    pub(crate) fn move_lines(&mut self, to: impl Fn(u32) -> u32) {
        self.named.values_mut().chain(&mut self.computed).for_each(|line| *line = to(*line));
    }
}

pub(crate) fn of_file(file: &FileModel) -> Loads {
    let module = file.module();
    let line = |start: u32| module.lines().line(start);
    let mut loads = Loads::default();
    for (_, expr) in module.exprs() {
        if matches!(expr.kind, ExprKind::Str(_))
            && let Some(name) = loaded(module.text(expr.span))
            && loads.named.len() < MAX_NAMES
        {
            let first = loads.named.entry(name).or_insert(u32::MAX);
            *first = line(expr.span.start).min(*first);
        }
    }
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = module.expr(call).kind else { continue };
        let is_importer = file.qualified_names(func).any(|name| IMPORTERS.contains(&name));
        if is_importer && file.call_args(call).positional(0).is_none_or(|name| file.constant(name).is_none()) {
            let here = line(module.expr(call).span.start);
            loads.computed = Some(loads.computed.map_or(here, |first| first.min(here)));
        }
    }
    loads
}

/// `"corsheaders.middleware.CorsMiddleware"` loads `corsheaders`, `"mysql+pymysql://…"` loads `pymysql`.
fn loaded(literal: &str) -> Option<String> {
    let text = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_matches(['"', '\'']);
    let name = match text.split_once("://") {
        Some((scheme, _)) => scheme.split_once('+')?.1,
        None => text,
    };
    let is_dotted = name.len() < 200 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    let first = name.split('.').next().filter(|first| first.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'));
    first.filter(|_| is_dotted).map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_modules() {
        for (text, name) in [
            ("'corsheaders'", Some("corsheaders")),
            ("r\"PIL.Image\"", Some("pil")),
            ("'mysql+pymysql://u@h/d'", Some("pymysql")),
            ("'sqlite:///x.db'", None),
            ("'a text'", None),
            ("'1.2'", None),
            ("''", None),
        ] {
            assert_eq!(loaded(text).as_deref(), name, "{text}");
        }
    }
}
