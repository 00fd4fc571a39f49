//! PV445: requests over plain HTTP to other machines, and logins of mail servers and directories without TLS.

use secrets::words;
use semantic::{BindingKind, Const};
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{function_of, given, last_word};
use crate::code::example::is_docstring;
use crate::detector::{Context, Detector};
use crate::languages::plain_connection::{Reach, is_mail_without_tls, reach, reach_beside};

pub(crate) struct PlainAddress;

impl Detector for PlainAddress {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let Some(&address) = candidate.focus.first() else {
            return match last_word(cx.file, candidate.expr?) {
                Some("Connection" | "simple_bind_s" | "bind_s") => directory_login(cx, candidate),
                Some("login" | "pass_") => login(cx, candidate),
                _ => told_to_be_plain(cx, candidate),
            };
        };
        let start = cx.facts().known_start(cx.file, address);
        let behind = ["http://", "ftp://", "tcp://"].iter().find_map(|scheme| start.strip_prefix(scheme));
        let host = match behind {
            Some(rest) => rest.to_owned(),
            // `HTTPConnection("host")` has no scheme.
            None if !start.contains("://") && is_plain_class(cx, &candidate) => match cx.file.constant(address)? {
                Const::Str(host) => host.to_string(),
                _ => return None,
            },
            None => return None,
        };
        let host = host.split(['/', ':', '?', '#']).next().unwrap_or_default();
        if !is_public(host) {
            return None;
        }
        if sends_secret(cx, candidate.expr?) {
            candidate.cvss = Some(READ_ON_THE_WAY);
        } else if PROGRAMS
            .iter()
            .any(|end| cx.file.constant(address).is_some_and(|all| all.as_str().is_some_and(|all| all.ends_with(end))))
        {
            candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H");
        }
        candidate.focus.clear();
        Some(candidate)
    }

    /// `postgresql://shop@db.example.org/shop?sslmode=disable`
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        if !matches!(cx.tree().expr(expr).kind, ExprKind::Str(_) | ExprKind::FString(_)) {
            return;
        }
        let written = cx.text(expr);
        if !written.contains("sslmode=disable") || is_docstring(cx.file, expr) {
            return;
        }
        if reach(written.trim_matches(['f', 'r', 'b', '"', '\''])) == Reach::Public {
            let mut candidate = cx.candidate(
                expr,
                "The address asks the database for a connection without TLS, so whoever listens on the way reads what is asked and \
                 answered. Write `sslmode=verify-full`.",
            );
            candidate.cvss = Some(READ_ON_THE_WAY);
            cx.report(candidate);
        }
    }
}

/// The score of a password, or of data, that is sent as plain text over networks of others.
const READ_ON_THE_WAY: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N";

/// An option that says that TLS is not to be used, and the mail server of a module of settings that names none. Where the other side
/// is not known, it may be a neighbour.
fn told_to_be_plain(cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
    let option = candidate.expr?;
    let is_mail = cx.tree().text(candidate.span).starts_with("EMAIL_HOST");
    let leads =
        if is_mail { is_mail_without_tls(cx, option).then_some(Reach::Public)? } else { reach_beside(cx, option) };
    match leads {
        Reach::Private => return None,
        Reach::Public => candidate.cvss = Some(READ_ON_THE_WAY),
        Reach::Unknown => {}
    }
    Some(candidate)
}

/// The call that made a server, also where `with` gave it its name.
fn made(cx: &Context<'_>, server: ExprId) -> ExprId {
    match cx.file.reaching(server)[..] {
        [binding] => match cx.file.binding_info(binding).kind {
            BindingKind::With { context, whole: true } => context,
            _ => given(cx.file, server),
        },
        _ => server,
    }
}

/// `server.login(user, password)`, where nothing in the file encrypts the connection and the server may be another machine.
fn login(cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
    let func = function_of(cx.file, candidate.expr?)?;
    // One name may stand for both classes.
    let is_plain = !cx.file.qualified_names(func).any(|name| name.contains("_SSL"));
    let encrypts = || cx.file.calls().iter().any(|&call| matches!(last_word(cx.file, call), Some("starttls" | "stls")));
    if !is_plain || encrypts() {
        return None;
    }
    let ExprKind::Attribute { value: server, .. } = cx.tree().expr(func).kind else { return None };
    let host = cx.file.call_args(made(cx, server)).argument(Some(0), Some("host"));
    match host.and_then(|host| cx.file.constant(host)) {
        Some(Const::Str(host)) if !is_public(&host) => return None,
        Some(_) => candidate.cvss = Some(READ_ON_THE_WAY),
        None => {}
    }
    Some(candidate)
}

/// `Connection(Server("directory.example.org"), name, password)`, `ldap.initialize("ldap://…").simple_bind_s(name, password)`, where
/// nothing encrypts the connection and the server may be another machine.
fn directory_login(cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
    let call = candidate.expr?;
    let args = cx.file.call_args(call);
    let by_other_means = |keyword: &str, means: &[&str]| {
        args.keyword(keyword).is_some_and(|value| means.iter().any(|word| cx.text(value).contains(word)))
    };
    let starts_tls =
        || cx.file.calls().iter().any(|&call| matches!(last_word(cx.file, call), Some("start_tls" | "start_tls_s")));
    if by_other_means("auto_bind", &["TLS"]) || by_other_means("authentication", &["NTLM", "SASL"]) || starts_tls() {
        return None;
    }
    let maker = match cx.tree().expr(function_of(cx.file, call)?).kind {
        ExprKind::Attribute { value, .. } if last_word(cx.file, call) != Some("Connection") => given(cx.file, value),
        _ => given(cx.file, args.argument(Some(0), Some("server"))?),
    };
    if !matches!(cx.tree().expr(maker).kind, ExprKind::Call { .. }) {
        return None;
    }
    let server = cx.file.call_args(maker);
    if server.keyword("use_ssl").is_some_and(|option| cx.file.constant(option) != Some(Const::Bool(false)))
        || server.keyword("tls").is_some()
    {
        return None;
    }
    let address = server.positional(0).or_else(|| server.keyword("host"))?;
    let start = cx.facts().known_start(cx.file, address);
    let host = start.strip_prefix("ldap://").unwrap_or(&start);
    if host.contains("://") {
        return None;
    }
    let host = host.split(['/', ':']).next().unwrap_or_default();
    if is_public(host) {
        candidate.cvss = Some(READ_ON_THE_WAY);
    } else if cx.file.is_constant(address) {
        return None;
    }
    Some(candidate)
}

/// Endings of files that are run or installed after they were fetched.
const PROGRAMS: [&str; 12] =
    [".sh", ".py", ".exe", ".msi", ".deb", ".rpm", ".whl", ".jar", ".apk", ".dmg", ".ps1", ".pkl"];

/// Whether a request carries what nobody else may see: `auth=…`, `json={"password": …}`, `headers={"Authorization": …}`.
fn sends_secret(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    let is_secret = |key: ExprId| {
        let key = cx.file.constant(key);
        key.as_ref().and_then(|key| key.as_str()).is_some_and(|key| {
            words(key)
                .iter()
                .any(|word| matches!(&**word, "password" | "passwd" | "authorization" | "token" | "secret"))
        })
    };
    let holds_secret = |value: ExprId| match &cx.tree().expr(given(cx.file, value)).kind {
        ExprKind::Dict(entries) => entries.iter().filter_map(|&(key, _)| key).any(is_secret),
        _ => false,
    };
    args.keyword("auth").is_some()
        || ["data", "json", "headers", "params"].iter().filter_map(|word| args.keyword(word)).any(holds_secret)
}

fn is_plain_class(cx: &Context<'_>, candidate: &Candidate) -> bool {
    candidate
        .expr
        .and_then(|call| last_word(cx.file, call))
        .is_some_and(|name| matches!(name, "HTTPConnection" | "HTTPConnectionPool"))
}

/// Whether the host is a machine elsewhere: no name of a private network, and not unknown.
pub(crate) fn is_public(host: &str) -> bool {
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let private = ["127.", "10.", "192.168.", "169.254.", "0."].iter().any(|start| host.starts_with(start))
        || (16..32).any(|block| host.starts_with(&format!("172.{block}.")));
    let inside = [".local", ".localhost", ".internal", ".lan", ".test", ".svc", ".invalid", ".home"];
    host.contains('.') && !private && !inside.iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn machines_of_a_private_network_are_told_from_others() {
        for host in ["shop.example.org", "8.8.8.8", "172.32.0.1"] {
            assert!(is_public(host), "{host}");
        }
        for host in ["localhost", "users", "10.0.0.7", "172.16.4.1", "db.internal", "127.0.0.1", ""] {
            assert!(!is_public(host), "{host}");
        }
    }
}
