//! Characters: which ones a text may hold, and where they do harm.

use semantic::SinkKind;

use crate::checks::begins::OPTION;
use crate::state::value::{Shape, SinkSet};

/// A set of ASCII characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Chars(u128);

impl Chars {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const DIGITS: Self = Self(0x3ff << b'0');
    /// What `\w` matches.
    pub(crate) const WORDS: Self = Self(Self::DIGITS.0 | 0x03ff_ffff << b'A' | 0x03ff_ffff << b'a' | 1 << b'_');
    /// Letters and digits.
    pub(crate) const LETTERS: Self = Self(Self::WORDS.0 & !(1 << b'_'));

    pub(crate) fn one(c: char) -> Self {
        Self(if c.is_ascii() { 1 << c as u32 } else { 0 })
    }

    /// All other ASCII characters.
    pub(crate) const fn others(self) -> Self {
        Self(!self.0)
    }

    /// The ASCII characters of a text.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().filter(u8::is_ascii).fold(0, |set, byte| set | 1 << byte))
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all characters of an ASCII text are in the set.
    pub(crate) fn hold(self, text: &str) -> bool {
        let wanted = Self::of(text).0;
        self.0 & wanted == wanted
    }
}

/// The contexts in which a text of nothing but such characters does no harm.
pub(crate) fn harmless_in(c: char) -> SinkSet {
    use SinkKind::{
        Attribute, Code, Command, Header, Html, Ldap, Log, Path, Pollution, Redirect, Regex, Session, Sql, Template,
        Url,
    };
    // A word of one's choice still names any module, function or variable.
    const WORDS: SinkSet = SinkSet::NUMBER.without(Code).without(Attribute);
    const TEXTS: SinkSet = SinkSet::NONE.with(Html).with(Header).with(Log).with(Session);
    const NAMES: SinkSet = TEXTS.with(Command).with(Path);
    // An option is worth little without a value, which stands behind a `=` or begins with a slash.
    let option = if "_.@,:+/ ()%*".contains(c) { OPTION } else { SinkSet::NONE };
    match c {
        '0'..='9' | '-' => SinkSet::NUMBER,
        'a'..='z' | 'A'..='Z' => WORDS,
        '_' => WORDS.without(Pollution),
        // Without a slash the name of the folder above leads nowhere.
        '.' => SinkSet::NUMBER.without(Url).without(Redirect).without(Template).without(Regex),
        '@' | ',' | ':' => NAMES.with(Ldap),
        '+' | '=' | '%' => NAMES,
        '/' => TEXTS.with(Command).with(Sql).with(Ldap),
        ' ' => TEXTS.with(Path).with(Ldap),
        '(' | ')' => TEXTS.with(Path),
        '*' => TEXTS,
        '\t' => SinkSet::NONE.with(Html).with(Path),
        _ => SinkSet::NONE,
    }
    .union(option)
    .union(if "0123456789+-*/%(). \t".contains(c) { SinkSet::NONE.with(Code) } else { SinkSet::NONE })
}

/// The contexts in which a text of characters out of `text` does no harm.
pub(crate) fn harmless_text(text: &str) -> SinkSet {
    text.chars().map(harmless_in).fold(SinkSet::ALL, SinkSet::both)
}

/// What a method of texts says of one for which it is true: where that does no harm, and which characters are not in it.
pub(crate) fn told_by_method(name: &str) -> Option<(SinkSet, Shape)> {
    let (sinks, others) = match name {
        "isdigit" | "isdecimal" | "isnumeric" => (SinkSet::NUMBER, Chars::NONE),
        "isalnum" | "isalpha" => (harmless_text("a"), Chars::LETTERS.others()),
        "isidentifier" => (harmless_text("_"), Chars::WORDS.others()),
        _ => return None,
    };
    Some((sinks, Shape { without: others, ..Shape::default() }))
}

/// The contexts in which a text without any of the characters `absent` does no harm.
pub(crate) fn harmless_without(absent: Chars) -> SinkSet {
    let mut sinks = SinkSet::NONE;
    for (dangerous, kind) in [
        // What reads lines ends one at a line feed.
        ("\n", SinkKind::Log),
        ("\n", SinkKind::Header),
        ("_", SinkKind::Pollution),
        (";|&$`<>\n", SinkKind::Command),
        ("()*\\", SinkKind::Ldap),
        ("<>", SinkKind::Html),
        ("{", SinkKind::Template),
    ] {
        if absent.hold(dangerous) {
            sinks = sinks.with(kind);
        }
    }
    sinks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_characters_do_where() {
        assert!(harmless_text("web01").has(SinkKind::Command));
        assert!(!harmless_text("web01").has(SinkKind::Code));
        assert!(harmless_text("3 * (4 + 5)").has(SinkKind::Code));
        assert!(!harmless_text("a b").has(SinkKind::Command));
        assert!(!harmless_text("../x").has(SinkKind::Path));
        assert!(harmless_text("example.com").has(SinkKind::Command));
        assert!(!harmless_text("example.com").has(SinkKind::Url));
    }

    #[test]
    fn what_the_absence_of_characters_does_where() {
        assert!(harmless_without(Chars::of(";|&$`<>\n")).has(SinkKind::Command));
        assert!(!harmless_without(Chars::of(";|")).has(SinkKind::Command));
        assert!(harmless_without(Chars::of("\r\n")).has(SinkKind::Header));
        assert!(!harmless_without(Chars::of("\r")).has(SinkKind::Header));
    }
}
