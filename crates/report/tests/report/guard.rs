use crate::fixture;

const EMPTY: &str = "NO_ACTIONABLE_INPUT

Please provide Python code or dependencies to analyze:
- Source files
- requirements.txt / pyproject.toml
- Specific security concerns";

const CLEAN: &str = "NO_SECURITY_ISSUES

✅ Security scan complete — no vulnerabilities detected.

Checks performed:
- SQL/Command injection: ✓
- Hardcoded secrets: ✓
- Unsafe deserialization: ✓
- Vulnerable dependencies: ✓
- Path traversal: ✓

Code appears secure for the analyzed scope.";

#[test]
fn the_blocks_are_exact() {
    assert_eq!(report::guard_text(&fixture::empty()).as_deref(), Some(EMPTY));
    let mut review = fixture::clean();
    for check in &mut review.checks {
        check.outcome = model::Outcome::Passed;
        check.reason = None;
    }
    assert_eq!(report::guard_text(&review).as_deref(), Some(CLEAN));
    assert_eq!(report::guard_text(&fixture::vulnerable()), None);
}

#[test]
fn what_did_not_run_is_no_tick_and_is_named_at_the_end() {
    let text = report::guard_text(&fixture::clean()).unwrap();
    assert!(text.contains("\n- Vulnerable dependencies: – not in scope (no dependencies provided)\n"), "{text}");
    assert!(
        text.ends_with("\nCode appears secure for the analyzed scope; not covered: Vulnerable dependencies."),
        "{text}"
    );
    let mut review = fixture::clean();
    review.checks.clear();
    let text = report::guard_text(&review).unwrap();
    assert!(!text.contains('✓'), "{text}");
    assert_eq!(text.matches("– not in scope (not checked)").count(), 5);
}

#[test]
fn a_reason_cannot_break_the_block() {
    let mut review = fixture::clean();
    review.checks[0].outcome = model::Outcome::NotInScope;
    review.checks[0].reason = Some("\u{1b}[2J\n- Hardcoded secrets: ✓\u{202e}".to_owned());
    let text = report::guard_text(&review).unwrap();
    assert_eq!(text.lines().count(), CLEAN.lines().count());
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
}
