//! The editor (web/editor/editor.ts) as Rust sees it. Positions are UTF-16 units.

use model::Severity;
use model::message::TextEdit;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    /// An editor that is mounted.
    #[derive(Clone)]
    pub(crate) type Editor;

    #[wasm_bindgen(js_namespace = pyvigilEditor, js_name = mount)]
    fn mount_js(host: &HtmlElement, listener: &JsValue) -> Editor;

    /// Adds a file.
    #[wasm_bindgen(method)]
    pub(crate) fn open(this: &Editor, path: &str, text: &str);
    /// Puts another text in place of the shown file's; it can be undone.
    #[wasm_bindgen(method)]
    pub(crate) fn replace(this: &Editor, text: &str);
    /// Shows a file that is open.
    #[wasm_bindgen(method)]
    pub(crate) fn show(this: &Editor, path: &str);
    /// Forgets a file; another one must be shown next.
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Editor, path: &str);
    /// The text of a file; edits in it that were not told yet will not be told.
    #[wasm_bindgen(method)]
    pub(crate) fn text(this: &Editor, path: &str) -> String;
    /// Tells the edits that wait.
    #[wasm_bindgen(method)]
    pub(crate) fn flush(this: &Editor);
    /// Shows a place of the file that is shown.
    #[wasm_bindgen(method)]
    pub(crate) fn reveal(this: &Editor, from: u32, focus: bool);
    /// Gives the editor the keyboard.
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Editor);

    #[wasm_bindgen(method, js_name = change)]
    fn change_js(this: &Editor, edits: JsValue);
    #[wasm_bindgen(method, js_name = mark)]
    fn mark_js(this: &Editor, path: &str, marks: JsValue);
    #[wasm_bindgen(method, js_name = trace)]
    fn trace_js(this: &Editor, path: &str, steps: JsValue);
}

/// A finding's place in a file.
#[derive(Serialize)]
pub(crate) struct EditorMark {
    /// The page's key of the finding.
    pub(crate) key: String,
    /// First unit.
    pub(crate) from: u32,
    /// One past the last.
    pub(crate) to: u32,
    /// Which of the five shapes.
    pub(crate) severity: Severity,
    /// What a person reads.
    pub(crate) label: String,
}

/// A numbered step of the selected finding's trace.
#[derive(Serialize)]
pub(crate) struct EditorStep {
    /// From 1.
    pub(crate) number: usize,
    /// First unit.
    pub(crate) from: u32,
    /// One past the last.
    pub(crate) to: u32,
    /// What happens there.
    pub(crate) note: String,
}

/// What the editor tells.
pub(crate) enum Told {
    /// The text of a file changed.
    Edited(String, Vec<TextEdit>),
    /// The text of a file became empty, or stopped being it.
    Emptied(String, bool),
    /// A person moved to this finding in the code.
    Chosen(String),
}

impl Editor {
    /// Puts an editor into `host`; `hear` is told what happens in it, as long as the page lives.
    pub(crate) fn mount(host: &HtmlElement, hear: impl Fn(Told) + Clone + 'static) -> Self {
        let listener = js_sys::Object::new();
        let told = hear.clone();
        let edited = Closure::<dyn Fn(String, JsValue)>::new(move |path, edits: JsValue| {
            told(Told::Edited(path, serde_wasm_bindgen::from_value(edits).unwrap_or_default()));
        });
        let told = hear.clone();
        let emptied = Closure::<dyn Fn(String, bool)>::new(move |path, empty| told(Told::Emptied(path, empty)));
        let chosen = Closure::<dyn Fn(String)>::new(move |key| hear(Told::Chosen(key)));
        for (name, function) in [
            ("edited", edited.into_js_value()),
            ("emptied", emptied.into_js_value()),
            ("chosen", chosen.into_js_value()),
        ] {
            // Setting a property of a plain object does not fail.
            let _ = js_sys::Reflect::set(&listener, &name.into(), &function);
        }
        mount_js(host, &listener)
    }

    /// Changes places of the shown file, as one step that can be undone.
    pub(crate) fn change(&self, edits: &[TextEdit]) {
        self.change_js(serde_wasm_bindgen::to_value(edits).unwrap_or_default());
    }

    /// Draws the findings of a file.
    pub(crate) fn mark(&self, path: &str, marks: &[EditorMark]) {
        self.mark_js(path, serde_wasm_bindgen::to_value(marks).unwrap_or_default());
    }

    /// Draws the trace of the selected finding in a file.
    pub(crate) fn trace(&self, path: &str, steps: &[EditorStep]) {
        self.trace_js(path, serde_wasm_bindgen::to_value(steps).unwrap_or_default());
    }
}
