//! Regular expressions that let only harmless characters through.

use crate::checks::chars::{Chars, harmless_in};
use crate::state::value::SinkSet;

/// What a pattern lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// The contexts in which that does no harm.
    pub(crate) sinks: SinkSet,
    /// The ASCII characters that it may hold.
    chars: Chars,
}

impl Allowed {
    /// No character at all.
    const NOTHING: Self = Self { sinks: SinkSet::ALL, chars: Chars::NONE };

    fn character(c: char) -> Self {
        Self { sinks: harmless_in(c), chars: Chars::one(c) }
    }

    fn characters(text: &str) -> Self {
        text.chars().map(Self::character).fold(Self::NOTHING, Self::or)
    }

    fn or(self, other: Self) -> Self {
        Self { sinks: self.sinks.both(other.sinks), chars: self.chars.union(other.chars) }
    }

    /// The ASCII characters that it cannot hold.
    pub(crate) const fn absent(self) -> Chars {
        self.chars.others()
    }
}

/// The contexts in which a text that matches does no harm. `how` is the function's name: `fullmatch`, `match`, `search`.
pub(crate) fn harmless_pattern(pattern: &str, how: &str) -> SinkSet {
    allowed(pattern, how).map_or(SinkSet::NONE, |allowed| allowed.sinks)
}

/// What a text is made of that matches as a whole. `None` if it may be anything.
pub(crate) fn allowed(pattern: &str, how: &str) -> Option<Allowed> {
    let mut body = pattern;
    let opened = body.starts_with('^') || body.starts_with("\\A");
    body = body.strip_prefix('^').or_else(|| body.strip_prefix("\\A")).unwrap_or(body);
    let closed = (body.ends_with('$') && !body.ends_with("\\$")) || body.ends_with("\\Z");
    if closed {
        body = body.strip_suffix('$').or_else(|| body.strip_suffix("\\Z")).unwrap_or(body);
    }
    let anchored = match how {
        "fullmatch" => true,
        "match" => closed,
        "search" => opened && closed,
        _ => return None,
    };
    // Outside of a group, `|` would take an anchor away from one side.
    if !anchored || how != "fullmatch" && has_open_alternative(body) {
        return None;
    }
    let atoms = atoms(body)?;
    // `$` also matches before a line end.
    let line_end = if pattern.ends_with('$') { Chars::one('\n') } else { Chars::NONE };
    Some(Allowed { chars: atoms.chars.union(line_end), ..atoms })
}

/// Whether a `|` stands outside of all groups.
pub(crate) fn has_open_alternative(body: &str) -> bool {
    let mut depth = 0_u32;
    let mut escaped = false;
    for c in body.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// The contexts in which a text of what `body` matches does no harm.
pub(crate) fn harmless_atoms(body: &str) -> SinkSet {
    atoms(body).map_or(SinkSet::NONE, |allowed| allowed.sinks)
}

fn atoms(body: &str) -> Option<Allowed> {
    let mut all = Allowed::NOTHING;
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        let atom = match c {
            '\\' => match chars.next() {
                Some(escaped) => escape(escaped)?,
                None => return None,
            },
            '[' => class(&mut chars)?,
            '{' => {
                let count: String = chars.by_ref().take_while(|c| *c != '}').collect();
                if count.is_empty() || !count.chars().all(|c| c.is_ascii_digit() || c == ',') {
                    return None;
                }
                Allowed::NOTHING
            }
            '(' => {
                if chars.peek() == Some(&'?') {
                    chars.next();
                    match chars.next() {
                        Some(':') => {}
                        Some('P') if chars.next() == Some('<') => while chars.next().is_some_and(|c| c != '>') {},
                        _ => return None,
                    }
                }
                Allowed::NOTHING
            }
            '+' | '*' | '?' | ')' | '|' => Allowed::NOTHING,
            '.' | '^' | '$' => return None,
            literal => Allowed::character(literal),
        };
        all = all.or(atom);
    }
    Some(all)
}

/// What `\d` and the like stand for.
fn escape(c: char) -> Option<Allowed> {
    match c {
        'd' => Some(Allowed { sinks: SinkSet::ALL, chars: Chars::DIGITS }),
        'w' => Some(Allowed { sinks: harmless_in('a'), chars: Chars::WORDS }),
        's' => Some(Allowed::characters(" \n\t\r")),
        c if c.is_ascii_alphanumeric() => None,
        c => Some(Allowed::character(c)),
    }
}

/// A class of characters, behind its `[`; `None` if it says what is *not* in it, or never ends.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Allowed> {
    let mut all = Allowed::NOTHING;
    let mut before: Option<char> = None;
    if chars.peek() == Some(&'^') {
        return None;
    }
    let mut first = true;
    loop {
        let c = chars.next()?;
        match c {
            ']' if !first => return Some(all),
            '\\' => {
                let escaped = chars.next()?;
                all = all.or(escape(escaped)?);
                before = None;
            }
            '-' if before.is_some() && chars.peek().is_some_and(|next| *next != ']') => {
                let (from, to) = (before.take()?, chars.next()?);
                if !from.is_ascii() || !to.is_ascii() || from > to {
                    return None;
                }
                all = (from..=to).map(Allowed::character).fold(all, Allowed::or);
            }
            c => {
                all = all.or(Allowed::character(c));
                before = Some(c);
            }
        }
        first = false;
    }
}

/// The inside of a group of a pattern, by its number or name.
pub(crate) fn group<'p>(pattern: &'p str, number: Option<usize>, name: Option<&str>) -> Option<&'p str> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut count = 0;
    let mut in_class = false;
    let mut indices = pattern.char_indices();
    while let Some((at, c)) = indices.next() {
        match c {
            '\\' => drop(indices.next()),
            '[' if !in_class => in_class = true,
            ']' if in_class => in_class = false,
            '(' if !in_class => {
                let rest = pattern.get(at + 1..)?;
                let named = rest.strip_prefix("?P<").and_then(|rest| rest.split_once('>'));
                let captures = named.is_some() || !rest.starts_with('?');
                count += usize::from(captures);
                let wanted = match (number, name) {
                    (Some(number), _) => captures && number == count,
                    (None, Some(name)) => named.is_some_and(|(own, _)| own == name),
                    (None, None) => false,
                };
                let start = named.map_or(at + 1, |(own, _)| at + 1 + "?P<>".len() + own.len());
                open.push((start, wanted));
            }
            ')' if !in_class => {
                if let Some((start, true)) = open.pop() {
                    return pattern.get(start..at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use semantic::SinkKind;

    use super::*;

    fn is_harmless(pattern: &str, how: &str) -> bool {
        harmless_pattern(pattern, how).has(SinkKind::Command)
    }

    #[test]
    fn patterns_that_let_only_harmless_characters_through() {
        for pattern in [
            "[a-z]+",
            "^[A-Za-z0-9_-]{1,32}$",
            r"\d+",
            r"\w+",
            "(?:[a-f0-9]{8}-)+[a-f0-9]{12}",
            "asc|desc",
            "[a-z.]+",
            "[a-z/]+",
            r"[\w.-]+",
        ] {
            assert!(is_harmless(pattern, "fullmatch"), "{pattern}");
        }
        for pattern in [".*", "[^;]+", r"[\w ]+", "[a-z'\"]+", r"\S+", "a.b", "[A-z]+", "(?=a)", "[a", "[!-~]"] {
            assert!(!is_harmless(pattern, "fullmatch"), "{pattern}");
        }
    }

    #[test]
    fn each_context_has_its_own_characters() {
        assert!(!harmless_pattern("[a-z/]+", "fullmatch").has(SinkKind::Path));
        assert!(!harmless_pattern("[a-z.]+", "fullmatch").has(SinkKind::Url));
        assert!(harmless_pattern(r"[\w ]+", "fullmatch").has(SinkKind::Html));
        assert!(harmless_pattern(r"[0-9+*/ ()-]+", "fullmatch").has(SinkKind::Code));
    }

    #[test]
    fn anchors_matter_where_the_function_does_not_imply_them() {
        assert!(is_harmless("[a-z]+$", "match"));
        assert!(!is_harmless("[a-z]+", "match"));
        assert!(!is_harmless("[a-z]+$", "search"));
        assert!(is_harmless("^[a-z]+$", "search"));
        assert!(!is_harmless("^a|b$", "search"));
        assert!(is_harmless("^(a|b)$", "search"));
    }

    #[test]
    fn groups_by_number_and_name() {
        assert_eq!(group(r"id=(\d+)&(?P<name>.*)", Some(1), None), Some(r"\d+"));
        assert_eq!(group(r"id=(\d+)&(?P<name>.*)", Some(2), None), Some(".*"));
        assert_eq!(group(r"(?:a|(b))(?P<name>[)]+)", None, Some("name")), Some("[)]+"));
        assert_eq!(group("(a", Some(1), None), None);
    }
}
