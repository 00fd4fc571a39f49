//! PV101: a path is resolved, and has to lie in the folder that it was built below.

use syntax::Span;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind};

use crate::ahead;
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
        let alone = template::given_once(fix, used);
        let built = alone.or_else(|| template::assigned_once(fix, used, &|_| true))?;
        let below = joined(fix, built).or_else(|| divided(fix, built)).or_else(|| written(fix, built))?;
        let (before_built, before_used) = (fix.anchor(built)?, fix.anchor(used)?);
        let folder = fix.free_name("folder");
        let resolved = format!("({folder} / {}).resolve()", below.steps.join(" / "));
        let given = format!("{folder} = {}.resolve()", below.folder);
        let refuse = format!("{}{}", fix.step(), ahead::refusal(fix, 404, "the path leaves its folder"));
        if built == used {
            let path = fix.free_name("path");
            let check = format!("if not {path}.is_relative_to({folder}):");
            fix.before(before_used, &[given, format!("{path} = {resolved}"), check, refuse])?;
            let span = parenthesized(fix, used);
            fix.replace_span(span, path);
            return Some(());
        }
        let name = fix.text(used).to_owned();
        fix.before(before_built, &[given])?;
        if alone.is_some() {
            fix.replace(built, resolved);
            return fix.before(before_used, &[format!("if not {name}.is_relative_to({folder}):"), refuse]);
        }
        // What else uses the name may want a text.
        let is_path = divided(fix, built).is_some() || uses(fix, used).into_iter().all(|e| takes_path(fix, e));
        let path = if is_path { name } else { format!("{}({name})", fix.name("pathlib", "Path")) };
        fix.replace(built, if is_path { resolved } else { format!("str({resolved})") });
        fix.after(before_built, &[format!("if not {path}.is_relative_to({folder}):"), refuse])
    }
}

/// Where the value is used that a name has at `used`.
fn uses(fix: &Fix<'_>, used: ExprId) -> Vec<ExprId> {
    let given = fix.file.reaching(used);
    let is_use = |e: &ExprId| {
        matches!(fix.kind(*e), ExprKind::Name)
            && fix.text(*e) == fix.text(used)
            && fix
                .file
                .reaching(*e)
                .iter()
                .any(|binding| given.contains(binding) && fix.file.binding_info(*binding).span != fix.span(*e))
    };
    fix.tree().exprs().map(|(e, _)| e).filter(is_use).collect()
}

/// Whether an expression is an argument of a call that takes a `Path` as it takes a text.
fn takes_path(fix: &Fix<'_>, e: ExprId) -> bool {
    const MODULES: [&str; 7] = ["os", "shutil", "pathlib", "tarfile", "zipfile", "io", "gzip"];
    const FUNCTIONS: [&str; 6] = ["open", "str", "print", "send_file", "FileResponse", "FileHandler"];
    let semantic::Node::Expr(parent) = fix.file.parent(e) else { return false };
    if matches!(fix.kind(parent), ExprKind::FString(_)) {
        return true;
    }
    let Some((func, _)) = fix.parts(parent).filter(|(func, _)| *func != e) else { return false };
    fix.file.qualified_names(func).any(|name| {
        let (root, last) = (name.split('.').next().unwrap_or(name), name.rsplit('.').next().unwrap_or(name));
        MODULES.contains(&root) || FUNCTIONS.contains(&last)
    })
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
    // What the program chooses itself is the folder.
    let ours = values.iter().take_while(|&&value| is_ours(fix, value, 0)).count();
    let (folder, rest) = values.split_at(ours);
    if rest.is_empty() || folder.is_empty() {
        return None;
    }
    let steps = rest.iter().map(|&value| operand(fix, value)).collect();
    let folder: Vec<&str> = folder.iter().map(|&value| fix.text(value)).collect();
    let path = fix.name("pathlib", "Path");
    Some(Below { folder: format!("{path}({})", folder.join(", ")), steps })
}

/// `folder / …`
fn divided(fix: &Fix<'_>, built: ExprId) -> Option<Below> {
    let mut steps = Vec::new();
    let mut at = built;
    while let ExprKind::Binary { left, op: BinaryOp::Div, right } = *fix.kind(at) {
        if is_ours(fix, at, 0) {
            break;
        }
        steps.insert(0, operand(fix, right));
        at = left;
        if steps.len() > 20 {
            return None;
        }
    }
    let folder = match fix.kind(at) {
        ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Call { .. } => fix.text(at).to_owned(),
        ExprKind::Binary { .. } => format!("({})", fix.text(at)),
        _ => return None,
    };
    (!steps.is_empty() && is_ours(fix, at, 0)).then_some(Below { folder, steps })
}

/// A text that begins with a folder and a slash.
fn written(fix: &mut Fix<'_>, built: ExprId) -> Option<Below> {
    let mut parts = template::of(fix, built)?.parts;
    let quote = strings::quote(fix);
    // A folder that the program works out for itself, and a slash.
    if let [Part::Value(folder), Part::Text(behind), ..] = &parts[..]
        && let Some(behind) = behind.strip_prefix('/').map(str::to_owned)
        && fix.file.constant(*folder).is_none()
        && is_ours(fix, *folder, 0)
    {
        let mut folder = fix.text(*folder).to_owned();
        // `/orders/` belongs to it.
        let name = match behind.rsplit_once('/') {
            Some((below, name)) => {
                folder = format!("{folder}, {}", strings::literal(below, quote));
                name.to_owned()
            }
            None => behind,
        };
        parts.splice(..2, (!name.is_empty()).then_some(Part::Text(name)));
        if !parts.iter().any(|part| matches!(part, Part::Value(_))) {
            return None;
        }
        let steps = vec![strings::join(fix, &parts, quote, false)];
        return Some(Below { folder: format!("{}({folder})", fix.name("pathlib", "Path")), steps });
    }
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
    let steps = vec![strings::join(fix, &rest, quote, false)];
    let path = fix.name("pathlib", "Path");
    // A folder that has a name keeps it.
    let is_folder = |value: &ExprId| fix.file.constant(*value).is_some_and(|value| value.as_str() == Some(folder));
    let folder =
        first.filter(is_folder).map_or_else(|| strings::literal(folder, quote), |value| fix.text(value).to_owned());
    Some(Below { folder: format!("{path}({folder})"), steps })
}

/// Whether the folder is the program's own: no data from outside chooses it.
fn is_ours(fix: &Fix<'_>, folder: ExprId, depth: usize) -> bool {
    const MAKERS: [&str; 9] = [
        "os.path.join",
        "os.path.dirname",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.expanduser",
        "os.getcwd",
        "pathlib.Path",
        "pathlib.Path.cwd",
        "pathlib.Path.home",
    ];
    if depth > 8 {
        return false;
    }
    let ours = |e: ExprId| is_ours(fix, e, depth + 1);
    if fix.file.is_constant(folder) || fix.file.constant(folder).is_some() {
        return true;
    }
    match fix.kind(folder) {
        ExprKind::Call { func, args } => match *fix.kind(*func) {
            _ if fix.is_named(*func, &MAKERS) => args.iter().all(|argument| ours(argument.value())),
            ExprKind::Attribute { value, attr } => {
                matches!(fix.tree().text(attr.span), "resolve" | "absolute") && args.is_empty() && ours(value)
            }
            _ => false,
        },
        ExprKind::Binary { left, op: BinaryOp::Div, right } => ours(*left) && ours(*right),
        // `app.config["UPLOAD_FOLDER"]`
        ExprKind::Subscript { value, index } => {
            fix.file.is_constant(*index)
                && matches!(fix.kind(*value), ExprKind::Attribute { attr, .. } if fix.tree().text(attr.span) == "config")
        }
        ExprKind::Attribute { value, attr } => match fix.tree().text(attr.span) {
            "parent" => ours(*value),
            word => is_settled(word),
        },
        ExprKind::Name => {
            let given = fix.file.display(folder).filter(|made| *made != folder);
            fix.text(folder) == "__file__" || is_settled(fix.text(folder)) || given.is_some_and(ours)
        }
        _ => false,
    }
}

/// What is written in capitals is settled when the program starts.
fn is_settled(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
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
