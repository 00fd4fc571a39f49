//! Which class an object of this file is one of: `isinstance`, and the classes that a `case` names.

use semantic::Const;
use syntax::ast::{ExprId, StmtId};

use crate::run::engine::Engine;
use crate::state::object::Kind;
use crate::state::value::{Form, Value};

/// Types of values whose forms are known.
const TYPES: [&str; 7] = [
    "builtins.dict",
    "builtins.str",
    "builtins.bytes",
    "builtins.int",
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
];

impl Engine<'_> {
    /// Whether `value` is an object of one of the classes that `types` is, if that is known of all that it may be.
    pub(crate) fn is_instance(&self, value: &Value, types: &Value) -> Option<bool> {
        if let [Form::Library(name)] = types.forms() {
            return self.is_of_builtin(value, name);
        }
        let classes = self.classes_in(types)?;
        let mut forms = value.forms().iter().filter(|_| value.is_constant());
        let first = self.form_is_one_of(forms.next()?, &classes)?;
        forms.all(|form| self.form_is_one_of(form, &classes) == Some(first)).then_some(first)
    }

    /// Whether `value` is a mapping, a text or a number, where it is known to be one of them.
    fn is_of_builtin(&self, value: &Value, name: &str) -> Option<bool> {
        let [form] = value.forms() else { return None };
        let of = match form {
            _ if !value.is_constant() => return None,
            Form::Object(id) if matches!(self.env.object(*id)?.kind, Kind::Mapping { .. }) => "builtins.dict",
            Form::Const(Const::Str(_)) => "builtins.str",
            Form::Const(Const::Bytes(_)) => "builtins.bytes",
            Form::Const(Const::Int(_)) => "builtins.int",
            Form::Const(Const::None) => "builtins.None",
            _ => return None,
        };
        TYPES.contains(&name).then_some(of == name)
    }

    /// What `subject` is where it is an object of one of those classes, or where it is none.
    pub(crate) fn narrow_to_instances(&mut self, subject: ExprId, types: &Value, truth: bool) {
        let Some(classes) = self.classes_in(types) else { return };
        let held = self.held(subject);
        if let (Some(key), Some(kept)) = (self.key(subject), self.kept_instances(&held, &classes, truth)) {
            self.env.renew(key, kept);
        }
    }

    /// Those of the objects that `value` may be that are of one of the classes, or of none. `None` if that changes nothing.
    pub(crate) fn kept_instances(&self, value: &Value, classes: &[StmtId], truth: bool) -> Option<Value> {
        let stays = |form: &&Form| self.form_is_one_of(form, classes) != Some(!truth);
        let kept: Vec<&Form> = value.forms().iter().filter(stays).collect();
        if kept.len() == value.forms().len() || kept.is_empty() || !value.is_constant() {
            return None;
        }
        let mut all: Option<Value> = None;
        for form in kept {
            let one = Value::formed(form.clone());
            all = Some(all.map_or_else(|| one.clone(), |known| known.merge(&one)));
        }
        all
    }

    /// The classes of this file that a value is: one, or a tuple of some.
    fn classes_in(&self, types: &Value) -> Option<Vec<StmtId>> {
        let class = |value: &Value| match value.forms() {
            [Form::Class(class)] => Some(*class),
            _ => None,
        };
        match class(types) {
            Some(class) => Some(vec![class]),
            None => self.exact_items(types)?.iter().map(class).collect(),
        }
    }

    fn form_is_one_of(&self, form: &Form, classes: &[StmtId]) -> Option<bool> {
        match form {
            Form::Object(id) => match self.env.object(*id)?.kind {
                Kind::Instance(class) => Some(self.with_bases(class).iter().any(|base| classes.contains(base))),
                Kind::Sequence | Kind::Mapping { .. } => Some(false),
                _ => None,
            },
            Form::Const(_) | Form::Function(..) | Form::Lambda(..) => Some(false),
            _ => None,
        }
    }
}
