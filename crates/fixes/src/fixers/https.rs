//! PV445: an address is asked over TLS.

use syntax::Span;
use syntax::ast::ExprKind;

use crate::fix::{Fix, Fixer};

pub(crate) struct Https;

impl Fixer for Https {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let args = fix.parts(call)?.1;
        let plain = "http://";
        // The text that begins with the scheme: where it is passed, or where its name was given it.
        let start = args.iter().find_map(|argument| {
            let value = fix.file.display(argument.value()).unwrap_or(argument.value());
            let inside = fix.span(value);
            let begins =
                |text: &str| text.trim_start_matches(['f', 'F', 'r', 'R', 'u', 'U', '"', '\'']).starts_with(plain);
            let is_text = matches!(
                fix.kind(value),
                ExprKind::Str(_) | ExprKind::FString(_) | ExprKind::Binary { .. } | ExprKind::Call { .. }
            );
            let text = fix.tree().text(inside);
            (is_text && begins(text)).then(|| text.find(plain).map(|at| inside.start + at as u32))?
        })?;
        fix.replace_span(Span::new(start, start + plain.len() as u32), "https://");
        Some(())
    }
}
