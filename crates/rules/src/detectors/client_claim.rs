//! PV417: rights that rest on what the client says about itself.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Argument, CompareOp, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};

use crate::code::around::{calls_in, function_of, given, imports, last_word};
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct ClientClaim;

/// What a request carries and nobody signs, by the attribute that holds it.
const CARRIED: [&str; 9] = ["cookies", "COOKIES", "headers", "args", "GET", "query", "query_params", "META", "params"];

const CLAIMED: &str = "The client says this about itself, and nothing signs it: whoever changes the field has the right. Decide by the \
                       session, or look the user up.";

/// How deep a condition is looked into.
const MAX_DEPTH: u32 = 8;

impl Detector for ClientClaim {
    /// Tornado asks `get_current_user` who sends the request: a cookie that nobody signed says what its owner wants.
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let in_handler = || {
            cx.file
                .enclosing_class_of(function)
                .is_some_and(|class| cx.file.definition_name(class).ends_with("Handler") && imports(cx.file, "tornado"))
        };
        if cx.file.definition_name(function) != "get_current_user" || !in_handler() {
            return;
        }
        let names_person = |call: &ExprId| {
            let key = cx.file.call_args(*call).argument(Some(0), Some("name")).and_then(|key| cx.file.constant(key));
            last_word(cx.file, *call) == Some("get_cookie")
                && key.is_some_and(|key| key.as_str().is_some_and(says_person))
        };
        let found = calls_in(cx.file, cx.tree().stmt(function).span).find(names_person);
        if let Some(call) = found {
            let candidate = cx.candidate(
                call,
                "This cookie says who sends the request, and nothing signs it: whoever changes it is somebody else. Use \
                 `set_signed_cookie` and `get_signed_cookie`, or keep a random name of a session in it and look that up.",
            );
            cx.report(candidate);
        }
    }

    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        if let StmtKind::Return(Some(value)) = cx.tree().stmt(stmt).kind {
            // `return bool(…)`
            let value = match &cx.tree().expr(value).kind {
                ExprKind::Call { args, .. } if last_word(cx.file, value) == Some("bool") => {
                    args.first().map_or(value, Argument::value)
                }
                _ => value,
            };
            identity_of_cookie(cx, value);
            right_of_claim(cx, stmt, value);
        }
        let StmtKind::If { arms, .. } = &cx.tree().stmt(stmt).kind else { return };
        for arm in arms {
            if let Some(place) = claim(cx, arm.test, 0).filter(|_| !only_leads_on(cx, &arm.body)) {
                let candidate = cx.candidate(place, CLAIMED);
                cx.report(candidate);
            }
        }
    }
}

/// `def is_admin(request): return request.headers.get("X-Admin") == "1"`: a function whose answer to what somebody may do is what they say.
fn right_of_claim(cx: &mut Context<'_>, stmt: StmtId, value: ExprId) {
    let asks = |function: StmtId| {
        let name = cx.file.definition_name(function);
        let first = words(name).into_iter().next();
        matches!(first.as_deref(), Some("is" | "has" | "check" | "require" | "can" | "may"))
            && (says_right(name) || matches!(name, "has_permission" | "has_object_permission"))
    };
    if !matches!(cx.tree().expr(value).kind, ExprKind::Call { .. } | ExprKind::Subscript { .. })
        && cx.file.enclosing_function_of(stmt).is_some_and(asks)
        && let Some(place) = claim(cx, value, 0)
    {
        let candidate = cx.candidate(place, CLAIMED);
        cx.report(candidate);
    }
}

/// `return request.cookies.get("user")`: a function whose answer to who asks is a cookie that nobody signed. In Bottle a cookie that is
/// read with `secret` is signed.
fn identity_of_cookie(cx: &mut Context<'_>, value: ExprId) {
    let ExprKind::Call { func, .. } = cx.tree().expr(value).kind else { return };
    let ExprKind::Attribute { value: holder, attr } = cx.tree().expr(func).kind else { return };
    let is_cookie = match cx.tree().text(attr.span) {
        "get_cookie" => written::last_word(cx.file, holder) == Some("request"),
        "get" => match cx.tree().expr(holder).kind {
            ExprKind::Attribute { value, attr } => {
                matches!(cx.tree().text(attr.span), "cookies" | "COOKIES")
                    && written::last_word(cx.file, value) == Some("request")
            }
            _ => false,
        },
        _ => false,
    };
    let args = cx.file.call_args(value);
    let key = args.positional(0).and_then(|key| cx.file.constant(key));
    let names_person = key.is_some_and(|key| key.as_str().is_some_and(says_person));
    let is_suggestion = || {
        let function = cx.file.enclosing_function(value).map(|function| words(cx.file.definition_name(function)));
        function.is_none_or(|words| {
            words.iter().any(|word| matches!(&**word, "remembered" | "last" | "suggested" | "initial" | "default"))
        })
    };
    if is_cookie && names_person && args.keyword("secret").is_none() && !is_suggestion() {
        let candidate = cx.candidate(
            value,
            "This cookie says who sends the request, and nothing signs it: whoever changes it is somebody else. Sign it, or keep a \
             random name of a session in it and look that up.",
        );
        cx.report(candidate);
    }
}

/// Whether a block only leads the visitor to another page, which asks for itself.
fn only_leads_on(cx: &Context<'_>, body: &[StmtId]) -> bool {
    body.iter().all(|&stmt| match cx.tree().stmt(stmt).kind {
        StmtKind::Assign { .. } => true,
        StmtKind::Return(Some(answer)) => {
            last_word(cx.file, answer).is_some_and(|name| name.to_ascii_lowercase().contains("redirect"))
        }
        _ => false,
    })
}

/// The part of a condition that asks the request whether its sender is somebody special.
fn claim(cx: &Context<'_>, test: ExprId, depth: u32) -> Option<ExprId> {
    if depth > MAX_DEPTH {
        return None;
    }
    match &cx.tree().expr(test).kind {
        ExprKind::BoolOp { values, .. } => values.iter().find_map(|&value| claim(cx, value, depth + 1)),
        ExprKind::Unary { op: UnaryOp::Not, operand } => claim(cx, *operand, depth + 1),
        // Compared with a fixed value; what is compared with a secret is a check.
        ExprKind::Compare { left, rest } => match **rest {
            [(_, right)] if cx.file.is_constant(right) => {
                // Whether there is such a header at all says nothing of who asks.
                let is_absence = matches!(cx.tree().expr(right).kind, ExprKind::None);
                Some(*left).filter(|&side| is_claim(cx, side) || !is_absence && is_forwarded(cx, side))
            }
            // `ip in ALLOWED_ADDRESSES`
            [(CompareOp::In | CompareOp::NotIn, right)] if names_allowed(cx, right) => {
                Some(*left).filter(|&side| is_forwarded(cx, side))
            }
            [(_, right)] if cx.file.is_constant(*left) => Some(right).filter(|&side| is_claim(cx, side)),
            _ => None,
        },
        // `admin = request.headers.get("X-Admin") == "1"`, asked by its name
        ExprKind::Name => match given(cx.file, test) {
            made if made != test && is_equality(cx, made) => claim(cx, made, depth + 1),
            _ => None,
        },
        // `ip.startswith("10.")`
        ExprKind::Call { func, args } => match (&cx.tree().expr(*func).kind, args.first()) {
            (ExprKind::Attribute { value, attr }, Some(prefix))
                if cx.tree().text(attr.span) == "startswith" && cx.file.is_constant(prefix.value()) =>
            {
                Some(*value).filter(|&value| is_forwarded(cx, value))
            }
            _ => Some(test).filter(|&test| is_claim(cx, test)),
        },
        _ => Some(test).filter(|&test| is_claim(cx, test)),
    }
}

/// `request.cookies.get("is_admin")`, `request.headers["X-Role"]`
fn is_claim(cx: &Context<'_>, e: ExprId) -> bool {
    if is_claiming_parameter(cx, e) {
        return true;
    }
    let e = cx.file.display(e).unwrap_or(e);
    let (holder, key) = match cx.tree().expr(e).kind {
        ExprKind::Subscript { value, index } => (value, Some(index)),
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "get" => {
                (value, cx.file.call_args(e).positional(0))
            }
            _ => return false,
        },
        _ => return false,
    };
    let ExprKind::Attribute { value, attr } = cx.tree().expr(holder).kind else { return false };
    let is_carried = CARRIED.contains(&cx.tree().text(attr.span))
        && matches!(written::last_word(cx.file, value), Some("request" | "req"));
    is_carried && key.and_then(|key| cx.file.constant(key)).is_some_and(|key| key.as_str().is_some_and(says_right))
}

/// `role: str = Header("user", alias="X-Role")`, `role: Annotated[str, Cookie()]`
fn is_claiming_parameter(cx: &Context<'_>, e: ExprId) -> bool {
    let ExprKind::Name = cx.tree().expr(e).kind else { return false };
    let Some(BindingKind::Param { function, index }) =
        cx.file.binding(e).map(|binding| cx.file.binding_info(binding).kind)
    else {
        return false;
    };
    let Some(param) = cx.file.function(function).and_then(|function| function.params.params.get(index)) else {
        return false;
    };
    let within = |place: ExprId| match &cx.tree().expr(place).kind {
        ExprKind::Subscript { index, .. } => match &cx.tree().expr(*index).kind {
            ExprKind::Tuple(parts) => parts.to_vec(),
            _ => Vec::new(),
        },
        _ => vec![place],
    };
    let alias = |place: ExprId| cx.file.call_args(place).keyword("alias").and_then(|alias| cx.file.constant(alias));
    param.default.into_iter().chain(param.annotation).flat_map(within).any(|place| {
        let func = function_of(cx.file, place);
        func.is_some_and(|func| {
            cx.file.qualified_names(func).any(|name| {
                matches!(
                    name,
                    "fastapi.Header"
                        | "fastapi.Cookie"
                        | "fastapi.param_functions.Header"
                        | "fastapi.param_functions.Cookie"
                )
            })
        }) && (says_right(cx.text(e)) || alias(place).is_some_and(|alias| alias.as_str().is_some_and(says_right)))
    })
}

/// Whether a value says whether something is equal to something else.
fn is_equality(cx: &Context<'_>, e: ExprId) -> bool {
    matches!(&cx.tree().expr(e).kind, ExprKind::Compare { rest, .. } if matches!(**rest, [(CompareOp::Eq | CompareOp::NotEq, _)]))
}

/// Headers in which a client may write any address.
const FORWARDED: [&str; 6] =
    ["x-forwarded-for", "x-real-ip", "x-client-ip", "true-client-ip", "http-x-forwarded-for", "http-x-real-ip"];

/// Whether a value is the address that a header gives for the client's: `request.headers["X-Forwarded-For"].split(",")[0].strip()`.
fn is_forwarded(cx: &Context<'_>, e: ExprId) -> bool {
    let mut at = given(cx.file, e);
    for _ in 0..MAX_DEPTH {
        let (object, key) = match cx.tree().expr(at).kind {
            ExprKind::Subscript { value, index } => (value, Some(index)),
            ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, .. } => (value, cx.file.call_args(at).positional(0)),
                _ => return false,
            },
            ExprKind::BoolOp { ref values, .. } => match values.first() {
                Some(&first) => (first, None),
                None => return false,
            },
            _ => return false,
        };
        let is_header = |key: &str| FORWARDED.contains(&&*key.to_ascii_lowercase().replace('_', "-"));
        if key.and_then(|key| cx.file.constant(key)).is_some_and(|key| key.as_str().is_some_and(is_header)) {
            return matches!(written::last_word(cx.file, object), Some("headers" | "META" | "environ"));
        }
        at = given(cx.file, object);
    }
    false
}

/// Whether a name says that it holds those who may: `ALLOWED_IPS`, `settings.TRUSTED_NETWORKS`.
fn names_allowed(cx: &Context<'_>, e: ExprId) -> bool {
    written::last_word(cx.file, e).is_some_and(|name| {
        words(name).iter().any(|word| {
            matches!(
                &**word,
                "allowed"
                    | "allow"
                    | "allowlist"
                    | "whitelist"
                    | "whitelisted"
                    | "trusted"
                    | "internal"
                    | "permitted"
                    | "office"
                    | "admin"
            )
        })
    })
}

/// Whether a cookie's name says that a person's name or number is in it, and not that of a session.
fn says_person(key: &str) -> bool {
    let words = words(key);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&["user", "username", "uid", "email", "login", "account", "member", "admin", "operator", "employee"])
        && !has(&["session", "token", "sid", "key", "hash"])
}

fn says_right(key: &str) -> bool {
    // `include_admin_tags`: what is shown, not who asks.
    const ASKS: [&str; 8] = ["include", "show", "hide", "filter", "exclude", "only", "sort", "with"];
    let words = words(key);
    !words.first().is_some_and(|first| ASKS.contains(&&**first))
        && words.iter().any(|word| {
            matches!(
                &**word,
                "admin"
                    | "role"
                    | "roles"
                    | "superuser"
                    | "staff"
                    | "privileged"
                    | "authenticated"
                    | "loggedin"
                    | "moderator"
            )
        })
}
