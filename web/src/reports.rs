//! The deliverables: looked at, copied, downloaded. They are drawn when this panel is shown, in any format; an earlier report is
//! compared here, and masked secrets are shown, if a person wants that.

use leptos::prelude::*;
use model::message::{Call, Drawn, FormatEntry, Reply};

use crate::browser;
use crate::compare::Compare;
use crate::prose::Prose;
use crate::rule_texts::TextsNote;
use crate::shape::{Drawing, Icon};
use crate::state::{Fetched, Panel, State, state};

/// The word of the format that holds all others.
const ARCHIVE: &str = "zip";

/// The panel.
#[component]
pub(crate) fn Reports() -> impl IntoView {
    let state = state();
    let format = RwSignal::new("markdown".to_owned());
    let files = RwSignal::new(Vec::<Drawn>::new());
    let chosen = RwSignal::new(0_usize);
    let as_text = RwSignal::new(false);
    // A report waits for the texts of the rules; if they do not come it says that it lacks them.
    let waits = move || state.texts.get() == Fetched::Loading;
    // Drawn again for every review, but only while someone looks.
    Effect::new(move |_| {
        if state.panel.get() == Panel::Reports && state.reviewed.get().is_some() && !waits() {
            let word = format.get();
            state.report(&word.clone(), move |drawn| {
                // Another one may have been chosen meanwhile.
                if format.with_untracked(|format| *format == word) {
                    chosen.update(|at| *at = (*at).min(drawn.len().saturating_sub(1)));
                    files.set(drawn);
                }
            });
        }
    });
    let all = move |_| {
        state.report(ARCHIVE, move |drawn| {
            for file in &drawn {
                save(state, file);
            }
        });
    };
    let current = Memo::new(move |_| files.with(|files| files.get(chosen.get()).map(Shown::new)));
    let show_secrets = move |event| {
        let show = event_target_checked(&event);
        state.set_options(|options| options.show_secrets = show);
    };
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
            if shown.kind == Kind::Html && !as_text.get() {
                // Its own policy and this sandbox keep it from running or fetching anything.
                view! { <iframe class="report-page" title="HTML report" sandbox="" srcdoc=shown.text></iframe> }.into_any()
            } else if as_text.get() || shown.kind != Kind::Markdown {
                view! { <pre class="code whole" role="group" tabindex="0" aria-label="Report as text">{shown.text}</pre> }.into_any()
            } else {
                view! { <Prose text=shown.text follow=follow/> }.into_any()
            }
        })
    };
    view! {
        <div class="reports">
            <div class="report-bar">
                <FormatChoice format=format chosen=chosen/>
                <div class="switch" role="group" aria-label="Show as">
                    <button aria-pressed=move || (!as_text.get()).to_string() on:click=move |_| as_text.set(false)>"Page"</button>
                    <button aria-pressed=move || as_text.get().to_string() on:click=move |_| as_text.set(true)>"Text"</button>
                </div>
            </div>
            <FileChoice files=files chosen=chosen/>
            <div class="report-bar">
                <button on:click=copy><Drawing icon=Icon::Copy/>"Copy"</button>
                <button on:click=download><Drawing icon=Icon::Download/>"Download this one"</button>
                <button class="primary" disabled=waits on:click=all><Drawing icon=Icon::Download/>"Download all (zip)"</button>
            </div>
            <label class="secrets">
                <input type="checkbox" prop:checked=move || state.options.with(|options| options.show_secrets) on:change=show_secrets/>
                "Show secrets as they are, in this page and in every report"
            </label>
            <Compare/>
            <TextsNote/>
            <div class="preview">{preview}</div>
        </div>
    }
}

/// Which format; another one begins with its first file.
#[component]
fn FormatChoice(format: RwSignal<String>, chosen: RwSignal<usize>) -> impl IntoView {
    let state = state();
    let formats = RwSignal::new(Vec::<FormatEntry>::new());
    state.ask(Call::Formats, move |reply| {
        if let Reply::Formats { formats: known } = reply {
            formats.set(known);
        }
    });
    let kinds = move || {
        let shown = |entry: &FormatEntry| {
            let word = entry.word.clone();
            let is_chosen = {
                let word = word.clone();
                move || format.with(|format| *format == word)
            };
            view! { <option value=word prop:selected=is_chosen>{entry.title.clone()}</option> }
        };
        // The archive is no page to look at; it has a button of its own.
        formats.with(|formats| formats.iter().filter(|entry| entry.word != ARCHIVE).map(shown).collect_view())
    };
    let about = move || {
        formats.with(|formats| {
            let word = format.get();
            formats.iter().find(|entry| entry.word == word).map(|entry| format!("{}.", entry.about))
        })
    };
    let pick_format = move |event| {
        chosen.set(0);
        format.set(event_target_value(&event));
    };
    view! {
        <label class="grow">
            <span class="sr">"Format"</span>
            <select on:change=pick_format>{kinds}</select>
            <span class="soft about">{about}</span>
        </label>
    }
}

/// Which file of the format, where it has several.
#[component]
fn FileChoice(files: RwSignal<Vec<Drawn>>, chosen: RwSignal<usize>) -> impl IntoView {
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
    let several = move || files.with(|files| files.len() > 1);
    view! {
        <Show when=several>
            <label class="report-bar">
                <span class="sr">"File"</span>
                <span class="grow"><select on:change=pick>{options}</select></span>
            </label>
        </Show>
    }
}

/// A deliverable as it is looked at.
#[derive(Clone, PartialEq)]
struct Shown {
    text: String,
    kind: Kind,
}

/// How a deliverable is looked at.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Markdown,
    Html,
    Text,
}

impl Shown {
    fn new(file: &Drawn) -> Self {
        let kind = match file.mime.split(';').next() {
            Some("text/markdown") => Kind::Markdown,
            Some("text/html") => Kind::Html,
            _ => Kind::Text,
        };
        Self { text: String::from_utf8_lossy(&file.bytes).into_owned(), kind }
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
