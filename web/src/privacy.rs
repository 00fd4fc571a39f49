//! The dialogs: context, privacy, keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, PerformanceResourceTiming};

use crate::browser;
use crate::header::Context;
use crate::shape::{Drawing, Icon};
use crate::state::{Analyzer, Fetched, state};

/// A dialog of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// Framework, environment, date.
    Context,
    /// What the page can reach.
    Privacy,
    /// The keys.
    Keys,
}

impl Dialog {
    const fn id(self) -> &'static str {
        match self {
            Self::Context => "dialog-context",
            Self::Privacy => "dialog-privacy",
            Self::Keys => "dialog-keys",
        }
    }

    fn element(self) -> Option<HtmlDialogElement> {
        browser::element(self.id()).and_then(|element| element.dyn_into().ok())
    }

    /// Opens it; the browser keeps the focus inside and closes it with Escape.
    pub(crate) fn open(self) {
        if let Some(dialog) = self.element().filter(|dialog| !dialog.open()) {
            // Fails only for a dialog that is not in the page.
            let _ = dialog.show_modal();
        }
    }

    fn close(self) {
        if let Some(dialog) = self.element() {
            dialog.close();
        }
    }
}

/// All dialogs, closed.
#[component]
pub(crate) fn Dialogs() -> impl IntoView {
    view! {
        <Frame dialog=Dialog::Context title="Context"><Context/></Frame>
        <Frame dialog=Dialog::Privacy title="Nothing leaves this page"><Privacy/></Frame>
        <Frame dialog=Dialog::Keys title="Keys"><Keys/></Frame>
    }
}

#[component]
fn Frame(dialog: Dialog, title: &'static str, children: Children) -> impl IntoView {
    let heading = format!("{}-title", dialog.id());
    let on_click = move |event: leptos::ev::MouseEvent| {
        // A click on the backdrop has the dialog itself as its target.
        if browser::target(&event).is_some_and(|target| target.id() == dialog.id()) {
            dialog.close();
        }
    };
    view! {
        <dialog id=dialog.id() aria-labelledby=heading.clone() on:click=on_click>
            <div class="sheet">
                <div class="sheet-head">
                    <h2 id=heading.clone()>{title}</h2>
                    <button class="quiet" aria-label="Close" on:click=move |_| dialog.close()>
                        <Drawing icon=Icon::Close/>
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
}

/// What this page can reach, read from the policy that the browser enforces, and what it did reach.
#[component]
fn Privacy() -> impl IntoView {
    let policy = document()
        .query_selector("meta[http-equiv='Content-Security-Policy']")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default();
    let directive = |name: &str| {
        let found = policy.split(';').map(str::trim).find_map(|part| part.strip_prefix(name));
        found.map_or_else(|| "not limited".to_owned(), |value| value.trim().to_owned())
    };
    let rows = [
        ("connect-src", "Requests by program", directive("connect-src ")),
        ("script-src", "Programs", directive("script-src ")),
        ("worker-src", "Background programs", directive("worker-src ")),
        ("form-action", "Sending forms", directive("form-action ")),
        ("default-src", "Everything else", directive("default-src ")),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, what, value)| {
            let words = match value.as_str() {
                "'none'" => "nothing",
                "'self'" => "the page's own files only",
                "blob:" => "what the page itself makes, under these same limits",
                value if value.starts_with("'self'") => "the page's own files only, WebAssembly included",
                _ => "see the policy",
            };
            view! { <tr><th scope="row">{what}</th><td>{words}<br/><code>{format!("{name} {value}")}</code></td></tr> }
        })
        .collect_view();
    // The page is ready when its analyzer and the texts of the rules are: until then it loads its own files.
    let state = state();
    let ready = RwSignal::new(None::<f64>);
    Effect::new(move |_| {
        if state.analyzer.get() == Analyzer::Idle
            && state.texts.get() != Fetched::Loading
            && state.advisories.get() != Fetched::Loading
            && ready.get_untracked().is_none()
        {
            ready.set(Some(now()));
        }
    });
    let (count, set_count) = signal(None::<(usize, f64)>);
    let look = move |_| {
        let since = ready.get_untracked();
        set_count.set(since.map(|ready| (requests_since(ready), ((now() - ready) / 1000.0).round())));
    };
    view! {
        <p>
            "The analyzer runs in this browser tab. Your code stays in its memory and goes nowhere; it is gone when the tab is closed. Only your choice of theme is stored."
        </p>
        <p>
            "When it is opened the page loads its own files, the same ones for everybody: the texts of all rules come in one file, the advisories in another, so that no request tells which of them your code meets."
        </p>
        <p>"The browser itself enforces these limits for the page (its content security policy):"</p>
        <div class="table" role="group" tabindex="0" aria-label="Limits"><table><tbody>{rows}</tbody></table></div>
        <p>
            <button on:click=look>"Count requests"</button>
            " "
            <span role="status">{move || count.get().map(|(count, seconds)| match count {
                0 => format!("No request in the {seconds} seconds since the page was ready."),
                1 => "1 request since the page was ready.".to_owned(),
                more => format!("{more} requests since the page was ready."),
            })}</span>
        </p>
        <p class="soft">"To see it yourself: open the browser's developer tools, choose Network, and scan."</p>
    }
}

/// Milliseconds since the page began to load.
fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// How many resources the browser fetched for the page after `ready` (milliseconds).
fn requests_since(ready: f64) -> usize {
    let Some(performance) = window().performance() else { return 0 };
    performance
        .get_entries_by_type("resource")
        .iter()
        .filter_map(|entry| entry.dyn_into::<PerformanceResourceTiming>().ok())
        .filter(|entry| entry.start_time() > ready && !entry.name().starts_with("blob:"))
        .count()
}

const KEYS: [(&str, &str); 9] = [
    ("F8 / Shift F8", "Next, previous finding"),
    ("↑ ↓", "Move in a list of findings, tabs or rules"),
    ("Enter", "Open or close the finding"),
    ("Alt Enter", "Apply the fix of the finding that is open"),
    ("Escape", "Close the finding, or a dialog"),
    ("Escape, then Tab", "Leave the editor (Tab alone indents)"),
    ("Ctrl F", "Search in the code"),
    ("/", "Filter the findings"),
    ("?", "These keys"),
];

#[component]
fn Keys() -> impl IntoView {
    let rows = KEYS
        .into_iter()
        .map(|(keys, deed)| view! { <tr><th scope="row"><kbd>{keys}</kbd></th><td>{deed}</td></tr> })
        .collect_view();
    view! { <table class="keys"><tbody>{rows}</tbody></table> }
}
