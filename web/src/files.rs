//! The tabs of the open files, the ways to open more, and the editor with its invitation.

use leptos::prelude::*;
use leptos::{ev, html};

use crate::browser;
use crate::chosen::{self, ChooseFiles};
use crate::samples;
use crate::shape::{Drawing, Icon};
use crate::state::{State, state};

/// The limit of a file.
const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// Reads files that a person gave and opens each in a tab.
pub(crate) fn open_files(state: State, files: web_sys::FileList) {
    chosen::read(files, MAX_BYTES, move |name, read| match read {
        Ok(bytes) => state.open_bytes(name, bytes),
        Err(why) => state.notify(true, format!("Not opened. {name}: {why}.")),
    });
}

/// The tabs and the buttons beside them.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let state = state();
    let taken = Callback::new(move |files| open_files(state, files));
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
                <ChooseFiles class="quiet" title="Open files" label="Files to open" multiple=true taken=taken>
                    <Drawing icon=Icon::Open/>
                </ChooseFiles>
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
