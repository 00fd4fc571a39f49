//! The conversation with the analyzer's worker: requests out, answers back by their numbers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::document;
use model::message::{Call, Reply, Request, Response};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Event, MessageEvent, Url, Worker};

use crate::browser;

type Answer = Box<dyn FnOnce(Reply)>;

/// A handle to the worker of the moment; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Client(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    worker: Option<Worker>,
    ready: bool,
    last_id: u32,
    waiting: HashMap<u32, Answer>,
    /// Requests made before the worker was ready.
    backlog: Vec<Request>,
    /// What went wrong last, as the worker told it before it stopped.
    complaint: Option<String>,
}

/// What happens to a worker by itself.
pub(crate) enum Life {
    /// It listens.
    Ready,
    /// It stopped, and why.
    Died(String),
}

impl Client {
    /// Starts a worker, in place of the one before; requests that wait for an answer are forgotten. `live`
    /// hears of its life. Fails where the browser cannot start workers.
    pub(crate) fn start(&self, live: impl Fn(Life) + 'static) -> Result<(), String> {
        self.stop();
        let worker = worker().map_err(|problem| format!("{problem:?}"))?;
        let live = Rc::new(live);

        let client = self.clone();
        let on_live = live.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match serde_wasm_bindgen::from_value::<Response>(event.data()) {
                Ok(response) => client.hear(response, &*on_live),
                Err(problem) => on_live(Life::Died(format!("its answer cannot be read: {problem}"))),
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget(); // one for each worker that is ever started, which is few

        let client = self.clone();
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default(); // it is told in the page, so it need not be told in the console as well
            let told = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|message| message.as_string());
            let complaint = client.0.borrow_mut().complaint.take();
            live(Life::Died(complaint.or(told).unwrap_or_else(|| "it could not be loaded".to_owned())));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();

        self.0.borrow_mut().worker = Some(worker);
        Ok(())
    }

    /// Ends the worker at once, whatever it does.
    pub(crate) fn stop(&self) {
        let mut inner = self.0.borrow_mut();
        if let Some(worker) = inner.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        inner.ready = false;
        inner.waiting.clear();
        inner.backlog.clear();
        inner.complaint = None;
    }

    /// Whether the worker listens.
    pub(crate) fn is_ready(&self) -> bool {
        self.0.borrow().ready
    }

    /// Asks; `answer` is called once, unless the worker ends before. Gives the request's number.
    pub(crate) fn ask(&self, call: Call, answer: impl FnOnce(Reply) + 'static) -> u32 {
        let mut inner = self.0.borrow_mut();
        inner.last_id += 1;
        let id = inner.last_id;
        inner.waiting.insert(id, Box::new(answer));
        let request = Request { id, call };
        if inner.ready {
            inner.post(&request);
        } else {
            inner.backlog.push(request);
        }
        id
    }

    fn hear(&self, response: Response, live: &impl Fn(Life)) {
        match response {
            Response { id: 0, reply: Reply::Ready } => {
                let backlog = {
                    let mut inner = self.0.borrow_mut();
                    inner.ready = true;
                    std::mem::take(&mut inner.backlog)
                };
                // The files come first: what waited may speak of them.
                live(Life::Ready);
                for request in &backlog {
                    self.0.borrow().post(request);
                }
            }
            Response { id: 0, reply: Reply::Failed { message } } => self.0.borrow_mut().complaint = Some(message),
            Response { id, reply } => {
                let answer = self.0.borrow_mut().waiting.remove(&id);
                if let Some(answer) = answer {
                    answer(reply);
                }
            }
        }
    }
}

impl Inner {
    fn post(&self, request: &Request) {
        let serializer = Serializer::new().serialize_maps_as_objects(true);
        // Neither step fails on our own plain messages; if one did, the answer would not come and the page
        // would offer to restart the analyzer.
        if let (Some(worker), Ok(message)) = (&self.worker, request.serialize(&serializer)) {
            let _ = worker.post_message(&message);
        }
    }
}

/// Starts the analyzer from a script that the page itself makes. A worker loaded from an address has no content
/// security policy but what its server sends; one that is made here inherits the page's, so that the browser
/// keeps the analyzer from other origins too.
fn worker() -> Result<Worker, JsValue> {
    let folder = browser::meta("pyvigil-worker").ok_or("the page does not name its analyzer")?;
    let base = document().base_uri()?.ok_or("the page has no address")?;
    let absolute = |name: &str| -> Result<String, JsValue> {
        let address = Url::new_with_base(&format!("{folder}{name}"), &base)?.href();
        Ok(String::from(js_sys::JSON::stringify(&address.into())?))
    };
    let start = format!(
        "importScripts({});wasm_bindgen({{module_or_path:{}}});",
        absolute("pyvigil-worker.js")?,
        absolute("pyvigil-worker_bg.wasm")?,
    );
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&start.into()), &options)?;
    // Not revoked: the worker may still have to read it, and a page starts few workers.
    Worker::new(&Url::create_object_url_with_blob(&blob)?)
}
