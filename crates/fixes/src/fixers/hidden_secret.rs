//! PV460: a message of the log names the secret and does not show it.

use syntax::ast::{ExprKind, FPart};

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct HiddenSecret;

const SHOWN: &str = "[hidden]";

impl Fixer for HiddenSecret {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let secrets = fix.site.focus.clone();
        let literal = strings::literal(SHOWN, strings::quote(fix));
        for secret in secrets {
            let semantic::Node::Expr(parent) = fix.file.parent(secret) else { return None };
            if let ExprKind::FString(parts) = fix.kind(parent) {
                let span = parts.iter().find_map(|part| match part {
                    FPart::Interpolation { value, span, .. } if *value == secret => Some(*span),
                    _ => None,
                });
                fix.replace_span(span?, SHOWN);
            } else {
                fix.replace(secret, literal.clone());
            }
        }
        Some(())
    }
}
