//! Where a value comes from: sources, sanitizers, propagators, traces.
//!
//! [`FileFlow::origin`] answers one question: who can influence this expression? The function that holds the
//! expression is run once, abstractly and forward, over the typed tree. The environment maps names, attribute
//! paths and constant keys to the set of outside data in them; branches and loops join; a check with an early
//! return clears what it checked. What libraries do is data: `models/*.toml`.
//!
//! - A call of something unknown is taken to return what it was given (receiver included), and a value of its own
//!   of unknown origin; the confidence says so ([`Reach::ThroughUnknownCall`]).
//! - Escaping counts for the contexts it was made for and for no other.
//! - Work is bounded by a budget per function; past it, values are [`Origin::Unknown`] and
//!   [`FileFlow::exhausted`] says so.
//!
//! - A call of a function of the project gives what that function's summary says of the arguments; a parameter
//!   also holds what the calls that are seen pass for it.
//! - Files tell each other [`Facts`], in which nothing points into the file that they come from. They are read imported ones
//!   first; what callers pass to the functions of a file that was read before them, [`link`] finds out.
//!
//! *Absent by design:* judgement, rules, and reading two files at a time.

#![allow(clippy::single_match_else)] // what is known and what is not are alternatives of one rank

mod calls;
mod checks;
mod files;
mod models;
mod run;
mod sources;
mod state;

use std::cell::RefCell;
use std::sync::Arc;

use semantic::{FileModel, Node, SinkKind};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use calls::context::Seen;
pub use files::link::{Linked, link};
pub use files::portable::Place;
pub use files::project::{Around, Facts, Incoming, Project};
use run::engine::Engine;
pub(crate) use state::value::SinkSet;

/// What kind of door data came in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// A request to a server.
    Request,
    /// What a language model wrote.
    Model,
    /// The name of an entry of an archive.
    Archive,
    /// A parameter of a public function.
    Parameter,
    /// The answer of another machine.
    Network,
    /// Command line or standard input.
    CommandLine,
    /// A file's content or name.
    File,
    /// A database's content.
    Database,
    /// An environment variable.
    Environment,
    /// What an exception tells of the program. It matters where it is shown to a user, and nowhere else.
    Error,
}

/// Whether data of that kind can do any harm at such a sink, whatever it holds.
const fn listens_to(sink: SinkKind, kind: Option<SourceKind>) -> bool {
    match sink {
        SinkKind::Disclosure => matches!(kind, Some(SourceKind::Error)),
        SinkKind::Answer => matches!(kind, Some(SourceKind::Model)),
        // What the user asks is what the model is there for; what it is given to read beside that has other authors.
        SinkKind::Retrieved => matches!(kind, Some(SourceKind::Network | SourceKind::Database)),
        _ => !matches!(kind, Some(SourceKind::Error)),
    }
}

/// Files with more functions than this are not run as a whole to find the calls by value.
const MAX_FUNCTIONS: usize = 300;

/// How the label of a source begins that is the text of an exception: it says less than a stack trace.
pub const EXCEPTION_TEXT: &str = "the text of the exception";

/// Where data comes from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The kind of door.
    pub kind: SourceKind,
    /// What it is, with code in backquotes: `` `request.args['id']` ``, `` parameter `name` of `greet` ``.
    pub label: String,
    /// Where it enters.
    pub span: Span,
    /// The function of this file that it is a parameter of.
    pub function: Option<StmtId>,
    /// Where it enters, if that is in another file; `span` is then the place that brings it here.
    pub elsewhere: Option<Arc<Place>>,
}

/// A step of the way from source to sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// Where it happens.
    pub span: Span,
    /// Where it happens, if that is in another file; `span` is then the place that leads there or comes from there.
    pub elsewhere: Option<Arc<Place>>,
    /// What happens, as a clause: "becomes part of `query`".
    pub note: String,
}

/// How surely the data arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// Every step is known.
    Direct,
    /// Every step is known, and what arrives in a path is the name of one file or folder: `..` at worst.
    AsOneName,
    /// Every step is known, and on the way the project looks at the data with a check of its own: what that lets through is not known.
    Tested,
    /// It went into a call that the engine does not know, and is taken to come out of it.
    ThroughUnknownCall,
}

/// Who can influence an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody: it is made of constants.
    Constant,
    /// The expression never runs.
    Unreachable {
        /// Why, as a clause.
        why: String,
        /// The condition or statement that says so.
        at: Span,
    },
    /// Outside data, but nothing that can do harm in that context.
    Sanitized {
        /// What made it harmless, as a noun phrase.
        by: String,
        /// Where.
        at: Span,
    },
    /// Data from outside.
    Tainted {
        /// Where it enters.
        source: Source,
        /// The way, source first, sink last.
        steps: Vec<FlowStep>,
        /// How surely it arrives.
        reach: Reach,
    },
    /// It could not be traced.
    Unknown,
}

/// The data flow of one file. Functions are analyzed when they are first asked about.
pub struct FileFlow<'a> {
    file: &'a FileModel,
    engine: RefCell<Engine<'a>>,
}

/// Prepares the data flow of `file`; the work is done by the questions.
pub fn analyze(file: &FileModel) -> FileFlow<'_> {
    FileFlow { file, engine: RefCell::new(Engine::new(file, None)) }
}

/// As [`analyze`], for a file that is read beside others of its project.
pub fn analyze_in<'a>(file: &'a FileModel, around: Around<'a>) -> FileFlow<'a> {
    FileFlow { file, engine: RefCell::new(Engine::new(file, Some(around))) }
}

impl FileFlow<'_> {
    /// Who can influence expression `e`, which is used in the context `sink`.
    pub fn origin(&self, e: ExprId, sink: SinkKind) -> Origin {
        let mut engine = self.engine.borrow_mut();
        let function = self.file.enclosing_function(e);
        engine.ensure_registered();
        engine.ensure(function);
        engine.params.judged.extend(function);
        let span = self.file.module().expr(e).span;
        if let Some((why, at)) = engine.dead_reason(span) {
            return Origin::Unreachable { why, at };
        }
        if self.file.is_constant(e) {
            return Origin::Constant;
        }
        let in_calls = match function.map(|function| (function, engine.seen_in_calls(function, e))) {
            Some((function, Seen::Nothing)) => {
                let at = self.file.module().stmt(function).span;
                return Origin::Unreachable { why: "no call in this file comes here".to_owned(), at };
            }
            Some((_, Seen::Value(value))) => Some(value),
            Some((_, Seen::InPart)) | None => None,
        };
        let keys = if sink.asks_for_keys() { engine.keys_at(e).cloned() } else { None };
        let own = || {
            let value = engine.value(e).cloned();
            match (value, engine.seen_anywhere(e)) {
                (Some(value), Some(seen)) => Some(value.merge(&seen)),
                (value, seen) => value.or(seen),
            }
        };
        let Some(value) = keys.or(in_calls).or_else(own) else {
            return match engine.skip_reason(span) {
                Some((why, at)) => Origin::Unreachable { why, at },
                None => Origin::Unknown,
            };
        };
        self.told(&mut engine, &value, e, sink)
    }

    /// Who can influence the first argument of the calls by value of the function of a library that `e` names, which is used in the
    /// context `sink`: calls of what comes out of a table or a parameter. Unreachable, if all that comes out of its table is seen and
    /// called; `None` if no such call is seen.
    pub fn origin_by_value(&self, e: ExprId, sink: SinkKind) -> Option<Origin> {
        let mut engine = self.engine.borrow_mut();
        engine.by_name.references.insert(e);
        if self.file.functions().len() > MAX_FUNCTIONS {
            return None;
        }
        engine.ensure_all();
        match self.file.qualified_names(e).find_map(|name| engine.indirect.get(name)).cloned() {
            Some(value) => Some(self.told(&mut engine, &value, e, sink)),
            None => engine.left_in_table(e),
        }
    }

    /// What `value` says of the expression `e`.
    fn told(&self, engine: &mut Engine<'_>, value: &state::value::Value, e: ExprId, sink: SinkKind) -> Origin {
        let value = engine.with_callers(value);
        let trail = &engine.trail;
        let source_of = |part: &state::value::Part| part.source.and_then(|source| trail.sources.get(source as usize));
        let kind = |part: &state::value::Part| source_of(part).map(|source| source.kind);
        // A parameter of a route is a text, which says no size, until it was made a number.
        let says_size = |part: &state::value::Part| {
            part.clean.both(SinkSet::NUMBER) == SinkSet::NUMBER
                || source_of(part).is_none_or(|source| source.function.is_none())
        };
        // What a program tells of itself does harm where it is shown; what others told it does harm elsewhere.
        let concerns = |part: &&state::value::Part| {
            listens_to(sink, kind(part)) && !part.clean.has(sink) && (sink != SinkKind::Size || says_size(part))
        };
        let open = value.parts().iter().filter(concerns);
        let is_one_name = |part: &state::value::Part| sink == SinkKind::Path && part.clean.has(SinkKind::Folders);
        // The name of a file that is there is shown as it was found.
        let was_found = |part: &state::value::Part| sink.is_shown() && part.clean.has(SinkKind::Unseen);
        let rank = |part: &&state::value::Part| {
            let kind = kind(part);
            (kind.is_none(), kind, part.through, is_one_name(part), part.tested || was_found(part), part.node)
        };
        match open.min_by_key(rank) {
            // Numbers and names that no request has a part in are everywhere.
            None if sink.asks_for_requests()
                && !value.parts().iter().any(|part| kind(part) == Some(SourceKind::Request)) =>
            {
                Origin::Unknown
            }
            None => match value.parts().iter().find_map(|part| part.cleaner) {
                Some(cleaner) => {
                    let cleaner = &trail.cleaners[cleaner as usize];
                    Origin::Sanitized { by: cleaner.by.told(self.file.module()), at: cleaner.at }
                }
                None => Origin::Constant,
            },
            Some(part) => match part.source.and_then(|source| trail.sources.get(source as usize)) {
                None => Origin::Unknown,
                Some(source) => {
                    let mut steps = trail.steps(part.node, source, self.file.module());
                    steps.push(self.arrival(e));
                    let reach = match part {
                        part if part.through => Reach::ThroughUnknownCall,
                        part if is_one_name(part) => Reach::AsOneName,
                        part if part.tested || was_found(part) => Reach::Tested,
                        _ => Reach::Direct,
                    };
                    Origin::Tainted { source: source.clone(), steps, reach }
                }
            },
        }
    }

    /// What the file tells the others of its project, to be asked when all other questions were; `is_imported` says whether
    /// any of them imports it.
    pub fn facts(&self, is_imported: bool) -> Facts {
        self.engine.borrow_mut().facts(is_imported)
    }

    /// Whether a framework calls functions of the file with data of a request.
    pub fn has_routes(&self) -> bool {
        self.engine.borrow().outline.graph.has_routes
    }

    /// Whether some function was too large to be followed to its end, or the project to be followed from file to file.
    pub fn exhausted(&self) -> bool {
        let engine = self.engine.borrow();
        engine.observed.exhausted
            || engine.around.and_then(|around| around.incoming).is_some_and(|incoming| incoming.is_cut)
    }

    /// The last step: the call that takes the expression, or the statement that gives it away.
    fn arrival(&self, e: ExprId) -> FlowStep {
        let module = self.file.module();
        let mut at = e;
        for _ in 0..8 {
            match self.file.parent(at) {
                Node::Expr(parent) => at = parent,
                Node::Stmt(stmt) if matches!(module.stmt(stmt).kind, StmtKind::Return(_)) => {
                    return FlowStep {
                        span: module.expr(e).span,
                        elsewhere: None,
                        note: "is returned here".to_owned(),
                    };
                }
                _ => break,
            }
            if let ExprKind::Call { func, .. } = module.expr(at).kind {
                // `"…".format(e)` makes a text on the way.
                let makes_text = match module.expr(func).kind {
                    ExprKind::Attribute { attr, .. } => {
                        models::has(models::PROPAGATING_METHODS, module.text(attr.span))
                    }
                    _ => false,
                };
                if makes_text {
                    continue;
                }
                let name = run::eval::short(module.text(module.expr(func).span));
                return FlowStep { span: module.expr(at).span, elsewhere: None, note: format!("reaches `{name}`") };
            }
        }
        FlowStep { span: module.expr(e).span, elsewhere: None, note: "is used here".to_owned() }
    }
}
