//! The index of advisories: one file beside the page, fetched once when the analyzer is there, whether a manifest is open
//! or not. Asking for single packages would tell whoever serves the page what the visitor depends on.

use leptos::prelude::*;
use model::message::{Call, Reply};
use wasm_bindgen_futures::spawn_local;

use crate::browser;
use crate::chosen::{self, ChooseFiles};
use crate::state::{Fetched, State, state};

/// More than any index has.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

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
                // A file that a person chose meanwhile is the one they want.
                Ok(_) if self.session.with_value(|session| session.advisories.is_some()) => {}
                Ok(bytes) => {
                    self.session.update_value(|session| session.advisories = Some(bytes.clone()));
                    self.hand_over_advisories(bytes);
                }
                Err(why) => self.advisories.set(Fetched::Missing(why)),
            }
        });
    }

    fn hand_over_advisories(self, bytes: Vec<u8>) {
        self.ask(Call::Advisories { bytes }, move |reply| match reply {
            Reply::Advised { date, .. } => self.advised(date),
            Reply::Failed { message } => {
                self.session.update_value(|session| session.advisories = None);
                self.advisories.set(Fetched::Missing(message));
            }
            _ => {}
        });
    }

    fn advised(self, date: String) {
        self.advisories.set(Fetched::Here);
        self.advisories_date.set(Some(date));
        // What was reviewed before them had no audit.
        self.review();
    }

    /// Takes the advisories of a file that a person chose; what was there before stays if it is none.
    fn choose_advisories(self, name: String, bytes: Vec<u8>) {
        self.ask(Call::Advisories { bytes: bytes.clone() }, move |reply| match reply {
            Reply::Advised { date, advisories } => {
                let before = self.advisories_date.get_untracked();
                let older = before.is_some_and(|before| before > date);
                let warning = if older { " They are older than those that were there." } else { "" };
                self.notify(older, format!("{name}: {advisories} advisories as of {date}.{warning}"));
                self.session.update_value(|session| session.advisories = Some(bytes));
                self.advised(date);
            }
            Reply::Failed { message } => {
                self.notify(true, format!("{name} was not loaded: {message}. The advisories are those from before."));
            }
            _ => {}
        });
    }
}

/// The date of the advisories, and the way to newer ones: a file from the person's disk.
#[component]
pub(crate) fn AdvisoriesChoice() -> impl IntoView {
    let state = state();
    let taken = Callback::new(move |files| {
        chosen::read(files, MAX_BYTES, move |name, read| match read {
            Ok(bytes) => state.choose_advisories(name, bytes),
            Err(why) => state.notify(true, format!("{name} was not loaded: {why}.")),
        });
    });
    let date = move || match state.advisories_date.get() {
        Some(date) => format!("Advisories as of {date}. "),
        None => "No advisories yet. ".to_owned(),
    };
    view! {
        <p class="soft">
            {date}
            <ChooseFiles class="link" label="File of advisories" accept=".bin" taken=taken>
                "Load newer ones from a file"
            </ChooseFiles>
        </p>
    }
}

/// Says that the advisories are missing, and loads them again.
#[component]
pub(crate) fn AdvisoriesNote() -> impl IntoView {
    let state = state();
    move || match state.advisories.get() {
        Fetched::Here => view! { <AdvisoriesChoice/> }.into_any(),
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
