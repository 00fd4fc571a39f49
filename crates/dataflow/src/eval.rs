//! Expressions: the value of each, in the environment where it stands.

use std::collections::BTreeMap;
use std::rc::Rc;

use semantic::{BindingKind, Const, FileModel, ScopeKind, SinkKind};
use syntax::Span;
use syntax::ast::{
    BinaryOp, BoolOp, Clause, CompareOp, ComprehensionKind, ExprId, ExprKind, FPart, Params, StmtId, StmtKind, UnaryOp,
};

use crate::env::{Env, Key, Layer, Relation};
use crate::guard::{ADDRESS, is_host_prefix};
use crate::models::{self, LIBRARIES};
use crate::summary::{CallGraph, Summary};
use crate::value::{Part, SinkSet, Trail, Value};
use crate::{Source, SourceKind};

/// Expressions that are evaluated for one function before the engine gives up on it.
const FUEL: u32 = 400_000;
/// Depth of nested expressions and statements that is followed. The parser bounds trees as well; this is for
/// the small stack of a browser's worker.
pub(crate) const MAX_DEPTH: u32 = 160;
/// Contexts in which a text between quotes does no harm if it holds none of them.
const QUOTED: SinkSet = SinkSet::NONE.with(SinkKind::Xpath).with(SinkKind::Sql);
/// Characters of code that a label or note quotes.
const QUOTE: usize = 60;

/// The state of one file's analysis.
pub(crate) struct Engine<'a> {
    pub(crate) file: &'a FileModel,
    pub(crate) trail: Trail,
    pub(crate) exhausted: bool,
    /// Names of the top-level modules that the file imports, sorted.
    pub(crate) imports: Vec<&'a str>,
    pub(crate) env: Env,
    pub(crate) depth: u32,
    /// What reaches the loop's exit by `break` and its head by `continue`, for each loop around.
    pub(crate) loops: Vec<Vec<Layer>>,
    pub(crate) loop_bases: Vec<usize>,
    values: Vec<Option<Value>>,
    finals: BTreeMap<Option<StmtId>, Layer>,
    pub(crate) function: Option<StmtId>,
    fuel: u32,
    dead: Vec<(Span, String, Span)>,
    pub(crate) graph: Rc<CallGraph>,
    /// What is known of the functions that were run to their end.
    pub(crate) summaries: BTreeMap<StmtId, Rc<Summary>>,
    /// What the function that is being run gave and checked so far.
    pub(crate) current: Summary,
    /// The sources that stand for the parameters of each function.
    pub(crate) marks: BTreeMap<StmtId, Vec<Option<u32>>>,
    /// The function and place of the parameter that a source stands for.
    pub(crate) parameters: BTreeMap<u32, (StmtId, usize)>,
}

impl<'a> Engine<'a> {
    pub(crate) fn new(file: &'a FileModel) -> Self {
        let module = file.module();
        let mut imports: Vec<&str> = Vec::new();
        let root = |name: &'a str| name.split('.').next().unwrap_or(name);
        for (_, stmt) in module.stmts() {
            match &stmt.kind {
                StmtKind::Import(names) => imports.extend(names.iter().map(|alias| root(module.text(alias.name)))),
                StmtKind::ImportFrom { module: Some(name), level: 0, .. } => imports.push(root(module.text(*name))),
                _ => {}
            }
        }
        imports.sort_unstable();
        imports.dedup();
        let mut engine = Self {
            file,
            trail: Trail::default(),
            exhausted: false,
            imports,
            env: Env::new(),
            depth: 0,
            loops: Vec::new(),
            loop_bases: Vec::new(),
            values: vec![None; module.exprs().len()],
            finals: BTreeMap::new(),
            function: None,
            fuel: 0,
            dead: Vec::new(),
            graph: Rc::default(),
            summaries: BTreeMap::new(),
            current: Summary::default(),
            marks: BTreeMap::new(),
            parameters: BTreeMap::new(),
        };
        engine.graph = Rc::new(engine.call_graph());
        engine
    }

    /// Analyzes `function` (`None`: the file's top level) after the functions that it calls, if that was not done yet.
    pub(crate) fn ensure(&mut self, function: Option<StmtId>) {
        for function in self.needed(function) {
            self.run(function);
        }
    }

    /// Whether a function was analyzed, or is being analyzed.
    pub(crate) fn is_begun(&self, function: Option<StmtId>) -> bool {
        self.finals.contains_key(&function)
    }

    fn run(&mut self, function: Option<StmtId>) {
        if self.is_begun(function) {
            return;
        }
        self.finals.insert(function, Layer::new());
        let outer = (
            std::mem::replace(&mut self.env, Env::new()),
            std::mem::take(&mut self.loops),
            std::mem::take(&mut self.loop_bases),
            std::mem::replace(&mut self.function, function),
            std::mem::replace(&mut self.fuel, FUEL),
            std::mem::take(&mut self.current),
        );
        // The depth goes on: functions inside functions ask for each other's values on one stack.
        let file = self.file;
        match function.and_then(|id| Some((id, file.function(id)?))) {
            Some((id, definition)) => {
                self.bind_parameters(id, definition);
                if self.block(&definition.body) {
                    self.leave(None, &Value::CONSTANT);
                }
                let summary = std::mem::take(&mut self.current);
                self.summaries.insert(id, Rc::new(summary));
            }
            None => {
                self.block(file.module().body());
            }
        }
        self.finals.insert(function, self.env.since(0));
        (self.env, self.loops, self.loop_bases, self.function, self.fuel, self.current) = outer;
    }

    /// The value of an expression that was evaluated, over all times it was.
    pub(crate) fn value(&self, e: ExprId) -> Option<&Value> {
        self.values.get(e.index())?.as_ref()
    }

    /// Marks code that never runs.
    pub(crate) fn mark_dead(&mut self, span: Span, why: String, at: Span) {
        self.dead.push((span, why, at));
    }

    /// Why the code at `span` never runs, and what says so.
    pub(crate) fn dead_reason(&self, span: Span) -> Option<(String, Span)> {
        self.dead.iter().find(|(dead, _, _)| dead.contains(span)).map(|(_, why, at)| (why.clone(), *at))
    }

    pub(crate) fn text(&self, e: ExprId) -> &'a str {
        let module = self.file.module();
        module.text(module.expr(e).span)
    }

    pub(crate) fn span(&self, e: ExprId) -> Span {
        self.file.module().expr(e).span
    }

    pub(crate) fn kind(&self, e: ExprId) -> &'a ExprKind {
        &self.file.module().expr(e).kind
    }

    /// Evaluates an expression and remembers the result.
    pub(crate) fn eval(&mut self, e: ExprId) -> Value {
        if self.fuel == 0 || self.depth > MAX_DEPTH {
            self.exhausted = true;
            return self.trail.unknown(self.span(e));
        }
        self.fuel -= 1;
        self.depth += 1;
        let value = self.eval_kind(e);
        self.depth -= 1;
        self.remember(e, &value);
        value
    }

    pub(crate) fn remember(&mut self, e: ExprId, value: &Value) {
        if let Some(known) = self.values.get_mut(e.index()) {
            *known = Some(match known {
                Some(before) => before.merge(value),
                None => value.clone(),
            });
        }
    }

    pub(crate) fn eval_all(&mut self, items: impl IntoIterator<Item = ExprId>) -> Value {
        let mut all = Value::CONSTANT;
        for item in items {
            all = all.merge(&self.eval(item));
        }
        all
    }

    fn eval_kind(&mut self, e: ExprId) -> Value {
        match self.kind(e) {
            ExprKind::Str(_)
            | ExprKind::Bytes(_)
            | ExprKind::Int
            | ExprKind::Float
            | ExprKind::Complex
            | ExprKind::True
            | ExprKind::False
            | ExprKind::None
            | ExprKind::Ellipsis => Value::CONSTANT,
            ExprKind::Name => self.eval_name(e),
            ExprKind::Attribute { value, attr } => self.eval_attribute(e, *value, self.file.module().text(attr.span)),
            ExprKind::Subscript { value, index } => self.eval_subscript(e, *value, *index),
            ExprKind::Call { func, args } => self.eval_call(e, *func, args),
            ExprKind::Binary { left, op, right } => self.eval_binary(*left, *op, *right),
            ExprKind::BoolOp { op, values } => self.eval_bool_op(*op, values),
            ExprKind::Unary { op, operand } => {
                let value = self.eval(*operand);
                if *op == UnaryOp::Not { self.truth_value(&value, e) } else { value }
            }
            ExprKind::Compare { left, rest } => {
                let mut value = self.eval(*left);
                for (_, right) in rest {
                    value = value.merge(&self.eval(*right));
                }
                self.truth_value(&value, e)
            }
            ExprKind::Conditional { test, body, orelse } => self.eval_conditional(*test, *body, *orelse),
            ExprKind::Named { target, value } => {
                let result = self.eval(*value);
                self.assign(*target, &result, Some(*value));
                result
            }
            ExprKind::Lambda { params, body } => self.eval_lambda(params, *body),
            ExprKind::Comprehension { kind, clauses } => self.eval_comprehension(kind, clauses),
            ExprKind::Dict(entries) => {
                let mut all = Value::CONSTANT;
                for (key, value) in entries {
                    if let Some(key) = key {
                        all = all.merge(&self.eval(*key));
                    }
                    all = all.merge(&self.eval(*value));
                }
                all
            }
            ExprKind::Set(items) | ExprKind::List(items) | ExprKind::Tuple(items) => {
                self.eval_all(items.iter().copied())
            }
            ExprKind::Await(inner) | ExprKind::Starred(inner) | ExprKind::Repr(inner) => self.eval(*inner),
            ExprKind::YieldFrom(inner) => {
                let given = self.eval(*inner);
                self.give(&given);
                given
            }
            ExprKind::Yield(inner) => {
                let given = inner.map_or(Value::CONSTANT, |inner| self.eval(inner));
                self.give(&given);
                self.trail.unknown(self.span(e))
            }
            ExprKind::Slice { lower, upper, step } => {
                self.eval_all([lower, upper, step].into_iter().flatten().copied())
            }
            ExprKind::FString(parts) | ExprKind::TString(parts) => self.eval_parts(parts),
            ExprKind::Error(items) => {
                let known = self.eval_all(items.iter().copied());
                known.merge(&self.trail.unknown(self.span(e)))
            }
        }
    }

    /// A comparison or negation: true or false, whatever went in.
    fn truth_value(&mut self, value: &Value, e: ExprId) -> Value {
        self.trail.clean(value, SinkSet::ALL, "the comparison, which gives only true or false".to_owned(), self.span(e))
    }

    fn eval_parts(&mut self, parts: &'a [FPart]) -> Value {
        let mut all = Value::CONSTANT;
        // What is known of the text's beginning, as long as there was nothing else.
        let mut start = Some(String::new());
        let mut before = "";
        for part in parts {
            if let FPart::Literal { span, .. } = part {
                before = self.file.module().text(*span);
            }
            if let FPart::Literal { span, .. } = part
                && let Some(start) = &mut start
            {
                start.push_str(self.file.module().text(*span));
            }
            if let FPart::Interpolation { value, spec, .. } = part {
                let inserted = self.eval(*value);
                let inserted = match &**spec {
                    [FPart::Literal { span, .. }] if takes_numbers(self.file.module().text(*span)) => {
                        let by = "the format, which takes only numbers".to_owned();
                        self.trail.clean(&inserted, SinkSet::ALL, by, self.span(*value))
                    }
                    _ => inserted,
                };
                let inserted = match &start {
                    Some(start) => self.behind_host(start, inserted, *value),
                    None => inserted,
                };
                let inserted = self.between_quotes(before, inserted, *value);
                before = "";
                match (&mut start, self.file.constant(*value)) {
                    (Some(start), Some(Const::Str(text))) => start.push_str(&text),
                    // What comes behind it comes behind the host as well.
                    (Some(known), _) if !is_host_prefix(known) => start = None,
                    _ => {}
                }
                all = all.merge(&inserted);
                // A specification nests at most one level in Python; the depth bound covers what does not.
                if self.depth < MAX_DEPTH {
                    self.depth += 1;
                    all = all.merge(&self.eval_parts(spec));
                    self.depth -= 1;
                }
            }
        }
        all
    }

    /// The key under which an expression's value is kept, if it is a name, a path of attributes, or has constant indexes.
    pub(crate) fn key(&self, e: ExprId) -> Option<Key> {
        let mut tail: Vec<String> = Vec::new();
        let mut at = e;
        loop {
            match self.kind(at) {
                ExprKind::Name => break,
                ExprKind::Attribute { value, attr } => {
                    tail.push(format!(".{}", self.file.module().text(attr.span)));
                    at = *value;
                }
                ExprKind::Subscript { value, index } => {
                    tail.push(field_of(&self.file.constant(*index)?)?);
                    at = *value;
                }
                _ => return None,
            }
            if tail.len() > 8 {
                return None;
            }
        }
        let mut key = self.text(at).to_owned();
        key.extend(tail.iter().rev().map(String::as_str));
        Some(key.into())
    }

    fn eval_name(&mut self, e: ExprId) -> Value {
        let name = self.text(e);
        if let Some(value) = self.env.value(name) {
            return value.clone();
        }
        if let Some(kind) = self.file.qualified_names(e).find_map(models::source_name) {
            return self.enter(kind, e);
        }
        if self.file.is_constant(e) || (name.starts_with("__") && name.ends_with("__")) {
            return Value::CONSTANT;
        }
        let reaching = self.file.reaching(e);
        if reaching.is_empty() {
            return self.trail.unknown(self.span(e));
        }
        let mut all = Value::CONSTANT;
        for id in reaching {
            let binding = *self.file.binding_info(id);
            all = all.merge(&match binding.kind {
                BindingKind::Function(_) | BindingKind::Class(_) | BindingKind::Builtin | BindingKind::TypeParam => {
                    Value::CONSTANT
                }
                BindingKind::Import { .. } => self.trail.unknown(self.span(e)),
                // `global name`: another function gives the outer name its value.
                BindingKind::Assign { value: Some(value), .. }
                    if self.file.enclosing_function(value) != self.scope_function(binding.scope.index()) =>
                {
                    self.ensure(self.file.enclosing_function(value));
                    self.value(value).cloned().unwrap_or_else(|| self.trail.unknown(self.span(e)))
                }
                _ => self.outer_value(name, self.scope_function(binding.scope.index()), e),
            });
        }
        all
    }

    /// The function that a scope belongs to; `None` for the top level.
    fn scope_function(&self, scope: usize) -> Option<StmtId> {
        let mut at = self.file.scopes().get(scope);
        while let Some(scope) = at {
            match scope.kind {
                ScopeKind::Function(id) => return Some(id),
                ScopeKind::Module => return None,
                _ => at = scope.parent.and_then(|id| self.file.scopes().get(id.index())),
            }
        }
        None
    }

    /// The value that a name of an outer scope has when that scope has run.
    fn outer_value(&mut self, name: &str, scope: Option<StmtId>, e: ExprId) -> Value {
        if scope != self.function {
            self.ensure(scope);
            if let Some(value) =
                self.finals.get(&scope).and_then(|layer| layer.get(name)).and_then(|slot| slot.value.clone())
            {
                return value;
            }
        }
        self.trail.unknown(self.span(e))
    }

    /// Data that enters at `e`.
    pub(crate) fn enter(&mut self, kind: SourceKind, e: ExprId) -> Value {
        let label = format!("`{}`", short(self.text(e)));
        self.trail.enter(Source { kind, label, span: self.span(e), function: None })
    }

    /// `value`, just entered at `base`, seen as entering at the larger expression `e`: `request.args['id']` says more
    /// than `request.args`.
    pub(crate) fn widen(&mut self, value: Value, base: ExprId, e: ExprId) -> Value {
        let base = self.span(base);
        let [part] = value.parts() else { return value };
        let fresh =
            part.source.and_then(|source| self.trail.sources.get(source as usize)).filter(|source| source.span == base);
        match fresh.map(|source| source.kind) {
            Some(kind) if part.clean == SinkSet::NONE && !part.through => self.enter(kind, e),
            _ => value,
        }
    }

    fn eval_attribute(&mut self, e: ExprId, base: ExprId, attr: &str) -> Value {
        if let Some(value) = self.key(e).and_then(|key| self.env.value(&key).cloned()) {
            return value;
        }
        if let Some(kind) = self.file.qualified_names(e).find_map(models::source_name) {
            return self.enter(kind, e);
        }
        if let Some(request) = self.request_of(base) {
            self.eval(base);
            return if request.attributes.contains(&attr) {
                self.enter(SourceKind::Request, e)
            } else {
                self.trail.unknown(self.span(e))
            };
        }
        let value = self.eval(base);
        if value.is_constant() {
            // An attribute of something that is no outside data: a plain value's (`uuid4().hex`), or a module's, a
            // class's, an object's.
            return if self.file.is_constant(e) || self.is_constant_object(base) {
                Value::CONSTANT
            } else {
                self.trail.unknown(self.span(e))
            };
        }
        let value = self.widen(value, base, e);
        // The last part of a path has no folder in it.
        let last = |name: &str| {
            name.starts_with("pathlib.") && matches!(name.rsplit('.').next(), Some("name" | "stem" | "suffix"))
        };
        if self.file.qualified_names(e).any(last) {
            let sinks = SinkSet::NONE.with(SinkKind::Path);
            return self.trail.clean(&value, sinks, format!("`.{attr}`"), self.span(e));
        }
        // Who passes an object has not thereby chosen what its fields hold.
        value.map(|part| {
            let passed = part.source.is_some_and(|source| self.parameters.contains_key(&source));
            Part { through: part.through || passed, ..*part }
        })
    }

    /// The model of the request object that `e` stands for.
    pub(crate) fn request_of(&self, e: ExprId) -> Option<&'static models::Request> {
        match self.env.relation(&self.key(e)?)? {
            Relation::Request(library, request) => {
                LIBRARIES.get(usize::from(*library))?.requests.get(usize::from(*request))
            }
            _ => None,
        }
    }

    fn eval_subscript(&mut self, e: ExprId, base: ExprId, index: ExprId) -> Value {
        self.eval(index);
        if let Some(value) = self.key(e).and_then(|key| self.env.value(&key).cloned()) {
            return value;
        }
        // The index does not reach the result: whoever chooses from a fixed table gets what stands in it.
        let value = self.eval(base);
        self.widen(value, base, e)
    }

    fn eval_binary(&mut self, left: ExprId, op: BinaryOp, right: ExprId) -> Value {
        // A long sum leans to the left: go down its spine in a loop.
        let mut spine = vec![(left, op, right)];
        let mut first = left;
        while let ExprKind::Binary { left, op, right } = self.kind(first) {
            spine.push((*left, *op, *right));
            first = *left;
        }
        let mut value = self.eval(first);
        while let Some((left, op, right)) = spine.pop() {
            if left != first {
                self.remember(left, &value);
            }
            let added = self.eval(right);
            let added = match self.file.constant(left) {
                Some(Const::Str(start)) if matches!(op, BinaryOp::Add | BinaryOp::Mod) => {
                    self.behind_host(&start, added, right)
                }
                _ => added,
            };
            let added = match (op, self.text_before(left)) {
                (BinaryOp::Add, Some(before)) => self.between_quotes(&before, added, right),
                (BinaryOp::Mod, Some(format)) => match format.split_once("%s") {
                    Some((before, rest)) if !rest.contains('%') => self.between_quotes(before, added, right),
                    _ => added,
                },
                _ => added,
            };
            let added = if op == BinaryOp::Mod && self.formats_numbers_only(left) {
                self.trail.clean(&added, SinkSet::ALL, "the format's numeric fields".to_owned(), self.span(right))
            } else {
                added
            };
            value = value.merge(&added);
            if op == BinaryOp::BitAnd && (self.is_constant_collection(left) || self.is_constant_collection(right)) {
                let by = "the intersection with constants".to_owned();
                value = self.trail.clean(&value, SinkSet::ALL, by, self.span(right));
            }
        }
        value
    }

    /// A value that is added to an address behind its host, as known from the text's beginning `start`.
    fn behind_host(&mut self, start: &str, value: Value, e: ExprId) -> Value {
        let known = start.split(['%', '{']).next().unwrap_or_default();
        if value.is_constant() || !is_host_prefix(known) {
            return value;
        }
        self.trail.clean(&value, ADDRESS, "the host that stands before it".to_owned(), self.span(e))
    }

    /// The constant text that stands last in `left`, the left side of a `+` or `%`.
    fn text_before(&self, left: ExprId) -> Option<std::sync::Arc<str>> {
        let last = match self.kind(left) {
            ExprKind::Binary { op: BinaryOp::Add, right, .. } => *right,
            _ => left,
        };
        match self.file.constant(last) {
            Some(Const::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// A value that is put behind `before`. Where that ends with a quote which the value was seen not to hold, it
    /// stays between the quotes of a query.
    fn between_quotes(&mut self, before: &str, value: Value, e: ExprId) -> Value {
        let holds = |part: &Part| match before.chars().next_back() {
            Some('\'') => !part.shape.no_apostrophe,
            Some('"') => !part.shape.no_quotation_mark,
            _ => true,
        };
        if value.is_constant() || value.parts().iter().any(holds) {
            return value;
        }
        let by = "the check that it holds no quote, behind a quote".to_owned();
        self.trail.clean(&value, QUOTED, by, self.span(e))
    }

    /// Whether every `%` field of a constant format takes only numbers.
    fn formats_numbers_only(&self, format: ExprId) -> bool {
        let Some(Const::Str(format)) = self.file.constant(format) else { return false };
        let mut fields = format.replace("%%", "");
        let mut any = false;
        while let Some(at) = fields.find('%') {
            let field = fields[at + 1..].trim_start_matches(|c: char| "#0- +.123456789".contains(c)).to_owned();
            if !field.starts_with(['d', 'i', 'u', 'x', 'X', 'o', 'e', 'f', 'g']) {
                return false;
            }
            any = true;
            fields = field;
        }
        any
    }

    fn eval_bool_op(&mut self, op: BoolOp, values: &[ExprId]) -> Value {
        let mut all = Value::CONSTANT;
        self.env.push();
        for value in values {
            all = all.merge(&self.eval(*value));
            self.refine(*value, op == BoolOp::And);
        }
        // What `:=` bound stays; what the checks said does not hold behind the expression.
        let layer = self.env.pop();
        if !layer.is_empty() {
            self.env.join(&[layer, Layer::new()]);
        }
        all
    }

    fn eval_conditional(&mut self, test: ExprId, body: ExprId, orelse: ExprId) -> Value {
        self.eval(test);
        match self.file.constant(test).map(|constant| constant.truthy()) {
            Some(true) => {
                self.mark_dead(self.span(orelse), "the condition is always true".to_owned(), self.span(test));
                return self.eval(body);
            }
            Some(false) => {
                self.mark_dead(self.span(body), "the condition is always false".to_owned(), self.span(test));
                return self.eval(orelse);
            }
            None => {}
        }
        let mut branch = |truth: bool, e: ExprId| {
            self.env.push();
            self.refine(test, truth);
            let value = self.eval(e);
            self.env.pop();
            value
        };
        let yes = branch(true, body);
        yes.merge(&branch(false, orelse))
    }

    fn eval_lambda(&mut self, params: &'a Params, body: ExprId) -> Value {
        for default in params.params.iter().filter_map(|param| param.default) {
            self.eval(default);
        }
        self.env.push();
        for param in &params.params {
            let name: Key = self.file.module().text(param.name.span).into();
            self.env.forget_fields(&name);
            let value = self.trail.unknown(param.name.span);
            self.env.put(name, value, None);
        }
        self.eval(body);
        self.env.pop();
        Value::CONSTANT
    }

    fn eval_comprehension(&mut self, kind: &ComprehensionKind, clauses: &[Clause]) -> Value {
        self.env.push();
        for clause in clauses {
            let items = self.eval(clause.iter);
            self.assign_each(clause.target, clause.iter, &items);
            for condition in &clause.conditions {
                self.eval(*condition);
                self.refine(*condition, true);
            }
        }
        let value = match *kind {
            ComprehensionKind::List { element }
            | ComprehensionKind::Set { element }
            | ComprehensionKind::Generator { element } => self.eval(element),
            ComprehensionKind::Dict { key, value } => self.eval_all([key, value]),
        };
        self.env.pop();
        value
    }
}

/// Whether a format specification is one of a number: a text raises an error there.
fn takes_numbers(spec: &str) -> bool {
    spec.ends_with(['d', 'f', 'F', 'e', 'E', 'g', 'G', 'x', 'X', 'o', 'b', 'n', '%'])
}

/// The key's last piece for a constant index.
pub(crate) fn field_of(index: &Const) -> Option<String> {
    match index {
        Const::Str(text) if text.len() <= 64 => Some(format!("['{text}']")),
        Const::Int(number) => Some(format!("[{number}]")),
        _ => None,
    }
}

/// Code as it is quoted in a note: on one line and not long.
pub(crate) fn short(code: &str) -> String {
    let mut line = code.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    if let Some((at, _)) = line.char_indices().nth(QUOTE) {
        line.truncate(at);
        line.push('…');
    }
    line
}

/// Whether the operator says "is in" or "equals", and which way.
pub(crate) const fn polarity(op: CompareOp) -> Option<(bool, bool)> {
    match op {
        CompareOp::Eq | CompareOp::Is => Some((false, true)),
        CompareOp::NotEq | CompareOp::IsNot => Some((false, false)),
        CompareOp::In => Some((true, true)),
        CompareOp::NotIn => Some((true, false)),
        _ => None,
    }
}
