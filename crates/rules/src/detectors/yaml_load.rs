//! S506: loaders that are safe because their base class is.

use model::Confidence;
use syntax::ast::{ExprId, StmtId};

use crate::Candidate;
use crate::code::around::last_word;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct YamlLoad;

/// Loaders that build plain values only.
const SAFE: [&str; 13] = [
    "yaml.SafeLoader",
    "yaml.CSafeLoader",
    "yaml.BaseLoader",
    "yaml.CBaseLoader",
    "yaml.loader.SafeLoader",
    "yaml.loader.CSafeLoader",
    "yaml.loader.BaseLoader",
    "yaml.cyaml.CSafeLoader",
    "yaml.cyaml.CBaseLoader",
    "ruamel.yaml.SafeLoader",
    "ruamel.yaml.CSafeLoader",
    "ruamel.yaml.BaseLoader",
    "ruamel.yaml.RoundTripLoader",
];

/// Loaders that newer releases keep from calling what a document names.
const FULL: [&str; 3] = ["yaml.FullLoader", "yaml.CFullLoader", "yaml.loader.FullLoader"];

/// How many base classes are followed upwards.
const MAX_BASES: usize = 20;

impl Detector for YamlLoad {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        // `safe_load = partial(load, Loader=SafeLoader)` of another file.
        let is_called_safe = || last_word(cx.file, candidate.expr?).map(|name| name.starts_with("safe_"));
        let Some(loader) = args.argument(Some(1), Some("Loader")) else {
            return (is_called_safe() != Some(true)).then_some(candidate);
        };
        if cx.file.written_name(loader).is_some_and(|name| SAFE.contains(&&*name)) {
            return None;
        }
        // It builds a few kinds of objects, and those of the document's choice in PyYAML before 5.4 alone.
        if is_named(cx.file, loader, &FULL) {
            candidate.confidence = Some(Confidence::Low);
        }
        if is_safe(cx, loader) {
            candidate.dismissed = Some("the loader is a safe one, or is derived from one".to_owned());
        }
        Some(candidate)
    }
}

fn is_safe(cx: &Context<'_>, loader: ExprId) -> bool {
    let mut at = loader;
    for _ in 0..MAX_BASES {
        if is_named(cx.file, at, &SAFE) {
            return true;
        }
        let Some(base) = class_of(cx, at).and_then(|class| {
            cx.file.class(class)?.args.iter().find_map(|arg| match *arg {
                syntax::ast::Argument::Positional(base) => Some(base),
                _ => None,
            })
        }) else {
            return false;
        };
        at = base;
    }
    false
}

/// The class of this file that the name refers to.
fn class_of(cx: &Context<'_>, name: ExprId) -> Option<StmtId> {
    match cx.file.binding_info(cx.file.binding(name)?).kind {
        semantic::BindingKind::Class(class) => Some(class),
        _ => None,
    }
}
