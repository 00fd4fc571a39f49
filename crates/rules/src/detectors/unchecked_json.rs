//! PV351: fields of a request's JSON that are stored or computed with, and nothing asks what they are.

use model::Confidence;
use rustc_hash::{FxHashMap, FxHashSet};
use semantic::{BindingId, BindingKind, Node};
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};

use crate::code::around::{bases, decorator_name, last_word};
use crate::detector::{Context, Detector};
use crate::web::request_json::{FieldRead, JsonOrigin, RequestJson, Requests, exprs_in, is_written};
use crate::{
    code::{testing, written},
    web::stored,
};
use secrets::words;

pub(crate) struct UncheckedJson;

/// Words of decorators that check what a request brings.
const CHECKING_DECORATORS: [&str; 16] = [
    "validate",
    "validated",
    "validates",
    "validator",
    "expects",
    "expect",
    "schema",
    "arguments",
    "args",
    "kwargs",
    "input",
    "json",
    "body",
    "payload",
    "params",
    "marshal",
];
/// Words of calls that check or convert what they are given.
const CHECKS: [&str; 27] = [
    "valid",
    "validate",
    "validates",
    "validated",
    "validator",
    "validation",
    "check",
    "checks",
    "verify",
    "ensure",
    "assert",
    "require",
    "sanitize",
    "sanitise",
    "clean",
    "parse",
    "match",
    "fullmatch",
    "search",
    "schema",
    "load",
    "structure",
    "normalize",
    "coerce",
    "isinstance",
    "accept",
    "accepts",
];
/// Calls that make a value of their type, or fail.
const CONVERSIONS: [&str; 12] = [
    "int",
    "float",
    "bool",
    "Decimal",
    "Fraction",
    "UUID",
    "fromisoformat",
    "strptime",
    "date",
    "datetime",
    "fromtimestamp",
    "Enum",
];
/// Calls that show or answer what they are given.
const SHOWS: [&str; 14] = [
    "print",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "critical",
    "log",
    "jsonify",
    "dumps",
    "JSONResponse",
    "JsonResponse",
    "json_response",
    "Response",
];
/// Methods that put a value into a collection.
const COLLECTS: [&str; 7] = ["append", "appendleft", "add", "insert", "extend", "setdefault", "put"];
/// Bases of classes that check what they are made of.
const CHECKED_BASES: [&str; 9] =
    ["BaseModel", "Schema", "Serializer", "ModelSerializer", "TypedDict", "NamedTuple", "Struct", "Form", "RootModel"];
/// How many expressions stand around one.
const MAX_STEPS: usize = 60;
/// How many fields a message names.
const MAX_NAMED: usize = 3;

/// What is done with a value.
enum Use {
    /// Somebody asks what it is.
    Checked,
    /// It is stored, or something is computed from it.
    Taken,
    /// It has these names from there.
    Named(Vec<BindingId>),
    /// Nothing that matters here.
    Nothing,
}

impl Detector for UncheckedJson {
    fn module(&self, cx: &mut Context<'_>) {
        if testing::is_test_file(cx.path) {
            return;
        }
        let Some(requests) = Requests::of(cx.file) else { return };
        for &function in cx.file.functions() {
            let Some(json) = requests.json(function) else { continue };
            let taken = taken(cx, function, &json);
            let Some(first) = taken.first() else { continue };
            let place = match json.origin {
                JsonOrigin::Assigned { value, .. } => value,
                JsonOrigin::Parameter { annotation, .. } => annotation,
                JsonOrigin::Direct(_) => first.expr,
            };
            let mut candidate = cx.candidate(place, message(&taken));
            candidate.confidence = Some(Confidence::Medium);
            cx.report(candidate);
        }
    }
}

fn message(taken: &[&FieldRead]) -> String {
    let mut keys: Vec<String> = Vec::new();
    for read in taken {
        let key = format!("`{}`", read.key);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let more = if keys.len() > MAX_NAMED { " and others" } else { "" };
    keys.truncate(MAX_NAMED);
    format!(
        "This function uses {}{more} of the request's JSON as they come: anything may stand there, or nothing. Describe the fields in a \
         model with types and limits, and answer 422 where the JSON does not fit it.",
        keys.join(", ")
    )
}

/// The reads of fields that are stored or computed with. None where anything asks what the JSON or one of its fields is.
fn taken<'j>(cx: &Context<'_>, function: StmtId, json: &'j RequestJson) -> Vec<&'j FieldRead> {
    if json.reads.is_empty() || is_checked_outside(cx, function) || json.others.iter().any(|&e| is_handed_on(cx, e)) {
        return Vec::new();
    }
    let names = names_of(cx, function);
    let mut taken = Vec::new();
    for read in &json.reads {
        if is_tried(cx, read.expr) {
            return Vec::new();
        }
        let mut open = vec![read.expr];
        let mut seen: FxHashSet<BindingId> = FxHashSet::default();
        let mut is_taken = false;
        while let Some(e) = open.pop() {
            match what_is_done(cx, e) {
                Use::Checked => return Vec::new(),
                Use::Taken => is_taken = true,
                Use::Named(bindings) => {
                    for binding in bindings.into_iter().filter(|&binding| seen.insert(binding)) {
                        open.extend(names.get(&binding).into_iter().flatten());
                    }
                }
                Use::Nothing => {}
            }
        }
        if is_taken {
            taken.push(read);
        }
    }
    taken
}

/// The names in a function, by what they hold.
fn names_of(cx: &Context<'_>, function: StmtId) -> FxHashMap<BindingId, Vec<ExprId>> {
    let mut names: FxHashMap<BindingId, Vec<ExprId>> = FxHashMap::default();
    let is_name = |&e: &ExprId| matches!(cx.tree().expr(e).kind, ExprKind::Name) && !is_written(cx.file, e);
    for e in exprs_in(cx.file, function).into_iter().flatten().filter(is_name) {
        for binding in cx.file.reaching(e) {
            names.entry(binding).or_default().push(e);
        }
    }
    names
}

/// Whether a decorator of the function checks what the request brings.
fn is_checked_outside(cx: &Context<'_>, function: StmtId) -> bool {
    let Some(definition) = cx.file.function(function) else { return true };
    definition.decorators.iter().any(|&decorator| {
        let name = written::last_word(cx.file, decorator_name(cx.file, decorator)).unwrap_or_default();
        words(name).iter().any(|word| CHECKING_DECORATORS.contains(&&**word))
    })
}

/// Whether the JSON as a whole goes where somebody may check it, or is asked what it is.
fn is_handed_on(cx: &Context<'_>, e: ExprId) -> bool {
    let mut at = e;
    for _ in 0..MAX_STEPS {
        let parent = match cx.file.parent(at) {
            Node::Expr(parent) => parent,
            Node::Stmt(stmt) => {
                return !matches!(
                    cx.tree().stmt(stmt).kind,
                    StmtKind::Return(_)
                        | StmtKind::Expr(_)
                        | StmtKind::If { .. }
                        | StmtKind::Print { .. }
                        | StmtKind::Delete(_)
                );
            }
            _ => return true,
        };
        match &cx.tree().expr(parent).kind {
            // `if data is None`, `if not data`
            ExprKind::Compare { rest, .. } => {
                return !rest.iter().all(|&(_, other)| matches!(cx.tree().expr(other).kind, ExprKind::None));
            }
            ExprKind::Unary { op: UnaryOp::Not, .. }
            | ExprKind::BoolOp { .. }
            | ExprKind::FString(_)
            | ExprKind::Dict(_) => {}
            ExprKind::Call { .. } if last_word(cx.file, parent).is_some_and(|name| SHOWS.contains(&name)) => {
                return false;
            }
            // `data["seen"] = True`
            ExprKind::Subscript { .. } if is_written(cx.file, parent) => return false,
            _ => return true,
        }
        at = parent;
    }
    true
}

/// Whether the expression stands in a `try` that has an answer to what goes wrong with it.
fn is_tried(cx: &Context<'_>, e: ExprId) -> bool {
    let mut at = cx.file.enclosing_stmt(e);
    while let Some(stmt) = at {
        let around = cx.file.stmt_parent(stmt);
        match around.map(|around| &cx.tree().stmt(around).kind) {
            Some(StmtKind::Function(_)) => return false,
            Some(StmtKind::Try { body, handlers, .. }) if body.contains(&stmt) => {
                let answers = |types: Option<ExprId>| {
                    types.is_none_or(|types| {
                        ["KeyError", "TypeError", "ValueError", "LookupError", "AttributeError", "Exception"]
                            .iter()
                            .any(|name| cx.text(types).contains(name))
                    })
                };
                if handlers.iter().any(|handler| answers(handler.types)) {
                    return true;
                }
            }
            _ => {}
        }
        at = around;
    }
    false
}

/// What is done with the value of an expression.
fn what_is_done(cx: &Context<'_>, e: ExprId) -> Use {
    let mut at = e;
    for _ in 0..MAX_STEPS {
        let parent = match cx.file.parent(at) {
            Node::Expr(parent) => parent,
            Node::Stmt(stmt) => return by_statement(cx, stmt, at),
            _ => return Use::Nothing,
        };
        match &cx.tree().expr(parent).kind {
            ExprKind::Compare { .. } | ExprKind::Unary { op: UnaryOp::Not, .. } => return Use::Checked,
            ExprKind::Conditional { test, .. } if *test == at => return Use::Checked,
            ExprKind::Binary { op, .. } if computes(*op) => return Use::Taken,
            ExprKind::Comprehension { clauses, .. } => {
                if clauses.iter().any(|clause| clause.conditions.contains(&at)) {
                    return Use::Checked;
                }
                if clauses.iter().any(|clause| clause.iter == at) {
                    return Use::Nothing;
                }
            }
            ExprKind::Named { target, value } if *value == at => {
                return Use::Named(cx.file.binding(*target).into_iter().collect());
            }
            ExprKind::Attribute { value, .. } if *value == at => {
                let Node::Expr(call) = cx.file.parent(parent) else { return Use::Nothing };
                match last_word(cx.file, call) {
                    Some(method) if method.starts_with("is") => return Use::Checked,
                    Some(_) => {}
                    None => return Use::Nothing,
                }
            }
            // A method of the value itself: what it gives is the value in another form.
            ExprKind::Call { func, .. } if *func == at => {}
            ExprKind::Call { .. } => {
                if let Some(done) = by_call(cx, parent) {
                    return done;
                }
            }
            ExprKind::Subscript { value, .. } if *value != at => return Use::Nothing,
            ExprKind::Lambda { .. } | ExprKind::Yield(_) | ExprKind::YieldFrom(_) => return Use::Nothing,
            _ => {}
        }
        at = parent;
    }
    Use::Nothing
}

const fn computes(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Mult | BinaryOp::Sub | BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Pow)
}

/// What a statement does with a value that stands in it.
fn by_statement(cx: &Context<'_>, stmt: StmtId, e: ExprId) -> Use {
    match &cx.tree().stmt(stmt).kind {
        StmtKind::If { .. } | StmtKind::While { .. } | StmtKind::Assert { .. } | StmtKind::Match { .. } => Use::Checked,
        StmtKind::AugAssign { value, .. } if *value == e => Use::Taken,
        StmtKind::Assign { targets, value } if *value == e => by_targets(cx, targets, *value),
        StmtKind::AnnAssign { target, value: Some(value), .. } if *value == e => by_targets(cx, &[*target], *value),
        _ => Use::Nothing,
    }
}

fn by_targets(cx: &Context<'_>, targets: &[ExprId], value: ExprId) -> Use {
    let mut named = Vec::new();
    for &target in targets {
        match &cx.tree().expr(target).kind {
            ExprKind::Attribute { .. } => return Use::Taken,
            ExprKind::Subscript { value: object, .. } if is_kept(cx, *object) => return Use::Taken,
            ExprKind::Name => named.extend(cx.file.binding(target)),
            // All names for all values: who checks one of them looked at the JSON.
            ExprKind::Tuple(items) if matches!(cx.tree().expr(value).kind, ExprKind::Tuple(_)) => {
                named.extend(items.iter().filter_map(|&item| cx.file.binding(item)));
            }
            _ => {}
        }
    }
    if named.is_empty() { Use::Nothing } else { Use::Named(named) }
}

/// Whether what is put into the object is there after the function: it is the module's, or another object's.
fn is_kept(cx: &Context<'_>, object: ExprId) -> bool {
    match cx.tree().expr(object).kind {
        ExprKind::Attribute { .. } => true,
        ExprKind::Subscript { value, .. } => is_kept(cx, value),
        ExprKind::Name => cx.file.binding(object).is_some_and(|binding| {
            let scope = cx.file.binding_info(binding).scope;
            cx.file.scopes().get(scope.index()).is_some_and(|scope| scope.parent.is_none())
        }),
        _ => false,
    }
}

/// What a call does with an argument; `None` where its result is another form of the argument.
fn by_call(cx: &Context<'_>, call: ExprId) -> Option<Use> {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
    let name = last_word(cx.file, call).unwrap_or_default();
    let own = cx.file.binding(func).filter(|_| matches!(cx.tree().expr(func).kind, ExprKind::Name));
    if let Some(BindingKind::Class(class)) = own.map(|binding| cx.file.binding_info(binding).kind) {
        let checks = is_checked_class(cx, class);
        return Some(if checks { Use::Checked } else { Use::Taken });
    }
    if name == "str" || name == "len" {
        return None;
    }
    if CONVERSIONS.contains(&name) || SHOWS.contains(&name) {
        return Some(Use::Nothing);
    }
    let parts = words(name);
    if parts.iter().any(|word| CHECKS.contains(&&**word)) || parts.first().is_some_and(|first| first == "is") {
        return Some(Use::Checked);
    }
    Some(if stores(cx, call, func) { Use::Taken } else { Use::Nothing })
}

/// Whether a class of this file checks what it is made of, or says at least of which type that is.
fn is_checked_class(cx: &Context<'_>, class: StmtId) -> bool {
    let Some(definition) = cx.file.class(class) else { return true };
    let by_base = bases(cx.file, definition).any(|base| {
        base.rsplit('.').next().is_some_and(|last| CHECKED_BASES.contains(&last) || last.contains("Exception"))
    });
    by_base || !definition.decorators.is_empty() || raises(cx, &definition.body)
}

/// Whether a `raise` or `assert` stands within the statements.
fn raises(cx: &Context<'_>, body: &[StmtId]) -> bool {
    let mut open = body.to_vec();
    while let Some(stmt) = open.pop() {
        if matches!(cx.tree().stmt(stmt).kind, StmtKind::Raise { .. } | StmtKind::Assert { .. }) {
            return true;
        }
        cx.tree().stmt_children(stmt, &mut |inner| open.push(inner));
    }
    false
}

/// Whether a call stores its arguments.
fn stores(cx: &Context<'_>, call: ExprId, func: ExprId) -> bool {
    if stored::is_stored_class(cx, func) {
        return true;
    }
    let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else {
        return last_word(cx.file, call) == Some("setattr");
    };
    let method = cx.tree().text(attr.span);
    if matches!(method, "execute" | "executemany") {
        let args = cx.file.call_args(call);
        let sql = args.positional(0).and_then(|sql| cx.file.constant(sql));
        let writes = sql.as_ref().and_then(|sql| sql.as_str()).is_some_and(|sql| {
            let verb = sql.split_whitespace().next().unwrap_or_default();
            ["insert", "update", "replace", "merge"].iter().any(|known| verb.eq_ignore_ascii_case(known))
        });
        return writes;
    }
    stored::is_document_store(cx, method)
        || stored::MAKERS.contains(&method) && (stored::is_query(cx, object) || stored::is_stored_class(cx, object))
        || method == "values" && stored::is_statement(cx, object)
        || COLLECTS.contains(&method) && is_kept(cx, object)
}
