//! The frame: header, code, panels, status; and the keys that work everywhere.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlElement};

use crate::browser;
use crate::files::{Code, Files, open_files};
use crate::findings::Findings;
use crate::header::Header;
use crate::learn::Learn;
use crate::notices::Notices;
use crate::overview::Overview;
use crate::privacy::{Dialog, Dialogs};
use crate::reports::Reports;
use crate::shape::Shape;
use crate::state::{Panel, State};
use crate::status::{BottomBar, Status};

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let state = State::start();
    provide_context(state);
    let keys = window_event_listener(ev::keydown, move |event| on_key(state, &event));
    on_cleanup(move || keys.remove());
    let split = RwSignal::new(54.0_f64);
    let dropping = RwSignal::new(false);
    let on_drag = move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            dropping.set(true);
        }
    };
    let on_drop = move |event: DragEvent| {
        dropping.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            open_files(state, files);
        }
    };
    let on_leave = move |event: DragEvent| {
        // Leaving the window, not just one element for the next.
        if event.related_target().is_none() {
            dropping.set(false);
        }
    };
    view! {
        <div
            class="page"
            class:dropping=dropping
            class:on-code=state.on_code
            style=("--split", move || format!("{}%", split.get()))
            on:dragover=on_drag
            on:drop=on_drop
            on:dragleave=on_leave
        >
            <Header/>
            <main class="work">
                <section class="code-side" aria-label="Code">
                    <Files/>
                    <Code/>
                    <Peek/>
                </section>
                <Divider split=split/>
                <Side/>
            </main>
            <Status/>
            <BottomBar/>
            <Notices/>
            <Dialogs/>
        </div>
    }
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The keys that work everywhere; fields and the editor keep the printable ones.
fn on_key(state: State, event: &ev::KeyboardEvent) {
    match event.key().as_str() {
        "F8" => {
            state.on_code.set(true);
            state.walk(!event.shift_key());
        }
        "Enter" if event.alt_key() => state.apply_selected(),
        "?" if !browser::is_writing(event) => Dialog::Keys.open(),
        "/" if !browser::is_writing(event) => {
            state.panel.set(Panel::Findings);
            state.on_code.set(false);
            browser::focus("filter");
        }
        _ => return,
    }
    event.prevent_default();
}

/// The panels, one at a time, under their tabs.
#[component]
fn Side() -> impl IntoView {
    let state = crate::state::state();
    let count = move || state.reviewed.with(|reviewed| reviewed.as_ref().map_or(0, |reviewed| reviewed.total()));
    let on_key = move |event: ev::KeyboardEvent| {
        if browser::rove(&event.key(), ".panel-tab") {
            event.prevent_default();
        }
    };
    let tabs = Panel::ALL
        .into_iter()
        .map(|panel| {
            let shown = move || state.panel.get() == panel;
            view! {
                <button
                    class="panel-tab"
                    role="tab"
                    id=format!("tab-{}", panel.id())
                    aria-selected=move || shown().to_string()
                    aria-controls=panel.id()
                    tabindex=move || if shown() { "0" } else { "-1" }
                    on:click=move |_| state.panel.set(panel)
                >
                    {panel.title()}
                    {(panel == Panel::Findings).then(|| view! { <span class="count">{count}</span> })}
                </button>
            }
        })
        .collect_view();
    let body = |panel: Panel| match panel {
        Panel::Findings => view! { <Findings/> }.into_any(),
        Panel::Overview => view! { <Overview/> }.into_any(),
        Panel::Reports => view! { <Reports/> }.into_any(),
        Panel::Learn => view! { <Learn/> }.into_any(),
    };
    let panels = Panel::ALL
        .into_iter()
        .map(|panel| {
            view! {
                <div
                    class="panel"
                    id=panel.id()
                    role="tabpanel"
                    tabindex="0"
                    aria-labelledby=format!("tab-{}", panel.id())
                    hidden=move || state.panel.get() != panel
                >
                    {body(panel)}
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="panel-side" aria-label="Review">
            <div class="panel-tabs" role="tablist" aria-label="Review" on:keydown=on_key>{tabs}</div>
            {panels}
        </section>
    }
}

/// On narrow screens: the finding at the caret, one touch away.
#[component]
fn Peek() -> impl IntoView {
    let state = crate::state::state();
    let found = Memo::new(move |_| {
        let key = state.peek.get()?;
        let finding = state.reviewed.with(|reviewed| {
            let finding = reviewed.as_ref()?.find(&key)?;
            Some((finding.severity, finding.title.clone()))
        })?;
        Some((key, finding))
    });
    move || {
        found.get().map(|(key, (severity, title))| {
            let open = move |_| {
                state.on_code.set(false);
                state.panel.set(Panel::Findings);
                state.selected.set(Some(key.clone()));
            };
            view! {
                <button class="peek" on:click=open>
                    <Shape severity=severity/>
                    <span>{format!("{}: {title}", severity.word())}</span>
                </button>
            }
        })
    }
}

/// The border between code and panel: dragged, or moved with the arrow keys.
#[component]
fn Divider(split: RwSignal<f64>) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    let dragging = RwSignal::new(false);
    let move_to = move |share: f64| split.set(share.clamp(25.0, 75.0));
    let on_move = move |event: ev::PointerEvent| {
        let parent = bar.get_untracked().and_then(|bar| bar.parent_element());
        if let Some(frame) = parent.filter(|_| dragging.get_untracked()).map(|parent| parent.get_bounding_client_rect())
        {
            move_to((f64::from(event.client_x()) - frame.left()) * 100.0 / frame.width().max(1.0));
        }
    };
    let on_down = move |event: ev::PointerEvent| {
        dragging.set(true);
        if let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            // Without capture the border still follows while the pointer is over it.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => -2.0,
            "ArrowRight" => 2.0,
            "Home" => -100.0,
            "End" => 100.0,
            _ => return,
        };
        event.prevent_default();
        move_to(split.get_untracked() + step);
    };
    view! {
        <div
            node_ref=bar
            class="divider"
            class:dragging=dragging
            role="separator"
            tabindex="0"
            aria-label="Width of the code"
            aria-orientation="vertical"
            aria-valuemin="25"
            aria-valuemax="75"
            aria-valuenow=move || format!("{:.0}", split.get())
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:keydown=on_key
        ></div>
    }
}
