//! Fixes of code: asked for when the findings are shown, drawn as a diff, applied in the editor, one or all that are safe.

use std::sync::Arc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use model::message::{Call, FixedFile, Recommendation, Reply};
use model::{Applicability, Finding};

use crate::browser;
use crate::prose::line;
use crate::repairs::{diff_line, download_text};
use crate::shape::{Drawing, Icon};
use crate::state::{Analyzer, State, state};
use crate::status::plural;

/// Milliseconds after a review in which nothing was typed: checking fixes takes several reviews.
const WAIT: u32 = 500;

impl State {
    /// Asks for the fixes of the latest review as soon as nobody types; those of an older one are forgotten.
    pub(crate) fn recommend(self) {
        self.fixes.set(Arc::default());
        let wait = Timeout::new(WAIT, move || {
            let Some(asked) = self.reviewed.get_untracked() else { return };
            self.ask(Call::Recommend { options: self.options.get_untracked() }, move |reply| {
                let is_latest =
                    self.reviewed.with_untracked(|now| now.as_ref().is_some_and(|now| Arc::ptr_eq(now, &asked)));
                // While a newer review is on its way, the places are those of an older text.
                if let Reply::Recommended { fixes } = reply
                    && is_latest
                    && self.analyzer.get_untracked() == Analyzer::Idle
                {
                    self.fixes.set(fixes.into());
                }
            });
        });
        self.session.update_value(|session| session.fixing = Some(wait));
    }

    /// What is there of a finding's fix, about the text as it is now; says so if that has changed.
    fn fix_of(self, finding: &str) -> Option<Recommendation> {
        self.flush();
        let found = self.fixes.with_untracked(|fixes| fixes.iter().find(|fix| fix.finding == finding).cloned());
        if found.is_none() {
            self.notify(
                false,
                "There is no checked fix for the code as it is now. After each change they are checked again."
                    .to_owned(),
            );
        }
        found
    }

    /// Applies the fix of one finding in the editor.
    pub(crate) fn apply_fix(self, finding: &str) {
        let Some(fix) = self.fix_of(finding) else { return };
        self.change(&fix.path, &fix.edits);
        self.notify(
            false,
            format!("Applied in {}: {} Undo in the editor takes it back.", fix.path, fix.fix.note.replace('`', "")),
        );
    }

    /// Applies the fix of the finding that is open.
    pub(crate) fn apply_selected(self) {
        let finding = self.selected.with_untracked(|key| {
            self.reviewed.with_untracked(|reviewed| Some(reviewed.as_ref()?.find(key.as_ref()?)?.id.clone()))
        });
        match finding {
            Some(finding) => self.apply_fix(&finding),
            None => self.notify(false, "Choose a finding first: F8 goes to the next one.".to_owned()),
        }
    }

    /// Asks for the files after their fixes.
    fn fixed(self, with_choices: bool, done: impl FnOnce(Vec<FixedFile>) + 'static) {
        self.flush();
        let options = self.options.get_untracked();
        self.ask(Call::Fix { options, with_choices }, move |reply| match reply {
            Reply::Fixed { files } => done(files),
            Reply::Failed { message } => self.notify(true, message),
            _ => {}
        });
    }

    /// Applies the fixes of all files that leave no choice; each file takes them back in one step.
    fn apply_safe(self) {
        self.fixed(false, move |files| {
            let shown = self.active.get_untracked();
            for file in &files {
                self.change(&file.path, &file.edits);
            }
            self.show(&shown);
            let fixes: usize = files.iter().map(|file| file.notes.len()).sum();
            let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
            let done = match fixes {
                0 => "No safe fix is left for the code as it is now.".to_owned(),
                _ => format!(
                    "{} applied in {}. Undo in the editor takes a file's back in one step.",
                    plural(fixes as u32, "fix"),
                    paths.join(", ")
                ),
            };
            self.notify(false, done);
        });
    }
}

/// The fix of one finding: what it does, what it changes, and the button.
#[component]
pub(crate) fn FixOf(finding: Finding) -> impl IntoView {
    let state = state();
    let found =
        Memo::new(move |_| state.fixes.with(|fixes| fixes.iter().find(|fix| fix.finding == finding.id).cloned()));
    move || {
        found.get().map(|Recommendation { finding, path, fix, diff, .. }| {
            let lines = diff.lines().skip(2).map(diff_line).collect_view();
            view! {
                <section class="fix" aria-label="Fix">
                    <h4>"Fix"<Badge applicability=fix.applicability/></h4>
                    <p>{line(&fix.note)}</p>
                    <pre class="code diff" role="group" tabindex="0" aria-label=format!("What the fix changes in {path}")>{lines}</pre>
                    <p class="deeds">
                        <button class="primary" aria-keyshortcuts="Alt+Enter" title="Alt+Enter" on:click=move |_| state.apply_fix(&finding)>
                            <Drawing icon=Icon::Check/>
                            "Apply the fix"
                        </button>
                    </p>
                </section>
            }
        })
    }
}

#[component]
fn Badge(applicability: Applicability) -> impl IntoView {
    let (class, word) = match applicability {
        Applicability::Safe => ("badge safe", "Safe"),
        Applicability::NeedsReview => ("badge choice", "Needs review"),
    };
    view! { <span class=class>{word}</span> }
}

/// Whether a finding has a fix, for its row.
#[component]
pub(crate) fn HasFix(finding: String) -> impl IntoView {
    let state = state();
    let has = Memo::new(move |_| state.fixes.with(|fixes| fixes.iter().any(|fix| fix.finding == finding)));
    view! { <Show when=move || has.get()><span class="badge">"fix"</span></Show> }
}

/// What can be done about all findings together: above the list.
#[component]
pub(crate) fn Fixes() -> impl IntoView {
    let state = state();
    let shown = RwSignal::new(None::<Vec<FixedFile>>);
    let with_choices = RwSignal::new(false);
    let count = Memo::new(move |_| {
        state.fixes.with(|fixes| {
            let safe = fixes.iter().filter(|fix| fix.fix.applicability == Applicability::Safe).count();
            (fixes.len(), safe)
        })
    });
    let bring = move || state.fixed(with_choices.get_untracked(), move |files| shown.set(Some(files)));
    // What is shown is about the latest text.
    Effect::new(move |_| {
        state.fixes.track();
        with_choices.track();
        if shown.with_untracked(Option::is_some) {
            bring();
        }
    });
    let is_shown = move || shown.with(Option::is_some);
    let toggle = move |_| if shown.with_untracked(Option::is_some) { shown.set(None) } else { bring() };
    let summary = move || {
        let (all, safe) = count.get();
        format!("{} checked, {safe} of them safe.", plural(all as u32, "fix"))
    };
    let files = move || {
        shown.get().map(|files| {
            let none = files.is_empty().then(|| view! { <p class="soft">"Nothing would change."</p> });
            let files = files.into_iter().map(|file| secure_version(state, file)).collect_view();
            view! {
                <section class="repairs" id="secure-version" aria-label="Secure version">
                    <label class="tick">
                        <input type="checkbox" prop:checked=with_choices on:change=move |event| with_choices.set(event_target_checked(&event))/>
                        "With the fixes that need a review"
                    </label>
                    {none}
                    {files}
                </section>
            }
        })
    };
    view! {
        <Show when=move || { count.get().0 > 0 || is_shown() }>
            <div class="fix-bar">
                <p role="status">{summary}</p>
                <Show when=move || { count.get().1 > 0 }>
                    <button class="primary" on:click=move |_| state.apply_safe()>
                        {move || format!("Apply {}", plural(count.get().1 as u32, "safe fix"))}
                    </button>
                </Show>
                <button aria-expanded=move || is_shown().to_string() aria-controls="secure-version" on:click=toggle>
                    {move || if is_shown() { "Hide the secure version" } else { "Show the secure version" }}
                </button>
            </div>
        </Show>
        {files}
    }
}

/// One file after its fixes, beside what it was.
fn secure_version(state: State, file: FixedFile) -> impl IntoView {
    let FixedFile { path, edits, diff, text, notes, .. } = file;
    let apply = {
        let path = path.clone();
        move |_| {
            // What is shown may be older than the text.
            state.flush();
            if state.analyzer.get_untracked() == Analyzer::Idle {
                state.change(&path, &edits);
            }
        }
    };
    let copied = text.clone();
    let copy = move |_| {
        browser::copy(copied.clone(), move |done| {
            let told = if done { "The secure version was copied." } else { "The browser did not allow copying." };
            state.notify(!done, told.to_owned());
        });
    };
    let download = {
        let path = path.clone();
        move |_| download_text(state, &path, &text)
    };
    let notes =
        notes.into_iter().map(|(rule, note)| view! { <li><code>{rule}</code>" "{line(&note)}</li> }).collect_view();
    view! {
        <h4>{path.clone()}</h4>
        <ul class="facts">{notes}</ul>
        <div class="sides" role="group" tabindex="0" aria-label=format!("{path} before and after")>{sides(&diff)}</div>
        <div class="report-bar">
            <button class="primary" on:click=apply>"Apply in the editor"</button>
            <button on:click=copy><Drawing icon=Icon::Copy/>"Copy the secure version"</button>
            <button on:click=download><Drawing icon=Icon::Download/>"Download the file"</button>
        </div>
    }
}

/// The lines of a unified diff in two columns: what goes on the left, what comes on the right.
fn sides(diff: &str) -> impl IntoView + use<> {
    let mut rows: Vec<(String, String)> = Vec::new();
    // The first row that the next added line stands beside.
    let mut beside = 0;
    for line in diff.lines().skip(2) {
        match line.as_bytes().first() {
            Some(b'-') => rows.push((line.to_owned(), String::new())),
            Some(b'+') => {
                match rows.get_mut(beside) {
                    Some(row) if row.1.is_empty() => line.clone_into(&mut row.1),
                    _ => rows.push((String::new(), line.to_owned())),
                }
                beside += 1;
                continue;
            }
            _ => rows.push((line.to_owned(), line.to_owned())),
        }
        if !line.starts_with('-') {
            beside = rows.len();
        }
    }
    let side = |text: String| {
        let class = match text.as_bytes().first() {
            Some(b'+') => "added",
            Some(b'-') => "removed",
            Some(b'@') => "hunk",
            _ => "",
        };
        view! { <code class=class>{text}</code> }
    };
    rows.into_iter().map(|(before, after)| view! { {side(before)}{side(after)} }).collect_view()
}
