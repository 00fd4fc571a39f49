//! The top line: what is asked for, the context, privacy, theme, keys.

use leptos::prelude::*;
use model::{Environment, Framework, Mode, Platform};

use crate::advisory_data::AdvisoriesChoice;
use crate::browser::{self, Theme};
use crate::privacy::Dialog;
use crate::shape::{Drawing, Icon};
use crate::state::state;

/// The word on a mode's button; the whole title is its tooltip.
const fn short(mode: Mode) -> &'static str {
    match mode {
        Mode::Quick => "Quick",
        Mode::Deps => "Dependencies",
        Mode::Refactor => "Refactor",
        Mode::Auth => "Auth",
        Mode::Llm => "AI",
        Mode::Full => "Full",
    }
}

const FRAMEWORKS: [(Framework, &str); 4] = [
    (Framework::Django, "Django"),
    (Framework::Flask, "Flask"),
    (Framework::Fastapi, "FastAPI"),
    (Framework::Other, "Other"),
];

const ENVIRONMENTS: [(Environment, &str); 4] = [
    (Environment::Development, "Development"),
    (Environment::Container, "Container"),
    (Environment::Cloud, "Cloud"),
    (Environment::Production, "Production"),
];

/// Versions of Python that dependencies are installed for; the first is what the review takes without a choice.
const PYTHONS: [&str; 7] = ["3.13", "3.14", "3.12", "3.11", "3.10", "3.9", "3.8"];

const PLATFORMS: [(Platform, &str); 3] =
    [(Platform::Linux, "Linux"), (Platform::Macos, "macOS"), (Platform::Windows, "Windows")];

/// The header.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let theme = RwSignal::new(Theme::stored());
    let next_theme = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().apply();
    };
    view! {
        <header class="top">
            <h1 class="brand">
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path class="lid" d="M1.5 12S5.5 5 12 5s10.5 7 10.5 7-4 7-10.5 7S1.5 12 1.5 12z"></path>
                    <path class="pupil" d="M12 7.5 16.5 12 12 16.5 7.5 12z"></path>
                </svg>
                "Pyvigil"
            </h1>
            <Modes/>
            <button class="quiet" on:click=move |_| Dialog::Context.open()>
                <Drawing icon=Icon::Options/>
                <span class="wide">"Context"</span>
                <span class="only-narrow sr">"Context"</span>
            </button>
            <span class="space"></span>
            <button class="quiet privacy" on:click=move |_| Dialog::Privacy.open()>
                <Drawing icon=Icon::Lock/>
                <span class="wide">"Nothing leaves this page"</span>
                <span class="sr only-narrow">"Privacy: nothing leaves this page"</span>
            </button>
            <button
                class="quiet"
                on:click=next_theme
                aria-label=move || format!("Theme: {}. Change to {}", theme.get().word(), theme.get().next().word())
                title=move || format!("Theme: {}", theme.get().word())
            >
                <Drawing icon=Icon::Theme/>
                <span class="wide theme-word">{move || theme.get().word()}</span>
            </button>
            <button class="quiet" aria-label="Keys" title="Keys ( ? )" on:click=move |_| Dialog::Keys.open()>
                <Drawing icon=Icon::Help/>
            </button>
        </header>
    }
}

/// The six modes: buttons where there is room, a list where there is not.
#[component]
fn Modes() -> impl IntoView {
    let state = state();
    let choose = move |mode: Mode| state.set_options(|options| options.mode = mode);
    let is = move |mode: Mode| state.options.with(|options| options.mode == mode);
    let buttons = Mode::ALL
        .into_iter()
        .map(|mode| {
            view! {
                <label title=mode.title()>
                    <input
                        type="radio"
                        name="mode"
                        value=mode.word()
                        prop:checked=move || is(mode)
                        on:change=move |_| choose(mode)
                    />
                    <span>{short(mode)}</span>
                </label>
            }
        })
        .collect_view();
    let options = Mode::ALL
        .into_iter()
        .map(|mode| view! { <option value=mode.word() prop:selected=move || is(mode)>{mode.title()}</option> })
        .collect_view();
    let pick = move |event| {
        let word = event_target_value(&event);
        if let Some(mode) = Mode::ALL.into_iter().find(|mode| mode.word() == word) {
            choose(mode);
        }
    };
    view! {
        <fieldset class="modes">
            <legend class="sr">"What to check"</legend>
            {buttons}
        </fieldset>
        <select class="mode-list" aria-label="What to check" on:change=pick>{options}</select>
    }
}

/// What a person knows better than recon does.
#[component]
pub(crate) fn Context() -> impl IntoView {
    let state = state();
    let frameworks = choices("As seen in the code", &FRAMEWORKS, move |value| {
        state.options.with(|options| options.framework == value)
    });
    let environments = choices("As seen in the files", &ENVIRONMENTS, move |value| {
        state.options.with(|options| options.environment == value)
    });
    let is_python =
        move |name: &str| state.options.with(|options| options.python.as_deref().unwrap_or(PYTHONS[0]) == name);
    let pythons = PYTHONS
        .into_iter()
        .map(|name| view! { <option value=name prop:selected=move || is_python(name)>{name}</option> })
        .collect_view();
    let is_platform = move |value| state.options.with(|options| options.platform.unwrap_or_default() == value);
    let platforms = PLATFORMS
        .into_iter()
        .map(|(value, name)| view! { <option value=name prop:selected=move || is_platform(value)>{name}</option> })
        .collect_view();
    let seen = move || {
        state.reviewed.with(|reviewed| match reviewed {
            Some(reviewed) if reviewed.review.state.framework_detected != "unknown" => {
                format!("Seen in the code: {}", reviewed.review.state.framework_detected)
            }
            _ => "None seen in the code".to_owned(),
        })
    };
    let runs_on = move || {
        state.reviewed.with(|reviewed| {
            let hosting = reviewed.as_ref().map(|reviewed| reviewed.review.recon.hosting.join(", "));
            hosting.filter(|hosting| !hosting.is_empty()).map(|hosting| format!("Seen in the files: {hosting}."))
        })
    };
    view! {
        <div class="form">
            <label>
                "Framework"
                <select on:change=move |event| {
                    let value = chosen(&FRAMEWORKS, &event_target_value(&event));
                    state.set_options(|options| options.framework = value);
                }>{frameworks}</select>
                <small>{seen}</small>
            </label>
            <label>
                "Where it runs"
                <select on:change=move |event| {
                    let value = chosen(&ENVIRONMENTS, &event_target_value(&event));
                    state.set_options(|options| options.environment = value);
                }>{environments}</select>
                <small>{runs_on}" On a developer's own machine some findings do not count, in a container others; they are then dismissed with that reason."</small>
            </label>
            <div class="pair">
                <label>
                    "Python"
                    <select on:change=move |event| {
                        let value = event_target_value(&event);
                        state.set_options(|options| options.python = Some(value));
                    }>{pythons}</select>
                </label>
                <label>
                    "Operating system"
                    <select on:change=move |event| {
                        let value = chosen(&PLATFORMS, &event_target_value(&event));
                        state.set_options(|options| options.platform = value);
                    }>{platforms}</select>
                </label>
                <small>"Dependencies whose marker is false there are shown as dismissed."</small>
            </div>
            <div>
                <b>"Dependency audit"</b>
                <AdvisoriesChoice/>
            </div>
            <label>
                "Date in the reports"
                <input
                    type="date"
                    prop:value=move || state.options.with(|options| options.date.clone())
                    on:change=move |event| {
                        let date = event_target_value(&event);
                        let date = if date.is_empty() { browser::today() } else { date };
                        state.set_options(|options| options.date = date);
                    }
                />
            </label>
        </div>
    }
}

/// The options of a list; `unset` is the words of the first, which chooses nothing.
fn choices<T: Copy + Send + Sync + 'static>(
    unset: &'static str,
    all: &'static [(T, &'static str)],
    is: impl Fn(Option<T>) -> bool + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let named = all
        .iter()
        .map(|&(value, name)| view! { <option value=name prop:selected=move || is(Some(value))>{name}</option> })
        .collect_view();
    view! { <option value="" prop:selected=move || is(None)>{unset}</option> {named} }
}

fn chosen<T: Copy>(all: &[(T, &str)], name: &str) -> Option<T> {
    all.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
}
