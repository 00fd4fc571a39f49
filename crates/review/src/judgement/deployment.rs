//! Settings that another module of the project decides in the end: production takes over what a base module says.

use model::{Severity, State};
use rules::{SettingsModule, Stage};

use crate::analysis::Judged;

/// What a file says about settings, for what other files say about them.
#[derive(Clone, Debug)]
pub(crate) struct SettingsFile {
    path: String,
    stage: Stage,
    /// Files that it takes over, as ends of their paths.
    takes_over: Vec<String>,
    names: Vec<String>,
}

impl SettingsFile {
    /// Of a file that is a settings module.
    pub(crate) fn new(path: &str, module: &SettingsModule) -> Self {
        let takes_over = module.takes_over.iter().map(|(level, name)| target(path, *level, name)).collect();
        Self {
            path: path.to_owned(),
            stage: module.stage,
            takes_over,
            names: module.names().map(str::to_owned).collect(),
        }
    }

    fn sets(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    fn is_at(&self, target: &str) -> bool {
        self.path.strip_suffix(target).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    }
}

/// The end of the path that `from ..settings.base import *` means: for a relative import the path from the root.
fn target(path: &str, level: u32, module: &str) -> String {
    let file = format!("{}.py", module.replace('.', "/"));
    if level == 0 {
        return file;
    }
    let mut folders: Vec<&str> = path.split('/').collect();
    for _ in 0..level {
        folders.pop();
    }
    folders.push(&file);
    folders.join("/")
}

/// Dismisses what is said of a setting of a module where a deployed module takes that one over and sets it anew.
pub(crate) fn settle<'j>(modules: &[&SettingsFile], findings: impl Iterator<Item = &'j mut Judged>) {
    for judged in findings.filter(|judged| judged.finding.state == State::Open) {
        let Some(own) = modules.iter().find(|module| module.path == judged.finding.file) else { continue };
        // What REST framework does by default stands in one setting.
        let of_rest = matches!(judged.rule.code, "PV313" | "PV314").then_some("REST_FRAMEWORK");
        let mut named = judged
            .rule
            .settings()
            .filter(|name| judged.finding.message.contains(&format!("`{name}`")))
            .chain(of_rest)
            .peekable();
        if named.peek().is_none() {
            continue;
        }
        let named: Vec<&str> = named.collect();
        let decider = modules.iter().find(|module| {
            module.stage == Stage::Deployed
                && module.takes_over.iter().any(|target| own.is_at(target))
                && named.iter().all(|name| module.sets(name))
        });
        if let Some(decider) = decider {
            judged.finding.state = State::Dismissed;
            judged.finding.severity = Severity::Informational;
            judged.finding.cvss = None;
            judged.finding.reason =
                Some(format!("{}, which takes this module over, decides about the setting", decider.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn imports_lead_to_files() {
        assert_eq!(target("shop/settings/production.py", 1, "base"), "shop/settings/base.py");
        assert_eq!(target("shop/settings/eu/production.py", 2, "base"), "shop/settings/base.py");
        assert_eq!(target("shop/production.py", 0, "shop.settings.base"), "shop/settings/base.py");
    }
}
