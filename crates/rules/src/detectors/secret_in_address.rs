//! PV446: secrets in the query of an address that is asked for.

use syntax::ast::{ExprId, ExprKind};

use crate::code::around::last_word;
use crate::code::built::{Piece, is_part_of_another, pieces};
use crate::code::testing;
use crate::detector::{Context, Detector};

pub(crate) struct SecretInAddress;

/// Parameters whose value opens something. Keys of an interface are left out: many services take theirs nowhere else.
const SECRETS: [&str; 11] = [
    "password",
    "passwd",
    "pwd",
    "access_token",
    "auth_token",
    "refresh_token",
    "session_id",
    "sessionid",
    "jwt",
    "client_secret",
    "secret",
];

impl Detector for SecretInAddress {
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        if matches!(cx.tree().expr(expr).kind, ExprKind::FString(_) | ExprKind::Binary { .. }) {
            look(cx, expr);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if last_word(cx.file, call) == Some("format") {
            look(cx, call);
        }
    }
}

fn look(cx: &mut Context<'_>, text: ExprId) {
    if is_part_of_another(cx.file, text) || !asks_others(cx) || testing::is_test_file(cx.path) {
        return;
    }
    let Some(pieces) = pieces(cx.file, text) else { return };
    let mut before = String::new();
    for piece in &pieces {
        match piece {
            Piece::Text(part) => before.push_str(part),
            Piece::Value(_) => {
                let name = before
                    .strip_suffix('=')
                    .and_then(|rest| rest.rsplit(['?', '&']).next().filter(|name| rest.len() > name.len()));
                if before.starts_with("http") && name.is_some_and(|name| SECRETS.contains(&name)) {
                    let candidate = cx.candidate(
                        text,
                        "A secret stands in the query of this address: servers, proxies and browsers write addresses into logs and \
                         histories. Send it in a header, or in the body.",
                    );
                    return cx.report(candidate);
                }
                before.push(' ');
            }
        }
    }
}

/// Whether the file sends requests: a link for a mail needs its token.
fn asks_others(cx: &Context<'_>) -> bool {
    ["requests", "httpx", "urllib", "urllib3", "aiohttp", "http"].iter().any(|module| cx.facts().imports(module))
}
