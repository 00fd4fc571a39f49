//! Extra actions of the view sets of REST framework, and the rights that they ask for.

use secrets::words;
use semantic::{Const, FileModel};
use syntax::ast::{Class, ExprId, ExprKind, StmtId};

use crate::code::around::{calls_one_of, class_value, methods};
use crate::matcher::is_named;

/// What is not left to everybody who may see a record.
const DECISIONS: [&str; 13] = [
    "approve",
    "award",
    "ban",
    "decide",
    "demote",
    "disapprove",
    "grant",
    "moderate",
    "promote",
    "refund",
    "reject",
    "suspend",
    "unban",
];

/// An action by which somebody decides about a record, and which asks for less than one beside it.
pub(crate) struct OpenDecision {
    /// Its method.
    pub(crate) function: StmtId,
    /// The action beside it that asks for a right.
    pub(crate) beside: StmtId,
    /// The right, as it is written there.
    pub(crate) right: String,
}

/// The actions of a view set that decide, change something and ask for nothing but what the class asks of everybody who has an
/// account, while another action of it asks for a right.
pub(crate) fn open_decisions(file: &FileModel, class: &Class) -> Vec<OpenDecision> {
    const OF_EVERYBODY: [&str; 3] = [
        "rest_framework.permissions.AllowAny",
        "rest_framework.permissions.IsAuthenticated",
        "rest_framework.permissions.IsAuthenticatedOrReadOnly",
    ];
    let is_of_everybody = |list: ExprId| match &file.module().expr(list).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().all(|&item| is_named(file, item, &OF_EVERYBODY)),
        _ => false,
    };
    let of_class = class_value(file, class, "permission_classes");
    if methods(file, class).any(|name| name == "get_permissions" || name == "check_permissions")
        || !of_class.is_none_or(is_of_everybody)
    {
        return Vec::new();
    }
    let action = |&function: &StmtId| {
        let decorators = &file.function(function)?.decorators;
        let action =
            decorators.iter().find(|&&call| calls_one_of(file, call, &["rest_framework.decorators.action"]))?;
        Some((function, *action))
    };
    let actions: Vec<(StmtId, ExprId)> = class.body.iter().filter_map(action).collect();
    let own = |call: ExprId| file.call_args(call).keyword("permission_classes");
    let text = |e: ExprId| file.module().text(file.module().expr(e).span).trim_matches(['[', ']', '(', ')', ',', ' ']);
    let asking = actions.iter().find_map(|&(function, call)| {
        let list = own(call).filter(|&list| !is_of_everybody(list))?;
        Some((function, text(list).to_owned()))
    });
    let Some((beside, right)) = asking else { return Vec::new() };
    let decides = |&&(function, call): &&(StmtId, ExprId)| {
        own(call).is_none()
            && changes(file, call)
            && words(file.definition_name(function)).iter().any(|word| DECISIONS.contains(&&**word))
    };
    actions
        .iter()
        .filter(decides)
        .map(|&(function, _)| OpenDecision { function, beside, right: right.clone() })
        .collect()
}

/// Whether an action is asked by a method that changes something.
fn changes(file: &FileModel, action: ExprId) -> bool {
    match file.call_args(action).keyword("methods").and_then(|methods| file.constant(methods)) {
        Some(Const::List(items) | Const::Tuple(items) | Const::Set(items)) => items
            .iter()
            .filter_map(Const::as_str)
            .any(|method| matches!(&*method.to_ascii_lowercase(), "post" | "put" | "patch" | "delete")),
        _ => false,
    }
}
