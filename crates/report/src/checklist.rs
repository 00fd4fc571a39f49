//! The Assistant's two checklists, answered from the review alone.
//!
//! An item is answered only where some rule that ran looks for the weakness, and where the code has what it is about; everything
//! else reads "not assessed", with what it would take to know, or "does not apply".

use model::{AuthMechanism, DependencyKind, Finding, Outcome, Review};

use crate::catalogue;
use crate::drawing::{Drawing, line};
use crate::md;

/// What an item asks about.
enum About {
    /// Findings of these weaknesses.
    Cwe(&'static [u16]),
    /// Findings of these weaknesses, which only an application of this kind can have.
    CweIn(Part, &'static [u16]),
    /// Rows of the dependency audit.
    Dependencies(&'static [DependencyKind]),
    /// Something that no review of source text can know; what it would take.
    Person(&'static str),
}

/// A part that not every application has.
#[derive(Clone, Copy)]
enum Part {
    /// It answers requests.
    Web,
    /// People sign in.
    SignIn,
}

impl Part {
    /// Why the item does not apply, if it does not.
    fn missing(self, review: &Review) -> Option<&'static str> {
        match self {
            Self::Web if review.recon.frameworks.is_empty() => Some("no web framework is used in the code given"),
            Self::SignIn if review.recon.auth_mechanism == AuthMechanism::None => {
                Some("no way to sign in was seen in the code given")
            }
            _ => None,
        }
    }
}

use About::{Cwe, CweIn, Dependencies, Person};
use Part::{SignIn, Web};

type Section = (&'static str, &'static [(&'static str, About)]);

/// "Security Audit Findings": each item is a problem, ticked where it was found.
const AUDIT: &[Section] = &[
    (
        "Input Validation Issues",
        &[
            ("User inputs not validated or sanitized", Cwe(&[20, 78, 79, 88, 89, 90, 91, 94, 95, 502, 611, 643, 1336])),
            ("File uploads without type/size restrictions", CweIn(Web, &[434])),
            ("URL parameters used without validation", Cwe(&[22, 23, 36, 73, 601, 918])),
            ("Form data processed without CSRF protection", CweIn(Web, &[352])),
        ],
    ),
    (
        "Authentication & Authorization",
        &[
            ("Weak password requirements", CweIn(SignIn, &[521])),
            ("No rate limiting on login attempts", CweIn(SignIn, &[307])),
            ("Session management issues", CweIn(Web, &[384, 613, 614, 1004, 1275])),
            ("Missing access control checks", CweIn(Web, &[284, 285, 306, 639, 862, 863])),
        ],
    ),
    (
        "Configuration Security",
        &[
            ("Secrets hardcoded in source code", Cwe(&[259, 321, 798])),
            ("Debug mode enabled in production", CweIn(Web, &[215, 489])),
            ("Insecure default configurations", Cwe(&[276, 295, 605, 732, 942, 1188])),
            ("Missing security headers", CweIn(Web, &[693, 1021])),
        ],
    ),
    (
        "Dependency Vulnerabilities",
        &[
            ("Outdated packages with known vulnerabilities", Dependencies(&[DependencyKind::Vulnerable])),
            (
                "Packages from untrusted sources",
                Dependencies(&[DependencyKind::Malicious, DependencyKind::SuspiciousName]),
            ),
            (
                "Unnecessary dependencies increasing attack surface",
                Person("needs to know what the application uses at run time"),
            ),
        ],
    ),
];

/// "Security Checklist": each item is a good state, ticked where the review vouches for it.
const SECURITY: &[Section] = &[
    (
        "Code Security",
        &[
            ("No SQL injection vulnerabilities", Cwe(&[89, 564])),
            ("No command injection risks", Cwe(&[77, 78, 88])),
            ("Input validation on all user inputs", Person("needs the specification of every input")),
            ("Secure cryptographic practices", Cwe(&[295, 326, 327, 328, 330, 338, 347, 759, 760, 780, 916])),
            ("No hardcoded secrets or credentials", Cwe(&[259, 321, 798])),
            ("Proper error handling (no information disclosure)", Cwe(&[209, 215, 489, 497])),
        ],
    ),
    (
        "Authentication & Authorization",
        &[
            ("Strong password requirements", CweIn(SignIn, &[521])),
            ("Secure session management", CweIn(Web, &[384, 613, 614, 1004, 1275])),
            ("Rate limiting on authentication endpoints", CweIn(SignIn, &[307])),
            ("Proper access control checks", CweIn(Web, &[284, 285, 306, 639, 862, 863])),
            ("Multi-factor authentication (where appropriate)", Person("needs the sign-in process")),
        ],
    ),
    (
        "Configuration Security",
        &[
            (
                "Environment variables for sensitive configuration",
                Person("hardcoded secrets are looked for above; where the others come from needs the deployment"),
            ),
            ("Debug mode disabled in production", CweIn(Web, &[215, 489])),
            ("Secure HTTP headers implemented", CweIn(Web, &[693, 1021])),
            ("HTTPS enforced", Person("needs the deployment")),
            ("Security logging enabled", Cwe(&[778])),
        ],
    ),
    (
        "Dependencies",
        &[
            ("All packages up to date", Person("needs a package index")),
            (
                "No known vulnerable dependencies",
                Dependencies(&[DependencyKind::Vulnerable, DependencyKind::Malicious]),
            ),
            ("Minimal dependency footprint", Person("needs to know what the application uses at run time")),
            (
                "Dependencies from trusted sources only",
                Dependencies(&[DependencyKind::Malicious, DependencyKind::SuspiciousName]),
            ),
        ],
    ),
];

/// What the review knows of an item.
enum Answer {
    /// It was found, here.
    Found(String),
    /// Everything given was checked, and nothing is open.
    Clear,
    /// The code given has nothing that it is about.
    DoesNotApply(&'static str),
    /// Not known; why.
    NotAssessed(String),
}

/// Draws "Security Audit Findings".
pub(crate) fn audit(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Security Audit Findings");
    line!(out);
    line!(out, "A tick marks a problem that was found.");
    line!(out);
    sections(out, drawing, AUDIT, true);
}

/// Draws "Security Checklist".
pub(crate) fn security(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Security Checklist");
    line!(out);
    line!(out, "A tick marks what this review checked and found in order.");
    line!(out);
    sections(out, drawing, SECURITY, false);
}

fn sections(out: &mut String, drawing: &Drawing<'_>, sections: &[Section], tick_found: bool) {
    for (heading, items) in sections {
        line!(out, "### {heading}");
        line!(out);
        for (item, about) in *items {
            let (ticked, remark) = match answer(drawing, about) {
                Answer::Found(places) => (tick_found, format!("open: {places}")),
                Answer::Clear => (!tick_found, "checked, nothing open".to_owned()),
                Answer::DoesNotApply(why) => (false, format!("does not apply ({why})")),
                Answer::NotAssessed(why) => (false, format!("not assessed ({why})")),
            };
            line!(out, "- [{}] {item} — {remark}", if ticked { 'x' } else { ' ' });
        }
        line!(out);
    }
}

fn answer(drawing: &Drawing<'_>, about: &About) -> Answer {
    let review = drawing.review;
    match about {
        Person(needs) => Answer::NotAssessed((*needs).to_owned()),
        CweIn(part, wanted) => match (answer(drawing, &Cwe(wanted)), part.missing(review)) {
            (Answer::Clear, Some(why)) => Answer::DoesNotApply(why),
            (known, _) => known,
        },
        Cwe(wanted) => {
            let found: Vec<(usize, &Finding)> =
                drawing.security().filter(|(_, finding)| finding.cwe.iter().any(|id| wanted.contains(id))).collect();
            if !found.is_empty() {
                Answer::Found(drawing.links(&found))
            } else if !catalogue::watches(wanted, review.mode) {
                Answer::NotAssessed("no rule that ran looks for it".to_owned())
            } else if let Some(gap) = gap(review) {
                Answer::NotAssessed(gap)
            } else {
                Answer::Clear
            }
        }
        Dependencies(kinds) => {
            let found: Vec<String> = review
                .dependencies
                .iter()
                .filter(|dependency| kinds.contains(&dependency.kind) && dependency.is_open_issue())
                .map(|dependency| md::code(&dependency.package))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect();
            let check = review.checks.iter().find(|check| check.name == "Vulnerable dependencies");
            if !found.is_empty() {
                Answer::Found(found.join(", "))
            } else if check.is_some_and(|check| check.outcome != Outcome::NotInScope) {
                Answer::Clear
            } else {
                let reason = check.and_then(|check| check.reason.as_deref()).unwrap_or("no dependency audit");
                Answer::NotAssessed(md::text(reason))
            }
        }
    }
}

/// Why "nothing open" would say too much: the review did not see everything.
fn gap(review: &Review) -> Option<String> {
    let coverage = &review.coverage;
    if coverage.lines == 0 {
        Some("no code given".to_owned())
    } else if coverage.lines_parsed < coverage.lines || !coverage.partial.is_empty() || !coverage.skipped.is_empty() {
        Some("nothing found, but this is a partial review".to_owned())
    } else if (coverage.rules as usize) < catalogue::count(review.mode) {
        Some("nothing found, but not all rules ran".to_owned())
    } else {
        None
    }
}
