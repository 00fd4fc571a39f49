//! Checks that the project writes itself: what they are good for cannot be told from here, only that there is one.
//!
//! What such a function was given, or gives, counts from then on as what went through a call that nobody knows. A function counts
//! if its name says that it checks an address or a path, and if its body looks at where one leads, or is not in sight. A function
//! that is in sight and only looks at the beginning of a text, or at an address's scheme, is no such check.

use semantic::{BindingKind, Const};
use syntax::ast::{Argument, BoolOp, CompareOp, ComprehensionKind, ExprId, ExprKind, StmtId, StmtKind};

use crate::checks::mark::CHECKED;
use crate::models;
use crate::run::engine::Engine;
use crate::state::value::{Part, Value};

/// Words for what leads somewhere.
const PLACES: [&str; 27] = [
    "url",
    "urls",
    "uri",
    "host",
    "hostname",
    "redirect",
    "next",
    "return",
    "target",
    "link",
    "address",
    "ip",
    "ssrf",
    "domain",
    "origin",
    "base",
    "endpoint",
    "path",
    "paths",
    "file",
    "filename",
    "dir",
    "directory",
    "folder",
    "location",
    "proxy",
    "netloc",
];
/// Words of functions that decide by an address without saying the word: `refuse_private(url)`, `is_public(url)`.
const DECIDES: [&str; 15] = [
    "refuse", "reject", "forbid", "deny", "block", "require", "guard", "allow", "permit", "public", "private",
    "internal", "external", "local", "ssrf",
];
/// Last words of calls that judge an address or a path by themselves.
const JUDGES: [&str; 12] = [
    "fullmatch",
    "ip_network",
    "is_relative_to",
    "relative_to",
    "commonpath",
    "url_has_allowed_host_and_scheme",
    "allowed_methods",
    "url_for",
    "safe_join",
    "secure_filename",
    "basename",
    "rsplit",
];
/// Last words of calls that take an address apart, and what of it says where it leads. The scheme does not.
const PARSES: [&str; 9] = [
    "urlparse",
    "urlsplit",
    "url_parse",
    "URL",
    "parse_url",
    "ip_address",
    "getaddrinfo",
    "gethostbyname",
    "gethostbyname_ex",
];
const HOSTS: [&str; 9] = [
    "netloc",
    "hostname",
    "host",
    "is_private",
    "is_global",
    "is_loopback",
    "is_reserved",
    "is_link_local",
    "is_multicast",
];
/// Last words of calls that resolve a path, and of what may be asked of the resolved one.
const RESOLVES: [&str; 4] = ["realpath", "resolve", "abspath", "normpath"];
const ASKS: [&str; 3] = ["startswith", "parents", "parts"];
/// Statements and expressions of a function that are looked at.
const MAX_NODES: usize = 4_000;

/// How long the words of a list are, for each first letter: nearly every other word shows by these that it is not among them.
struct Outlines([u32; 32]);

impl Outlines {
    const fn of(list: &[&str]) -> Self {
        let mut lengths = [0; 32];
        let mut at = 0;
        while at < list.len() {
            let word = list[at].as_bytes();
            lengths[word[0] as usize % 32] |= 1 << word.len();
            at += 1;
        }
        Self(lengths)
    }

    /// Letters in upper and lower case have the same place.
    fn may_have(&self, word: &[u8]) -> bool {
        word.first().is_some_and(|first| word.len() < 32 && self.0[usize::from(*first) % 32] >> word.len() & 1 == 1)
    }
}

fn words(name: &str) -> impl Iterator<Item = &[u8]> {
    name.as_bytes().split(|byte| *byte == b'_')
}

/// Whether a function's name says that it asks what a path lies in: `path_starts_with(path, root)`.
fn compares_places(name: &str) -> bool {
    const ASKED: [&[u8]; 6] = [b"starts", b"startswith", b"within", b"inside", b"under", b"below"];
    words(name).any(|word| matches!(word, b"path" | b"paths" | b"dir" | b"directory" | b"folder"))
        && words(name).any(|word| ASKED.contains(&word))
}

/// Whether a function's name says that it checks where something leads, or makes it harmless.
fn says_so(name: &str) -> bool {
    const OUTLINES: Outlines = Outlines::of(&PLACES);
    if !words(name).any(|word| OUTLINES.may_have(word)) {
        return false;
    }
    let words = || words(name);
    let has = |list: &[&str]| words().any(|word| list.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word)));
    // `get_redirect_target()`, as many applications call it.
    let chooses = || has(&["redirect"]) && has(&["target", "location"]);
    (has(&PLACES) && has(&CHECKED) || chooses()) && !has(&["unsafe", "insecure", "not"])
}

/// Whether a function whose body is in sight may be such a check, if it looks at the machine that an address leads to.
fn may_say_so(name: &str) -> bool {
    const OUTLINES: Outlines = Outlines::of(&DECIDES);
    let decides = |word: &[u8]| DECIDES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
    words(name).any(|word| OUTLINES.may_have(word) && decides(word))
}

/// What the body of a check looks at.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // seen or not, each by itself
struct Looked {
    judges: bool,
    parses: bool,
    host: bool,
    resolves: bool,
    asks: bool,
    /// It can stop its caller, or tell it something.
    decides: bool,
}

impl<'a> Engine<'a> {
    /// Takes in that a call was made, and gives what is known of its `result` then.
    pub(crate) fn own_check(&mut self, func: ExprId, args: &'a [Argument], result: Value) -> Value {
        if self.doubt_checked(func, args) {
            return result.map(|part| Part { through: true, ..*part });
        }
        // `await asyncio.to_thread(validate_url, url)`: the check is called by another function.
        if let Some(at) = args.iter().position(|arg| self.is_own_check(arg.value())) {
            for arg in &args[at + 1..] {
                self.doubt(arg.value());
            }
        }
        self.doubt_compared(func, args);
        result
    }

    /// Takes in that a check of the project's own was asked of `args`, and gives whether it was one.
    pub(crate) fn doubt_checked(&mut self, func: ExprId, args: &[Argument]) -> bool {
        let is_check = self.is_own_check(func);
        if is_check {
            for arg in args {
                self.doubt(arg.value());
            }
        }
        is_check
    }

    /// `next((item for item in known if item.link == link), None)`: the text is one of those that are known.
    fn doubt_compared(&mut self, func: ExprId, args: &'a [Argument]) {
        let Some(Argument::Positional(each)) = args.first() else { return };
        if !self.file.qualified_names(func).any(|name| matches!(name, "builtins.next" | "builtins.any")) {
            return;
        }
        let ExprKind::Comprehension { kind: ComprehensionKind::Generator { element }, clauses } = self.kind(*each)
        else {
            return;
        };
        let conditions = clauses.iter().flat_map(|clause| clause.conditions.iter().copied());
        for condition in conditions.chain([*element]) {
            if let ExprKind::Compare { left, rest } = self.kind(condition)
                && let [(CompareOp::Eq, right)] = **rest
            {
                for side in [*left, right] {
                    if matches!(self.kind(side), ExprKind::Name) {
                        self.doubt(side);
                    }
                }
            }
        }
    }

    /// The parameter of which a function only says whether it is among what the program knows: `return name in self.workers`.
    pub(crate) fn looked_for(&self, function: StmtId) -> Option<usize> {
        let definition = self.file.function(function)?;
        let [.., last] = &definition.body[..] else { return None };
        let StmtKind::Return(Some(answer)) = self.file.module().stmt(*last).kind else { return None };
        let parts = match self.kind(answer) {
            ExprKind::BoolOp { op: BoolOp::And, values } => &values[..],
            _ => std::slice::from_ref(&answer),
        };
        let subject = parts.iter().find_map(|part| match self.kind(*part) {
            ExprKind::Compare { left, rest } => match **rest {
                [(CompareOp::In, whole)] if matches!(self.kind(whole), ExprKind::Attribute { .. }) => Some(*left),
                _ => None,
            },
            _ => None,
        })?;
        definition.params.params.iter().position(|param| self.file.module().text(param.name.span) == self.text(subject))
    }

    /// Whether calling `func` is asking a check of the project's own that the engine cannot judge.
    fn is_own_check(&self, func: ExprId) -> bool {
        let name = match self.kind(func) {
            ExprKind::Name => self.text(func),
            ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span),
            _ => return false,
        };
        let of_library = |name: &str| models::sanitizer(name).is_some() || models::guard(name).is_some();
        if !(says_so(name) || may_say_so(name)) || self.file.qualified_names(func).any(of_library) {
            return false;
        }
        let foreign = self.foreign_functions(func);
        let own = self.local_functions(func);
        if !foreign.is_empty() {
            return foreign
                .iter()
                .all(|(_, function)| function.summary.as_ref().is_some_and(|summary| summary.takes_apart));
        }
        if !own.is_empty() {
            return own.iter().all(|&function| self.takes_apart(function));
        }
        // A library's function is known, or it is none of the project's.
        says_so(name) && !self.asks_for_ending(func) && self.is_function_out_of_sight(func)
    }

    /// Whether a name stands for a function that an import brings from a file which was not given, or for a method of an object
    /// of the project.
    fn is_function_out_of_sight(&self, func: ExprId) -> bool {
        match self.kind(func) {
            ExprKind::Name => self.file.reaching(func).iter().any(|binding| {
                matches!(self.file.binding_info(*binding).kind, BindingKind::Import { .. } | BindingKind::Function(_))
            }),
            ExprKind::Attribute { value, .. } => matches!(self.kind(*value), ExprKind::Name),
            _ => false,
        }
    }

    /// Whether a function of this file is a check by its name and looks at where an address or a path leads, or has another
    /// check of the project do it.
    pub(crate) fn takes_apart(&self, function: StmtId) -> bool {
        let name = self.file.definition_name(function);
        let says_so = says_so(name);
        if !says_so && !may_say_so(name) || self.is_of_ending(function) {
            return false;
        }
        let StmtKind::Function(definition) = &self.file.module().stmt(function).kind else { return false };
        let mut looked = Looked::default();
        let (mut statements, mut exprs) = (definition.body.to_vec(), Vec::new());
        for _ in 0..MAX_NODES {
            if let Some(expr) = exprs.pop() {
                self.look(expr, function, &mut looked);
                self.file.module().children(expr, &mut |child| exprs.push(child));
            } else if let Some(statement) = statements.pop() {
                looked.decides |= matches!(
                    self.file.module().stmt(statement).kind,
                    StmtKind::Raise { .. } | StmtKind::Assert { .. } | StmtKind::Return(Some(_))
                );
                self.file.module().stmt_exprs(statement, &mut |expr| exprs.push(expr));
                self.file.module().stmt_children(statement, &mut |child| statements.push(child));
            } else {
                break;
            }
        }
        let at_address = looked.parses && looked.host;
        looked.decides && (at_address || says_so && (looked.judges || looked.resolves && looked.asks))
    }

    /// Takes in what one expression of a check looks at.
    fn look(&self, e: ExprId, function: StmtId, looked: &mut Looked) {
        match self.kind(e) {
            ExprKind::Attribute { attr, .. } => {
                let name = self.file.module().text(attr.span);
                looked.host |= HOSTS.contains(&name);
                looked.asks |= ASKS.contains(&name);
            }
            ExprKind::Call { func, args } => {
                let name = match self.kind(*func) {
                    ExprKind::Name => self.text(*func),
                    ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span),
                    _ => return,
                };
                looked.parses |= PARSES.contains(&name);
                looked.resolves |= RESOLVES.contains(&name);
                looked.asks |= compares_places(name);
                looked.judges |= JUDGES.contains(&name) || name == "match" && !self.is_beginning(args);
                looked.judges |= says_so(name) && name != self.file.definition_name(function);
                looked.decides |= matches!(name, "abort" | "fail" | "exit");
            }
            _ => {}
        }
    }

    /// Whether a pattern that is called with says how a text begins, and leaves the rest open.
    fn is_beginning(&self, args: &[Argument]) -> bool {
        let Some(Argument::Positional(pattern)) = args.first() else { return false };
        let Some(Const::Str(pattern)) = self.file.constant(*pattern) else { return false };
        !pattern.ends_with('$') && !pattern.ends_with("\\Z")
    }

    /// What `subject` holds went through a call that nobody knows, from here on.
    pub(crate) fn doubt(&mut self, subject: ExprId) {
        self.mark(subject, |part| Part { through: true, ..*part });
    }
}

#[cfg(test)]
mod tests {
    use super::{may_say_so, says_so};

    #[test]
    fn names_of_decisions() {
        for name in ["refuse_private", "is_public", "reject_internal_hosts"] {
            assert!(may_say_so(name), "{name}");
        }
        for name in ["fetch", "publish_event", "notify"] {
            assert!(!may_say_so(name), "{name}");
        }
    }

    #[test]
    fn names_of_checks() {
        for name in [
            "is_safe_url",
            "get_safe_redirect",
            "_get_safe_next_url",
            "validate_url",
            "_sanitize_proxy_path",
            "is_llm_api_base_safe",
        ] {
            assert!(says_so(name), "{name}");
        }
        for name in ["is_unsafe_url", "validate_form", "check_password", "get_url", "safe", "read_file"] {
            assert!(!says_so(name), "{name}");
        }
    }
}
