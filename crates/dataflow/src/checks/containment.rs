//! Checks of paths and addresses: what keeps a path in its folder, and an address at its host.

use semantic::{Const, SinkKind};
use syntax::Span;
use syntax::ast::{BinaryOp, ExprId, ExprKind, FPart};

use crate::SourceKind;
use crate::checks::begins::{OPTION, harmless_start, without_starts};
use crate::checks::chars::Chars;
use crate::models;
use crate::run::engine::Engine;
use crate::state::env::{Key, Relation};
use crate::state::value::{By, Part, Shape, SinkSet};

/// Contexts in which a checked host makes an address harmless.
pub(crate) const ADDRESS: SinkSet = SCHEME.with(SinkKind::Url).with(SinkKind::Redirect);
/// Contexts in which it is enough that an address is one of the web.
const SCHEME: SinkSet = SinkSet::NONE.with(SinkKind::Scheme);
pub(crate) const PATH: SinkSet = SinkSet::NONE.with(SinkKind::Path);

impl Engine<'_> {
    /// Whether `e` is the host of the site that the request was sent to, `request.host`, `urlparse(request.host_url).netloc`, or one that
    /// the settings name.
    pub(crate) fn is_own_host(&self, e: ExprId) -> bool {
        const HOSTS: [&str; 6] = [".host", ".host_url", ".url_root", ".base_url", ".url", ".url.hostname"];
        let key = match self.relation_of(e) {
            Some(Relation::UrlHost(key)) => Some(key),
            _ => self.key(e),
        };
        let named = |key: Key| {
            key.contains("request") && HOSTS.iter().any(|host| key.ends_with(host))
                // `urlsplit(settings.mirror).netloc`
                || key.split('.').rev().skip(1).any(|part| matches!(part, "settings" | "config" | "conf"))
                // `urlsplit(app.config["MIRROR"]).netloc`
                || key.split_once('[').is_some_and(|(whole, _)| whole.rsplit('.').next() == Some("config"))
        };
        // What whoever started the program gave it.
        let is_settled = self.last_value(e).is_some_and(|value| {
            let kind = |part: &Part| self.trail.sources.get(part.source? as usize).map(|source| source.kind);
            !value.parts().is_empty() && value.parts().iter().all(|part| kind(part) == Some(SourceKind::Environment))
        });
        let asked = match self.kind(e) {
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span) == "get_host",
                _ => false,
            },
            _ => false,
        };
        asked || is_settled || key.is_some_and(named)
    }

    /// The host `part` of an address turned out to be the right one.
    pub(crate) fn clear_host_of(&mut self, part: ExprId, by: By, at: Span) {
        if let Some(Relation::UrlHost(url)) = self.relation_of(part) {
            self.clear_object_of(part, &by, at);
            self.clear_key(url, ADDRESS, by, at);
        }
    }

    /// `address.host`, of an object that clients take for the address itself: what was found out about the host is known of the object too.
    fn clear_object_of(&mut self, part: ExprId, by: &By, at: Span) {
        let ExprKind::Attribute { value: object, .. } = *self.kind(part) else { return };
        let is_address = self
            .file
            .qualified_names(object)
            .any(|name| matches!(name.trim_end_matches("()"), "yarl.URL" | "httpx.URL"));
        if let Some(key) = self.key(object).filter(|_| is_address) {
            self.clear_key(key, ADDRESS, by.clone(), at);
        }
    }

    /// `not urlparse(target).netloc`: what begins with a slash has no second one. Without a scheme either, the address is one
    /// of this site.
    pub(crate) fn refine_empty_part(&mut self, part: ExprId) {
        match self.relation_of(part) {
            Some(Relation::UrlHost(url)) => {
                self.reshape_key(url, part, |shape| Shape { one_slash: true, ..shape });
            }
            Some(Relation::UrlScheme(url)) => {
                self.reshape_key(url, part, |shape| Shape { no_scheme: true, ..shape });
            }
            _ => {}
        }
    }

    /// A part of an address turned out to be one of the constants `allowed`: what that says about the address.
    pub(crate) fn clear_address_of(&mut self, part: ExprId, allowed: ExprId, by: &By, at: Span) {
        match self.relation_of(part) {
            Some(Relation::UrlHost(url)) => {
                self.clear_object_of(part, by, at);
                self.clear_key(url, ADDRESS, by.clone(), at);
            }
            Some(Relation::UrlScheme(url)) => {
                let is_web = |scheme: &str| matches!(scheme, "http" | "https");
                if self.file.constant(allowed).is_some_and(|allowed| each_text(&allowed, is_web)) {
                    self.clear_key(url, SCHEME, by.clone(), at);
                }
            }
            _ => {}
        }
    }

    /// `os.path.commonpath([base, path]) == base`, and `os.path.commonprefix([base + "/", path]) == base + "/"`: of characters in
    /// common only those say something that end a folder.
    pub(crate) fn refine_common_path(&mut self, call: ExprId, test: ExprId) {
        let ExprKind::Call { func, args } = self.kind(call) else { return };
        let is_called = |wanted: &str| self.file.qualified_names(*func).any(|name| name == wanted);
        let (by_folders, by_characters) = (is_called("os.path.commonpath"), is_called("os.path.commonprefix"));
        if let Some(ExprKind::List(items) | ExprKind::Tuple(items)) = args.first().map(|arg| self.kind(arg.value()))
            && (by_folders || by_characters && items.iter().any(|item| self.ends_with_separator(*item)))
            && !items.iter().any(|item| self.is_root(*item))
        {
            for item in items {
                self.contained(*item, test);
            }
        }
    }

    /// Whether `e` is the folder that holds every file: to be in there says nothing.
    pub(crate) fn is_root(&self, e: ExprId) -> bool {
        let e = match self.kind(e) {
            ExprKind::Call { args, .. } if args.len() == 1 => args.first().map_or(e, syntax::ast::Argument::value),
            _ => e,
        };
        matches!(self.file.constant(e), Some(Const::Str(text)) if text.starts_with('/') && text.trim_matches('/').is_empty())
    }

    /// The path `e` was compared with a folder that has to hold it. That is worth something if `..` was resolved before.
    pub(crate) fn contained(&mut self, e: ExprId, test: ExprId) {
        self.contained_within(e, test, PATH);
    }

    /// As [`contained`](Self::contained), where the check makes the path harmless in the contexts `sinks`.
    fn contained_within(&mut self, e: ExprId, test: ExprId, sinks: SinkSet) {
        let Some((subject, normalized)) = self.normalized(e) else { return };
        // `full = os.path.realpath(path)`: what holds for where a path leads holds for the path.
        if let Some(Relation::Test(made, then)) = self.relation_of(subject)
            && self.normalized(made).is_some_and(|(_, normalized)| normalized)
            && self.is_unchanged(made, then)
            && self.depth < crate::run::eval::MAX_DEPTH
        {
            self.depth += 1;
            self.contained_within(made, test, sinks);
            self.depth -= 1;
        }
        let Some(key) = self.key(subject) else { return };
        let Some(value) = self.env.value(&key).cloned().or_else(|| self.last_value(subject)) else { return };
        if normalized || value.parts().iter().all(|part| part.shape.normalized) {
            let by = By::Check(self.span(test));
            let value = self.trail.clean(&value, sinks, by, self.span(test));
            self.env.renew(key, value);
        } else if sinks == PATH {
            // Whoever calls this function may have resolved it.
            let value = value.map(|part| Part { shape: Shape { contained: true, ..part.shape }, ..*part });
            self.env.renew(key, value);
        }
    }

    /// The path of which calls make `e`, and whether one of them resolves its `..`. `None` if something else is done to it.
    pub(crate) fn normalized(&self, e: ExprId) -> Option<(ExprId, bool)> {
        let mut subject = e;
        let mut normalized = false;
        loop {
            // `(FOLDER / name).resolve()` is where the name leads from there.
            if let (true, ExprKind::Binary { op: BinaryOp::Div, right, .. }) = (normalized, self.kind(subject)) {
                subject = *right;
                continue;
            }
            let ExprKind::Call { func, args } = self.kind(subject) else { break };
            let names = || self.file.qualified_names(*func);
            if names().any(|name| models::has(models::PATH_NORMALIZERS, name)) {
                normalized = true;
            } else if let ExprKind::Attribute { value, attr } = self.kind(*func)
                && models::has(models::PATH_NORMALIZING_METHODS, self.file.module().text(attr.span))
            {
                normalized = true;
                subject = *value;
                continue;
            } else if normalized
                && args.len() == 2
                && names().any(|name| matches!(name, "os.path.join" | "posixpath.join"))
            {
                subject = args.last()?.value();
                continue;
            } else if !names().any(|name| matches!(name, "builtins.str" | "os.fspath" | "pathlib.Path")) {
                return None;
            }
            subject = args.first()?.value();
        }
        Some((subject, normalized))
    }

    /// The text whose parts `e` are, if `piece` is what leads up from one of its folders: `path` of `path.split("/")` and
    /// `Path(path).parts`. Otherwise `e` itself.
    pub(crate) fn path_of_parts(&self, e: ExprId, piece: &str) -> ExprId {
        let whole = match self.kind(e) {
            _ if piece != ".." => None,
            ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "parts" => Some(*value),
            ExprKind::Call { func, args } => match self.kind(*func) {
                ExprKind::Attribute { value, attr } if self.file.module().text(attr.span) == "split" => {
                    args.first().filter(|separator| self.ends_with_separator(separator.value())).map(|_| *value)
                }
                _ => None,
            },
            _ => None,
        };
        let whole = whole.unwrap_or(e);
        self.made_a_path(whole).unwrap_or(whole)
    }

    /// `text` of `Path(text)`, which is as absolute as the text is where a slash begins the root.
    pub(crate) fn made_a_path(&self, e: ExprId) -> Option<ExprId> {
        const CLASSES: [&str; 4] = ["pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"];
        let ExprKind::Call { func, args } = self.kind(e) else { return None };
        let [only] = **args else { return None };
        self.file.qualified_names(*func).any(|name| CLASSES.contains(&name)).then(|| only.value())
    }

    /// `value.startswith(prefix)` came out as `truth`.
    pub(crate) fn refine_start(&mut self, test: ExprId, value: ExprId, prefix: ExprId, truth: bool) {
        let by = By::Check(self.span(test));
        let at = self.span(test);
        let known = self.file.constant(prefix);
        if truth {
            if let Some(known) = &known
                && each_text(known, |prefix| harmless_start(prefix) != SinkSet::NONE)
            {
                self.clear(value, OPTION, by.clone(), at);
            }
            match &known {
                Some(known) if each_text(known, is_host_prefix) => self.clear(value, ADDRESS, by, at),
                Some(known) if each_text(known, is_web_prefix) => self.clear(value, SCHEME, by, at),
                Some(known) if each_text(known, |prefix| prefix == "/") => {
                    self.reshape(value, test, |shape| Shape { rooted: true, ..shape });
                }
                _ if self.ends_with_separator(prefix) => self.contained(value, test),
                // `/srv/docs` is also the beginning of `/srv/docs-private`: what lies beside it with such a name is left.
                known
                    if known.as_ref().is_none_or(|known| each_text(known, |prefix| prefix.len() > 1))
                        && !self.is_of_visitor(prefix) =>
                {
                    self.contained_within(value, test, SinkSet::NONE.with(SinkKind::Folders));
                }
                _ => {}
            }
            return;
        }
        let Some(known) = known else { return };
        if any_text(&known, |prefix| matches!(prefix, "/" | "\\")) {
            self.reshape(value, test, |shape| Shape { relative: true, ..shape });
        }
        let begins = [("-", Chars::of("-")), ("=", Chars::of("="))];
        for (_, sign) in begins.into_iter().filter(|(sign, _)| any_text(&known, |prefix| prefix == *sign)) {
            self.clear(value, without_starts(sign), by.clone(), at);
        }
        // A path without `..` further behind only leaves its folder where it begins with it.
        if any_text(&known, |prefix| matches!(prefix, ".." | "../"))
            && self.last_value(value).is_some_and(|path| path.parts().iter().all(|part| part.shape.normalized))
        {
            self.reshape(value, test, |shape| Shape { no_parent: true, ..shape });
        }
        if any_text(&known, |prefix| prefix == "//") {
            self.reshape(value, test, |shape| Shape { one_slash: true, ..shape });
        }
    }

    /// Whether the text ends with a folder's separator: `base + os.sep`, `f"{base}/"`, `os.path.join(base, "")`.
    fn ends_with_separator(&self, e: ExprId) -> bool {
        let is_separator = |e: ExprId| match self.file.constant(e) {
            Some(Const::Str(text)) => text.ends_with(['/', '\\']),
            _ => self.file.qualified_names(e).any(|name| matches!(name, "os.sep" | "os.path.sep")),
        };
        let made = self.file.display(e).unwrap_or(e);
        is_separator(e)
            || match self.kind(made) {
                ExprKind::Binary { op: BinaryOp::Add, right, .. } => is_separator(*right),
                ExprKind::FString(parts) => match parts.last() {
                    Some(FPart::Literal { span, .. }) => self.file.module().text(*span).ends_with(['/', '\\']),
                    Some(FPart::Interpolation { value, .. }) => is_separator(*value),
                    None => false,
                },
                ExprKind::Call { func, args } => {
                    self.file.qualified_names(*func).any(|name| name == "os.path.join")
                        && args.last().and_then(|last| self.file.constant(last.value())) == Some(Const::Str("".into()))
                }
                _ => false,
            }
    }
}

/// Whether a constant is a text that passes, or a collection with one.
fn any_text(constant: &Const, pass: impl Fn(&str) -> bool) -> bool {
    match constant {
        Const::Tuple(items) | Const::List(items) | Const::Set(items) => {
            items.iter().filter_map(Const::as_str).any(pass)
        }
        one => one.as_str().is_some_and(pass),
    }
}

/// Whether a constant is a text, or a collection of texts, that all pass.
pub(crate) fn each_text(constant: &Const, pass: impl Fn(&str) -> bool) -> bool {
    let text = |item: &Const| matches!(item, Const::Str(text) if pass(text));
    match constant {
        Const::Tuple(items) | Const::List(items) | Const::Set(items) => !items.is_empty() && items.iter().all(text),
        one => text(one),
    }
}

/// `https://`: the scheme is complete.
fn is_web_prefix(prefix: &str) -> bool {
    prefix.starts_with("https://") || prefix.starts_with("http://")
}

/// `https://host/`: the host is complete, nothing can be added to it.
pub(crate) fn is_host_prefix(prefix: &str) -> bool {
    let rest = prefix.strip_prefix("https://").or_else(|| prefix.strip_prefix("http://"));
    rest.and_then(|rest| rest.split_once('/')).is_some_and(|(host, _)| !host.is_empty())
}

/// Whether what comes behind `start` cannot say where an address leads: the host is complete, or the text is a path
/// (`/users/`, `users/`), whatever it is put behind later.
pub(crate) fn fixes_host(start: &str) -> bool {
    is_host_prefix(start) || is_path_prefix(start)
}

fn is_path_prefix(start: &str) -> bool {
    let plain = |text: &str| {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && text.chars().all(is_of_name)
    };
    match start.strip_prefix('/') {
        // One slash alone may become two.
        Some(rest) => plain(rest.split('/').next().unwrap_or_default()),
        None => start.split_once('/').is_some_and(|(first, _)| plain(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_a_constant_has_to_pass() {
        let text = |text: &str| Const::Str(text.into());
        let tuple = |items: &[&str]| Const::Tuple(items.iter().map(|item| text(item)).collect());
        assert!(each_text(&text("http://"), is_web_prefix));
        assert!(each_text(&tuple(&["http://", "https://"]), is_web_prefix));
        assert!(!each_text(&tuple(&["http://", "file://"]), is_web_prefix));
        assert!(!each_text(&tuple(&[]), is_web_prefix));
        assert!(!each_text(&Const::None, is_web_prefix));
    }

    #[test]
    fn a_path_before_it_leaves_no_host_to_choose() {
        assert!(["/users/", "/u", "users/", "v1/users?name="].into_iter().all(fixes_host));
        assert!(!["", "/", "//", "users", "http:/", "https://", "?", "../", "/\\"].into_iter().any(fixes_host));
    }

    #[test]
    fn a_prefix_fixes_the_host_only_with_its_slash() {
        assert!(is_host_prefix("https://api.example.com/"));
        assert!(!is_host_prefix("https://api.example.com"));
        assert!(!is_host_prefix("https://"));
    }
}
