//! PV351: the JSON of a request is read into a model that says which fields it has, and what does not fit is refused.

use rules::{FieldRead, JsonOrigin, Requests};
use semantic::Node;
use syntax::Span;
use syntax::ast::{BinaryOp, BoolOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::values::is_identifier;

pub(crate) struct RequestModel;

/// A field of the model.
struct Field<'a> {
    name: &'a str,
    /// What the uses show; `None` where they say nothing or different things.
    class: Option<&'static str>,
    /// What stands for it if the request has none, as written; `None` for a field that must be there.
    default: Option<String>,
}

/// Names that a model has itself, and those of types that fields are declared with.
const TAKEN: [&str; 20] = [
    "copy",
    "dict",
    "json",
    "schema",
    "construct",
    "validate",
    "fields",
    "parse_obj",
    "parse_raw",
    "parse_file",
    "from_orm",
    "schema_json",
    "update_forward_refs",
    "str",
    "int",
    "float",
    "bool",
    "list",
    "Any",
    "self",
];
/// Last words of fields that hold a text wherever they occur.
const TEXTS: [&str; 24] = [
    "name",
    "title",
    "text",
    "email",
    "mail",
    "password",
    "username",
    "login",
    "description",
    "comment",
    "message",
    "note",
    "url",
    "city",
    "street",
    "country",
    "phone",
    "content",
    "subject",
    "slug",
    "label",
    "summary",
    "nickname",
    "bio",
];
/// Methods of texts.
const TEXT_METHODS: [&str; 11] = [
    "strip",
    "lower",
    "upper",
    "title",
    "split",
    "startswith",
    "endswith",
    "replace",
    "encode",
    "casefold",
    "splitlines",
];

impl Fixer for RequestModel {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let site = fix.site.expr?;
        let takes = |function: &&StmtId| {
            let params = fix.file.function(**function).map(|definition| &definition.params.params);
            params.is_some_and(|params| params.iter().any(|param| param.annotation == Some(site)))
        };
        let by_parameter = fix.file.functions().iter().find(takes).copied();
        let function = by_parameter.or_else(|| fix.file.enclosing_function(site))?;
        let json = Requests::of(fix.file)?.json(function)?;
        if !json.others.is_empty() {
            return None;
        }
        let fields = fields(fix, function, &json.reads)?;
        let wanted = class_name(fix, function);
        // Two that are called the same would both be asked for one name.
        if fix.file.functions().iter().filter(|&&other| class_name(fix, other) == wanted).count() > 1 {
            return None;
        }
        let class = fix.free_name(&wanted);
        declare(fix, function, &class, &fields)?;
        match json.origin {
            JsonOrigin::Assigned { stmt, value } => {
                let (StmtKind::Assign { .. } | StmtKind::AnnAssign { .. }) = fix.tree().stmt(stmt).kind else {
                    return None;
                };
                let lines = validated(fix, &target(fix, stmt)?, &class, value)?;
                replace_statement(fix, stmt, &lines)?;
                replace_reads(fix, &json.reads, None)
            }
            JsonOrigin::Direct(sources) => {
                let &first = sources.iter().min_by_key(|&&e| fix.span(e).start)?;
                let name = fix.free_name("body");
                let lines = validated(fix, &name, &class, first)?;
                fix.before(outermost(fix, fix.file.enclosing_stmt(first)?, Some(function)), &lines)?;
                replace_reads(fix, &json.reads, Some(&name))
            }
            JsonOrigin::Parameter { index, annotation } => {
                let param = fix.file.function(function)?.params.params.get(index)?;
                if param.default.is_some_and(|default| !matches!(fix.kind(default), ExprKind::Call { .. })) {
                    return None;
                }
                fix.replace(annotation, class);
                replace_reads(fix, &json.reads, None)
            }
        }
    }
}

/// `AddArticleBody` for `add_article`, with the class's name before that of a method.
fn class_name(fix: &Fix<'_>, function: StmtId) -> String {
    let around = fix.file.enclosing_class_of(function).map(|class| fix.file.definition_name(class));
    let words = around.into_iter().chain([fix.file.definition_name(function)]).flat_map(|name| name.split('_'));
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    words.map(capital).chain(["Body".to_owned()]).collect()
}

/// The model's fields in the order in which they are read; those that must be there first, as they would be with dataclasses.
fn fields<'r>(fix: &Fix<'_>, function: StmtId, reads: &'r [FieldRead]) -> Option<Vec<Field<'r>>> {
    let mut fields: Vec<Field<'r>> = Vec::new();
    for read in reads {
        let name = read.key.as_str();
        if !is_identifier(name) || name.starts_with("model_") || TAKEN.contains(&name) {
            return None;
        }
        // A field that only some ways through the function need must not be asked for on the others.
        if !read.optional && !is_always_read(fix, function, read.expr) {
            return None;
        }
        let default = match read.default {
            _ if !read.optional => None,
            None => Some("None".to_owned()),
            Some(default) => Some(literal(fix, default)?),
        };
        let class = class_of(fix, read);
        match fields.iter_mut().find(|field| field.name == name) {
            Some(field) if field.default.is_some() && default.is_some() && field.default != default => return None,
            Some(field) => {
                field.default = field.default.take().and(default);
                field.class = match (field.class, class) {
                    (Some(one), Some(other)) if one != other => return None,
                    (one, other) => one.or(other),
                };
            }
            None => fields.push(Field { name, class, default }),
        }
    }
    for field in &mut fields {
        let last = field.name.rsplit('_').next().unwrap_or_default();
        let is_text = TEXTS.contains(&last) && field.default.as_deref().is_none_or(|default| default == "None");
        field.class = field.class.or(is_text.then_some("str"));
    }
    (!fields.is_empty()).then_some(fields)
}

/// A default that a model may have: a literal.
fn literal(fix: &Fix<'_>, default: ExprId) -> Option<String> {
    let is_plain = match fix.kind(default) {
        ExprKind::Str(_) | ExprKind::Int | ExprKind::Float | ExprKind::True | ExprKind::False | ExprKind::None => true,
        ExprKind::List(items) => items.is_empty(),
        ExprKind::Dict(entries) => entries.is_empty(),
        _ => false,
    };
    is_plain.then(|| fix.text(default).to_owned())
}

/// The type that a place speaks of: by what is done there, or by the answer for the field that is missing.
fn class_of(fix: &Fix<'_>, read: &FieldRead) -> Option<&'static str> {
    let by_use = match fix.file.parent(read.expr) {
        Node::Expr(parent) => match fix.kind(parent) {
            ExprKind::Binary { left, op, right } => {
                let other = fix.kind(if *left == read.expr { *right } else { *left });
                match (op, other) {
                    (BinaryOp::Mult, ExprKind::Str(_) | ExprKind::List(_)) => Some("int"),
                    (BinaryOp::Mult | BinaryOp::Sub | BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Pow, _)
                    | (BinaryOp::Add, ExprKind::Int | ExprKind::Float) => Some("int | float"),
                    (BinaryOp::Add, ExprKind::Str(_) | ExprKind::FString(_)) => Some("str"),
                    _ => None,
                }
            }
            ExprKind::Call { func, .. } if fix.is_named(*func, &["builtins.int", "builtins.range"]) => Some("int"),
            ExprKind::Call { func, .. } if fix.is_named(*func, &["builtins.float"]) => Some("float"),
            ExprKind::Attribute { attr, .. } if TEXT_METHODS.contains(&fix.tree().text(attr.span)) => Some("str"),
            _ => None,
        },
        _ => None,
    };
    by_use.or_else(|| match fix.kind(read.default?) {
        ExprKind::Str(_) => Some("str"),
        ExprKind::Int => Some("int"),
        ExprKind::Float => Some("float"),
        ExprKind::True | ExprKind::False => Some("bool"),
        ExprKind::List(_) => Some("list"),
        ExprKind::Dict(_) => Some("dict"),
        _ => None,
    })
}

/// Whether every way through the function comes by the expression, other ends of the function aside.
fn is_always_read(fix: &Fix<'_>, function: StmtId, e: ExprId) -> bool {
    let mut at = e;
    let mut stmt = loop {
        match fix.file.parent(at) {
            Node::Expr(parent) => {
                let is_first = match fix.kind(parent) {
                    ExprKind::Conditional { test, .. } => *test == at,
                    ExprKind::BoolOp { op: BoolOp::And | BoolOp::Or, values } => values.first() == Some(&at),
                    ExprKind::Lambda { .. } | ExprKind::Comprehension { .. } => false,
                    _ => true,
                };
                if !is_first {
                    return false;
                }
                at = parent;
            }
            Node::Stmt(stmt) => break stmt,
            _ => return false,
        }
    };
    while let Some(around) = fix.file.stmt_parent(stmt) {
        match &fix.tree().stmt(around).kind {
            StmtKind::Function(_) => return around == function,
            StmtKind::With { .. } => {}
            StmtKind::Try { body, .. } if body.contains(&stmt) => {}
            _ => return false,
        }
        stmt = around;
    }
    false
}

/// Writes the model before the definition that the function is, or is a part of.
fn declare(fix: &mut Fix<'_>, function: StmtId, class: &str, fields: &[Field<'_>]) -> Option<()> {
    let base = fix.name("pydantic", "BaseModel");
    let step = fix.step();
    let mut lines = vec![format!("class {class}({base}):")];
    for Field { name, class, default } in fields {
        let class = match (class, default.as_deref()) {
            (Some(class), Some("None")) => format!("{class} | None"),
            (Some(class), _) => (*class).to_owned(),
            (None, _) => fix.name("typing", "Any"),
        };
        let default = default.as_ref().map_or(String::new(), |default| format!(" = {default}"));
        lines.push(format!("{step}{name}: {class}{default}"));
    }
    lines.extend([String::new(), String::new()]);
    fix.before(outermost(fix, function, None), &lines)
}

/// The statement around `stmt` that stands directly in `within`, or in the file.
fn outermost(fix: &Fix<'_>, stmt: StmtId, within: Option<StmtId>) -> StmtId {
    let mut at = stmt;
    while let Some(around) = fix.file.stmt_parent(at).filter(|&around| Some(around) != within) {
        at = around;
    }
    at
}

/// The lines that read the JSON into the model, and refuse the request where it does not fit.
fn validated(fix: &mut Fix<'_>, name: &str, class: &str, json: ExprId) -> Option<Vec<String>> {
    let step = fix.step();
    let read = match fix.parts(json) {
        Some((func, [text])) if fix.is_named(func, &["json.loads"]) => {
            format!("model_validate_json({})", fix.text(text.value()))
        }
        _ => format!("model_validate({})", fix.text(json)),
    };
    let wrong = fix.name("pydantic", "ValidationError");
    let (refuse, caught) = match refusal(fix)? {
        call if call.ends_with("abort(422)") => (call, String::new()),
        exception => (format!("raise {exception} from error"), " as error".to_owned()),
    };
    Some(vec![
        "try:".to_owned(),
        format!("{step}{name} = {class}.{read}"),
        format!("except {wrong}{caught}:"),
        format!("{step}{refuse}"),
    ])
}

/// What ends a request that does not fit, in the framework of the file.
fn refusal(fix: &mut Fix<'_>) -> Option<String> {
    const REFUSALS: [(&str, &str, &str, &str); 9] = [
        ("flask", "flask", "abort", "(422)"),
        ("quart", "quart", "abort", "(422)"),
        ("bottle", "bottle", "abort", "(422)"),
        ("rest_framework", "rest_framework.exceptions", "ParseError", "()"),
        ("django", "django.core.exceptions", "BadRequest", "(\"the fields do not fit\")"),
        ("fastapi", "fastapi", "HTTPException", "(422)"),
        ("starlette", "starlette.exceptions", "HTTPException", "(422)"),
        ("aiohttp", "aiohttp.web", "HTTPUnprocessableEntity", "()"),
        ("tornado", "tornado.web", "HTTPError", "(422)"),
    ];
    let (_, module, name, arguments) = REFUSALS.into_iter().find(|(root, ..)| fix.imports_root(root))?;
    Some(format!("{}{arguments}", fix.name(module, name)))
}

/// The name that a statement gives the JSON to.
fn target(fix: &Fix<'_>, stmt: StmtId) -> Option<String> {
    let target = match &fix.tree().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => *targets.first()?,
        StmtKind::AnnAssign { target, .. } => *target,
        _ => return None,
    };
    Some(fix.text(target).to_owned())
}

/// Puts lines in the place of a statement that stands alone on its own.
fn replace_statement(fix: &mut Fix<'_>, stmt: StmtId, lines: &[String]) -> Option<()> {
    let span = fix.tree().stmt(stmt).span;
    let indentation = fix.indentation(span.start);
    let end = fix.tree().lines().line_span(fix.tree().lines().line(span.end.checked_sub(1)?), fix.tree().source()).end;
    let is_alone = fix.begins_line(span.start) && fix.tree().text(Span::new(span.end, end)).trim().is_empty();
    if !is_alone {
        return None;
    }
    fix.replace_span(span, lines.join(&format!("\n{indentation}")));
    Some(())
}

/// `data.name` in the place of `data["name"]`; `name` is what the model is called where the JSON had no name.
fn replace_reads(fix: &mut Fix<'_>, reads: &[FieldRead], name: Option<&str>) -> Option<()> {
    for read in reads {
        let of = match *fix.kind(read.expr) {
            ExprKind::Subscript { value, .. } => value,
            ExprKind::Call { func, .. } => match *fix.kind(func) {
                ExprKind::Attribute { value, .. } => value,
                _ => return None,
            },
            _ => return None,
        };
        let name = name.unwrap_or_else(|| fix.text(of));
        let text = format!("{name}.{}", read.key);
        fix.replace(read.expr, text);
    }
    Some(())
}
