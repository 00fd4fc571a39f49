//! The few things that are asked of the browser: date, theme, width, clipboard, downloads.

use leptos::prelude::{document, window};
use model::message::Drawn;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, Response, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, Url,
};

/// The local date, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let now = js_sys::Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// Whether code and panel take turns on the screen; the width is the one in `layout.css`.
pub(crate) fn is_narrow() -> bool {
    window().match_media("(max-width: 899px)").ok().flatten().is_some_and(|query| query.matches())
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    const KEY: &str = "pyvigil-theme";

    /// The word that is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one that the button goes to.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// What was chosen earlier.
    pub(crate) fn stored() -> Self {
        let stored = storage().and_then(|storage| storage.get_item(Self::KEY).ok()?).unwrap_or_default();
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == stored).unwrap_or_default()
    }

    /// Puts it on the page and remembers it; the theme is the only thing that Pyvigil stores.
    pub(crate) fn apply(self) {
        if let Some(root) = document().document_element() {
            // Setting an attribute with a valid name does not fail.
            let _ = root.set_attribute("data-theme", self.word());
        }
        // Without storage (private windows) the choice lasts as long as the page.
        let _ = storage().map(|storage| match self {
            Self::System => storage.remove_item(Self::KEY),
            Self::Light | Self::Dark => storage.set_item(Self::KEY, self.word()),
        });
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Puts `text` on the clipboard; `done` hears whether it worked.
pub(crate) fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
        done(written.is_ok());
    });
}

/// Hands a file to the browser's downloads. Its bytes go from memory to disk; nothing is requested.
pub(crate) fn download(file: &Drawn) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(&file.bytes[..]));
    let options = BlobPropertyBag::new();
    options.set_type(&file.mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(file.path.rsplit('/').next().unwrap_or(&file.path));
    link.click();
    // The browser has taken the address by then; a minute is more than it needs.
    gloo::timers::callback::Timeout::new(60_000, move || drop(Url::revoke_object_url(&address))).forget();
    Ok(())
}

/// What the page's `<meta name=…>` says.
pub(crate) fn meta(name: &str) -> Option<String> {
    document().query_selector(&format!("meta[name='{name}']")).ok()??.get_attribute("content")
}

async fn answer(address: &str) -> Result<Response, String> {
    let response = JsFuture::from(window().fetch_with_str(address)).await.map_err(failed)?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("the server answered {} instead of the file", response.status()));
    }
    Ok(response)
}

#[allow(clippy::needless_pass_by_value)] // what `map_err` gives
fn failed(_: JsValue) -> String {
    "the file could not be fetched".to_owned()
}

/// The bytes of the page's own file at `address`, or why they did not come.
pub(crate) async fn fetch_bytes(address: &str) -> Result<Vec<u8>, String> {
    let response = answer(address).await?;
    let buffer = JsFuture::from(response.array_buffer().map_err(failed)?).await.map_err(failed)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The text of the page's own file at `address`, or why it did not come.
pub(crate) async fn fetch(address: &str) -> Result<String, String> {
    let response = answer(address).await?;
    let text = JsFuture::from(response.text().map_err(failed)?).await.map_err(failed)?;
    text.as_string().ok_or_else(|| failed(JsValue::NULL))
}

/// The element that `event` began in, even inside the editor's shadow root, or that root's host.
pub(crate) fn target(event: &web_sys::Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

/// Whether keys belong to what has the focus: a field or the editor.
pub(crate) fn is_writing(event: &web_sys::Event) -> bool {
    target(event)
        .is_some_and(|element| element.closest("input, textarea, select, .editor-host").ok().flatten().is_some())
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).and_then(|element| element.dyn_into().ok())
}

/// Scrolls as little as is needed to show the element with this id.
pub(crate) fn scroll_to(id: &str) {
    if let Some(element) = element(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Gives the element with this id the keyboard.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot have it leaves it where it is.
        let _ = element.focus();
    }
}

/// Moves the focus among the elements that match `selector`, as arrow keys do; gives whether `key` was one.
pub(crate) fn rove(key: &str, selector: &str) -> bool {
    let Ok(found) = document().query_selector_all(selector) else { return false };
    let active = document().active_element();
    let items: Vec<HtmlElement> =
        (0..found.length()).filter_map(|at| found.get(at)).filter_map(|node| node.dyn_into().ok()).collect();
    let at = items.iter().position(|item| active.as_ref() == Some(item.as_ref()));
    let last = items.len().saturating_sub(1);
    let next = match (key, at) {
        ("ArrowDown" | "ArrowRight", Some(at)) => (at + 1).min(last),
        ("ArrowUp" | "ArrowLeft", Some(at)) => at.saturating_sub(1),
        ("ArrowDown", None) | ("Home", _) => 0,
        ("End", _) => last,
        _ => return false,
    };
    if let Some(item) = items.get(next) {
        let _ = item.focus();
    }
    true
}
