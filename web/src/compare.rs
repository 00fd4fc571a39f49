//! This review beside an earlier one: its JSON is loaded here, and what is new, fixed and unchanged is told.

use leptos::prelude::*;
use model::message::{Call, Reply};
use model::{Compared, Comparison, How, Severity};

use crate::chosen::{self, ChooseFiles};
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
    let taken = Callback::new(move |files| {
        chosen::read(files, MAX_BYTES, move |name, read| match read {
            Ok(bytes) => state.compare(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(why) => state.notify(true, format!("Not compared. {name}: {why}.")),
        });
    });
    let told = move || {
        let reviewed = state.reviewed.get()?;
        let comparison = reviewed.review.comparison.clone()?;
        Some(view! { <Changes comparison=comparison/> })
    };
    view! {
        <div class="compare">
            <div class="report-bar">
                <ChooseFiles label="JSON report of an earlier review" accept=".json,application/json" taken=taken>
                    <Drawing icon=Icon::Open/>"Compare with an earlier report"
                </ChooseFiles>
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
