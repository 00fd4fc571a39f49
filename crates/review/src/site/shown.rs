//! Texts of which one file knows only a part, with what the other files know of the rest.

use std::collections::HashMap;

use super::text::{Maker, Text};
use super::{FileSite, Name};

/// Names and functions that are followed for one text.
const MAX_DEPTH: usize = 8;
/// Characters of a path; more is no path.
const MAX_LENGTH: usize = 2000;

/// What is known of texts in all files: by file and name.
#[derive(Default)]
pub(super) struct Texts<'f> {
    named: HashMap<(usize, &'f str), &'f Text>,
    makers: HashMap<(usize, &'f str), &'f Maker>,
}

/// A text for a person: what is computed stands in braces.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Whether a part of it is written down somewhere.
    pub(super) is_known: bool,
    /// Whether a part of it is computed.
    is_open: bool,
}

/// Finds the file that defines a name, and its name there.
type Resolve<'r> = &'r dyn Fn(usize, &Name) -> Option<(usize, String)>;

impl<'f> Texts<'f> {
    /// Takes in what one file says.
    pub(super) fn add(&mut self, file: usize, site: &'f FileSite) {
        self.named.extend(site.texts.iter().map(|(name, text)| ((file, &**name), text)));
        self.makers.extend(site.makers.iter().map(|maker| ((file, &*maker.name), maker)));
    }

    /// A text of the file.
    pub(super) fn shown(&self, file: usize, text: &Text, resolve: Resolve<'_>) -> Shown {
        self.text(file, text, &[], resolve, 0)
    }

    /// Each of the texts that one stands for.
    pub(super) fn each(&self, file: usize, text: &Text, resolve: Resolve<'_>) -> Vec<Shown> {
        if let Text::Each(list) = text
            && let Text::Made { by, given, .. } = &**list
            && let Some((at, maker)) = self.maker(file, by, resolve).filter(|(_, maker)| maker.lists)
        {
            let args = self.args(file, given, &[], resolve, 0);
            return self.results(at, maker, &args, resolve, 0);
        }
        vec![self.shown(file, text, resolve)]
    }

    fn text(&self, file: usize, text: &Text, given: &[(&str, Shown)], resolve: Resolve<'_>, depth: usize) -> Shown {
        if depth > MAX_DEPTH {
            return Shown::open("…");
        }
        match text {
            Text::Known(text) => Shown { text: text.clone(), is_known: !text.is_empty(), is_open: false },
            Text::Open(label) => Shown::open(label),
            Text::Joined(parts) => {
                let mut all = Shown::default();
                for part in parts {
                    let part = self.text(file, part, given, resolve, depth + 1);
                    all.text.push_str(&part.text);
                    all.is_known |= part.is_known;
                    all.is_open |= part.is_open;
                    if all.text.len() > MAX_LENGTH {
                        return Shown::open("…");
                    }
                }
                all
            }
            Text::Named(name) => {
                let key = resolve(file, name);
                match key.and_then(|(at, name)| Some((at, *self.named.get(&(at, &*name))?))) {
                    Some((at, text)) => self.text(at, text, &[], resolve, depth + 1),
                    None => Shown::open(label(name)),
                }
            }
            Text::Param(name) => {
                let known = given.iter().find(|(known, _)| known == name);
                known.map_or_else(|| Shown::open(name), |(_, text)| text.clone())
            }
            Text::Made { by, given: args, named } => {
                let args = self.args(file, args, given, resolve, depth);
                match self.maker(file, by, resolve) {
                    Some((at, maker)) if !maker.lists => self.made(at, maker, &args, resolve, depth),
                    _ => unknown(named.as_deref().unwrap_or_else(|| label(by)), args),
                }
            }
            Text::Each(list) => self.text(file, list, given, resolve, depth + 1),
        }
    }

    fn maker(&self, file: usize, by: &Name, resolve: Resolve<'_>) -> Option<(usize, &'f Maker)> {
        resolve(file, by).and_then(|(at, name)| Some((at, *self.makers.get(&(at, &*name))?)))
    }

    /// What a function is given.
    fn args<'t>(
        &self,
        file: usize,
        args: &'t [(Option<String>, Text)],
        given: &[(&str, Shown)],
        resolve: Resolve<'_>,
        depth: usize,
    ) -> Vec<(Option<&'t str>, Shown)> {
        args.iter().map(|(word, text)| (word.as_deref(), self.text(file, text, given, resolve, depth + 1))).collect()
    }

    /// What a function makes: of several results the one that is not computed, since a prefix that may be set is mostly not.
    fn made(
        &self,
        file: usize,
        maker: &'f Maker,
        args: &[(Option<&str>, Shown)],
        resolve: Resolve<'_>,
        depth: usize,
    ) -> Shown {
        let results = self.results(file, maker, args, resolve, depth);
        let known = results.iter().position(|result| !result.is_open).unwrap_or_default();
        results.into_iter().nth(known).unwrap_or_default()
    }

    fn results(
        &self,
        file: usize,
        maker: &'f Maker,
        args: &[(Option<&str>, Shown)],
        resolve: Resolve<'_>,
        depth: usize,
    ) -> Vec<Shown> {
        let of = |(at, (name, default)): (usize, &'f (String, Option<Text>))| {
            let by_word = args.iter().find(|(word, _)| *word == Some(&**name));
            let by_place = args.get(at).filter(|(word, _)| word.is_none());
            let default = || default.as_ref().map(|text| self.text(file, text, &[], resolve, depth + 1));
            Some((&**name, by_word.or(by_place).map(|(_, text)| text.clone()).or_else(default)?))
        };
        let given: Vec<(&str, Shown)> = maker.params.iter().enumerate().filter_map(of).collect();
        maker.results.iter().map(|text| self.text(file, text, &given, resolve, depth + 1)).collect()
    }
}

impl Shown {
    fn open(label: &str) -> Self {
        Self { text: format!("{{{label}}}"), is_known: false, is_open: true }
    }
}

/// What a function makes of a path of which nothing else is known: something that most likely ends with it.
fn unknown(by: &str, args: Vec<(Option<&str>, Shown)>) -> Shown {
    let mut paths = args.into_iter().filter(|(_, text)| text.is_known && text.text.contains('/'));
    let mut shown = Shown::open(by);
    if let (Some((_, path)), None) = (paths.next(), paths.next()) {
        shown.text.push_str(&path.text);
        shown.is_known = true;
    }
    shown
}

/// What stands for a name: that of a neighbour's thing without its module.
fn label(name: &Name) -> &str {
    match name {
        Name::Here(name) => name.trim_start_matches("self."),
        Name::There { dotted, .. } => dotted.rsplit_once('.').map_or(&**dotted, |(_, last)| last),
    }
}
