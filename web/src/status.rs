//! The bottom line: what was reviewed, what the analyzer is doing, and on narrow screens the way around.

use leptos::prelude::*;

use crate::shape::{Drawing, Icon};
use crate::state::{Analyzer, Panel, state};

/// What was reviewed, and what the analyzer is doing.
#[component]
pub(crate) fn Status() -> impl IntoView {
    let state = state();
    let covered = move || {
        state.reviewed.with(|reviewed| {
            let coverage = &reviewed.as_ref()?.review.coverage;
            let mut parts = vec![
                format!("Reviewed {} in {}", plural(coverage.lines, "line"), plural(coverage.files, "file")),
                plural(coverage.rules, "rule"),
            ];
            if coverage.lines_parsed < coverage.lines {
                parts.push(format!("{} not understood", plural(coverage.lines - coverage.lines_parsed, "line")));
            }
            parts.extend(coverage.advisories_date.as_ref().map(|date| format!("advisories {date}")));
            if coverage.lines == 0 { None } else { Some(parts.join(" · ")) }
        })
    };
    let partial = move || {
        let partial = state.reviewed.with(|reviewed| {
            reviewed.as_ref().map(|reviewed| reviewed.review.coverage.partial.clone()).unwrap_or_default()
        });
        (!partial.is_empty()).then(|| view! { <span class="partial" title=partial.join("\n")>"Partial review"</span> })
    };
    let doing = move || {
        match state.analyzer.get() {
        Analyzer::Starting => view! { <span class="doing">"Starting the analyzer …"</span> }.into_any(),
        Analyzer::Idle => ().into_any(),
        Analyzer::Working => view! {
            <span class="doing late">
                "Reviewing …"
                <button class="link" on:click=move |_| state.cancel()>"Cancel"</button>
            </span>
        }
        .into_any(),
        Analyzer::Stopped(why) => view! {
            <span class="doing problem">{format!("Not reviewed. {why} The next change reviews again.")}</span>
        }
        .into_any(),
        Analyzer::Unavailable(why) => view! {
            <span class="doing problem">{format!("The analyzer cannot run in this browser: {why}. Reload the page to try again.")}</span>
        }
        .into_any(),
    }
    };
    view! {
        <footer class="status">
            <span class="covered" id="covered">{covered}</span>
            {partial}
            <span role="status">{doing}</span>
            <span class="space"></span>
            <span class="soft wide">"Escape, then Tab leaves the editor"</span>
            <span class="sent"><Drawing icon=Icon::Lock/>"nothing sent"</span>
        </footer>
    }
}

/// `1 line`, `2 lines`.
pub(crate) fn plural(count: u32, what: &str) -> String {
    let end = if what.ends_with('x') { "es" } else { "s" };
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}{end}") }
}

/// On narrow screens: code and panels, one at a time.
#[component]
pub(crate) fn BottomBar() -> impl IntoView {
    let state = state();
    let findings = move || state.reviewed.with(|reviewed| reviewed.as_ref().map_or(0, |reviewed| reviewed.total()));
    let button = move |panel: Panel, icon: Icon, name: &'static str| {
        let is_shown = move || !state.on_code.get() && state.panel.get() == panel;
        view! {
            <button
                aria-current=move || is_shown().then_some("page")
                on:click=move |_| {
                    state.panel.set(panel);
                    state.on_code.set(false);
                }
            >
                <Drawing icon=icon/>
                <span>{name}</span>
                {(panel == Panel::Findings).then(|| view! { <span class="count">{findings}</span> })}
            </button>
        }
    };
    view! {
        <nav class="bottom" aria-label="Parts of the page">
            <button
                aria-current=move || state.on_code.get().then_some("page")
                on:click=move |_| state.on_code.set(true)
            >
                <Drawing icon=Icon::Code/>
                <span>"Code"</span>
            </button>
            {button(Panel::Findings, Icon::Findings, "Findings")}
            {button(Panel::Overview, Icon::Overview, "Overview")}
            {button(Panel::Reports, Icon::Reports, "Report")}
            {button(Panel::Learn, Icon::Learn, "Learn")}
        </nav>
    }
}
