//! PV360: schemes of FastAPI whose token nobody looks at.

use syntax::ast::{Argument, ExprId, ExprKind, Function, Param, StmtId};

use crate::code::around::{calls_in, calls_one_of, decorator_name};
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct UnreadToken;

/// Classes that look whether a header, cookie or parameter is there, and no further.
const SCHEMES: &[&str] = &[
    "fastapi.security.OAuth2PasswordBearer",
    "fastapi.security.OAuth2AuthorizationCodeBearer",
    "fastapi.security.HTTPBearer",
    "fastapi.security.HTTPBasic",
    "fastapi.security.APIKeyHeader",
    "fastapi.security.APIKeyQuery",
    "fastapi.security.APIKeyCookie",
];

const DEPENDS: &[&str] = &["fastapi.Depends", "fastapi.Security", "fastapi.params.Depends"];

const MESSAGE: &str = "The route asks for a token and nobody looks whether it is valid: any text will do. Depend on a function \
                       that checks it and gives the user.";

impl Detector for UnreadToken {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function).filter(|_| cx.facts().imports("fastapi")) else { return };
        if !is_route(cx, definition) {
            return;
        }
        for param in &definition.params.params {
            if let Some(depends) = depends_on_scheme(cx, param)
                && !is_read(cx, definition, cx.tree().text(param.name.span))
            {
                let candidate = cx.candidate(depends, MESSAGE);
                return cx.report(candidate);
            }
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let Some(list) = cx.file.call_args(call).keyword("dependencies").filter(|_| cx.facts().imports("fastapi"))
        else {
            return;
        };
        let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(list).kind else { return };
        if let Some(&depends) = items.iter().find(|&&item| names_scheme(cx, item)) {
            let candidate = cx.candidate(depends, MESSAGE);
            cx.report(candidate);
        }
    }
}

fn is_route(cx: &Context<'_>, function: &Function) -> bool {
    function.decorators.iter().any(|&decorator| {
        let name = decorator_name(cx.file, decorator);
        matches!(cx.tree().expr(name).kind, ExprKind::Attribute { .. })
            && matches!(
                written::last_word(cx.file, name),
                Some("get" | "post" | "put" | "patch" | "delete" | "api_route" | "websocket")
            )
    })
}

/// `Depends(scheme)`, as the default or in `Annotated[…]`.
fn depends_on_scheme(cx: &Context<'_>, param: &Param) -> Option<ExprId> {
    let annotated = param
        .annotation
        .and_then(|annotation| calls_in(cx.file, cx.tree().expr(annotation).span).find(|&call| names_scheme(cx, call)));
    param.default.filter(|&default| names_scheme(cx, default)).or(annotated)
}

fn names_scheme(cx: &Context<'_>, depends: ExprId) -> bool {
    if !calls_one_of(cx.file, depends, DEPENDS) {
        return false;
    }
    let scheme =
        cx.file.call_args(depends).argument(Some(0), Some("dependency")).and_then(|scheme| cx.file.display(scheme));
    scheme.is_some_and(|scheme| calls_one_of(cx.file, scheme, SCHEMES))
}

/// Whether the function's body names the parameter.
fn is_read(cx: &Context<'_>, function: &Function, name: &str) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    function.body.iter().any(|&stmt| {
        let text = cx.tree().text(cx.tree().stmt(stmt).span);
        text.match_indices(name).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            !is_word(before) && !is_word(text.as_bytes().get(at + name.len()))
        })
    }) || function
        .params
        .params
        .iter()
        .filter_map(|param| param.default)
        .any(|default| cx.file.call_args(default).all().iter().map(Argument::value).any(|value| cx.text(value) == name))
}
