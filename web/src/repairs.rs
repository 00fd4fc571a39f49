//! Dependencies raised to versions that nothing is known about: shown as a diff, applied in the editor, downloaded.

use leptos::prelude::*;
use model::State as Triage;
use model::message::{Call, Drawn, Repaired, Reply};

use crate::browser;
use crate::prose::line;
use crate::shape::{Drawing, Icon};
use crate::state::{State, state};

impl State {
    /// Asks what can be done about the dependencies of the open files, as they are now.
    fn repairs(self, done: impl FnOnce(Vec<Repaired>) + 'static) {
        self.flush();
        self.ask(Call::Repair { options: self.options.get_untracked() }, move |reply| match reply {
            Reply::Repaired { files } => done(files),
            Reply::Failed { message } => self.notify(true, message),
            _ => {}
        });
    }

    /// Raises the dependencies of one file, in the editor. What is shown may be older than the text, so it is asked for
    /// again.
    fn apply_repair(self, path: String) {
        self.repairs(move |files| {
            let found = files.into_iter().find(|file| file.repair.file == path && !file.edits.is_empty());
            let Some(found) = found else { return };
            self.change(&path, &found.edits);
            let raised = crate::status::plural(found.edits.len() as u32, "condition");
            self.notify(false, format!("{raised} changed in {path}. Undo in the editor takes that back."));
        });
    }
}

/// The button, and under it what it shows.
#[component]
pub(crate) fn Repairs() -> impl IntoView {
    let state = state();
    let shown = RwSignal::new(None::<Vec<Repaired>>);
    let has_fix = Memo::new(move |_| {
        state.reviewed.with(|reviewed| {
            let rows = reviewed.iter().flat_map(|reviewed| &reviewed.review.dependencies);
            rows.filter(|row| row.state == Triage::Open).any(|row| row.fixed.is_some())
        })
    });
    // What is shown is about the latest text.
    Effect::new(move |_| {
        if state.reviewed.get().is_some() && shown.with_untracked(Option::is_some) {
            state.repairs(move |files| shown.set(Some(files)));
        }
    });
    let toggle = move |_| {
        if shown.with_untracked(Option::is_some) {
            shown.set(None);
        } else {
            state.repairs(move |files| shown.set(Some(files)));
        }
    };
    let is_shown = move || shown.with(Option::is_some);
    let files = move || {
        shown.get().map(|files| {
            let none = files.is_empty().then(|| {
                view! { <p class="soft">"No file that is open can be fixed by another version."</p> }
            });
            let files = files.into_iter().map(|file| repaired(state, file)).collect_view();
            view! { <section class="repairs" id="repairs" aria-label="Fixed versions">{none}{files}</section> }
        })
    };
    view! {
        <Show when=move || has_fix.get() || is_shown()>
            <p>
                <button class="primary" aria-expanded=move || is_shown().to_string() aria-controls="repairs" on:click=toggle>
                    {move || if is_shown() { "Hide the fixed versions" } else { "Show the fixed versions" }}
                </button>
            </p>
        </Show>
        {files}
    }
}

fn repaired(state: State, file: Repaired) -> impl IntoView {
    let Repaired { repair, diff, text, .. } = file;
    let path = repair.file.clone();
    let apply = {
        let path = path.clone();
        move |_| state.apply_repair(path.clone())
    };
    let download = {
        let path = path.clone();
        move |_| download_text(state, &path, &text)
    };
    let lines = diff.lines().skip(2).map(diff_line).collect_view();
    let changed = (!repair.edits.is_empty()).then(|| {
        view! {
            <pre class="code diff" role="group" tabindex="0" aria-label=format!("Changes of {path}")>{lines}</pre>
            <div class="report-bar">
                <button class="primary" on:click=apply>"Apply in the editor"</button>
                <button on:click=download><Drawing icon=Icon::Download/>"Download the file"</button>
            </div>
        }
    });
    let left = repair.remarks.into_iter().filter(|remark| !remark.raised);
    let left = left
        .map(|remark| {
            let go = {
                let path = path.clone();
                move |_| state.show_line(&path, remark.line)
            };
            view! {
                <li>
                    <b>{remark.package}</b>
                    " "
                    <button class="link" on:click=go>{format!("line {}", remark.line)}</button>
                    ": "
                    {line(&remark.text)}
                </li>
            }
        })
        .collect::<Vec<_>>();
    let left = (!left.is_empty()).then(|| view! { <h5>"Not changed"</h5><ul class="facts">{left}</ul> });
    let advice = repair.advice.iter().map(|advice| view! { <p>{line(advice)}</p> }).collect_view();
    view! {
        <h4>{path}</h4>
        {changed}
        {left}
        {advice}
    }
}

/// Gives a file's new text to the browser's downloads, under its own name.
pub(crate) fn download_text(state: State, path: &str, text: &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let path = if name.contains('.') { name.to_owned() } else { format!("{name}.txt") };
    let file = Drawn { path, mime: "text/plain;charset=utf-8".to_owned(), bytes: text.as_bytes().to_vec() };
    if browser::download(&file).is_err() {
        state.notify(true, "The browser did not take the file; allow downloads for this page.".to_owned());
    }
}

/// One line of a unified diff.
pub(crate) fn diff_line(line: &str) -> impl IntoView + use<> {
    let class = match line.as_bytes().first() {
        Some(b'+') => "added",
        Some(b'-') => "removed",
        Some(b'@') => "place",
        _ => "",
    };
    view! { <span class=class>{format!("{line}\n")}</span> }
}
