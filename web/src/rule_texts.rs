//! The prose of the rules: one file beside the page, fetched once when the analyzer is there, whatever was found.
//! A file for each rule would tell whoever serves the page which weaknesses the visitor's code has.

use leptos::prelude::*;
use model::message::{Call, Reply};
use wasm_bindgen_futures::spawn_local;

use crate::browser;
use crate::state::{Fetched, State, state};

impl State {
    /// Gives the texts to the worker, which has just started; fetches them the first time.
    pub(crate) fn bring_texts(self) {
        match self.session.with_value(|session| session.texts.clone()) {
            Some(text) => self.hand_over(text),
            None => self.fetch_texts(),
        }
    }

    /// Fetches the texts.
    fn fetch_texts(self) {
        self.texts.set(Fetched::Loading);
        spawn_local(async move {
            let address = browser::meta("pyvigil-rule-texts").unwrap_or_default();
            match browser::fetch(&address).await {
                Ok(text) => {
                    self.session.update_value(|session| session.texts = Some(text.clone()));
                    self.hand_over(text);
                }
                Err(why) => self.texts.set(Fetched::Missing(why)),
            }
        });
    }

    fn hand_over(self, text: String) {
        self.ask(Call::Pages { text }, move |reply| {
            if let Reply::Failed { message } = reply {
                self.session.update_value(|session| session.texts = None);
                self.texts.set(Fetched::Missing(message));
            } else {
                // Those that came before have no prose.
                self.pages.update(std::collections::HashMap::clear);
                self.texts.set(Fetched::Here);
            }
        });
    }
}

/// Stands where texts of the rules belong, until they are there.
#[component]
pub(crate) fn TextsNote() -> impl IntoView {
    let state = state();
    move || match state.texts.get() {
        Fetched::Here => ().into_any(),
        Fetched::Loading => {
            view! { <p class="soft late" role="status">"Loading the texts of the rules …"</p> }.into_any()
        }
        Fetched::Missing(why) => view! {
            <p class="texts-missing" role="status">
                {format!("The texts of the rules are missing: {why}. What was found does not depend on them.")}
                " "
                <button class="link" on:click=move |_| state.fetch_texts()>"Load them again"</button>
            </p>
        }
        .into_any(),
    }
}
