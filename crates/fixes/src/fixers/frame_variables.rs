//! PV471: values in the expression of a data frame's query become variables, which `@` names there.

use syntax::ast::{Argument, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part};

pub(crate) struct FrameVariables;

impl Fixer for FrameVariables {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let ExprKind::Attribute { attr, .. } = fix.kind(func) else { return None };
        let &Argument::Positional(text) = args.first()? else { return None };
        if fix.tree().text(attr.span) != "query" {
            return None;
        }
        let template = template::of(fix, text)?;
        let mut query = String::new();
        let mut parts = template.parts.iter().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Text(text) => {
                    let text = text.strip_prefix(['\'', '"']).filter(|_| !query.is_empty()).unwrap_or(text);
                    query.push_str(if parts.peek().is_some() { text.strip_suffix(['\'', '"'])? } else { text });
                }
                // Between quotes a name is a text to compare with; names of columns stand without.
                Part::Value(value)
                    if matches!(fix.kind(*value), ExprKind::Name)
                        && !query.is_empty()
                        && matches!(parts.peek(), Some(Part::Text(next)) if next.starts_with(['\'', '"'])) =>
                {
                    query.push('@');
                    query.push_str(fix.text(*value));
                }
                Part::Value(_) => return None,
            }
        }
        let literal = strings::constant(fix, template.built, &query)?;
        fix.replace(template.built, literal);
        Some(())
    }
}
