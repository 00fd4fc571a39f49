//! Values that JSON can hold: texts, numbers, truth values, `None`, lists, and mappings whose keys are texts.

use semantic::BindingKind;
use syntax::ast::{Argument, ComprehensionKind, ExprId, ExprKind};

use crate::fix::Fix;
use crate::strings;

/// How many values inside of each other are looked at.
const MAX_DEPTH: usize = 12;
/// Types that JSON has, as annotations begin.
const TYPES: [&str; 9] = ["str", "int", "float", "bool", "dict", "list", "Dict", "List", "Mapping"];

/// Whether JSON may hold a value and give back the same: all that is seen of it is plain, and nothing says that it is an object.
pub(crate) fn may_be_plain(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let plain = |e: ExprId| may_be_plain(fix, e, depth + 1);
    match fix.kind(e) {
        ExprKind::Str(_)
        | ExprKind::FString(_)
        | ExprKind::Int
        | ExprKind::Float
        | ExprKind::True
        | ExprKind::False
        | ExprKind::None
        | ExprKind::Compare { .. } => true,
        ExprKind::List(items) => items.iter().all(|&item| plain(item)),
        ExprKind::Dict(entries) => {
            entries.iter().all(|&(key, value)| key.is_some_and(|key| strings::is_text(fix, key)) && plain(value))
        }
        ExprKind::Comprehension { kind, .. } => matches!(kind, ComprehensionKind::List { element } if plain(*element)),
        ExprKind::Subscript { value, .. } => plain(*value),
        ExprKind::Conditional { body, orelse, .. } => plain(*body) && plain(*orelse),
        ExprKind::Name => is_plain_name(fix, e, depth),
        ExprKind::Attribute { .. } => fix.file.attribute_bindings(e).is_some_and(|(kinds, is_all)| {
            let given =
                |kind: &BindingKind| matches!(kind, BindingKind::Assign { value: Some(value), .. } if plain(*value));
            is_all && !kinds.is_empty() && kinds.iter().all(given)
        }),
        ExprKind::Call { func, .. } => makes_plain(fix, *func),
        _ => false,
    }
}

fn is_plain_name(fix: &Fix<'_>, name: ExprId, depth: usize) -> bool {
    let bindings = fix.file.reaching(name);
    !bindings.is_empty()
        && bindings.iter().all(|&binding| match fix.file.binding_info(binding).kind {
            BindingKind::Assign { value: Some(value), .. } => may_be_plain(fix, value, depth + 1),
            BindingKind::LoopTarget { .. } => true,
            BindingKind::Param { function, index } => {
                let param = fix.file.function(function).and_then(|function| function.params.params.get(index));
                let is_object =
                    index == 0 && fix.file.enclosing_class_of(function).is_some() || says_object(fix.text(name));
                !is_object
                    && param.is_some_and(|param| param.annotation.is_none_or(|class| begins_with_type(fix.text(class))))
            }
            _ => false,
        })
}

fn begins_with_type(annotation: &str) -> bool {
    let class = annotation.split('[').next().unwrap_or(annotation).trim();
    TYPES.contains(&class.rsplit('.').next().unwrap_or(class))
}

/// Whether a name says that what it holds is more than data.
fn says_object(name: &str) -> bool {
    const WORDS: [&str; 19] = [
        "self",
        "cls",
        "obj",
        "object",
        "instance",
        "model",
        "estimator",
        "classifier",
        "pipeline",
        "vectorizer",
        "scaler",
        "func",
        "function",
        "callback",
        "callable",
        "exception",
        "exc",
        "df",
        "array",
    ];
    secrets::words(name).iter().any(|word| WORDS.contains(&&**word))
}

/// Whether a call gives plain data, as far as its name says.
fn makes_plain(fix: &Fix<'_>, func: ExprId) -> bool {
    const FUNCTIONS: [&str; 10] = [
        "builtins.str",
        "builtins.int",
        "builtins.float",
        "builtins.bool",
        "builtins.len",
        "builtins.round",
        "json.loads",
        "json.load",
        "time.time",
        "builtins.sorted",
    ];
    const METHODS: [&str; 5] = ["to_dict", "model_dump", "isoformat", "hexdigest", "strip"];
    fix.is_named(func, &FUNCTIONS)
        || matches!(fix.kind(func), ExprKind::Attribute { attr, .. } if METHODS.contains(&fix.tree().text(attr.span)))
}

/// Whether what a call gives is seen to be an object: it is called, or asked for what no plain value has.
pub(crate) fn is_used_as_object(fix: &Fix<'_>, call: ExprId) -> bool {
    if as_object(fix, call) {
        return true;
    }
    let semantic::Node::Stmt(_) = fix.file.parent(call) else { return false };
    let names = fix.tree().exprs().map(|(e, _)| e).filter(|&e| matches!(fix.kind(e), ExprKind::Name));
    let is_given = |e: &ExprId| {
        fix.file.reaching(*e).iter().any(|&binding| {
            matches!(fix.file.binding_info(binding).kind, BindingKind::Assign { value: Some(value), .. } if value == call)
        })
    };
    names.filter(is_given).any(|e| as_object(fix, e))
}

fn as_object(fix: &Fix<'_>, e: ExprId) -> bool {
    const METHODS: [&str; 28] = [
        "append",
        "clear",
        "copy",
        "count",
        "decode",
        "encode",
        "endswith",
        "extend",
        "format",
        "get",
        "index",
        "insert",
        "items",
        "join",
        "keys",
        "lower",
        "pop",
        "popitem",
        "remove",
        "replace",
        "setdefault",
        "sort",
        "split",
        "startswith",
        "strip",
        "update",
        "upper",
        "values",
    ];
    let semantic::Node::Expr(parent) = fix.file.parent(e) else { return false };
    match fix.kind(parent) {
        ExprKind::Attribute { attr, .. } => !METHODS.contains(&fix.tree().text(attr.span)),
        ExprKind::Call { func, args } => {
            let is_argument = args.iter().any(|argument: &Argument| argument.value() == e);
            !is_argument && *func == e || is_argument && fix.is_named(*func, &["builtins.setattr", "builtins.getattr"])
        }
        _ => false,
    }
}
