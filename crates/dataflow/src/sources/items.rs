//! Items of what a request holds: what is known of one alone.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::value::Value;

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

    /// Whether `e` is an item of `request.view_args` or aiohttp's `request.match_info`, and no route of the file takes slashes for it.
    pub(crate) fn is_one_segment_of_view(&self, base: ExprId, e: ExprId) -> bool {
        let module = self.file.module();
        let ExprKind::Attribute { attr, .. } = self.kind(base) else { return false };
        let opens = match module.text(attr.span) {
            "view_args" => "<path:",
            "match_info" => return self.is_one_segment_of_pattern(e),
            _ => return false,
        };
        let source = module.source();
        match self.taken_item(e) {
            Some(Const::Str(name)) => !source.contains(&format!("{opens}{name}>")),
            _ => !source.contains(opens),
        }
    }

    /// The same of aiohttp: `{name}` in a path ends at a slash, `{name:.*}` where its pattern does.
    fn is_one_segment_of_pattern(&self, e: ExprId) -> bool {
        let Some(Const::Str(name)) = self.taken_item(e) else { return false };
        let source = self.file.module().source();
        source.contains(&format!("{{{name}}}")) && !source.contains(&format!("{{{name}:"))
    }
}
