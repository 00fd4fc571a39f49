//! The catalogue of rules, and each rule's page with its examples one click from the editor.

use leptos::prelude::*;
use model::message::RulePage;

use crate::browser;
use crate::prose::{CodeBlock, Prose};
use crate::rule_texts::TextsNote;
use crate::shape::{Drawing, Icon, Shape, class};
use crate::state::state;

/// The panel: one rule's page if one was chosen, the catalogue otherwise.
#[component]
pub(crate) fn Learn() -> impl IntoView {
    let state = state();
    move || match state.lesson.get() {
        Some(code) => view! { <Lesson code=code/> }.into_any(),
        None => view! { <Catalogue/> }.into_any(),
    }
}

#[component]
fn Catalogue() -> impl IntoView {
    let state = state();
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let text = search.get().trim().to_lowercase();
        state.rules.with(|rules| {
            let mut found: Vec<_> = rules
                .iter()
                .filter(|rule| {
                    let words = [&rule.code, &rule.name, &rule.title];
                    text.is_empty()
                        || words.into_iter().chain(&rule.aliases).any(|word| word.to_lowercase().contains(&text))
                        || rule.owasp.iter().any(|category| category.code().to_lowercase().contains(&text))
                })
                .cloned()
                .collect();
            found.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.code.cmp(&b.code)));
            found
        })
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if browser::rove(&event.key(), ".rule-row") {
            event.prevent_default();
        }
    };
    view! {
        <div class="learn">
            <label class="search">
                <Drawing icon=Icon::Search/>
                <span class="sr">"Search the rules"</span>
                <input
                    type="search"
                    placeholder="Search the rules: S608, pickle, A03 …"
                    prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))
                />
            </label>
            <p class="soft" role="status">
                {move || format!("{} of {} rules", found.with(Vec::len), state.rules.with(|rules| rules.len()))}
            </p>
            <ul class="rows rules" aria-label="Rules" on:keydown=on_key>
                <For each=move || found.get() key=|rule| rule.code.clone() let:rule>
                    <li class=class(rule.severity)>
                        <button class="rule-row" on:click={
                            let code = rule.code.clone();
                            move |_| state.lesson.set(Some(code.clone()))
                        }>
                            <Shape severity=rule.severity/>
                            <span class="head">
                                <span class="word">{rule.severity.word()}</span>
                                <span class="name">{rule.title.clone()}</span>
                            </span>
                            <span class="codes"><code>{rule.code.clone()}</code></span>
                        </button>
                    </li>
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Lesson(code: String) -> impl IntoView {
    let state = state();
    Effect::new({
        let code = code.clone();
        move |_| state.fetch_page(&code)
    });
    let page = Memo::new(move |_| state.pages.with(|pages| pages.get(&code).cloned()));
    view! {
        <article class="lesson">
            <button class="quiet back" on:click=move |_| state.lesson.set(None)>
                <Drawing icon=Icon::Back/>
                "All rules"
            </button>
            {move || page.get().map(|page| view! { <Page page=(*page).clone()/> })}
            <TextsNote/>
        </article>
    }
}

#[component]
fn Page(page: RulePage) -> impl IntoView {
    let entry = page.entry;
    let cwe: Vec<String> = page.cwe.iter().map(|id| format!("CWE-{id}")).collect();
    let owasp = entry
        .owasp
        .iter()
        .map(|category| view! { <li>{format!("{} {}", category.code(), category.title())}</li> })
        .collect_view();
    let sections =
        page.sections.into_iter().map(|(heading, text)| view! { <h4>{heading}</h4><Prose text=text/> }).collect_view();
    let in_templates = page.in_templates;
    let examples = |kind: &'static str, code: &str, found: Vec<String>| {
        found
            .into_iter()
            .zip(1..)
            .map(|(text, number)| view! { <Example name=format!("{code}-{kind}-{number}") text=text in_templates=in_templates/> })
            .collect_view()
    };
    let has_examples = !page.vulnerable.is_empty();
    let vulnerable = examples("vulnerable", &entry.code, page.vulnerable);
    let secure = examples("secure", &entry.code, page.secure);
    let aliases = (!entry.aliases.is_empty()).then(|| format!(" · also {}", entry.aliases.join(", ")));
    view! {
        <h3 class="title">{entry.title}</h3>
        <p class=format!("soft spaced {}", class(entry.severity))>
            <span class="word"><Shape severity=entry.severity/>{format!("{} when confirmed", entry.severity.word())}</span>
            <span><code>{entry.code}</code>{aliases}</span>
            <span>{cwe.join(", ")}</span>
        </p>
        <ul class="facts">{owasp}</ul>
        {sections}
        {has_examples.then(|| view! { <h4>"Vulnerable"</h4> {vulnerable} <h4>"Secure"</h4> {secure} })}
        <p class="soft authority">{format!("Rests on: {}", page.authority.join("; "))}</p>
    }
}

#[component]
fn Example(name: String, text: String, in_templates: bool) -> impl IntoView {
    let state = state();
    let (language, ending) = if in_templates { ("html", "html") } else { ("python", "py") };
    let open = {
        let text = text.clone();
        let path = format!("{}.{ending}", name.to_lowercase());
        move |_| {
            state.open(&path, &text);
            state.on_code.set(true);
            state.selected.set(None);
            state.panel.set(crate::state::Panel::Findings);
        }
    };
    view! {
        <div class="example">
            <CodeBlock text=text language=language/>
            <button on:click=open>"Open in the editor"</button>
        </div>
    }
}
