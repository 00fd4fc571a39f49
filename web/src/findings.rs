//! The list of findings: counts, filter, the open ones, and folded beneath them what was dismissed or
//! suppressed.

use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use model::{Finding, Kind, Severity, State as Triage};

use crate::browser;
use crate::dependencies::Dependencies;
use crate::detail::Detail;
use crate::fixes::{Fixes, HasFix};
use crate::guard::GuardBlock;
use crate::prose::line;
use crate::shape::{Drawing, Icon, Shape, class};
use crate::state::{Filter, Reviewed, state};
use crate::status::plural;

/// More than this are not drawn at once.
const PAGE: usize = 200;

/// The panel.
#[component]
pub(crate) fn Findings() -> impl IntoView {
    let state = state();
    // On narrow screens the detail lies over everything, so it is not opened by a caret that moved.
    Effect::new(move |_| {
        if let Some(key) = state.selected.get() {
            request_animation_frame(move || browser::scroll_to(&row_id(&key)));
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let in_list = browser::target(&event).is_some_and(|target| target.class_list().contains("row"));
        if in_list && browser::rove(&event.key(), ".panel:not([hidden]) .row") {
            event.prevent_default();
        }
        if event.key() == "Escape"
            && let Some(key) = state.selected.get_untracked()
        {
            state.selected.set(None);
            browser::focus(&row_id(&key));
            event.prevent_default();
        }
    };
    let has_findings = Memo::new(move |_| {
        state.reviewed.with(|reviewed| reviewed.as_ref().is_some_and(|reviewed| reviewed.total() > 0))
    });
    view! {
        <div class="findings" on:keydown=on_key>
            <Show when=move || has_findings.get()>
                <Filters/>
            </Show>
            <GuardBlock/>
            <Fixes/>
            <Open/>
            <Dependencies/>
            <Folded
                triage=Triage::Suppressed
                title="Reviewed and suppressed"
                none="no justification given"
            />
            <Folded triage=Triage::Dismissed title="Dismissed" none="no reason given"/>
        </div>
    }
}

/// Counts by severity, each a filter, and a filter by text.
#[component]
fn Filters() -> impl IntoView {
    let state = state();
    let severities = Severity::ALL
        .into_iter()
        .map(|severity| {
            let count = Memo::new(move |_| {
                state.reviewed.with(|reviewed| reviewed.as_ref().map_or(0, |reviewed| reviewed.count(severity)))
            });
            let pressed = move || state.filter.with(|filter| filter.severities.contains(&severity));
            let toggle = move |_| {
                state.filter.update(|filter| {
                    if let Some(at) = filter.severities.iter().position(|wanted| *wanted == severity) {
                        filter.severities.remove(at);
                    } else {
                        filter.severities.push(severity);
                    }
                });
            };
            view! {
                <Show when=move || { count.get() > 0 || severity >= Severity::Low }>
                    <button
                        class=format!("severity {}", class(severity))
                        class:none=move || count.get() == 0
                        aria-pressed=move || pressed().to_string()
                        on:click=toggle
                    >
                        <Shape severity=severity/>
                        <span>{severity.word()}</span>
                        <b>{count}</b>
                    </button>
                </Show>
            }
        })
        .collect_view();
    let hidden = move || {
        let filter = state.filter.get();
        let hidden = state.reviewed.with(|reviewed| {
            reviewed.as_ref().map_or(0, |reviewed| {
                let rows = reviewed.review.open_dependencies().filter(|row| !filter.passes_dependency(row)).count();
                reviewed.open().filter(|finding| !filter.passes(finding)).count() + rows
            })
        });
        (hidden > 0).then(|| {
            view! {
                <p class="hidden-note" role="status">
                    {format!("The filter hides {}. ", plural(hidden as u32, "open finding"))}
                    <button class="link" on:click=move |_| state.filter.set(Filter::default())>"Show all"</button>
                </p>
            }
        })
    };
    view! {
        <div class="filters">
            <div class="severities" role="group" aria-label="Filter by severity">{severities}</div>
            <label class="search">
                <Drawing icon=Icon::Search/>
                <span class="sr">"Filter the findings by text"</span>
                <input
                    id="filter"
                    type="search"
                    placeholder="S608, file, A03 …"
                    prop:value=move || state.filter.with(|filter| filter.text.clone())
                    on:input=move |event| state.filter.update(|filter| filter.text = event_target_value(&event))
                />
            </label>
        </div>
        {hidden}
    }
}

/// The first `most` findings of a kind of triage, each with its key.
fn listed(reviewed: Option<&Reviewed>, most: usize, keep: impl Fn(&Finding) -> bool) -> Vec<(String, Finding)> {
    let Some(reviewed) = reviewed else { return Vec::new() };
    let wanted = reviewed.findings().filter(|(_, finding)| keep(finding)).take(most);
    wanted.map(|(key, finding)| (key.to_owned(), finding.clone())).collect()
}

#[component]
fn Open() -> impl IntoView {
    let state = state();
    let found = Memo::new(move |_| {
        let filter = state.filter.get();
        state.reviewed.with(|reviewed| {
            listed(reviewed.as_deref(), usize::MAX, |finding| finding.state == Triage::Open && filter.passes(finding))
        })
    });
    let limit = RwSignal::new(PAGE);
    let of_kind = move |security: bool| {
        Memo::new(move |_| {
            let of_kind = |(_, finding): &&(String, Finding)| (finding.kind == Kind::Security) == security;
            found.with(|found| found.iter().filter(of_kind).take(limit.get()).cloned().collect::<Vec<_>>())
        })
    };
    let (security, other) = (of_kind(true), of_kind(false));
    let more = move || found.with(Vec::len).saturating_sub(limit.get());
    view! {
        <Rows found=security label="Open findings"/>
        <Show when=move || other.with(|other| !other.is_empty())>
            <h3 class="group">"Quality and performance"</h3>
            <Rows found=other label="Quality and performance"/>
        </Show>
        <Show when=move || { more() > 0 }>
            <button on:click=move |_| limit.update(|limit| *limit += PAGE)>
                {move || format!("Show {} more", more().min(PAGE))}
            </button>
        </Show>
    }
}

#[component]
fn Rows(#[prop(into)] found: Signal<Vec<(String, Finding)>>, label: &'static str) -> impl IntoView {
    let id = |(key, finding): &(String, Finding)| {
        // What a row shows is part of its identity: a row whose finding moved is drawn again.
        (key.clone(), finding.id.clone(), finding.line, finding.severity, finding.evidence.code.clone())
    };
    view! {
        <ul class="rows" aria-label=label>
            <For each=move || found.get() key=id let((key, finding))>
                <Row key=key finding=finding/>
            </For>
        </ul>
    }
}

fn row_id(key: &str) -> String {
    format!("finding-{key}")
}

/// What stands behind the place: how sure, and why.
fn standing(finding: &Finding) -> String {
    match (finding.trace.len(), finding.confidence) {
        (steps @ 2.., _) => format!("path of {steps} steps, {} confidence", finding.confidence.word()),
        (_, confidence) => format!("{} confidence", confidence.word()),
    }
}

#[component]
fn Row(key: String, finding: Finding) -> impl IntoView {
    let state = state();
    let severity = finding.severity;
    let selected = {
        let key = key.clone();
        Memo::new(move |_| state.selected.with(|selected| selected.as_ref() == Some(&key)))
    };
    let toggle = {
        let key = key.clone();
        move |_| {
            if selected.get_untracked() {
                state.selected.set(None);
            } else {
                state.select(&key);
            }
        }
    };
    let open_only = finding.state == Triage::Open;
    let category = finding.owasp.first().map(|category| category.code().split(':').next().unwrap_or_default());
    let place = format!("{}:{}", finding.file, finding.line);
    let standing = standing(&finding);
    let reason = finding.reason.clone();
    let (title, rule) = (finding.title.clone(), finding.rule.clone());
    let id = row_id(&key);
    let fixable = finding.id.clone();
    view! {
        <li class=format!("finding {}", class(severity)) class:selected=selected class:quiet-row=!open_only>
            <button class="row" id=id aria-expanded=move || selected.get().to_string() on:click=toggle>
                <Shape severity=severity/>
                <span class="head">
                    <span class="word">{severity.word()}</span>
                    <span class="name">{title}</span>
                </span>
                <span class="codes"><code>{rule}</code>{category.map(|code| view! { <code>{code}</code> })}{open_only.then(|| view! { <HasFix finding=fixable/> })}</span>
                <span class="place">
                    <span class="where">{place}</span>
                    <span class="soft">{standing}</span>
                </span>
                {(!open_only).then(|| view! { <span class="reason">{reason.as_deref().map(line)}</span> })}
            </button>
            <Show when=move || selected.get()>
                <Detail key=key.clone() finding=finding.clone()/>
            </Show>
        </li>
    }
}

/// Findings that are not open, folded, with their count and their reasons. There may be thousands: they are drawn when
/// they are looked at, and not all at once.
#[component]
fn Folded(triage: Triage, title: &'static str, none: &'static str) -> impl IntoView {
    let state = state();
    let count = Memo::new(move |_| {
        let is_one = |finding: &&Finding| finding.state == triage;
        state.reviewed.with(|reviewed| {
            reviewed.as_ref().map_or(0, |reviewed| reviewed.review.findings.iter().filter(is_one).count())
        })
    });
    let open = RwSignal::new(false);
    let limit = RwSignal::new(PAGE);
    let found = Memo::new(move |_| {
        state.reviewed.with(|reviewed| {
            let mut found = listed(reviewed.as_deref(), limit.get(), |finding| finding.state == triage);
            for (_, finding) in &mut found {
                finding.reason.get_or_insert_with(|| none.to_owned());
            }
            found
        })
    });
    let more = move || count.get().saturating_sub(limit.get());
    let toggled = move |event: Event| {
        open.set(browser::target(&event).is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <details
                class=format!("folded {}", if triage == Triage::Dismissed { "dismissed" } else { "suppressed" })
                on:toggle=toggled
            >
                <summary>
                    <Drawing icon=Icon::Chevron/>
                    {title}
                    <span class="count">{count}</span>
                </summary>
                <Show when=move || open.get()>
                    <Rows found=found label=title/>
                    <Show when=move || { more() > 0 }>
                        <button on:click=move |_| limit.update(|limit| *limit += PAGE)>
                            {move || format!("Show {} more", more().min(PAGE))}
                        </button>
                    </Show>
                </Show>
            </details>
        </Show>
    }
}
