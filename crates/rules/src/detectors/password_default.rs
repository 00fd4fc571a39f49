//! S107: secrets that are a parameter's default.

use syntax::ast::StmtId;

use crate::code::secret::{self, Given};
use crate::detector::{Context, Detector};

pub(crate) struct PasswordDefault;

impl Detector for PasswordDefault {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        for param in &definition.params.params {
            let Some(default) = param.default else { continue };
            let name = cx.tree().text(param.name.span);
            let what = || format!("The default of the parameter `{name}`");
            if let Some(candidate) = secret::candidate(cx, Given { name, value: default, what, looked_at: true }) {
                cx.report(candidate);
            }
        }
    }
}
