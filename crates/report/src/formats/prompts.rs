//! The Assistant's five prompts for people who also ask a language model: filled with the code, secrets masked, and with
//! what the review has confirmed as grounding.

use model::{Confidence, Mode, Severity, SourceText};

use crate::File;
use crate::drawing::{Drawing, line};
use crate::formats::Material;
use crate::md;
use crate::names;

/// Findings that ground a prompt.
const GROUNDS: usize = 60;

struct Prompt {
    mode: Mode,
    name: &'static str,
    /// Before and after the code, in the Assistant's words.
    before: &'static str,
    after: &'static str,
    /// Whether the dependencies are what it is about, and not the code.
    dependencies: bool,
}

const PROMPTS: [Prompt; 5] = [
    Prompt {
        mode: Mode::Quick,
        name: "quick-security-scan",
        before: "Security scan this Python code:",
        after: "Check for:
1. SQL/command injection
2. Hardcoded secrets (API keys, passwords)
3. Unsafe deserialization (pickle, yaml.load)
4. Path traversal vulnerabilities
5. SSRF risks
6. Insecure cryptography

Output severity as: 🔴 Critical | 🟠 High | 🟡 Medium | 🟢 Low

If clean: output `NO_SECURITY_ISSUES`",
        dependencies: false,
    },
    Prompt {
        mode: Mode::Deps,
        name: "dependency-audit",
        before: "Audit these Python dependencies for security:",
        after: "Check for:
1. Known CVEs in any package
2. Outdated packages with security fixes
3. Typosquatting/suspicious package names
4. Overly permissive version ranges

Output as table:
| Package | Version | Issue | Severity | Action |",
        dependencies: true,
    },
    Prompt {
        mode: Mode::Refactor,
        name: "secure-code-refactor",
        before: "Refactor this code to be secure:",
        after: "Apply:
1. Parameterized queries (not f-strings)
2. Input validation with Pydantic
3. Secrets from environment variables
4. Safe file path handling with pathlib
5. Proper error messages (no stack traces to users)

Output the secure version with inline comments explaining changes.",
        dependencies: false,
    },
    Prompt {
        mode: Mode::Auth,
        name: "auth-review",
        before: "Review this authentication/authorization code:",
        after: "Check for:
1. Password hashing (bcrypt/argon2, not MD5/SHA1)
2. Token validation (expiry, signature)
3. Session management issues
4. Privilege escalation vectors
5. Rate limiting on auth endpoints

Output findings with severity and specific fixes.",
        dependencies: false,
    },
    Prompt {
        mode: Mode::Llm,
        name: "ai-llm-security-check",
        before: "Review this AI/LLM integration code for security:",
        after: "Check for:
1. Prompt injection vulnerabilities
2. Sensitive data in prompts
3. Output sanitization
4. API key exposure
5. Rate limiting and cost controls
6. Model output validation

This is critical for 2026 AI-integrated applications.",
        dependencies: false,
    },
];

pub(super) fn draw(material: &Material<'_>) -> Vec<File> {
    let folder = names::folder(material.review);
    let file = |prompt: &Prompt| File {
        path: format!("{folder}/prompts/{}.txt", prompt.name),
        mime: "text/plain;charset=utf-8",
        bytes: filled(prompt, material).into_bytes(),
    };
    PROMPTS.iter().map(file).collect()
}

fn filled(prompt: &Prompt, material: &Material<'_>) -> String {
    let mut out = String::new();
    line!(out, "{}\n", prompt.before);
    let fitting: Vec<&SourceText> =
        material.sources.iter().filter(|source| source.is_manifest == prompt.dependencies).collect();
    for source in &fitting {
        let path = md::one_line(&source.path);
        if let Some(text) = &source.text {
            let language = if prompt.dependencies { "text" } else { "python" };
            line!(out, "{path}:\n{}", md::fence(language, text));
        } else {
            line!(out, "{path}: left out, because it is too long for a prompt or no plain text\n");
        }
    }
    if fitting.is_empty() {
        let what = if prompt.dependencies { "requirements.txt or pyproject.toml" } else { "code" };
        line!(out, "[put the {what} here: none was given to the review]\n");
    }
    line!(out, "{}\n", prompt.after);
    grounds(&mut out, prompt, &Drawing::new(material.review));
    out
}

/// What is certain, so that an answer can be held against it.
fn grounds(out: &mut String, prompt: &Prompt, drawing: &Drawing<'_>) {
    let mut told: Vec<String> = Vec::new();
    if prompt.dependencies {
        told.extend(drawing.review.open_dependencies().map(|row| {
            let version = row.version.as_deref().unwrap_or_default();
            let severity = row.severity.map_or("Unscored", Severity::word);
            md::one_line(&format!(
                "{} {version}: {} ({severity}), {}:{}. {}",
                row.package, row.issue, row.file, row.line, row.action
            ))
        }));
    }
    let wanted = |rule: &str| rules::find(rule).is_some_and(|rule| rule.modes.contains(&prompt.mode));
    let confirmed = drawing.security().map(|(_, finding)| finding);
    let confirmed = confirmed.filter(|finding| finding.confidence == Confidence::High && wanted(&finding.rule));
    told.extend(confirmed.map(|finding| {
        let path = finding.attack_path.as_deref().map(|path| format!(" Attack path: {path}")).unwrap_or_default();
        md::one_line(&format!(
            "{} {} {} ({}), {}:{}: {}{path}",
            finding.id,
            finding.rule,
            finding.title,
            finding.severity.word(),
            finding.file,
            finding.line,
            finding.message
        ))
    }));
    if told.is_empty() {
        line!(out, "Pyvigil, a deterministic analyzer, has confirmed no finding of this kind in the code above.");
        return;
    }
    line!(
        out,
        "Pyvigil, a deterministic analyzer, has confirmed the following. Do not contradict it without evidence:"
    );
    for ground in told.iter().take(GROUNDS) {
        line!(out, "- {ground}");
    }
    if told.len() > GROUNDS {
        line!(out, "- and {} more", told.len() - GROUNDS);
    }
}
