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
    /// bandit's `shell_injection`, `subprocess`: qualified names of further functions that take what `subprocess.run` does.
    pub subprocess_functions: Vec<String>,
    /// bandit's `shell_injection`, `shell`: qualified names of further functions that hand a text to a shell.
    pub shell_functions: Vec<String>,
    /// bandit's `shell_injection`, `no_shell`: qualified names of further functions that start a program without a shell.
    pub no_shell_functions: Vec<String>,
}

impl Settings {
    /// Whether any further function stands beside one of the standard library.
    pub(crate) fn has_counterparts(&self) -> bool {
        !(self.subprocess_functions.is_empty() && self.shell_functions.is_empty() && self.no_shell_functions.is_empty())
    }

    /// The function of the standard library that a further function stands beside.
    pub(crate) fn counterpart(&self, name: &str) -> Option<&'static str> {
        let lists = [
            (&self.subprocess_functions, "subprocess.run"),
            (&self.shell_functions, "os.system"),
            (&self.no_shell_functions, "os.execv"),
        ];
        lists.into_iter().find(|(names, _)| names.iter().any(|listed| *listed == name)).map(|(_, known)| known)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            check_typed_exception: false,
            temp_directories: ["/tmp", "/var/tmp", "/dev/shm"].map(str::to_owned).to_vec(),
            markup_names: Vec::new(),
            allowed_markup_calls: Vec::new(),
            subprocess_functions: Vec::new(),
            shell_functions: Vec::new(),
            no_shell_functions: Vec::new(),
        }
    }
}
