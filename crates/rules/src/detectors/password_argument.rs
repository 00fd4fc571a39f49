//! S106: secrets that are passed by keyword.

use syntax::ast::{Argument, ExprId};

use crate::detector::{Context, Detector};
use crate::secret;

pub(crate) struct PasswordArgument;

impl Detector for PasswordArgument {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        for argument in cx.file.call_args(call).all() {
            let Argument::Keyword { name, value } = *argument else { continue };
            let name = cx.tree().text(name.span);
            let what = format!("The argument `{name}`");
            if let Some(candidate) = secret::candidate(cx, name, value, &what) {
                cx.report(candidate);
            }
        }
    }
}
