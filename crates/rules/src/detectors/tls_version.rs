//! S502: calls that are given a withdrawn version of TLS.

use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::languages::tls;
use crate::scan::one_line;

pub(crate) struct TlsVersion;

impl Detector for TlsVersion {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let (version, written) = tls::version(cx.file, *candidate.focus.first()?)?;
        candidate.beyond |= !written;
        tls::judge(&mut candidate, version);
        Some(candidate)
    }

    /// `context.minimum_version = ssl.TLSVersion.TLSv1`
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let allows = |target: &ExprId| match cx.tree().expr(*target).kind {
            ExprKind::Attribute { attr, .. } => {
                matches!(cx.tree().text(attr.span), "minimum_version" | "maximum_version")
            }
            _ => false,
        };
        if !targets.iter().any(allows) {
            return;
        }
        let Some((version, _)) = tls::version(cx.file, *value) else { return };
        // What it is asked with decides, and who configures the program decides that.
        if matches!(cx.tree().expr(*value).kind, ExprKind::Call { .. }) && tls::may_be_good(cx.file, *value) {
            return;
        }
        let message = "Versions of TLS whose encryption is broken are allowed here. Use `ssl.TLSVersion.TLSv1_2` or leave the \
                       context's own default.";
        let mut candidate = cx.candidate(*value, message);
        candidate.beyond = true;
        tls::judge(&mut candidate, version);
        cx.report(candidate);
    }

    /// Any other function that takes the version by one of the usual keywords: it will hand it on.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, ref args } = cx.tree().expr(call).kind else { return };
        for argument in args {
            let Argument::Keyword { name, value } = *argument else { continue };
            if !matches!(cx.tree().text(name.span), "ssl_version" | "method" | "protocol") {
                continue;
            }
            let Some((version, _)) = tls::version(cx.file, value) else { continue };
            let message = format!(
                "`{}` is told to use a version of SSL or TLS whose encryption is broken. Use \
                 `ssl.create_default_context()`.",
                one_line(cx.text(func))
            );
            let mut candidate = cx.candidate(value, message);
            candidate.span = Span::new(name.span.start, candidate.span.end);
            candidate.beyond = true;
            tls::judge(&mut candidate, version);
            cx.report(candidate);
        }
    }
}
