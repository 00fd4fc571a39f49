//! The analyzer's wasm build, under Node: `cargo xtask test wasm`.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn text_crosses_the_border_by_bytes() {
    assert_eq!(worker::describe("é = 1\n"), "7 bytes");
}
