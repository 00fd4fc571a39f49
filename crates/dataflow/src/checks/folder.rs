//! Listings of folders: a name that stands in one leads to no other folder.

use syntax::ast::{Clause, ComprehensionKind, ExprId, ExprKind};

use crate::run::engine::Engine;

/// Calls and displays that a listing is followed through.
const MAX_DEPTH: u32 = 6;

impl Engine<'_> {
    /// Whether `e` holds the names of what is in a folder: `os.listdir(folder)`, `[entry.name for entry in os.scandir(folder)]`,
    /// or a call of a function of this file that gives such a list.
    pub(crate) fn lists_a_folder(&self, e: ExprId) -> bool {
        self.is_listing(e, MAX_DEPTH, &|name| name == "os.listdir")
    }

    fn is_listing(&self, e: ExprId, depth: u32, lists: &dyn Fn(&str) -> bool) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let Some(made) = self.file.display(e) else { return false };
        match self.kind(made) {
            ExprKind::Call { func, args } => {
                let mut names = self.file.qualified_names(*func);
                if names.any(|name| lists(name) || lists(name.rsplit('.').next().unwrap_or_default())) {
                    return true;
                }
                let same = ["builtins.list", "builtins.set", "builtins.sorted", "builtins.tuple", "builtins.frozenset"];
                if self.file.qualified_names(*func).any(|name| same.contains(&name)) {
                    return args.first().is_some_and(|arg| self.is_listing(arg.value(), depth, lists));
                }
                let functions = self.local_functions(*func);
                !functions.is_empty()
                    && functions.iter().all(|function| {
                        let mut returned = self.file.returned_values(*function).peekable();
                        returned.peek().is_some() && returned.all(|value| self.is_listing(value, depth, lists))
                    })
            }
            ExprKind::Comprehension { kind, clauses } => {
                let (ComprehensionKind::List { element }
                | ComprehensionKind::Set { element }
                | ComprehensionKind::Generator { element }) = kind
                else {
                    return false;
                };
                let [Clause { iter, .. }] = &**clauses else { return false };
                match self.kind(*element) {
                    // `entry.name`, `path.name`
                    ExprKind::Attribute { attr, .. } => {
                        matches!(self.file.module().text(attr.span), "name" | "stem")
                            && self.is_listing(*iter, depth, &|name| {
                                matches!(name, "os.scandir" | "iterdir" | "glob" | "rglob")
                            })
                    }
                    ExprKind::Name => self.is_listing(*iter, depth, lists),
                    _ => false,
                }
            }
            ExprKind::Attribute { .. } => match self.file.attribute_bindings(made) {
                Some((kinds, true)) => matches!(kinds[..], [semantic::BindingKind::Assign { value: Some(value), .. }]
                    if self.is_listing(value, depth, lists)),
                _ => false,
            },
            _ => false,
        }
    }
}
