//! PV150 to PV154: secrets in the texts and comments of a program. One look at the file serves all five.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::rc::Rc;

use secrets::{Kind, Secret, Verdict, looks_generated};
use semantic::Node;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtKind};
use syntax::{Module, Span};

use crate::code::development::is_of_development_class;
use crate::code::environment::fallback_of;
use crate::code::example::{is_docstring, not_in_use};
use crate::detector::{Context, Detector};
use crate::secrets_in_text::{LESSER, candidate, code};
use crate::{code::secret, facts};

pub(crate) struct SecretInCode;

impl Detector for SecretInCode {
    fn module(&self, cx: &mut Context<'_>) {
        let found = cx.facts().secrets(|| find(cx));
        for (secret, expr) in found.iter().filter(|(secret, _)| code(secret.format.kind) == cx.rule.code) {
            let mut candidate = candidate(cx.rule, secret, cx.tree().source(), (cx.path, "the code"));
            candidate.expr = *expr;
            if matches!(secret.format.kind, Kind::Named | Kind::Connection)
                && expr.is_some_and(|expr| is_of_development_class(cx, expr))
            {
                candidate.cvss = Some(LESSER);
            }
            if candidate.dismissed.is_none() {
                let why = if looks_generated(text_of(cx, secret)) { sampled } else { shown };
                candidate.dismissed = match *expr {
                    Some(expr) => why(cx, secret, expr).map(str::to_owned),
                    None => {
                        is_described(cx, secret).then(|| "the comment says what such a value looks like".to_owned())
                    }
                };
            }
            cx.report(candidate);
        }
    }
}

fn text_of<'a>(cx: &Context<'a>, secret: &Secret) -> &'a str {
    cx.tree().source().get(secret.span.clone()).unwrap_or_default()
}

/// Whether a comment says before the value that it is one of many: `# The secret will look something like this: …`, or that it shows
/// the answer of a service, `# An example of the answer:` above `#   "token": "…"`.
fn is_described(cx: &Context<'_>, secret: &Secret) -> bool {
    const LINES: usize = 10;
    const SIGNS: [&str; 6] = ["example", "format", "response", "answer", "sample", "looks like"];
    let mut lines = cx.tree().source().get(..secret.span.start).unwrap_or_default().rsplit('\n');
    let line = lines.next().unwrap_or_default();
    let is_of_json = line.trim_start_matches([' ', '#']).starts_with('"');
    let mut above = lines.take(LINES).map(str::trim_start).take_while(|line| line.starts_with('#'));
    line.split_once("look").is_some_and(|(_, rest)| rest.contains(" like"))
        || is_of_json && above.any(|line| SIGNS.iter().any(|sign| line.to_ascii_lowercase().contains(sign)))
}

/// Why a password that a person made up is none that opens something: it stands in documentation.
fn shown(cx: &Context<'_>, secret: &Secret, expr: ExprId) -> Option<&'static str> {
    /// More words than an address, and the fields of a connection string, have.
    const SENTENCE: usize = 8;
    if !matches!(secret.format.kind, Kind::Connection | Kind::Named) {
        return None;
    }
    let is_sentence = || secret.format.name == "url-password" && cx.text(expr).split_whitespace().count() >= SENTENCE;
    if is_docstring(cx.file, expr) {
        Some("it stands in documentation, to show what such a text looks like")
    } else if is_sentence() {
        Some("it stands in a sentence for people, to show what such a text looks like")
    } else {
        not_in_use(cx.file, expr)
    }
}

/// Why a text that no person makes up is no secret that opens something: documentation shows with it how a request looks.
fn sampled(cx: &Context<'_>, secret: &Secret, expr: ExprId) -> Option<&'static str> {
    const SIGNS: [&str; 8] =
        ["or example:", ":: http", "code-block::", "sourcecode::", "HTTP/1.", "curl ", ">>> ", "```"];
    let is_generic = matches!(secret.format.kind, Kind::Connection | Kind::Named | Kind::Jwt);
    (is_generic && is_docstring(cx.file, expr) && SIGNS.iter().any(|sign| cx.text(expr).contains(sign)))
        .then_some("it stands in documentation, in an example of a request")
}

/// All secrets of the file, and the expressions that they stand in.
fn find(cx: &Context<'_>) -> facts::Secrets {
    let tree = cx.tree();
    let text: &str = tree.source();
    let evident = secrets::scan(text);
    let mut found = Vec::new();
    if !evident.is_empty() {
        let places = places(tree);
        for secret in evident {
            let start = secret.span.start as u32;
            // Of texts inside texts (an f-string's) the nearest one before is tried, then those around it.
            let before = places.partition_point(|(span, _)| span.start <= start);
            let place = places[..before].iter().rev().take(8).find(|(span, _)| start < span.end);
            if let Some((_, expr)) = place {
                found.push((secret, *expr));
            }
        }
    }
    for (name, value) in named_texts(cx) {
        let Some(given) = cx.file.constant(value) else { continue };
        let Some((format, verdict, confidence)) = given.as_str().and_then(|given| secrets::judge(&name, given)) else {
            continue;
        };
        let span = secret::content(cx.file, value).range();
        if !found.iter().any(|(other, _)| other.span.start < span.end && span.start < other.span.end) {
            found.push((Secret { span, format, verdict, confidence }, Some(value)));
        }
    }
    for (secret, value) in joined(cx).chain(in_queries(cx)) {
        if !found.iter().any(|(other, _)| other.span.start < secret.span.end && secret.span.start < other.span.end) {
            found.push((secret, Some(value)));
        }
    }
    // Few comments hold a name and a value.
    for comment in tree.comments().iter().filter(|comment| tree.text(comment.span).contains(['=', ':'])) {
        let start = comment.span.start as usize;
        let turned_off = secrets::scan_settings(tree.text(comment.span)).into_iter().filter(|secret| {
            secret.format.kind == Kind::Named
                && secret.verdict == Verdict::Live
                && secret.confidence == model::Confidence::High
                && !tree.text(comment.span).get(secret.span.clone()).is_some_and(is_python)
        });
        found.extend(turned_off.map(|mut secret| {
            secret.span = secret.span.start + start..secret.span.end + start;
            (secret, None)
        }));
    }
    Rc::from(found)
}

/// Secrets that show only when their parts are put together: `"ghp_" + "…"`.
fn joined<'a>(cx: &'a Context<'_>) -> impl Iterator<Item = (Secret, ExprId)> + 'a {
    let tree = cx.tree();
    let is_sum = |e: ExprId| matches!(tree.expr(e).kind, ExprKind::Binary { op: BinaryOp::Add, .. });
    let sums = tree
        .exprs()
        .map(|(id, _)| id)
        .filter(move |&id| is_sum(id) && !matches!(cx.file.parent(id), Node::Expr(around) if is_sum(around)));
    sums.filter_map(|sum| {
        let text = cx.file.constant(sum)?;
        let mut secret = secrets::scan(text.as_str()?).into_iter().next()?;
        secret.span = tree.expr(sum).span.range();
        Some((secret, sum))
    })
}

/// Keys in the query of an address: `https://maps.example.org/route?api_key=…`. Only what a program made up counts: addresses of
/// documentation show how a query looks.
fn in_queries<'a>(cx: &'a Context<'_>) -> impl Iterator<Item = (Secret, ExprId)> + 'a {
    let tree = cx.tree();
    let addresses = tree.exprs().filter_map(|(id, expr)| {
        let text = tree.text(expr.span);
        let is_address =
            matches!(expr.kind, ExprKind::Str(_)) && text.contains("://") && !text.contains(char::is_whitespace);
        let query = text.find('?').filter(|_| is_address)?;
        Some((id, expr.span.start as usize + query + 1, text.get(query + 1..)?.trim_end_matches(['"', '\''])))
    });
    addresses.flat_map(|(id, start, query)| {
        let mut at = start;
        let fields = query.split('&').map(move |field| {
            let from = at;
            at += field.len() + 1;
            (from, field)
        });
        let secrets = fields.filter_map(move |(from, field)| {
            let (name, value) = field.split_once('=')?;
            let (format, verdict, confidence) = secrets::judge(name, value).filter(|_| looks_generated(value))?;
            let from = from + name.len() + 1;
            Some((Secret { span: from..from + value.len(), format, verdict, confidence }, id))
        });
        secrets.collect::<Vec<_>>()
    })
}

/// Where a secret may stand: texts, comments and what could not be understood, which may be anything. In order, with the
/// expressions.
fn places(tree: &Module) -> Vec<(Span, Option<ExprId>)> {
    let is_text = |kind: &ExprKind| matches!(kind, ExprKind::Str(_) | ExprKind::Bytes(_) | ExprKind::FString(_));
    let texts = tree.exprs().filter(|(_, expr)| is_text(&expr.kind)).map(|(id, expr)| (expr.span, Some(id)));
    let comments = tree.comments().iter().map(|comment| (comment.span, None));
    let errors = tree.errors().iter().map(|span| (*span, None));
    let mut places: Vec<_> = texts.chain(comments).chain(errors).collect();
    places.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    places
}

/// Whether a value in a comment is no text and a call or an entry, of code that was turned off: `models.CharField(max_length=200)`.
fn is_python(value: &str) -> bool {
    let name = value.find(['(', '[']).and_then(|at| value.get(..at)).unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
        && value.trim_end_matches(',').ends_with([')', ']'])
}

/// Functions and methods that take a setting's name and the value that it has if nobody sets it.
const TAKE_A_DEFAULT: &[&str] = &["setdefault", "getenv", "get", "setenv", "putenv", "config", "env", "str", "setattr"];

/// Names, and the texts that they are given.
fn named_texts<'a>(cx: &Context<'a>) -> Vec<(Cow<'a, str>, ExprId)> {
    let tree = cx.tree();
    let is_text = |e: ExprId| matches!(tree.expr(e).kind, ExprKind::Str(_) | ExprKind::Bytes(_));
    // What a value is where the environment says nothing.
    let text_of = |e: ExprId| Some(fallback_of(cx.file, e).unwrap_or(e)).filter(|&text| is_text(text));
    let key = |e: ExprId| cx.file.constant(e).and_then(|value| value.as_str().map(|key| Cow::Owned(key.to_owned())));
    let of_target = |target: ExprId| match tree.expr(target).kind {
        ExprKind::Name => Some(Cow::Borrowed(cx.text(target))),
        ExprKind::Attribute { attr, .. } => Some(Cow::Borrowed(tree.text(attr.span))),
        ExprKind::Subscript { index, .. } => key(index),
        _ => None,
    };
    let mut named = Vec::new();
    for (_, stmt) in tree.stmts() {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let Some(text) = text_of(*value) else { continue };
                named.extend(targets.iter().filter_map(|&target| Some((of_target(target)?, text))));
            }
            StmtKind::AnnAssign { target, value: Some(value), .. } => {
                let Some(text) = text_of(*value) else { continue };
                named.extend(of_target(*target).map(|name| (name, text)));
            }
            _ => {}
        }
    }
    for (_, expr) in tree.exprs() {
        match &expr.kind {
            ExprKind::Dict(entries) => {
                named.extend(entries.iter().filter_map(|&(name, value)| Some((key(name?)?, text_of(value)?))));
            }
            ExprKind::Call { func, args } => {
                let mut positional = args.iter().filter_map(|arg| match *arg {
                    Argument::Positional(value) => Some(value),
                    _ => None,
                });
                for arg in args {
                    if let Argument::Keyword { name, value } = *arg
                        && let Some(text) = text_of(value)
                    {
                        named.push((Cow::Borrowed(tree.text(name.span)), text));
                    }
                }
                let last = match tree.expr(*func).kind {
                    ExprKind::Attribute { attr, .. } => tree.text(attr.span),
                    ExprKind::Name => cx.text(*func),
                    _ => continue,
                };
                if TAKE_A_DEFAULT.contains(&last) {
                    // `setattr` has the object in front.
                    let (Some(name), Some(value)) = (
                        positional.next().filter(|_| last != "setattr").or_else(|| positional.next()),
                        positional.next(),
                    ) else {
                        continue;
                    };
                    if is_text(value) {
                        named.extend(key(name).map(|name| (name, value)));
                    }
                }
            }
            _ => {}
        }
    }
    named
}
