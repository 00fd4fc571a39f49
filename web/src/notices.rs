//! What a person should know and may put away.

use leptos::prelude::*;

use crate::shape::{Drawing, Icon};
use crate::state::state;

/// The notices, over the page's lower edge; assistive technology reads each as it comes.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let state = state();
    view! {
        <div class="notices" role="status" aria-live="polite">
            <For each=move || state.notices.get() key=|notice| notice.number let:notice>
                <div class="notice" class:problem=notice.problem>
                    <p>{notice.text.clone()}</p>
                    <button class="quiet" aria-label="Put away" on:click=move |_| state.dismiss(notice.number)>
                        <Drawing icon=Icon::Close/>
                    </button>
                </div>
            </For>
        </div>
    }
}
