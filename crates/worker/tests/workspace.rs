//! The worker's room through its door: requests in, answers out.
#![allow(clippy::unwrap_used, clippy::panic)] // the helpers of tests are tests

use model::message::{Call, Drawn, Mark, Reply, Request, TextEdit};
use model::{Guard, Options, Review, State};
use worker::Workspace;

fn ask(workspace: &mut Workspace, call: Call) -> Reply {
    let response = workspace.handle(Request { id: 7, call });
    assert_eq!(response.id, 7);
    response.reply
}

fn open(workspace: &mut Workspace, path: &str, text: &str) {
    let reply = ask(workspace, Call::Open { path: path.to_owned(), text: text.to_owned() });
    assert!(matches!(reply, Reply::Done), "{reply:?}");
}

fn review(workspace: &mut Workspace) -> (Review, Vec<Mark>, Option<String>) {
    let options = Options { date: "2026-11-20".to_owned(), ..Options::default() };
    match ask(workspace, Call::Review { options }) {
        Reply::Reviewed { review, marks, guard_text } => (*review, marks, guard_text),
        other => panic!("{other:?}"),
    }
}

fn draw(workspace: &mut Workspace, format: &str) -> Vec<Drawn> {
    match ask(workspace, Call::Report { format: format.to_owned() }) {
        Reply::Drawn { files } => files,
        other => panic!("{other:?}"),
    }
}

fn utf16(text: &str, from: u32, to: u32) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[from as usize..to as usize]).unwrap()
}

#[test]
fn empty_input_gives_the_guard_block() {
    let mut workspace = Workspace::default();
    open(&mut workspace, "snippet", " \n");
    let (review, marks, guard_text) = review(&mut workspace);
    assert_eq!(review.guard, Some(Guard::NoActionableInput));
    assert!(guard_text.unwrap().starts_with("NO_ACTIONABLE_INPUT\n"));
    assert_eq!(marks, []);
}

#[test]
fn findings_are_marked_in_the_editors_units() {
    let text = "import hashlib\ns = '😀😀'; h = hashlib.md5(b'x')\n";
    let mut workspace = Workspace::default();
    open(&mut workspace, "snippet", text);
    let (review, marks, _) = review(&mut workspace);
    let finding = review.findings.iter().find(|finding| finding.rule == "S324").unwrap();
    let mark = marks.iter().find(|mark| mark.finding == finding.id && mark.step.is_none()).unwrap();
    assert_eq!(mark.path, "snippet");
    assert!(utf16(text, mark.from, mark.to).starts_with("hashlib.md5"), "{mark:?}");
}

#[test]
fn a_review_sees_edits_and_closed_files() {
    let mut workspace = Workspace::default();
    open(&mut workspace, "a.py", "import os\n\ndef run(name):\n    return name\n");
    open(&mut workspace, "b.py", "import hashlib\nhashlib.md5(b'x')\n");
    let open_findings = |workspace: &mut Workspace| {
        let (review, ..) = review(workspace);
        let findings = review.findings.into_iter().filter(|finding| finding.state == State::Open);
        findings.map(|finding| (finding.file, finding.line)).collect::<Vec<_>>()
    };
    assert_eq!(open_findings(&mut workspace), [("b.py".to_owned(), 2)]);

    let edits = vec![TextEdit { from: 37, to: 41, insert: "os.system(name)".to_owned() }];
    let reply = ask(&mut workspace, Call::Edit { path: "a.py".to_owned(), edits });
    assert!(matches!(reply, Reply::Done), "{reply:?}");
    let found = open_findings(&mut workspace);
    assert!(found.contains(&("a.py".to_owned(), 4)), "{found:?}");

    ask(&mut workspace, Call::Close { path: "b.py".to_owned() });
    assert!(open_findings(&mut workspace).iter().all(|(file, _)| file == "a.py"));
}

#[test]
fn an_edit_of_a_file_that_is_not_open_is_refused() {
    let reply = ask(&mut Workspace::default(), Call::Edit { path: "a.py".to_owned(), edits: Vec::new() });
    assert!(matches!(reply, Reply::Failed { message } if message.contains("a.py")));
}

#[test]
fn files_are_decoded_as_python_would_and_get_one_kind_of_line_break() {
    let mut workspace = Workspace::default();
    let bytes = b"\xef\xbb\xbfx = 1\r\ny = 2\rz = 3\n".to_vec();
    match ask(&mut workspace, Call::Decode { path: "a.py".to_owned(), bytes }) {
        Reply::Decoded { text, .. } => assert_eq!(text, "x = 1\ny = 2\nz = 3\n"),
        other => panic!("{other:?}"),
    }
    let reply =
        ask(&mut workspace, Call::Decode { path: "a.png".to_owned(), bytes: b"\x89PNG\r\n\x1a\n\0\0".to_vec() });
    assert!(matches!(reply, Reply::Failed { message } if message.starts_with("a.png")));
}

#[test]
fn reports_are_drawn_from_the_latest_review() {
    let mut workspace = Workspace::default();
    let reply = ask(&mut workspace, Call::Report { format: "zip".to_owned() });
    assert!(matches!(reply, Reply::Failed { .. }), "nothing was reviewed yet");

    open(&mut workspace, "a.py", "import hashlib\nhashlib.md5(b'x')\n");
    review(&mut workspace);
    let paths: Vec<String> = draw(&mut workspace, "markdown").into_iter().map(|file| file.path).collect();
    assert_eq!(
        paths,
        ["security-analysis-2026-11-20.md", "security-analysis-2026-11-20/finding-001-security-vulnerability.md"]
    );
    assert!(draw(&mut workspace, "zip")[0].bytes.starts_with(b"PK\x03\x04"));
    assert!(draw(&mut workspace, "json")[0].bytes.starts_with(b"{"));
}

#[test]
fn every_rule_of_the_catalogue_has_a_page() {
    let mut workspace = Workspace::default();
    let Reply::Rules { rules } = ask(&mut workspace, Call::Rules) else { panic!("no catalogue") };
    assert!(!rules.is_empty());
    for rule in rules {
        match ask(&mut workspace, Call::Rule { code: rule.code.clone() }) {
            Reply::Rule { page } => {
                assert_eq!(page.entry, rule);
                assert!(page.sections.iter().all(|(_, text)| !text.trim().is_empty()), "{}", rule.code);
                assert!(page.vulnerable.len() >= 3 && page.secure.len() >= 3, "{}", rule.code);
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(ask(&mut workspace, Call::Rule { code: "S000".to_owned() }), Reply::Failed { .. }));
}

#[test]
fn a_changed_configuration_changes_the_other_files_findings() {
    let mut workspace = Workspace::default();
    open(&mut workspace, "app/a.py", "def f(x):\n    return eval(x)\n");
    let state = |workspace: &mut Workspace| {
        let (review, ..) = review(workspace);
        review.findings.iter().find(|finding| finding.rule == "S307").unwrap().state
    };
    assert_eq!(state(&mut workspace), State::Open);
    open(&mut workspace, "ruff.toml", "[lint]\nignore = ['S307']\n");
    assert_eq!(state(&mut workspace), State::Suppressed);
    let edits = vec![TextEdit { from: 18, to: 22, insert: "S602".to_owned() }];
    assert!(matches!(ask(&mut workspace, Call::Edit { path: "ruff.toml".to_owned(), edits }), Reply::Done));
    assert_eq!(state(&mut workspace), State::Open);
    assert!(matches!(ask(&mut workspace, Call::Close { path: "ruff.toml".to_owned() }), Reply::Done));
    assert_eq!(state(&mut workspace), State::Open);
}

#[test]
fn dependencies_are_raised_in_the_editors_units() {
    let text = "# 😀\ndjango==1.11.29  # old\necdsa==0.19.0\n";
    let mut workspace = Workspace::default();
    open(&mut workspace, "requirements.txt", text);
    let repair = || Call::Repair { options: Options::default() };
    assert!(matches!(ask(&mut workspace, repair()), Reply::Failed { .. }), "there are no advisories yet");

    let broken = ask(&mut workspace, Call::Advisories { bytes: b"PK".to_vec() });
    assert!(matches!(&broken, Reply::Failed { message } if message.contains("no advisory index")), "{broken:?}");
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/advisories.bin")).unwrap();
    let told = ask(&mut workspace, Call::Advisories { bytes });
    assert!(
        matches!(&told, Reply::Advised { date, advisories } if date.len() == 10 && *advisories > 6_000),
        "{told:?}"
    );

    let Reply::Repaired { files } = ask(&mut workspace, repair()) else { panic!() };
    let [file] = &*files else { panic!("{files:?}") };
    let [edit] = &*file.edits else { panic!("{file:?}") };
    assert_eq!(utf16(text, edit.from, edit.to), "==1.11.29");
    assert_eq!(file.text, text.replace("==1.11.29", &edit.insert));
    assert!(file.diff.contains("\n-django==1.11.29  # old\n+django=="), "{}", file.diff);
    assert!(file.repair.remarks.iter().any(|remark| remark.package == "ecdsa" && !remark.raised));
}

#[test]
fn fixes_come_after_the_findings_and_are_in_the_reports_then() {
    let text = "import yaml\ns = '😀'; x = yaml.load(s, Loader=yaml.Loader)\nprint(yaml.load(x, yaml.Loader))\n";
    let mut workspace = Workspace::default();
    open(&mut workspace, "a.py", text);
    let (first, ..) = review(&mut workspace);
    assert!(first.findings.iter().all(|finding| finding.fix.is_none()));
    let options = Options { date: "2026-11-20".to_owned(), ..Options::default() };
    let Reply::Recommended { fixes } = ask(&mut workspace, Call::Recommend { options: options.clone() }) else {
        panic!("no fixes")
    };
    let fix = fixes.iter().find(|fix| fix.edits.iter().any(|edit| utf16(text, edit.from, edit.to) == "load")).unwrap();
    assert!(fix.diff.contains("+print(yaml.safe_load(x))"), "{}", fix.diff);
    let json = draw(&mut workspace, "json");
    assert!(String::from_utf8_lossy(&json[0].bytes).contains("safe_load"));
    let Reply::Fixed { files } = ask(&mut workspace, Call::Fix { options, with_choices: false }) else {
        panic!("no files")
    };
    assert_eq!(files.len(), 1);
    assert!(files[0].text.contains("print(yaml.safe_load(x))"), "{}", files[0].text);
    // The open file is as it was.
    let edits = files[0].edits.clone();
    assert!(matches!(ask(&mut workspace, Call::Edit { path: "a.py".to_owned(), edits }), Reply::Done));
    let (after, ..) = review(&mut workspace);
    assert!(after.findings.iter().all(|finding| finding.rule != "S506" || finding.state != State::Open));
}
