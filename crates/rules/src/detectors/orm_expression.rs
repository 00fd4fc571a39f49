//! PV324: expressions of Django's whose SQL holds values that were not bound.

use model::Confidence;
use syntax::ast::{Class, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{bases, class_value};
use crate::code::built::{pieces, values};
use crate::detector::{Context, Detector};

pub(crate) struct OrmExpression;

const WRITTEN: &str = "This SQL is written with an attribute of the expression in it as text; whoever gives the expression that value changes the \
                       statement. Put `%s` there and return the value among the parameters.";
const QUOTED: &str = "This template puts a named option between quotes, and options are not escaped: whoever gives one changes the statement. \
                      Pass the value as an expression, `Value(…)`.";
/// Less harm: an expression is mostly made with constants.
const OF_A_CALLER: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N";

/// Attributes that classes of expressions fix, as Django's own do.
const FIXED: [&str; 9] =
    ["function", "template", "operator", "lookup_name", "arg_joiner", "name", "alias", "connector", "sql_template"];

impl Detector for OrmExpression {
    /// `template = "%(function)s('%(text)s' in %(expressions)s)"`
    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        if !is_expression(cx, class) {
            return;
        }
        let Some(template) = class_value(cx.file, class, "template") else { return };
        let quotes = |text: &str| text.match_indices("'%(").any(|(at, _)| text[at..].contains(")s'"));
        if cx.file.constant(template).is_some_and(|text| text.as_str().is_some_and(quotes)) {
            let mut candidate = cx.candidate(template, QUOTED);
            candidate.confidence = Some(Confidence::Medium);
            candidate.cvss = Some(OF_A_CALLER);
            cx.report(candidate);
        }
    }

    /// `def as_sql(self, compiler, connection): return f"f('{self.text}')", []`
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let name = cx.file.definition_name(function);
        let is_sql = name
            .strip_prefix("as_")
            .is_some_and(|of| matches!(of, "sql" | "postgresql" | "mysql" | "sqlite" | "oracle"));
        let class = cx.file.enclosing_class_of(function).filter(|_| is_sql).and_then(|class| cx.file.class(class));
        let Some(class) = class.filter(|class| is_expression(cx, class)) else { return };
        let returned: Vec<ExprId> = cx.file.returned_values(function).collect();
        for value in returned {
            let text = match cx.tree().expr(value).kind {
                ExprKind::Tuple(ref items) => items.first().copied().unwrap_or(value),
                _ => value,
            };
            let place = cx.file.display(text).unwrap_or(text);
            let open =
                pieces(cx.file, place).and_then(|pieces| values(&pieces).find(|&part| is_given(cx, class, part)));
            if let Some(part) = open {
                let mut candidate = cx.candidate(text, WRITTEN);
                candidate.focus = vec![part];
                candidate.confidence = Some(Confidence::Low);
                candidate.cvss = Some(OF_A_CALLER);
                cx.report(candidate);
            }
        }
    }
}

/// Whether the class is an expression of Django's ORM.
fn is_expression(cx: &Context<'_>, class: &Class) -> bool {
    const LAST: [&str; 8] =
        ["Func", "Expression", "Aggregate", "Transform", "Lookup", "Combinable", "BaseExpression", "Subquery"];
    bases(cx.file, class).any(|base| {
        base.starts_with("django.db.models.") && base.rsplit('.').next().is_some_and(|last| LAST.contains(&last))
    })
}

/// Whether the value is an attribute that the class does not fix: `self.text`, `self.extra["text"]`.
fn is_given(cx: &Context<'_>, class: &Class, part: ExprId) -> bool {
    let holder = match cx.tree().expr(part).kind {
        ExprKind::Subscript { value, .. } => value,
        _ => part,
    };
    let ExprKind::Attribute { value, attr } = cx.tree().expr(holder).kind else { return false };
    let name = cx.tree().text(attr.span);
    cx.text(value) == "self" && !FIXED.contains(&name) && class_value(cx.file, class, name).is_none()
}
