//! Reviews made by hand: a vulnerable application, a clean file, and one whose every string attacks the reader.

use model::{
    AntiPattern, AuthMechanism, Check, Confidence, Coverage, Cvss, DataKind, Edit, EntryPoint, EntryPointKind,
    Environment, Evidence, Finding, Fix, Framework, Guard, Kind, Library, Location, Mode, NotRun, Outcome, Owasp,
    Phase, Positive, Recon, Review, ReviewState, SCHEMA, Severity, Skipped, State, Step, Stored, ToolResult, TypeHints,
};

pub(crate) const DATE: &str = "2026-11-20";

fn state(findings: &[Finding]) -> ReviewState {
    let count = |wanted: Option<Severity>| {
        let open = findings.iter().filter(|finding| finding.state == State::Open);
        open.filter(|finding| wanted.is_none_or(|severity| finding.severity == severity)).count() as u32
    };
    ReviewState {
        phase: Phase::Complete,
        framework_detected: "flask".to_owned(),
        auth_mechanism: AuthMechanism::Session,
        findings_count: count(None),
        critical_count: count(Some(Severity::Critical)),
        high_count: count(Some(Severity::High)),
        medium_count: count(Some(Severity::Medium)),
        low_count: count(Some(Severity::Low)),
        bandit_clean: ToolResult::Ran(findings.is_empty()),
        pip_audit_clean: ToolResult::NotRun(NotRun::NotRun),
        last_action: "Reviewed 3 files".to_owned(),
        next_action: "Fix F-001".to_owned(),
    }
}

fn checks(outcome: Outcome) -> Vec<Check> {
    [
        "SQL/Command injection",
        "Hardcoded secrets",
        "Unsafe deserialization",
        "Vulnerable dependencies",
        "Path traversal",
    ]
    .into_iter()
    .map(|name| {
        let (outcome, reason) = match name {
            "Vulnerable dependencies" => (Outcome::NotInScope, Some("no dependencies provided".to_owned())),
            "SQL/Command injection" => (outcome, None),
            _ => (Outcome::Passed, None),
        };
        Check { name: name.to_owned(), outcome, reason }
    })
    .collect()
}

pub(crate) fn finding(number: usize, rule: &str, severity: Severity) -> Finding {
    let vector = match severity {
        Severity::Critical => "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        _ => "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H",
    };
    Finding {
        id: format!("F-{number:03}"),
        rule: rule.to_owned(),
        aliases: vec!["B608".to_owned()],
        title: "SQL built from strings".to_owned(),
        kind: Kind::Security,
        severity,
        confidence: Confidence::High,
        cvss: Cvss::parse(vector),
        cwe: vec![89],
        owasp: vec![Owasp::A03Y2021, Owasp::A05Y2025],
        file: "app/db.py".to_owned(),
        line: 42,
        column: 5,
        end_line: 42,
        end_column: 12,
        message: "`query` holds SQL with `user_id` inside. Pass the value as a parameter.".to_owned(),
        attack_path: (severity == Severity::Critical)
            .then(|| "GET /user reaches `db.execute` through `user_id`.".to_owned()),
        source: (severity == Severity::Critical).then_some(model::Source::Request),
        trace: vec![Step {
            file: "app/db.py".to_owned(),
            line: 41,
            column: 9,
            end_line: 41,
            end_column: 21,
            note: "`request.args['id']` enters here".to_owned(),
        }],
        state: State::Open,
        reason: None,
        evidence: Evidence {
            first_line: 41,
            code: "user_id = request.args['id']\ndb.execute(f\"… {user_id}\")".to_owned(),
        },
        fix: None,
        fingerprint: format!("{number:016x}"),
    }
}

/// A Flask application with four open findings, one suppressed and one dismissed.
pub(crate) fn vulnerable() -> Review {
    let mut secret = finding(2, "S105", Severity::High);
    secret.title = "Password in the code".into();
    secret.cwe = vec![259, 798];
    secret.owasp = vec![Owasp::A07Y2021];
    secret.fix = Some(Fix {
        applicability: model::Applicability::NeedsReview,
        edits: vec![
            Edit { file: "app/db.py".into(), line: 42, column: 1, end_line: 42, end_column: 11, text: "db.run".into() },
            Edit {
                file: "app/db.py".into(),
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
                text: "import os\n".into(),
            },
        ],
        note: "Reads the password from the environment.".to_owned(),
        code: "user_id = request.args['id']\ndb.run(f\"… {user_id}\")".to_owned(),
    });
    let mut medium = finding(3, "S108", Severity::Medium);
    medium.title = "Temporary file with a fixed name".into();
    medium.cwe = vec![377];
    medium.trace.clear();
    let mut quality = finding(4, "PV900", Severity::Informational);
    quality.kind = Kind::Quality;
    quality.cvss = None;
    quality.cwe.clear();
    quality.owasp.clear();
    quality.title = "Function with many branches".into();
    let mut suppressed = finding(5, "S602", Severity::High);
    suppressed.state = State::Suppressed;
    suppressed.reason = Some("reviewed by the author".to_owned());
    let mut dismissed = finding(6, "S307", Severity::High);
    dismissed.state = State::Dismissed;
    dismissed.reason = Some("the argument is the constant `2 + 2`".to_owned());
    let findings = vec![finding(1, "S608", Severity::Critical), secret, medium, quality, suppressed, dismissed];
    Review {
        schema: SCHEMA.to_owned(),
        guard: None,
        date: DATE.to_owned(),
        mode: Mode::Full,
        state: state(&findings),
        recon: Recon {
            frameworks: vec![Framework::Flask],
            libraries: vec![Library { name: "flask".to_owned(), version: Some("3.0.3".to_owned()) }],
            hosting: vec!["container (Dockerfile)".to_owned()],
            environment: Some(Environment::Container),
            auth_mechanism: AuthMechanism::Session,
            orms: vec!["sqlalchemy".to_owned()],
            drivers: vec![],
            logging: vec!["logging".to_owned()],
            configuration: vec!["settings.py".to_owned()],
            entry_points: vec![EntryPoint {
                kind: EntryPointKind::Route,
                function: "user".to_owned(),
                path: Some("/user".to_owned()),
                methods: vec!["GET".to_owned()],
                guards: vec!["login_required".to_owned()],
                location: Location { file: "app/db.py".to_owned(), line: 40 },
                end_line: 43,
            }],
            computed_routes: vec![Location { file: "app/plugins.py".to_owned(), line: 7 }],
            stored: vec![Stored {
                kind: DataKind::Contacts,
                name: "users".to_owned(),
                location: Location { file: "app/db.py".to_owned(), line: 42 },
            }],
            type_hints: TypeHints { annotated: 3, total: 10 },
        },
        coverage: Coverage {
            files: 3,
            manifests: 0,
            lines: 412,
            lines_parsed: 410,
            rules: 22,
            partial: vec!["2 lines of `app/old.py` could not be parsed".to_owned()],
            skipped: vec![Skipped { file: "logo.png".to_owned(), reason: "a binary file".to_owned() }],
            advisories_date: None,
        },
        checks: checks(Outcome::Found),
        findings,
        dependencies: vec![],
        packages: vec![],
        comparison: None,
        positives: vec![Positive {
            message: "`yaml.safe_load` is used for configuration".to_owned(),
            location: Location { file: "app/config.py".to_owned(), line: 7 },
            others: vec![Location { file: "app/menu.py".to_owned(), line: 9 }],
            count: 5,
        }],
        anti_patterns: vec![AntiPattern {
            number: 2,
            name: "Hardcoded secrets in settings.py".to_owned(),
            instead: "Take them from the environment.".to_owned(),
            findings: vec!["F-002".to_owned()],
        }],
    }
}

/// One file in which nothing is open.
pub(crate) fn clean() -> Review {
    Review {
        guard: Some(Guard::NoSecurityIssues),
        state: state(&[]),
        findings: vec![],
        positives: vec![],
        anti_patterns: vec![],
        checks: checks(Outcome::Passed),
        recon: Recon::default(),
        coverage: Coverage {
            files: 1,
            lines: 10,
            lines_parsed: 10,
            rules: rules::all().len() as u32,
            ..Coverage::default()
        },
        ..vulnerable()
    }
}

/// Nothing was given.
pub(crate) fn empty() -> Review {
    Review { guard: Some(Guard::NoActionableInput), coverage: Coverage::default(), checks: vec![], ..clean() }
}

/// Every string that a reviewed project has a hand in: fences, tables, tags, links, controls, traversal.
pub(crate) const HOSTILE: &[&str] = &[
    "```\n# Heading of mine\n<script>alert(1)</script>\n```",
    "~~~~\n</code></pre><img src=x onerror=alert(1)>\n~~~~",
    "`````\u{202e}gnp.exe\u{2066}`````",
    "a | b \\| c |\n| x | y |\n\n# Heading\n\n- [x] done",
    "[click](javascript:alert(1)) ![i](http://example.org/x.png) <http://example.org> https://example.org",
    "../../etc/passwd\\..\\C:\\x\u{0}\u{1b}[31m",
    "\r# Heading\r---\r=====\r1. item\r> quote",
    "[ref]: http://example.org\n\n[ref]\n***bold*** __b__ ~~s~~ &lt; &#60; $x$ :smile: @name",
    "    indented\n\tcode\n<!-- comment",
    "`",
    "",
];

/// The vulnerable review with hostile text in every field that holds text from outside.
pub(crate) fn hostile() -> Review {
    let mut review = vulnerable();
    let mut texts = HOSTILE.iter().cycle().map(|text| (*text).to_owned());
    let mut next = || texts.next().unwrap();
    review.date = "../../2026-11-20".into();
    review.findings = HOSTILE
        .iter()
        .enumerate()
        .flat_map(|(at, _)| {
            let mut finding = finding(at + 1, "S608", if at % 2 == 0 { Severity::Critical } else { Severity::Medium });
            finding.title = next();
            finding.file = next();
            finding.message = next();
            finding.attack_path = Some(next());
            finding.trace[0].file = next();
            finding.trace[0].note = next();
            finding.reason = Some(next());
            finding.evidence.code = next();
            let mut fixed = finding.clone();
            fixed.fix = Some(Fix {
                applicability: model::Applicability::Safe,
                edits: vec![Edit { file: next(), line: 3, column: 1, end_line: 3, end_column: 1, text: next() }],
                note: next(),
                code: next(),
            });
            let mut suppressed = finding.clone();
            suppressed.state = State::Suppressed;
            let mut dismissed = finding.clone();
            dismissed.state = State::Dismissed;
            [finding, fixed, suppressed, dismissed]
        })
        .collect();
    review.findings.sort_by_key(|finding| finding.state != State::Open);
    review.state.framework_detected = next();
    review.state.last_action = next();
    review.state.next_action = next();
    review.coverage.partial = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    review.coverage.skipped = HOSTILE.iter().map(|text| Skipped { file: (*text).to_owned(), reason: next() }).collect();
    review.positives = HOSTILE
        .iter()
        .map(|text| Positive {
            message: (*text).to_owned(),
            location: Location { file: next(), line: 1 },
            others: vec![Location { file: next(), line: 2 }],
            count: 9,
        })
        .collect();
    review
}
