//! Tornado's tables of paths and handlers, wherever they stand: an application takes them over from lists of any module.

use semantic::FileModel;
use syntax::ast::{Argument, ExprId, ExprKind};

use super::declared::{answered, push, text};
use super::rows::Row;
use super::view::last_word;
use super::{FileSite, Text, lists};

/// Calls that make an entry of a table.
const ENTRIES: [&str; 4] =
    ["tornado.web.url", "tornado.web.URLSpec", "tornado.routing.Rule", "tornado.routing.URLSpec"];

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let uses_tornado = rules::imports(file, "tornado");
    if !lists::stand_in(file, uses_tornado) {
        return;
    }
    for (id, expr) in file.module().exprs() {
        let (path, handler, rest) = match &expr.kind {
            ExprKind::Tuple(parts) => match **parts {
                [path, handler, ref rest @ ..] => (path, handler, rest.to_vec()),
                _ => continue,
            },
            ExprKind::Call { func, .. } if file.qualified_names(*func).any(|name| ENTRIES.contains(&name)) => {
                let args = file.call_args(id);
                match (args.positional(0), args.positional(1)) {
                    (Some(path), Some(handler)) => {
                        (path, handler, args.argument(Some(2), Some("kwargs")).into_iter().collect())
                    }
                    _ => continue,
                }
            }
            _ => continue,
        };
        if !is_class(file, handler) {
            continue;
        }
        let path = match text(file, path) {
            Some(path) if path.starts_with(['/', '(', '^', '.']) => {
                Text::Known(path.trim_start_matches('^').trim_end_matches('$').to_owned())
            }
            // `r"%s/events" % self.base_url`
            None if is_handler(file, handler) && is_joined(file, path) => Text::of(file, &Row::new(), path),
            _ => continue,
        };
        let before = site.doors.len();
        let on = lists::around(file, id, site);
        // Where others import Tornado, the list's name says what it is.
        let is_listed = || on.as_ref().is_some_and(|list| lists::is_list(list, false));
        if !uses_tornado && (!is_handler(file, handler) || !is_listed()) {
            continue;
        }
        push(file, id, Some(path), answered(file, &Row::new(), handler), Vec::new(), on, site);
        if let Some(door) = site.doors.get_mut(before) {
            door.guards.extend(checks(file, rest));
        }
    }
}

/// What a handler is made with that is called a check of who may: `{"access_validation": only_admins}`.
fn checks(file: &FileModel, rest: Vec<ExprId>) -> Option<String> {
    /// Parts of an entry that are looked at.
    const MAX_PARTS: usize = 40;
    let mut pending = rest;
    for _ in 0..MAX_PARTS {
        let e = pending.pop()?;
        let expr = file.module().expr(e);
        let word = match expr.kind {
            ExprKind::Name => Some(file.module().text(expr.span).to_owned()),
            ExprKind::Str(_) => text(file, e),
            _ => None,
        };
        if let Some(word) = word.filter(|word| is_check(word)) {
            return Some(word);
        }
        for argument in file.call_args(e).all() {
            if let Argument::Keyword { name, .. } = argument
                && is_check(file.module().text(name.span))
            {
                return Some(file.module().text(name.span).to_owned());
            }
        }
        file.module().children(e, &mut |child| pending.push(child));
    }
    None
}

/// `access_validation`, `download_permission_validator`
fn is_check(name: &str) -> bool {
    let has = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    has(&["access", "permission", "permissions", "auth", "authorization", "role", "roles"])
        && has(&["validation", "validator", "validators", "check", "checker", "required", "policy"])
}

/// Whether a class is called a handler.
fn is_handler(file: &FileModel, e: ExprId) -> bool {
    last_word(file, e).is_some_and(|word| word.ends_with("Handler"))
}

/// Whether a text is put together here.
fn is_joined(file: &FileModel, e: ExprId) -> bool {
    matches!(file.module().expr(e).kind, ExprKind::Binary { .. } | ExprKind::FString(_))
}

/// Whether the name is one that a class has.
fn is_class(file: &FileModel, e: ExprId) -> bool {
    last_word(file, e).is_some_and(|word| word.starts_with(|first: char| first.is_ascii_uppercase()))
}
