use std::io::{Cursor, Read as _};
use std::process::Command;

use serde_json::Value;

use crate::fixture;

const SCHEMA: &str = include_str!("../../schema/pyvigil-1.json");

/// The schema, with every object closed: our own output must hold nothing that the schema does not describe.
fn strict_schema() -> Value {
    fn close(value: &mut Value) {
        if let Value::Object(object) = value {
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            object.values_mut().for_each(close);
        } else if let Value::Array(items) = value {
            items.iter_mut().for_each(close);
        }
    }
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    close(&mut schema);
    schema
}

#[test]
fn json_follows_its_schema() {
    let validator = jsonschema::draft202012::new(&strict_schema()).unwrap();
    let mut reviews = vec![fixture::vulnerable(), fixture::clean(), fixture::empty(), fixture::hostile()];
    reviews[0].dependencies.push(model::Dependency {
        package: "django".into(),
        version: Some("1.11".into()),
        file: "requirements.txt".into(),
        line: 1,
        issue: "CVE-2019-19844".into(),
        ids: vec!["CVE-2019-19844".into()],
        kind: model::DependencyKind::Vulnerable,
        severity: Some(model::Severity::Critical),
        cvss: model::Cvss::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
        fixed: Some("1.11.27".into()),
        action: "Upgrade".into(),
        exploitability: None,
        imported: Some(true),
        exploited: false,
        state: model::State::Open,
    });
    for review in &reviews {
        let text = report::json(review);
        assert!(text.ends_with("}\n"));
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path)).collect();
        assert_eq!(errors, Vec::<String>::new());
        let back: model::Review = serde_json::from_str(&text).unwrap();
        assert_eq!(&back, review);
    }
}

#[test]
fn the_schema_is_a_schema_and_refuses_what_is_none_of_ours() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (pointer, wrong) in [
        ("/findings/0/severity", Value::from("severe")),
        ("/findings/0/line", Value::from(0)),
        ("/findings/0/cvss/score", Value::from(11)),
        ("/findings/0/state", Value::Null),
        ("/state/bandit_clean", Value::from("yes")),
        ("/schema", Value::from("pyvigil/2")),
    ] {
        let mut value: Value = serde_json::from_str(&report::json(&fixture::vulnerable())).unwrap();
        *value.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&value), "{pointer}");
    }
}

#[test]
fn scores_keep_their_one_decimal() {
    assert!(report::json(&fixture::vulnerable()).contains("\"score\": 9.8,"));
}

fn drawn(format: &str, review: &model::Review) -> Vec<report::File> {
    report::format(format).unwrap().draw(&report::Material::new(review))
}

fn zip(review: &model::Review) -> Vec<u8> {
    drawn("zip", review).remove(0).bytes
}

#[test]
fn the_archive_opens_elsewhere() {
    let review = fixture::vulnerable();
    let bytes = zip(&review);
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let others = report::FORMATS.iter().filter(|format| format.word != report::ARCHIVE);
    let expected: Vec<(String, Vec<u8>)> =
        others.flat_map(|format| drawn(format.word, &review)).map(|file| (file.path, file.bytes)).collect();
    assert_eq!(archive.len(), expected.len());
    for (index, (path, content)) in expected.iter().enumerate() {
        let mut entry = archive.by_index(index).unwrap();
        assert_eq!(entry.name(), path);
        assert!(entry.enclosed_name().is_some());
        let date = entry.last_modified().unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (2026, 11, 20));
        let mut read = Vec::new();
        entry.read_to_end(&mut read).unwrap(); // checks the CRC as well
        assert_eq!(&read, content);
    }
    assert_eq!(bytes, zip(&review), "the same review gives the same bytes");
}

#[test]
fn python_opens_the_archive() {
    let path = std::env::temp_dir().join(format!("pyvigil-report-{}.zip", std::process::id()));
    std::fs::write(&path, zip(&fixture::vulnerable())).unwrap();
    let script = "import sys, zipfile\n\
                  z = zipfile.ZipFile(sys.argv[1])\n\
                  assert z.testzip() is None\n\
                  print('\\n'.join(z.namelist()))\n";
    let output = Command::new("python3").args(["-c", script]).arg(&path).output();
    let removed = std::fs::remove_file(&path);
    let Ok(output) = output else {
        println!("skipped: no python3 on this machine");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = names.lines().collect();
    for name in
        [".md", ".json", ".sarif", "/finding-001-security-vulnerability.md", "/finding-004-code-quality-concern.md"]
    {
        let name = format!("security-analysis-2026-11-20{name}");
        assert!(names.contains(&name.as_str()), "{name} is not among {names:?}");
    }
    removed.unwrap();
}

#[test]
fn no_path_leaves_the_archive() {
    let bytes = zip(&fixture::hostile());
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        let name = entry.name();
        assert!(name.starts_with("security-analysis-undated"), "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-./".contains(&byte)), "{name}");
        assert!(!name.contains(".."), "{name}");
    }
}
