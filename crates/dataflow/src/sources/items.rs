//! Items of what a request holds: what is known of one alone.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::checks::pattern::harmless_atoms;
use crate::run::engine::Engine;
use crate::sources::route::ONE_SEGMENT;
use crate::state::value::{SinkSet, Value};

/// Parts of a request that map names to texts. No item of them is an object, whatever was sent.
const MAPS_TEXTS: [&str; 12] = [
    "form",
    "args",
    "values",
    "cookies",
    "headers",
    "GET",
    "POST",
    "COOKIES",
    "META",
    "query_params",
    "path_params",
    "match_info",
];

/// Items of what a server hands over that it says itself: where the application is mounted, and where the server listens (ASGI's
/// `scope`, and PEP 3333).
const SAID_BY_SERVER: [&str; 7] =
    ["root_path", "server", "app", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme"];

impl Engine<'_> {
    /// Whether `e` takes an item of `base`, which came with a request, that the server has put there: `request.scope["root_path"]`.
    pub(crate) fn is_said_by_server(&self, base: ExprId, e: ExprId) -> bool {
        let holder = match self.kind(base) {
            ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span),
            _ => self.text(base),
        };
        matches!(holder, "scope" | "environ" | "META")
            && self.taken_item(e).is_some_and(|item| item.as_str().is_some_and(|item| SAID_BY_SERVER.contains(&item)))
    }

    /// The item that `e` takes out of a mapping, if that is written down: `whole["name"]`, `whole.get("name")`.
    fn taken_item(&self, e: ExprId) -> Option<Const> {
        let index = match self.kind(e) {
            ExprKind::Subscript { index, .. } => *index,
            ExprKind::Call { args, .. } => args.first()?.value(),
            _ => return None,
        };
        self.file.constant(index)
    }

    /// Whether `e` takes one item, by its name, of a mapping of texts that came with a request. What was read out of such a text may be
    /// anything.
    pub(crate) fn is_text_of_mapping(&self, value: &Value, e: ExprId) -> bool {
        let ([part], ExprKind::Subscript { .. } | ExprKind::Call { .. }) = (value.parts(), self.kind(e)) else {
            return false;
        };
        let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
        !part.shape.parsed
            && !part.shape.open_file
            && source.is_some_and(|source| {
                let name = source.label.trim_matches('`').rsplit('.').next();
                name.is_some_and(|name| MAPS_TEXTS.contains(&name))
            })
    }

    /// The contexts in which an item of `request.view_args` or aiohttp's `request.match_info` does no harm, as the routes of the file
    /// say which take it: mostly it has no slash. `None` where nothing is known of it, or `e` is nothing of the kind.
    pub(crate) fn harmless_of_view(&self, base: ExprId, e: ExprId) -> Option<SinkSet> {
        let module = self.file.module();
        let ExprKind::Attribute { attr, .. } = self.kind(base) else { return None };
        match module.text(attr.span) {
            "view_args" => {}
            "match_info" => return self.harmless_of_pattern(e),
            _ => return None,
        }
        let opens = "<path:";
        let source = module.source();
        let is_one_segment = match self.taken_item(e) {
            Some(Const::Str(name)) => !source.contains(&format!("{opens}{name}>")),
            _ => !source.contains(opens),
        };
        is_one_segment.then_some(ONE_SEGMENT)
    }

    /// The same of aiohttp: `{name}` in a path ends at a slash, of `{name:[a-z]+}` the pattern says what it is.
    fn harmless_of_pattern(&self, e: ExprId) -> Option<SinkSet> {
        let Some(Const::Str(name)) = self.taken_item(e) else { return None };
        let source = self.file.module().source();
        let opening = format!("{{{name}:");
        let mut patterns = source.split(&opening).skip(1).peekable();
        if patterns.peek().is_some() {
            // Braces of the pattern itself are in pairs.
            let end = |rest: &str| {
                let mut depth = 1_u32;
                rest.find(|c: char| {
                    depth = match c {
                        '{' => depth + 1,
                        '}' => depth - 1,
                        _ => depth,
                    };
                    depth == 0
                })
            };
            return patterns
                .map(|rest| end(rest).map_or(SinkSet::NONE, |end| harmless_atoms(&rest[..end])))
                .reduce(SinkSet::both)
                .filter(|sinks| *sinks != SinkSet::NONE);
        }
        source.contains(&format!("{{{name}}}")).then_some(ONE_SEGMENT)
    }
}
