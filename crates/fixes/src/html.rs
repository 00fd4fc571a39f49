//! Where in an HTML text values are inserted, as far as that decides whether escaping is enough. The states follow the tokenizer of
//! the HTML standard, section 13.2.5, without what browsers do about mistakes.

use syntax::ast::ExprId;

use crate::fix::Fix;
use crate::template::Part;

/// The place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Between tags, or inside of a quoted attribute: escaping is enough.
    Text,
    /// The beginning of an address: `javascript:` needs no special character.
    Address,
}

#[derive(Clone, Debug)]
enum State {
    Text,
    Comment,
    /// In a tag, with what was read of it.
    Tag(String),
    /// In a quoted attribute: its tag, its name, its quote, and whether nothing of the value was read.
    Quoted(String, char, bool),
    /// In `<script>` or `<style>`.
    Raw(&'static str),
}

/// Attributes whose value is an address.
const ADDRESSES: [&str; 8] = ["href", "src", "action", "formaction", "data", "poster", "xlink:href", "background"];

/// Whether `e` is a constant text with a tag in it.
pub(crate) fn has_tags(fix: &Fix<'_>, e: ExprId) -> bool {
    let begins_tag =
        |rest: &str| rest.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!'));
    fix.file.constant(e).is_some_and(|text| text.as_str().is_some_and(|text| text.split('<').skip(1).any(begins_tag)))
}

/// The places of the values in `parts`; `None` where one stands in a script, a style, a comment or a tag, for which no escaping
/// is made.
pub(crate) fn places(parts: &[Part]) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    let mut state = State::Text;
    for part in parts {
        let Part::Text(text) = part else {
            places.push(match &mut state {
                State::Text => Place::Text,
                State::Quoted(tag, _, is_first) => {
                    let name = attribute(tag);
                    if name.starts_with("on") || matches!(&*name, "style" | "srcdoc") {
                        return None;
                    }
                    let is_address = *is_first && ADDRESSES.contains(&&*name);
                    *is_first = false;
                    if is_address { Place::Address } else { Place::Text }
                }
                _ => return None,
            });
            continue;
        };
        let mut rest = text.as_str();
        while let Some(letter) = rest.chars().next() {
            let mut step = letter.len_utf8();
            state = match state {
                State::Text if rest.starts_with("<!--") => State::Comment,
                State::Text if letter == '<' => State::Tag(String::new()),
                State::Comment if rest.starts_with("-->") => {
                    step = 3;
                    State::Text
                }
                State::Tag(tag) if letter == '>' => raw(&tag).map_or(State::Text, State::Raw),
                State::Tag(tag) if matches!(letter, '"' | '\'') => State::Quoted(tag, letter, true),
                State::Tag(mut tag) => {
                    tag.push(letter.to_ascii_lowercase());
                    State::Tag(tag)
                }
                State::Quoted(tag, quote, _) if letter == quote => State::Tag(format!("{tag}'")),
                State::Quoted(tag, quote, _) => State::Quoted(tag, quote, false),
                State::Raw(name) if rest.starts_with("</") && rest[2..].to_ascii_lowercase().starts_with(name) => {
                    State::Tag(String::new())
                }
                other => other,
            };
            rest = &rest[step..];
        }
    }
    Some(places)
}

/// The name of the attribute that a tag's text ends with: `a class='b' href=`.
fn attribute(tag: &str) -> String {
    let name = tag.trim_end().trim_end_matches('=').trim_end();
    name.rsplit(|letter: char| letter.is_whitespace() || letter == '\'').next().unwrap_or_default().to_owned()
}

/// The element whose content is no HTML.
fn raw(tag: &str) -> Option<&'static str> {
    ["script", "style"].into_iter().find(|name| {
        tag.strip_prefix(name).is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use semantic::FileModel;
    use syntax::ast::ExprKind;

    use super::*;

    /// The places in the f-string `text`, in which values are `{x}`.
    fn of(text: &str) -> Option<Vec<Place>> {
        let file = FileModel::new(Arc::new(syntax::parse("x")));
        let value = file.module().exprs().find(|(_, e)| matches!(e.kind, ExprKind::Name)).map(|(e, _)| e)?;
        let mut parts = Vec::new();
        for (at, piece) in text.split("{x}").enumerate() {
            parts.extend((at > 0).then_some(Part::Value(value)));
            parts.push(Part::Text(piece.to_owned()));
        }
        places(&parts)
    }

    #[test]
    fn escaping_is_enough_between_tags_and_in_quotes() {
        use Place::{Address, Text};
        assert_eq!(of("<p>Hello {x}</p>{x}"), Some(vec![Text, Text]));
        assert_eq!(of("<a class=\"{x}\" href='{x}'>{x}</a>"), Some(vec![Text, Address, Text]));
        assert_eq!(of("<a href='/users/{x}'>"), Some(vec![Text]));
        assert_eq!(of("<script>a()</script><b>{x}"), Some(vec![Text]));
        assert_eq!(of("<!-- <script> -->{x}"), Some(vec![Text]));
    }

    #[test]
    fn elsewhere_it_is_not() {
        for text in [
            "<script>go({x})</script>",
            "<p class={x}>",
            "<{x}>",
            "<p onclick=\"go('{x}')\">",
            "<style>{x}</style>",
            "<!-- {x} -->",
            "<p style='color: {x}'>",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
