//! SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"), within the limits that
//! GitHub documents for code scanning ("SARIF support for code scanning").

mod results;
mod rules;

use model::Review;

use crate::json_writer::Json;
use crate::md::one_line;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Every path is relative to this.
const ROOT: &str = "%SRCROOT%";
/// More results are refused by GitHub; the reader is told how many are left out.
const MAX_RESULTS: usize = 25_000;

/// The log of one review, with a line end after it.
pub(super) fn draw(review: &Review) -> String {
    let rules = rules::Rules::of(review);
    Json::document(|log| {
        log.text("$schema", SCHEMA);
        log.text("version", "2.1.0");
        log.list("runs", |runs| {
            runs.item(|run| {
                run.object("tool", |tool| {
                    tool.object("driver", |driver| {
                        driver.text("name", "Pyvigil");
                        driver.text("version", env!("CARGO_PKG_VERSION"));
                        driver.text("semanticVersion", env!("CARGO_PKG_VERSION"));
                        driver.list("rules", |list| rules.draw(list));
                    });
                });
                run.object("automationDetails", |details| {
                    details.text("id", &format!("pyvigil/{}/", review.mode.word()));
                });
                run.text("columnKind", "unicodeCodePoints");
                run.object("originalUriBaseIds", |bases| {
                    bases.object(ROOT, |root| {
                        root.object("description", |text| text.text("text", "The folder in which the review ran."));
                    });
                });
                run.list("invocations", |list| list.item(|invocation| invocation_of(invocation, review)));
                run.list("results", |list| results::draw(list, review, &rules));
                run.object("properties", |bag| {
                    bag.text("date", &one_line(&review.date));
                    bag.text("mode", review.mode.word());
                });
            });
        });
    })
}

/// How the run went: what it could not judge is said here.
fn invocation_of(json: &mut Json, review: &Review) {
    json.value("executionSuccessful", true);
    let left_out = results::count(review).saturating_sub(MAX_RESULTS);
    json.list("toolExecutionNotifications", |list| {
        for reason in &review.coverage.partial {
            notification(list, "warning", &format!("Partial review: {}", one_line(reason)), None);
        }
        for skipped in &review.coverage.skipped {
            notification(list, "note", &format!("Not reviewed: {}", one_line(&skipped.reason)), Some(&skipped.file));
        }
        if left_out > 0 {
            let told = format!("{left_out} results are left out here, the least urgent ones: the JSON report has all.");
            notification(list, "warning", &told, None);
        }
    });
}

fn notification(list: &mut Json, level: &str, text: &str, file: Option<&str>) {
    list.item(|json| {
        json.text("level", level);
        message(json, "message", text);
        if let Some(file) = file {
            json.list("locations", |list| {
                list.item(|location| location.object("physicalLocation", |place| artifact(place, file)));
            });
        }
    });
}

fn message(json: &mut Json, key: &str, text: &str) {
    json.object(key, |json| json.text("text", text));
}

fn artifact(json: &mut Json, file: &str) {
    json.object("artifactLocation", |json| {
        json.text("uri", &uri(file));
        if !file.starts_with('/') {
            json.text("uriBaseId", ROOT);
        }
    });
}

/// A path as a relative reference, or as an address if it starts at the file system's root (RFC 3986, RFC 8089):
/// everything but unreserved characters and `/` is encoded.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    if out.is_empty() { "unnamed".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references() {
        for (path, reference) in [
            ("app/db.py", "app/db.py"),
            ("a b/é.py", "a%20b/%C3%A9.py"),
            ("<stdin>", "%3Cstdin%3E"),
            ("C:/x?y#z", "C%3A/x%3Fy%23z"),
            ("/srv/a b.py", "file:///srv/a%20b.py"),
            ("../up.py", "../up.py"),
            ("", "unnamed"),
        ] {
            assert_eq!(uri(path), reference);
        }
    }
}
