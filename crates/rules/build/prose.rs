//! The prose and examples of all pages as one text. `src/page.rs` reads it: from the program that it is linked
//! into, or from a face that fetched it.

use crate::page::{Example, Page, SEPARATORS};

/// A page is three parts: its code, sections and the two texts of its class, its vulnerable examples, its secure examples. An example is three
/// fields: its code, why it stands there, and the code after the fix; the last two are empty if that is not said.
pub(crate) fn text(pages: &[Page]) -> String {
    let [between_pages, between_parts, between_fields] = SEPARATORS.map(String::from);
    let examples = |examples: &[Example]| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let fields = |example: &Example| [example.code.clone(), text(&example.why), text(&example.fixed)];
        examples.iter().flat_map(fields).collect::<Vec<_>>().join(&between_fields)
    };
    let page = |page: &Page| {
        let mut head = vec![page.code.clone()];
        head.extend(page.sections.iter().cloned());
        head.extend([page.class.harm.clone(), page.class.as_is.clone()]);
        [head.join(&between_fields), examples(&page.vulnerable), examples(&page.secure)].join(&between_parts)
    };
    pages.iter().map(page).collect::<Vec<_>>().join(&between_pages)
}
