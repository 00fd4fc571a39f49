//! Every heading and field of the two source documents' templates, in their order.

use crate::fixture;

const SUMMARY: &[&str] = &[
    "# Security Analysis\n",
    "## Overview\n",
    "- **Scope**: ",
    "- **Files Analyzed**: ",
    "- **Critical Issues**: ",
    "- **High Priority Items**: ",
    "- **Recommended Priority**: ",
    "## Summary\n",
    "## Findings Summary\n",
    "- Security: ",
    "- Performance: ",
    "- Code Quality: ",
    "- Quality & Testing: ",
    "## Prioritized Action Items\n",
    "## Success Metrics\n",
    "- Security: Zero critical vulnerabilities",
    "- Quality: Linting passes, complexity reduced",
    "- Performance: Response times within targets",
    "- Testing: 80%+ coverage for critical paths",
    "# Python Security Analysis\n",
    "## Security Assessment\n",
    "- **Overall Risk Level**: ",
    "- **Critical Issues**: ",
    "- **High Priority Fixes**: ",
    "- **Dependencies**: ",
    "- **Code Coverage**: ",
    "## Critical Security Issues\n",
    "## Security Audit Findings\n",
    "### Input Validation Issues\n",
    "] User inputs not validated or sanitized",
    "] File uploads without type/size restrictions",
    "] URL parameters used without validation",
    "] Form data processed without CSRF protection",
    "### Authentication & Authorization\n",
    "] Weak password requirements",
    "] No rate limiting on login attempts",
    "] Session management issues",
    "] Missing access control checks",
    "### Configuration Security\n",
    "] Secrets hardcoded in source code",
    "] Debug mode enabled in production",
    "] Insecure default configurations",
    "] Missing security headers",
    "### Dependency Vulnerabilities\n",
    "] Outdated packages with known vulnerabilities",
    "] Packages from untrusted sources",
    "] Unnecessary dependencies increasing attack surface",
    "## Security Implementation Plan\n",
    "### Phase 1: Critical Fixes (Immediate - 4-8 hours)\n",
    "### Phase 2: Authentication & Authorization (8-12 hours)\n",
    "### Phase 3: Security Monitoring (4-6 hours)\n",
    "**Automated Security Scanning**",
    "## Security Checklist\n",
    "### Code Security\n",
    "] No SQL injection vulnerabilities",
    "] No command injection risks",
    "] Input validation on all user inputs",
    "] Secure cryptographic practices",
    "] No hardcoded secrets or credentials",
    "] Proper error handling (no information disclosure)",
    "### Authentication & Authorization\n",
    "] Strong password requirements",
    "] Secure session management",
    "] Rate limiting on authentication endpoints",
    "] Proper access control checks",
    "] Multi-factor authentication (where appropriate)",
    "### Configuration Security\n",
    "] Environment variables for sensitive configuration",
    "] Debug mode disabled in production",
    "] Secure HTTP headers implemented",
    "] HTTPS enforced",
    "] Security logging enabled",
    "### Dependencies\n",
    "] All packages up to date",
    "] No known vulnerable dependencies",
    "] Minimal dependency footprint",
    "] Dependencies from trusted sources only",
    "## Success Metrics\n",
    "### Before Security Hardening\n",
    "### After Security Implementation\n",
    "## Next Steps\n",
    "I've found ",
    "## Security Review: ",
    "**Date:** ",
    "**Reviewer:** ",
    "**Framework:** ",
    "**Scope:** ",
    "<python-security-state>\nphase: ",
    "\nframework_detected: ",
    "\nauth_mechanism: ",
    "\nfindings_count: ",
    "\ncritical_count: ",
    "\nhigh_count: ",
    "\nmedium_count: ",
    "\nlow_count: ",
    "\nbandit_clean: ",
    "\npip_audit_clean: ",
    "\nlast_action: ",
    "\nnext_action: ",
    "\n</python-security-state>\n",
    "### Risk Summary\n",
    "| Severity | Count | Business Impact |\n",
    " Critical | ",
    " High | ",
    " Medium | ",
    " Low | ",
    "### Top 3 Findings (Plain Language)\n",
    "### What Is Working Well\n",
    "### Recommended Next Steps\n",
    "## Attack Surface\n",
    "## Technical Findings\n",
    "## Anti-Patterns Matched\n",
    "## Reviewed and Suppressed\n",
    "## Dismissed, with Reasons\n",
    "## Coverage, Method and Limits\n",
];

fn in_order(text: &str, wanted: &[&str]) {
    let mut at = 0;
    for part in wanted {
        at += text[at..].find(part).unwrap_or_else(|| panic!("{part:?} is missing behind byte {at} of\n{text}"));
        at += part.trim_end().len();
    }
}

#[test]
fn the_summary_has_every_heading_and_field() {
    for review in [fixture::vulnerable(), fixture::clean(), fixture::empty(), fixture::hostile()] {
        in_order(&report::summary(&review), SUMMARY);
    }
}

#[test]
fn an_urgent_issue_has_every_field() {
    let issue = [
        "## Critical Security Issues\n",
        "### 1. SQL built from strings\n",
        "- **Location**: `app/db.py:line 42`\n",
        "- **Risk Level**: 🔴 Critical\n",
        "- **Description**: ",
        "- **Current Code**:\n",
        "```python\nuser_id = request.args['id']\n",
        "- **Secure Fix**:",
        "```python\n",
        "- **Impact**: ",
        "- **Priority**: Fix immediately",
        "### 2. Password in the code\n",
        "- **Priority**: Fix in the current iteration",
    ];
    in_order(&report::summary(&fixture::vulnerable()), &issue);
}

#[test]
fn the_closing_sentence_has_real_numbers() {
    let text = report::summary(&fixture::vulnerable());
    let sentence = "I've found 3 security issues in your code, including 1 critical vulnerability. The highest priority \
                    fix is SQL built from strings ([F-001](security-analysis-2026-11-20/finding-001-security-vulnerability.md)) \
                    because the way from outside is shown: GET /user reaches";
    assert!(text.contains(sentence), "{text}");
}

#[test]
fn checklists_tick_only_what_is_known() {
    let text = report::summary(&fixture::vulnerable());
    for wanted in [
        "- [x] Secrets hardcoded in source code — open: [F-002](",
        "- [ ] No SQL injection vulnerabilities — open: [F-001](",
        "- [ ] HTTPS enforced — not assessed (needs the deployment)\n",
        "- [ ] No known vulnerable dependencies — not assessed (no dependencies provided)\n",
        "- [ ] No command injection risks — not assessed (nothing found, but this is a partial review)\n",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let text = report::summary(&fixture::clean());
    assert!(text.contains("- [x] No SQL injection vulnerabilities — checked, nothing open\n"), "{text}");
    assert!(text.contains("- [ ] Secrets hardcoded in source code — checked, nothing open\n"), "{text}");
    let mut few = fixture::clean();
    few.coverage.rules = 1;
    let text = report::summary(&few);
    assert!(
        text.contains("- [ ] No SQL injection vulnerabilities — not assessed (nothing found, but not all rules ran)\n")
    );
    assert!(!report::summary(&fixture::empty()).contains("[x]"), "nothing was given, so nothing was checked");
}

#[test]
fn matched_anti_patterns_are_listed() {
    let text = report::summary(&fixture::vulnerable());
    assert!(text.contains("\n- Hardcoded secrets in settings.py: [F-002]("), "{text}");
    assert!(report::summary(&fixture::clean()).contains("None of the ten anti-patterns"));
}

#[test]
fn the_plan_holds_only_steps_that_apply() {
    let text = report::summary(&fixture::vulnerable());
    in_order(
        &text,
        &[
            "### Phase 1: ",
            "1. **Fix Injection Vulnerabilities**\n",
            "2. **Secure Input Validation**\n",
            "3. **Secure Configuration Management**\n",
            "### Phase 2: ",
            "No step applies: no open finding calls for one.\n",
            "### Phase 3: ",
            "1. **Automated Security Scanning**\n",
        ],
    );
    assert!(!text.contains("Secure Authentication System"));
}

#[test]
fn a_finding_file_has_its_seven_sections() {
    let files = report::markdown(&fixture::vulnerable());
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        names,
        [
            "security-analysis-2026-11-20.md",
            "security-analysis-2026-11-20/finding-001-security-vulnerability.md",
            "security-analysis-2026-11-20/finding-002-security-vulnerability.md",
            "security-analysis-2026-11-20/finding-003-security-vulnerability.md",
            "security-analysis-2026-11-20/finding-004-code-quality-concern.md",
        ]
    );
    for file in &files[1..] {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        in_order(
            &text,
            &[
                "- **Severity**: ",
                "- **Confidence**: ",
                "- **Rule**: ",
                "## Issue description\n",
                "## Location\n",
                "- `app/db.py:42`",
                "## Current state\n",
                "```python\nuser_id = ",
                "## Recommended solution\n",
                "## Why this helps\n",
                "## Implementation steps\n\n1. ",
                "## Testing recommendations\n",
                "[Back to the summary](../security-analysis-2026-11-20.md)",
            ],
        );
    }
    let first = String::from_utf8(files[1].bytes.clone()).unwrap();
    in_order(
        &first,
        &[
            "- **CVSS 3.1**: 9.8 (`CVSS:3.1/AV:N/",
            "- **CWE**: CWE-89\n",
            "- **OWASP Top 10**: A03:2021 Injection, A05:2025 Injection\n",
            "**Attack path**: GET /user reaches `db.execute`",
            "1. `app/db.py:41:9` `request.args['id']` enters here\n",
        ],
    );
    let second = String::from_utf8(files[2].bytes.clone()).unwrap();
    in_order(
        &second,
        &[
            "## Recommended solution\n",
            "Reads the password from the environment.",
            "db.run(f\"",
            "At `app/db.py:1`:\n",
            "import os\n",
        ],
    );
}

#[test]
fn the_attack_surface_names_doors_guards_and_what_is_open_behind_them() {
    let text = report::summary(&fixture::vulnerable());
    assert!(text.contains("- **Libraries:** flask 3.0.3\n"), "{text}");
    assert!(text.contains("1 route, 1 of them with a guard in sight"), "{text}");
    assert!(text.contains("| `GET /user` | `login_required` | `user` | `app/db.py:40` | [F-"), "{text}");
}
