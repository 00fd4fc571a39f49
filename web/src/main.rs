//! The page.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

#[wasm_bindgen]
extern "C" {
    /// Puts the editor into `host`; see web/editor/editor.js.
    #[wasm_bindgen(js_namespace = pyvigilEditor)]
    fn mount(host: &web_sys::Element, text: &str) -> js_sys::Function;
}

/// The address of the script that starts the worker, which the build writes into the page.
fn worker_address() -> Option<String> {
    document().query_selector("meta[name='pyvigil-worker']").ok().flatten()?.get_attribute("content")
}

/// Starts the analyzer's worker; each message it sends goes to `answer`.
fn start_worker(answer: WriteSignal<String>) -> Option<Worker> {
    let worker = Worker::new(&worker_address()?).ok()?;
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        answer.set(event.data().as_string().unwrap_or_default());
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget(); // lives as long as the page
    Some(worker)
}

#[component]
fn App() -> impl IntoView {
    let (answer, set_answer) = signal(String::from("starting"));
    let worker = start_worker(set_answer);
    if worker.is_none() {
        set_answer.set(String::from("The analyzer could not be started in this browser."));
    }
    let host = NodeRef::<leptos::html::Div>::new();
    host.on_load(|div| {
        mount(&div, "x = 1\n");
    });
    view! {
        <h1>"Pyvigil"</h1>
        <div node_ref=host></div>
        <p id="answer">{answer}</p>
    }
}

fn main() {
    mount_to_body(App);
}
