//! S105: secrets that are assigned, compared with, or stand in a dictionary.

use std::borrow::Cow;

use secrets::{is_password_name, words};
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::credentials;
use crate::code::secret::{self, Given};
use crate::detector::{Context, Detector};
use crate::scan::one_line;

pub(crate) struct PasswordString;

impl Detector for PasswordString {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => assigned(cx, targets, *value),
            StmtKind::AnnAssign { target, value: Some(value), .. } => assigned(cx, &[*target], *value),
            _ => {}
        }
    }

    fn display(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Dict(entries) = &cx.tree().expr(expr).kind else { return };
        let mut found = Vec::new();
        for &(key, value) in entries {
            found.extend(key.and_then(|key| constant_text(cx, key)).and_then(|name| entry(cx, &name, value)));
        }
        let has_words = |cx: &Context<'_>, value| constant_text(cx, value).is_some_and(|text| text.contains('_'));
        let maps = found.iter().any(|(_, value)| has_words(cx, *value)) && maps_names(cx, entries);
        let has_label = found.iter().any(|(candidate, _)| candidate.dismissed.as_deref() == Some(LABEL));
        for (mut candidate, value) in found {
            // What stands beside the label of a field is the label of another one, in a language that nobody here speaks.
            if has_label && candidate.dismissed.is_none() && is_word(constant_text(cx, value)) {
                candidate.dismissed = Some(LABEL.to_owned());
                candidate.secret = None;
            }
            if maps && candidate.dismissed.is_none() && has_words(cx, value) {
                candidate.dismissed =
                    Some("the mapping says what names are called elsewhere, and holds no secret".to_owned());
                candidate.secret = None;
            }
            cx.report(candidate);
        }
    }

    fn comparison(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Compare { left, rest } = &cx.tree().expr(expr).kind else { return };
        for &(op, right) in rest {
            compared(cx, *left, op, right, true);
        }
        if let [(op, right)] = **rest {
            compared(cx, right, op, *left, false);
        }
    }
}

/// What the room `secrets` says of the label of a field.
const LABEL: &str = "the value is a label for people, not a secret";

/// One or more words that begin with a capital letter, as in a form: `Geheimnis`.
fn is_word(text: Option<String>) -> bool {
    text.is_some_and(|text| {
        text.starts_with(char::is_uppercase) && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''))
    })
}

/// One value is one finding, whatever the number of names it is given. A name that Ruff looks for goes first.
fn assigned(cx: &mut Context<'_>, targets: &[ExprId], value: ExprId) {
    let mut names: Vec<Name<'_>> = targets.iter().filter_map(|&target| name_of(cx, target)).collect();
    names.sort_by_key(|name| !(name.is_written && is_password_name(&name.text)));
    for Name { text: name, is_written } in &names {
        let what = || format!("The value of `{}`", one_line(name));
        if let Some(mut candidate) = secret::candidate(cx, Given { name, value, what, looked_at: *is_written }) {
            if candidate.dismissed.is_none() && is_refused(cx, name) {
                candidate.dismissed = Some(
                    "the name says that it is one that everybody knows, and it is compared with, to refuse it"
                        .to_owned(),
                );
            }
            return cx.report(candidate);
        }
        // `session.auth = ("deploy", "…")`
        let password = credentials::of_pair(cx.file, name, value);
        let what = || format!("The password in `{}`", one_line(name));
        let given = password.map(|value| Given { name: "password", value, what, looked_at: false });
        if let Some(candidate) = given.and_then(|given| secret::candidate(cx, given)) {
            return cx.report(candidate);
        }
    }
}

/// Whether a name says that its value is known to everybody, and the file compares something with it.
fn is_refused(cx: &Context<'_>, name: &str) -> bool {
    const KNOWN: [&str; 9] =
        ["legacy", "insecure", "known", "leaked", "weak", "forbidden", "refused", "blocked", "disallowed"];
    let says_so = words(name).iter().any(|word| KNOWN.contains(&&**word));
    says_so
        && cx.tree().exprs().any(|(_, expr)| match &expr.kind {
            ExprKind::Compare { left, rest } => {
                let is_it = |e: ExprId| matches!(cx.tree().expr(e).kind, ExprKind::Name) && cx.text(e) == name;
                is_it(*left) || rest.iter().any(|(_, side)| is_it(*side))
            }
            _ => false,
        })
}

/// Whether a mapping says what names are called elsewhere: all of its texts are names in small letters, and most have a word of their key.
fn maps_names(cx: &Context<'_>, entries: &[(Option<ExprId>, ExprId)]) -> bool {
    /// Fewer may be a record of somebody who chose weak words.
    const FEWEST: usize = 4;
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let mut alike = 0;
    for &(key, value) in entries {
        let (Some(key), Some(text)) = (key.and_then(|key| constant_text(cx, key)), constant_text(cx, value)) else {
            return false;
        };
        if !is_name(&text) {
            return false;
        }
        let of_key = words(&key);
        alike += usize::from(words(&text).iter().any(|word| of_key.contains(word)));
    }
    entries.len() >= FEWEST && alike * 4 >= entries.len() * 3
}

/// An entry of a dictionary and its value; Ruff leaves it out, and bandit looks at it, whatever the constant is.
fn entry(cx: &Context<'_>, name: &str, value: ExprId) -> Option<(Candidate, ExprId)> {
    let what = || format!("The value of `{}`", one_line(name));
    let is_other = matches!(
        cx.tree().expr(value).kind,
        ExprKind::None | ExprKind::True | ExprKind::False | ExprKind::Int | ExprKind::Float | ExprKind::Ellipsis
    );
    if is_other && is_password_name(name) {
        let mut candidate = cx.candidate(value, what());
        candidate.beyond = true;
        candidate.dismissed = Some("the value is no text, and no secret".to_owned());
        return Some((candidate, value));
    }
    secret::candidate(cx, Given { name, value, what, looked_at: false }).map(|candidate| (candidate, value))
}

/// `target` compared with `value`; `looked_at` says that the sides stand as Ruff expects them.
fn compared(cx: &mut Context<'_>, target: ExprId, op: CompareOp, value: ExprId, looked_at: bool) {
    let is_equality = matches!(op, CompareOp::Eq | CompareOp::NotEq);
    if !looked_at && !is_equality {
        return;
    }
    let Some(Name { text: name, is_written }) = name_of(cx, target) else { return };
    let what = || format!("The value that is compared with `{}`", one_line(&name));
    let given = Given { name: &name, value, what, looked_at: looked_at && is_written };
    let Some(mut candidate) = secret::candidate(cx, given) else { return };
    if !is_equality && candidate.dismissed.is_none() {
        candidate.dismissed = Some("the text is looked for or ordered by, no secret is checked".to_owned());
        candidate.secret = None;
    }
    // Nobody types the key of an application: it is asked whether it is still the one that everybody knows.
    if words(&name).windows(2).any(|pair| pair[0] == "secret" && pair[1] == "key") && candidate.dismissed.is_none() {
        candidate.dismissed =
            Some("the key is compared with one that everybody knows, which is not to stay".to_owned());
        candidate.secret = None;
    }
    cx.report(candidate);
}

/// The last part of a name, attribute or key.
struct Name<'a> {
    text: Cow<'a, str>,
    /// Whether it stands at the place: a key may be the value of a name.
    is_written: bool,
}

fn name_of<'a>(cx: &Context<'a>, target: ExprId) -> Option<Name<'a>> {
    let (text, is_written) = match cx.tree().expr(target).kind {
        ExprKind::Name => (Cow::Borrowed(cx.text(target)), true),
        ExprKind::Attribute { attr, .. } => (Cow::Borrowed(cx.tree().text(attr.span)), true),
        ExprKind::Subscript { index, .. } => {
            (Cow::Owned(constant_text(cx, index)?), matches!(cx.tree().expr(index).kind, ExprKind::Str(_)))
        }
        _ => return None,
    };
    Some(Name { text, is_written })
}

fn constant_text(cx: &Context<'_>, e: ExprId) -> Option<String> {
    cx.file.constant(e).and_then(|text| text.as_str().map(str::to_owned))
}
