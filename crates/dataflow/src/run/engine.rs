//! The engine: what it knows of one file, and the running of one function after the other.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use semantic::FileModel;
use syntax::Span;
use syntax::ast::{ExprId, StmtId, StmtKind};

use crate::SourceKind;
use crate::calls::by_name::ByName;
use crate::calls::context::ByRoot;
use crate::calls::decorated::Prelude;
use crate::calls::foreign::{Elsewhere, Outward};
use crate::calls::frame::{Frame, FrameId, MAX_FOLLOWED};
use crate::calls::handed::HandedCalls;
use crate::calls::outcome::{Followed, Outcomes};
use crate::calls::own::OwnNames;
use crate::calls::summary::{CallGraph, Summary};
use crate::checks::subset::Mappings;
use crate::files::portable;
use crate::files::project::Around;
use crate::models::Library;
use crate::run::loops::Exits;
use crate::sources::entry::Role;
use crate::sources::tables::Tables;
use crate::state::env::{Env, Key, Layer};
use crate::state::grown::Grown;
use crate::state::names::Names;
use crate::state::object::ObjectId;
use crate::state::shared::AttributeStores;
use crate::state::stores::{Holder, Store};
use crate::state::value::{Trail, Value};

/// Expressions that are evaluated for one function before the engine gives up on it.
const FUEL: u32 = 400_000;
/// Larger tables are not kept for another run: emptying them takes as long as they are large.
const MAX_SPARE: usize = 256;

/// The state of one file's analysis.
pub(crate) struct Engine<'a> {
    pub(crate) file: &'a FileModel,
    /// The other files of the project.
    pub(crate) around: Option<Around<'a>>,
    pub(crate) outline: Outline<'a>,
    /// Where all data came from, and on which way.
    pub(crate) trail: Trail,
    pub(crate) env: Env,
    pub(crate) run: Run,
    pub(crate) body: Body,
    pub(crate) params: Parameters<'a>,
    pub(crate) observed: Observed<'a>,
    /// Expressions and statements around the one that is evaluated; functions inside functions ask for each other's values on
    /// one stack.
    pub(crate) depth: u32,
    /// Calls of lambdas that are being followed.
    pub(crate) lambdas: u32,
    /// Lambdas whose bodies are being looked at where they are made.
    pub(crate) defining: u32,
    /// What holds at the end of each function that was run.
    pub(crate) finals: BTreeMap<Option<StmtId>, Layer>,
    /// What is known of the functions that were run to their end.
    pub(crate) summaries: BTreeMap<StmtId, Rc<Summary>>,
    /// What functions are to frameworks, as far as it was asked.
    pub(crate) roles: RefCell<BTreeMap<StmtId, Rc<Role>>>,
    /// The functions of other files, as far as they were looked up, by their qualified names.
    pub(crate) elsewhere: RefCell<FxHashMap<&'a str, Option<Elsewhere<'a>>>>,
    /// What functions put into containers that outlive them.
    pub(crate) stores: BTreeMap<Holder<'a>, Vec<Store>>,
    /// The objects whose methods calls make handlers, by the argument.
    pub(crate) registered_objects: BTreeMap<ExprId, Value>,
    /// What the names of a class's body are, where that was run.
    pub(crate) class_bodies: BTreeMap<StmtId, BTreeMap<Key, Value>>,
    /// What functions of libraries are given that are called as values, by their qualified names: the first argument.
    pub(crate) indirect: BTreeMap<Rc<str>, Value>,
    /// What the keys of mappings that were passed on are made of.
    pub(crate) keys: FxHashMap<ExprId, Value>,
    /// How many places give each variable a value; counted when it is first asked.
    pub(crate) places: Option<FxHashMap<(semantic::ScopeId, &'a str), crate::state::flags::Places>>,
    /// The collections that grow; looked for when it is first asked.
    pub(crate) grown: Option<Grown<'a>>,
    /// What the file uses as a mapping, once it was asked for.
    pub(crate) mappings: Option<Mappings<'a>>,
    /// What is found by name or by value alone.
    pub(crate) by_name: ByName<'a>,
    /// Functions that ended: the frame around, and their names.
    pub(crate) done_frames: BTreeMap<FrameId, (FrameId, Names)>,
    pub(crate) last_frame: FrameId,
    pub(crate) last_object: ObjectId,
    /// Empty tables for other runs.
    spare: Vec<FxHashMap<ExprId, Value>>,
    /// Whether all functions of the file were run.
    ran_all: bool,
    /// Whether those were that calls make handlers as methods of objects.
    pub(crate) ran_registered: bool,
}

/// What is read off a file before anything of it is run.
#[derive(Default)]
pub(crate) struct Outline<'a> {
    /// Names of the top-level modules that the file imports, sorted.
    pub(crate) imports: Vec<&'a str>,
    /// The libraries that the file imports, with their places in the table.
    pub(crate) libraries: Vec<(u16, &'static Library)>,
    /// Methods of the libraries in use that bring data in.
    pub(crate) source_methods: BTreeMap<&'static str, SourceKind>,
    /// Calls that make functions handlers.
    pub(crate) registering: Vec<ExprId>,
    /// The patterns of the paths that classes answer.
    pub(crate) routed: BTreeMap<StmtId, String>,
    /// Paths that stand beside the classes that answer them.
    pub(crate) tables: Tables,
    /// Functions that are made the answers to exceptions, and to which.
    pub(crate) failing: BTreeMap<StmtId, ExprId>,
    /// Functions that the file itself calls, where a parameter's name may make a function a handler.
    pub(crate) called: BTreeSet<StmtId>,
    /// What the file defines, by its names.
    pub(crate) own_names: OwnNames<'a>,
    /// The last names of all that the file calls or names.
    pub(crate) called_names: OnceCell<FxHashSet<&'a str>>,
    /// The names of parameters for which an application says who provides them.
    pub(crate) provided_names: OnceCell<FxHashSet<Rc<str>>>,
    /// The classes of which a framework makes objects for parameters.
    pub(crate) depended: BTreeSet<StmtId>,
    /// The classes below each class, where both stand in the file and the one above has no objects of its own.
    pub(crate) heirs: BTreeMap<StmtId, Vec<StmtId>>,
    /// The calls of methods of objects that come out of tables of the file, by the method's name.
    pub(crate) kept_calls: BTreeMap<&'a str, Vec<ExprId>>,
    /// The assignments to attributes.
    pub(crate) attribute_stores: AttributeStores<'a>,
    pub(crate) graph: Rc<CallGraph>,
    /// The tasks that the file puts into a queue.
    pub(crate) queued: BTreeSet<StmtId>,
    /// What the file has others call.
    pub(crate) handed: Rc<HandedCalls>,
    /// What other files call the functions of this one.
    pub(crate) names: BTreeMap<StmtId, Arc<str>>,
    pub(crate) outward: Rc<Outward>,
}

/// One run of a function that is asked about, with the calls that are followed out of it.
#[derive(Default)]
pub(crate) struct Run {
    /// The function; `None` is the file's top level.
    pub(crate) root: Option<StmtId>,
    /// The functions that are being run, each called by the one before.
    pub(crate) frames: Vec<Frame>,
    /// What expressions were in this run of the function, and all data in that.
    pub(crate) now: FxHashMap<ExprId, Value>,
    /// The ways out of the call that was followed last, and of each call that was.
    pub(crate) last_outcomes: Option<Rc<Outcomes>>,
    pub(crate) outcomes: FxHashMap<ExprId, Followed>,
    /// What was raised in each `try` around.
    pub(crate) raised: Vec<Vec<Value>>,
    /// Expressions that may still be evaluated.
    pub(crate) fuel: u32,
    /// Expressions that may still be evaluated in followed calls.
    pub(crate) followed_left: u32,
    /// Loops around whose turns are not followed one by one.
    pub(crate) in_loops: u32,
    /// Whether the call that was evaluated just now never comes back.
    pub(crate) diverged: bool,
    /// What stands before the handler that is run, while that is run.
    pub(crate) prelude: Option<Prelude>,
}

/// The function whose statements are being run, whether it is asked about or followed.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) function: Option<StmtId>,
    /// What it gave and checked so far.
    pub(crate) current: Summary,
    /// The ways out of the bodies of the loops around.
    pub(crate) loops: Vec<Exits>,
    pub(crate) loop_bases: Vec<usize>,
    /// Loops around whose turns are followed one by one, each of which is surely run so far.
    pub(crate) turns: u32,
    /// How many ways out were noted so far.
    pub(crate) ways_out: u32,
}

/// The sources that stand for what a function's callers give it.
#[derive(Default)]
pub(crate) struct Parameters<'a> {
    /// The sources that stand for the parameters of each function.
    pub(crate) marks: BTreeMap<StmtId, Vec<Option<u32>>>,
    /// The function and place of the parameter that a source stands for.
    pub(crate) places: BTreeMap<u32, (StmtId, usize)>,
    /// Of a source that stands for one item of `**kwargs`: its name.
    pub(crate) keywords: BTreeMap<u32, &'a str>,
    /// The parameter of another file's function that a source stands for.
    pub(crate) slots: BTreeMap<u32, portable::Slot>,
    /// Parameters of which it matters what is passed for them, here or in other files.
    pub(crate) asked: BTreeSet<(StmtId, usize)>,
    /// Those of them on which what was said of a finding rests: another answer may make another finding of it.
    pub(crate) deciding: BTreeSet<(StmtId, usize)>,
    /// The same of functions of other files, by the source that stands for one.
    pub(crate) asked_slots: BTreeMap<u32, portable::Slot>,
    /// Functions in which something was asked about.
    pub(crate) judged: BTreeSet<StmtId>,
    /// Parameters of methods that answer requests.
    pub(crate) answering: BTreeSet<(StmtId, usize)>,
}

/// What was seen in all runs, for those who ask about an expression.
#[derive(Default)]
pub(crate) struct Observed<'a> {
    /// All data in each expression; what followed calls saw is apart.
    pub(crate) values: Vec<Option<Value>>,
    /// What expressions were in followed calls, by the function where following began.
    pub(crate) in_calls: FxHashMap<ExprId, ByRoot>,
    /// The same of the bodies of lambdas where those are made, which is before anything is given to them.
    pub(crate) in_lambdas: FxHashMap<ExprId, ByRoot>,
    /// Expressions that are the request of a framework: places in the tables of libraries and their requests.
    pub(crate) requests: FxHashMap<ExprId, (u16, u16)>,
    /// Code that never runs, why, and what says so.
    pub(crate) dead: Vec<(Span, String, Span)>,
    /// Code that a test decided against at least once, and what the test says.
    pub(crate) skipped: Vec<(Span, String, Span)>,
    /// How often what is known in one run alone decided which way is taken.
    pub(crate) decided: u32,
    /// Functions that were followed.
    pub(crate) reached: BTreeSet<StmtId>,
    /// Names of what was called and could not be followed, with the functions where following began.
    pub(crate) unfollowed: FxHashMap<&'a str, BTreeSet<Option<StmtId>>>,
    /// Functions that were given to something that is not in sight, with the functions where following began.
    pub(crate) handed_on: BTreeMap<StmtId, BTreeSet<Option<StmtId>>>,
    /// Lambdas that may be called where no call is followed, with the functions where following began.
    pub(crate) loose_lambdas: BTreeMap<ExprId, BTreeSet<Option<StmtId>>>,
    /// Whether some function was too large to be run to its end.
    pub(crate) exhausted: bool,
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
    pub(crate) fn new(file: &'a FileModel, around: Option<Around<'a>>) -> Self {
        let mut engine = Self {
            file,
            around,
            outline: Outline { imports: imported_roots(file), own_names: OwnNames::of(file), ..Outline::default() },
            trail: Trail::default(),
            env: Env::new(),
            run: Run::default(),
            body: Body::default(),
            params: Parameters::default(),
            observed: Observed::default(),
            depth: 0,
            lambdas: 0,
            defining: 0,
            finals: BTreeMap::new(),
            summaries: BTreeMap::new(),
            roles: RefCell::default(),
            elsewhere: RefCell::default(),
            stores: BTreeMap::new(),
            registered_objects: BTreeMap::new(),
            class_bodies: BTreeMap::new(),
            indirect: BTreeMap::new(),
            keys: FxHashMap::default(),
            places: None,
            grown: None,
            mappings: None,
            by_name: ByName::default(),
            done_frames: BTreeMap::new(),
            last_frame: 0,
            last_object: 0,
            spare: Vec::new(),
            ran_all: false,
            ran_registered: false,
        };
        if let Some(around) = around {
            engine.outline.names = engine.nameable(around.path);
        }
        engine.outline.libraries = engine.libraries_in_use();
        engine.stores = engine.all_stores();
        engine.outline.attribute_stores = engine.all_attribute_stores();
        engine.outline.routed = engine.routed_classes();
        engine.outline.tables = engine.tables();
        engine.outline.source_methods = engine.source_methods_in_use();
        engine.outline.registering = engine.registering_calls();
        engine.outline.called = engine.called_by_name();
        engine.outline.queued = engine.queued_tasks();
        engine.outline.depended = engine.classes_depended_on();
        engine.outline.failing = engine.answers_to_exceptions();
        engine.outline.heirs = engine.heirs_of_abstract_classes();
        engine.outline.kept_calls = engine.calls_on_kept_objects();
        engine.outline.handed = Rc::new(engine.handed_calls());
        engine.outline.graph = Rc::new(engine.call_graph());
        if around.is_some() {
            engine.outline.outward = Rc::new(engine.outward());
        }
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
        let run = Run {
            root: function,
            frames: vec![Frame::of(function, self.last_frame)],
            now: self.spare.pop().unwrap_or_default(),
            fuel: FUEL,
            followed_left: MAX_FOLLOWED,
            ..Run::default()
        };
        let outer_env = std::mem::replace(&mut self.env, env);
        let outer_run = std::mem::replace(&mut self.run, run);
        let outer_body = std::mem::replace(&mut self.body, Body { function, ..Body::default() });
        let file = self.file;
        match function.and_then(|id| Some((id, file.function(id)?))) {
            Some((id, definition)) => {
                self.bind_parameters(id, definition);
                if self.block(&definition.body) {
                    self.leave(None, &Value::CONSTANT);
                }
                let summary = std::mem::take(&mut self.body.current);
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
        if let Some(id) = self.run.frames.last().and_then(Frame::asked_for) {
            self.done_frames.insert(id, (0, layer.names.clone()));
        }
        self.finals.insert(function, layer);
        self.env = outer_env;
        *self.env.heap_mut() = heap;
        self.body = outer_body;
        let spent = std::mem::replace(&mut self.run, outer_run).now;
        self.put_by(spent);
        self.run.diverged = false;
    }

    /// Begins a run that knows nothing of what expressions are in the one around, and gives what that knew.
    pub(crate) fn begin_now(&mut self) -> FxHashMap<ExprId, Value> {
        let fresh = self.spare.pop().unwrap_or_default();
        std::mem::replace(&mut self.run.now, fresh)
    }

    /// Ends such a run.
    pub(crate) fn end_now(&mut self, around: FxHashMap<ExprId, Value>) {
        let spent = std::mem::replace(&mut self.run.now, around);
        self.put_by(spent);
    }

    /// Keeps an emptied table for another run: growing one takes longer than what most functions fill it with.
    fn put_by(&mut self, mut spent: FxHashMap<ExprId, Value>) {
        spent.clear();
        if spent.capacity() <= MAX_SPARE {
            self.spare.push(spent);
        }
    }
}
