//! The two blocks that stand for a whole result, exactly as the analyzer wrote them, and what they rest on.

use leptos::prelude::*;
use model::{Guard, Mode, Outcome, Review};

use crate::shape::{Drawing, Icon};
use crate::state::state;
use crate::status::plural;

/// The guard block, if there is one, and below it what was and was not checked.
#[component]
pub(crate) fn GuardBlock() -> impl IntoView {
    let state = state();
    move || {
        state.reviewed.get().and_then(|reviewed| {
            let review = &reviewed.review;
            let clean = review.guard == Some(Guard::NoSecurityIssues);
            // Neither a block nor a finding where nothing ran: then what is missing is the result.
            let rests_on = clean || review.guard.is_none() && !review.checked();
            let block = reviewed.guard_text.clone().map(|text| {
                view! { <section class="guard" class:clean=clean aria-label="Result"><pre>{text}</pre></section> }
            });
            let checked = rests_on.then(|| view! { <Checked review=review.clone()/> });
            (block.is_some() || rests_on).then(|| view! { {block}{checked} })
        })
    }
}

/// What a result without findings rests on.
#[component]
fn Checked(review: Review) -> impl IntoView {
    let ran = review.checked();
    let coverage = review.coverage;
    let open: Vec<String> = review
        .checks
        .into_iter()
        .filter(|check| check.outcome == Outcome::NotInScope)
        .map(|check| format!("{}: {}", check.name, check.reason.unwrap_or_else(|| "not in scope".to_owned())))
        .chain(coverage.partial)
        .chain(coverage.skipped.into_iter().map(|skipped| format!("{}: {}", skipped.file, skipped.reason)))
        .collect();
    let advisories = match coverage.advisories_date {
        Some(date) => format!("advisory data of {date}"),
        None => "no advisory data".to_owned(),
    };
    let mode = (review.mode != Mode::Full).then(|| {
        view! { <li>{format!("Mode: {}. Other modes check other things.", review.mode.title())}</li> }
    });
    let open = (!open.is_empty()).then(|| {
        let items = open.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <h3>"Not checked"</h3><ul class="facts">{items}</ul> }
    });
    let done = ran.then(|| {
        view! {
            <h3><Drawing icon=Icon::Check/>" Checked"</h3>
            <ul class="facts">
                <li>
                    {format!(
                        "{} on {} in {}, {advisories}",
                        plural(coverage.rules, "rule"),
                        plural(coverage.lines, "line"),
                        plural(coverage.files, "file"),
                    )}
                </li>
                <li>{format!("{} of {} lines were understood", coverage.lines_parsed, coverage.lines)}</li>
                {mode}
            </ul>
        }
    });
    view! { <section class="checked">{done}{open}</section> }
}
