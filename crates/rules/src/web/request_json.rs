//! The JSON that a request brings into a function, and which of its fields the function reads.

use semantic::{BindingKind, Const, FileModel, Node};
use syntax::ast::{BoolOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{imports, last_word};
use crate::matcher::is_named;

/// Requests that are no parameter.
const REQUESTS: [&str; 3] = ["flask.request", "quart.request", "bottle.request"];
/// Modules that have them.
const HAS_REQUEST: [&str; 3] = ["flask", "quart", "bottle"];
/// Frameworks that hand their functions a request.
const GIVES_REQUEST: [&str; 8] =
    ["fastapi", "starlette", "aiohttp", "django", "rest_framework", "sanic", "litestar", "tornado"];
/// Functions that read JSON out of a text.
const READERS: [&str; 6] =
    ["json.loads", "orjson.loads", "ujson.loads", "simplejson.loads", "flask.json.loads", "tornado.escape.json_decode"];
/// What holds or gives the text that a request brings.
const BODIES: [&str; 5] = ["body", "data", "get_data", "read", "text"];
/// How many calls, attributes and the like stand around a body.
const MAX_STEPS: usize = 6;
/// Expressions of one function that are looked at.
const MAX_EXPRS: usize = 20_000;

/// The JSON of a request in one function.
#[derive(Debug)]
pub struct RequestJson {
    /// Where it comes from.
    pub origin: JsonOrigin,
    /// The fields that are read with a constant key, in source order.
    pub reads: Vec<FieldRead>,
    /// What else is done with it as a whole: names, or the JSON itself.
    pub others: Vec<ExprId>,
}

/// Where the JSON of a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonOrigin {
    /// `data = request.get_json()`
    Assigned {
        /// The assignment.
        stmt: StmtId,
        /// What is assigned.
        value: ExprId,
    },
    /// `request.json["name"]`, once or more.
    Direct(Vec<ExprId>),
    /// A parameter that FastAPI fills with it: `body: dict`.
    Parameter {
        /// Its place among the parameters, from 0.
        index: usize,
        /// What it is said to be.
        annotation: ExprId,
    },
}

/// One place that reads a field.
#[derive(Clone, Debug)]
pub struct FieldRead {
    /// `data["name"]` or `data.get("name", "")`, all of it.
    pub expr: ExprId,
    /// The field.
    pub key: String,
    /// Whether there is an answer without the field: `get`.
    pub optional: bool,
    /// That answer, where the call says one.
    pub default: Option<ExprId>,
}

/// A file that answers requests, and how its framework hands them over.
#[derive(Clone, Copy, Debug)]
pub struct Requests<'a> {
    file: &'a FileModel,
    /// Whether functions are given the request.
    are_given: bool,
    /// Whether `request.data` is read already: Django REST framework.
    is_rest: bool,
    /// Whether parameters may be filled with what the request brings: FastAPI.
    fills: bool,
}

impl<'a> Requests<'a> {
    /// Of a file; `None` if it has nothing to do with requests.
    pub fn of(file: &'a FileModel) -> Option<Self> {
        let has = |modules: &[&str]| modules.iter().any(|module| imports(file, module));
        let are_given = has(&GIVES_REQUEST);
        let requests = Self { file, are_given, is_rest: has(&["rest_framework"]), fills: has(&["fastapi"]) };
        (are_given || has(&HAS_REQUEST)).then_some(requests)
    }

    /// The JSON that `function` reads out of its request. `None` if there is none, or several that may differ.
    pub fn json(&self, function: StmtId) -> Option<RequestJson> {
        let file = self.file;
        let exprs = exprs_in(file, function)?;
        let sources: Vec<ExprId> = exprs
            .iter()
            .copied()
            .filter(|&e| self.is_json(e) && file.enclosing_function(e) == Some(function))
            .map(|e| whole(file, e))
            .collect();
        let mut json = if sources.is_empty() {
            let (index, annotation) = self.body_parameter(function)?;
            let origin = JsonOrigin::Parameter { index, annotation };
            RequestJson { origin, reads: Vec::new(), others: Vec::new() }
        } else {
            let named = sources.iter().find_map(|&e| Some((assigned_by(file, e)?, e)));
            let origin = match named {
                Some((stmt, value)) => JsonOrigin::Assigned { stmt, value },
                None => JsonOrigin::Direct(sources.clone()),
            };
            let mut json = RequestJson { origin, reads: Vec::new(), others: Vec::new() };
            for &e in sources.iter().filter(|&&e| named.is_none_or(|(_, value)| e != value)) {
                json.note(file, e);
            }
            json
        };
        if !matches!(json.origin, JsonOrigin::Direct(_)) {
            for e in exprs.into_iter().filter(|&e| matches!(file.module().expr(e).kind, ExprKind::Name)) {
                match json.is_it(file, function, e) {
                    Some(true) => json.note(file, e),
                    // The name holds something else at times.
                    None => return None,
                    Some(false) => {}
                }
            }
        }
        json.reads.sort_by_key(|read| file.module().expr(read.expr).span);
        Some(json)
    }

    /// Whether the expression is the JSON of a request: `request.get_json()`, `request.json`, `json.loads(request.body)`.
    fn is_json(&self, e: ExprId) -> bool {
        let (file, tree) = (self.file, self.file.module());
        match tree.expr(e).kind {
            ExprKind::Call { func, .. } => {
                if is_named(file, func, &READERS) {
                    return file.call_args(e).positional(0).is_some_and(|text| self.is_body(text));
                }
                let ExprKind::Attribute { value, attr } = tree.expr(func).kind else { return false };
                matches!(tree.text(attr.span), "json" | "get_json") && self.is_request(value)
            }
            ExprKind::Attribute { value, attr } => {
                let holds = match tree.text(attr.span) {
                    "json" => true,
                    "data" => self.is_rest,
                    _ => false,
                };
                let is_called = matches!(file.parent(e), Node::Expr(call) if called(file, call) == Some(e));
                holds && !is_called && self.is_request(value)
            }
            _ => false,
        }
    }

    /// `request.body`, `await request.body()`, `self.request.body.decode("utf-8")`
    fn is_body(&self, e: ExprId) -> bool {
        let tree = self.file.module();
        let mut at = e;
        for _ in 0..MAX_STEPS {
            at = match tree.expr(at).kind {
                ExprKind::Await(inner) => inner,
                ExprKind::Call { func, .. } => func,
                ExprKind::Attribute { value, attr } if tree.text(attr.span) == "decode" => value,
                ExprKind::Attribute { value, attr } => {
                    return BODIES.contains(&tree.text(attr.span)) && self.is_request(value);
                }
                _ => return false,
            };
        }
        false
    }

    fn is_request(&self, e: ExprId) -> bool {
        let (file, tree) = (self.file, self.file.module());
        if is_named(file, e, &REQUESTS) {
            return true;
        }
        let text = tree.text(tree.expr(e).span);
        if !self.are_given {
            return false;
        }
        match tree.expr(e).kind {
            ExprKind::Attribute { .. } => text == "self.request",
            ExprKind::Name => file.binding(e).is_some_and(|binding| {
                let BindingKind::Param { function, index } = file.binding_info(binding).kind else { return false };
                let param = file.function(function).and_then(|function| function.params.params.get(index));
                let annotation = param.and_then(|param| param.annotation);
                let says_so =
                    annotation.and_then(|class| crate::code::written::last_word(file, class)) == Some("Request");
                says_so || annotation.is_none() && matches!(text, "request" | "req")
            }),
            _ => false,
        }
    }

    /// The parameter of a route that FastAPI fills with the JSON, whatever is in it: `body: dict`, `data: dict[str, Any] = Body(...)`.
    fn body_parameter(&self, function: StmtId) -> Option<(usize, ExprId)> {
        let file = self.file;
        if !self.fills {
            return None;
        }
        let definition = file.function(function)?;
        let changes = definition
            .decorators
            .iter()
            .any(|&decorator| matches!(last_word(file, decorator), Some("post" | "put" | "patch" | "delete")));
        let is_mapping = |annotation: ExprId| {
            let tree = file.module();
            let class = match tree.expr(annotation).kind {
                ExprKind::Subscript { value, .. } => value,
                _ => annotation,
            };
            is_named(file, class, &["builtins.dict", "typing.Dict"])
        };
        let mut params = definition.params.params.iter().enumerate();
        let found = params.find_map(|(index, param)| Some((index, param.annotation.filter(|&it| is_mapping(it))?)));
        found.filter(|_| changes)
    }
}

impl RequestJson {
    /// Whether a name holds the JSON; `None` if it may hold something else too.
    fn is_it(&self, file: &FileModel, function: StmtId, name: ExprId) -> Option<bool> {
        let is_origin = |binding: semantic::BindingId| match (file.binding_info(binding).kind, &self.origin) {
            (BindingKind::Assign { stmt, .. }, JsonOrigin::Assigned { stmt: own, .. }) => stmt == *own,
            (BindingKind::Param { function: of, index }, JsonOrigin::Parameter { index: own, .. }) => {
                of == function && index == *own
            }
            _ => false,
        };
        let reaching = file.reaching(name);
        // The target of an assignment is reached by nothing.
        if reaching.is_empty() || is_written(file, name) {
            return Some(false);
        }
        match reaching.iter().filter(|&&binding| is_origin(binding)).count() {
            0 => Some(false),
            count => (count == reaching.len()).then_some(true),
        }
    }

    fn note(&mut self, file: &FileModel, e: ExprId) {
        match field_read(file, e) {
            Some(read) => self.reads.push(read),
            None => self.others.push(e),
        }
    }
}

/// Every expression within a function's body, those of functions in it too. `None` for one that is out of all proportion.
pub(crate) fn exprs_in(file: &FileModel, function: StmtId) -> Option<Vec<ExprId>> {
    let tree = file.module();
    let (mut stmts, mut exprs) = (file.function(function)?.body.to_vec(), Vec::new());
    while let Some(stmt) = stmts.pop() {
        tree.stmt_children(stmt, &mut |inner| stmts.push(inner));
        tree.stmt_exprs(stmt, &mut |e| exprs.push(e));
    }
    let mut at = 0;
    while let Some(&e) = exprs.get(at) {
        tree.children(e, &mut |child| exprs.push(child));
        at += 1;
        if at > MAX_EXPRS {
            return None;
        }
    }
    Some(exprs)
}

fn called(file: &FileModel, call: ExprId) -> Option<ExprId> {
    match file.module().expr(call).kind {
        ExprKind::Call { func, .. } => Some(func),
        _ => None,
    }
}

/// The expression with what only hands it on around it: `await request.json()`, `request.json or {}`.
fn whole(file: &FileModel, e: ExprId) -> ExprId {
    let tree = file.module();
    let mut at = e;
    while let Node::Expr(parent) = file.parent(at) {
        let is_same = match &tree.expr(parent).kind {
            ExprKind::Await(_) => true,
            ExprKind::BoolOp { op: BoolOp::Or, values } => {
                let is_empty =
                    |e: &ExprId| matches!(&tree.expr(*e).kind, ExprKind::Dict(entries) if entries.is_empty());
                values.first() == Some(&at) && values[1..].iter().all(is_empty)
            }
            _ => false,
        };
        if !is_same {
            break;
        }
        at = parent;
    }
    at
}

/// The statement that gives `e`, and nothing else, to a name.
fn assigned_by(file: &FileModel, e: ExprId) -> Option<StmtId> {
    let Node::Stmt(stmt) = file.parent(e) else { return None };
    let is_name = |e: ExprId| matches!(file.module().expr(e).kind, ExprKind::Name);
    match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, value } if *value == e => {
            matches!(**targets, [target] if is_name(target)).then_some(stmt)
        }
        StmtKind::AnnAssign { target, value: Some(value), .. } if *value == e => is_name(*target).then_some(stmt),
        _ => None,
    }
}

/// Whether the expression is given a value, or taken away.
pub(crate) fn is_written(file: &FileModel, e: ExprId) -> bool {
    let Node::Stmt(stmt) = file.parent(e) else { return false };
    match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => targets.contains(&e),
        StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } | StmtKind::For { target, .. } => {
            *target == e
        }
        StmtKind::Delete(places) => places.contains(&e),
        _ => false,
    }
}

/// The field that is read of `e`.
fn field_read(file: &FileModel, e: ExprId) -> Option<FieldRead> {
    let tree = file.module();
    let Node::Expr(parent) = file.parent(e) else { return None };
    let key = |e: ExprId| match file.constant(e) {
        Some(Const::Str(key)) => Some(key.to_string()),
        _ => None,
    };
    match tree.expr(parent).kind {
        ExprKind::Subscript { value, index } if value == e && !is_written(file, parent) => {
            Some(FieldRead { expr: parent, key: key(index)?, optional: false, default: None })
        }
        ExprKind::Attribute { value, attr } if value == e && tree.text(attr.span) == "get" => {
            let Node::Expr(call) = file.parent(parent) else { return None };
            called(file, call).filter(|&func| func == parent)?;
            let args = file.call_args(call);
            let key = key(args.positional(0)?)?;
            Some(FieldRead { expr: call, key, optional: true, default: args.positional(1) })
        }
        _ => None,
    }
}
