//! The tabs of the open files, the ways to open more, and the editor with its invitation.

use gloo::file::futures::read_as_bytes;
use gloo::file::{Blob, FileList};
use leptos::prelude::*;
use leptos::{ev, html};
use web_sys::HtmlInputElement;

use crate::browser;
use crate::samples;
use crate::shape::{Drawing, Icon};
use crate::state::{State, state};

/// Refused before it is read, so that a mistaken drop of a disk image does not fill the memory.
const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// Reads files that a person gave and opens each in a tab.
pub(crate) fn open_files(state: State, files: web_sys::FileList) {
    for file in FileList::from(files).iter().cloned() {
        let name = file.name();
        if file.size() > MAX_BYTES {
            let size = file.size() / (1024 * 1024);
            state.notify(true, format!("Not opened. {name}: the file has {size} MiB, the limit is 10 MiB a file."));
            continue;
        }
        wasm_bindgen_futures::spawn_local(async move {
            match read_as_bytes(&Blob::from(file)).await {
                Ok(bytes) => state.open_bytes(name, bytes),
                Err(_) => state.notify(true, format!("Not opened. {name}: the browser could not read it.")),
            }
        });
    }
}

/// The tabs and the buttons beside them.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let state = state();
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            open_files(state, files);
        }
        input.set_value(""); // so that the same file can be chosen again
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if browser::rove(&event.key(), ".file-tab") {
            event.prevent_default();
        }
    };
    view! {
        <div class="file-bar">
            <ul class="file-tabs" aria-label="Files" on:keydown=on_key>
                <For each=move || state.files.get() key=Clone::clone let:path>
                    <FileTab path=path/>
                </For>
            </ul>
            <div class="file-tools">
                <button class="quiet" title="New tab" aria-label="New tab" on:click=move |_| state.new_file()>
                    <Drawing icon=Icon::Plus/>
                </button>
                <button class="quiet" title="Open files" aria-label="Open files" on:click=choose>
                    <Drawing icon=Icon::Open/>
                </button>
                <input node_ref=input type="file" multiple hidden aria-label="Files to open" on:change=chosen/>
            </div>
        </div>
    }
}

#[component]
fn FileTab(path: String) -> impl IntoView {
    let state = state();
    let (shown, show, close, count, label) = (path.clone(), path.clone(), path.clone(), path.clone(), path.clone());
    let is_shown = Memo::new(move |_| state.active.get() == shown);
    let findings = move || {
        state.reviewed.with(|reviewed| {
            let reviewed = reviewed.as_ref()?;
            let rows = reviewed.review.open_dependencies().filter(|row| row.file == count).count();
            let found = reviewed.open().filter(|finding| finding.file == count).count() + rows;
            (found > 0).then(|| view! { <span class="count" aria-label=format!("{found} findings")>{found}</span> })
        })
    };
    view! {
        <li class="file" class:shown=is_shown>
            <button
                class="file-tab"
                aria-current=move || is_shown.get().then_some("true")
                on:click=move |_| {
                    state.show(&show);
                    state.focus_editor();
                }
            >
                {label}
                {findings}
            </button>
            <button class="quiet close" aria-label=format!("Close {close}") on:click=move |_| state.close(&path)>
                <Drawing icon=Icon::Close/>
            </button>
        </li>
    }
}

/// The code: the editor, and an invitation as long as there is no text.
#[component]
pub(crate) fn Code() -> impl IntoView {
    let state = state();
    let host = NodeRef::<html::Div>::new();
    host.on_load(move |element| state.mount_editor(&element));
    view! {
        <div class="editor-frame">
            <div node_ref=host class="editor-host"></div>
            <Show when=move || state.empty.get()>
                <Invitation/>
            </Show>
        </div>
    }
}

#[component]
fn Invitation() -> impl IntoView {
    let state = state();
    let chips = samples::ALL
        .iter()
        .map(|sample| {
            let open = move |_| state.open(sample.path, sample.text);
            view! { <li><button class="chip" on:click=open>{sample.title}</button></li> }
        })
        .collect_view();
    view! {
        <div class="invitation">
            <h2>"Paste Python, or drop files here"</h2>
            <p>"Findings appear while you type. The code stays in this tab."</p>
            <p class="soft" id="samples-label">"Or try one of these:"</p>
            <ul class="chips" aria-labelledby="samples-label">{chips}</ul>
        </div>
    }
}
