//! Settings that come from the environment, and what they are where it says nothing.

use semantic::{Const, FileModel};
use syntax::ast::{CompareOp, ExprId, ExprKind};

use crate::matcher::plain;

/// How many calls and comparisons around a look-up are taken away.
const MAX_STEPS: usize = 6;

/// As [`default_of`]; `os.environ.get("KEY") or "default"` says the same in other words.
pub(crate) fn fallback_of(file: &FileModel, value: ExprId) -> Option<ExprId> {
    match &file.module().expr(value).kind {
        ExprKind::BoolOp { values, .. } => values.last().copied().filter(|_| values.len() > 1),
        _ => default_of(file, value),
    }
}

/// The default of a value that the environment decides: of `os.environ.get("X", default)`, `os.getenv`, and the look-ups
/// of django-environ, python-decouple and starlette's `Config`; behind `int(…)`, `.lower()`, `== "1"`, `in (…)` too.
pub(crate) fn default_of(file: &FileModel, value: ExprId) -> Option<ExprId> {
    let tree = file.module();
    let mut at = value;
    for _ in 0..MAX_STEPS {
        at = match tree.expr(at).kind {
            ExprKind::Compare { left, ref rest } => match **rest {
                [(CompareOp::Eq | CompareOp::In, _)] => left,
                _ => return None,
            },
            ExprKind::Call { func, .. } => {
                let args = file.call_args(at);
                if let Some(default) = looked_up(file, func)
                    .map(Default::position)
                    .and_then(|position| args.argument(position, Some("default")))
                {
                    return Some(default);
                }
                match tree.expr(func).kind {
                    ExprKind::Attribute { value, attr }
                        if matches!(tree.text(attr.span), "lower" | "upper" | "strip" | "split") =>
                    {
                        value
                    }
                    _ => args.positional(0)?,
                }
            }
            _ => return None,
        };
    }
    None
}

#[derive(Clone, Copy, Debug)]
enum Default {
    Second,
    ByKeyword,
}

impl Default {
    const fn position(self) -> Option<usize> {
        match self {
            Self::Second => Some(1),
            Self::ByKeyword => None,
        }
    }
}

/// Where a look-up in the environment takes its default, besides a keyword.
fn looked_up(file: &FileModel, func: ExprId) -> Option<Default> {
    let named = file.qualified_names(func).find_map(|name| match &*plain(name) {
        "os.environ.get" | "os.getenv" => Some(Default::Second),
        "decouple.config" | "decouple.AutoConfig" => Some(Default::ByKeyword),
        name if name.starts_with("environ.Env.") || name == "environ.Env" => Some(Default::Second),
        name if name.starts_with("starlette.config.Config") => Some(Default::ByKeyword),
        _ => None,
    });
    // `env.bool("DEBUG", default=True)`: the object is usually made in another module.
    named.or_else(|| match file.module().expr(func).kind {
        ExprKind::Attribute { value, attr }
            if file.module().text(file.module().expr(value).span) == "env"
                && matches!(file.module().text(attr.span), "bool" | "str" | "int" | "list" | "get") =>
        {
            Some(Default::Second)
        }
        _ => None,
    })
}

/// Whether a default switches something on: `True`, `1`, `"yes"`.
pub(crate) fn is_on(file: &FileModel, default: ExprId) -> bool {
    match file.constant(default) {
        Some(Const::Str(text)) => matches!(&*text.to_ascii_lowercase(), "1" | "true" | "yes" | "on" | "t" | "y"),
        Some(value) => value.truthy(),
        None => false,
    }
}
