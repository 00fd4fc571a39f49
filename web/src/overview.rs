//! The whole at a glance: severities by file, the OWASP grid, what the code is, what works well.

use leptos::prelude::*;
use model::message::RuleEntry;
use model::{EntryPointKind, Mode, NotRun, Outcome, Owasp, Review, Severity, State as Triage, ToolResult};

use crate::prose::line;
use crate::shape::{Shape, class};
use crate::state::{Filter, Panel, Reviewed, state};
use crate::status::plural;

/// The panel.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    let state = state();
    move || {
        // Drawn for every review, but only while someone looks.
        let reviewed = (state.panel.get() == Panel::Overview).then(|| state.reviewed.get())??;
        let rules = state.rules.get();
        let review = &reviewed.review;
        Some(view! {
            <div class="overview">
                <Severities counts=counts(&reviewed, None)/>
                <ByFile reviewed=rows(&reviewed)/>
                <h3>"OWASP Top 10, 2021"</h3>
                <Grid cells=cells(review, &rules)/>
                <Recon review=review.clone()/>
                <Positives review=review.clone()/>
                <StateBlock review=review.clone()/>
            </div>
        })
    }
}

type Counts = Vec<(Severity, usize)>;

/// Open findings by severity, in one file or in all.
fn counts(reviewed: &Reviewed, file: Option<&str>) -> Counts {
    let of = |severity| {
        reviewed
            .open()
            .filter(|finding| finding.severity == severity && file.is_none_or(|file| finding.file == file))
            .count()
    };
    Severity::ALL.into_iter().map(|severity| (severity, of(severity))).collect()
}

/// Files with open findings and their counts, the worst first.
fn rows(reviewed: &Reviewed) -> Vec<(String, Counts)> {
    let mut files: Vec<&str> = reviewed.open().map(|finding| finding.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let mut rows: Vec<_> = files.into_iter().map(|file| (file.to_owned(), counts(reviewed, Some(file)))).collect();
    let weight = |counts: &Counts| counts.iter().map(|(_, count)| *count).collect::<Vec<_>>();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(weight(counts)));
    rows
}

#[component]
fn Severities(counts: Counts) -> impl IntoView {
    let boxes = counts
        .into_iter()
        .map(|(severity, count)| {
            view! {
                <li class=format!("{} {}", class(severity), if count == 0 { "none" } else { "" })>
                    <b>{count}</b>
                    <span class="word"><Shape severity=severity/>{severity.word()}</span>
                </li>
            }
        })
        .collect_view();
    view! { <h3>"Open findings"</h3><ul class="totals" aria-label="Open findings by severity">{boxes}</ul> }
}

/// One bar a file, its parts as long as their counts.
#[component]
fn ByFile(reviewed: Vec<(String, Counts)>) -> impl IntoView {
    let longest = reviewed.iter().map(|(_, counts)| total(counts)).max().unwrap_or(1).max(1);
    let bars = reviewed
        .into_iter()
        .take(20)
        .map(|(file, counts)| {
            let words: Vec<String> = counts
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(severity, count)| format!("{count} {}", severity.word().to_lowercase()))
                .collect();
            let words = words.join(", ");
            let parts = counts
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(severity, count)| {
                    let width = format!("{}%", count as f64 * 100.0 / longest as f64);
                    view! { <span class=class(severity) style:width=width><Shape severity=severity/>{count}</span> }
                })
                .collect_view();
            view! {
                <li>
                    <span class="where">{file}</span>
                    <span class="bar" role="img" aria-label=words>{parts}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="bars" aria-label="Open findings by file">{bars}</ul> }
}

fn total(counts: &Counts) -> usize {
    counts.iter().map(|(_, count)| count).sum()
}

/// How a category stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Found(usize),
    /// So many rules looked, and found nothing. That is no promise for the whole category.
    Checked(usize),
    NotAssessed,
}

/// The ten categories: open findings in it, or how many rules looked without finding one, or none looked.
fn cells(review: &Review, rules: &[RuleEntry]) -> Vec<(Owasp, Standing)> {
    let ran = |rule: &&RuleEntry| review.mode == Mode::Full || rule.modes.contains(&review.mode);
    let standing = |category: Owasp| {
        let found = review
            .findings
            .iter()
            .filter(|finding| finding.state == Triage::Open && finding.owasp.contains(&category))
            .count();
        let looked = rules.iter().filter(ran).filter(|rule| rule.owasp.contains(&category)).count();
        match (found, looked) {
            (1.., _) => Standing::Found(found),
            (_, 1..) if review.coverage.files > 0 => Standing::Checked(looked),
            _ => Standing::NotAssessed,
        }
    };
    let categories = Owasp::ALL.iter().copied().filter(|category| category.edition() == 2021);
    categories.map(|category| (category, standing(category))).collect()
}

#[component]
fn Grid(cells: Vec<(Owasp, Standing)>) -> impl IntoView {
    let state = state();
    let cells = cells
        .into_iter()
        .map(|(category, standing)| {
            let code = category.code().split(':').next().unwrap_or_default();
            let (name, words) = match standing {
                Standing::Found(count) => ("found", plural(count as u32, "finding")),
                Standing::Checked(rules) => ("clear", format!("{}, none found", plural(rules as u32, "rule"))),
                Standing::NotAssessed => ("unseen", "not assessed".to_owned()),
            };
            let inner = view! { <b>{code}</b><span>{category.title()}</span><small>{words}</small> };
            let show = move |_| {
                state.filter.set(Filter { text: category.code().to_owned(), ..Filter::default() });
                state.panel.set(Panel::Findings);
            };
            let cell = if name == "found" {
                view! { <button title="Show these findings" on:click=show>{inner}</button> }.into_any()
            } else {
                view! { <div>{inner}</div> }.into_any()
            };
            view! { <li class=name>{cell}</li> }
        })
        .collect_view();
    view! { <ul class="grid" aria-label="OWASP Top 10">{cells}</ul> }
}

/// What the code is.
#[component]
fn Recon(review: Review) -> impl IntoView {
    let recon = review.recon;
    let joined = |list: Vec<String>| (!list.is_empty()).then(|| list.join(", "));
    let hints = recon.type_hints;
    let percent = (hints.total > 0).then(|| {
        let share = f64::from(hints.annotated) * 100.0 / f64::from(hints.total);
        format!("{share:.0} % ({} of {} parameters and returns)", hints.annotated, hints.total)
    });
    let libraries = recon.libraries.into_iter().map(|library| match library.version {
        Some(version) => format!("{} {version}", library.name),
        None => library.name,
    });
    let routes = recon.entry_points.iter().filter(|door| door.kind == EntryPointKind::Route);
    let guarded = routes.clone().filter(|door| !door.guards.is_empty()).count();
    let routes = routes.count();
    let surface = (routes > 0).then(|| format!("{}, {guarded} with a guard in sight", plural(routes as u32, "route")));
    let facts = [
        ("Framework", Some(review.state.framework_detected.clone()).filter(|name| name != "unknown")),
        ("Libraries", joined(libraries.collect())),
        ("Runs on", joined(recon.hosting)),
        ("Attack surface", surface),
        ("Databases", joined(recon.orms.into_iter().chain(recon.drivers).collect())),
        ("Logging", joined(recon.logging)),
        ("Configuration", joined(recon.configuration)),
        ("Type hints", percent),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    let doors = recon
        .entry_points
        .into_iter()
        .take(100)
        .map(|door| {
            let path = door.path.unwrap_or_default();
            let methods = door.methods.join(", ");
            let is_open = door.kind == EntryPointKind::Route && door.guards.is_empty();
            let guards = if is_open { "none in sight".to_owned() } else { door.guards.join(", ") };
            view! {
                <tr>
                    <td><code>{door.function}</code></td>
                    <td>{methods}" "<code>{path}</code></td>
                    <td>{guards}</td>
                    <td class="where">{format!("{}:{}", door.location.file, door.location.line)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let doors = (!doors.is_empty()).then(|| {
        view! {
            <h3>"Attack surface: entry points"</h3>
            <div class="table" role="group" tabindex="0" aria-label="Attack surface"><table>
                <thead><tr><th scope="col">"Function"</th><th scope="col">"Route"</th><th scope="col">"Guards"</th><th scope="col">"Place"</th></tr></thead>
                <tbody>{doors}</tbody>
            </table></div>
        }
    });
    let checks = review
        .checks
        .into_iter()
        .map(|check| {
            let words = match check.outcome {
                Outcome::Passed => "✓ nothing found".to_owned(),
                Outcome::Found => "findings are open".to_owned(),
                Outcome::NotInScope => {
                    format!("– not in scope{}", check.reason.map(|reason| format!(" ({reason})")).unwrap_or_default())
                }
            };
            view! { <div><dt>{check.name}</dt><dd>{words}</dd></div> }
        })
        .collect_view();
    let partial = review.coverage.partial.into_iter().map(|why| view! { <li>{why}</li> }).collect::<Vec<_>>();
    let partial = (!partial.is_empty()).then(|| view! { <h3>"Partial review"</h3><ul class="facts">{partial}</ul> });
    view! {
        <h3>"Promised checks"</h3>
        <dl class="fact-list">{checks}</dl>
        {partial}
        <h3>"What the code is"</h3>
        <dl class="fact-list">{facts}</dl>
        {doors}
    }
}

#[component]
fn Positives(review: Review) -> impl IntoView {
    let items = review
        .positives
        .into_iter()
        .map(|good| {
            let mut places: Vec<String> = good.places().map(|place| format!("{}:{}", place.file, place.line)).collect();
            if good.unnamed() > 0 {
                places.push(format!("{} more", good.unnamed()));
            }
            view! { <li>{line(&good.message)}" "<span class="soft">{places.join(", ")}</span></li> }
        })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| view! { <h3>"What is working well"</h3><ul class="facts good">{items}</ul> })
}

/// The state block of the review, as text.
#[component]
fn StateBlock(review: Review) -> impl IntoView {
    let state = review.state;
    let tool = |result: ToolResult| match result {
        ToolResult::Ran(clean) => clean.to_string(),
        ToolResult::NotRun(NotRun::NotRun) => "not_run".to_owned(),
    };
    let text = format!(
        "<python-security-state>\nphase: {}\nframework_detected: {}\nauth_mechanism: {}\nfindings_count: {}\n\
         critical_count: {}\nhigh_count: {}\nmedium_count: {}\nlow_count: {}\nbandit_clean: {}\npip_audit_clean: {}\n\
         last_action: {}\nnext_action: {}\n</python-security-state>",
        format!("{:?}", state.phase).to_uppercase(),
        state.framework_detected,
        format!("{:?}", state.auth_mechanism).to_lowercase(),
        state.findings_count,
        state.critical_count,
        state.high_count,
        state.medium_count,
        state.low_count,
        tool(state.bandit_clean),
        tool(state.pip_audit_clean),
        state.last_action,
        state.next_action,
    );
    view! {
        <details class="part">
            <summary>"State block"</summary>
            <pre class="code" role="group" tabindex="0" aria-label="State block"><code>{text}</code></pre>
        </details>
    }
}
