//! Expressions: the value of each, in the environment where it stands.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use semantic::{Const, FileModel};
use syntax::Span;
use syntax::ast::{BoolOp, CompareOp, ExprId, ExprKind, ParamKind, Params, StmtId, StmtKind, UnaryOp};

use crate::calls::by_name::ByName;
use crate::calls::context::ByRoot;
use crate::calls::foreign::Outward;
use crate::calls::frame::{Frame, FrameId, MAX_FOLLOWED};
use crate::calls::summary::{CallGraph, Summary};
use crate::files::portable;
use crate::files::project::Around;
use crate::models::Library;
use crate::run::loops::Exits;
use crate::sources::entry::Role;
use crate::sources::route::ONE_SEGMENT;
use crate::state::env::{Env, Key, Layer, Names};
use crate::state::object::ObjectId;
use crate::state::stores::{Holder, Store};
use crate::state::value::{Form, Part, SinkSet, Trail, Value};
use crate::{Source, SourceKind};

/// Expressions that are evaluated for one function before the engine gives up on it.
const FUEL: u32 = 400_000;
/// Depth of nested expressions and statements that is followed. The parser bounds trees as well; this is for
/// the small stack of a browser's worker.
pub(crate) const MAX_DEPTH: u32 = 160;
/// Calls of lambdas that are followed into each other.
const MAX_LAMBDAS: u32 = 3;
/// Characters of code that a label or note quotes.
const QUOTE: usize = 60;
/// Items that a loop or comprehension is followed through one by one.
pub(crate) const MAX_UNROLLED: usize = 16;

/// Larger tables are not kept for another run: emptying them takes as long as they are large.
const MAX_SPARE: usize = 256;

/// The state of one file's analysis.
pub(crate) struct Engine<'a> {
    pub(crate) file: &'a FileModel,
    pub(crate) trail: Trail,
    pub(crate) exhausted: bool,
    /// Names of the top-level modules that the file imports, sorted.
    pub(crate) imports: Vec<&'a str>,
    pub(crate) env: Env,
    pub(crate) depth: u32,
    /// Calls of lambdas that are being followed.
    lambdas: u32,
    /// The ways out of the bodies of the loops around.
    pub(crate) loops: Vec<Exits>,
    pub(crate) loop_bases: Vec<usize>,
    values: Vec<Option<Value>>,
    pub(crate) finals: BTreeMap<Option<StmtId>, Layer>,
    pub(crate) function: Option<StmtId>,
    fuel: u32,
    dead: Vec<(Span, String, Span)>,
    /// Code that a test decided against at least once, and what the test says.
    skipped: Vec<(Span, String, Span)>,
    pub(crate) graph: Rc<CallGraph>,
    /// What is known of the functions that were run to their end.
    pub(crate) summaries: BTreeMap<StmtId, Rc<Summary>>,
    /// What the function that is being run gave and checked so far.
    pub(crate) current: Summary,
    /// The sources that stand for the parameters of each function.
    pub(crate) marks: BTreeMap<StmtId, Vec<Option<u32>>>,
    /// The function and place of the parameter that a source stands for.
    pub(crate) parameters: BTreeMap<u32, (StmtId, usize)>,
    /// The patterns of the paths that classes answer.
    pub(crate) routed: BTreeMap<StmtId, String>,
    /// What functions put into containers that outlive them.
    pub(crate) stores: BTreeMap<Holder<'a>, Vec<Store>>,
    /// Methods of the libraries in use that bring data in.
    pub(crate) source_methods: BTreeMap<&'static str, SourceKind>,
    /// The libraries that the file imports, with their places in the table.
    pub(crate) libraries: Vec<(u16, &'static Library)>,
    /// What functions are to frameworks, as far as it was asked.
    pub(crate) roles: RefCell<BTreeMap<StmtId, Rc<Role>>>,
    /// Calls that make functions handlers.
    pub(crate) registering: Vec<ExprId>,
    /// Functions that the file itself calls, where a parameter's name may make a function a handler.
    pub(crate) called: BTreeSet<StmtId>,
    /// The classes of which a framework makes objects for parameters.
    pub(crate) depended: BTreeSet<StmtId>,
    /// Of a source that stands for one item of `**kwargs`: its name.
    pub(crate) keywords: BTreeMap<u32, &'a str>,
    /// The other files of the project.
    pub(crate) around: Option<Around<'a>>,
    /// What other files call the functions of this one.
    pub(crate) names: BTreeMap<StmtId, Arc<str>>,
    /// The parameter of another file's function that a source stands for.
    pub(crate) slots: BTreeMap<u32, portable::Slot>,
    /// Parameters that decide about something that was asked.
    pub(crate) asked: BTreeSet<(StmtId, usize)>,
    /// The same of functions of other files, by the source that stands for one.
    pub(crate) asked_slots: BTreeMap<u32, portable::Slot>,
    /// Functions in which something was asked about.
    pub(crate) judged: BTreeSet<StmtId>,
    pub(crate) outward: Rc<Outward>,
    /// The functions that are being run, each called by the one before.
    pub(crate) frames: Vec<Frame>,
    /// Functions that ended: the frame around, and their names.
    pub(crate) done_frames: BTreeMap<FrameId, (FrameId, Names)>,
    pub(crate) last_frame: FrameId,
    pub(crate) last_object: ObjectId,
    /// What expressions were in this run of the function, and all data in that.
    pub(crate) now: FxHashMap<ExprId, Value>,
    /// Empty tables for other runs.
    spare: Vec<FxHashMap<ExprId, Value>>,
    /// What expressions were in followed calls, by the function where following began.
    pub(crate) seen: FxHashMap<ExprId, ByRoot>,
    /// Expressions that are the request of a framework: places in the tables of libraries and their requests.
    pub(crate) requests: FxHashMap<ExprId, (u16, u16)>,
    /// The same of the bodies of lambdas where those are made, which is before anything is given to them.
    pub(crate) seen_defined: FxHashMap<ExprId, ByRoot>,
    /// Lambdas whose bodies are being looked at where they are made.
    pub(crate) defining: u32,
    /// Functions that were followed.
    pub(crate) reached: BTreeSet<StmtId>,
    /// Names of what was called and could not be followed, with the functions where following began.
    pub(crate) unfollowed: BTreeMap<&'a str, BTreeSet<Option<StmtId>>>,
    /// Expressions that may still be evaluated in followed calls.
    pub(crate) followed_left: u32,
    /// Whether the call that was evaluated just now never comes back.
    pub(crate) diverged: bool,
    /// What was raised in each `try` around.
    pub(crate) raised: Vec<Vec<Value>>,
    /// The function where following began.
    pub(crate) root: Option<StmtId>,
    /// Functions that were given to something that is not in sight, with the functions where following began.
    pub(crate) handed_on: BTreeMap<StmtId, BTreeSet<Option<StmtId>>>,
    /// Lambdas that may be called where no call is followed, with the functions where following began.
    pub(crate) loose_lambdas: BTreeMap<ExprId, BTreeSet<Option<StmtId>>>,
    /// The classes below each class, where both stand in the file and the one above has no objects of its own.
    pub(crate) heirs: BTreeMap<StmtId, Vec<StmtId>>,
    /// The last names of all that the file calls or names.
    pub(crate) called_names: FxHashSet<&'a str>,
    /// What is found by name or by value alone.
    pub(crate) by_name: ByName<'a>,
    /// Whether all functions of the file were run.
    ran_all: bool,
    /// What the keys of mappings that were passed on are made of.
    pub(crate) keys: FxHashMap<ExprId, Value>,
    /// The calls of methods of objects that come out of tables of the file, by the method's name.
    pub(crate) kept_calls: BTreeMap<&'a str, Vec<ExprId>>,
    /// What functions of libraries are given that are called as values, by their qualified names: the first argument.
    pub(crate) indirect: BTreeMap<Rc<str>, Value>,
    /// What the names of a class's body are, where that was run.
    pub(crate) class_bodies: BTreeMap<StmtId, BTreeMap<Key, Value>>,
    /// The assignments to attributes.
    pub(crate) attribute_stores: crate::state::shared::AttributeStores<'a>,
    /// Functions that are made the answers to exceptions, and to which.
    pub(crate) failing: BTreeMap<StmtId, ExprId>,
    /// How many places give each variable a value; counted when it is first asked.
    pub(crate) places: Option<FxHashMap<(semantic::ScopeId, &'a str), crate::state::flags::Places>>,
}

/// Names of the top-level modules that a file imports, or whose things it is given by others; sorted.
fn imported_roots(file: &FileModel) -> Vec<&str> {
    let module = file.module();
    let mut imports: Vec<&str> = Vec::new();
    let root = first_part;
    for (_, stmt) in module.stmts() {
        match &stmt.kind {
            StmtKind::Import(names) => imports.extend(names.iter().map(|alias| root(module.text(alias.name)))),
            StmtKind::ImportFrom { module: Some(name), level: 0, .. } => imports.push(root(module.text(*name))),
            _ => {}
        }
    }
    // What a library makes in another file is known by its names.
    let elsewhere = file.classes().iter().flat_map(|class| file.base_names(*class)).chain(file.imported_names());
    imports.extend(elsewhere.filter(|name| !name.starts_with(['.', '/'])).map(root));
    imports.sort_unstable();
    imports.dedup();
    imports
}

fn first_part(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

impl<'a> Engine<'a> {
    #[allow(clippy::too_many_lines)] // one field after the other
    pub(crate) fn new(file: &'a FileModel, around: Option<Around<'a>>) -> Self {
        let imports = imported_roots(file);
        let mut engine = Self {
            file,
            trail: Trail::default(),
            exhausted: false,
            imports,
            env: Env::new(),
            depth: 0,
            lambdas: 0,
            loops: Vec::new(),
            loop_bases: Vec::new(),
            values: Vec::new(),
            finals: BTreeMap::new(),
            function: None,
            fuel: 0,
            dead: Vec::new(),
            skipped: Vec::new(),
            graph: Rc::default(),
            summaries: BTreeMap::new(),
            current: Summary::default(),
            marks: BTreeMap::new(),
            parameters: BTreeMap::new(),
            source_methods: BTreeMap::new(),
            stores: BTreeMap::new(),
            routed: BTreeMap::new(),
            libraries: Vec::new(),
            roles: RefCell::default(),
            registering: Vec::new(),
            called: BTreeSet::new(),
            depended: BTreeSet::new(),
            keywords: BTreeMap::new(),
            keys: FxHashMap::default(),
            places: None,
            kept_calls: BTreeMap::new(),
            attribute_stores: BTreeMap::new(),
            class_bodies: BTreeMap::new(),
            indirect: BTreeMap::new(),
            failing: BTreeMap::new(),
            around,
            names: BTreeMap::new(),
            slots: BTreeMap::new(),
            asked: BTreeSet::new(),
            asked_slots: BTreeMap::new(),
            judged: BTreeSet::new(),
            outward: Rc::default(),
            frames: Vec::new(),
            done_frames: BTreeMap::new(),
            last_frame: 0,
            last_object: 0,
            now: FxHashMap::default(),
            spare: Vec::new(),
            seen: FxHashMap::default(),
            seen_defined: FxHashMap::default(),
            requests: FxHashMap::default(),
            defining: 0,
            reached: BTreeSet::new(),
            unfollowed: BTreeMap::new(),
            followed_left: 0,
            diverged: false,
            raised: Vec::new(),
            root: None,
            loose_lambdas: BTreeMap::new(),
            handed_on: BTreeMap::new(),
            heirs: BTreeMap::new(),
            by_name: ByName::default(),
            ran_all: false,
            called_names: FxHashSet::default(),
        };
        if let Some(around) = around {
            engine.names = engine.nameable(around.path);
        }
        engine.libraries = engine.libraries_in_use();
        engine.stores = engine.all_stores();
        engine.attribute_stores = engine.all_attribute_stores();
        engine.routed = engine.routed_classes();
        engine.source_methods = engine.source_methods_in_use();
        engine.registering = engine.registering_calls();
        engine.called = engine.called_by_name();
        engine.depended = engine.classes_depended_on();
        engine.failing = engine.answers_to_exceptions();
        engine.heirs = engine.heirs_of_abstract_classes();
        engine.kept_calls = engine.calls_on_kept_objects();
        engine.graph = Rc::new(engine.call_graph());
        if around.is_some() {
            engine.outward = Rc::new(engine.outward());
        }
        engine.called_names = engine.names_called();
        engine
    }

    /// Analyzes `function` (`None`: the file's top level) after the functions that it calls, if that was not done yet.
    pub(crate) fn ensure(&mut self, function: Option<StmtId>) {
        for function in self.needed(function) {
            self.run(function);
        }
    }

    /// Runs every function of the file.
    pub(crate) fn ensure_all(&mut self) {
        if !std::mem::replace(&mut self.ran_all, true) {
            for &function in self.file.functions() {
                self.ensure(Some(function));
            }
            self.ensure(None);
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
        self.finals.insert(function, Layer::default());
        let mut env = Env::new();
        std::mem::swap(env.heap_mut(), self.env.heap_mut());
        self.last_frame += 1;
        let frame = Frame::of(function, self.last_frame);
        let around = (
            std::mem::replace(&mut self.frames, vec![frame]),
            self.begin_now(),
            std::mem::take(&mut self.raised),
            std::mem::replace(&mut self.followed_left, MAX_FOLLOWED),
            std::mem::replace(&mut self.root, function),
        );
        let outer = (
            std::mem::replace(&mut self.env, env),
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
                self.hand_on_unread_tables();
            }
        }
        let layer = self.env.since(0);
        let mut heap = std::mem::take(self.env.heap_mut());
        heap.extend(layer.objects.iter().map(|(id, object)| (*id, Rc::clone(object))));
        if let Some(id) = self.frames.last().and_then(Frame::asked_for) {
            self.done_frames.insert(id, (0, layer.names.clone()));
        }
        self.finals.insert(function, layer);
        self.end_now(around.1);
        (self.frames, self.raised, self.followed_left, self.root) = (around.0, around.2, around.3, around.4);
        self.diverged = false;
        (self.env, self.loops, self.loop_bases, self.function, self.fuel, self.current) = outer;
        *self.env.heap_mut() = heap;
    }

    /// Begins a run that knows nothing of what expressions are in the one around, and gives what that knew.
    pub(crate) fn begin_now(&mut self) -> FxHashMap<ExprId, Value> {
        let fresh = self.spare.pop().unwrap_or_default();
        std::mem::replace(&mut self.now, fresh)
    }

    /// Ends such a run. Its table is used again: growing one takes longer than what most functions fill it with.
    pub(crate) fn end_now(&mut self, around: FxHashMap<ExprId, Value>) {
        let mut spent = std::mem::replace(&mut self.now, around);
        spent.clear();
        if spent.capacity() <= MAX_SPARE {
            self.spare.push(spent);
        }
    }

    /// The data in an expression that was evaluated, over all times it was; what followed calls saw is apart.
    pub(crate) fn value(&self, e: ExprId) -> Option<&Value> {
        self.values.get(e.index())?.as_ref()
    }

    /// The data in an expression when it was last evaluated.
    pub(crate) fn last_value(&self, e: ExprId) -> Option<Value> {
        self.now.get(&e).map(|held| self.flat(held)).or_else(|| self.value(e).cloned())
    }

    /// The constant that an expression is, in the file or in this run of the function.
    pub(crate) fn known(&self, e: ExprId) -> Option<Const> {
        self.now.get(&e).and_then(Value::constant).cloned().or_else(|| self.file.constant(e))
    }

    /// Evaluates a test: whether it holds, if that is known.
    pub(crate) fn truth(&mut self, test: ExprId) -> Option<bool> {
        self.hold(test);
        self.known(test).map(|constant| constant.truthy())
    }

    /// Something of that name was called and could not be followed.
    pub(crate) fn not_followed(&mut self, name: &'a str) {
        self.unfollowed.entry(name).or_default().insert(self.root);
    }

    /// Marks code that never runs.
    pub(crate) fn mark_dead(&mut self, span: Span, why: String, at: Span) {
        self.dead.push((span, why, at));
    }

    /// Marks code that a test decides against: in the whole file, or in this run of the function.
    pub(crate) fn mark_decided(&mut self, span: Span, why: &str, test: ExprId) {
        if self.file.constant(test).is_some() {
            self.mark_dead(span, why.to_owned(), self.span(test));
        } else if !self.is_following() {
            self.skipped.push((span, why.to_owned(), self.span(test)));
        }
    }

    /// Why code that was never run at `span` was not.
    pub(crate) fn skip_reason(&self, span: Span) -> Option<(String, Span)> {
        self.skipped.iter().find(|(dead, _, _)| dead.contains(span)).map(|(_, why, at)| (why.clone(), *at))
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

    /// Evaluates an expression and remembers the result: all data in it.
    pub(crate) fn eval(&mut self, e: ExprId) -> Value {
        let held = self.hold(e);
        self.flat(&held)
    }

    /// Evaluates an expression and remembers the result: what it is.
    pub(crate) fn hold(&mut self, e: ExprId) -> Value {
        if self.fuel == 0 || self.depth > MAX_DEPTH {
            self.exhausted = true;
            return self.trail.unknown(self.span(e));
        }
        self.fuel -= 1;
        if self.is_following() {
            self.followed_left = self.followed_left.saturating_sub(1);
        }
        self.depth += 1;
        let held = self.eval_kind(e);
        let held = self.shown_in_debugging(held, e);
        self.depth -= 1;
        let value = self.flat(&held);
        self.remember(e, &value);
        if let Some(request) = held.as_request() {
            self.requests.insert(e, request);
        }
        self.now.insert(e, held.clone());
        held
    }

    pub(crate) fn remember(&mut self, e: ExprId, value: &Value) {
        if self.is_following() {
            let seen = if self.defining > 0 { &mut self.seen_defined } else { &mut self.seen };
            seen.entry(e).or_default().add(self.root, value);
            return;
        }
        if self.values.is_empty() {
            self.values = vec![None; self.file.module().exprs().len()];
        }
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
                match (op, self.known(e).or_else(|| self.known(*operand))) {
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
                let items = self.each_of(&given).unwrap_or_else(|| self.flat(&given));
                self.give(&items);
                self.flat(&given)
            }
            ExprKind::Yield(inner) => {
                let given = inner.map_or(Value::CONSTANT, |inner| self.hold(inner));
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
        let at = self.span(base);
        let [part] = value.parts() else { return value };
        let fresh =
            part.source.and_then(|source| self.trail.sources.get(source as usize)).filter(|source| source.span == at);
        match fresh.map(|source| source.kind) {
            Some(kind) if part.shape.open_file && !part.through => {
                let shape = part.shape;
                let value = self.enter(kind, e).map(|fresh| Part { shape, ..*fresh });
                self.open_file(e, &value)
            }
            // `request.view_args["name"]`: what stands between two slashes of the address.
            Some(kind) if part.clean == SinkSet::NONE && !part.through && self.is_one_segment_of_view(base, e) => {
                let entered = self.enter(kind, e);
                self.trail.clean(&entered, ONE_SEGMENT, "the route's converter".to_owned(), self.span(e))
            }
            Some(kind) if part.clean == SinkSet::NONE && !part.through => self.enter(kind, e),
            _ => value,
        }
    }

    /// Whether `e` is an item of `request.view_args`, and no route of the file takes slashes for it.
    fn is_one_segment_of_view(&self, base: ExprId, e: ExprId) -> bool {
        let module = self.file.module();
        let ExprKind::Attribute { attr, .. } = self.kind(base) else { return false };
        if module.text(attr.span) != "view_args" {
            return false;
        }
        let name = match self.kind(e) {
            ExprKind::Subscript { index, .. } => self.file.constant(*index),
            _ => None,
        };
        let source = module.source();
        match name {
            Some(Const::Str(name)) => !source.contains(&format!("<path:{name}>")),
            _ => !source.contains("<path:"),
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
            self.env.join(&[layer, Layer::default()]);
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
