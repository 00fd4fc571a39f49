//! PV205: values in the text of a template become variables that it is given.

use semantic::Node;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part};
use crate::values;

pub(crate) struct TemplateVariables;

/// Functions that render at once: their own keywords are the variables.
const AT_ONCE: [&str; 3] =
    ["flask.render_template_string", "quart.render_template_string", "flask.templating.render_template_string"];
const MAKO: [&str; 1] = ["mako.template.Template"];
const JINJA: [&str; 6] = [
    "jinja2.Template",
    "jinja2.environment.Template",
    "jinja2.Environment.from_string",
    "jinja2.environment.Environment.from_string",
    "jinja2.sandbox.SandboxedEnvironment.from_string",
    "flask.Flask.jinja_env.from_string",
];

impl Fixer for TemplateVariables {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let &Argument::Positional(text) = args.first()? else { return None };
        let (rendering, is_mako) = if fix.is_named(func, &AT_ONCE) {
            (call, false)
        } else if fix.is_named(func, &MAKO) {
            (rendered(fix, call)?, true)
        } else {
            fix.is_named(func, &JINJA).then_some((rendered(fix, call)?, false))?
        };
        let template = template::of(fix, text)?;
        if matches!(template.parts[..], [Part::Value(_)]) {
            return None;
        }
        let is_html = template.parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains('<')));
        let mut source = String::new();
        let mut variables: Vec<(String, String)> = Vec::new();
        for part in &template.parts {
            let value = match part {
                Part::Text(text) => {
                    source.push_str(text);
                    continue;
                }
                Part::Value(value) => *value,
            };
            if !values::is_atom(fix, value, 0) {
                return None;
            }
            let given = strings::alone(fix, value);
            let known = variables.iter().find(|(_, other)| *other == given).map(|(name, _)| name.clone());
            let name = known.unwrap_or_else(|| values::variable(fix, value, &variables));
            // A function that renders at once escapes what a page is made of; the others as they were told.
            let (open, close) = match (is_mako, is_html) {
                (true, true) => ("${", " | h}"),
                (true, false) => ("${", "}"),
                (false, true) if rendering != call => ("{{ ", " | e }}"),
                (false, _) => ("{{ ", " }}"),
            };
            source.extend([open, &name, close]);
            if !variables.iter().any(|(other, _)| *other == name) {
                variables.push((name, given));
            }
        }
        let (_, given) = fix.parts(rendering)?;
        let is_given = |argument: &Argument| match argument {
            Argument::Keyword { name, .. } => variables.iter().any(|(other, _)| other == fix.tree().text(name.span)),
            Argument::DoubleStar(_) | Argument::Star(_) => true,
            Argument::Positional(value) => *value != text,
        };
        if given.iter().any(is_given) {
            return None;
        }
        let literal = strings::constant(fix, template.built, &source)?;
        fix.replace(template.built, literal);
        let arguments: Vec<String> = variables.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        fix.add_argument(rendering, &arguments.join(", "))
    }
}

/// The call `….render()` of what `call` makes.
fn rendered(fix: &Fix<'_>, call: ExprId) -> Option<ExprId> {
    let Node::Expr(attribute) = fix.file.parent(call) else { return None };
    let ExprKind::Attribute { attr, .. } = fix.kind(attribute) else { return None };
    let Node::Expr(outer) = fix.file.parent(attribute) else { return None };
    let (func, _) = fix.parts(outer)?;
    (func == attribute && fix.tree().text(attr.span) == "render").then_some(outer)
}
