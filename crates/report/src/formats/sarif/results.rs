//! The results of a log: findings and rows of the dependency audit, the open ones first.

use model::{Dependency, Edit, Evidence, Finding, Fix, Review, State, Step};

use super::rules::{Rules, level, row_rule};
use super::{MAX_RESULTS, artifact, message};
use crate::json_writer::Json;
use crate::md::{one_line, visible};

/// GitHub takes no more steps of a flow.
const MAX_STEPS: usize = 1_000;

/// How many results the review has.
pub(super) fn count(review: &Review) -> usize {
    review.findings.len() + review.dependencies.len()
}

pub(super) fn draw(list: &mut Json, review: &Review, rules: &Rules<'_>) {
    let mut left = MAX_RESULTS;
    for state in [State::Open, State::Suppressed, State::Dismissed] {
        for finding in review.findings.iter().filter(|finding| finding.state == state).take(left) {
            left -= 1;
            list.item(|json| result_of_finding(json, finding, rules));
        }
        for row in review.dependencies.iter().filter(|row| row.state == state).take(left) {
            left -= 1;
            list.item(|json| result_of_row(json, row, rules));
        }
    }
}

fn result_of_finding(json: &mut Json, finding: &Finding, rules: &Rules<'_>) {
    head(json, &finding.rule, rules, finding.state, level(finding.severity));
    let mut text = one_line(&finding.message);
    if let Some(path) = &finding.attack_path {
        text.push_str("\nAttack path: ");
        text.push_str(&one_line(path));
    }
    message(json, "message", &text);
    let place = Place::of(finding);
    json.list("locations", |list| {
        list.item(|location| {
            location.object("physicalLocation", |json| {
                artifact(json, place.file);
                region(json, "region", &place);
                context(json, &place, &finding.evidence);
            });
        });
    });
    fingerprints(json, &finding.fingerprint, rules);
    flow(json, finding);
    suppressions(json, finding.state, finding.reason.as_deref());
    if let Some(fix) = &finding.fix {
        fixes(json, fix);
    }
    json.object("properties", |bag| {
        bag.text("id", &finding.id);
        bag.text("title", &one_line(&finding.title));
        bag.text("severity", finding.severity.word());
        bag.text("confidence", finding.confidence.word());
        if let Some(cvss) = &finding.cvss {
            bag.text("security-severity", &format!("{:.1}", cvss.score));
            bag.text("cvss", &cvss.vector);
        }
        bag.texts(
            "cwe",
            finding.cwe.iter().map(|id| format!("CWE-{id}")).collect::<Vec<_>>().iter().map(String::as_str),
        );
        bag.texts("owasp", finding.owasp.iter().map(|owasp| owasp.code()));
    });
}

fn result_of_row(json: &mut Json, row: &Dependency, rules: &Rules<'_>) {
    head(json, row_rule(row), rules, row.state, level(row.rank()));
    let version = row.version.as_deref().map(|version| format!(" {}", one_line(version))).unwrap_or_default();
    let exploited = if row.exploited { ", exploited in the wild" } else { "" };
    let mut text =
        format!("{}{version}: {}{exploited}. {}", one_line(&row.package), one_line(&row.issue), one_line(&row.action));
    if let Some(remark) = &row.exploitability {
        text.push('\n');
        text.push_str(&one_line(remark));
    }
    message(json, "message", text.trim_start_matches(": "));
    // Which columns of the line it takes is not recorded.
    let place = Place { file: &row.file, start: (row.line, 1), end: (row.line, 1) };
    json.list("locations", |list| {
        list.item(|location| {
            location.object("physicalLocation", |json| {
                artifact(json, place.file);
                region(json, "region", &place);
            });
        });
    });
    fingerprints(json, &row.fingerprint(), rules);
    let reason = "The dependency's marker is false here: it would not be installed.";
    suppressions(json, row.state, Some(reason));
    json.object("properties", |bag| {
        bag.text("package", &one_line(&row.package));
        if let Some(version) = &row.version {
            bag.text("version", &one_line(version));
        }
        if let Some(fixed) = &row.fixed {
            bag.text("fixedVersion", &one_line(fixed));
        }
        bag.texts("ids", row.ids.iter().map(String::as_str));
        bag.text("severity", row.severity.map_or("Unscored", model::Severity::word));
        if let Some(cvss) = &row.cvss {
            bag.text("security-severity", &format!("{:.1}", cvss.score));
            bag.text("cvss", &cvss.vector);
        }
    });
}

/// What was looked at and found harmless is a pass, which has no level (3.27.9, 3.27.10).
fn head(json: &mut Json, rule: &str, rules: &Rules<'_>, state: State, level: &str) {
    json.text("ruleId", rule);
    if let Some(position) = rules.position(rule) {
        json.value("ruleIndex", position);
    }
    let (kind, level) = if state == State::Dismissed { ("pass", "none") } else { ("fail", level) };
    json.text("kind", kind);
    json.text("level", level);
}

/// What is not open says so in the one way that every reader knows; dismissed ones too, because some readers count
/// results of every kind.
fn suppressions(json: &mut Json, state: State, reason: Option<&str>) {
    let kind = match state {
        State::Open => return,
        State::Suppressed => "inSource",
        State::Dismissed => "external",
    };
    json.list("suppressions", |list| {
        list.item(|json| {
            json.text("kind", kind);
            json.text("status", "accepted");
            if let Some(reason) = reason {
                json.text("justification", &one_line(reason));
            }
        });
    });
}

/// GitHub recognises a result by the first of these; both stay when lines move.
fn fingerprints(json: &mut Json, fingerprint: &str, rules: &Rules<'_>) {
    if let Some(state) = rules.baseline(fingerprint) {
        json.text("baselineState", state);
    }
    json.object("partialFingerprints", |json| {
        json.text("primaryLocationLineHash", &format!("{fingerprint}:1"));
        json.text("pyvigil/v1", fingerprint);
    });
}

/// A place as SARIF counts: 1-based, the end's column just behind it.
struct Place<'a> {
    file: &'a str,
    start: (u32, u32),
    end: (u32, u32),
}

impl<'a> Place<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self { file: &finding.file, start: (finding.line, finding.column), end: (finding.end_line, finding.end_column) }
    }

    fn of_step(step: &'a Step) -> Self {
        Self { file: &step.file, start: (step.line, step.column), end: (step.end_line, step.end_column) }
    }
}

fn region(json: &mut Json, key: &str, place: &Place<'_>) {
    json.object(key, |json| {
        let start = (place.start.0.max(1), place.start.1.max(1));
        let end = (place.end.0.max(1), place.end.1.max(1)).max(start);
        json.value("startLine", start.0);
        json.value("startColumn", start.1);
        json.value("endLine", end.0);
        json.value("endColumn", end.1);
    });
}

/// The lines around, where they hold all of the finding.
fn context(json: &mut Json, place: &Place<'_>, evidence: &Evidence) {
    let lines = evidence.code.split('\n').count() as u32;
    let last = evidence.first_line.saturating_add(lines).saturating_sub(1);
    if evidence.code.is_empty() || place.start.0 < evidence.first_line.max(1) || place.end.0 > last {
        return;
    }
    json.object("contextRegion", |json| {
        json.value("startLine", evidence.first_line);
        json.value("endLine", last);
        message(json, "snippet", &visible(&evidence.code));
    });
}

/// The path from source to sink.
fn flow(json: &mut Json, finding: &Finding) {
    if finding.trace.is_empty() {
        return;
    }
    json.list("codeFlows", |list| {
        list.item(|json| {
            json.list("threadFlows", |list| {
                list.item(|json| {
                    json.list("locations", |list| {
                        for step in finding.trace.iter().take(MAX_STEPS) {
                            let place = Place::of_step(step);
                            list.item(|json| {
                                json.object("location", |json| {
                                    json.object("physicalLocation", |json| {
                                        artifact(json, place.file);
                                        region(json, "region", &place);
                                    });
                                    message(json, "message", &one_line(&step.note));
                                });
                            });
                        }
                    });
                });
            });
        });
    });
}

fn fixes(json: &mut Json, fix: &Fix) {
    let mut files: Vec<(&str, Vec<&Edit>)> = Vec::new();
    for edit in &fix.edits {
        match files.iter_mut().find(|(file, _)| *file == edit.file) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((&edit.file, vec![edit])),
        }
    }
    if files.is_empty() {
        return;
    }
    json.list("fixes", |list| {
        list.item(|json| {
            message(json, "description", &one_line(&fix.note));
            json.list("artifactChanges", |list| {
                for (file, edits) in files {
                    list.item(|json| {
                        artifact(json, file);
                        json.list("replacements", |list| {
                            for edit in edits {
                                list.item(|json| replacement(json, edit));
                            }
                        });
                    });
                }
            });
        });
    });
}

fn replacement(json: &mut Json, edit: &Edit) {
    let place = Place { file: &edit.file, start: (edit.line, edit.column), end: (edit.end_line, edit.end_column) };
    region(json, "deletedRegion", &place);
    if !edit.text.is_empty() {
        message(json, "insertedContent", &edit.text);
    }
}
