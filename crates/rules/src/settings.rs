//! What a project may set about the peers' rules.

/// A project's settings for the peers' rules, as their configuration files say; the default is the peers' own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Ruff's and bandit's `check-typed-exception`: whether a handler of a named exception that does nothing is reported.
    pub check_typed_exception: bool,
    /// Ruff's `hardcoded-tmp-directory` with its extension, bandit's `tmp_dirs`: paths that begin with one of these are
    /// temporary files.
    pub temp_directories: Vec<String>,
    /// Ruff's `extend-markup-names`: qualified names of further functions that mark text as safe HTML.
    pub markup_names: Vec<String>,
    /// Ruff's `allowed-markup-calls`: qualified names of functions whose result may be marked as safe HTML.
    pub allowed_markup_calls: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            check_typed_exception: false,
            temp_directories: ["/tmp", "/var/tmp", "/dev/shm"].map(str::to_owned).to_vec(),
            markup_names: Vec::new(),
            allowed_markup_calls: Vec::new(),
        }
    }
}
