//! PV234: XML that is put together as a text.

use syntax::ast::{ExprId, ExprKind};

use crate::code::around::last_word;
use crate::code::built::{Piece, is_part_of_another, pieces, values};
use crate::code::testing;
use crate::detector::{Context, Detector};

pub(crate) struct XmlByHand;

/// Elements that browsers know: what is put into those is judged as HTML.
const OF_PAGES: &str = " a abbr article aside b body br button canvas center circle code dd details div dl dt em fieldset figure font footer \
                        form g h1 h2 h3 h4 h5 h6 head header hr html i iframe img input label li line link main mark meta nav object ol \
                        option p path pre rect script section select small span strong style sub summary sup svg table tbody td \
                        template text textarea tfoot th thead title tr u ul video ";
/// Libraries of which texts with tags are no documents, or have a rule of their own.
const OTHERS: [&str; 12] = [
    "openai",
    "anthropic",
    "langchain",
    "langchain_core",
    "litellm",
    "google",
    "ollama",
    "mistralai",
    "cohere",
    "llama_index",
    "transformers",
    "twilio",
];

impl Detector for XmlByHand {
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        if matches!(cx.tree().expr(expr).kind, ExprKind::FString(_) | ExprKind::Binary { .. }) {
            look(cx, expr);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if last_word(cx.file, call) == Some("format") {
            look(cx, call);
        }
    }
}

fn look(cx: &mut Context<'_>, text: ExprId) {
    if is_part_of_another(cx.file, text) {
        return;
    }
    let Some(pieces) = pieces(cx.file, text) else { return };
    if !is_document(&pieces) || !speaks_of_xml(cx) || testing::is_test_file(cx.path) {
        return;
    }
    let mut candidate = cx.candidate(
        text,
        "Data of a request stands in this XML as it is, so it can close its element and add others, which the reader takes for the \
         program's own. Build the document with `ElementTree`, or escape the values with `xml.sax.saxutils.escape`.",
    );
    candidate.focus = values(&pieces).collect();
    candidate.callers_decide =
        Some("whoever calls this gives the values; each caller is judged where it is".to_owned());
    cx.report(candidate);
}

/// Whether a text begins an element that no page has, and ends one.
fn is_document(pieces: &[Piece]) -> bool {
    let Some(Piece::Text(start)) = pieces.first() else { return false };
    let Some(rest) = start.trim_start().strip_prefix('<') else { return false };
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-.:".contains(*c)).collect();
    let begins = rest.starts_with("?xml")
        || name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !OF_PAGES.contains(&format!(" {} ", name.to_ascii_lowercase()));
    let ends = |piece: &Piece| matches!(piece, Piece::Text(text) if text.contains("</") || text.contains("/>"));
    begins && pieces.iter().any(ends)
}

/// Whether the file has to do with XML, and not with texts for a language model.
fn speaks_of_xml(cx: &Context<'_>) -> bool {
    let source = cx.tree().source();
    ["xml", "XML", "soap", "SOAP"].iter().any(|word| source.contains(word))
        && !OTHERS.iter().any(|module| cx.facts().imports(module))
}
