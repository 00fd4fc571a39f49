//! PV213: fields of stored objects that are set because a request names them.

use semantic::BindingKind;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::given;
use crate::code::attributes::set_name;
use crate::detector::{Context, Detector};
use crate::scan::one_line;
use crate::web::rights::{PEOPLE, RIGHTS};
use crate::web::stored::{self, is_query, is_statement, is_stored_class};

pub(crate) struct MassAssignment;

/// Targets of one assignment that are looked at.
const MAX_TARGETS: usize = 6;

/// Classes above each other that are looked at.
const MAX_DEPTH: u32 = 4;

/// Less harm: the code fixes how the name begins, `setattr(address, "is_" + kind, True)`.
const OF_A_KIND: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

impl Detector for MassAssignment {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let focus = match taken(cx, call, func) {
            Some(focus) if !focus.is_empty() && !focus.iter().all(|&data| holds_declared_fields(cx, data)) => focus,
            _ => return,
        };
        let message = if is_record(cx, func) {
            OVERWRITES.to_owned()
        } else {
            format!(
                "`{}` sets every field that the request names, those that no form shows as well, such as a role or an owner. \
             Take the fields that a visitor may set by name, or check the data against a schema first.",
                one_line(cx.text(func))
            )
        };
        let mut candidate = cx.candidate(call, message);
        let begins = |&name: &ExprId| cx.facts().known_start(cx.file, name).len() > 1;
        if set_name(cx.file, call).as_ref().is_some_and(begins) {
            candidate.cvss = Some(OF_A_KIND);
        }
        candidate.focus = focus;
        cx.report(candidate);
    }

    /// `{"owner": user.id, **data}`
    fn display(&self, cx: &mut Context<'_>, made: ExprId) {
        let ExprKind::Dict(entries) = &cx.tree().expr(made).kind else { return };
        let is_settled = |key: ExprId| is_settled_here(cx, key) && !is_taken_out(cx, made, key);
        let Some(first) = entries.iter().position(|&(key, _)| key.is_some_and(is_settled)) else { return };
        for &(_, spread) in entries[first..].iter().filter(|(key, _)| key.is_none()) {
            let mut candidate = cx.candidate(spread, OVERWRITES);
            candidate.focus = vec![spread];
            cx.report(candidate);
        }
    }

    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, .. } = &cx.tree().stmt(stmt).kind else { return };
        for &target in targets.iter().take(MAX_TARGETS) {
            // `user.__dict__[name] = value`
            if let ExprKind::Subscript { value, index } = cx.tree().expr(target).kind
                && is_field_table(cx, value)
                && !cx.file.is_constant(index)
            {
                let mut candidate = cx.candidate(
                    target,
                    "The request names the field that is set here, one that no form shows as well, such as a role or an \
                     owner. Take the fields that a visitor may set from a list.",
                );
                candidate.focus = vec![index];
                cx.report(candidate);
            }
        }
    }
}

/// The arguments whose keys name fields.
fn taken(cx: &Context<'_>, call: ExprId, func: ExprId) -> Option<Vec<ExprId>> {
    if let Some(name) = set_name(cx.file, call) {
        let walks =
            cx.file.enclosing_function(call).is_some_and(|function| cx.facts().walks_objects(cx.file, function));
        return Some(if walks { Vec::new() } else { vec![name] });
    }
    let args = cx.file.call_args(call);
    let spread = || args.all().iter().filter(|arg| matches!(arg, Argument::DoubleStar(_))).map(Argument::value);
    if args.has_double_star() && is_stored_class(cx, func) {
        return Some(spread().collect());
    }
    let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else { return None };
    let method = cx.tree().text(attr.span);
    if method == "update" && (is_field_table(cx, object) || is_record(cx, func)) {
        return Some(
            args.all().iter().filter(|arg| !matches!(arg, Argument::Keyword { .. })).map(Argument::value).collect(),
        );
    }
    if stored::is_document_store(cx, method) {
        let at = usize::from(method.contains("update") || method.contains("replace"));
        return Some(args.positional(at).into_iter().collect());
    }
    if method == "values" && is_statement(cx, object) {
        return Some(args.positional(0).into_iter().chain(spread()).collect());
    }
    if !stored::MAKERS.contains(&method) {
        return None;
    }
    if is_query(cx, object) || is_stored_class(cx, object) {
        let first = args.positional(0).filter(|_| matches!(method, "update" | "insert"));
        return Some(spread().chain(args.keyword("defaults")).chain(first).collect());
    }
    None
}

const OVERWRITES: &str = "What the request sends is put over what the program has just settled here, so whoever adds a field with that name to \
                          the request decides it. Take the fields that a visitor may set by name, or put the program's own behind them.";

/// Whether a function is the `update` of a mapping that was just made with fields which a visitor must not choose:
/// `item = {"tenant": user.tenant}`, `item.update(…)`.
fn is_record(cx: &Context<'_>, func: ExprId) -> bool {
    let ExprKind::Attribute { value: record, attr } = cx.tree().expr(func).kind else { return false };
    cx.tree().text(attr.span) == "update"
        && matches!(&cx.tree().expr(given(cx.file, record)).kind, ExprKind::Dict(entries)
            if entries.iter().any(|&(key, _)| key.is_some_and(|key| is_settled_here(cx, key))))
}

/// Whether the function says the same key before the mapping is made: `data.pop("owner", None)`, `if "owner" in data:`.
fn is_taken_out(cx: &Context<'_>, made: ExprId, key: ExprId) -> bool {
    let Some(function) = cx.file.enclosing_function(made) else { return false };
    let (start, end) = (cx.tree().stmt(function).span.start, cx.tree().expr(made).span.start);
    let before = cx.tree().text(Span { start, end });
    cx.file
        .constant(key)
        .and_then(|key| key.as_str().map(|key| [format!("\"{key}\""), format!("'{key}'")]))
        .is_some_and(|quoted| quoted.iter().any(|quoted| before.contains(&**quoted)))
}

/// Whether a key is a field that the program decides: whose a record is, what somebody may do, what it costs.
fn is_settled_here(cx: &Context<'_>, key: ExprId) -> bool {
    const DECIDED: [&str; 8] = ["approved", "author", "balance", "paid", "price", "status", "total", "verified"];
    cx.file.constant(key).is_some_and(|key| {
        let key = key.as_str().unwrap_or_default();
        let field = key.strip_suffix("_id").or_else(|| key.strip_prefix("is_")).unwrap_or(key);
        PEOPLE.contains(&field) || RIGHTS.contains(&field) || DECIDED.contains(&field)
    })
}

/// Whether the data is what a form of `WTForms` holds: the fields that its class declares, whatever else was sent.
fn holds_declared_fields(cx: &Context<'_>, data: ExprId) -> bool {
    let ExprKind::Attribute { value: form, attr } = cx.tree().expr(given(cx.file, data)).kind else { return false };
    cx.tree().text(attr.span) == "data"
        && cx.text(form) == "self"
        && cx
            .file
            .enclosing_function(data)
            .and_then(|function| cx.file.enclosing_class_of(function))
            .is_some_and(|class| is_form(cx, class, 0))
}

fn is_form(cx: &Context<'_>, class: StmtId, depth: u32) -> bool {
    let Some(class) = cx.file.class(class) else { return false };
    class.args.iter().any(|base| {
        let above = cx.file.binding(base.value()).and_then(|binding| match cx.file.binding_info(binding).kind {
            BindingKind::Class(above) => Some(above),
            _ => None,
        });
        above.is_some_and(|above| depth < MAX_DEPTH && is_form(cx, above, depth + 1))
            || cx
                .file
                .qualified_names(base.value())
                .any(|name| name.starts_with("wtforms.") || name.starts_with("flask_wtf."))
    })
}

/// `user.__dict__`, `vars(user)`
fn is_field_table(cx: &Context<'_>, e: ExprId) -> bool {
    match cx.tree().expr(e).kind {
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span) == "__dict__",
        ExprKind::Call { func, .. } => cx.file.qualified_names(func).any(|name| name == "builtins.vars"),
        _ => false,
    }
}
