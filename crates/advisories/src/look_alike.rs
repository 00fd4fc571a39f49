//! Names that could be taken for others.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

/// Shorter names are close to too many others.
const MIN_LENGTH: usize = 5;
/// Longer ones are not compared.
const MAX_LENGTH: usize = 100;

/// A name that a name looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// The much-used name.
    pub imitates: String,
    /// How it differs from it.
    pub trick: Trick,
}

/// A way to make a name that is taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// One letter more, less, or another one.
    Edit,
    /// Two letters have changed places.
    Swap,
    /// Separators are left out, added or moved.
    Separators,
    /// `python-` or the like before or behind it.
    Affix,
    /// Signs that look alike: `0` and `o`, `1` and `l`, `rn` and `m`.
    Homoglyph,
}

impl fmt::Display for Trick {
    /// Completes "differs from it by …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edit => "one letter",
            Self::Swap => "two letters that changed places",
            Self::Separators => "its separators",
            Self::Affix => "what stands before or behind it",
            Self::Homoglyph => "signs that look alike",
        })
    }
}

/// The names that are much used.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Those that others imitate.
    famous: Vec<String>,
    popular: FxHashSet<String>,
    /// From the forms of a famous name that a look-alike may share with it to its place.
    forms: std::sync::OnceLock<FxHashMap<Form, u32>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// Without separators.
    Joined(String),
    /// Parts without order, separators or affixes.
    Skeleton(String),
    /// With one letter taken out.
    Shortened(String),
}

impl Names {
    pub(crate) fn new(famous: Vec<String>, known: Vec<String>) -> Self {
        let popular = famous.iter().cloned().chain(known).collect();
        Self { famous, popular, forms: std::sync::OnceLock::new() }
    }

    pub(crate) fn is_popular(&self, key: &str) -> bool {
        self.popular.contains(key)
    }

    fn forms(&self) -> &FxHashMap<Form, u32> {
        self.forms.get_or_init(|| {
            let mut forms = FxHashMap::default();
            for (at, name) in self.famous.iter().enumerate().filter(|(_, name)| name.len() >= MIN_LENGTH) {
                let at = at as u32;
                forms.entry(Form::Joined(joined(name))).or_insert(at);
                forms.entry(Form::Skeleton(skeleton(name))).or_insert(at);
                for short in shortened(name) {
                    forms.entry(Form::Shortened(short)).or_insert(at);
                }
            }
            forms
        })
    }

    pub(crate) fn look_alike(&self, key: &str) -> Option<LookAlike> {
        if key.len() < MIN_LENGTH || key.len() > MAX_LENGTH || self.popular.contains(key) {
            return None;
        }
        let find = |form: Form| self.forms().get(&form).and_then(|at| self.famous.get(*at as usize));
        let found = |name: &String, trick| Some(LookAlike { imitates: name.clone(), trick });
        if let Some(name) = find(Form::Joined(joined(key))) {
            return found(name, Trick::Separators);
        }
        if let Some(bare) = without_affix(key)
            && let Some(name) = find(Form::Joined(joined(&bare)))
        {
            return found(name, Trick::Affix);
        }
        if let Some(name) = find(Form::Skeleton(skeleton(key))) {
            return found(name, Trick::Homoglyph);
        }
        // One letter more here: this name without a letter is the other. One less: the other without a letter is this.
        let candidates =
            find(Form::Shortened(key.to_owned())).into_iter().chain(shortened(key).into_iter().filter_map(|short| {
                self.famous
                    .binary_search(&short)
                    .ok()
                    .and_then(|at| self.famous.get(at))
                    .filter(|name| name.len() >= MIN_LENGTH)
                    .or_else(|| find(Form::Shortened(short)))
            }));
        candidates.into_iter().find_map(|name| one_edit(key, name).and_then(|trick| found(name, trick)))
    }
}

fn joined(name: &str) -> String {
    name.chars().filter(|c| *c != '-').collect()
}

/// Signs that look alike become one; separators do not count.
fn skeleton(name: &str) -> String {
    let mut text = joined(name).replace("rn", "m").replace("vv", "w").replace("cl", "d");
    text = text
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | 'i' => 'l',
            '3' => 'e',
            '5' => 's',
            c => c,
        })
        .collect();
    text
}

/// The name without what is often put before or behind a name.
fn without_affix(name: &str) -> Option<String> {
    const BEFORE: [&str; 8] = ["python3-", "python-", "python", "py3-", "py-", "py", "lib", "the-"];
    const BEHIND: [&str; 9] = ["-python3", "-python", "-py3", "-py", "python", "-lib", "-sdk", "-api", "-package"];
    let behind_digits = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    if behind_digits.len() < name.len() && behind_digits.len() >= MIN_LENGTH {
        return Some(behind_digits.to_owned());
    }
    let before = BEFORE.iter().find_map(|affix| name.strip_prefix(affix));
    let bare = before.or_else(|| BEHIND.iter().find_map(|affix| name.strip_suffix(affix)))?;
    (bare.len() >= MIN_LENGTH).then(|| bare.to_owned())
}

/// Every form with one letter taken out.
fn shortened(name: &str) -> Vec<String> {
    name.char_indices().map(|(at, c)| [&name[..at], &name[at + c.len_utf8()..]].concat()).collect()
}

/// Whether the names differ by one letter or by two neighbours that changed places.
fn one_edit(left: &str, right: &str) -> Option<Trick> {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let head = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let tail = left[head..].iter().rev().zip(right[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[head..left.len() - tail], &right[head..right.len() - tail]);
    // Numbers tell versions of one package apart, such as `boto2` and `boto3`.
    let digits = left.iter().chain(right).all(char::is_ascii_digit);
    match (left, right) {
        ([first, second], [other_first, other_second]) if first == other_second && second == other_first => {
            Some(Trick::Swap)
        }
        ([] | [_], [] | [_]) if !digits => Some(Trick::Edit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let famous = ["beautifulsoup4", "boto3", "pillow", "python-dateutil", "requests", "scikit-learn", "urllib3"];
        Names::new(famous.map(str::to_owned).to_vec(), vec!["request".to_owned(), "six".to_owned()])
    }

    #[test]
    fn tricks_are_seen_through() {
        for (name, imitates, trick) in [
            ("requets", "requests", Trick::Edit),
            ("requestss", "requests", Trick::Edit),
            ("reqvests", "requests", Trick::Edit),
            ("reqeusts", "requests", Trick::Swap),
            ("scikitlearn", "scikit-learn", Trick::Separators),
            ("python-requests", "requests", Trick::Affix),
            ("requests3", "requests", Trick::Affix),
            ("requests-py", "requests", Trick::Affix),
            ("pi11ow", "pillow", Trick::Homoglyph),
            ("urlllb3", "urllib3", Trick::Homoglyph),
        ] {
            let found = names().look_alike(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((found.imitates.as_str(), found.trick), (imitates, trick), "{name}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        for name in
            ["requests", "request", "six", "flask", "req", "boto2", "boto4", "requests-oauthlib", "", "dateutil-x"]
        {
            assert_eq!(names().look_alike(name), None, "{name}");
        }
    }
}
