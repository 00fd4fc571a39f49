//! Connections of databases, brokers and mail servers that are told to do without TLS, and where they lead.

use semantic::{Const, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::detector::Context;
use crate::detectors::plain_address::is_public;

/// How many calls and mappings around an option are looked into for the host.
const MAX_AROUND: usize = 4;

/// Keywords and keys that name the other side.
const HOSTS: [&str; 9] =
    ["host", "HOST", "hostname", "hostaddr", "server", "bootstrap_servers", "bootstrap.servers", "dsn", "conninfo"];

/// Where a connection leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To a machine elsewhere.
    Public,
    /// To this machine, its private network, or a neighbour that has no more than a name.
    Private,
    /// The file does not say.
    Unknown,
}

/// Where the call or mapping around an option leads: `connect(host="db.example.org", sslmode="disable")`.
pub(crate) fn reach_beside(cx: &Context<'_>, option: ExprId) -> Reach {
    let mut at = option;
    for _ in 0..MAX_AROUND {
        let Node::Expr(around) = cx.file.parent(at) else { break };
        if let Some(host) = named_in(cx, around) {
            return reach_of(cx, host);
        }
        at = around;
    }
    Reach::Unknown
}

/// What a call or mapping names as the other side; the first argument of a call may be an address.
fn named_in(cx: &Context<'_>, around: ExprId) -> Option<ExprId> {
    match &cx.tree().expr(around).kind {
        ExprKind::Call { args, .. } => args
            .iter()
            .find_map(|argument| match *argument {
                Argument::Keyword { name, value } if HOSTS.contains(&cx.tree().text(name.span)) => Some(value),
                _ => None,
            })
            .or_else(|| cx.file.call_args(around).positional(0).filter(|&first| is_text(cx, first))),
        ExprKind::Dict(entries) => entries.iter().find_map(|&(key, value)| {
            let key = cx.file.constant(key?)?;
            HOSTS.contains(&key.as_str()?).then_some(value)
        }),
        _ => None,
    }
}

fn is_text(cx: &Context<'_>, e: ExprId) -> bool {
    matches!(cx.file.constant(e), Some(Const::Str(_)))
}

fn reach_of(cx: &Context<'_>, host: ExprId) -> Reach {
    match cx.file.constant(host) {
        Some(Const::Str(text)) => reach(&text),
        Some(Const::List(items) | Const::Tuple(items)) => match items.first() {
            Some(Const::Str(text)) => reach(text),
            _ => Reach::Unknown,
        },
        _ => Reach::Unknown,
    }
}

/// Where an address leads: `postgresql://user@host:5432/name`, `host=… dbname=…`, `host:9092,other:9092`, as text or as an f-string
/// is written.
pub(crate) fn reach(address: &str) -> Reach {
    let host = if let Some((_, rest)) = address.split_once("://") {
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        authority.rsplit('@').next().unwrap_or_default()
    } else if let Some((_, rest)) = address.split_once("host=") {
        rest.split([' ', '"', '\'']).next().unwrap_or_default()
    } else if address.contains('=') {
        return Reach::Unknown;
    } else {
        address.split(',').next().unwrap_or_default()
    };
    if host.contains(['{', '%', '<', '$']) {
        return Reach::Unknown;
    }
    let host = host.split(':').next().unwrap_or_default();
    if !host.starts_with('/') && is_public(host) { Reach::Public } else { Reach::Private }
}

/// Whether a module of settings names a mail server elsewhere, and somebody who logs in there, and asks for no TLS.
pub(crate) fn is_mail_without_tls(cx: &Context<'_>, host: ExprId) -> bool {
    let settings = |name: &str| {
        let is_it = |target: &ExprId| cx.text(*target) == name;
        cx.tree().body().iter().find_map(|&stmt| match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } if targets.iter().any(is_it) => Some(*value),
            _ => None,
        })
    };
    let is_off = |name| settings(name).is_none_or(|value| cx.file.constant(value).is_some_and(|value| !value.truthy()));
    let logs_in = ["EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"].into_iter().any(|name| settings(name).is_some());
    cx.settings_module().is_some()
        && reach_of(cx, host) == Reach::Public
        && logs_in
        && is_off("EMAIL_USE_TLS")
        && is_off("EMAIL_USE_SSL")
}

#[cfg(test)]
mod tests {
    use super::{Reach, reach};

    #[test]
    fn an_address_says_where_it_leads() {
        for (address, expected) in [
            ("postgresql://etl@dw.example.org/dw?sslmode=disable", Reach::Public),
            ("host=dw.example.org dbname=dw sslmode=disable", Reach::Public),
            ("k1.example.org:9092,k2.example.org:9092", Reach::Public),
            ("postgresql://etl@localhost:5432/dw", Reach::Private),
            ("postgresql:///dw?host=/run/postgresql", Reach::Private),
            ("postgres://db/dw", Reach::Private),
            ("host=/run/postgresql dbname=dw", Reach::Private),
            ("postgresql://{USER}@{HOST}/dw", Reach::Unknown),
            ("dbname=dw sslmode=disable", Reach::Unknown),
        ] {
            assert_eq!(reach(address), expected, "{address}");
        }
    }
}
