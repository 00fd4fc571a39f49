//! PV318: passwords that are stored without the validators of the settings.

use model::Confidence;
use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Class, ExprId, ExprKind, StmtId};

use crate::Candidate;
use crate::code::around::{bases, calls_in, calls_one_of, class_value, definition_around, last_word, methods};
use crate::code::{testing, written};
use crate::detector::{Context, Detector};
use crate::matcher::called;

pub(crate) struct PasswordUnchecked;

/// Less harm: whoever calls the function may have asked the validators, or have a password that somebody else chose.
const OF_A_CALLER: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

impl Detector for PasswordUnchecked {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let password = cx.file.call_args(call).argument(Some(0), Some("raw_password"))?;
        let values: Vec<ExprId> = values(cx, password);
        let is_good = |&value: &ExprId| {
            cx.file.is_constant(value)
                || is_generated(cx, value)
                || is_of_form(cx, value)
                || is_checked_by_field(cx, value)
        };
        if !values.is_empty() && values.iter().all(is_good) {
            return None;
        }
        // `User().set_password(password)` is kept nowhere: it takes the time that a check would.
        if let Some(ExprKind::Attribute { value, .. }) = called(cx.file, call).map(|func| &cx.tree().expr(func).kind)
            && matches!(cx.tree().expr(*value).kind, ExprKind::Call { .. })
            && cx.file.call_args(*value).all().is_empty()
        {
            return None;
        }
        let function = cx.file.enclosing_function(call)?;
        if compares_passwords(cx, function) {
            return None;
        }
        // Django's own pattern: who asks a manager for a user has checked the password, or is a program.
        if matches!(cx.file.definition_name(function), "create_user" | "create_superuser" | "_create_user") {
            return None;
        }
        if testing::is_test(cx, cx.file.enclosing_stmt(call)?) || cx.path.contains("management/commands/") {
            return None;
        }
        let around = cx.tree().stmt(definition_around(cx.file, call)?).span;
        // Who sits at the program's own terminal may set any password.
        let asks_terminal = |inner| calls_one_of(cx.file, inner, &["builtins.input", "getpass.getpass"]);
        if calls_in(cx.file, around).any(asks_terminal) {
            return None;
        }
        let is_checked = calls_in(cx.file, around).any(|inner| last_word(cx.file, inner) == Some("validate_password"));
        if is_checked {
            return None;
        }
        candidate.confidence = Some(Confidence::Medium);
        if is_in_form(cx, function) {
            candidate.message += " It is the password of a form or serializer, so nothing stands before it.";
        }
        if !values.iter().any(|&value| key_of(cx, value).is_some()) {
            candidate.cvss = Some(OF_A_CALLER);
        }
        Some(candidate)
    }
}

/// Whether the function is a method of a form or a serializer, by its class's name or bases.
fn is_in_form(cx: &Context<'_>, function: StmtId) -> bool {
    let class = cx.file.enclosing_class_of(function).and_then(|class| cx.file.class(class));
    class.is_some_and(|class| {
        let name = std::borrow::Cow::Borrowed(cx.tree().text(class.name.span));
        bases(cx.file, class).chain([name]).any(|name| name.contains("Form") || name.contains("Serializer"))
    })
}

/// What the password may be: what the assignments give the name that arrive here, or the expression itself. A parameter is not among it.
fn values(cx: &Context<'_>, password: ExprId) -> Vec<ExprId> {
    if !matches!(cx.tree().expr(password).kind, ExprKind::Name) {
        return vec![password];
    }
    let given = cx.file.reaching(password);
    given
        .iter()
        .filter_map(|&binding| match cx.file.binding_info(binding).kind {
            BindingKind::Assign { value, .. } => value,
            BindingKind::Named { value } => Some(value),
            _ => None,
        })
        .collect()
}

/// Whether the function checks a password: it makes a hash for the time that this takes, or renews the hash of a right one.
pub(crate) fn compares_passwords(cx: &Context<'_>, function: StmtId) -> bool {
    let is_check = |function| {
        matches!(
            cx.file.definition_name(function),
            "authenticate" | "aauthenticate" | "check_password" | "acheck_password"
        )
    };
    is_check(function) || cx.file.enclosing_function_of(function).is_some_and(is_check)
}

/// Whether a program chose it.
fn is_generated(cx: &Context<'_>, made: ExprId) -> bool {
    /// Words of functions that choose: `make_password()`, `password_generator()`.
    const CHOOSES: [&str; 8] = ["make", "generate", "generator", "generated", "gen", "random", "create", "new"];
    let by_name = |name: &str| {
        let words = words(name);
        words.iter().any(|word| CHOOSES.contains(&&**word)) || matches!(name, "join" | "hex")
    };
    called(cx.file, made).is_some()
        && (calls_one_of(
            cx.file,
            made,
            &["django.utils.crypto.get_random_string", "secrets.token_urlsafe", "secrets.token_hex", "uuid.uuid4"],
        ) || last_word(cx.file, made).is_some_and(by_name))
}

/// The key under which a mapping holds it, and the mapping: `data["password"]`, `data.get("password")`.
fn key_of(cx: &Context<'_>, made: ExprId) -> Option<(ExprId, String)> {
    let (object, key) = match cx.tree().expr(made).kind {
        ExprKind::Subscript { value, index } => (value, index),
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, attr } if matches!(cx.tree().text(attr.span), "get" | "pop") => {
                (value, cx.file.call_args(made).positional(0)?)
            }
            _ => return None,
        },
        _ => return None,
    };
    Some((object, cx.file.constant(key)?.as_str()?.to_owned()))
}

/// Whether it is what a form gives: the form has checked it.
fn is_of_form(cx: &Context<'_>, made: ExprId) -> bool {
    key_of(cx, made).is_some_and(|(object, field)| {
        written::last_word(cx.file, object) == Some("cleaned_data") && !is_of_plain_form(cx, made, &field)
    })
}

/// Whether the code stands in the form itself, which is built on Django's bare ones and asks nothing of the field: no method cleans it.
fn is_of_plain_form(cx: &Context<'_>, made: ExprId, field: &str) -> bool {
    let Some(class) = cx.file.enclosing_function(made).and_then(|function| cx.file.enclosing_class_of(function)) else {
        return false;
    };
    let is_plain = |class: &Class| {
        !class.args.is_empty()
            && bases(cx.file, class).all(|base| {
                matches!(&*base, "django.forms.Form" | "django.forms.ModelForm" | "django.forms.forms.Form")
            })
            && class_value(cx.file, class, field).is_none_or(|field| {
                let args = cx.file.call_args(field);
                args.keyword("validators").or(args.keyword("min_length")).is_none()
                    && cx.file.qualified_names(field).all(|name| name.starts_with("django."))
            })
            && !methods(cx.file, class)
                .any(|name| name == "clean" || name == "_post_clean" || name.starts_with("clean_password"))
    };
    cx.file.class(class).is_some_and(is_plain)
}

/// Whether a field of the serializer that the code belongs to has asked the validators, or for a length: `CharField(validators=[…])`.
fn is_checked_by_field(cx: &Context<'_>, made: ExprId) -> bool {
    let checks = |class: &Class, field: &str| {
        class_value(cx.file, class, field).is_some_and(|field| {
            let args = cx.file.call_args(field);
            args.keyword("validators").or(args.keyword("min_length")).is_some()
        })
    };
    let class = cx.file.enclosing_function(made).and_then(|function| cx.file.enclosing_class_of(function));
    let class = class.and_then(|class| cx.file.class(class));
    key_of(cx, made).zip(class).is_some_and(|((_, field), class)| checks(class, &field))
}
