//! PV390: options that give a container the machine.

use semantic::{BindingKind, Const};
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::last_word;
use crate::detector::{Context, Detector};
use crate::detectors::secret_equals::is_of_request;
use crate::matcher::is_named;

pub(crate) struct ContainerOptions;

impl Detector for ContainerOptions {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let text = |value: ExprId| cx.file.constant(value).and_then(|value| value.as_str().map(str::to_owned));
        let privileged =
            args.keyword("privileged").is_some_and(|value| matches!(cx.file.constant(value), Some(Const::Bool(true))));
        let of_machine = ["network_mode", "network", "pid_mode", "ipc_mode", "userns_mode"]
            .iter()
            .any(|word| args.keyword(word).and_then(text).as_deref() == Some("host"));
        let mounts = ["volumes", "binds", "mounts"]
            .iter()
            .any(|word| args.keyword(word).is_some_and(|value| opens_machine(cx, value)));
        let rights =
            args.keyword("cap_add").and_then(|value| cx.file.constant(value)).is_some_and(|added| match added {
                Const::List(items) | Const::Tuple(items) => {
                    items.iter().any(|item| matches!(item.as_str(), Some("ALL" | "SYS_ADMIN")))
                }
                _ => false,
            });
        let chosen = args
            .argument(Some(0), Some("image"))
            .is_some_and(|image| is_of_request(cx, image) || is_asked_of_visitor(cx, image));
        (privileged || of_machine || mounts || rights || chosen).then_some(candidate)
    }
}

/// Whether a name is a parameter of a route that takes any text: FastAPI fills it from the request.
fn is_asked_of_visitor(cx: &Context<'_>, image: ExprId) -> bool {
    let Some(BindingKind::Param { function, index }) = cx.file.binding(image).map(|it| cx.file.binding_info(it).kind)
    else {
        return false;
    };
    let param = cx.file.function(function).and_then(|definition| definition.params.params.get(index));
    let takes_text = param.is_some_and(|param| {
        let is_given = param.default.is_some_and(|default| {
            last_word(cx.file, default).is_some_and(|word| matches!(word, "Depends" | "Security"))
        });
        !is_given && param.annotation.is_some_and(|kind| is_named(cx.file, kind, &["builtins.str"]))
    });
    takes_text && crate::routes(cx.file).iter().any(|route| route.function == function)
}

/// Whether the socket of the container service or the root folder is among the mounted places.
fn opens_machine(cx: &Context<'_>, volumes: ExprId) -> bool {
    let place = cx.file.display(volumes).unwrap_or(volumes);
    let sources: Vec<ExprId> = match &cx.tree().expr(place).kind {
        ExprKind::Dict(entries) => entries.iter().filter_map(|(key, _)| *key).collect(),
        ExprKind::List(items) => items.to_vec(),
        _ => return false,
    };
    sources.into_iter().any(|source| match cx.file.constant(source) {
        Some(Const::Str(text)) => {
            let from = text.split(':').next().unwrap_or_default();
            from == "/" || from.ends_with("/docker.sock") || from.ends_with("/podman.sock")
        }
        _ => false,
    })
}
