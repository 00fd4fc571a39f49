//! Files that a person chooses: the button, the hidden input behind it, and their bytes. The one door for all of them.

use gloo::file::futures::read_as_bytes;
use gloo::file::{Blob, FileList};
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

const MIB: u64 = 1024 * 1024;

/// Reads files that a person gave; `each` is told the name, and the bytes or why there are none. A file of more than `most`
/// bytes is refused before it is read, so that a mistaken drop of a disk image does not fill the memory.
pub(crate) fn read(
    files: web_sys::FileList,
    most: u64,
    each: impl Fn(String, Result<Vec<u8>, String>) + Clone + 'static,
) {
    for file in FileList::from(files).iter().cloned() {
        let (name, size) = (file.name(), file.size());
        if size > most {
            each(name, Err(format!("the file has {} MiB, the limit is {} MiB a file", size / MIB, most / MIB)));
            continue;
        }
        let each = each.clone();
        spawn_local(async move {
            let bytes = read_as_bytes(&Blob::from(file)).await;
            each(name, bytes.map_err(|_| "the browser could not read it".to_owned()));
        });
    }
}

/// A button that lets a person choose files; `taken` gets them.
#[component]
pub(crate) fn ChooseFiles(
    /// Class of the button.
    #[prop(optional)]
    class: &'static str,
    /// What the button does, where it shows no words.
    #[prop(optional)]
    title: Option<&'static str>,
    /// The input's name.
    label: &'static str,
    /// What the dialogue offers; everything if it is empty.
    #[prop(optional)]
    accept: &'static str,
    /// Whether several may be chosen.
    #[prop(optional)]
    multiple: bool,
    /// What happens with them.
    taken: Callback<web_sys::FileList>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            taken.run(files);
        }
        input.set_value(""); // so that the same file can be chosen again
    };
    view! {
        <button class=class title=title aria-label=title on:click=choose>{children()}</button>
        <input node_ref=input type="file" accept=accept multiple=multiple hidden aria-label=label on:change=chosen/>
    }
}
