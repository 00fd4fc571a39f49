//! Regular expressions that a text can keep busy for ever: a repetition of what is itself repeated, which can take the same characters
//! in more ways than there is time to try.
//!
//! Only the clear case is told: the inner repetition is all that has to be there in one round of the outer one, or two alternatives
//! of a repetition begin with the same character and are no longer than that; and something behind it can fail, so that all ways are tried.

/// Groups inside of each other.
const MAX_DEPTH: u32 = 24;
/// Longer patterns are not read.
const MAX_LENGTH: usize = 2_000;
/// Repetitions up to this often end soon enough.
const FEW: u32 = 20;

/// Characters of ASCII, one bit each; the last one stands for all others.
type Chars = u128;
const OTHERS: Chars = 1 << 127;
const ALL: Chars = Chars::MAX;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// One character of these.
    One(Chars),
    /// A condition on the place: `$`, `\b`, `(?=…)`.
    Place,
    Row(Vec<Piece>),
    Either(Vec<Piece>),
    Repeat {
        at_least: u32,
        is_endless: bool,
        what: Box<Piece>,
    },
}

/// Whether a text can make the pattern try ways without number; `must_end` says that it has to match the text to its end.
pub(crate) fn is_slow(pattern: &str, must_end: bool) -> bool {
    if pattern.len() > MAX_LENGTH {
        return false;
    }
    let mut reader = Reader { rest: pattern.chars().peekable() };
    let Some(piece) = reader.either(MAX_DEPTH).filter(|_| reader.rest.peek().is_none()) else { return false };
    has_slow_part(&piece, must_end)
}

/// Whether a part of a pattern is slow; `can_fail` says that what follows may not match.
fn has_slow_part(piece: &Piece, can_fail: bool) -> bool {
    match piece {
        Piece::One(_) | Piece::Place => false,
        Piece::Either(ways) => ways.iter().any(|way| has_slow_part(way, can_fail)),
        Piece::Row(row) => {
            row.iter().enumerate().any(|(at, part)| has_slow_part(part, can_fail || row[at + 1..].iter().any(demands)))
        }
        Piece::Repeat { is_endless, what, .. } => {
            *is_endless && can_fail && takes_in_many_ways(what) || has_slow_part(what, true)
        }
    }
}

/// Whether a piece has to find something.
fn demands(piece: &Piece) -> bool {
    match piece {
        Piece::One(_) | Piece::Place => true,
        Piece::Row(row) => row.iter().any(demands),
        Piece::Either(ways) => ways.iter().all(demands),
        Piece::Repeat { at_least, what, .. } => *at_least > 0 && demands(what),
    }
}

/// Whether repeating a piece can take one text in many ways.
fn takes_in_many_ways(piece: &Piece) -> bool {
    let is_endless_one =
        |part: &Piece| matches!(part, Piece::Repeat { is_endless: true, what, .. } if matches!(**what, Piece::One(_)));
    match piece {
        Piece::One(_) | Piece::Place => false,
        Piece::Repeat { .. } => is_endless_one(piece),
        Piece::Row(row) => row.iter().enumerate().any(|(at, part)| {
            is_endless_one(part) && row.iter().enumerate().all(|(other, part)| other == at || !demands(part))
        }),
        Piece::Either(ways) => {
            let one = |way: &Piece| match way {
                Piece::One(chars) => Some(*chars),
                _ => None,
            };
            let shared = |at: usize, way: &Piece| {
                one(way).is_some_and(|own| ways[at + 1..].iter().filter_map(one).any(|other| own & other != 0))
            };
            ways.iter().enumerate().any(|(at, way)| takes_in_many_ways(way) || shared(at, way))
        }
    }
}

struct Reader<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
}

impl Reader<'_> {
    /// `a|b`. `None` for what is not understood.
    fn either(&mut self, depth: u32) -> Option<Piece> {
        let depth = depth.checked_sub(1)?;
        let mut ways = vec![self.row(depth)?];
        while self.rest.next_if_eq(&'|').is_some() {
            ways.push(self.row(depth)?);
        }
        if ways.len() == 1 { ways.pop() } else { Some(Piece::Either(ways)) }
    }

    fn row(&mut self, depth: u32) -> Option<Piece> {
        let mut row = Vec::new();
        while let Some(&next) = self.rest.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            let one = self.one(depth)?;
            row.push(self.repeated(one)?);
        }
        if row.len() == 1 { row.pop() } else { Some(Piece::Row(row)) }
    }

    fn one(&mut self, depth: u32) -> Option<Piece> {
        Some(match self.rest.next()? {
            '(' => self.group(depth)?,
            '[' => Piece::One(self.class()?),
            '.' => Piece::One(ALL & !bit('\n')),
            '^' | '$' => Piece::Place,
            '\\' => match self.rest.next()? {
                'A' | 'Z' | 'b' | 'B' => Piece::Place,
                // What a group found.
                '1'..='9' => return None,
                escaped => Piece::One(escape(escaped)),
            },
            '*' | '+' | '?' => return None,
            plain => Piece::One(bit(plain)),
        })
    }

    fn group(&mut self, depth: u32) -> Option<Piece> {
        let mut looks = false;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next()? {
                ':' => {}
                '=' | '!' => looks = true,
                'P' => {
                    self.rest.next_if_eq(&'<')?;
                    while self.rest.next()? != '>' {}
                }
                '<' => {
                    self.rest.next_if(|next| matches!(next, '=' | '!'))?;
                    looks = true;
                }
                _ => return None,
            }
        }
        let inner = self.either(depth)?;
        self.rest.next_if_eq(&')')?;
        Some(if looks { Piece::Place } else { inner })
    }

    /// A piece with `*`, `+`, `?` or `{2,}` behind it.
    fn repeated(&mut self, one: Piece) -> Option<Piece> {
        let (at_least, is_endless) = match self.rest.peek() {
            Some('*') => (0, true),
            Some('+') => (1, true),
            Some('?') => (0, false),
            Some('{') => return self.counted(one),
            _ => return Some(one),
        };
        self.rest.next();
        Some(self.end_of_repeat(one, at_least, is_endless))
    }

    fn counted(&mut self, one: Piece) -> Option<Piece> {
        self.rest.next();
        let mut text = String::new();
        loop {
            match self.rest.next()? {
                '}' => break,
                other => text.push(other),
            }
        }
        let (least, most) = text
            .split_once(',')
            .map_or((&*text, Some(&*text)), |(least, most)| (least, Some(most).filter(|most| !most.is_empty())));
        let at_least: u32 = if least.is_empty() { 0 } else { least.parse().ok()? };
        let is_endless = match most {
            None => true,
            Some(most) => most.parse::<u32>().ok()? > FEW,
        };
        Some(self.end_of_repeat(one, at_least, is_endless))
    }

    /// `+?` takes the same, in another order; what `++` took is never given back.
    fn end_of_repeat(&mut self, one: Piece, at_least: u32, is_endless: bool) -> Piece {
        self.rest.next_if_eq(&'?');
        let keeps = self.rest.next_if_eq(&'+').is_some();
        Piece::Repeat { at_least, is_endless: is_endless && !keeps, what: Box::new(one) }
    }

    fn class(&mut self) -> Option<Chars> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut chars: Chars = 0;
        let mut is_first = true;
        loop {
            let from = match self.rest.next()? {
                ']' if !is_first => break,
                '\\' => match self.rest.next()? {
                    class @ ('d' | 'D' | 'w' | 'W' | 's' | 'S') => {
                        chars |= escape(class);
                        is_first = false;
                        continue;
                    }
                    escaped => escaped,
                },
                plain => plain,
            };
            is_first = false;
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.peek().is_some_and(|to| !matches!(to, ']' | '\\')) {
                self.rest.next();
                let to = self.rest.next()?;
                (from..=to).take(256).for_each(|c| chars |= bit(c));
            } else {
                chars |= bit(from);
            }
        }
        Some(if is_negated { !chars } else { chars })
    }
}

const fn bit(c: char) -> Chars {
    if (c as u32) < 127 { 1 << (c as u32) } else { OTHERS }
}

/// The characters that `\d`, `\w`, `\s`, `\n` and the like stand for.
fn escape(c: char) -> Chars {
    let of = |text: &str| text.chars().fold(0, |all, c| all | bit(c));
    let range = |from: char, to: char| (from..=to).fold(0, |all, c| all | bit(c));
    let digits = range('0', '9');
    let spaces = of(" \t\n\r\u{b}\u{c}") | OTHERS;
    let words = digits | range('a', 'z') | range('A', 'Z') | bit('_') | OTHERS;
    match c {
        'd' => digits | OTHERS,
        'D' => !digits,
        'w' => words,
        'W' => !words | OTHERS,
        's' => spaces,
        'S' => !spaces | OTHERS,
        'n' => bit('\n'),
        't' => bit('\t'),
        'r' => bit('\r'),
        other => bit(other),
    }
}

#[cfg(test)]
mod tests {
    use super::is_slow;

    #[test]
    fn repetitions_of_repetitions_are_slow() {
        for pattern in [
            r"^(a+)+$",
            r"^(a*)*b",
            r"^([a-zA-Z0-9]+)*@example\.com$",
            r"^(\w+\s?)*$",
            r"(?:[a-z]+)+!",
            r"^(a|a)*$",
            r"^(\d|\w)+$",
            r"(x+x?)*y",
            r"^(?P<name>[a-z]*-?)+;",
            r"((a+)+)b",
            r"(.+){3,}z",
        ] {
            assert!(is_slow(pattern, false), "{pattern}");
        }
        assert!(is_slow(r"(a+)+", true));
    }

    #[test]
    fn what_can_be_taken_in_one_way_is_not() {
        for pattern in [
            r"^(\w+\.)*\w+$",
            r"^[a-z]+(-[a-z]+)*$",
            r"^(a|b)*$",
            r"(a+)+",
            r"^(\d{1,3}\.){3}\d{1,3}$",
            r"^(a+)?b$",
            r"^(?:a+){2,4}b$",
            r"^(?:(?:ab)+c)*$",
            r"^(\w++)*$",
            r"^(",
            r"[",
            r"*",
        ] {
            assert!(!is_slow(pattern, false), "{pattern}");
        }
    }
}
