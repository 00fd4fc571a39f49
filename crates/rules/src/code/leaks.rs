//! Questions to a service that knows which passwords have leaked.

use syntax::ast::ExprId;

use crate::code::around::calls_in;
use crate::detector::Context;

/// Whether the function around a place asks the service: only the beginning of a digest leaves the program, and the service wants SHA-1.
pub(crate) fn asks_for_leaks(cx: &Context<'_>, place: ExprId) -> bool {
    let asks = |call: ExprId| {
        let address = cx.file.call_args(call).argument(Some(0), Some("url"));
        address.is_some_and(|address| cx.facts().known_start(cx.file, address).contains("pwnedpasswords"))
    };
    let function = cx.file.enclosing_function(place).map(|function| cx.tree().stmt(function).span);
    function.is_some_and(|span| calls_in(cx.file, span).any(asks))
}
