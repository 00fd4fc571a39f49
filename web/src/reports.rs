//! The deliverables: looked at, copied, downloaded. They are drawn when this panel is shown.

use leptos::prelude::*;
use model::message::Drawn;

use crate::browser;
use crate::prose::Prose;
use crate::rule_texts::TextsNote;
use crate::shape::{Drawing, Icon};
use crate::state::{Fetched, Panel, State, state};

/// The panel.
#[component]
pub(crate) fn Reports() -> impl IntoView {
    let state = state();
    let files = RwSignal::new(Vec::<Drawn>::new());
    let chosen = RwSignal::new(0_usize);
    let as_text = RwSignal::new(false);
    // A report waits for the texts of the rules; if they do not come it says that it lacks them.
    let waits = move || state.texts.get() == Fetched::Loading;
    // Drawn again for every review, but only while someone looks.
    Effect::new(move |_| {
        if state.panel.get() == Panel::Reports && state.reviewed.get().is_some() && !waits() {
            state.report("markdown", move |mut drawn| {
                state.report("json", move |json| {
                    drawn.extend(json);
                    chosen.update(|at| *at = (*at).min(drawn.len().saturating_sub(1)));
                    files.set(drawn);
                });
            });
        }
    });
    let all = move |_| {
        state.report("zip", move |drawn| {
            for file in &drawn {
                save(state, file);
            }
        });
    };
    let current = Memo::new(move |_| files.with(|files| files.get(chosen.get()).map(Shown::new)));
    let options = move || {
        files.with(|files| {
            files
                .iter()
                .enumerate()
                .map(|(at, file)| {
                    view! { <option value=at.to_string() prop:selected=move || chosen.get() == at>{file.path.clone()}</option> }
                })
                .collect_view()
        })
    };
    let pick = move |event| chosen.set(event_target_value(&event).parse().unwrap_or_default());
    let copy = move |_| {
        let Some(shown) = current.get_untracked() else { return };
        let size = kilobytes(shown.text.len());
        browser::copy(shown.text, move |copied| {
            let refused = "The browser did not allow copying; choose Text and copy it by hand.";
            state.notify(!copied, if copied { format!("Copied, {size}.") } else { refused.to_owned() });
        });
    };
    let download = move |_| {
        if let Some(file) = files.with_untracked(|files| files.get(chosen.get_untracked()).cloned()) {
            save(state, &file);
        }
    };
    let follow = Callback::new(move |target: String| {
        let target = target.trim_start_matches("./").trim_start_matches("../").to_owned();
        let found = files.with_untracked(|files| files.iter().position(|file| file.path.ends_with(&target)));
        if let Some(at) = found {
            chosen.set(at);
        }
    });
    let preview = move || {
        current.get().map(|shown| {
            if as_text.get() || !shown.is_markdown {
                view! { <pre class="code whole" role="group" tabindex="0" aria-label="Report as text">{shown.text}</pre> }.into_any()
            } else {
                view! { <Prose text=shown.text follow=follow/> }.into_any()
            }
        })
    };
    view! {
        <div class="reports">
            <div class="report-bar">
                <label class="grow">
                    <span class="sr">"Report"</span>
                    <select on:change=pick>{options}</select>
                </label>
                <div class="switch" role="group" aria-label="Show as">
                    <button aria-pressed=move || (!as_text.get()).to_string() on:click=move |_| as_text.set(false)>"Page"</button>
                    <button aria-pressed=move || as_text.get().to_string() on:click=move |_| as_text.set(true)>"Text"</button>
                </div>
            </div>
            <div class="report-bar">
                <button on:click=copy><Drawing icon=Icon::Copy/>"Copy"</button>
                <button on:click=download><Drawing icon=Icon::Download/>"Download this one"</button>
                <button class="primary" disabled=waits on:click=all><Drawing icon=Icon::Download/>"Download all (zip)"</button>
            </div>
            <TextsNote/>
            <div class="preview">{preview}</div>
        </div>
    }
}

/// A deliverable as it is looked at.
#[derive(Clone, PartialEq)]
struct Shown {
    text: String,
    is_markdown: bool,
}

impl Shown {
    fn new(file: &Drawn) -> Self {
        Self {
            text: String::from_utf8_lossy(&file.bytes).into_owned(),
            is_markdown: file.mime.starts_with("text/markdown"),
        }
    }
}

fn save(state: State, file: &Drawn) {
    let (problem, text) = match browser::download(file) {
        Ok(()) => (false, format!("{}, {}, is on its way to your downloads.", file.path, kilobytes(file.bytes.len()))),
        Err(_) => {
            (true, format!("The browser did not take {}; allow downloads for this page and try again.", file.path))
        }
    };
    state.notify(problem, text);
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} KB", bytes as f64 / 1000.0)
}
