//! Settings for the tools that keep a project in order, fitted to what the review found useful: for bandit and Ruff, hooks
//! before a commit, and a job for every push.

use model::{Finding, Review, State};

use crate::File;
use crate::drawing::line;
use crate::names;

/// Versions that these settings were written for.
const RUFF: &str = "v0.17.6";
const BANDIT: &str = "1.9.4";
const DETECT_SECRETS: &str = "v1.5.0";

pub(super) fn draw(review: &Review) -> Vec<File> {
    let fitted = Fitted::to(review);
    let folder = format!("{}/setup", names::folder(review));
    let file =
        |name: &str, mime, text: String| File { path: format!("{folder}/{name}"), mime, bytes: text.into_bytes() };
    vec![
        file(".bandit", "application/yaml", fitted.bandit()),
        file("pyproject-security.toml", "application/toml", fitted.ruff()),
        file(".pre-commit-config.yaml", "application/yaml", fitted.pre_commit()),
        file("github-security.yml", "application/yaml", fitted.job()),
    ]
}

/// The two files that the report for people shows: heading, name, content.
pub(crate) fn shown(review: &Review) -> [(&'static str, &'static str, String); 2] {
    let fitted = Fitted::to(review);
    [
        ("Bandit Configuration", ".bandit", fitted.bandit()),
        ("Pre-commit Security Hooks", ".pre-commit-config.yaml", fitted.pre_commit()),
    ]
}

/// What of the review decides about the settings.
struct Fitted {
    /// bandit's tests and Ruff's rules that only list places: everything that they found here was dismissed, as always.
    lists: Vec<(&'static str, &'static str, usize)>,
    /// Whether asserts in tests were found, and nothing else by that rule.
    asserts: bool,
    secrets: bool,
    requirements: Vec<String>,
}

impl Fitted {
    fn to(review: &Review) -> Self {
        let count = |code: &str| review.findings.iter().filter(|finding| finding.rule == code).count();
        let lists = rules::all()
            .iter()
            .filter(|rule| rule.never_opens() && count(rule.code) > 0)
            .filter_map(|rule| Some((rule.code, rule.bandit_tests().next()?, count(rule.code))))
            .collect();
        let asserts: Vec<&Finding> = review.findings.iter().filter(|finding| finding.rule == "S101").collect();
        let secret = |finding: &Finding| finding.cwe.iter().any(|id| matches!(id, 259 | 321 | 798));
        let mut requirements: Vec<String> = review
            .packages
            .iter()
            .map(|package| &package.location.file)
            .filter(|file| file.strip_suffix(".txt").is_some() && plain(file))
            .cloned()
            .collect();
        requirements.sort();
        requirements.dedup();
        Self {
            lists,
            asserts: !asserts.is_empty() && asserts.iter().all(|finding| finding.state == State::Dismissed),
            secrets: review.findings.iter().any(|finding| finding.state == State::Open && secret(finding)),
            requirements,
        }
    }

    fn bandit(&self) -> String {
        let mut out = String::from("# bandit's settings, for `bandit -c .bandit -r .`\n");
        let mut skips: Vec<&str> = self.lists.iter().map(|(_, test, _)| *test).collect();
        for (_, test, count) in &self.lists {
            line!(out, "# {test} only lists places to know of: {count} here, none of them a finding by itself.");
        }
        if self.asserts {
            line!(out, "# B101: asserts were found in tests only, where they belong.");
            skips.insert(0, "B101");
        }
        let skips: Vec<String> = skips.iter().map(|skip| format!("'{skip}'")).collect();
        line!(out, "skips: [{}]", skips.join(", "));
        line!(out, "exclude_dirs: ['tests', 'venv', '.venv']");
        out
    }

    fn ruff(&self) -> String {
        let mut out = String::from(
            "# Add to pyproject.toml: Ruff's security rules.\n[tool.ruff.lint]\nextend-select = [\"S\"]\n",
        );
        if !self.lists.is_empty() {
            line!(out, "extend-ignore = [");
            for (code, _, count) in &self.lists {
                line!(out, "    \"{code}\", # only lists places to know of: {count} here");
            }
            line!(out, "]");
        }
        line!(
            out,
            "\n[tool.ruff.lint.per-file-ignores]\n\"tests/**\" = [\"S101\"] # asserts are what tests are made of"
        );
        out
    }

    fn pre_commit(&self) -> String {
        let mut out = format!(
            "# Install once with `pre-commit install`.\n\
             repos:\n  - repo: https://github.com/astral-sh/ruff-pre-commit\n    rev: {RUFF}\n    hooks:\n      - id: ruff-check\n        \
             args: ['--extend-select', 'S']\n  \
             - repo: https://github.com/PyCQA/bandit\n    rev: {BANDIT}\n    hooks:\n      - id: bandit\n        args: ['-c', '.bandit']\n"
        );
        if self.secrets {
            out.push_str("  # Secrets were found in the code.\n");
            line!(
                out,
                "  - repo: https://github.com/Yelp/detect-secrets\n    rev: {DETECT_SECRETS}\n    hooks:\n      - id: detect-secrets"
            );
        }
        out.push_str(
            "  - repo: local\n    hooks:\n      - id: pyvigil\n        name: Pyvigil security review\n        \
             entry: pyvigil scan --format text .\n        language: system\n        types: [python]\n        \
             pass_filenames: false\n",
        );
        out
    }

    fn job(&self) -> String {
        let mut out = String::from(
            "# Save as .github/workflows/security.yml. Replace the versions of the actions by the commits that you checked.\n\
             name: security\non:\n  push:\n  pull_request:\npermissions:\n  contents: read\n  security-events: write\n\
             jobs:\n  review:\n    runs-on: ubuntu-latest\n    timeout-minutes: 15\n    steps:\n      \
             - uses: actions/checkout@v4\n        with:\n          persist-credentials: false\n      \
             - uses: actions/setup-python@v5\n        with:\n          python-version: '3.x'\n",
        );
        // A tool that finds something ends its step; the others shall be heard too.
        line!(
            out,
            "      - if: ${{{{ !cancelled() }}}}\n        run: pipx run ruff=={} check --select S .",
            RUFF.trim_start_matches('v')
        );
        line!(out, "      - if: ${{{{ !cancelled() }}}}\n        run: pipx run bandit=={BANDIT} -c .bandit -r .");
        for file in &self.requirements {
            line!(out, "      - if: ${{{{ !cancelled() }}}}\n        run: pipx run pip-audit -r {file}");
        }
        out.push_str(
            "      # Needs the program `pyvigil` on the runner.\n      \
             - if: ${{ !cancelled() }}\n        run: pyvigil scan . --format sarif > pyvigil.sarif\n      \
             - if: ${{ !cancelled() }}\n        uses: github/codeql-action/upload-sarif@v3\n        with:\n          sarif_file: pyvigil.sarif\n",
        );
        out
    }
}

/// Whether a path can stand in a command and in YAML as it is.
fn plain(path: &str) -> bool {
    !path.starts_with('-') && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}
