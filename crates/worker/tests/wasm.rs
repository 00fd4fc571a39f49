//! The analyzer's wasm build, under Node: `cargo xtask test wasm`.
#![cfg(target_arch = "wasm32")]

use model::Options;
use model::message::{Call, Reply, Request};
use wasm_bindgen_test::wasm_bindgen_test;
use worker::Workspace;

#[wasm_bindgen_test]
fn a_file_is_parsed_and_reviewed() {
    let mut workspace = Workspace::default();
    let text = "import os\n\n\ndef run(name):\n    os.system('ls ' + name)\n".to_owned();
    workspace.handle(Request { id: 1, call: Call::Open { path: "run.py".to_owned(), text } });
    let response = workspace.handle(Request { id: 2, call: Call::Review { options: Options::default() } });
    let Reply::Reviewed { review, .. } = response.reply else { panic!("{response:?}") };
    assert_eq!((review.coverage.files, review.coverage.lines, review.coverage.lines_parsed), (1, 5, 5));
}

/// This build does not link the rules' texts, and this test gives it none.
#[wasm_bindgen_test]
fn a_report_without_the_texts_of_the_rules_says_so() {
    let mut workspace = Workspace::default();
    let mut ask = |call| workspace.handle(Request { id: 1, call }).reply;
    let text = "import hashlib\nhashlib.md5(b'x')\n".to_owned();
    ask(Call::Open { path: "a.py".to_owned(), text });
    ask(Call::Review { options: Options::default() });
    let refused = ask(Call::Pages { text: "S000".to_owned() });
    assert!(matches!(refused, Reply::Failed { .. }), "{refused:?}");
    let Reply::Rule { page } = ask(Call::Rule { code: "S324".to_owned() }) else { panic!("no rule") };
    assert!(page.sections.is_empty() && !page.authority.is_empty());
    let Reply::Drawn { files } = ask(Call::Report { format: "markdown".to_owned() }) else { panic!("no report") };
    let texts: Vec<_> = files.iter().map(|file| String::from_utf8_lossy(&file.bytes)).collect();
    assert!(texts[0].contains("**Explanations are missing**"), "{}", texts[0]);
    assert!(texts[1].contains("The text of rule `S324` could not be loaded"), "{}", texts[1]);
}
