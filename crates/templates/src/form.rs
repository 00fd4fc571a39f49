//! Forms that change something, and the token in them.

use std::ops::Range;

/// A form that is open at a place.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// The bytes of its start tag.
    pub(crate) tag: Range<usize>,
    /// Whether something in it brings a token, or may bring one.
    pub(crate) has_token: bool,
    /// Whether it may well need none.
    pub(crate) weak: bool,
}

/// What a start tag of a form says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Start {
    posts: bool,
    /// It is sent to another site, which must not be given the token.
    leaves: bool,
    /// A script sends it, which may put the token into a header, or the address is a name's alone, which may be another site's.
    weak: bool,
}

impl Start {
    /// Takes an attribute with its value.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("method") {
            self.posts = value.trim().eq_ignore_ascii_case("post");
        } else if name.eq_ignore_ascii_case("action") {
            let value = value.trim_start();
            self.leaves = ["http:", "https:", "//", "mailto:"].iter().any(|start| value.starts_with(start));
            self.weak |=
                value.trim_end().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).is_some_and(|name| {
                    name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
                });
        } else {
            self.weak |= ["data-controller", "hx-post", "onsubmit", "@submit", "x-on:submit"]
                .iter()
                .any(|by| name.to_ascii_lowercase().starts_with(by));
        }
    }

    /// Whether the form may well need no token of its own.
    pub(crate) const fn is_weak(self) -> bool {
        self.weak
    }

    pub(crate) const fn needs_token(self) -> bool {
        self.posts && !self.leaves
    }
}

/// Parts of tags and values that bring a token, or whose content is another file's.
const BRINGS: [&str; 12] = [
    "csrf",
    "hidden_tag",
    "render_form",
    "quick_form",
    "crispy",
    "bootstrap_form",
    "include ",
    "block ",
    "authenticity_token",
    "xsrf",
    "antiforgery",
    "form_start",
];

/// Whether a tag or value inside of a form brings its token, or may.
pub(crate) fn may_bring_token(inside: &str) -> bool {
    BRINGS.iter().any(|part| inside.contains(part)) || draws_form(inside)
}

/// Whether a tag of the project's own draws the fields of a form, the token among them: `{% wiki_form form %}`,
/// `{% fields_for comment_form %}`, `{% partial fields %}`.
pub(crate) fn draws_fields(name: &str, rest: &str) -> bool {
    const KNOWN: [&str; 14] = [
        "if",
        "elif",
        "else",
        "for",
        "with",
        "set",
        "trans",
        "translate",
        "blocktrans",
        "blocktranslate",
        "url",
        "static",
        "firstof",
        "cycle",
    ];
    let speaks = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "form" | "forms" | "fields" | "submit"))
    };
    !KNOWN.contains(&name) && !name.starts_with("end") && (name == "partial" || speaks(name) || speaks(rest))
}

/// Whether a hidden field's name says that it holds what no other site knows: a session, a signature.
pub(crate) fn is_secret_field(name: &str) -> bool {
    ["session", "token", "nonce", "signature"].iter().any(|word| name.contains(word))
}

/// Whether a macro or function is handed a form, of which it draws what there is: `{{ forms.add_member(member_form) }}`.
fn draws_form(inside: &str) -> bool {
    let is_form = |word: &str| word == "form" || word.ends_with("_form");
    inside.split_once('(').is_some_and(|(function, args)| {
        function.ends_with("submit") || args.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_form)
    })
}

/// Signs of Jinja, which Django does not know.
const JINJA: [&str; 9] = [
    "url_for(",
    "{% macro",
    "{% set ",
    "{%- ",
    "{{- ",
    "loop.index",
    "{% import ",
    "get_flashed_messages(",
    "{% endtrans",
];
/// Signs of Django, which Jinja does not know.
const DJANGO: [&str; 10] = [
    "{% load ",
    "{% url ",
    "{% static ",
    "{% trans \"",
    "{% trans '",
    "{% translate ",
    "{% blocktrans",
    "{% csrf_token",
    "{% empty %}",
    "{% extends 'admin",
];

/// Whose templates a text belongs to, as far as it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Django,
    Jinja,
    /// It could be either.
    Unknown,
    /// One that is filled in by a script of the page: Angular, Vue, Alpine.
    OfBrowser,
}

/// Signs of those.
const OF_BROWSER: [&str; 8] = [" ng-", " *ng", " v-if=", " v-for=", " v-bind:", " v-model=", " x-data=", "data-ng-"];

impl Dialect {
    pub(crate) fn of(text: &str) -> Self {
        let has = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
        if has(&DJANGO) {
            Self::Django
        } else if has(&JINJA) {
            Self::Jinja
        } else if has(&OF_BROWSER) && !text.contains("{%") {
            Self::OfBrowser
        } else {
            Self::Unknown
        }
    }
}
