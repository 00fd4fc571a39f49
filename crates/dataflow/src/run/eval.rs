//! Expressions: the value of each, in the environment where it stands.

use semantic::{Const, SinkKind};
use syntax::Span;
use syntax::ast::{BoolOp, CompareOp, ExprId, ExprKind, ParamKind, Params, UnaryOp};

use crate::run::engine::Engine;
use crate::state::env::{Key, Layer};
use crate::state::value::{Form, Part, SinkSet, Value};
use crate::{Source, SourceKind};

/// Depth of nested expressions and statements that is followed. The parser bounds trees as well; this is for
/// the small stack of a browser's worker.
pub(crate) const MAX_DEPTH: u32 = 160;
/// Calls of lambdas that are followed into each other.
const MAX_LAMBDAS: u32 = 3;
/// Characters of code that a label or note quotes.
const QUOTE: usize = 60;
/// Items that a loop or comprehension is followed through one by one.
pub(crate) const MAX_UNROLLED: usize = 16;

impl<'a> Engine<'a> {
    /// The data in an expression that was evaluated, over all times it was; what followed calls saw is apart.
    pub(crate) fn value(&self, e: ExprId) -> Option<&Value> {
        self.observed.values.get(e.index())?.as_ref()
    }

    /// The data in an expression when it was last evaluated.
    pub(crate) fn last_value(&self, e: ExprId) -> Option<Value> {
        self.run.now.get(&e).map(|held| self.flat(held)).or_else(|| self.value(e).cloned())
    }

    /// The constant that an expression is, in the file or in this run of the function.
    pub(crate) fn known(&self, e: ExprId) -> Option<Const> {
        self.run.now.get(&e).and_then(Value::constant).cloned().or_else(|| self.file.constant(e))
    }

    /// Evaluates a test: whether it holds, if that is known.
    pub(crate) fn truth(&mut self, test: ExprId) -> Option<bool> {
        self.hold(test);
        let truth = self.known(test).map(|constant| constant.truthy());
        if truth.is_some() && self.file.constant(test).is_none() {
            self.observed.decided += 1;
        }
        truth
    }

    /// Something of that name was called and could not be followed.
    pub(crate) fn not_followed(&mut self, name: &'a str) {
        self.observed.unfollowed.entry(name).or_default().insert(self.run.root);
    }

    /// Marks code that never runs.
    pub(crate) fn mark_dead(&mut self, span: Span, why: String, at: Span) {
        self.observed.dead.push((span, why, at));
    }

    /// Marks code that a test decides against: in the whole file, or in this run of the function.
    pub(crate) fn mark_decided(&mut self, span: Span, why: &str, test: ExprId) {
        let always = self.file.constant(test).is_some();
        self.mark_left(span, why, self.span(test), always);
    }

    /// Marks code that is not run: in the whole file, if `always` says so, or in this run of the function.
    pub(crate) fn mark_left(&mut self, span: Span, why: &str, at: Span, always: bool) {
        if always {
            self.mark_dead(span, why.to_owned(), at);
        } else if !self.is_following() {
            self.observed.skipped.push((span, why.to_owned(), at));
        }
    }

    /// Why code that was never run at `span` was not.
    pub(crate) fn skip_reason(&self, span: Span) -> Option<(String, Span)> {
        self.observed.skipped.iter().find(|(dead, _, _)| dead.contains(span)).map(|(_, why, at)| (why.clone(), *at))
    }

    /// Why the code at `span` never runs, and what says so.
    pub(crate) fn dead_reason(&self, span: Span) -> Option<(String, Span)> {
        self.observed.dead.iter().find(|(dead, _, _)| dead.contains(span)).map(|(_, why, at)| (why.clone(), *at))
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

    /// Evaluates an expression and remembers the result: all data in it.
    pub(crate) fn eval(&mut self, e: ExprId) -> Value {
        self.hold_and_flatten(e).1
    }

    /// Evaluates an expression and remembers the result: what it is.
    pub(crate) fn hold(&mut self, e: ExprId) -> Value {
        self.hold_and_flatten(e).0
    }

    /// What an expression is, and all data in it.
    fn hold_and_flatten(&mut self, e: ExprId) -> (Value, Value) {
        if self.run.fuel == 0 || self.depth > MAX_DEPTH {
            self.observed.exhausted = true;
            let unknown = self.trail.unknown(self.span(e));
            return (unknown.clone(), unknown);
        }
        self.run.fuel -= 1;
        if self.is_following() {
            self.run.followed_left = self.run.followed_left.saturating_sub(1);
        }
        self.depth += 1;
        let held = self.eval_kind(e);
        let held = self.shown_in_debugging(held, e);
        self.depth -= 1;
        let value = self.flat(&held);
        let as_command = self.as_command(e, &held, &value);
        self.remember(e, as_command.as_ref().unwrap_or(&value));
        if let Some(request) = held.as_request() {
            self.observed.requests.insert(e, request);
        }
        self.run.now.insert(e, held.clone());
        (held, value)
    }

    pub(crate) fn remember(&mut self, e: ExprId, value: &Value) {
        if self.is_following() {
            let seen = if self.defining > 0 { &mut self.observed.in_lambdas } else { &mut self.observed.in_calls };
            seen.entry(e).or_default().add(self.run.root, value);
            return;
        }
        if self.observed.values.is_empty() {
            self.observed.values = vec![None; self.file.module().exprs().len()];
        }
        if let Some(known) = self.observed.values.get_mut(e.index()) {
            match known {
                Some(known) => known.absorb(value),
                None => *known = Some(value.clone()),
            }
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
            | ExprKind::Ellipsis => match self.file.constant(e) {
                Some(constant) => Value::formed(Form::Const(constant)),
                None => Value::CONSTANT,
            },
            ExprKind::Name => self.eval_name(e),
            ExprKind::Attribute { value, attr } => self.eval_attribute(e, *value, self.file.module().text(attr.span)),
            ExprKind::Subscript { value, index } => self.eval_subscript(e, *value, *index),
            ExprKind::Call { func, args } => self.eval_call(e, *func, args),
            ExprKind::Binary { left, op, right } => self.eval_binary(*left, *op, *right),
            ExprKind::BoolOp { op, values } => self.eval_bool_op(*op, values),
            ExprKind::Unary { op, operand } => {
                let value = self.eval(*operand);
                match (op, self.known(*operand)) {
                    (UnaryOp::Not, Some(constant)) if self.file.constant(e).is_none() => {
                        Value::formed(Form::Const(Const::Bool(!constant.truthy())))
                    }
                    (UnaryOp::Not, _) => self.truth_value(&value, e),
                    _ => value,
                }
            }
            ExprKind::Compare { left, rest } => {
                let mut value = self.eval(*left);
                for (_, right) in rest {
                    value = value.merge(&self.eval(*right));
                }
                // `allowed is None`, with a list or a function in it that a caller passed.
                if let [(op @ (CompareOp::Is | CompareOp::IsNot), right)] = **rest
                    && matches!(self.kind(right), ExprKind::None)
                    && self.held(*left).is_something()
                {
                    return Value::formed(Form::Const(Const::Bool(op == CompareOp::IsNot)));
                }
                if let [(op, right)] = **rest
                    && let (Some(left), Some(right)) = (self.known(*left), self.known(right))
                    && let Some(holds) = semantic::compare(&left, op, &right)
                {
                    return Value::formed(Form::Const(Const::Bool(holds)));
                }
                self.truth_value(&value, e)
            }
            ExprKind::Conditional { test, body, orelse } => self.eval_conditional(*test, *body, *orelse),
            ExprKind::Named { target, value } => {
                let result = self.hold(*value);
                self.assign(*target, &result, Some(*value));
                result
            }
            ExprKind::Lambda { params, body } => {
                let held = self.eval_lambda(params, *body);
                held.with_form(Form::Lambda(e, self.frame_of_closure()))
            }
            ExprKind::Comprehension { kind, clauses } => self.eval_comprehension(kind, clauses),
            ExprKind::Dict(entries) => {
                let mut all = Value::CONSTANT;
                for (key, value) in entries {
                    if let Some(key) = key {
                        all = all.merge(&self.eval(*key));
                    }
                    all = all.merge(&self.eval(*value));
                }
                self.mapping_display(entries).unwrap_or(all)
            }
            ExprKind::Set(items) | ExprKind::List(items) | ExprKind::Tuple(items) => {
                let all = self.eval_all(items.iter().copied());
                self.sequence_display(items).unwrap_or(all)
            }
            ExprKind::Await(inner) => self.hold(*inner),
            ExprKind::Starred(inner) | ExprKind::Repr(inner) => self.eval(*inner),
            ExprKind::YieldFrom(inner) => {
                let given = self.hold(*inner);
                self.give_each(&given);
                self.flat(&given)
            }
            ExprKind::Yield(inner) => {
                let given = inner.map_or(Value::CONSTANT, |inner| self.hold(inner));
                self.give(&given, true);
                self.trail.unknown(self.span(e))
            }
            ExprKind::Slice { lower, upper, step } => {
                self.eval_all([lower, upper, step].into_iter().flatten().copied())
            }
            ExprKind::FString(parts) => {
                let value = self.eval_parts(parts);
                self.with_beginning(parts, value)
            }
            ExprKind::TString(parts) => self.eval_parts(parts),
            ExprKind::Error(items) => {
                let known = self.eval_all(items.iter().copied());
                known.merge(&self.trail.unknown(self.span(e)))
            }
        }
    }

    /// A comparison or negation: true or false, whatever went in.
    fn truth_value(&mut self, value: &Value, e: ExprId) -> Value {
        self.trail.clean(value, SinkSet::ALL, "the comparison, which gives only true or false", self.span(e))
    }

    /// Data that enters at `e`.
    pub(crate) fn enter(&mut self, kind: SourceKind, e: ExprId) -> Value {
        let label = format!("`{}`", short(self.text(e)));
        self.trail.enter(Source { kind, label, span: self.span(e), function: None, elsewhere: None })
    }

    /// `value`, just entered at `base`, seen as entering at the larger expression `e`: `request.args['id']` says more
    /// than `request.args`.
    pub(crate) fn widen(&mut self, value: Value, base: ExprId, e: ExprId) -> Value {
        let is_text = self.is_text_of_mapping(&value, e);
        let entered = self.widened(value, base, e);
        if is_text {
            let sinks = SinkSet::NONE.with(SinkKind::NoSql);
            return self.trail.clean(&entered, sinks, "being a text of the request".to_owned(), self.span(e));
        }
        entered
    }

    fn widened(&mut self, value: Value, base: ExprId, e: ExprId) -> Value {
        let at = self.span(base);
        let [part] = value.parts() else { return value };
        if self.is_said_by_server(base, e) {
            return Value::CONSTANT;
        }
        let fresh =
            part.source.and_then(|source| self.trail.sources.get(source as usize)).filter(|source| source.span == at);
        match fresh.map(|source| source.kind) {
            Some(kind) if part.shape.open_file && !part.through => {
                let shape = part.shape;
                let value = self.enter(kind, e).map(|fresh| Part { shape, ..*fresh });
                self.open_file(e, &value)
            }
            // `request.view_args["name"]`: what stands between two slashes of the address.
            Some(kind) if part.clean == SinkSet::NONE && !part.through => {
                let entered = self.enter(kind, e);
                match self.harmless_of_view(base, e) {
                    Some(sinks) => self.trail.clean(&entered, sinks, "the route's converter".to_owned(), self.span(e)),
                    None => entered,
                }
            }
            // What is known of it already stays.
            Some(kind) => {
                let known = *part;
                self.enter(kind, e).map(|fresh| Part { source: fresh.source, ..known })
            }
            None => value,
        }
    }

    fn eval_bool_op(&mut self, op: BoolOp, values: &[ExprId]) -> Value {
        let mut all: Option<Value> = None;
        self.env.push();
        for (at, value) in values.iter().enumerate() {
            let held = self.hold(*value);
            let decides = self.known(*value).map(|constant| constant.truthy() == (op == BoolOp::Or));
            let is_last = at + 1 == values.len();
            // What `and` ends at before its last value is false, and so empty: nothing of what came from outside is in it.
            let ends = if op == BoolOp::And && !is_last && decides.is_none() { Value::CONSTANT } else { held };
            if decides != Some(false) || is_last {
                all = Some(all.map_or_else(|| ends.clone(), |known| known.merge(&ends)));
            }
            if decides == Some(true) {
                break;
            }
            self.refine(*value, op == BoolOp::And);
        }
        // What `:=` bound stays; what the checks said does not hold behind the expression.
        let layer = self.env.pop();
        if !layer.is_empty() {
            self.env.join(vec![layer, Layer::default()]);
        }
        all.unwrap_or_default()
    }

    fn eval_conditional(&mut self, test: ExprId, body: ExprId, orelse: ExprId) -> Value {
        match self.truth(test) {
            Some(true) => {
                self.mark_decided(self.span(orelse), "the condition is always true", test);
                return self.hold(body);
            }
            Some(false) => {
                self.mark_decided(self.span(body), "the condition is always false", test);
                return self.hold(orelse);
            }
            None => {}
        }
        let mut branch = |truth: bool, e: ExprId| {
            self.env.push();
            self.refine(test, truth);
            let value = self.hold(e);
            self.env.pop_scope();
            value
        };
        let yes = branch(true, body);
        yes.merge(&branch(false, orelse))
    }

    /// A call of a lambda of this file, with `values` for its parameters in order. `None` if they do not fit.
    pub(crate) fn call_lambda(&mut self, func: ExprId, values: &[Value]) -> Option<Value> {
        let lambda = self.file.display(func)?;
        let ExprKind::Lambda { params, body } = self.kind(lambda) else { return None };
        self.loosen(lambda);
        let plain = params.params.iter().all(|param| param.kind == ParamKind::Regular);
        if !plain || params.params.len() < values.len() || self.lambdas >= MAX_LAMBDAS {
            return None;
        }
        self.lambdas += 1;
        self.env.push();
        for (at, param) in params.params.iter().enumerate() {
            let name: Key = self.file.module().text(param.name.span).into();
            self.env.forget_fields(&name);
            let value = match (values.get(at), param.default) {
                (Some(value), _) => value.clone(),
                (None, Some(default)) => self.eval(default),
                (None, None) => self.trail.unknown(param.name.span),
            };
            self.env.put(name, value, None);
        }
        let value = self.eval(*body);
        self.env.pop_scope();
        self.lambdas -= 1;
        Some(value)
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
        self.defining += 1;
        self.eval(body);
        self.defining -= 1;
        self.env.pop_scope();
        Value::CONSTANT
    }
}

/// Code as it is quoted in a note: on one line and not long.
pub(crate) fn short(code: &str) -> String {
    let mut before = b' ';
    let is_short = code.len() <= QUOTE
        && code.bytes().all(|byte| {
            let stays = byte.is_ascii_graphic() && byte != b'`' || byte == b' ' && before != b' ';
            before = byte;
            stays
        });
    if is_short && before != b' ' {
        return code.to_owned();
    }
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
