//! PV317: views of REST framework that change data and ask for no permission.

use model::Confidence;
use secrets::words;
use semantic::Const;
use syntax::ast::{Class, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{bases, calls_in, calls_one_of, class_value, last_word, methods};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct OpenPermission;

const MESSAGE: &str = "This view changes data and asks for no permission, so everybody who finds its address can use it. Name \
                       a permission such as `IsAuthenticated`, and limit the records to those of the user.";

/// Methods of a view that change something.
const CHANGES: [&str; 8] = ["post", "put", "patch", "delete", "create", "update", "partial_update", "destroy"];

/// Words of views that people use before they have an account or session, or that other machines call.
const PUBLIC: [&str; 23] = [
    "login",
    "logout",
    "signin",
    "signup",
    "sign",
    "register",
    "registration",
    "token",
    "auth",
    "password",
    "reset",
    "forgot",
    "verify",
    "verification",
    "confirm",
    "activate",
    "activation",
    "webhook",
    "hook",
    "callback",
    "contact",
    "health",
    "otp",
];

/// How the names of functions begin that change something.
const SAVES: [&str; 23] = [
    "create", "save", "perform", "update", "delete", "destroy", "remove", "add", "set", "send", "run", "execute",
    "apply", "start", "delay", "write", "process", "import", "bulk", "submit", "register", "new", "make",
];

impl Detector for OpenPermission {
    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        let Some(value) = class_value(cx.file, class, "permission_classes") else { return };
        let of_framework = || bases(cx.file, class).any(|base| base.starts_with("rest_framework."));
        let changes = || {
            methods(cx.file, class).any(|name| CHANGES.contains(&name))
                || bases(cx.file, class).any(|base| base_changes(&base))
        };
        if is_open(cx, value) && of_framework() && changes() {
            report(cx, value, cx.file.definition_name(stmt), only_validates(cx, class));
        }
    }

    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let named = |names: &'static [&'static str]| {
            definition.decorators.iter().copied().find(|&decorator| calls_one_of(cx.file, decorator, names))
        };
        if let Some(action) = named(&["rest_framework.decorators.action"])
            && changes_more(cx, action)
            && !(is_asked_by_get(cx, action) && saves_nothing(cx, function))
            && let Some(value) = cx.file.call_args(action).keyword("permission_classes")
            && is_open(cx, value)
        {
            report(cx, value, cx.file.definition_name(function), false);
        }
        let Some(view) = named(&["rest_framework.decorators.api_view"]) else { return };
        let Some(decorator) = named(&["rest_framework.decorators.permission_classes"]) else { return };
        let changes = cx.file.call_args(view).positional(0).is_some_and(|methods| match cx.file.constant(methods) {
            Some(Const::List(items) | Const::Tuple(items)) => items
                .iter()
                .any(|item| item.as_str().is_some_and(|method| !matches!(method, "GET" | "HEAD" | "OPTIONS"))),
            _ => false,
        });
        if changes
            && let Some(value) = cx.file.call_args(decorator).positional(0)
            && is_open(cx, value)
        {
            report(cx, value, cx.file.definition_name(function), false);
        }
    }
}

/// Whether an extra action of a set of views is asked by another method than GET.
fn changes_more(cx: &Context<'_>, action: ExprId) -> bool {
    match cx.file.call_args(action).keyword("methods").and_then(|methods| cx.file.constant(methods)) {
        Some(Const::List(items) | Const::Tuple(items)) => {
            items.iter().any(|item| item.as_str().is_some_and(|method| !method.eq_ignore_ascii_case("get")))
        }
        _ => false,
    }
}

/// Whether an extra action can be asked by GET too: then the other method mostly brings a question that is too long for an address.
fn is_asked_by_get(cx: &Context<'_>, action: ExprId) -> bool {
    match cx.file.call_args(action).keyword("methods").and_then(|methods| cx.file.constant(methods)) {
        Some(Const::List(items) | Const::Tuple(items)) => {
            items.iter().any(|item| item.as_str().is_some_and(|method| method.eq_ignore_ascii_case("get")))
        }
        _ => false,
    }
}

/// Whether nothing that a function calls is named after a change.
fn saves_nothing(cx: &Context<'_>, function: StmtId) -> bool {
    // `apply_filters(…)`, `set_header(…)`, `make_answer(…)`
    let is_vague =
        |word: &str| matches!(word, "apply" | "set" | "run" | "make" | "new" | "process" | "perform" | "import");
    let is_change = |call: ExprId| {
        last_word(cx.file, call)
            .is_some_and(|name| words(name).first().is_some_and(|word| SAVES.contains(&&**word) && !is_vague(word)))
    };
    !calls_in(cx.file, cx.tree().stmt(function).span).any(is_change)
}

/// No permission at all, or `AllowAny` alone.
fn is_open(cx: &Context<'_>, value: ExprId) -> bool {
    let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(value).kind else { return false };
    items.iter().all(|&item| is_named(cx.file, item, &["rest_framework.permissions.AllowAny"]))
}

/// Whether a base of the framework brings methods that change something: `ModelViewSet`, `CreateAPIView`, `DestroyModelMixin`.
fn base_changes(base: &str) -> bool {
    let class = base.rsplit('.').next().unwrap_or(base);
    base.starts_with("rest_framework.")
        && (class == "ModelViewSet" || ["Create", "Update", "Destroy"].iter().any(|word| class.contains(word)))
}

/// Whether the view only says whether what it is given is valid: it asks its serializer, and nothing in it is named after a change. What
/// the class does not define is the base's, which saves.
fn only_validates(cx: &Context<'_>, class: &Class) -> bool {
    let defines = |wanted: &str| methods(cx.file, class).any(|name| name == wanted);
    let only_creates = bases(cx.file, class).all(|base| !base_changes(&base) || base.ends_with(".CreateAPIView"));
    let changing = || {
        class
            .body
            .iter()
            .filter(|&&method| cx.file.function(method).is_some() && CHANGES.contains(&cx.file.definition_name(method)))
    };
    let calls = || {
        let spans = changing().map(|&method| cx.tree().stmt(method).span);
        spans.flat_map(|span| calls_in(cx.file, span)).filter_map(|call| last_word(cx.file, call))
    };
    let keeps_nothing = |name: &str| match name {
        // The base's `post` asks the class's own `create`.
        "post" => defines("create"),
        _ => !CHANGES.contains(&name) && !words(name).iter().any(|word| SAVES.contains(&&**word)),
    };
    only_creates
        && (defines("create") || defines("post"))
        && calls().any(|name| name == "is_valid")
        && calls().all(keeps_nothing)
}

fn report(cx: &mut Context<'_>, value: ExprId, view: &str, only_validates: bool) {
    if words(view).iter().any(|word| PUBLIC.contains(&&**word)) {
        return;
    }
    let mut candidate = cx.candidate(value, MESSAGE);
    candidate.confidence = Some(Confidence::Medium);
    if only_validates {
        candidate.dismissed =
            Some("the view asks its serializer whether the data is valid, and keeps nothing of it".to_owned());
    }
    cx.report(candidate);
}
