//! The analyzer as a Web Worker.

use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// Called once, when the worker's wasm has been loaded: tells the page that it is ready.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    // Under Node, where the tests run, there is no page to answer.
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return Ok(());
    };
    scope.post_message(&JsValue::from_str(&describe("x = 1\n")))
}

/// Parses `source` and says how much of it was understood.
#[wasm_bindgen]
pub fn describe(source: &str) -> String {
    format!("{} bytes", source.len())
}
