//! What a file is called where others import it.

/// The name of a file's module, from outside: no file says it itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleName {
    /// Empty where it is not known.
    dotted: String,
    in_package: bool,
}

impl ModuleName {
    /// A module of a package by its full name, `django.utils.html`; a package's own file ends with `.__init__`.
    pub fn packaged(dotted: impl Into<String>) -> Self {
        Self { dotted: dotted.into(), in_package: true }
    }

    /// A file in no package, by its name without extension.
    pub fn script(stem: impl Into<String>) -> Self {
        Self { dotted: stem.into(), in_package: false }
    }

    /// The dotted name.
    pub(crate) fn known(&self) -> Option<&str> {
        (!self.dotted.is_empty()).then_some(self.dotted.as_str())
    }

    /// The full name of the module's own function or class.
    pub(crate) fn member(&self, name: &str) -> Option<String> {
        self.known().map(|dotted| format!("{dotted}.{name}"))
    }

    /// What stands before the names that an import with `level` dots names, with its dot. As written where the module's own name is
    /// not known; `None` where there is no such package.
    pub(crate) fn relative(&self, level: u32) -> Option<String> {
        if level == 0 {
            return Some(String::new());
        }
        if self.dotted.is_empty() {
            return Some(".".repeat(level as usize));
        }
        let mut package = self.in_package.then_some(self.dotted.as_str())?;
        for _ in 1..level {
            package = package.rsplit_once('.')?.0;
        }
        Some(package.rsplit_once('.').map_or(String::new(), |(package, _)| format!("{package}.")))
    }
}
