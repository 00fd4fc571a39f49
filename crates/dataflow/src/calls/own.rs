//! What the file defines, by its names: they are asked for at every call.

use rustc_hash::{FxHashMap, FxHashSet};
use semantic::FileModel;
use syntax::ast::StmtId;

/// The names of the file's classes and methods.
#[derive(Debug, Default)]
pub(crate) struct OwnNames<'a> {
    classes: FxHashMap<&'a str, StmtId>,
    methods: FxHashSet<&'a str>,
    /// The `__init__` that stands in the body of each class.
    constructors: FxHashMap<StmtId, StmtId>,
}

impl<'a> OwnNames<'a> {
    pub(crate) fn of(file: &'a FileModel) -> Self {
        let mut names = Self::default();
        for &class in file.classes() {
            names.classes.entry(file.definition_name(class)).or_insert(class);
            let mut body = file.class(class).into_iter().flat_map(|definition| &definition.body);
            let constructor = body.find(|stmt| file.definition_name(**stmt) == "__init__");
            names.constructors.extend(constructor.map(|constructor| (class, *constructor)));
        }
        let methods = file.functions().iter().filter(|function| file.enclosing_class_of(**function).is_some());
        names.methods.extend(methods.map(|method| file.definition_name(*method)));
        names
    }

    /// The first class of that name.
    pub(crate) fn class(&self, name: &str) -> Option<StmtId> {
        self.classes.get(name).copied()
    }

    /// The `__init__` that stands in the body of a class.
    pub(crate) fn constructor(&self, class: StmtId) -> Option<StmtId> {
        self.constructors.get(&class).copied()
    }

    /// Whether some class has a method of that name.
    pub(crate) fn has_method(&self, name: &str) -> bool {
        self.methods.contains(name)
    }
}
