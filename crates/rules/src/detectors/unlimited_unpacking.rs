//! PV223: what a request sends is unpacked, however much comes out of it.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_in, calls_one_of, function_of, given, last_word};
use crate::detector::{Context, Detector};

pub(crate) struct UnlimitedUnpacking;

/// What a function names that looks at how much comes out, or stops at a limit.
const LIMITS: [&str; 4] = ["file_size", "max_length", "unconsumed_tail", "needs_input"];

/// Functions whose second argument says in which form the data is, and no limit: `zlib.decompress(data, -zlib.MAX_WBITS)`.
const SAY_FORM: &[&str] = &["zlib.decompress", "lzma.decompress", "lz4.frame.decompress"];

impl Detector for UnlimitedUnpacking {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        let method = last_word(cx.file, call)?;
        if matches!(method, "read" | "extractall" | "extract") {
            // `fh.read(LIMIT)`; of an archive the first argument is the member.
            let opened = opened(cx, call)?;
            let is_archive = last_word(cx.file, opened)? == "ZipFile";
            if !is_archive && args.positional(0).or(args.keyword("size")).is_some() {
                return None;
            }
            let of_opened = cx.file.call_args(opened);
            candidate.focus = of_opened
                .keyword("fileobj")
                .or(of_opened.keyword("file"))
                .or(of_opened.positional(0))
                .into_iter()
                .filter(|&opened| !is_own_file(cx, opened))
                .collect();
        } else if method == "decompress" {
            let second = args.positional(1).filter(|_| !calls_one_of(cx.file, call, SAY_FORM));
            if second.or(args.keyword("max_length")).is_some() {
                return None;
            }
        }
        let function = cx.file.enclosing_function(call).map(|function| cx.tree().stmt(function).span);
        if function.is_some_and(|span| LIMITS.iter().any(|limit| cx.tree().text(span).contains(limit))) {
            return None;
        }
        candidate.callers_decide =
            Some("whoever calls this gives the data; each caller is judged where it is".to_owned());
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}

/// Whether what is opened is a file by its path, which the function does not write itself: a request that names it has not sent it.
fn is_own_file(cx: &Context<'_>, opened: ExprId) -> bool {
    const WRITES: [&str; 7] =
        ["save", "write", "write_bytes", "writelines", "copyfileobj", "urlretrieve", "download_file"];
    let is_joined = calls_one_of(cx.file, given(cx.file, opened), &["os.path.join", "posixpath.join"]);
    let function = cx.file.enclosing_function(opened).map(|function| cx.tree().stmt(function).span);
    is_joined
        && function.is_some_and(|span| {
            !calls_in(cx.file, span).any(|call| last_word(cx.file, call).is_some_and(|name| WRITES.contains(&name)))
        })
}

/// The call that opened what is read: `ZipFile(upload)` of `archive.read(name)`, also behind `with … as archive`.
fn opened(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let ExprKind::Attribute { value: object, .. } = cx.tree().expr(function_of(cx.file, call)?).kind else {
        return None;
    };
    let made = match cx.file.reaching(object)[..] {
        [binding] => match cx.file.binding_info(binding).kind {
            BindingKind::With { context, whole: true } => context,
            _ => given(cx.file, object),
        },
        _ => object,
    };
    matches!(cx.tree().expr(made).kind, ExprKind::Call { .. }).then_some(made)
}
