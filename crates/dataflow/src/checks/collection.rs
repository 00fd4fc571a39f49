//! Collections that are not seen, and are called as what they are: the choices that the program leaves to its visitors.
//!
//! `settings.ALLOWED_HOSTS`, `self.sortable_columns`, `EXPORT_FORMATS` of a module that is not there. Who is found in one of them is one
//! of what the program lists; a parameter's name says nothing, its callers do.

use semantic::{BindingKind, Const};
use syntax::ast::{ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::value::Form;

/// Words of names of collections that hold all that may be chosen.
const CHOICES: [&str; 14] = [
    "accepted",
    "allowed",
    "allowlist",
    "available",
    "choices",
    "editable",
    "permitted",
    "selectable",
    "sortable",
    "supported",
    "trusted",
    "valid",
    "whitelist",
    "whitelisted",
];

impl Engine<'_> {
    /// Whether `e` is called as the choices that there are.
    pub(crate) fn is_called_choice(&self, e: ExprId) -> bool {
        let Some(name) = self.name_of_own(e) else { return false };
        let is_list_of_constants =
            name.len() > 3 && name.ends_with('S') && name.chars().all(|c| !c.is_ascii_lowercase());
        is_list_of_constants || name.to_ascii_lowercase().split('_').any(|word| CHOICES.contains(&word))
    }

    /// Whether `e` is called as several things that the program keeps: `config.hosts`.
    pub(crate) fn is_called_several(&self, e: ExprId) -> bool {
        self.name_of_own(e).is_some_and(|name| name.len() > 2 && name.ends_with(['s', 'S']) || self.is_called_choice(e))
    }

    /// `subject` was found in `collection`: where its items are texts that stand there, it is one of them.
    pub(crate) fn note_choice(&mut self, subject: ExprId, collection: ExprId) {
        let items = self.file.display(collection).and_then(|made| self.file.constant(made));
        let Some(items @ (Const::Tuple(_) | Const::List(_) | Const::Set(_))) = items else { return };
        let Some(key) = self.item_key(subject) else { return };
        if let Some(known) = self.env.value(&key).filter(|known| known.forms().is_empty()) {
            let one = known.clone().with_form(Form::OneOf(items));
            self.env.renew(key, one);
        }
    }

    /// The last name of an attribute, or of a name that no function is given and no function makes.
    fn name_of_own(&self, e: ExprId) -> Option<&str> {
        match self.kind(e) {
            ExprKind::Attribute { attr, .. } => Some(self.file.module().text(attr.span)),
            ExprKind::Name => {
                let bindings = self.file.reaching(e);
                let is_given = |binding| match self.file.binding_info(binding).kind {
                    BindingKind::Param { .. } | BindingKind::LoopTarget { .. } | BindingKind::With { .. } => true,
                    BindingKind::Assign { value: Some(value), .. } => self.file.enclosing_function(value).is_some(),
                    _ => false,
                };
                (!bindings.into_iter().any(is_given)).then(|| self.text(e))
            }
            _ => None,
        }
    }
}
