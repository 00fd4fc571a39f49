//! Patterns of paths, as Ruff's `per-file-ignores` and bandit's settings have them: `*` and `?` stand for `/`, too.

/// A pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glob(Vec<Vec<Piece>>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`, `**`
    Any,
    /// `**/`: nothing, or whole folders.
    Folders,
    /// `[a-z]`, `[!a-z]`
    Class(Vec<(char, char)>, bool),
}

/// More alternatives of `{a,b}` than these are not looked at.
const MAX_ALTERNATIVES: usize = 64;
/// Longer patterns match nothing.
const LONGEST: usize = 1000;

impl Glob {
    pub(super) fn new(pattern: &str) -> Self {
        if pattern.len() > LONGEST {
            return Self(Vec::new());
        }
        Self(alternatives(pattern).iter().map(|pattern| pieces(pattern)).collect())
    }

    /// Whether the whole of `path` is matched.
    pub(super) fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        self.0.iter().any(|pieces| matches(pieces, &path))
    }
}

/// `a{b,c}` as `ab` and `ac`.
fn alternatives(pattern: &str) -> Vec<String> {
    let mut waiting = vec![pattern.to_owned()];
    let mut done = Vec::new();
    while let Some(pattern) = waiting.pop() {
        let braces = pattern.rfind('{').and_then(|open| Some((open, open + pattern[open..].find('}')?)));
        match braces {
            Some((open, close)) if waiting.len() + done.len() < MAX_ALTERNATIVES => {
                let (before, behind) = (&pattern[..open], &pattern[close + 1..]);
                waiting.extend(pattern[open + 1..close].split(',').map(|one| format!("{before}{one}{behind}")));
            }
            _ => done.push(pattern),
        }
    }
    done
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let at_start = pieces.is_empty() || pieces.last() == Some(&Piece::Char('/'));
        let (piece, length) = match first {
            '*' if at_start && rest.starts_with("**/") => (Piece::Folders, 3),
            '*' => (Piece::Any, rest.len() - rest.trim_start_matches('*').len()),
            '?' => (Piece::One, 1),
            '[' => class(rest).unwrap_or((Piece::Char('['), 1)),
            other => (Piece::Char(other), other.len_utf8()),
        };
        pieces.push(piece);
        rest = &rest[length..];
    }
    pieces
}

/// `[!a-z]` at the start of `text`, and its length.
fn class(text: &str) -> Option<(Piece, usize)> {
    let inside = &text[1..];
    let negated = inside.starts_with(['!', '^']);
    let inside = inside.trim_start_matches(['!', '^']);
    // A bracket that comes first is a member.
    let first = inside.chars().next()?.len_utf8();
    let end = first + inside[first..].find(']')?;
    let members: Vec<char> = inside[..end].chars().collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(&low) = members.get(at) {
        if let (Some('-'), Some(&high)) = (members.get(at + 1), members.get(at + 2)) {
            ranges.push((low, high));
            at += 3;
        } else {
            ranges.push((low, low));
            at += 1;
        }
    }
    Some((Piece::Class(ranges, negated), text.len() - inside.len() + end + 1))
}

/// For each piece, all places that the pieces up to it can end at: the time is the product of both lengths.
fn matches(pieces: &[Piece], path: &[char]) -> bool {
    let mut ends = vec![false; path.len() + 1];
    ends[0] = true;
    for piece in pieces {
        let mut next = vec![false; path.len() + 1];
        let mut reached = false;
        for at in 0..=path.len() {
            reached |= ends[at];
            let before = at.checked_sub(1);
            let step = |holds: &dyn Fn(char) -> bool| before.is_some_and(|before| ends[before] && holds(path[before]));
            next[at] = match piece {
                Piece::Any => reached,
                Piece::Folders => ends[at] || reached && before.is_some_and(|before| path[before] == '/'),
                Piece::One => step(&|_| true),
                Piece::Char(wanted) => step(&|c| c == *wanted),
                Piece::Class(ranges, negated) => {
                    step(&|c| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated)
                }
            };
        }
        ends = next;
    }
    ends[path.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_paths() {
        for (pattern, path, expected) in [
            ("tests/*", "tests/a.py", true),
            ("tests/*", "tests/deep/a.py", true),
            ("tests/*", "app/tests/a.py", false),
            ("tests", "tests/a.py", false),
            ("**/tests/*", "tests/a.py", true),
            ("**/tests/*", "app/tests/a.py", true),
            ("**/tests/*", "mytests/a.py", false),
            ("tests/**/a.py", "tests/a.py", true),
            ("tests/**", "tests/a.py", true),
            ("*_test.py", "app/a_test.py", true),
            ("test_?.py", "test_a.py", true),
            ("test_?.py", "test_ab.py", false),
            ("test_[a-c].py", "test_b.py", true),
            ("test_[!a-c].py", "test_b.py", false),
            ("test_[]].py", "test_].py", true),
            ("test_[a.py", "test_[a.py", true),
            ("{tests,docs}/*.py", "docs/a.py", true),
            ("{tests,docs}/*.py", "app/a.py", false),
            ("a/{b,c}/{d,e}.py", "a/c/d.py", true),
            ("é*", "école", true),
            ("", "", true),
        ] {
            assert_eq!(Glob::new(pattern).matches(path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let path = "a".repeat(300);
        assert!(!Glob::new(&"*a".repeat(400)).matches(&format!("{path}b")));
        assert!(!Glob::new(&"{a,b}".repeat(150)).matches(&path));
        assert!(!Glob::new(&"{".repeat(900)).matches(&path));
    }
}
