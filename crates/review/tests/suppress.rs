//! Comments that silence: against what Ruff 0.17.6 (`--preview`) and bandit 1.9.4 were seen to do with the same lines.

use std::sync::Arc;

use model::{Finding, Options, Review, State};
use review::{Configuration, FileSettings, ModuleName, Project, SourceFile};

fn run(code: &str) -> Review {
    review::review(&Project::single("app/a.py", code), &Options::default())
}

/// Rows (1-based) of the findings of `rule` in one state.
fn rows(findings: &[Finding], rule: &str, state: State) -> Vec<u32> {
    let mut rows: Vec<u32> = findings
        .iter()
        .filter(|finding| finding.rule == rule && finding.state == state)
        .map(|finding| finding.line)
        .collect();
    rows.sort_unstable();
    rows
}

/// Rows that the layer of Ruff's rules has.
fn ruff_rows(code: &str, rule: &str) -> Vec<u32> {
    let text: Arc<str> = code.into();
    let analysis = review::untriaged("a.py", &text, &FileSettings::default(), ModuleName::default());
    let review = review::assemble(&[&analysis], &Configuration::default(), &Options::default());
    rows(&review.findings, rule, State::Open)
}

/// Each comment behind `eval(x)`, and whether Ruff still reports S307 there.
const RUFF: &[(&str, bool)] = &[
    ("# noqa", false),
    ("# noqa: S307", false),
    ("# noqa:S307", false),
    ("# noqa : S307", false),
    ("# noqa S307", false),
    ("# noqa S602", false),
    ("# noqa: S602", true),
    ("# noqa: S602,S307", false),
    ("# noqa: S602 S307", false),
    ("# noqa: S602S307", false),
    ("# noqa: S602, ,S307", false),
    ("# noqa: s307", true),
    ("# NOQA: S307", false),
    ("# NoQA", false),
    ("#noqa", false),
    ("# noqa:", true),
    ("# noqa: why", true),
    ("# noqa: S307 why", false),
    ("# noqa: S307# why", false),
    ("# noqa: S307: why", true),
    ("# noqa: S307 - why", false),
    ("# noqa - why", false),
    ("# noqawhy", true),
    ("# noqa-why", true),
    ("# noqa: S307-why", true),
    ("# noqa:S602: S307", true),
    ("# why # noqa: S307", false),
    ("# why noqa: S307", true),
    ("# noqa: S602 # noqa: S307", true),
    ("# noqa: S3", true),
    ("# noqa: S", true),
    ("# noqa: S307.", true),
    ("# noqa: (S307)", true),
    ("# noqa: why S307", true),
    ("# noqa: WHY S307", true),
    ("# noqa: B307", true),
    ("# nosec", true),
    ("# ruff: noqa: S307", true),
    ("# ruff: ignore[S307]", false),
    ("# ruff: ignore[S602]", true),
    ("# ruff: ignore[S602, S307]", false),
    ("# ruff:ignore[S307] why", false),
    ("# ruff: ignore[s307]", true),
    ("# ruff: ignore[suspicious-eval-usage]", false),
    ("# ruff: ignore [S307]", false),
    ("# ruff: ignore", true),
    ("# ruff: ignore[S602 S307]", true),
    ("# ruff: ignore[S307", true),
    ("# Ruff: ignore[S307]", true),
    ("# noqa: E501 # ruff: ignore[S307]", false),
    ("# ruff: disable[S307]", true),
    ("# noqa  : S602", true),
    ("# noqa:S307 ,S602", false),
    ("# ruff: ignore[S]", true),
    ("# ruff: ignore[]", true),
    ("# ruff: ignore[S307,]", false),
    ("# noqa;why", true),
    ("# noqa, S602", true),
    ("# noqa\t: S602", true),
    ("# noqa   why: S602", false),
    ("# noqa: PGH001", false),
];

#[test]
fn ruffs_comments_as_ruff_reads_them() {
    let lines: Vec<String> = RUFF.iter().map(|(comment, _)| format!("eval(x)  {comment}\n")).collect();
    let text = lines.concat();
    let expected: Vec<u32> = (1..).zip(RUFF).filter(|(_, (_, reported))| *reported).map(|(row, _)| row).collect();
    let found = ruff_rows(&text, "S307");
    let comments = |rows: &[u32]| rows.iter().map(|&row| RUFF[row as usize - 1].0).collect::<Vec<_>>();
    assert_eq!(comments(&found), comments(&expected));
}

/// Programs, and the rows at which Ruff reports S307.
const RUFF_PROGRAMS: &[(&str, &[u32])] = &[
    ("foo(\n    eval(a),\n    eval(b),  # noqa\n    eval(\n        c\n    ),  # noqa\n)  # noqa\n", &[2, 4]),
    ("foo(\n    eval(  # noqa\n        d\n    ),\n    eval(\n        e  # noqa\n    ),\n)\n", &[5]),
    ("x = eval(a) + \\\n    1  # noqa\n", &[]),
    ("x = eval('''\n''')  # noqa\n", &[]),
    ("x = eval(f'''\n''')  # noqa\n", &[]),
    ("x = foo(eval(a), '''\n''', eval(b))  # noqa\n", &[]),
    ("x = foo(eval(a), '''\n''',\n  eval(b))  # noqa\n", &[1]),
    ("q = foo('''\n''', eval(x), '''\na\n''', eval(x))  # noqa\n", &[]),
    ("x = 'abc' \\\n    f'{eval(x)}' \\\n    'a'  # noqa\n", &[]),
    ("eval(x); eval(y)  # noqa\n", &[]),
    ("x = (  # noqa\n    eval(f)\n)\n", &[2]),
    ("@eval(x)  # noqa\ndef f(): pass\n", &[]),
    ("# ruff: ignore[S307]\nx = foo(\n   eval(b),\n   eval(c)\n)\neval(x)\n", &[6]),
    ("x = foo(\n   # ruff: ignore[S307]\n   eval(b),\n   eval(c)\n)\n", &[4]),
    ("if x:\n  # ruff: ignore[S307]\n\n  eval(x)\n", &[]),
    ("# ruff: ignore[S307]\n# another\n\n# another\neval(x)\neval(x)\n", &[6]),
    ("# ruff: ignore[S307]\ndef f(\n    a=eval(x),\n):\n   eval(x)\n", &[5]),
    (
        "def f():\n    # ruff: disable[S307]\n    eval(x)\n    if x:\n        eval(x)\n        # ruff: enable[S307]\n    \
         eval(x)\n    # ruff: enable[S307]\n    eval(x)\n",
        &[9],
    ),
    ("def f():\n    # ruff: disable[S307]\n    eval(x)\n\n    # ruff: disable[S602]\n    eval(x)\neval(x)\n", &[7]),
    ("# ruff: disable[S307,S602]\neval(x)\n# ruff: enable[S307]\neval(x)\n# ruff: enable[S307,S602]\neval(x)\n", &[6]),
    ("eval(x)\n  # ruff: noqa: S307\neval(x)\n", &[]),
    ("# flake8: noqa: S602\neval(x)\n", &[2]),
    ("# flake8: noqa\neval(x)\n", &[]),
    ("# ruff: file-ignore[S307]\neval(x)\n", &[]),
    ("if x:\n    # ruff: file-ignore[S307]\n    eval(x)\n", &[3]),
    ("eval(x)  # ruff: file-ignore[S307]\n", &[1]),
];

#[test]
fn ruffs_comments_reach_as_far_as_in_ruff() {
    for (code, expected) in RUFF_PROGRAMS {
        assert_eq!(ruff_rows(code, "S307"), *expected, "{code}");
    }
}

/// Each comment behind `eval(x)`, and whether bandit still reports B307 there. Where we differ on purpose it is said.
const BANDIT: &[(&str, bool)] = &[
    ("# nosec", false),
    ("# nosec B307", false),
    ("# nosec B602", true),
    ("# nosec B602,B307", false),
    ("# nosec B307, B602", false),
    ("# nosec B602 B307", false),
    ("# nosec: B307", false),
    ("# nosec: why not", false),
    ("# nosec eval", false),
    ("# nosec the eval is fine", false),
    ("# nosec B999", false),
    ("# nosec S307", false),
    ("# NOSEC", true),
    ("#nosec", false),
    ("# foo nosec", true),
    ("# foo # nosec", false),
    ("# nosec B602 # B307", true),
    ("# nosec b307", false),
    ("# noqa: E501 # nosec B602", true),
    ("# nosec(B602)", true),
    ("# nosec[B602]", true),
    ("# nosec yaml_load", true),
    // bandit reads only the last of codes that commas without a space join; the comment names both.
    ("# nosec B307,B602", false),
    // bandit takes words of a reason for names of tests.
    ("# nosec B602 - eval", true),
    // bandit takes any word that begins so for its own.
    ("# nosecond", true),
];

#[test]
fn bandits_comments_as_bandit_reads_them() {
    for (comment, reported) in BANDIT {
        let review = run(&format!("def f(x):\n    return eval(x)  {comment}\n"));
        let open = rows(&review.findings, "S307", State::Open);
        assert_eq!(!open.is_empty(), *reported, "{comment}");
        assert_eq!(open.is_empty(), rows(&review.findings, "S307", State::Suppressed) == [2], "{comment}");
    }
}

#[test]
fn a_comment_anywhere_in_a_call_silences_the_call() {
    let code = "def f(a, b, c, d, e):\n    foo(\n        eval(a),\n        eval(b),  # nosec\n        eval(\n            c\n        \
                ),  # nosec\n        eval(  # nosec\n            d\n        ),\n        eval(\n            e  # nosec\n        ),\n    )\n";
    let review = run(code);
    assert_eq!(rows(&review.findings, "S307", State::Open), [3]);
    assert_eq!(rows(&review.findings, "S307", State::Suppressed), [4, 5, 8, 11]);
}

#[test]
fn a_comment_where_a_statement_opens_or_closes_speaks_of_the_statement() {
    for code in [
        "def f(x):\n    y = (  # nosec\n        eval(x)\n    )\n",
        "def f(x):\n    y = (\n        eval(x)\n    )  # noqa: S307\n",
        "def f(x):\n    y = [\n        eval(x),\n    ]  # nosec B307\n",
    ] {
        let review = run(code);
        assert_eq!(rows(&review.findings, "S307", State::Suppressed), [3], "{code}");
    }
    let other_row = run("def f(x, y):\n    foo(eval(x),  # nosec\n        eval(y))\n");
    assert_eq!(rows(&other_row.findings, "S307", State::Open), [3]);
}

#[test]
fn semgreps_comments() {
    for (code, state) in [
        ("def f(x):\n    return eval(x)  # nosemgrep\n", State::Suppressed),
        ("def f(x):\n    # nosemgrep\n    return eval(x)\n", State::Suppressed),
        ("def f(x):\n    y = x  # nosemgrep\n    return eval(x)\n", State::Open),
        ("def f(x):\n    return eval(x)  # nosemgrep: eval-detected\n", State::Suppressed),
        (
            "def f(x):\n    return eval(x)  # nosem: python.lang.security.audit.eval-detected.eval-detected\n",
            State::Suppressed,
        ),
        ("def f(x):\n    return eval(x)  # nosemgrep: sql-injection-using-raw\n", State::Open),
    ] {
        let review = run(code);
        assert_eq!(rows(&review.findings, "S307", state).len(), 1, "{code}");
        assert!(rows(&review.findings, "PV160", State::Open).is_empty(), "{code}");
    }
}

#[test]
fn the_comment_of_any_tool_silences_and_its_reason_is_kept() {
    for (comment, reason) in [
        ("# noqa: B307 - only the administrator's console", "only the administrator's console"),
        ("# nosec S307: only the administrator's console", "only the administrator's console"),
        ("# nosec B602 B307 # only the administrator's console", "only the administrator's console"),
        ("# only the administrator's console  # nosec", "only the administrator's console"),
        ("# noqa: S307  # nosec B307", "no justification given"),
        ("# ruff: ignore[S307] only the administrator's console", "only the administrator's console"),
        ("# noqa: S307  # nosec B307 - only the administrator's console", "only the administrator's console"),
    ] {
        let review = run(&format!("def f(x):\n    return eval(x)  {comment}\n"));
        let finding = review.findings.iter().find(|finding| finding.rule == "S307").unwrap();
        assert_eq!((finding.state, finding.reason.as_deref()), (State::Suppressed, Some(reason)), "{comment}");
    }
}

#[test]
fn comments_that_silence_nothing_are_reported_and_change_no_verdict() {
    let review = run("x = 1  # nosec\ny = 2  # noqa: S307, E501, S602\nz = 3  # noqa\n# ruff: noqa: S608\n");
    assert_eq!(rows(&review.findings, "PV160", State::Open), [1, 2, 4]);
    assert_eq!(review.guard, Some(model::Guard::NoSecurityIssues));
    let finding = review.findings.iter().find(|finding| finding.line == 2).unwrap();
    assert_eq!((finding.severity, finding.kind, &finding.cvss), (model::Severity::Low, model::Kind::Quality, &None));
    assert!(finding.message.starts_with("`S307`, `S602` report nothing"), "{}", finding.message);
    assert_eq!((finding.column, finding.end_column), (8, 32));
    assert_eq!(review.state.bandit_clean, model::ToolResult::Ran(true));
}

#[test]
fn a_comment_is_in_use_where_it_silences_anything() {
    for code in [
        "def f(x):\n    return eval(x)  # nosec\n",
        "eval('6 * 7')  # nosec\n",
        "eval('6 * 7')  # noqa: S307\n",
        "x = 1  # noqa: E501\n",
        "x = 1  # nosemgrep: eval-detected\n",
        "def f(x)\n    return y(  # nosec\n",
    ] {
        assert_eq!(rows(&run(code).findings, "PV160", State::Open), [0_u32; 0], "{code}");
    }
}

#[test]
fn the_rule_about_comments_is_silenced_by_name_alone() {
    let review = run("x = 1  # noqa: S307, PV160 - kept for the next release\n");
    let finding = review.findings.iter().find(|finding| finding.rule == "PV160").unwrap();
    assert_eq!((finding.state, finding.reason.as_deref()), (State::Suppressed, Some("kept for the next release")));
}

#[test]
fn many_comments_cost_little() {
    let calls = "    eval(x),  # nosec B602 # ruff: ignore[S602] # noqa: S602\n".repeat(800);
    let marks: Vec<String> = (0..800).map(|n| format!("# ruff: disable[S{n}]\n# ruff: ignore[S307]\n")).collect();
    let marks = marks.concat();
    let began = std::time::Instant::now();
    let review = run(&format!("def f(x):\n  foo(\n{calls})\n{marks}"));
    assert_eq!(rows(&review.findings, "S307", State::Open).len(), 800);
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

fn project(files: &[(&str, &str)]) -> Review {
    let file = |&(path, text): &(&str, &str)| SourceFile { path: path.to_owned(), text: text.into() };
    review::review(&Project { files: files.iter().map(file).collect() }, &Options::default())
}

#[test]
fn what_the_project_ignores_is_suppressed_and_says_so() {
    let code = "def f(x):\n    return eval(x)  # noqa: S307\n\ndef g(x):\n    return eval(x)\n";
    let ruff = "[tool.ruff.lint]\nignore = [\"S307\"]\n";
    let review = project(&[("app/a.py", code), ("pyproject.toml", ruff)]);
    let reasons: Vec<&str> = review.findings.iter().filter_map(|finding| finding.reason.as_deref()).collect();
    let by_project = "ignored by the project's Ruff configuration (pyproject.toml)";
    assert_eq!(reasons, ["no justification given", by_project]);
    assert_eq!(review.guard, Some(model::Guard::NoSecurityIssues));
    assert_eq!(rows(&review.findings, "PV160", State::Open), [0_u32; 0], "the comment is in use");
    let nearer = project(&[("app/a.py", code), ("pyproject.toml", ruff), ("app/ruff.toml", "line-length = 100\n")]);
    assert_eq!(rows(&nearer.findings, "S307", State::Open), [5]);
    let bandit = project(&[("app/a.py", code), (".bandit", "[bandit]\nexclude: /app\n")]);
    assert_eq!(rows(&bandit.findings, "S307", State::Suppressed), [2, 5]);
}

#[test]
fn a_broken_configuration_is_told_and_breaks_nothing() {
    let review = project(&[("a.py", "def f(x):\n    return eval(x)\n"), ("ruff.toml", "[lint\n")]);
    assert_eq!(rows(&review.findings, "S307", State::Open), [2]);
    assert!(review.coverage.partial.iter().any(|why| why.starts_with("ruff.toml is no TOML (line 1")), "{review:#?}");
    assert!(review.coverage.skipped.is_empty());
}
