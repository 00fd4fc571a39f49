//! One finding in full: what, evidence, path, why, fix, and the rule it rests on.

use leptos::html;
use leptos::prelude::*;
use model::message::RulePage;
use model::{Finding, State as Triage};

use crate::browser;
use crate::fixes::FixOf;
use crate::prose::{CodeBlock, Prose, line};
use crate::rule_texts::TextsNote;
use crate::shape::{Drawing, Icon, Shape, class};
use crate::state::{Panel, state};

/// The detail. Beside the code it unfolds in the list; on narrow screens it is a sheet over the page.
#[component]
pub(crate) fn Detail(key: String, finding: Finding) -> impl IntoView {
    let state = state();
    let code = finding.rule.clone();
    Effect::new({
        let code = code.clone();
        move |_| state.fetch_page(&code)
    });
    let page = Memo::new(move |_| state.pages.with(|pages| pages.get(&code).cloned()));
    let sheet = NodeRef::<html::Section>::new();
    let narrow = browser::is_narrow();
    sheet.on_load(move |sheet| {
        if narrow {
            // Its first control, so that a reader of the screen is where the eye is. It is in the page.
            let _ = sheet.focus();
        }
    });
    let show = {
        let key = key.clone();
        move |_| {
            state.on_code.set(true);
            state.reveal(&key, None, true);
        }
    };
    let learn = {
        let rule = finding.rule.clone();
        move |_| {
            state.lesson.set(Some(rule.clone()));
            state.panel.set(Panel::Learn);
        }
    };
    let severity = finding.severity;
    let title = finding.title.clone();
    let label = format!("{} at {}:{}", finding.title, finding.file, finding.line);
    let reason = finding.reason.clone().filter(|_| finding.state != Triage::Open).map(|reason| {
        let word = if finding.state == Triage::Dismissed { "Dismissed: " } else { "Suppressed: " };
        view! { <p class="verdict"><strong>{word}</strong>{line(&reason)}</p> }
    });
    let attack = finding.attack_path.clone().map(|path| view! { <h4>"Attack path"</h4><p>{line(&path)}</p> });
    view! {
        <section
            node_ref=sheet
            class=format!("detail {}", class(severity))
            tabindex="-1"
            role=if narrow { "dialog" } else { "region" }
            aria-modal=narrow.then_some("true")
            aria-label=label
        >
            <div class="detail-head">
                <button class="quiet back" on:click=move |_| state.selected.set(None)>
                    <Drawing icon=Icon::Back/>
                    "Findings"
                </button>
                <h3><Shape severity=severity/>{title}</h3>
            </div>
            <Facts finding=finding.clone()/>
            {reason}
            <p class="message">{line(&finding.message)}</p>
            <Evidence finding=finding.clone()/>
            <p class="deeds">
                <button on:click=show><Drawing icon=Icon::Code/>"Show in the code"</button>
                <button on:click=learn><Drawing icon=Icon::Learn/>{format!("Rule {}", finding.rule)}</button>
            </p>
            <Trace key=key finding=finding.clone()/>
            {attack}
            <FixOf finding=finding.clone()/>
            <TextsNote/>
            {move || page.get().map(|page| view! { <RuleText page=(*page).clone()/> })}
        </section>
    }
}

/// Severity, score, confidence and identifiers, in one line.
#[component]
fn Facts(finding: Finding) -> impl IntoView {
    let cvss = finding.cvss.as_ref().map(|cvss| {
        view! {
            <div><dt>"CVSS"</dt><dd><span title=cvss.vector.clone()>{format!("{:.1}", cvss.score)}</span></dd></div>
        }
    });
    let vector = finding.cvss.as_ref().map(|cvss| {
        view! { <div class="vector"><dt>"Vector"</dt><dd><code>{cvss.vector.clone()}</code></dd></div> }
    });
    let cwe = (!finding.cwe.is_empty()).then(|| {
        let ids: Vec<String> = finding.cwe.iter().map(|id| format!("CWE-{id}")).collect();
        view! { <div><dt>"Weakness"</dt><dd>{ids.join(", ")}</dd></div> }
    });
    let owasp = (!finding.owasp.is_empty()).then(|| {
        let categories = finding
            .owasp
            .iter()
            .map(|category| view! { <span title=category.title()>{category.code()}</span> })
            .collect_view();
        view! { <div><dt>"OWASP"</dt><dd class="spaced">{categories}</dd></div> }
    });
    let aliases = (!finding.aliases.is_empty()).then(|| {
        view! { <div><dt>"Also known as"</dt><dd>{finding.aliases.join(", ")}</dd></div> }
    });
    view! {
        <dl class="fact-line">
            <div><dt>"Severity"</dt><dd class="word">{finding.severity.word()}</dd></div>
            {cvss}
            <div><dt>"Confidence"</dt><dd>{finding.confidence.word()}</dd></div>
            {cwe}
            {owasp}
            {vector}
            {aliases}
        </dl>
    }
}

/// The lines themselves, numbered, those of the finding marked.
#[component]
fn Evidence(finding: Finding) -> impl IntoView {
    let first = finding.evidence.first_line;
    let lines = finding
        .evidence
        .code
        .lines()
        .zip(first..)
        .map(|(text, number)| {
            let hit = (finding.line..=finding.end_line.max(finding.line)).contains(&number);
            view! {
                <span class="line" class:hit=hit>
                    <span class="number" aria-hidden="true">{number}</span>
                    <span class="text">{format!("{text}\n")}</span>
                </span>
            }
        })
        .collect_view();
    let label = format!("Evidence, {} from line {first}", finding.file);
    view! { <pre class="evidence" role="group" tabindex="0" aria-label=label><code>{lines}</code></pre> }
}

/// The path from source to sink; each step leads to its place in the code.
#[component]
fn Trace(key: String, finding: Finding) -> impl IntoView {
    let state = state();
    let file = finding.file.clone();
    let several = finding.trace.len() > 1;
    let steps = finding
        .trace
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let key = key.clone();
            let go = move |_| {
                state.on_code.set(true);
                state.reveal(&key, Some(at as u32), true);
            };
            let place =
                if step.file == file { format!("line {}", step.line) } else { format!("{}:{}", step.file, step.line) };
            view! {
                <li>
                    <button class="step" on:click=go>
                        <b>{at + 1}</b>
                        <span>{line(&step.note)}</span>
                        <span class="soft">{place}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    several.then(|| view! { <h4>"How the data gets there"</h4><ol class="trace">{steps}</ol> })
}

/// The parts of the rule's page that belong to a finding.
#[component]
fn RuleText(page: RulePage) -> impl IntoView {
    let wanted = ["Why it matters", "How to fix", "Steps", "How to test"];
    let sections = page
        .sections
        .into_iter()
        .filter(|(heading, _)| wanted.contains(&heading.as_str()))
        .map(|(heading, text)| {
            let folded = matches!(heading.as_str(), "Steps" | "How to test");
            if folded {
                view! {
                    <details class="part">
                        <summary><Drawing icon=Icon::Chevron/>{heading}</summary>
                        <Prose text=text/>
                    </details>
                }
                .into_any()
            } else {
                view! { <h4>{heading}</h4><Prose text=text/> }.into_any()
            }
        })
        .collect_view();
    let language = if page.in_templates { "html" } else { "python" };
    let secure = page.secure.into_iter().next().map(|code| {
        view! {
            <details class="part">
                <summary><Drawing icon=Icon::Chevron/>"A secure example"</summary>
                <CodeBlock text=code language=language/>
            </details>
        }
    });
    let authority = (!page.authority.is_empty()).then(|| {
        view! { <p class="soft authority">{format!("Rests on: {}", page.authority.join("; "))}</p> }
    });
    view! { {sections} {secure} {authority} }
}
