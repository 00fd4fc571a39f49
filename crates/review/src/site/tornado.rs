//! Tornado's tables of paths and handlers, wherever they stand: an application takes them over from lists of any module.

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use super::FileSite;
use super::declared::{push, text};
use super::view::last_word;

/// Calls that make an entry of a table.
const ENTRIES: [&str; 4] =
    ["tornado.web.url", "tornado.web.URLSpec", "tornado.routing.Rule", "tornado.routing.URLSpec"];

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    if !rules::imports(file, "tornado") {
        return;
    }
    for (id, expr) in file.module().exprs() {
        let (path, handler) = match &expr.kind {
            ExprKind::Tuple(parts) => match **parts {
                [path, handler, ..] => (path, handler),
                _ => continue,
            },
            ExprKind::Call { func, .. } if file.qualified_names(*func).any(|name| ENTRIES.contains(&name)) => {
                let args = file.call_args(id);
                match (args.positional(0), args.positional(1)) {
                    (Some(path), Some(handler)) => (path, handler),
                    _ => continue,
                }
            }
            _ => continue,
        };
        if !is_class(file, handler) {
            continue;
        }
        let Some(path) = text(file, path).filter(|path| path.starts_with(['/', '(', '^', '.'])) else { continue };
        let path = path.trim_start_matches('^').trim_end_matches('$').to_owned();
        push(file, id, Some(path), Some(handler), Vec::new(), None, site);
    }
}

/// Whether the name is one that a class has.
fn is_class(file: &FileModel, e: ExprId) -> bool {
    last_word(file, e).is_some_and(|word| word.starts_with(|first: char| first.is_ascii_uppercase()))
}
