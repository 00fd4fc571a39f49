//! PV101: a path is resolved, and has to lie in the folder that it was built below.

use syntax::Span;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part};

pub(crate) struct InsideFolder;

/// A path that is built below a folder.
struct Below {
    /// Python that gives the folder as a `Path`.
    folder: String,
    /// What follows it: Python, one for each step.
    steps: Vec<String>,
}

impl Fixer for InsideFolder {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let &[used] = &fix.site.focus[..] else { return None };
        let built = template::given_once(fix, used)?;
        let below = joined(fix, built).or_else(|| divided(fix, built)).or_else(|| written(fix, built))?;
        let (before_built, before_used) = (fix.anchor(built)?, fix.anchor(used)?);
        let folder = fix.free_name("folder");
        let resolved = format!("({folder} / {}).resolve()", below.steps.join(" / "));
        let given = format!("{folder} = {}.resolve()", below.folder);
        let step = fix.step();
        let refuse =
            format!("{step}raise ValueError({})", strings::literal("the path leaves its folder", strings::quote(fix)));
        if built == used {
            let path = fix.free_name("path");
            let check = format!("if not {path}.is_relative_to({folder}):");
            fix.before(before_used, &[given, format!("{path} = {resolved}"), check, refuse])?;
            let span = parenthesized(fix, used);
            fix.replace_span(span, path);
        } else {
            let check = format!("if not {}.is_relative_to({folder}):", fix.text(used));
            fix.before(before_built, &[given])?;
            fix.replace(built, resolved);
            fix.before(before_used, &[check, refuse])?;
        }
        Some(())
    }
}

/// `os.path.join(folder, …)`
fn joined(fix: &mut Fix<'_>, built: ExprId) -> Option<Below> {
    let (func, args) = fix.parts(built)?;
    if !fix.is_named(func, &["os.path.join"]) {
        return None;
    }
    let values: Vec<ExprId> = args
        .iter()
        .map(|arg| if let Argument::Positional(value) = arg { Some(*value) } else { None })
        .collect::<Option<_>>()?;
    let (&folder, rest) = values.split_first()?;
    if rest.is_empty() || !is_ours(fix, folder) {
        return None;
    }
    let steps = rest.iter().map(|&value| operand(fix, value)).collect();
    let path = fix.name("pathlib", "Path");
    Some(Below { folder: format!("{path}({})", fix.text(folder)), steps })
}

/// `folder / …`
fn divided(fix: &Fix<'_>, built: ExprId) -> Option<Below> {
    let mut steps = Vec::new();
    let mut at = built;
    while let ExprKind::Binary { left, op: BinaryOp::Div, right } = *fix.kind(at) {
        steps.insert(0, operand(fix, right));
        at = left;
        if steps.len() > 20 {
            return None;
        }
    }
    let folder = match fix.kind(at) {
        ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Call { .. } => fix.text(at).to_owned(),
        _ => return None,
    };
    (!steps.is_empty() && is_ours(fix, at)).then_some(Below { folder, steps })
}

/// A text that begins with a folder and a slash.
fn written(fix: &mut Fix<'_>, built: ExprId) -> Option<Below> {
    let parts = template::of(fix, built)?.parts;
    let first = parts.first().and_then(|part| if let Part::Value(value) = part { Some(*value) } else { None });
    let mut start = String::new();
    let mut rest: Vec<Part> = Vec::new();
    for part in parts {
        match &part {
            Part::Text(text) if rest.is_empty() => start.push_str(text),
            Part::Value(value) if rest.is_empty() => match fix.file.constant(*value) {
                Some(value) => start.push_str(value.as_str()?),
                None => rest.push(part),
            },
            _ => rest.push(part),
        }
    }
    let (folder, name) = start.rsplit_once('/').filter(|(folder, _)| !folder.is_empty())?;
    if !name.is_empty() {
        rest.insert(0, Part::Text(name.to_owned()));
    }
    let quote = strings::quote(fix);
    let steps = vec![strings::join(fix, &rest, quote, false)];
    let path = fix.name("pathlib", "Path");
    // A folder that has a name keeps it.
    let is_folder = |value: &ExprId| fix.file.constant(*value).is_some_and(|value| value.as_str() == Some(folder));
    let folder =
        first.filter(is_folder).map_or_else(|| strings::literal(folder, quote), |value| fix.text(value).to_owned());
    Some(Below { folder: format!("{path}({folder})"), steps })
}

/// Whether the folder is the program's own: no data from outside chooses it.
fn is_ours(fix: &Fix<'_>, folder: ExprId) -> bool {
    fix.file.is_constant(folder) || fix.file.constant(folder).is_some() || {
        let text = fix.text(folder);
        // What is written in capitals is settled when the program starts.
        let last = text.rsplit('.').next().unwrap_or(text);
        !last.is_empty()
            && last.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
    }
}

/// An expression as an operand of `/`.
fn operand(fix: &Fix<'_>, e: ExprId) -> String {
    match fix.kind(e) {
        ExprKind::Name
        | ExprKind::Attribute { .. }
        | ExprKind::Call { .. }
        | ExprKind::Subscript { .. }
        | ExprKind::Str(_)
        | ExprKind::FString(_) => fix.text(e).to_owned(),
        _ => format!("({})", fix.text(e)),
    }
}

/// The bytes of an expression with the parentheses around it, where it is the object of a method.
fn parenthesized(fix: &Fix<'_>, e: ExprId) -> Span {
    let span = fix.span(e);
    let source = fix.tree().source();
    let before = source.get(..span.start as usize).is_some_and(|text| text.ends_with('('));
    let after = source.get(span.end as usize..).is_some_and(|text| text.starts_with(")."));
    let is_object = matches!(fix.file.parent(e), semantic::Node::Expr(parent) if matches!(fix.kind(parent), ExprKind::Attribute { .. }));
    if before && after && is_object { Span::new(span.start - 1, span.end + 1) } else { span }
}
