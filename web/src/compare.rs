//! This review beside an earlier one: its JSON is loaded here, and what is new, fixed and unchanged is told.

use gloo::file::Blob;
use gloo::file::FileList;
use gloo::file::futures::read_as_bytes;
use leptos::prelude::*;
use leptos::{ev, html};
use model::message::{Call, Reply};
use model::{Compared, Comparison, How, Severity};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use crate::shape::{Drawing, Icon, Shape};
use crate::state::{State, state};

/// Refused before it is read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Entries of a list that are drawn.
const LISTED: usize = 200;

impl State {
    /// Gives the worker, which has just started, the earlier review that was loaded, if one was.
    pub(crate) fn bring_earlier(self) {
        if let Some(json) = self.session.with_value(|session| session.earlier.clone()) {
            self.ask(Call::Compare { json: Some(json) }, |_| {});
        }
    }

    /// Compares from now on with `json`, an earlier review; with `None` no longer.
    fn compare(self, json: Option<String>) {
        self.ask(Call::Compare { json: json.clone() }, move |reply| {
            if let Reply::Failed { message } = reply {
                self.notify(true, format!("Not compared: {message}."));
            } else {
                self.session.update_value(|session| session.earlier = json);
                self.review();
            }
        });
    }
}

/// Loading, and what came of it.
#[component]
pub(crate) fn Compare() -> impl IntoView {
    let state = state();
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| FileList::from(files).iter().next().cloned());
        input.set_value(""); // so that the same file can be chosen again
        let Some(file) = file else { return };
        if file.size() > MAX_BYTES {
            state.notify(true, "Not compared: the file is too large for a review.".to_owned());
            return;
        }
        spawn_local(async move {
            match read_as_bytes(&Blob::from(file)).await {
                Ok(bytes) => state.compare(Some(String::from_utf8_lossy(&bytes).into_owned())),
                Err(_) => state.notify(true, "Not compared: the browser could not read the file.".to_owned()),
            }
        });
    };
    let told = move || {
        let reviewed = state.reviewed.get()?;
        let comparison = reviewed.review.comparison.clone()?;
        Some(view! { <Changes comparison=comparison/> })
    };
    view! {
        <div class="compare">
            <div class="report-bar">
                <button on:click=choose><Drawing icon=Icon::Open/>"Compare with an earlier report"</button>
                <input node_ref=input type="file" accept=".json,application/json" hidden aria-label="JSON report of an earlier review" on:change=chosen/>
            </div>
            {told}
        </div>
    }
}

#[component]
fn Changes(comparison: Comparison) -> impl IntoView {
    let state = state();
    let of = |wanted: &[How]| -> Vec<Compared> {
        comparison
            .closed
            .iter()
            .filter(|closed| wanted.contains(&closed.how))
            .map(|closed| closed.what.clone())
            .collect()
    };
    let lists = [
        ("New", comparison.new.clone()),
        ("Fixed", of(&[How::Fixed])),
        ("Unchanged", comparison.unchanged.clone()),
        ("Suppressed or dismissed now", of(&[How::Suppressed, How::Dismissed])),
        ("Not reviewed this time", of(&[How::NotReviewed])),
    ];
    let lists = lists
        .into_iter()
        .enumerate()
        .filter(|(at, (_, list))| *at < 3 || !list.is_empty())
        .map(|(at, (title, list))| view! { <List title=title list=list open=at == 0/> })
        .collect_view();
    view! {
        <section class="changes" aria-label="Changes since the earlier review">
            <h3>{format!("Since the review of {}", comparison.date)}</h3>
            {lists}
            <button class="link" on:click=move |_| state.compare(None)>"Stop comparing"</button>
        </section>
    }
}

#[component]
fn List(title: &'static str, list: Vec<Compared>, open: bool) -> impl IntoView {
    let count = list.len();
    if count == 0 {
        return view! { <p class="soft">{format!("{title}: 0")}</p> }.into_any();
    }
    let items = list
        .into_iter()
        .take(LISTED)
        .map(|what| {
            let severity = what.severity.map(|severity: Severity| view! { <Shape severity=severity/>" "{severity.word()}" " });
            view! { <li>{severity}<code>{what.rule}</code>" "{what.title}" "<span class="soft">{format!("{}:{}", what.file, what.line)}</span></li> }
        })
        .collect_view();
    let more = (count > LISTED).then(|| view! { <p class="soft">{format!("and {} more", count - LISTED)}</p> });
    view! { <details open=open><summary>{format!("{title}: {count}")}</summary><ul>{items}</ul>{more}</details> }
        .into_any()
}
