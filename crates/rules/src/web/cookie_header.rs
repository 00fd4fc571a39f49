//! Cookies that are written into the header by hand.

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use crate::code::around::last_word;
use crate::code::built::{pieces, skeleton};

/// Methods that set a header: its name, then its value.
const SETTERS: [&str; 8] =
    ["set", "add", "append", "setdefault", "set_header", "add_header", "append_header", "send_header"];

/// The value that `answer.headers["Set-Cookie"] = value` gives the header.
pub(crate) fn stored(file: &FileModel, target: ExprId, value: ExprId) -> Option<ExprId> {
    match file.module().expr(target).kind {
        ExprKind::Subscript { index, .. } if names_header(file, index) => Some(value),
        _ => None,
    }
}

/// The value that `answer.headers.add("Set-Cookie", value)` gives the header.
pub(crate) fn passed(file: &FileModel, call: ExprId) -> Option<ExprId> {
    let args = file.call_args(call);
    let sets = last_word(file, call).is_some_and(|name| SETTERS.contains(&name));
    args.positional(1).filter(|_| sets && args.positional(0).is_some_and(|name| names_header(file, name)))
}

fn names_header(file: &FileModel, name: ExprId) -> bool {
    file.constant(name).is_some_and(|name| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("set-cookie")))
}

/// The cookie's name, and the flags that its text leaves out; `None` where the text is not written here, or removes the cookie.
pub(crate) fn read(file: &FileModel, value: ExprId) -> Option<(String, Vec<&'static str>)> {
    let place = file.display(value).unwrap_or(value);
    let text = skeleton(file, &pieces(file, place)?);
    let (name, rest) = text.split_once('=')?;
    let flags = rest.to_ascii_lowercase();
    let removes = flags.contains("max-age=0") || flags.contains("expires=thu, 01 jan 1970");
    let missing = ["secure", "httponly"].into_iter().filter(|flag| !flags.contains(flag)).collect();
    (!removes).then(|| (name.trim().to_owned(), missing))
}
