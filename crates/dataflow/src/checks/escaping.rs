//! Formats that escape what is put into them: `format_html("<b>{}</b>", name)`, `Markup("<b>%s</b>") % name`.

use semantic::SinkKind;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind};

use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::value::{SinkSet, Value};

/// What makes templates of jinja2.
const ENVIRONMENTS: [&str; 2] = ["jinja2.Environment", "jinja2.sandbox.SandboxedEnvironment"];
const HTML: SinkSet = SinkSet::NONE.with(SinkKind::Html).with(SinkKind::Xml);

impl Engine<'_> {
    /// What a call of such a format gives: the format as it is, and its arguments escaped. `None` for other calls.
    pub(crate) fn escaped_call(
        &mut self,
        e: ExprId,
        func: ExprId,
        method: Option<(ExprId, &str)>,
        receiver: &Value,
        values: &[Value],
    ) -> Option<Value> {
        let (format, inserted) = match method {
            Some((object, "format" | "join")) if self.is_escaping(object) => (receiver.clone(), values),
            _ if self.file.qualified_names(func).any(|name| models::has(models::ESCAPING_CALLS, name)) => {
                let (first, rest) = values.split_first()?;
                (first.clone(), rest)
            }
            _ => return None,
        };
        let inserted = inserted.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
        let by = format!("`{}`, which escapes it", short(self.text(func)));
        Some(format.merge(&self.trail.clean(&inserted, HTML, by, self.span(e))))
    }

    /// `added`, which `op` puts into `left`.
    pub(crate) fn escaped_operand(&mut self, left: ExprId, op: BinaryOp, added: Value, right: ExprId) -> Value {
        if !matches!(op, BinaryOp::Add | BinaryOp::Mod) || added.is_constant() || !self.is_escaping(left) {
            return added;
        }
        let by = format!("`{}`, which escapes it", short(self.text(left)));
        self.trail.clean(&added, HTML, by, self.span(right))
    }

    /// Whether a template puts values into its text as they are: jinja2 escapes only where the environment that made the template was
    /// told to.
    pub(crate) fn renders_unescaped(&self, template: ExprId) -> bool {
        let made = self.file.display(template).unwrap_or(template);
        let ExprKind::Call { func, .. } = self.kind(made) else { return false };
        let is_one_of =
            |func: ExprId, names: &[&str]| self.file.qualified_names(func).any(|name| names.contains(&name));
        if is_one_of(*func, &["jinja2.Template"]) {
            return self.leaves_as_it_is(made);
        }
        let ExprKind::Attribute { value: environment, attr } = self.kind(*func) else { return false };
        let gives_template =
            matches!(self.file.module().text(attr.span), "get_template" | "select_template" | "from_string");
        let environment = self.file.display(*environment).unwrap_or(*environment);
        match self.kind(environment) {
            ExprKind::Call { func, .. } if gives_template && is_one_of(*func, &ENVIRONMENTS) => {
                self.leaves_as_it_is(environment)
            }
            _ => false,
        }
    }

    /// Whether a call that makes an environment leaves escaping off.
    fn leaves_as_it_is(&self, call: ExprId) -> bool {
        let args = self.file.call_args(call);
        match args.keyword("autoescape") {
            Some(escape) => self.file.constant(escape).is_some_and(|escape| !escape.truthy()),
            None => !args.all().iter().any(|arg| matches!(arg, Argument::DoubleStar(_))),
        }
    }

    /// Whether an object escapes what is put into it. A sum is what its first part is.
    fn is_escaping(&self, object: ExprId) -> bool {
        let mut at = object;
        while let ExprKind::Binary { left, op: BinaryOp::Add | BinaryOp::Mod, .. } = self.kind(at) {
            at = *left;
        }
        self.file.qualified_names(at).any(|name| models::has(models::ESCAPING_OBJECTS, name))
    }
}
