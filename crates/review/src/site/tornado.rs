//! Tornado's tables of paths and handlers, wherever they stand: an application takes them over from lists of any module.

use semantic::FileModel;
use syntax::ast::{Argument, ExprId, ExprKind};

use super::declared::{answered, push, text};
use super::rows::{Row, in_row, rows};
use super::view::last_word;
use super::{FileSite, Name, Text, lists};

/// Calls that make an entry of a table.
const ENTRIES: [&str; 4] =
    ["tornado.web.url", "tornado.web.URLSpec", "tornado.routing.Rule", "tornado.routing.URLSpec"];

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let uses_tornado = rules::imports(file, "tornado");
    if !lists::stand_in(file, uses_tornado) {
        return;
    }
    for (id, _) in file.module().exprs() {
        let Some(entry) = Entry::of(file, id) else { continue };
        for row in entry.turns(file, id) {
            entry.open(file, id, &row, uses_tornado, site);
        }
    }
}

/// What stands for one path, or for one in each turn of a loop.
struct Entry {
    path: ExprId,
    handler: ExprId,
    /// What the handler is made with.
    rest: Vec<ExprId>,
}

impl Entry {
    fn of(file: &FileModel, e: ExprId) -> Option<Self> {
        match &file.module().expr(e).kind {
            ExprKind::Tuple(parts) => match **parts {
                [path, handler, ref rest @ ..] => Some(Self { path, handler, rest: rest.to_vec() }),
                _ => None,
            },
            ExprKind::Call { func, .. } if file.qualified_names(*func).any(|name| ENTRIES.contains(&name)) => {
                let args = file.call_args(e);
                let rest = args.argument(Some(2), Some("kwargs")).into_iter().collect();
                Some(Self { path: args.positional(0)?, handler: args.positional(1)?, rest })
            }
            _ => None,
        }
    }

    /// Whether it says what the handler is made with, as Tornado's tables alone do.
    fn is_full(&self, file: &FileModel) -> bool {
        matches!(self.rest[..], [made_with] if matches!(file.module().expr(made_with).kind, ExprKind::Dict(_)))
    }

    /// The turns of a loop whose name the handler has; one without any names where it is written down.
    fn turns(&self, file: &FileModel, place: ExprId) -> Vec<Row> {
        if is_class(file, self.handler) {
            return vec![Row::new()];
        }
        let mut turns = if self.is_full(file) { rows(file, place) } else { Vec::new() };
        turns.retain(|row| is_class(file, in_row(file, row, self.handler)));
        turns
    }

    fn open(&self, file: &FileModel, place: ExprId, row: &Row, uses_tornado: bool, site: &mut FileSite) {
        let is_sure = is_handler(file, self.handler) || self.is_full(file);
        let path = match text(file, in_row(file, row, self.path)) {
            Some(path) if path.starts_with(['/', '(', '^', '.']) => Text::Known(unanchored(&path).to_owned()),
            // `r"%s/events" % self.base_url`
            None if is_sure && is_joined(file, self.path) => match Text::of(file, row, self.path) {
                Text::Joined(mut parts) => {
                    if let Some(Text::Known(last)) = parts.last_mut() {
                        *last = unanchored(last).to_owned();
                    }
                    Text::Joined(parts)
                }
                path => path,
            },
            _ => return,
        };
        let before = site.doors.len();
        let on = lists::around(file, place, site);
        // Where others import Tornado, the list's name says what it is.
        let is_listed = || on.as_ref().is_some_and(|list| lists::is_list(list, false));
        if !(uses_tornado || is_sure && is_listed()) {
            return;
        }
        // What a method gives to who asks for it hangs where that wants it.
        let is_given = matches!(&on, Some(Name::Here(name)) if site.offered.iter().any(|(_, own)| own == name));
        let path =
            if is_given && !uses_tornado { Text::Joined(vec![Text::Open("…".to_owned()), path]) } else { path };
        push(file, place, Some(path), answered(file, row, self.handler), Vec::new(), on, site);
        if let Some(door) = site.doors.get_mut(before) {
            door.guards.extend(checks(file, self.rest.clone()));
        }
    }
}

/// A path's pattern without what binds it to the path's ends.
fn unanchored(path: &str) -> &str {
    path.trim_start_matches('^').trim_end_matches('$')
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
