//! The SARIF log as a reader takes it. That it follows the public schema is checked by `cargo xtask test formats`, with
//! validators that are not ours.

use serde_json::Value;

use crate::fixture;

fn log(review: &model::Review) -> Value {
    let file = report::format("sarif").unwrap().draw(&report::Material::new(review)).remove(0);
    serde_json::from_slice(&file.bytes).unwrap()
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

#[test]
fn every_finding_is_a_result_of_its_rule() {
    let review = fixture::vulnerable();
    let log = log(&review);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.len() >= rules::all().len());
    let ids: Vec<&str> = results(&log).iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["S608", "S105", "S108", "PV900", "S602", "S307"]);
    for result in results(&log) {
        match result["ruleIndex"].as_u64() {
            Some(index) => assert_eq!(rules[index as usize]["id"], result["ruleId"]),
            None => assert_eq!(result["ruleId"], "PV900", "the fixture's rule that does not exist"),
        }
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    for rule in rules {
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty(), "{rule}");
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10, "{rule}");
        for description in ["shortDescription", "fullDescription"] {
            let length = rule[description]["text"].as_str().unwrap().chars().count();
            assert!((1..=1024).contains(&length), "{rule}");
        }
    }
}

#[test]
fn what_is_not_open_says_so() {
    let log = log(&fixture::vulnerable());
    let told: Vec<(&str, &str, Option<&str>)> = results(&log)
        .iter()
        .map(|result| {
            let reason = result["suppressions"][0]["justification"].as_str();
            (result["kind"].as_str().unwrap(), result["level"].as_str().unwrap(), reason)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("fail", "error", None),
            ("fail", "error", None),
            ("fail", "warning", None),
            ("fail", "note", None),
            ("fail", "error", Some("reviewed by the author")),
            ("pass", "none", Some("the argument is the constant `2 + 2`")),
        ]
    );
}

#[test]
fn severities_of_rules_are_those_of_what_is_open() {
    let mut review = fixture::vulnerable();
    let severity = |review: &model::Review| {
        let log = log(review);
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().clone();
        let rule = rules.into_iter().find(|rule| rule["id"] == "S608").unwrap();
        rule["properties"]["security-severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(severity(&review), "9.8");
    review.findings[0].cvss = model::Cvss::parse("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H");
    assert_eq!(severity(&review), "8.1", "a rule whose findings lack a path is not called critical");
}

#[test]
fn traces_fixes_and_gaps_are_in_the_log() {
    let log = log(&fixture::vulnerable());
    let first = &results(&log)[0];
    let step = &first["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"];
    assert_eq!(step["message"]["text"], "`request.args['id']` enters here");
    assert_eq!(step["physicalLocation"]["artifactLocation"]["uri"], "app/db.py");
    assert_eq!(step["physicalLocation"]["region"]["startLine"], 41);
    let change = &results(&log)[1]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"].as_array().unwrap().len(), 2);
    assert_eq!(change["replacements"][0]["deletedRegion"]["endColumn"], 11);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "db.run");
    let notes: Vec<&str> = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["message"]["text"].as_str().unwrap())
        .collect();
    assert_eq!(notes, ["Partial review: 2 lines of `app/old.py` could not be parsed", "Not reviewed: a binary file"]);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
}

#[test]
fn no_place_is_outside_of_the_project_and_no_text_hides_characters() {
    let log = log(&fixture::hostile());
    let mut places = 0;
    visit(&log, &mut |key, value| {
        if let (Some("uri"), Some(uri)) = (key, value.as_str()) {
            places += 1;
            let first = uri.split('/').next().unwrap();
            assert!(!first.contains(':') && !uri.starts_with('/') && uri.is_ascii(), "{uri}");
        }
        if let (Some("text"), Some(text)) = (key, value.as_str()) {
            // What a fix inserts is what will stand in the file.
            assert!(!text.contains('\u{202e}') || text == fixture::HOSTILE[2], "{text:?}");
        }
    });
    assert!(places > 20, "{places}");
}

fn visit(value: &Value, look: &mut impl FnMut(Option<&str>, &Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                look(Some(key), value);
                visit(value, look);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        _ => {}
    }
}

#[test]
fn more_results_than_a_service_takes_are_left_out_and_counted() {
    let mut review = fixture::vulnerable();
    let dismissed = review.findings.pop().unwrap();
    let before = review.findings.len();
    review.findings.extend(std::iter::repeat_n(dismissed, 25_000));
    let log = log(&review);
    assert_eq!(results(&log).len(), 25_000);
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notes.contains(&format!("{before} results are left out")), "{notes}");
}
