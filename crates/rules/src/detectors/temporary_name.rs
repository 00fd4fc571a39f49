//! S306: names for temporary files that nobody has made yet.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, given};
use crate::detector::{Context, Detector};

pub(crate) struct TemporaryName;

/// Make a folder that only its owner can write to.
const OWN_FOLDERS: [&str; 2] = ["tempfile.mkdtemp", "tempfile.TemporaryDirectory"];

impl Detector for TemporaryName {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let folder = candidate.expr.and_then(|call| cx.file.call_args(call).argument(Some(2), Some("dir")));
        if folder.is_some_and(|folder| is_own(cx, folder)) {
            candidate.dismissed =
                Some("the name is one in a folder that was just made, and that nobody else can write to".to_owned());
        }
        Some(candidate)
    }
}

/// `dir=tempfile.mkdtemp()`, also by a name, and `with tempfile.TemporaryDirectory() as folder:`.
fn is_own(cx: &Context<'_>, folder: ExprId) -> bool {
    let made = match cx.tree().expr(folder).kind {
        // `folder.name`
        ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "name" => value,
        _ => folder,
    };
    let in_with = || {
        let mut bindings = cx.file.reaching(made).into_iter().peekable();
        bindings.peek().is_some()
            && bindings.all(|binding| match cx.file.binding_info(binding).kind {
                BindingKind::With { context, .. } => calls_one_of(cx.file, context, &OWN_FOLDERS),
                _ => false,
            })
    };
    calls_one_of(cx.file, given(cx.file, made), &OWN_FOLDERS) || in_with()
}
