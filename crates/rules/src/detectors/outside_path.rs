//! PV101: paths into which data is inserted.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, given, last_word};
use crate::code::built::known_end;
use crate::code::parameter::callers_beginning;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::matcher::plain;

pub(crate) struct OutsidePath;

impl Detector for OutsidePath {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if candidate.expr.is_some_and(|call| is_storage(cx, call) || is_of_form(cx, call)) {
            return None;
        }
        let call = candidate.expr;
        let stays = |path: ExprId| call.is_some_and(|call| stays_in_folder(cx, call, path));
        candidate.focus.retain(|&path: &ExprId| !cx.file.is_constant(path) && !is_content(cx, path) && !stays(path));
        let &path = candidate.focus.first()?;
        if has_fixed_file(cx, path) {
            candidate.cvss = Some(OF_ONE_NAME);
        }
        if let Some(function) = callers_beginning(cx.file, path) {
            candidate.callers_decide = Some(format!(
                "the caller of `{function}` gives the path from its beginning, nothing of it is added to a folder here; each \
                 caller is judged where it makes the path"
            ));
        } else if candidate.expr.is_some_and(|call| saves(cx, call)) {
            candidate.callers_decide = Some(
                "what `save` takes depends on the object; nothing shows that it is a path from a request".to_owned(),
            );
        }
        Some(candidate)
    }
}

/// Less harm: of all files those alone can be reached that have this name in a folder of this name.
const OF_ONE_NAME: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N";

/// Whether a path ends in a folder and a file that are written down: `f"{root}/{language}/texts/messages.json"`.
fn has_fixed_file(cx: &Context<'_>, path: ExprId) -> bool {
    let written = given(cx.file, path);
    // `os.path.normpath(f"…")` takes nothing off the end.
    let is_kept = matches!(last_word(cx.file, written), Some("normpath" | "abspath" | "realpath" | "Path" | "str"));
    let written = cx.file.call_args(written).positional(0).filter(|_| is_kept).unwrap_or(written);
    let end = known_end(cx.file, written);
    !end.contains("..") && end.split('/').skip(1).filter(|part| !part.is_empty()).count() > 1 && !end.ends_with('/')
}

/// Whether a part of a temporary file's name cannot lead out of its folder: what the name ends in, and what it begins with behind a text
/// of the program's. The folder that a `..` in them would go up from, whose name has chance in it or ends in dots, is not there.
fn stays_in_folder(cx: &Context<'_>, call: ExprId, part: ExprId) -> bool {
    if !calls_one_of(cx.file, call, &TEMPORARY) {
        return false;
    }
    let args = cx.file.call_args(call);
    let begins = |prefix: ExprId| {
        let start = cx.facts().known_start(cx.file, prefix);
        !start.is_empty() && !start.contains('/')
    };
    args.keyword("suffix") == Some(part) || args.keyword("prefix") == Some(part) && begins(part)
}

/// What makes a temporary file or folder.
const TEMPORARY: [&str; 6] = [
    "tempfile.NamedTemporaryFile",
    "tempfile.TemporaryFile",
    "tempfile.mkstemp",
    "tempfile.mkdtemp",
    "tempfile.TemporaryDirectory",
    "tempfile.SpooledTemporaryFile",
];

/// Whether a call is one of a method `save`, which uploaded files have, and much else.
fn saves(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "save")
}

/// Whether the method is one of Django's storages, which refuse names that leave their folder.
fn is_storage(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    cx.file.qualified_names(func).any(|name| name.starts_with("django.core.files.storage."))
}

/// Whether the method is one of a form or serializer, which writes into a database: `form.save(addresses)`.
fn is_of_form(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    let ExprKind::Attribute { value, .. } = cx.tree().expr(func).kind else { return false };
    saves(cx, call)
        && written::last_word(cx.file, value)
            .is_some_and(|name| words(name).last().is_some_and(|last| matches!(&**last, "form" | "serializer")))
}

/// Where requests keep the files that were sent with them.
const FILES: [&str; 4] = ["files", "FILES", "stream", "file"];
/// Objects that hold a content and stand for a file.
const BUFFERS: [&str; 4] = ["io.BytesIO", "io.StringIO", "starlette.datastructures.UploadFile", "fastapi.UploadFile"];

/// `request.files["name"]`, `upload.stream`, `BytesIO(data)`: the content of a file, not the path of one.
fn is_content(cx: &Context<'_>, e: ExprId) -> bool {
    let e = cx.file.display(e).unwrap_or(e);
    if cx.file.qualified_names(e).any(|name| BUFFERS.contains(&&*plain(name))) || is_file_parameter(cx, e) {
        return true;
    }
    let holder = match cx.tree().expr(e).kind {
        ExprKind::Subscript { value, .. } => value,
        ExprKind::Attribute { .. } => e,
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "get" => value,
            _ => return false,
        },
        _ => return false,
    };
    matches!(cx.tree().expr(holder).kind, ExprKind::Attribute { attr, .. } if FILES.contains(&cx.tree().text(attr.span)))
}

/// Types of open files.
const FILE_TYPES: [&str; 12] = [
    "typing.BinaryIO",
    "typing.TextIO",
    "typing.IO",
    "io.BytesIO",
    "io.BufferedReader",
    "io.BufferedIOBase",
    "io.IOBase",
    "django.core.files.File",
    "django.core.files.uploadedfile.UploadedFile",
    "werkzeug.datastructures.FileStorage",
    "starlette.datastructures.UploadFile",
    "fastapi.UploadFile",
];

/// Whether a name is a parameter that takes an open file, as its annotation says.
fn is_file_parameter(cx: &Context<'_>, e: ExprId) -> bool {
    let Some(BindingKind::Param { function, index }) =
        cx.file.binding(e).map(|binding| cx.file.binding_info(binding).kind)
    else {
        return false;
    };
    let annotation = cx.file.function(function).and_then(|function| function.params.params.get(index)?.annotation);
    annotation.is_some_and(|annotation| {
        let annotation = match cx.tree().expr(annotation).kind {
            ExprKind::Subscript { value, .. } => value,
            _ => annotation,
        };
        cx.file.qualified_names(annotation).any(|name| FILE_TYPES.contains(&&*plain(name)))
    })
}
