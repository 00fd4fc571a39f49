//! PV102, S310: an address that data gives has to lead to a host of a list.

use semantic::{Node, ScopeKind};
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::ahead::{self, Checked};
use crate::fix::{Fix, Fixer};
use crate::names;
use crate::strings;
use crate::template::{self, Part};
use crate::values;

pub(crate) struct AllowedHost;

const LIST: &str = "ALLOWED_HOSTS";

impl Fixer for AllowedHost {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let mut open = fix.site.focus.iter().copied().filter(|&focus| !fix.file.is_constant(focus));
        let (address, None) = (open.next()?, open.next()) else { return None };
        // What is checked is the host itself where that is what data gives, and otherwise that of the whole address.
        let (subject, is_host) = match (takes_host(fix)?, host(fix, address)) {
            (true, _) if values::is_atom(fix, address, 0) && is_host_alone(fix, address) => (address, true),
            (false, Some(host)) => (host, true),
            (false, None) if values::is_atom(fix, address, 0) => (address, false),
            _ => return None,
        };
        let list = list(fix)?;
        // It stands beside the check, not beside the list above.
        fix.explain(fix.block.note, "");
        let mut checked = Checked::of(fix, subject, if is_host { "host" } else { "url" })?;
        let name = checked.name.clone();
        let asked = if is_host { name } else { format!("{}({name}).hostname", fix.name("urllib.parse", "urlsplit")) };
        let refusal = ahead::refusal(fix, 400, "the host is not allowed");
        let comment = fix.block.comment;
        checked.lines.extend([format!("if {asked} not in {list}:  # {comment}"), format!("{}{refusal}", fix.step())]);
        checked.write(fix)
    }
}

/// Whether the call is given a host, and not the address of something there.
fn takes_host(fix: &Fix<'_>) -> Option<bool> {
    const MODULES: [&str; 11] = [
        "asyncio",
        "ftplib",
        "http.client",
        "httplib",
        "imaplib",
        "paramiko",
        "poplib",
        "smtplib",
        "socket",
        "telnetlib",
        "urllib3",
    ];
    const POOLS: [&str; 2] = ["HTTPConnectionPool", "HTTPSConnectionPool"];
    let (func, _) = fix.parts(fix.call()?)?;
    Some(fix.file.qualified_names(func).any(|name| {
        let of_module = |module: &&str| name.strip_prefix(*module).is_some_and(|rest| rest.starts_with('.'));
        // Of `urllib3` only the pools are made for a host.
        MODULES.iter().any(of_module)
            && (!name.starts_with("urllib3.") || POOLS.iter().any(|pool| name.ends_with(pool)))
    }))
}

/// Whether the host stands by itself: a socket takes it in a pair with the port, and a pair that stands elsewhere is no host.
fn is_host_alone(fix: &Fix<'_>, address: ExprId) -> bool {
    let is_paired =
        matches!(fix.file.parent(address), Node::Expr(parent) if matches!(fix.kind(parent), ExprKind::Tuple(_)));
    let of_socket = fix.call().and_then(|call| fix.parts(call)).is_some_and(|(func, _)| {
        fix.file.qualified_names(func).any(|name| name.starts_with("socket.") || name.starts_with("paramiko.Transport"))
    });
    is_paired || !of_socket
}

/// The host of an address that is put together: `f"https://{host}/status"`.
fn host(fix: &Fix<'_>, address: ExprId) -> Option<ExprId> {
    let template = template::of(fix, address)?;
    let [Part::Text(scheme), Part::Value(host), rest @ ..] = &template.parts[..] else { return None };
    let is_whole = match rest.first() {
        Some(Part::Text(next)) => next.starts_with(['/', ':', '?']),
        Some(Part::Value(_)) => false,
        None => true,
    };
    let is_constant = rest.iter().all(|part| matches!(part, Part::Text(_)));
    let is_bare = matches!(scheme.as_str(), "http://" | "https://") && template.built == address;
    (is_bare && is_whole && is_constant && values::is_atom(fix, *host, 0)).then_some(*host)
}

/// The file's list of hosts, written before the definition that uses it if there is none.
fn list(fix: &mut Fix<'_>) -> Option<&'static str> {
    let mut same = names::visible(fix.file, fix.site.span.start)
        .filter(|binding| names::text(fix.file, binding) == LIST)
        .map(|binding| fix.file.scopes().get(binding.scope.index()).map(|scope| scope.kind))
        .peekable();
    if same.peek().is_some() {
        // Another value of that name, of the function itself, is no list of the file.
        return same.all(|scope| scope == Some(ScopeKind::Module)).then_some(LIST);
    }
    let mut top: StmtId = fix.statement()?;
    while let Some(around) = fix.file.stmt_parent(top) {
        top = around;
    }
    // What stands at the top itself would have two insertions at one place.
    if Some(top) == fix.statement() {
        return None;
    }
    let gap = [String::new(), String::new()];
    let example = strings::literal("api.example.com", strings::quote(fix));
    let line = format!("{LIST} = {{{example}}}  # name the hosts that may be asked");
    fix.before(top, &[&[line][..], &gap[..]].concat())?;
    Some(LIST)
}
