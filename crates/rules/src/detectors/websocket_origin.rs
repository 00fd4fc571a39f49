//! PV382: `WebSocket` connections that are accepted from any page.

use syntax::ast::StmtId;

use crate::code::around::bases;
use crate::detector::{Context, Detector};

pub(crate) struct WebsocketOrigin;

impl Detector for WebsocketOrigin {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        if cx.file.definition_name(function) != "check_origin" {
            return;
        }
        let class = cx.file.enclosing_class_of(function).and_then(|class| cx.file.class(class));
        if !class.is_some_and(|class| bases(cx.file, class).any(|base| base.ends_with("WebSocketHandler"))) {
            return;
        }
        let returned: Vec<_> = cx.file.returned_values(function).collect();
        let is_yes = |value| cx.file.constant(value).is_some_and(|value| value.truthy());
        if let [value] = returned[..]
            && is_yes(value)
        {
            let candidate = cx.candidate(
                value,
                "`check_origin` says yes to every site, so scripts of strangers open a connection with the visitor's cookies. \
                 Remove the method: the default asks for the same origin.",
            );
            cx.report(candidate);
        }
    }
}
