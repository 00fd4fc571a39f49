//! Regular expressions whose opening says where an address leads, whatever comes behind it: `^/(?!/)`, `https://example\.org/`.

use std::iter::Peekable;
use std::str::Chars;

use crate::checks::pattern::has_open_alternative;

/// What the opening of a pattern says of each address that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// It begins with a slash, and not with two.
    OneSlash,
    /// Its host is one that the pattern names.
    FixedHost,
}

/// What the opening of `pattern` says. `how` is the function's name: `fullmatch`, `match`, `search`. `None` where it says nothing of
/// either kind.
pub(crate) fn opening(pattern: &str, how: &str) -> Option<Opening> {
    let anchored = pattern.strip_prefix('^').or_else(|| pattern.strip_prefix("\\A"));
    if anchored.is_none() && how == "search" || has_open_alternative(pattern) {
        return None;
    }
    let body = anchored.unwrap_or(pattern);
    if let Some(inside) = body.strip_prefix("(?:") {
        return same_of_all(inside);
    }
    of_one(body)
}

/// What each alternative of the group says that `inside` goes on with, where all say the same.
fn same_of_all(inside: &str) -> Option<Opening> {
    let (inside, behind) = inside.split_once(')')?;
    if inside.contains(['(', '[']) || behind.starts_with(['*', '?', '{']) {
        return None;
    }
    let mut all = inside.split('|').map(of_one);
    let first = all.next()??;
    all.all(|other| other == Some(first)).then_some(first)
}

/// What a pattern without alternatives says.
fn of_one(body: &str) -> Option<Opening> {
    let slash = body.strip_prefix("\\/").or_else(|| body.strip_prefix('/'));
    match slash {
        Some(rest) => no_second_slash(rest).then_some(Opening::OneSlash),
        None => names_host(body).then_some(Opening::FixedHost),
    }
}

/// Whether what a pattern goes on with behind its first slash cannot be another one.
fn no_second_slash(rest: &str) -> bool {
    for refused in ["(?!", "[^"] {
        if let Some(inside) = rest.strip_prefix(refused) {
            let end = if refused == "[^" { ']' } else { ')' };
            // `[^/]*` may be nothing at all, and what is behind it a slash.
            let (inside, behind) = inside.split_once(end).unwrap_or((inside, ""));
            let stands = refused == "(?!" || !behind.starts_with(['*', '?', '{']);
            return stands && first_choices(inside).any(|choice| choice == '/');
        }
    }
    let is_needed = |behind: &str| !behind.starts_with(['*', '?', '{']);
    // `[a-z]+`, `[\w-]`: characters of which none is a slash, in either direction.
    if let Some((inside, behind)) = rest.strip_prefix('[').and_then(|class| class.split_once(']')) {
        const NO_SLASH: [&str; 8] = ["\\w", "\\d", "\\-", "a-z", "A-Z", "0-9", "a-f", "A-F"];
        let others = NO_SLASH.iter().fold(inside.to_owned(), |left, known| left.replace(known, ""));
        return is_needed(behind) && others.trim_matches('-').chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    }
    if let Some(behind) = rest.strip_prefix("\\w").or_else(|| rest.strip_prefix("\\d")) {
        return is_needed(behind);
    }
    let mut chars = rest.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    first && is_needed(chars.as_str())
}

/// The characters that the inside of a lookahead or of a class refuses at its beginning, where it is as simple as that: `/`, `[/\\]`,
/// `\/|\\`.
fn first_choices(inside: &str) -> impl Iterator<Item = char> + '_ {
    inside.chars().filter(|c| !matches!(c, '[' | ']' | '|')).take_while(|c| !c.is_alphanumeric())
}

/// Whether a pattern opens with a whole host of its own: `https?://(?:www\.)?example\.org/`.
fn names_host(body: &str) -> bool {
    let rest =
        body.strip_prefix("https?:").or_else(|| body.strip_prefix("https:")).or_else(|| body.strip_prefix("http:"));
    let Some(rest) = rest else { return false };
    let Some(rest) = rest.strip_prefix("//").or_else(|| rest.strip_prefix("\\/\\/")) else { return false };
    let mut chars = rest.chars().peekable();
    let mut letters = 0_u32;
    while let Some(c) = chars.next() {
        match c {
            '/' => return letters > 0,
            '\\' => match chars.next() {
                Some('/') => return letters > 0,
                Some('.' | '-') => {}
                _ => return false,
            },
            '(' => skip_non_capturing(&mut chars),
            ')' | '|' | '?' | ':' | '-' => {}
            c if c.is_ascii_alphanumeric() => letters += 1,
            // Also a dot that is not escaped: any character may stand there.
            _ => return false,
        }
    }
    false
}

fn skip_non_capturing(chars: &mut Peekable<Chars<'_>>) {
    if chars.peek() == Some(&'?') {
        chars.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_and_no_second() {
        for pattern in [
            r"^/(?!/)",
            r"^/(?![/\\])",
            r"^\/(?!\/)",
            r"/[^/\\]",
            r"^/[^/]+",
            r"^/account",
            r"^/(?!/|\\)",
            r"^/[a-z]+/",
            r"^/\w+",
            r"^/[\w\-]+(/[\w\-]+)*$",
        ] {
            assert_eq!(opening(pattern, "match"), Some(Opening::OneSlash), "{pattern}");
        }
        for pattern in [
            r"^/",
            r"^/.*",
            r"^/[^/]*",
            r"^/(?!x)",
            r"^/[a-z]*",
            r"^/[a-z/]+",
            r"^/[!-~]+",
            r"^/[A-z]+",
            r"^/\w*",
            r"/?(?!/)",
            r"^/[^a]",
            r"^/a?",
            r"^/(?!/)|http",
            r"(?!//)",
        ] {
            assert_eq!(opening(pattern, "match"), None, "{pattern}");
        }
        assert_eq!(opening(r"/(?!/)", "search"), None);
    }

    #[test]
    fn a_host_of_its_own() {
        for pattern in [
            r"^https://example\.org/",
            r"https?://(?:www\.)?example\.org/.*",
            r"^https:\/\/api\.example\.org\/",
            r"^(?:https://a\.example\.org/|https://b\.example\.org/)",
        ] {
            assert_eq!(opening(pattern, "match"), Some(Opening::FixedHost), "{pattern}");
        }
        for pattern in [
            r"^https://example\.org",
            r"^https://.*\.example\.org/",
            r"^https://example.org/",
            r"https?://",
            r"^https:///",
            r"^(?:https://a\.example\.org/|http)",
            r"^(?:https://a\.example\.org/)?",
        ] {
            assert_eq!(opening(pattern, "match"), None, "{pattern}");
        }
    }
}
