//! PV367: bodies and files of requests that may be of any size.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::code::around::{calls_in, function_of, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::{is_named, plain};
use crate::{code::testing, limits_uploads};

pub(crate) struct UnlimitedUpload;

impl Detector for UnlimitedUpload {
    /// Flask: forms with files are read whole, unless a setting says where to stop.
    fn module(&self, cx: &mut Context<'_>) {
        if !cx.facts().imports("flask") && !cx.facts().imports("quart")
            || testing::is_test_file(cx.path)
            || limits_uploads(cx.file)
        {
            return;
        }
        let files = ["flask.request.files", "quart.request.files"];
        let first = cx.tree().exprs().find(|(id, expr)| {
            matches!(expr.kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "files")
                && is_named(cx.file, *id, &files)
        });
        if let Some((place, _)) = first {
            let message = "Files of any size are taken: Flask reads a form to its end before this line runs. Set \
                           `MAX_CONTENT_LENGTH`.";
            let mut candidate = cx.candidate(place, message);
            candidate.confidence = Some(Confidence::Medium);
            cx.report(candidate);
        }
    }

    /// Starlette and FastAPI: no setting limits what `body()` and `read()` put into memory.
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        if !cx.facts().imports("fastapi") && !cx.facts().imports("starlette") {
            return;
        }
        let span = cx.tree().stmt(function).span;
        let Some(call) = calls_in(cx.file, span).find(|&call| reads_all(cx, function, call)) else { return };
        if cx.file.enclosing_function(call) != Some(function)
            || testing::is_test_file(cx.path)
            || looks_at_size(cx, function)
            || limits_uploads(cx.file)
        {
            return;
        }
        let what = if last_word(cx.file, call) == Some("body") { "The body of a request" } else { "An uploaded file" };
        let message = format!(
            "{what} of any size is put into memory here. Read it in parts and stop at a limit, or let the server in front refuse \
             large requests."
        );
        let mut candidate = cx.candidate(call, message);
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// `await request.body()`, `await file.read()`: without a number of bytes, on a parameter of the route.
fn reads_all(cx: &Context<'_>, function: StmtId, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    if !args.all().is_empty() {
        return false;
    }
    let Some(ExprKind::Attribute { value, attr }) =
        function_of(cx.file, call).map(|func| cx.tree().expr(func).kind.clone())
    else {
        return false;
    };
    let wanted: &[&str] = match cx.tree().text(attr.span) {
        "body" => &["fastapi.Request", "starlette.requests.Request", "fastapi.requests.Request"],
        "read" => &["fastapi.UploadFile", "starlette.datastructures.UploadFile", "fastapi.datastructures.UploadFile"],
        _ => return false,
    };
    annotation(cx, function, cx.text(value)).is_some_and(|annotation| {
        // `UploadFile | None`, `Annotated[UploadFile, File()]`
        let mut open = vec![annotation];
        while let Some(at) = open.pop() {
            if cx.file.qualified_names(at).any(|name| wanted.contains(&&*plain(name))) {
                return true;
            }
            cx.tree().children(at, &mut |child| open.push(child));
        }
        false
    })
}

/// The annotation of the function's parameter of that name.
fn annotation(cx: &Context<'_>, function: StmtId, name: &str) -> Option<ExprId> {
    let params = &cx.file.function(function)?.params.params;
    params.iter().find(|param| cx.tree().text(param.name.span) == name)?.annotation
}

/// Whether the function asks how large something is: `file.size`, `len(data)`, a header.
fn looks_at_size(cx: &Context<'_>, function: StmtId) -> bool {
    let span = cx.tree().stmt(function).span;
    let of_name = |name: &str| {
        secrets::words(name).iter().any(|word| matches!(&**word, "size" | "length" | "limit" | "max" | "maximum"))
    };
    calls_in(cx.file, span).any(|call| {
        last_word(cx.file, call).is_some_and(|name| name == "len" || of_name(name))
            || cx.file.call_args(call).all().iter().any(|argument| of_name(cx.text(argument.value())))
    }) || cx.tree().exprs().any(|(_, expr)| {
        matches!(expr.kind, ExprKind::Attribute { attr, .. }
            if span.start <= expr.span.start && expr.span.end <= span.end && of_name(cx.tree().text(attr.span)))
    })
}
