//! PV361: models of answers with fields that open something.

use secrets::words;
use syntax::ast::{Argument, Class, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{bases, class_value, decorator_name};
use crate::code::mapping::entries;
use crate::code::{testing, written};
use crate::detector::{Context, Detector};
use crate::web::access::{Access, asked_of};
use crate::web::answers;

pub(crate) struct SecretInResponse;

const MESSAGE: &str = "The answer contains the field `{field}`, so whoever may ask gets the password's hash or the key of \
                       others. Answer with a model that leaves it out.";

/// Less harm: those who are told are those who set it.
const FOR_ADMINISTRATORS: &str = "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:L/I:N/A:N";

/// Less harm: the model's name says that the answer is there to tell the secret.
const ON_PURPOSE: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

impl Detector for SecretInResponse {
    /// `jsonify({"password_hash": user.password_hash})`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if !answers::makes_answer(cx, call) || testing::is_test_file(cx.path) {
            return;
        }
        let args = cx.file.call_args(call);
        let named = args.all().iter().filter_map(|argument| match *argument {
            Argument::Keyword { name, value } => Some((cx.tree().text(name.span).to_owned(), value)),
            _ => None,
        });
        let written = args.positional(0).map(|answer| answers::fields(cx, answer)).unwrap_or_default();
        let told = written.into_iter().chain(named).find(|(field, value)| is_kept_password(cx, field, *value));
        if let Some((field, value)) = told {
            report(cx, value, &field);
        }
    }

    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function).filter(|_| cx.facts().imports("fastapi")) else { return };
        let route = definition.decorators.iter().copied().find(|&decorator| {
            let name = decorator_name(cx.file, decorator);
            name != decorator
                && matches!(
                    written::last_word(cx.file, name),
                    Some("get" | "post" | "put" | "patch" | "delete" | "api_route")
                )
        });
        let Some(route) = route else { return };
        let args = cx.file.call_args(route);
        // What is left out of this answer alone.
        if args.keyword("response_model_exclude").is_some() || args.keyword("response_model_include").is_some() {
            return;
        }
        let Some(model) = args.keyword("response_model").or(definition.returns) else { return };
        // Whoever has something made is told its secret once.
        let makes = |name: &str| {
            words(name).iter().any(|word| matches!(&**word, "create" | "generate" | "rotate" | "exchange" | "issue"))
        };
        if makes(cx.file.definition_name(function)) || makes(cx.text(model)) {
            return;
        }
        if let Some(field) = secret_field(cx, named_class(cx, model)) {
            // Who asks for just that, as in `GET /api-key`, is to be told it.
            let path = args.argument(Some(0), Some("path")).and_then(|path| cx.file.constant(path));
            let asked = path.is_some_and(|path| {
                path.as_str()
                    .is_some_and(|path| path.rsplit('/').next().is_some_and(|last| words(last) == words(&field)))
            });
            if asked {
                return;
            }
            let mut candidate = cx.candidate(model, MESSAGE.replace("{field}", &field));
            if asked_of(cx.file, definition) == Access::Privileged {
                candidate.cvss = Some(FOR_ADMINISTRATORS);
            } else if tells_on_purpose(cx.text(named_class(cx, model))) {
                candidate.cvss = Some(ON_PURPOSE);
            }
            cx.report(candidate);
        }
    }

    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        if !bases(cx.file, class).any(|base| base.starts_with("rest_framework.serializers.")) {
            return;
        }
        // What comes in is not told.
        let takes_in = words(cx.tree().text(class.name.span)).iter().any(|word| TAKES_IN.contains(&&**word));
        if takes_in {
            return;
        }
        let meta = class.body.iter().find_map(|&inner| match &cx.tree().stmt(inner).kind {
            StmtKind::Class(meta) if cx.tree().text(meta.name.span) == "Meta" => Some(&**meta),
            _ => None,
        });
        let Some(fields) = meta.and_then(|meta| class_value(cx.file, meta, "fields")) else { return };
        let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(fields).kind else { return };
        let named = |&item: &ExprId| Some((item, cx.file.constant(item)?.as_str()?.to_owned()));
        let fields: Vec<(ExprId, String)> = items.iter().filter_map(named).collect();
        // A name and a password, and nothing to know the record by: what somebody types to log in.
        if fields.len() == items.len() && fields.iter().all(|(_, field)| is_typed(field)) {
            return;
        }
        if let Some((item, field)) =
            fields.iter().find(|(_, field)| is_secret(field) && !is_write_only(cx, class, meta, field))
        {
            report(cx, *item, field);
        }
    }
}

/// Whether a field tells the password, or what was made of it, that a record keeps: `"password": user.password`.
fn is_kept_password(cx: &Context<'_>, field: &str, value: ExprId) -> bool {
    let says = |name: &str| is_secret(name) && words(name).iter().any(|word| matches!(&**word, "password" | "passwd"));
    let kept = match cx.tree().expr(value).kind {
        ExprKind::Attribute { attr, .. } => Some(cx.tree().text(attr.span).to_owned()),
        ExprKind::Subscript { value: row, index } if !cx.text(row).contains("request") => {
            cx.file.constant(index).and_then(|key| key.as_str().map(str::to_owned))
        }
        _ => None,
    };
    says(field) && kept.is_some_and(|kept| says(&kept))
}

/// Whether a model's name says that it is the one with the secret, beside one without: `UserWithCreds`.
fn tells_on_purpose(model: &str) -> bool {
    let words = words(model);
    let mut behind = words.iter().skip_while(|word| &***word != "with").skip(1);
    behind.any(|word| {
        matches!(&**word, "creds" | "credentials" | "secret" | "secrets" | "key" | "keys" | "token" | "tokens")
    })
}

/// Words in the names of serializers for what comes in.
const TAKES_IN: [&str; 15] = [
    "create",
    "change",
    "update",
    "write",
    "input",
    "request",
    "login",
    "signin",
    "signup",
    "register",
    "registration",
    "password",
    "reset",
    "credentials",
    "form",
];

/// Whether a field is one of those that people fill in to say who they are.
fn is_typed(field: &str) -> bool {
    let words = words(field);
    let typed = ["password", "passwd", "username", "user", "login", "email", "phone", "otp", "captcha"];
    words.iter().any(|word| typed.contains(&&**word))
        && !words.iter().any(|word| matches!(&**word, "id" | "pk" | "uuid"))
}

fn report(cx: &mut Context<'_>, place: ExprId, field: &str) {
    let candidate = cx.candidate(place, MESSAGE.replace("{field}", field));
    cx.report(candidate);
}

/// The class that an annotation means: `User`, `list[User]`, `User | None`.
fn named_class(cx: &Context<'_>, annotation: ExprId) -> ExprId {
    let mut at = annotation;
    for _ in 0..4 {
        at = match cx.tree().expr(at).kind {
            ExprKind::Subscript { index, .. } => index,
            ExprKind::Binary { left, .. } => left,
            _ => break,
        };
    }
    at
}

/// The first field of the class, or of one that it inherits from, that opens something.
fn secret_field(cx: &Context<'_>, class: ExprId) -> Option<String> {
    let fields = cx.file.class_fields(class);
    let told = fields.iter().filter(|field| !field.excluded && !field.annotation.contains("Secret"));
    told.map(|field| &*field.name).find(|name| is_secret(name)).map(str::to_owned)
}

/// A field that is written and never read: `CharField(write_only=True)`, or so in `Meta.extra_kwargs`.
fn is_write_only(cx: &Context<'_>, class: &Class, meta: Option<&Class>, field: &str) -> bool {
    let declared = class_value(cx.file, class, field)
        .is_some_and(|value| cx.file.call_args(value).keyword("write_only").is_some());
    let extra =
        meta.and_then(|meta| class_value(cx.file, meta, "extra_kwargs")).and_then(|extra| entries(cx.file, extra));
    declared || extra.is_some_and(|extra| extra.iter().any(|(name, _)| name == field))
}

/// Words of what is told about a secret, or where it lies.
const ABOUT: [&str; 30] = [
    "masked",
    "redacted",
    "obfuscated",
    "preview",
    "prefix",
    "suffix",
    "change",
    "supported",
    "reset",
    "expires",
    "changed",
    "at",
    "set",
    "has",
    "is",
    "strength",
    "hint",
    "path",
    "file",
    "filename",
    "public",
    "id",
    "url",
    "length",
    "size",
    "policy",
    "type",
    "required",
    "enabled",
    "status",
];

/// `password`, `hashed_password`, `api_key`, `totp_secret`; a token for whoever logs in is what they asked for.
fn is_secret(field: &str) -> bool {
    let words = words(field);
    let has = |word: &str| words.iter().any(|part| part == word);
    let about = ABOUT.iter().any(|word| has(word));
    !about
        && (has("password")
            || has("passwd")
            || has("apikey")
            || has("secret")
            || (has("key") && (has("api") || has("private"))))
}
