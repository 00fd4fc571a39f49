//! Values as one file tells them to another: nothing in them points into the file that they come from.

use std::sync::Arc;

use syntax::{Position, Span};

use crate::run::engine::Engine;
use crate::state::value::{Cleaner, Form, MAX_PARTS, Node, Note, Part, Shape, SinkSet, Value};
use crate::{Source, SourceKind};

/// A place in some file of the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's path.
    pub file: Arc<str>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// A parameter of a function of the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    /// The function: `/path.py:.Class.method`.
    pub(crate) function: Arc<str>,
    /// Place among its parameters, from 0.
    pub(crate) at: usize,
}

/// Where data in a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum HeldSource {
    /// A door that one file has seen it come in by.
    Known,
    /// Whoever calls the function decides.
    Parameter(Slot),
    /// Nobody knows; label and place say nothing.
    Unknown,
    /// It is the request itself, and harmless as that: places in the tables of libraries and their requests.
    Request(u16, u16),
}

/// A [`Part`] of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeldPart {
    pub(crate) source: HeldSource,
    pub(crate) kind: SourceKind,
    pub(crate) label: Arc<str>,
    pub(crate) place: Arc<Place>,
    /// The steps behind the entrance.
    pub(crate) way: Arc<[HeldStep]>,
    pub(crate) clean: SinkSet,
    pub(crate) cleaner: Option<Arc<str>>,
    pub(crate) through: bool,
    pub(crate) tested: bool,
    pub(crate) shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeldStep {
    pub(crate) place: Arc<Place>,
    pub(crate) note: Arc<str>,
}

/// A [`Value`]: all outside data in it; none at all: nobody outside can influence it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Held(pub(crate) Vec<HeldPart>);

impl Held {
    /// Data of unknown origin.
    pub(crate) fn unknown() -> Self {
        Self::of(HeldSource::Unknown)
    }

    /// A request, by its places in the tables of libraries and their requests.
    pub(crate) fn request(library: u16, at: u16) -> Self {
        Self::of(HeldSource::Request(library, at))
    }

    fn of(source: HeldSource) -> Self {
        Self(vec![HeldPart {
            source,
            kind: SourceKind::Parameter,
            label: "".into(),
            place: Arc::default(),
            way: Arc::default(),
            clean: SinkSet::NONE,
            cleaner: None,
            through: false,
            tested: false,
            shape: Shape::default(),
        }])
    }

    /// The request that it is, if it is one.
    pub(crate) fn as_request(&self) -> Option<(u16, u16)> {
        self.0.iter().find_map(|part| match part.source {
            HeldSource::Request(library, at) => Some((library, at)),
            _ => None,
        })
    }

    /// The data of both.
    pub(crate) fn add(&mut self, part: HeldPart) {
        let same = |known: &HeldPart| {
            known.source == part.source
                && (known.source == HeldSource::Unknown || known.place == part.place)
                && (known.clean, known.through, known.shape) == (part.clean, part.through, part.shape)
        };
        match self.0.iter_mut().find(|known| same(known)) {
            Some(known) => known.tested &= part.tested,
            None => self.0.push(part),
        }
        if self.0.len() > MAX_PARTS {
            let rank = |part: &HeldPart| {
                (part.clean.count(), part.source == HeldSource::Unknown, part.kind, part.through, part.tested)
            };
            self.0.sort_by_key(rank);
            self.0.truncate(MAX_PARTS);
        }
    }

    /// Whether nothing is known of it.
    pub(crate) fn says_nothing(&self) -> bool {
        !self.0.is_empty()
            && self.0.iter().all(|part| part.source == HeldSource::Unknown && part.clean == SinkSet::NONE)
    }
}

impl HeldPart {
    /// `self`, after it took the way of `inside` in a function that it was passed to.
    pub(crate) fn then(&self, inside: &Self) -> Self {
        Self {
            way: self.way.iter().chain(&*inside.way).cloned().collect(),
            clean: self.clean.union(inside.clean),
            cleaner: inside.cleaner.clone().or_else(|| self.cleaner.clone()),
            through: self.through || inside.through,
            tested: self.tested || inside.tested,
            shape: self.shape.or(inside.shape),
            ..self.clone()
        }
    }
}

impl Engine<'_> {
    pub(crate) fn place_of(&self, span: Span) -> Arc<Place> {
        let module = self.file.module();
        let file = self.around.map_or_else(|| "".into(), |around| around.path.into());
        Arc::new(Place { file, start: module.position(span.start), end: module.position(span.end) })
    }

    /// `value`, to be told to other files.
    pub(crate) fn carry(&self, value: &Value) -> Held {
        let mut held = Held::default();
        for part in value.parts() {
            held.add(self.carry_part(part));
        }
        held
    }

    fn carry_part(&self, part: &Part) -> HeldPart {
        let known = part.source.and_then(|source| Some((source, self.trail.sources.get(source as usize)?)));
        let slot = |source: u32| match self.params.places.get(&source) {
            Some((function, at)) => {
                Some(self.outline.names.get(function).map(|name| Slot { function: name.clone(), at: *at }))
            }
            None => self.params.slots.get(&source).cloned().map(Some),
        };
        let source = match known {
            None => HeldSource::Unknown,
            Some((source, _)) => match slot(source) {
                None => HeldSource::Known,
                Some(Some(slot)) => HeldSource::Parameter(slot),
                // Of a function that no other file can name.
                Some(None) => HeldSource::Unknown,
            },
        };
        let place =
            |span: Span, elsewhere: &Option<Arc<Place>>| elsewhere.clone().unwrap_or_else(|| self.place_of(span));
        let step = |node: &Node| HeldStep {
            place: place(node.span, &node.elsewhere),
            note: node.note.told(self.file.module()).into(),
        };
        let told = source != HeldSource::Unknown;
        HeldPart {
            kind: known.map_or(SourceKind::Parameter, |(_, source)| source.kind),
            label: known.filter(|_| told).map_or_else(|| "".into(), |(_, source)| source.label.as_str().into()),
            place: match known {
                Some((_, source)) if told => place(source.span, &source.elsewhere),
                _ => Arc::default(),
            },
            way: if told { self.trail.way(part.node).iter().map(step).collect() } else { Arc::default() },
            clean: part.clean,
            cleaner: part
                .cleaner
                .and_then(|at| self.trail.cleaners.get(at as usize))
                .map(|by| by.by.told(self.file.module()).into()),
            through: part.through,
            tested: part.tested,
            shape: part.shape,
            source,
        }
    }

    /// What another file tells, as a value of this one that comes up at `span`.
    pub(crate) fn take_in(&mut self, held: &Held, span: Span) -> Value {
        let mut value = Value::CONSTANT;
        for part in &held.0 {
            let entered = match &part.source {
                HeldSource::Unknown => self.trail.unknown(span),
                HeldSource::Request(library, at) => {
                    value = value.merge(&self.trail.unknown(span).with_form(Form::Request(*library, *at)));
                    continue;
                }
                HeldSource::Known | HeldSource::Parameter(_) => self.trail.enter(Source {
                    kind: part.kind,
                    label: part.label.to_string(),
                    span,
                    function: None,
                    elsewhere: Some(part.place.clone()),
                }),
            };
            let Some(first) = entered.parts().first().copied() else { continue };
            if let (HeldSource::Parameter(slot), Some(source)) = (&part.source, first.source) {
                self.params.slots.insert(source, slot.clone());
            }
            let steps = part.way.iter().map(|step| Node {
                before: None,
                span,
                elsewhere: Some(step.place.clone()),
                note: Note::Told(step.note.clone()),
            });
            let node = self.trail.follow(first.node, &steps.collect());
            let cleaner = part.cleaner.as_ref().map(|by| {
                self.trail.cleaners.push(Cleaner { by: by.to_string().into(), at: span });
                self.trail.cleaners.len() as u32 - 1
            });
            let HeldPart { clean, through, tested, shape, .. } = *part;
            value =
                value.merge(&Value::of(Part { source: first.source, node, clean, cleaner, through, tested, shape }));
        }
        value
    }
}

impl Default for Place {
    fn default() -> Self {
        let start = Position { line: 1, column: 1 };
        Self { file: "".into(), start, end: start }
    }
}
