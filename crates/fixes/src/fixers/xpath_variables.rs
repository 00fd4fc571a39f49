//! PV202: values in a query of `XPath` become variables of it, as lxml passes them.

use syntax::ast::{Argument, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part};
use crate::values;

pub(crate) struct XpathVariables;

/// Keywords of the method itself.
const OWN: [&str; 4] = ["namespaces", "extensions", "smart_strings", "_path"];

impl Fixer for XpathVariables {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let ExprKind::Attribute { attr, .. } = fix.kind(func) else { return None };
        let &Argument::Positional(path) = args.first()? else { return None };
        if fix.tree().text(attr.span) != "xpath" || !fix.imports_root("lxml") {
            return None;
        }
        let template = template::of(fix, path)?;
        let mut query = String::new();
        let mut variables: Vec<(String, String)> = Vec::new();
        let mut parts = template.parts.iter().peekable();
        while let Some(part) = parts.next() {
            let value = match part {
                Part::Text(text) => {
                    // Between values the quotes that closed the one before were taken off.
                    let text = text.strip_prefix(['\'', '"']).filter(|_| !query.is_empty()).unwrap_or(text);
                    match parts.peek() {
                        Some(_) => query.push_str(text.strip_suffix(['\'', '"'])?),
                        None => query.push_str(text),
                    }
                    continue;
                }
                Part::Value(value) => *value,
            };
            // A value stands between quotes of its own: a number may be an index, a name cannot be a variable.
            if !matches!(parts.peek(), Some(Part::Text(next)) if next.starts_with(['\'', '"'])) || query.is_empty() {
                return None;
            }
            let name = values::variable(fix, value, &variables);
            query.push('$');
            query.push_str(&name);
            variables.push((name, values::wrapped(fix, value, "{text}")?));
        }
        let is_given = |argument: &Argument| match argument {
            Argument::Keyword { name, .. } => {
                let name = fix.tree().text(name.span);
                variables.iter().any(|(other, _)| other == name)
            }
            Argument::Positional(value) => *value != path,
            _ => true,
        };
        if args.iter().any(is_given) || variables.iter().any(|(name, _)| OWN.contains(&name.as_str())) {
            return None;
        }
        let literal = strings::constant(fix, template.built, &query)?;
        fix.replace(template.built, literal);
        let arguments: Vec<String> = variables.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        fix.add_argument(call, &arguments.join(", "))
    }
}
