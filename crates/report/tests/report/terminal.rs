use crate::fixture;

#[test]
fn a_finding_says_what_where_and_why() {
    let text = report::text(&fixture::vulnerable(), false);
    for wanted in [
        "◆ Critical  app/db.py:42:5  S608  SQL built from strings\n",
        "    attack path: GET /user reaches `db.execute` through `user_id`.\n",
        "    F-001 · CVSS 9.8 · confidence high · CWE-89 · A03:2021 · A05:2025\n",
        "suppressed  app/db.py:42:5  S602  reviewed by the author\n",
        "dismissed   app/db.py:42:5  S307  the argument is the constant `2 + 2`\n",
        "3 security findings open: 1 critical, 1 high, 1 medium · 1 other concern · 1 suppressed · 1 dismissed\n",
        "Checked 3 files, 412 lines, 99% understood, 22 rules\n",
        "Partial review: 2 lines of `app/old.py` could not be parsed\n",
        "Not reviewed: logo.png: a binary file\n",
    ] {
        assert!(text.contains(wanted), "missing {wanted:?} in\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn guards_stand_alone_or_above_what_was_checked() {
    let empty = fixture::empty();
    assert_eq!(report::text(&empty, false), format!("{}\n\n", report::guard_text(&empty).unwrap()));
    let text = report::text(&fixture::clean(), false);
    assert!(text.starts_with("NO_SECURITY_ISSUES\n\n✅"), "{text}");
    assert!(text.contains("No security finding open · 0 suppressed · 0 dismissed\n"), "{text}");
}

#[test]
fn colour_only_adds_colour() {
    let plain = report::text(&fixture::vulnerable(), false);
    let mut coloured = report::text(&fixture::vulnerable(), true);
    assert!(coloured.contains("\u{1b}[1;31m◆ Critical\u{1b}[0m"));
    while let Some(start) = coloured.find('\u{1b}') {
        let end = start + coloured[start..].find('m').unwrap();
        coloured.replace_range(start..=end, "");
    }
    assert_eq!(coloured, plain);
}

#[test]
fn reviewed_code_cannot_steer_the_terminal() {
    let text = report::text(&fixture::hostile(), false);
    assert!(text.chars().all(|c| !c.is_control() || c == '\n'));
    assert!(!text.contains('\u{202e}') && !text.contains('\u{2066}'));
}

#[test]
fn findings_left_out_by_severity_are_no_clean_result() {
    let mut review = fixture::vulnerable();
    review.findings.clear();
    let text = report::text(&review, false);
    assert!(text.contains("lower ones are open and not listed"), "{text}");
    assert!(report::summary(&review).contains("Findings below the chosen severity are open and not listed."));
}

#[test]
fn what_was_not_checked_is_no_clean_result() {
    let mut review = fixture::vulnerable();
    review.findings.clear();
    review.coverage.rules = 0;
    let text = report::text(&review, false);
    assert!(text.contains("Nothing was checked"), "{text}");
    assert!(report::summary(&review).contains("Nothing was checked; the coverage section says why."));
}

#[test]
fn long_lists_of_dismissed_findings_are_counted() {
    let mut review = fixture::vulnerable();
    let dismissed = review.findings.pop().unwrap();
    review.findings.extend((0..25).map(|number| {
        let mut other = dismissed.clone();
        other.reason = Some(format!("the argument is the constant {number}"));
        other
    }));
    let text = report::text(&review, false);
    assert_eq!(text.matches("dismissed   app").count(), 20);
    assert!(text.contains("and 5 more dismissed"), "{text}");
    assert!(text.contains("· 25 dismissed\n"), "{text}");
}

#[test]
fn what_says_the_same_is_said_once_with_its_places() {
    let mut review = fixture::vulnerable();
    let (dismissed, suppressed) = (review.findings.pop().unwrap(), review.findings.pop().unwrap());
    for original in [suppressed, dismissed] {
        review.findings.extend((1..=30).map(|line| {
            let mut other = original.clone();
            other.line = line;
            other
        }));
    }
    let text = report::text(&review, false);
    let places = "app/db.py:1:5, app/db.py:2:5, app/db.py:3:5, and 27 more";
    assert!(
        text.contains(&format!("dismissed   30 × S307  the argument is the constant `2 + 2`: {places}\n")),
        "{text}"
    );
    assert!(text.contains(&format!("suppressed  30 × S602  reviewed by the author: {places}\n")), "{text}");
    let summary = report::summary(&review);
    let dismissed =
        "(30 times) at `app/db.py:1`, `app/db.py:2`, `app/db.py:3`, `app/db.py:4`, `app/db.py:5`, and 25 more — ";
    assert!(summary.contains(dismissed), "{summary}");
    assert!(summary.contains("`app/db.py:20`, and 10 more — reviewed by the author"), "{summary}");
}
