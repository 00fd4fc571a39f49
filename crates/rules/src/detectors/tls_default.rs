//! S503: parameters that ask for a withdrawn version of TLS where the caller says nothing.

use syntax::ast::StmtId;

use crate::detector::{Context, Detector};
use crate::languages::tls;
use crate::scan::one_line;

pub(crate) struct TlsDefault;

impl Detector for TlsDefault {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        for param in &definition.params.params {
            let Some(default) = param.default else { continue };
            let Some((version, written)) = tls::version(cx.file, default) else { continue };
            let message = format!(
                "`{}` is `{}` where the caller says nothing, a version of SSL or TLS whose encryption is broken. Take a \
                 finished context, such as that of `ssl.create_default_context()`.",
                cx.tree().text(param.name.span),
                one_line(cx.text(default)),
            );
            let mut candidate = cx.candidate(default, message);
            candidate.beyond = !written;
            tls::judge(&mut candidate, version);
            cx.report(candidate);
        }
    }
}
