//! The dependency audit: a row for each thing that is wrong with a package.

use leptos::prelude::*;
use model::{Dependency, State as Triage};

use crate::advisory_data::AdvisoriesNote;
use crate::shape::{Shape, class};
use crate::state::{Fetched, State, state};
use crate::status::plural;

/// More rows than this are not drawn at once.
const PAGE: usize = 200;

/// The table; nothing where no manifest was audited.
#[component]
pub(crate) fn Dependencies() -> impl IntoView {
    let state = state();
    let limit = RwSignal::new(PAGE);
    let count = Memo::new(move |_| {
        state.reviewed.with(|reviewed| reviewed.as_ref().map_or(0, |reviewed| reviewed.review.dependencies.len()))
    });
    let manifests = Memo::new(move |_| {
        state.reviewed.with(|reviewed| reviewed.as_ref().is_some_and(|reviewed| reviewed.review.coverage.manifests > 0))
    });
    // A file of the page that did not come is worth a word even where nothing asks for it yet.
    let shown = move || manifests.get() || matches!(state.advisories.get(), Fetched::Missing(_));
    let rows = move || {
        let rows = state.reviewed.with(|reviewed| {
            let all = reviewed.iter().flat_map(|reviewed| reviewed.review.dependencies.iter());
            all.take(limit.get()).cloned().collect::<Vec<_>>()
        });
        rows.into_iter().map(|dependency| row(state, dependency)).collect_view()
    };
    let more = move || count.get().saturating_sub(limit.get());
    view! {
        <Show when=shown>
            <h3 class="group">"Dependencies"</h3>
            <AdvisoriesNote/>
            <Show when=move || { count.get() > 0 }>
                <div class="table dependencies" role="group" tabindex="0" aria-label="Dependency audit">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Package"</th>
                                <th scope="col">"Version"</th>
                                <th scope="col">"Issue"</th>
                                <th scope="col">"Severity"</th>
                                <th scope="col">"Action"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
            <Show when=move || { more() > 0 }>
                <button on:click=move |_| limit.update(|limit| *limit += PAGE)>
                    {move || format!("Show {} more", plural(more().min(PAGE) as u32, "row"))}
                </button>
            </Show>
        </Show>
    }
}

fn row(state: State, dependency: Dependency) -> impl IntoView {
    let rank = dependency.rank();
    let severity = dependency.severity.map_or("Unscored", model::Severity::word);
    let exploited = dependency.exploited.then_some(" · exploited in the wild");
    let (file, line) = (dependency.file.clone(), dependency.line);
    let place = format!("{file}:{line}");
    let go = move |_| state.show_line(&file, line);
    view! {
        <tr class=class(rank) class:quiet-row=dependency.state != Triage::Open>
            <th scope="row">
                {dependency.package}
                <br/>
                <button class="link" on:click=go>{place}</button>
            </th>
            <td>{dependency.version.unwrap_or_else(|| "–".to_owned())}</td>
            <td>
                {dependency.issue}
                {exploited}
                {dependency.exploitability.map(|why| view! { <p class="soft">{why}</p> })}
            </td>
            <td>
                <Shape severity=rank/>
                " "
                {severity}
            </td>
            <td>{dependency.action}</td>
        </tr>
    }
}
