//! Words of rights that an account alone does not give, and of those who ask.

use syntax::ast::{ExprId, ExprKind};

use crate::code::around::last_word;
use crate::code::written;
use crate::detector::Context;

/// In lower case.
pub(crate) const RIGHTS: [&str; 15] = [
    "admin",
    "admins",
    "administrator",
    "staff",
    "superuser",
    "sysadmin",
    "permission",
    "permissions",
    "perm",
    "perms",
    "role",
    "roles",
    "privilege",
    "privileges",
    "moderator",
];

/// For somebody who asks, in lower case.
pub(crate) const PEOPLE: [&str; 10] =
    ["user", "customer", "account", "member", "pupil", "student", "owner", "tenant", "patient", "principal"];

/// What a function names that knows who asks.
pub(crate) const SAYS_WHO: [&str; 7] =
    ["current_user", "request.user", "g.user", "request[\"user\"]", "request['user']", "session[", "owner"];

/// Whether a value is whoever sends the request, or a part of them: `request.user`, `self.request.user.reader`, `current_user.id`.
pub(crate) fn is_who_asks(cx: &Context<'_>, value: ExprId) -> bool {
    /// Attributes that are looked through.
    const MAX_PARTS: usize = 6;
    let mut at = value;
    for _ in 0..MAX_PARTS {
        match cx.tree().expr(at).kind {
            ExprKind::Name => return cx.text(at) == "current_user",
            ExprKind::Attribute { value, attr } => {
                if cx.tree().text(attr.span) == "user" && written::last_word(cx.file, value) == Some("request") {
                    return true;
                }
                at = value;
            }
            _ => return false,
        }
    }
    false
}

/// Whether the addresses of the file's routes say that they are for those who may see everything: `APIRouter(prefix="/staff")`.
pub(crate) fn is_for_staff(cx: &Context<'_>) -> bool {
    let says_so = |prefix: ExprId| {
        let prefix = cx.file.constant(prefix);
        let prefix = prefix.as_ref().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        secrets::words(prefix).iter().any(|word| RIGHTS.contains(&&**word))
    };
    cx.file.calls().iter().any(|&call| {
        let args = cx.file.call_args(call);
        matches!(last_word(cx.file, call), Some("APIRouter" | "Blueprint"))
            && ["prefix", "url_prefix"].iter().filter_map(|word| args.keyword(word)).any(says_so)
    })
}
