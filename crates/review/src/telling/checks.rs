//! The five checks of the clean block. A `✓` is a promise: a check passes only if it ran on everything.

use model::{Check, Dependency, Outcome};
use rules::{Category, Rule};

use crate::audit::Audit;

/// Why dependencies were not audited although some were given.
pub(crate) const NO_DATA: &str = "no advisory data were loaded";
/// As [`NO_DATA`], where none were given.
pub(crate) const NO_DEPENDENCIES: &str = "no dependencies provided";
/// As [`NO_DATA`].
pub(crate) const NO_MODE: &str = "this mode does not audit dependencies";

/// What was there to be checked.
pub(crate) struct Scope<'a> {
    /// Whether Python code was given.
    pub(crate) code: bool,
    /// Whether files were given in which secrets are looked for: code, settings, notebooks.
    pub(crate) settings: bool,
    /// Files of settings that were not read, as clauses.
    pub(crate) unread: &'a [String],
    /// The dependency audit, or why there was none.
    pub(crate) audit: Result<&'a Audit, &'static str>,
    /// What could not be parsed, as clauses.
    pub(crate) unparsed: &'a [String],
    /// The rules that ran.
    pub(crate) rules: &'a [&'static Rule],
}

/// The checks in the block's order. `open` are the rules of the open security findings.
pub(crate) fn all(open: &[&Rule], scope: &Scope<'_>) -> Vec<Check> {
    vec![
        code_check("SQL/Command injection", &[Category::Injection], open, scope),
        code_check("Hardcoded secrets", &[Category::Secrets], open, scope),
        code_check("Unsafe deserialization", &[Category::Deserialization], open, scope),
        dependencies(scope),
        code_check("Path traversal", &[Category::PathTraversal], open, scope),
    ]
}

fn code_check(name: &str, categories: &[Category], open: &[&Rule], scope: &Scope<'_>) -> Check {
    let secrets = categories.contains(&Category::Secrets);
    let unread = scope.unread.iter().filter(|_| secrets);
    let unseen: Vec<&String> = scope.unparsed.iter().chain(unread).collect();
    let ours = |rule: &Rule| categories.contains(&rule.category);
    let (outcome, reason) = if open.iter().any(|rule| ours(rule)) {
        (Outcome::Found, None)
    } else if !(scope.code || secrets && scope.settings) {
        (Outcome::NotInScope, Some("no code provided".to_owned()))
    } else if rules::all().iter().any(|rule| ours(rule) && !scope.rules.contains(&rule)) {
        (Outcome::NotInScope, Some("rules were left out by the mode or the options".to_owned()))
    } else if let Some(first) = unseen.first() {
        let reason = match unseen.len() {
            1 => (*first).clone(),
            count => format!("{first}, and {} more", count - 1),
        };
        (Outcome::NotInScope, Some(reason))
    } else {
        (Outcome::Passed, None)
    };
    Check { name: name.to_owned(), outcome, reason }
}

fn dependencies(scope: &Scope<'_>) -> Check {
    let (outcome, reason) = match scope.audit {
        Err(why) => (Outcome::NotInScope, Some(why.to_owned())),
        Ok(audit) if audit.rows.iter().any(Dependency::is_open_issue) => (Outcome::Found, None),
        Ok(audit) => match &audit.gap {
            Some(gap) => (Outcome::NotInScope, Some(gap.clone())),
            None => (Outcome::Passed, None),
        },
    };
    Check { name: "Vulnerable dependencies".to_owned(), outcome, reason }
}
