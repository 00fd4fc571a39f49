//! PV322: objects and filters whose result templates trust, although a value in it is not escaped.

use model::Confidence;
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::code::around::{bases, calls_in, decorator_name, last_word};
use crate::code::built::{Piece, pieces, values};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct DeclaredSafe;

/// Text classes whose objects templates print as they are.
const SAFE_CLASSES: [&str; 5] = [
    "django.utils.safestring.SafeString",
    "django.utils.safestring.SafeText",
    "django.utils.safestring.SafeData",
    "markupsafe.Markup",
    "flask.Markup",
];

/// Last words of calls whose result holds no tags of a visitor.
const ESCAPES: [&str; 15] = [
    "escape",
    "conditional_escape",
    "force_escape",
    "format_html",
    "format_html_join",
    "clean",
    "urlencode",
    "quote",
    "slugify",
    "int",
    "float",
    "len",
    "reverse",
    "url_for",
    "strftime",
];

impl Detector for DeclaredSafe {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let trusted = match cx.file.definition_name(function) {
            "__html__" => true,
            "__str__" => cx.file.enclosing_class_of(function).is_some_and(|class| is_html_safe(cx, class)),
            _ => is_safe_filter(cx, definition),
        };
        if !trusted {
            return;
        }
        let returned = cx.file.returned_values(function).find(|&value| {
            holds_unescaped(cx, value)
                || own_method(cx, function, value).is_some_and(|method| gives_unescaped(cx, method))
        });
        if let Some(value) = returned {
            report(cx, value);
        }
    }

    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        if !bases(cx.file, class).any(|base| SAFE_CLASSES.contains(&&*base)) {
            return;
        }
        let made = calls_in(cx.file, cx.tree().stmt(stmt).span)
            .filter(|&call| last_word(cx.file, call) == Some("__new__"))
            .find_map(|call| cx.file.call_args(call).positional(1).filter(|&text| holds_unescaped(cx, text)));
        if let Some(text) = made {
            return report(cx, text);
        }
        let makes_none = !cx.tree().stmts().any(|(id, inner)| {
            matches!(inner.kind, StmtKind::Function(_)) && cx.file.enclosing_class_of(id) == Some(stmt)
        });
        let base = class.args.first().map(Argument::value);
        if let Some(base) = base.filter(|_| makes_none && !is_part_of_library(cx)) {
            let mut candidate = cx.candidate(base, BARE);
            candidate.confidence = Some(Confidence::Low);
            candidate.cvss = Some(BARE_CVSS);
            cx.report(candidate);
        }
    }
}

/// `return self.render()`: the method of the same class.
fn own_method(cx: &Context<'_>, function: StmtId, value: ExprId) -> Option<StmtId> {
    let ExprKind::Call { func, .. } = cx.tree().expr(value).kind else { return None };
    let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else { return None };
    let class = cx.file.enclosing_class_of(function).filter(|_| cx.text(object) == "self")?;
    let is_it = |&&other: &&StmtId| {
        cx.file.enclosing_class_of(other) == Some(class) && cx.file.definition_name(other) == cx.tree().text(attr.span)
    };
    cx.file.functions().iter().find(is_it).copied()
}

fn gives_unescaped(cx: &Context<'_>, function: StmtId) -> bool {
    cx.file.returned_values(function).any(|value| holds_unescaped(cx, value))
}

/// Whether the file brings such a class itself, as Django and `MarkupSafe` do.
fn is_part_of_library(cx: &Context<'_>) -> bool {
    cx.path.ends_with("safestring.py") || cx.path.contains("markupsafe/")
}

/// Less harm: who makes such a text decides what is in it.
const BARE_CVSS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N";
const BARE: &str = "Templates print objects of this class without escaping them, and nothing in the class escapes what it is made from. Make safe \
                    texts with `format_html` where they are put together, or escape in `__new__`.";

fn report(cx: &mut Context<'_>, place: ExprId) {
    let mut candidate = cx.candidate(
        place,
        "Templates print this text without escaping it, and a value in it is not escaped here either: a visitor's text can \
         be a script. Build it with `format_html`, or escape the value.",
    );
    candidate.confidence = Some(Confidence::Medium);
    cx.report(candidate);
}

fn is_html_safe(cx: &Context<'_>, class: StmtId) -> bool {
    cx.file.class(class).is_some_and(|class| {
        class.decorators.iter().any(|&decorator| is_named(cx.file, decorator, &["django.utils.html.html_safe"]))
    })
}

/// `@register.filter(is_safe=True)`
fn is_safe_filter(cx: &Context<'_>, function: &Function) -> bool {
    function.decorators.iter().any(|&decorator| {
        let name = cx.text(decorator_name(cx.file, decorator));
        let is_safe = cx.file.call_args(decorator).keyword("is_safe");
        name.ends_with(".filter")
            && is_safe.is_some_and(|value| cx.file.constant(value).is_some_and(|value| value.truthy()))
    })
}

/// Whether the text has tags of its own and a value that nothing escapes.
fn holds_unescaped(cx: &Context<'_>, text: ExprId) -> bool {
    let place = cx.file.display(text).unwrap_or(text);
    let Some(pieces) = pieces(cx.file, place) else { return false };
    let has_tags = pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains(['<', '>'])));
    has_tags && values(&pieces).any(|value| !is_escaped(cx, value))
}

fn is_escaped(cx: &Context<'_>, value: ExprId) -> bool {
    let place = cx.file.display(value).unwrap_or(value);
    cx.file.is_constant(place)
        || matches!(cx.tree().expr(place).kind, ExprKind::Call { .. })
            && last_word(cx.file, place).is_some_and(|name| ESCAPES.contains(&name))
}
