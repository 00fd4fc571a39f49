//! What the engine knows of a value: the outside data in it, and the way that data took.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use semantic::{Const, SinkKind};
use smallvec::SmallVec;
use syntax::ast::{ExprId, StmtId};
use syntax::{Module, Span};

use crate::calls::frame::FrameId;
use crate::checks::chars::{Chars, harmless_without};
use crate::files::portable::Place;
use crate::run::eval::short;
use crate::state::object::ObjectId;
use crate::{FlowStep, Source, SourceKind};

/// A set of sink kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SinkSet(u32);

impl SinkSet {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(u32::MAX);
    /// Where a number or a truth value does no harm, whichever it is.
    pub(crate) const NUMBER: Self = Self(!(1 << SinkKind::Size as u32 | 1 << SinkKind::Right as u32));

    pub(crate) const fn with(self, kind: SinkKind) -> Self {
        Self(self.0 | 1 << kind as u32)
    }

    pub(crate) const fn without(self, kind: SinkKind) -> Self {
        Self(self.0 & !(1 << kind as u32))
    }

    pub(crate) const fn has(self, kind: SinkKind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// What is known of a text's form. A containment check is worth something only for a normalized path; a text without
/// a quote cannot leave a place between two of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(crate) struct Shape {
    /// A path in which `..` was resolved.
    pub(crate) normalized: bool,
    /// A path without `..`.
    pub(crate) no_parent: bool,
    /// A path that does not begin at the root.
    pub(crate) relative: bool,
    /// It begins with a slash.
    pub(crate) rooted: bool,
    /// It does not begin with two slashes.
    pub(crate) one_slash: bool,
    /// An address without a scheme.
    pub(crate) no_scheme: bool,
    /// Where it is harmless as HTML, it is so in a text and not in the value of an attribute.
    pub(crate) text_only: bool,
    /// It is an open file, or a collection of some: what is read from it comes from outside, but it names no file.
    pub(crate) open_file: bool,
    /// It was read out of an object: of an open file it is no open file any more.
    pub(crate) field: bool,
    /// What was read was its name.
    pub(crate) name: bool,
    /// Such files, whose names have no folders: the library takes them out.
    pub(crate) plain_names: bool,
    /// It was made by a function that reads a text: what its fields hold, the text says.
    pub(crate) parsed: bool,
    /// A path that was found to lie in a folder, as it is written: that is worth something if `..` was resolved before.
    pub(crate) contained: bool,
    /// Characters that it does not hold.
    pub(crate) without: Chars,
    /// Quotes that it holds only in pairs, as SQL writes a quote between quotes.
    pub(crate) doubled: Chars,
}

impl Shape {
    /// Nothing is known.
    const NOTHING: Self = Self {
        normalized: false,
        no_parent: false,
        relative: false,
        rooted: false,
        one_slash: false,
        no_scheme: false,
        text_only: false,
        open_file: false,
        field: false,
        name: false,
        plain_names: false,
        parsed: false,
        contained: false,
        without: Chars::NONE,
        doubled: Chars::NONE,
    };

    /// What either of two says.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self {
            normalized: self.normalized || other.normalized,
            no_parent: self.no_parent || other.no_parent,
            relative: self.relative || other.relative,
            rooted: self.rooted || other.rooted,
            one_slash: self.one_slash || other.one_slash,
            no_scheme: self.no_scheme || other.no_scheme,
            field: self.field || other.field,
            name: self.name || other.name,
            plain_names: self.plain_names || other.plain_names,
            parsed: self.parsed || other.parsed,
            text_only: self.text_only || other.text_only,
            open_file: self.open_file || other.open_file,
            contained: self.contained || other.contained,
            without: self.without.union(other.without),
            doubled: self.doubled.union(other.doubled),
        }
    }

    /// What both of two say, as far as a check can see it.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            no_parent: self.no_parent && other.no_parent,
            relative: self.relative && other.relative,
            rooted: self.rooted && other.rooted,
            one_slash: self.one_slash && other.one_slash,
            no_scheme: self.no_scheme && other.no_scheme,
            contained: self.contained && other.contained,
            without: self.without.both(other.without),
            ..Self::NOTHING
        }
    }

    /// What a check may have found out, without what is known of where the text comes from.
    pub(crate) const fn seen_by_checks(self) -> Self {
        self.and(self)
    }

    /// With what follows from what is known.
    pub(crate) fn complete(self) -> Self {
        let one_folder = self.without.hold("/");
        Self {
            no_parent: self.no_parent || one_folder,
            relative: self.relative || one_folder,
            text_only: self.text_only || self.without.hold("<>") && !self.without.hold("'\""),
            ..self
        }
    }

    /// The contexts in which a text of this form does no harm.
    pub(crate) fn harmless(self) -> SinkSet {
        let mut sinks = harmless_without(self.without);
        if self.no_parent && self.relative {
            sinks = sinks.with(SinkKind::Path);
        }
        if self.one_slash && (self.rooted || self.no_scheme) {
            sinks = sinks.with(SinkKind::Redirect);
        }
        sinks
    }
}

/// Place in [`Trail::nodes`].
pub(crate) type NodeId = u32;

/// Of data that is not on its way.
const NO_STEP: NodeId = NodeId::MAX;

/// Some outside data inside a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where it comes from: a place in [`Trail::sources`], or `None` if the origin is not known.
    pub(crate) source: Option<u32>,
    /// The last step that it took.
    pub(crate) node: NodeId,
    /// The contexts in which it can do no harm any more.
    pub(crate) clean: SinkSet,
    /// What made it so: a place in [`Trail::cleaners`].
    pub(crate) cleaner: Option<u32>,
    /// Whether it went through a call that the engine knows nothing of.
    pub(crate) through: bool,
    /// Whether the project looked at it with a check of its own, of which it is not known what it is good for.
    pub(crate) tested: bool,
    pub(crate) shape: Shape,
}

impl Part {
    fn same_data(&self, other: &Self) -> bool {
        (self.source, self.clean, self.through, self.shape) == (other.source, other.clean, other.through, other.shape)
    }

    /// Whether it says all that the other one does: the same data, which was tested on one way and not on the other, is not tested.
    fn covers(&self, other: &Self) -> bool {
        self.same_data(other) && (other.tested || !self.tested)
    }
}

/// The most parts that one value keeps; the most dangerous ones stay.
pub(crate) const MAX_PARTS: usize = 8;

/// What a value is, where the engine knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// Just this value.
    Const(Const),
    /// A text that begins with this one; what is behind it is not known.
    Beginning(Arc<str>),
    /// One of the items of a collection that the program writes down.
    OneOf(Const),
    /// The object of that number.
    Object(ObjectId),
    /// A function of this file, bound to an object, and the frame that it was made in.
    Function(StmtId, Option<ObjectId>, FrameId),
    /// A lambda, and the frame that it was made in.
    Lambda(ExprId, FrameId),
    /// A method of the object whose name begins like this; which one is not known.
    Chosen(ObjectId, Rc<str>),
    /// A class of this file.
    Class(StmtId),
    /// A function of a library, by its qualified name.
    Library(Rc<str>),
    /// A request; places in the tables of libraries and their requests.
    Request(u16, u16),
}

/// The most forms that one value keeps.
const MAX_FORMS: usize = 8;

/// All outside data in a value, and what the value is. What is inside of an object is the object's, not its value's. No
/// data at all: nobody outside can influence it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Value {
    parts: Option<Rc<[Part]>>,
    forms: Option<Rc<[Form]>>,
    /// Whether it is surely not `None`.
    is_something: bool,
}

impl Value {
    pub(crate) const CONSTANT: Self = Self { parts: None, forms: None, is_something: false };

    pub(crate) fn of(part: Part) -> Self {
        Self { parts: Some(Rc::new([part])), forms: None, is_something: false }
    }

    pub(crate) fn formed(form: Form) -> Self {
        let is_something = form != Form::Const(Const::None);
        Self { parts: None, forms: Some(Rc::new([form])), is_something }
    }

    /// The same data, known to be this.
    pub(crate) fn with_form(self, form: Form) -> Self {
        Self { is_something: form != Form::Const(Const::None), forms: Some(Rc::new([form])), ..self }
    }

    pub(crate) fn parts(&self) -> &[Part] {
        self.parts.as_deref().unwrap_or_default()
    }

    /// What the value may be; it may be something else as well. Empty: nothing is known.
    pub(crate) fn forms(&self) -> &[Form] {
        self.forms.as_deref().unwrap_or_default()
    }

    /// The request of a framework that the value is: places in the tables of libraries and their requests.
    pub(crate) fn as_request(&self) -> Option<(u16, u16)> {
        match self.forms() {
            [Form::Request(library, at)] => Some((*library, *at)),
            // `flask.request`, handed on
            [Form::Library(name)] if name.ends_with("request") => crate::models::request_type(name),
            _ => None,
        }
    }

    /// The constant that the value is.
    pub(crate) fn constant(&self) -> Option<&Const> {
        match self.forms() {
            [Form::Const(constant)] => Some(constant),
            _ => None,
        }
    }

    /// The one object that the value is.
    pub(crate) fn object(&self) -> Option<ObjectId> {
        match self.forms() {
            [Form::Object(id)] => Some(*id),
            _ => None,
        }
    }

    /// The data alone.
    pub(crate) fn plain(&self) -> Self {
        Self { parts: self.parts.clone(), forms: None, is_something: false }
    }

    pub(crate) fn is_constant(&self) -> bool {
        self.parts().is_empty()
    }

    /// Whether the value is surely not `None`: a constant, an object or a function of which no other way knows better.
    pub(crate) const fn is_something(&self) -> bool {
        self.is_something
    }

    /// The value that holds the data of both.
    pub(crate) fn merge(&self, other: &Self) -> Self {
        Self {
            parts: merge_parts(self.parts.as_ref(), other.parts.as_ref()),
            forms: self.merge_forms(other),
            is_something: self.is_something && other.is_something,
        }
    }

    /// Becomes what [`merge`](Self::merge) gives: mostly the other value says nothing new, and nothing is to be done.
    pub(crate) fn absorb(&mut self, other: &Self) {
        let is_known = |part: &Part| self.parts().iter().any(|known| known.covers(part));
        let same_parts = match (&self.parts, &other.parts) {
            (Some(own), Some(parts)) if Rc::ptr_eq(own, parts) => true,
            _ => other.parts().iter().all(is_known),
        };
        if !same_parts || self.forms.is_some() || other.forms.is_some() {
            *self = self.merge(other);
        }
        self.is_something &= other.is_something;
    }

    /// As [`merge`](Self::merge) with the [plain](Self::plain) data of the other one.
    pub(crate) fn merge_data(&self, other: &Self) -> Self {
        let parts = merge_parts(self.parts.as_ref(), other.parts.as_ref());
        Self { parts, forms: self.merge_forms(&Self::CONSTANT), is_something: false }
    }

    /// A constant of which there is another one is no constant; a loop would make ever new ones.
    fn merge_forms(&self, other: &Self) -> Option<Rc<[Form]>> {
        let is_same = match (&self.forms, &other.forms) {
            (Some(own), Some(forms)) => Rc::ptr_eq(own, forms) || own == forms,
            (own, forms) => own.is_none() && forms.is_none(),
        };
        if is_same {
            return self.forms.clone();
        }
        let stays = |form: &Form| !matches!(form, Form::Const(_) | Form::Beginning(_) | Form::OneOf(_));
        // Mostly the other one says nothing new.
        if self.forms().iter().all(stays)
            && other.forms().iter().all(|form| !stays(form) || self.forms().contains(form))
        {
            return self.forms.clone();
        }
        let mut forms: Vec<Form> = Vec::new();
        for form in self.forms().iter().chain(other.forms()) {
            if stays(form) && !forms.contains(form) && forms.len() < MAX_FORMS {
                forms.push(form.clone());
            }
        }
        (!forms.is_empty()).then(|| forms.into())
    }

    /// The value, of whose data `again` knows something too.
    pub(crate) fn known_too(&self, again: &Self) -> Self {
        self.map(|part| {
            let same = again.parts().iter().filter(|other| other.source == part.source);
            let known =
                same.copied().reduce(|a, b| Part { clean: a.clean.both(b.clean), shape: a.shape.and(b.shape), ..a });
            known.map_or(*part, |known| Part {
                clean: part.clean.union(known.clean),
                // What makes it harmless is named, so the last that did comes first.
                cleaner: known.cleaner.or(part.cleaner),
                through: part.through || known.through,
                tested: part.tested || known.tested,
                shape: part.shape.or(known.shape),
                ..*part
            })
        })
    }

    /// The value with every part changed.
    pub(crate) fn map(&self, change: impl FnMut(&Part) -> Part) -> Self {
        if self.is_constant() {
            return self.clone();
        }
        Self { parts: Some(self.parts().iter().map(change).collect()), ..self.clone() }
    }
}

fn merge_parts(a: Option<&Rc<[Part]>>, b: Option<&Rc<[Part]>>) -> Option<Rc<[Part]>> {
    let (Some(a), Some(b)) = (a, b) else { return a.or(b).cloned() };
    if Rc::ptr_eq(a, b) {
        return Some(a.clone());
    }
    // Mostly there is nothing new, and nothing to be made.
    let Some(first) = b.iter().position(|part| !a.iter().any(|known| known.covers(part))) else {
        return Some(a.clone());
    };
    let mut parts = Vec::with_capacity(a.len() + b.len() - first);
    parts.extend_from_slice(a);
    for part in b.iter().skip(first) {
        match parts.iter_mut().find(|known| known.same_data(part)) {
            Some(known) => known.tested &= part.tested,
            None => parts.push(*part),
        }
    }
    if parts.len() > MAX_PARTS {
        parts.sort_by_key(|part| (part.clean.count(), part.source.is_none(), part.through, part.tested, part.node));
        parts.truncate(MAX_PARTS);
    }
    Some(parts.into())
}

/// A step of the way. Steps form chains that share their beginnings.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The step before; `None` at the source.
    pub(crate) before: Option<NodeId>,
    pub(crate) span: Span,
    /// The place in another file, if it happens there; `span` is then where this file asks for it.
    pub(crate) elsewhere: Option<Arc<Place>>,
    pub(crate) note: Note,
}

impl Node {
    /// The steps that it stands for, the last one first.
    fn steps_back(&self) -> impl Iterator<Item = &Self> {
        let steps = match &self.note {
            Note::Way(steps) => steps,
            _ => std::slice::from_ref(self),
        };
        steps.iter().rev()
    }
}

/// What happens at a step.
#[derive(Clone, Debug)]
pub(crate) enum Note {
    /// The data enters; the text is that of the [`Source`].
    Enters,
    /// It is kept under a name.
    Assigned(Rc<str>),
    /// It is built into a larger value that is kept under a name.
    BecomesPart(Rc<str>),
    /// It goes into a call that the engine does not know, and is taken to come out of it; where that is named.
    Through(Span),
    /// It is an argument of a call of a function of the project; where that is named.
    Passed(Span),
    /// What another file says.
    Told(Arc<str>),
    /// The steps in a function that it was passed to, or in another file: one way, however many values took it.
    Way(Rc<[Node]>),
}

impl Note {
    /// What happens, as a clause.
    pub(crate) fn told(&self, module: &Module) -> String {
        match self {
            Self::Enters => "enters here".to_owned(),
            Self::Assigned(name) => format!("is kept in `{name}`"),
            Self::BecomesPart(name) => format!("becomes part of `{name}`"),
            Self::Through(call) => format!("passes through `{}`", short(module.text(*call))),
            Self::Passed(call) => format!("is passed to `{}`", short(module.text(*call))),
            Self::Told(told) => told.to_string(),
            // Told step by step.
            Self::Way(_) => String::new(),
        }
    }
}

/// What cleared a value, as a noun phrase. Few of them are ever told, so code is quoted only then.
#[derive(Clone, Debug)]
pub(crate) enum By {
    /// In the engine's words.
    Words(Cow<'static, str>),
    /// The code that stands there.
    Code(Span),
    /// The check that stands there.
    Check(Span),
}

impl By {
    /// The phrase; `module` is the file that the places are in.
    pub(crate) fn told(&self, module: &Module) -> String {
        match self {
            Self::Words(words) => words.to_string(),
            Self::Code(at) => format!("`{}`", short(module.text(*at))),
            Self::Check(at) => format!("the check `{}`", short(module.text(*at))),
        }
    }
}

impl From<String> for By {
    fn from(words: String) -> Self {
        Self::Words(words.into())
    }
}

impl From<&'static str> for By {
    fn from(words: &'static str) -> Self {
        Self::Words(words.into())
    }
}

/// What cleared a value, and where.
#[derive(Clone, Debug)]
pub(crate) struct Cleaner {
    pub(crate) by: By,
    pub(crate) at: Span,
}

/// All sources, steps and cleaners of one file.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    pub(crate) nodes: Vec<Node>,
    pub(crate) sources: Vec<Source>,
    pub(crate) cleaners: Vec<Cleaner>,
    /// Whether a source is what an exception tells.
    pub(crate) has_errors: bool,
}

impl Trail {
    /// Data that enters at `source`.
    pub(crate) fn enter(&mut self, source: Source) -> Value {
        let (span, elsewhere) = (source.span, source.elsewhere.clone());
        self.has_errors |= source.kind == SourceKind::Error;
        self.sources.push(source);
        self.nodes.push(Node { before: None, span, elsewhere, note: Note::Enters });
        let node = self.nodes.len() as NodeId - 1;
        Value::of(Part {
            source: Some(self.sources.len() as u32 - 1),
            node,
            clean: SinkSet::NONE,
            cleaner: None,
            through: false,
            tested: false,
            shape: Shape::default(),
        })
    }

    /// The data of that source, as it entered.
    pub(crate) fn source_alone(source: u32) -> Value {
        Value::of(Part {
            source: Some(source),
            node: NO_STEP,
            clean: SinkSet::NONE,
            cleaner: None,
            through: false,
            tested: false,
            shape: Shape::default(),
        })
    }

    /// Data of unknown origin, first seen at `span`.
    pub(crate) fn unknown(&mut self, span: Span) -> Value {
        let node = self.step(None, span, Note::Enters);
        Value::of(Part {
            source: None,
            node,
            clean: SinkSet::NONE,
            cleaner: None,
            through: false,
            tested: false,
            shape: Shape::default(),
        })
    }

    pub(crate) fn step(&mut self, before: Option<NodeId>, span: Span, note: Note) -> NodeId {
        self.nodes.push(Node { before, span, elsewhere: None, note });
        self.nodes.len() as NodeId - 1
    }

    /// `value` one step further. What is of unknown origin has no path to tell.
    pub(crate) fn advance(&mut self, value: &Value, span: Span, note: &Note) -> Value {
        if value.parts().iter().all(|part| part.source.is_none()) {
            return value.clone();
        }
        value.map(|part| match part.source {
            None => *part,
            Some(_) => Part { node: self.step(Some(part.node), span, note.clone()), ..*part },
        })
    }

    /// `value` made harmless in the contexts `sinks`.
    pub(crate) fn clean(&mut self, value: &Value, sinks: SinkSet, by: impl Into<By>, at: Span) -> Value {
        if value.is_constant() {
            return value.clone();
        }
        self.cleaners.push(Cleaner { by: by.into(), at });
        let cleaner = Some(self.cleaners.len() as u32 - 1);
        value.map(|part| Part { clean: part.clean.union(sinks), cleaner, ..*part })
    }

    /// The nodes that lead to `last`, that one first and the entrance last.
    fn back_from(&self, last: NodeId) -> impl Iterator<Item = &Node> {
        let node = |id: NodeId| self.nodes.get(id as usize);
        std::iter::successors(node(last), move |step| step.before.and_then(node))
    }

    /// The steps from the entrance, which is left out, to `last`; only the last ones of a long way.
    pub(crate) fn way(&self, last: NodeId) -> Rc<[Node]> {
        const LAST_STEPS: usize = 16;
        let behind_entrance = self.back_from(last).take_while(|node| node.before.is_some());
        let mut way: SmallVec<[&Node; LAST_STEPS]> =
            behind_entrance.flat_map(Node::steps_back).take(LAST_STEPS).collect();
        way.reverse();
        way.into_iter().cloned().collect()
    }

    /// Goes the steps of `way`, after `last`.
    pub(crate) fn follow(&mut self, last: NodeId, way: &Rc<[Node]>) -> NodeId {
        match way.first() {
            Some(first) => self.step(Some(last), first.span, Note::Way(Rc::clone(way))),
            None => last,
        }
    }

    /// The steps to `last`, source first; `module` is the file that they are in.
    pub(crate) fn steps(&self, last: NodeId, source: &Source, module: &Module) -> Vec<FlowStep> {
        let told = |step: &Node| {
            let note = match &step.note {
                Note::Enters => format!("{} enters here", source.label),
                note => note.told(module),
            };
            FlowStep { span: step.span, elsewhere: step.elsewhere.clone(), note }
        };
        let mut steps: Vec<FlowStep> = self.back_from(last).flat_map(Node::steps_back).map(told).collect();
        steps.reverse();
        steps
    }
}
