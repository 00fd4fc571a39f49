//! What a file's routes of Django lead to, and which parameters their paths fill.

use std::collections::BTreeSet;

use semantic::{Const, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind};

/// Calls that make routes of Django.
const ROUTES: [&str; 5] = [
    "django.urls.path",
    "django.urls.re_path",
    "django.urls.conf.path",
    "django.conf.urls.url",
    "django.conf.urls.re_path",
];
/// How many parts of one call are looked at.
const MAX_PARTS: usize = 60;

/// The routes of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routed {
    /// What they lead to: qualified names, with those of the file itself beginning with a dot.
    targets: BTreeSet<String>,
    /// The names of the parts of their paths.
    parts: BTreeSet<String>,
    /// Of what they lead to, that whose path is not written where the route is made, or has parts without a name, which go by their place.
    unclear: BTreeSet<String>,
}

impl Routed {
    /// Whether there are any.
    pub(crate) fn is_some(&self) -> bool {
        !self.targets.is_empty()
    }

    /// Whether one leads to the function `name` of the file at `path`; their own is at `own`.
    pub(crate) fn leads_to(&self, own: &str, path: &str, name: &str) -> bool {
        is_among(&self.targets, own, path, name)
    }

    /// Whether a part of a path may fill the parameter of the function.
    pub(crate) fn may_fill(&self, parameter: &str, own: &str, path: &str, name: &str) -> bool {
        self.parts.contains(parameter) || is_among(&self.unclear, own, path, name)
    }
}

/// Whether the function `name` of the file at `path` is among the targets of the file at `own`.
fn is_among(targets: &BTreeSet<String>, own: &str, path: &str, name: &str) -> bool {
    targets.iter().any(|target| match target.strip_prefix('/') {
        Some(target) => target.rsplit_once(':') == Some((path, &*format!(".{name}"))),
        None if target.starts_with('.') => own == path && target[1..] == *name,
        // `path("…", "shop.views.report")`
        None => target.contains('.') && target.rsplit('.').next() == Some(name),
    })
}

/// What the calls of the file that make routes of Django say.
pub(crate) fn of_file(file: &FileModel) -> Routed {
    let mut routed = Routed::default();
    for &call in file.calls() {
        let ExprKind::Call { func, ref args } = file.module().expr(call).kind else { continue };
        if !file.qualified_names(func).any(|name| ROUTES.contains(&name)) {
            continue;
        }
        let is_clear = args.first().is_some_and(|path| read_path(file, path.value(), &mut routed.parts));
        let mut targets = BTreeSet::new();
        let mut pending: Vec<ExprId> = args.iter().skip(1).map(Argument::value).collect();
        for _ in 0..MAX_PARTS {
            let Some(e) = pending.pop() else { break };
            match file.module().expr(e).kind {
                ExprKind::Name | ExprKind::Attribute { .. } => {
                    targets.extend(file.qualified_names(e).map(str::to_owned));
                }
                ExprKind::Str(_) => {
                    if let Some(Const::Str(name)) = file.constant(e) {
                        targets.insert(name.to_string());
                    }
                }
                _ => {}
            }
            file.module().children(e, &mut |child| pending.push(child));
        }
        if !is_clear {
            routed.unclear.extend(targets.iter().cloned());
        }
        routed.targets.extend(targets);
    }
    routed
}

/// Takes the names of a path's parts: `<int:number>`, `(?P<number>\d+)`. What is put into a path, `r"^%s/" % root`, is a constant of the
/// settings, without parts of its own. Whether all parts that there are have names.
fn read_path(file: &FileModel, path: ExprId, parts: &mut BTreeSet<String>) -> bool {
    let text = match file.constant(path) {
        Some(Const::Str(text)) => text.to_string(),
        _ => file.module().text(file.module().expr(path).span).to_owned(),
    };
    let is_written = text.is_empty() || text.contains(['"', '\'', '/', '^', '$', '<']);
    let has_nameless = !text.contains("(?P<") && ["(\\", "([", "(."].iter().any(|start| text.contains(start));
    for (at, _) in text.match_indices('<') {
        let name = text[at + 1..].split('>').next().unwrap_or_default();
        parts.insert(name.rsplit(':').next().unwrap_or_default().to_owned());
    }
    is_written && !has_nameless
}
