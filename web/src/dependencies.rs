//! The dependency audit: a row for each thing that is wrong with a package.

use leptos::prelude::*;
use model::{Dependency, DependencyKind, State as Triage};

use crate::advisory_data::AdvisoriesNote;
use crate::prose::line;
use crate::repairs::Repairs;
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
    let listed = Memo::new(move |_| {
        let filter = state.filter.get();
        state.reviewed.with(|reviewed| {
            let all = reviewed.iter().flat_map(|reviewed| &reviewed.review.dependencies);
            all.filter(|row| filter.passes_dependency(row)).cloned().collect::<Vec<_>>()
        })
    });
    let count = move || listed.with(Vec::len);
    let manifests = Memo::new(move |_| {
        state.reviewed.with(|reviewed| reviewed.as_ref().is_some_and(|reviewed| reviewed.review.coverage.manifests > 0))
    });
    // A file of the page that did not come is worth a word even where nothing asks for it yet.
    let shown = move || manifests.get() || matches!(state.advisories.get(), Fetched::Missing(_));
    let rows = move || {
        let mut before: Option<Dependency> = None;
        let rows = listed.with(|listed| listed.iter().take(limit.get()).cloned().collect::<Vec<_>>());
        rows.into_iter()
            .map(|dependency| {
                // What is said of one dependency stands together; what is the same for all of it is named once.
                let place = |row: &Dependency| (row.package.clone(), row.file.clone(), row.line);
                let last = before.replace(dependency.clone()).filter(|last| place(last) == place(&dependency));
                let is_first = last.is_none();
                let again = last.is_some_and(|last| last.action == dependency.action);
                row(state, dependency, is_first, again)
            })
            .collect_view()
    };
    let more = move || count().saturating_sub(limit.get());
    view! {
        <Show when=shown>
            <h3 class="group">"Dependencies"</h3>
            <AdvisoriesNote/>
            <Repairs/>
            <Show when=move || { count() > 0 }>
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

fn row(state: State, dependency: Dependency, is_first: bool, again: bool) -> impl IntoView {
    let rank = dependency.rank();
    let severity = dependency.severity.map_or("Unscored", model::Severity::word);
    let kind = match dependency.kind {
        DependencyKind::Malicious => "Known malware: ",
        DependencyKind::SuspiciousName => "Suspicious name: ",
        _ => "",
    };
    let exploited = dependency.exploited.then_some(" · exploited in the wild");
    let (file, at) = (dependency.file.clone(), dependency.line);
    let place = format!("{file}:{at}");
    let go = move |_| state.show_line(&file, at);
    view! {
        <tr class=class(rank) class:quiet-row=dependency.state != Triage::Open class:first=is_first class:again=again>
            <th scope="row">
                {dependency.package}
                {is_first.then(|| view! { <br/><button class="link" on:click=go>{place}</button> })}
            </th>
            <td class="same">{dependency.version.unwrap_or_else(|| "–".to_owned())}</td>
            <td>
                {kind}
                {line(&dependency.issue)}
                {exploited}
                {dependency.exploitability.map(|why| view! { <p class="soft">{line(&why)}</p> })}
            </td>
            <td>
                <Shape severity=rank/>
                " "
                {severity}
            </td>
            <td class="same">{line(&dependency.action)}</td>
        </tr>
    }
}
