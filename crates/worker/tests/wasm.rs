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
