//! Draws what `markdown` read. Every piece of text becomes a text node, never markup.

use leptos::prelude::*;

use crate::markdown::{Block, Inline, Item, parse};

/// What happens when a link that stands in the text is followed.
pub(crate) type Follow = Callback<String>;

/// A Markdown text as a rendered document. Links call `follow` with their target; without it they are text.
#[component]
pub(crate) fn Prose(#[prop(into)] text: String, #[prop(optional)] follow: Option<Follow>) -> impl IntoView {
    view! { <div class="prose">{blocks(parse(&text), follow)}</div> }
}

/// One line of Markdown, as the analyzer writes its messages.
pub(crate) fn line(text: &str) -> Vec<AnyView> {
    inlines(crate::markdown::inlines(text), None)
}

fn blocks(found: Vec<Block>, follow: Option<Follow>) -> Vec<AnyView> {
    found.into_iter().map(|found| block(found, follow)).collect()
}

fn block(found: Block, follow: Option<Follow>) -> AnyView {
    match found {
        Block::Heading(level, text) => {
            let text = inlines(text, follow);
            // The page's own headings are h1 and h2.
            match level {
                1 => view! { <h3 class="title">{text}</h3> }.into_any(),
                2 => view! { <h3>{text}</h3> }.into_any(),
                3 => view! { <h4>{text}</h4> }.into_any(),
                _ => view! { <h5>{text}</h5> }.into_any(),
            }
        }
        Block::Paragraph(text) => view! { <p>{inlines(text, follow)}</p> }.into_any(),
        Block::Code { language, text } => view! { <CodeBlock text=text language=language/> }.into_any(),
        Block::List { start: None, items } => view! { <ul>{list_items(items, follow)}</ul> }.into_any(),
        Block::List { start: Some(start), items } => {
            view! { <ol start=start.to_string()>{list_items(items, follow)}</ol> }.into_any()
        }
        Block::Quote(inner) => view! { <blockquote>{blocks(inner, follow)}</blockquote> }.into_any(),
        Block::Table { head, rows } => {
            let head =
                head.into_iter().map(|cell| view! { <th scope="col">{inlines(cell, follow)}</th> }).collect_view();
            let rows = rows
                .into_iter()
                .map(|row| {
                    let cells = row.into_iter().map(|cell| view! { <td>{inlines(cell, follow)}</td> }).collect_view();
                    view! { <tr>{cells}</tr> }
                })
                .collect_view();
            view! {
                <div class="table" role="group" tabindex="0" aria-label="Table">
                    <table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
                </div>
            }
            .into_any()
        }
        Block::Rule => view! { <hr/> }.into_any(),
    }
}

fn list_items(items: Vec<Item>, follow: Option<Follow>) -> Vec<AnyView> {
    let item = |item: Item| {
        let tick = item.ticked.map(|ticked| {
            let (sign, word) = if ticked { ("☑ ", "done") } else { ("☐ ", "to do") };
            view! { <span class="tick" role="img" aria-label=word>{sign}</span> }
        });
        let mut inner = item.blocks;
        // A tight item is its text, not a paragraph.
        let first = match inner.first() {
            Some(Block::Paragraph(_)) => match inner.remove(0) {
                Block::Paragraph(text) => Some(inlines(text, follow)),
                _ => None,
            },
            _ => None,
        };
        view! { <li class:ticked=item.ticked.is_some()>{tick}{first}{blocks(inner, follow)}</li> }.into_any()
    };
    items.into_iter().map(item).collect()
}

fn inlines(found: Vec<Inline>, follow: Option<Follow>) -> Vec<AnyView> {
    let inline = |found: Inline| match found {
        Inline::Text(text) => text.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines(inner, follow)}</strong> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines(inner, follow)}</em> }.into_any(),
        Inline::Break => view! { <br/> }.into_any(),
        Inline::Link { text, target } => match follow {
            Some(follow) => {
                let go = move |_| follow.run(target.clone());
                view! { <button class="link" on:click=go>{inlines(text, Some(follow))}</button> }.into_any()
            }
            None => view! { <span title=target>{inlines(text, None)}</span> }.into_any(),
        },
    };
    found.into_iter().map(inline).collect()
}

/// A block of code, scrollable by keyboard.
#[component]
pub(crate) fn CodeBlock(
    #[prop(into)] text: String,
    /// What it is, for people who do not see it.
    #[prop(into, default = String::from("Code"))]
    language: String,
) -> impl IntoView {
    let label = if language.is_empty() { "Text".to_owned() } else { format!("Code, {language}") };
    view! { <pre class="code" role="group" tabindex="0" aria-label=label><code>{text}</code></pre> }
}
