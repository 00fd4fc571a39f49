//! The index of advisories: one file beside the page, fetched once when the analyzer is there, whether a manifest is open
//! or not. Asking for single packages would tell whoever serves the page what the visitor depends on.

use leptos::prelude::*;
use model::message::{Call, Reply};
use wasm_bindgen_futures::spawn_local;

use crate::browser;
use crate::state::{Fetched, State, state};

impl State {
    /// Gives the advisories to the worker, which has just started; fetches them the first time.
    pub(crate) fn bring_advisories(self) {
        match self.session.with_value(|session| session.advisories.clone()) {
            Some(bytes) => self.hand_over_advisories(bytes),
            None => self.fetch_advisories(),
        }
    }

    fn fetch_advisories(self) {
        self.advisories.set(Fetched::Loading);
        spawn_local(async move {
            let address = browser::meta("pyvigil-advisories").unwrap_or_default();
            match browser::fetch_bytes(&address).await {
                Ok(bytes) => {
                    self.session.update_value(|session| session.advisories = Some(bytes.clone()));
                    self.hand_over_advisories(bytes);
                }
                Err(why) => self.advisories.set(Fetched::Missing(why)),
            }
        });
    }

    fn hand_over_advisories(self, bytes: Vec<u8>) {
        self.ask(Call::Advisories { bytes }, move |reply| {
            if let Reply::Failed { message } = reply {
                self.session.update_value(|session| session.advisories = None);
                self.advisories.set(Fetched::Missing(message));
            } else {
                self.advisories.set(Fetched::Here);
                // What was reviewed before them had no audit.
                self.review();
            }
        });
    }
}

/// Says that the advisories are missing, and loads them again.
#[component]
pub(crate) fn AdvisoriesNote() -> impl IntoView {
    let state = state();
    move || match state.advisories.get() {
        Fetched::Here => ().into_any(),
        Fetched::Loading => view! { <p class="soft late" role="status">"Loading the advisories …"</p> }.into_any(),
        Fetched::Missing(why) => view! {
            <p class="texts-missing" role="status">
                {format!("The advisories are missing: {why}. Known vulnerabilities were not looked up.")}
                " "
                <button class="link" on:click=move |_| state.fetch_advisories()>"Load them again"</button>
            </p>
        }
        .into_any(),
    }
}
