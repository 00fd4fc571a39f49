//! The place in a page: text, tag, attribute, script. Follows HTML's tokens closely enough to tell them apart.

use crate::script::{Script, Within};

/// What kind of place the next byte stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Text,
    /// Behind `<` or `</`.
    TagName,
    /// Between the attributes of a tag.
    InTag,
    AttributeName,
    /// Behind the `=`.
    BeforeValue,
    /// In a value; the quote around it, if there is one.
    Value(Option<u8>),
    Comment,
    /// In the element whose content is no markup, by its name in `Page::raw`.
    Raw,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place<'t> {
    /// Between tags, or where a value does not matter.
    Text,
    /// In an attribute: its name, whether quotes are around, and whether the value begins here.
    Attribute { name: &'t str, quoted: bool, first: bool },
    /// In a script.
    Script { within: Within },
    /// In a comment of the page or of a script.
    Comment,
}

/// What ended with a byte.
#[derive(Debug)]
pub(crate) enum Event<'t> {
    /// An attribute with its value.
    Attribute(&'t str, &'t str),
    /// A tag: its name, and whether it closes an element.
    Tag { name: &'t str, closes: bool, start: usize },
}

/// The place in a page.
#[derive(Debug)]
pub(crate) struct Page<'t> {
    text: &'t str,
    state: State,
    tag_start: usize,
    tag: &'t str,
    closes: bool,
    attribute: &'t str,
    start: usize,
    raw: &'static str,
    script: Script,
    /// Whether the script holds data or a template of its own.
    is_data: bool,
}

impl<'t> Page<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self {
            text,
            state: State::Text,
            tag_start: 0,
            tag: "",
            closes: false,
            attribute: "",
            start: 0,
            raw: "",
            script: Script::NEW,
            is_data: false,
        }
    }

    /// The place of a template's tag that begins at `at`.
    pub(crate) fn place(&self, at: usize) -> Place<'t> {
        match self.state {
            State::BeforeValue => Place::Attribute { name: self.attribute, quoted: false, first: true },
            State::Value(quote) => {
                let before = self.text.get(self.start..at).unwrap_or_default();
                Place::Attribute { name: self.attribute, quoted: quote.is_some(), first: before.trim().is_empty() }
            }
            State::Comment => Place::Comment,
            State::Raw if self.raw == "script" && !self.is_data => {
                if self.script.in_comment() {
                    Place::Comment
                } else {
                    Place::Script { within: self.script.within() }
                }
            }
            _ => Place::Text,
        }
    }

    /// Whether the tag that is open is no element of HTML and a component of the project: `<cf:Field field={{ form.name }} />`,
    /// `<NavItem repo={{ repo }} />`. What its attributes are given is read as an expression, and never written into a page.
    pub(crate) fn is_component(&self) -> bool {
        let name = match self.state {
            State::BeforeValue | State::Value(_) | State::AttributeName | State::InTag => self.tag,
            _ => return false,
        };
        let is_camel =
            name.starts_with(|c: char| c.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_lowercase());
        is_camel || name.contains(':')
    }

    /// A template's tag stands from here to `end`: in a value without quotes it is a part of the value.
    pub(crate) fn skip(&mut self, at: usize) {
        if self.state == State::BeforeValue {
            self.state = State::Value(None);
            self.start = at;
        }
    }

    /// Takes the byte at `at`; a `>` that ended an attribute has to be given again, for it ends the tag as well.
    pub(crate) fn step(&mut self, at: usize, byte: u8) -> Option<Event<'t>> {
        match self.state {
            State::Text if byte == b'<' => self.open(at),
            State::TagName => {
                if byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/') && at > self.start {
                    self.tag = self.text.get(self.start..at).unwrap_or_default();
                    self.state = State::InTag;
                    return self.in_tag(at, byte);
                }
            }
            State::InTag => return self.in_tag(at, byte),
            State::AttributeName => match byte {
                b'=' => {
                    self.attribute = self.text.get(self.start..at).unwrap_or_default();
                    self.state = State::BeforeValue;
                }
                byte if byte.is_ascii_whitespace() || byte == b'>' => {
                    self.state = State::InTag;
                    return self.in_tag(at, byte);
                }
                _ => {}
            },
            State::BeforeValue => match byte {
                b'"' | b'\'' => {
                    self.state = State::Value(Some(byte));
                    self.start = at + 1;
                }
                b'>' => {
                    self.state = State::InTag;
                    return self.in_tag(at, byte);
                }
                byte if byte.is_ascii_whitespace() => {}
                _ => {
                    self.state = State::Value(None);
                    self.start = at;
                }
            },
            State::Value(Some(quote)) if byte == quote => return Some(self.end_value(at)),
            State::Value(None) if byte.is_ascii_whitespace() => return Some(self.end_value(at)),
            // The same byte ends the tag, too: it has to be taken once more.
            State::Value(None) if byte == b'>' => return Some(self.end_value(at)),
            State::Text | State::Value(_) => {}
            State::Comment => {
                if byte == b'>' && self.text.get(..at).is_some_and(|before| before.ends_with("--")) {
                    self.state = State::Text;
                }
            }
            State::Raw => self.step_raw(at, byte),
        }
        None
    }

    fn open(&mut self, at: usize) {
        let rest = self.text.as_bytes().get(at + 1..).unwrap_or_default();
        match rest {
            [b'!', b'-', b'-', ..] => self.state = State::Comment,
            [b'/', letter, ..] | [letter, ..] if letter.is_ascii_alphabetic() => {
                self.closes = rest.first() == Some(&b'/');
                self.tag_start = at;
                self.start = at + 1 + usize::from(self.closes);
                self.state = State::TagName;
            }
            _ => {}
        }
    }

    /// A byte between attributes.
    fn in_tag(&mut self, at: usize, byte: u8) -> Option<Event<'t>> {
        if byte == b'>' {
            self.state = State::Text;
            if !self.closes {
                for raw in ["script", "style", "textarea", "title"] {
                    if self.tag.eq_ignore_ascii_case(raw) {
                        self.state = State::Raw;
                        self.raw = raw;
                        self.script = Script::NEW;
                        self.start = at + 1;
                    }
                }
            }
            return Some(Event::Tag { name: self.tag, closes: self.closes, start: self.tag_start });
        }
        if !byte.is_ascii_whitespace() && byte != b'/' {
            self.state = State::AttributeName;
            self.start = at;
        }
        None
    }

    fn end_value(&mut self, at: usize) -> Event<'t> {
        self.state = State::InTag;
        let value = self.text.get(self.start..at).unwrap_or_default();
        if self.tag.eq_ignore_ascii_case("script") && self.attribute.eq_ignore_ascii_case("type") {
            // `text/template` and its like are read by a program that has escaping of its own.
            self.is_data = !["", "module", "text/javascript", "application/javascript"].contains(&value.trim());
        }
        Event::Attribute(self.attribute, value)
    }

    fn step_raw(&mut self, at: usize, byte: u8) {
        let ends = byte == b'<'
            && self.text.as_bytes().get(at + 1) == Some(&b'/')
            && self.text.get(at + 2..at + 2 + self.raw.len()).is_some_and(|name| name.eq_ignore_ascii_case(self.raw));
        if ends {
            self.is_data = false;
            self.state = State::Text;
            self.open(at);
        } else if self.raw == "script" {
            self.script.step(byte);
        }
    }
}
