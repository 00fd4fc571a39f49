//! The wasm side: messages in, messages out.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use model::message::{Reply, Request, Response};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::Workspace;

thread_local! {
    /// One worker, one thread, one workspace.
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

/// Called once, when the worker's wasm has been loaded: listens, and tells the page that it is ready.
#[wasm_bindgen(start)]
#[allow(unreachable_pub)] // exported by wasm_bindgen, not by Rust
pub fn start() {
    // Under Node, where the tests run, there is no page to answer.
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    std::panic::set_hook(Box::new(report_panic));
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| on_message(&event));
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget(); // lives as long as the worker
    send(&Response { id: 0, reply: Reply::Ready });
}

fn on_message(event: &MessageEvent) {
    let response = match serde_wasm_bindgen::from_value::<Request>(event.data()) {
        Ok(request) => WORKSPACE.with_borrow_mut(|workspace| workspace.handle(request)),
        Err(problem) => {
            let message = format!("The analyzer cannot read the page's message: {problem}. Reload the page.");
            Response { id: 0, reply: Reply::Failed { message } }
        }
    };
    send(&response);
}

/// Tells the page what went wrong. The trap that follows becomes the worker's `error` event, on which the
/// page starts a new worker.
fn report_panic(info: &PanicHookInfo<'_>) {
    send(&Response { id: 0, reply: Reply::Failed { message: info.to_string() } });
}

fn send(response: &Response) {
    // Objects rather than `Map`s, typed arrays for bytes: the structured clone of both is cheap.
    let serializer = Serializer::new().serialize_maps_as_objects(true);
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let Ok(value) = response.serialize(&serializer) else { return };
    // A message that cannot be posted leaves the page waiting; it has a button for that.
    let _ = scope.post_message(&value);
}
