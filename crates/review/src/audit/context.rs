//! Whether the code that was given uses a package at all.

use std::collections::BTreeMap;

use super::uses::{MODULES, THROUGH, WITHOUT_IMPORT};
use crate::FileAnalysis;
use crate::analysis::PythonFacts;

const UNKNOWN_FUNCTION: &str = "which function is affected is not recorded";

/// Whether the code that was given uses a package.
pub(super) struct Use {
    /// Whether it is imported, here or by what is imported here; `None` where the code does not show it.
    pub(super) imported: Option<bool>,
    /// Where, or why it seems not to.
    pub(super) told: String,
}

impl Use {
    fn new(imported: impl Into<Option<bool>>, told: String) -> Self {
        Self { imported: imported.into(), told }
    }
}

/// What the code imports.
pub(super) struct Context {
    files: usize,
    /// From a top-level module, in lower case, to the first places that import it.
    imports: BTreeMap<String, Vec<String>>,
    /// From the first part of a name in a text, in lower case, to the first place of it.
    named: BTreeMap<String, String>,
    /// The first place that imports what it computes.
    computed: Option<String>,
}

impl Context {
    pub(super) fn new(python: &[(&FileAnalysis, &PythonFacts)]) -> Self {
        let mut context =
            Self { files: python.len(), imports: BTreeMap::new(), named: BTreeMap::new(), computed: None };
        for (file, facts) in python {
            let place = |line: &u32| format!("{}:{line}", file.path);
            for (module, line) in &facts.recon.modules {
                context.imports.entry(module.to_lowercase()).or_default().push(place(line));
            }
            for (name, line) in &facts.recon.loads.named {
                context.named.entry(name.clone()).or_insert_with(|| place(line));
            }
            if context.computed.is_none() {
                context.computed = facts.recon.loads.computed.as_ref().map(place);
            }
        }
        context
    }

    /// Whether and where the package is used; `None` where no code was given.
    pub(super) fn use_of(&self, key: &str) -> Option<Use> {
        if self.files == 0 {
            return None;
        }
        let listed = |table: &[(&str, &[&str])]| -> Option<Vec<String>> {
            let (_, modules) = table.iter().find(|(name, _)| *name == key)?;
            Some(modules.iter().map(|module| module.to_lowercase()).collect())
        };
        let modules = listed(MODULES).unwrap_or_else(|| vec![key.replace('-', "_")]);
        let places: Vec<&String> = modules.iter().filter_map(|module| self.imports.get(module)).flatten().collect();
        if let [first, rest @ ..] = &*places {
            let more = match rest.len() {
                0 => String::new(),
                1 => " and in one more place".to_owned(),
                count => format!(" and in {count} more places"),
            };
            return Some(Use::new(true, format!("imported at {first}{more}; {UNKNOWN_FUNCTION}")));
        }
        let through = listed(THROUGH).unwrap_or_default();
        if let Some((module, place)) =
            through.iter().find_map(|module| Some((module, self.imports.get(module)?.first()?)))
        {
            let told = format!("used by `{module}`, which is imported at {place}; {UNKNOWN_FUNCTION}");
            return Some(Use::new(true, told));
        }
        if let Some((module, place)) = modules.iter().find_map(|module| Some((module, self.named.get(module)?))) {
            return Some(Use::new(None, format!("`{module}` is named in a text at {place}, which may load it")));
        }
        if WITHOUT_IMPORT.contains(&key) {
            let told = "runs or is loaded without an import, so the code does not show whether it is used";
            return Some(Use::new(None, told.to_owned()));
        }
        let names: Vec<String> = modules.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(" or ");
        if let Some(place) = &self.computed {
            let told = format!("never imported by name as {names}; {place} imports modules whose names it computes");
            return Some(Use::new(None, told));
        }
        let files = match self.files {
            1 => "the Python file".to_owned(),
            count => format!("none of the {count} Python files"),
        };
        let never = if self.files == 1 { "never imports" } else { "imports" };
        let told = format!(
            "CVE present, not exploitable in this context: {files} given {never} {names}; another \
             package may still use it"
        );
        Some(Use::new(false, told))
    }
}
