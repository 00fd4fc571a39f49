//! The pass over a template.

use std::ops::Range;

use crate::expression::Expression;
use crate::form::{Dialect, Form, Start, draws_fields, is_secret_field, may_bring_token};
use crate::page::{Event, Page, Place};
use crate::script::Within;
use crate::{Found, Problem};

/// Longest tag of a template that is read, in bytes; what is longer is no tag.
const MAX_TAG: usize = 4096;

/// How many names of translations are kept: more than any page has.
const MAX_NAMES: usize = 64;

/// Elements whose address is opened when somebody clicks or sends, or at once; pictures run nothing.
const OPENED: [&str; 6] = ["href", "formaction", "action", "xlink:href", "srcdoc", "data-href"];

pub(crate) fn scan(text: &str, markup: bool) -> Vec<Found> {
    let mut scanner = Scanner {
        text,
        markup,
        dialect: Dialect::of(text),
        speaks_of_tokens: text.contains("csrf") || text.contains("hidden_tag"),
        page: Page::new(text),
        start: Start::default(),
        form: None,
        unescaped: None,
        translations: Vec::new(),
        next: [Next::default(); 3],
        tags: 0,
        found: Vec::new(),
    };
    if scanner.dialect == Dialect::OfBrowser {
        return scanner.found;
    }
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = scanner.tag(at, byte).unwrap_or_else(|| {
            while let Some(event) = scanner.page.step(at, byte) {
                scanner.event(&event, at + 1);
                // `<form method=post>`: the byte ends the attribute, and then the tag.
                if !matches!(event, Event::Attribute(..)) || byte != b'>' {
                    break;
                }
            }
            at + 1
        });
    }
    // A page without any tag of a template is served as it is.
    if scanner.tags == 0 {
        scanner.found.clear();
    }
    scanner.found.sort_by_key(|found| (found.span.start, found.problem));
    scanner.found
}

/// The next place of a text that is looked for again and again; found once.
#[derive(Clone, Copy, Debug, Default)]
struct Next {
    /// It is known from here on.
    from: usize,
    at: Option<usize>,
    known: bool,
}

/// A block in which nothing is escaped, and that is open.
#[derive(Clone, Copy, Debug)]
struct Unescaped {
    /// Its place among what was found.
    place: usize,
    /// Whether it holds a value that the program does not make for the page.
    holds_foreign: bool,
}

struct Scanner<'t> {
    text: &'t str,
    markup: bool,
    dialect: Dialect,
    speaks_of_tokens: bool,
    page: Page<'t>,
    start: Start,
    form: Option<Form>,
    unescaped: Option<Unescaped>,
    /// Names that stand for translations.
    translations: Vec<&'t str>,
    /// Ends of the three kinds of tags.
    next: [Next; 3],
    tags: u32,
    found: Vec<Found>,
}

impl<'t> Scanner<'t> {
    /// If a template's tag begins here: looks at it, and says where the text goes on.
    fn tag(&mut self, at: usize, byte: u8) -> Option<usize> {
        if byte != b'{' {
            return None;
        }
        let (kind, close) = match self.text.as_bytes().get(at + 1)? {
            b'{' => (0, "}}"),
            b'%' => (1, "%}"),
            b'#' => (2, "#}"),
            _ => return None,
        };
        let end = self.end_of(kind, close, at + 2)?;
        if kind != 2 && end - at > MAX_TAG {
            return None;
        }
        let inside = self.text.get(at + 2..end)?.trim_matches(['-', '+']).trim();
        let end = end + 2;
        match kind {
            0 => {
                self.value(at..end, inside);
                self.page.skip(at);
                Some(end)
            }
            1 => {
                let end = self.statement(at..end, inside);
                self.page.skip(at);
                Some(end)
            }
            _ => Some(end),
        }
    }

    /// Where the closing mark stands, at or behind `from`. The text is gone through once for each mark.
    fn end_of(&mut self, kind: usize, close: &str, from: usize) -> Option<usize> {
        let next = self.next.get_mut(kind)?;
        if !next.known || next.from > from || next.at.is_some_and(|at| at < from) {
            let found = self.text.get(from..).and_then(|rest| rest.find(close)).map(|at| from + at);
            *next = Next { from, at: found, known: true };
        }
        next.at
    }

    /// `{{ value|filter }}`
    fn value(&mut self, span: Range<usize>, inside: &str) {
        // Another language's: Go's `{{ .Name }}`, Handlebars' `{{#each}}` and `{{{ raw }}}`.
        if inside.is_empty() || inside.starts_with(['.', '#', '/', '{', '>', '!', '^', '*']) {
            return;
        }
        self.tags += 1;
        self.note_token(inside);
        if !self.markup {
            return;
        }
        let expression = Expression::read(inside);
        let place = self.page.place(span.start);
        if place == Place::Comment {
            return;
        }
        if expression.is_safe() {
            return self.report(Problem::Safe, span, expression.why_clean(), expression.is_made());
        }
        if let Some(block) = &mut self.unescaped {
            block.holds_foreign |= expression.why_clean().is_none() && !expression.is_made() && !expression.is_number();
        }
        let is_translation = expression.filters.is_empty() && self.translations.contains(&expression.value);
        match place {
            Place::Script { .. } | Place::Attribute { quoted: true, .. } if is_translation => {
                self.report_translation(span);
            }
            Place::Script { within } if !expression.is_fit_for_script() => {
                let weak = match within {
                    Within::Quotes => true,
                    Within::Backticks => false,
                    Within::Code => !expression.is_written_by_people() || self.is_in_a_name(span.start),
                };
                self.report(Problem::Script, span, None, weak);
            }
            Place::Attribute { name, .. } if is_handler(name) && !expression.is_fit_for_script() => {
                let weak = expression.is_code()
                    || expression.is_word_of_program()
                    || expression.is_kept_address()
                    || expression.is_made_by_function()
                    || expression.is_own_address();
                self.report(Problem::Script, span, None, weak);
            }
            Place::Attribute { quoted: false, .. } if !self.page.is_component() && !expression.has_no_blanks() => {
                let weak = expression.is_computed() || expression.is_own_address() || expression.is_mail_address();
                self.report(Problem::Unquoted, span, None, weak);
            }
            Place::Attribute { name, quoted: true, first: true }
                if OPENED.iter().any(|opened| name.eq_ignore_ascii_case(opened)) && expression.is_foreign_address() =>
            {
                self.report(Problem::Address, span, None, true);
            }
            _ => {}
        }
    }

    /// `{% name … %}`; gives back where the text goes on: behind the whole block, where it is no template.
    fn statement(&mut self, span: Range<usize>, inside: &'t str) -> usize {
        self.tags += 1;
        self.note_token(inside);
        let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if let Some(form) = &mut self.form {
            form.has_token |= draws_fields(name, rest);
        }
        match name {
            "raw" | "verbatim" | "comment" => return self.behind_block(span.end, name),
            "debug" => self.report(Problem::Debug, span.clone(), None, false),
            "autoescape" if self.markup && matches!(rest.trim(), "off" | "false" | "False") => {
                self.unescaped = Some(Unescaped { place: self.found.len(), holds_foreign: false });
                self.report(Problem::AutoescapeOff, span.clone(), None, false);
            }
            "endautoescape" => {
                if let Some(block) = self.unescaped.take()
                    && let Some(found) = self.found.get_mut(block.place)
                {
                    found.weak = !block.holds_foreign;
                }
            }
            "trans" | "translate" | "blocktrans" | "blocktranslate" if self.markup => {
                self.translation(span.clone(), rest);
            }
            "set" | "with" | "filter" | "include" | "call" if self.markup => {
                let filter = name == "filter" && Expression::read(&inside["filter".len()..]).value == "safe";
                let expression = Expression::read(rest);
                if filter || expression.is_safe() && expression.why_clean().is_none() {
                    self.report(Problem::Safe, span.clone(), None, false);
                }
            }
            _ => {}
        }
        span.end
    }

    /// Django does not escape a translation. In text that is as good as the template itself; between quotes one quote in it
    /// ends the text around it.
    fn translation(&mut self, span: Range<usize>, rest: &'t str) {
        let name = [" as ", " asvar "]
            .iter()
            .find_map(|word| rest.split_once(word))
            .and_then(|(_, name)| name.split_whitespace().next());
        if let Some(name) = name {
            if self.translations.len() < MAX_NAMES && self.dialect != Dialect::Jinja {
                self.translations.push(name);
            }
            return;
        }
        let escaped = rest.contains("force_escape") || rest.contains("escapejs");
        let counts = match self.page.place(span.start) {
            Place::Script { .. } | Place::Attribute { .. } => true,
            Place::Text | Place::Comment => false,
        };
        if counts && !escaped && self.dialect != Dialect::Jinja {
            self.report_translation(span);
        }
    }

    /// Behind `{% endNAME %}`; at the end of the text, if there is none.
    fn behind_block(&self, from: usize, name: &str) -> usize {
        let mut at = from;
        while let Some(found) = self.text.get(at..).and_then(|rest| rest.find("{%")) {
            let open = at + found + 2;
            let rest = self.text.get(open..).unwrap_or_default();
            let word = rest.trim_start_matches(['-', '+']).trim_start();
            if word.strip_prefix("end").is_some_and(|word| word.starts_with(name)) {
                return rest.find("%}").map_or(self.text.len(), |end| open + end + 2);
            }
            at = open;
        }
        self.text.len()
    }

    /// Whether a value makes a part of a name in the code around it: `new Chart{{ kind }}(`.
    fn is_in_a_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$'))
    }

    fn note_token(&mut self, inside: &str) {
        if let Some(form) = &mut self.form {
            form.has_token |= may_bring_token(inside);
        }
    }

    fn event(&mut self, event: &Event<'t>, end: usize) {
        match *event {
            Event::Attribute(name, value) => {
                self.start.attribute(name, value);
                if name.eq_ignore_ascii_case("name")
                    && let Some(form) = &mut self.form
                {
                    form.has_token |= may_bring_token(value) || is_secret_field(value);
                }
            }
            Event::Tag { name, closes, start } => {
                let opened = std::mem::take(&mut self.start);
                if name.eq_ignore_ascii_case("form") {
                    if let Some(form) = self.form.take().filter(|form| closes && !form.has_token) {
                        // A form with nothing in it is filled and sent by a script.
                        let is_empty =
                            self.text.get(form.tag.end..start).is_some_and(|inside| inside.trim().is_empty());
                        let weak = form.weak || is_empty || self.dialect == Dialect::Unknown;
                        self.report(Problem::Form, form.tag, None, weak);
                    }
                    // Only a project that has tokens can leave one out: Django does, Jinja's page has to speak of them.
                    let has_tokens = self.dialect != Dialect::Jinja || self.speaks_of_tokens;
                    self.form = (!closes && opened.needs_token() && has_tokens).then_some(Form {
                        tag: start..end,
                        has_token: false,
                        weak: opened.is_weak(),
                    });
                }
            }
        }
    }

    /// What holds for every translation is said once.
    fn report_translation(&mut self, span: Range<usize>) {
        if !self.found.iter().any(|found| found.problem == Problem::Translation) {
            self.report(Problem::Translation, span, None, true);
        }
    }

    fn report(&mut self, problem: Problem, span: Range<usize>, harmless: Option<&'static str>, weak: bool) {
        self.found.push(Found { problem, span, harmless, weak });
    }
}

/// Whether the attribute holds a script: `onclick`.
fn is_handler(name: &str) -> bool {
    name.len() > 2
        && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}
