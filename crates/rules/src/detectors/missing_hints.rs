//! PV920: public functions that do not say their types.

use syntax::Span;
use syntax::ast::{Function, ParamKind, StmtId};

use crate::detector::{Context, Detector};
use crate::{Candidate, code::testing};

pub(crate) struct MissingHints;

/// Fewer functions are no interface that somebody looks up.
const FEW: usize = 3;

impl Detector for MissingHints {
    fn module(&self, cx: &mut Context<'_>) {
        if testing::is_test_file(cx.path) || cx.path.contains("migrations/") {
            return;
        }
        let public: Vec<(StmtId, &Function)> = (cx.file.functions().iter())
            .filter(|&&function| cx.file.is_public_function(function))
            .filter_map(|&function| Some((function, cx.file.function(function)?)))
            .filter(|(function, definition)| has_something_to_say(cx, *function, definition))
            .collect();
        let bare: Vec<&(StmtId, &Function)> =
            public.iter().filter(|(function, definition)| !is_complete(cx, *function, definition)).collect();
        let Some((first, definition)) = bare.first() else { return };
        if bare.len() < FEW || bare.len() * 2 <= public.len() {
            return;
        }
        let share = (public.len() - bare.len()) * 100 / public.len();
        let message = format!(
            "{} of {} public functions of this file do not say the types of what they take and give ({share} % do). Add type hints, and \
             let a type checker hold callers to them.",
            bare.len(),
            public.len()
        );
        let place = Span::new(cx.tree().stmt(*first).span.start, definition.name.span.end);
        cx.report(Candidate::new(cx.rule, place, message));
    }
}

/// Parameters beside `self`, whose types a reader may want to know.
fn has_something_to_say(cx: &Context<'_>, function: StmtId, definition: &Function) -> bool {
    let is_special = cx.file.definition_name(function).starts_with("__");
    !is_special && wanted(cx, function, definition).next().is_some()
}

fn is_complete(cx: &Context<'_>, function: StmtId, definition: &Function) -> bool {
    definition.returns.is_some()
        && wanted(cx, function, definition).all(|at| definition.params.params[at].annotation.is_some())
}

/// Places of the parameters that can have a type hint.
fn wanted<'a>(cx: &Context<'a>, function: StmtId, definition: &'a Function) -> impl Iterator<Item = usize> + use<'a> {
    let is_method = cx.file.enclosing_class_of(function).is_some();
    let tree = cx.tree();
    definition.params.params.iter().enumerate().filter_map(move |(at, param)| {
        let is_self = at == 0 && is_method && matches!(tree.text(param.name.span), "self" | "cls" | "mcs");
        (!is_self && param.kind != ParamKind::Unpacked).then_some(at)
    })
}
