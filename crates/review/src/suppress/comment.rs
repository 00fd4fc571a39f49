//! One comment's directives: which tool they speak to, what they name, and why.

use super::names::{self, Target};

/// Whom a directive speaks to, and in which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `# noqa`
    Noqa,
    /// `# ruff: noqa`, `# flake8: noqa`
    FileNoqa,
    /// `# nosec`
    Nosec,
    /// `# nosemgrep`
    Nosemgrep,
    /// `# ruff: ignore[…]`
    Ignore,
    /// `# ruff: file-ignore[…]`
    FileIgnore,
    /// `# ruff: disable[…]`
    Disable,
    /// `# ruff: enable[…]`
    Enable,
}

/// What a directive names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Names<'a> {
    /// Nothing: it speaks of every rule.
    All,
    /// These words, each with what it means here.
    These(Vec<(&'a str, Target)>),
}

impl Names<'_> {
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let these = match self {
            Self::All => &[],
            Self::These(these) => these.as_slice(),
        };
        these.iter().map(|(word, _)| *word)
    }
}

/// One directive of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    pub(super) form: Form,
    pub(super) names: Names<'a>,
    /// As written, from its `#` to its last name.
    pub(super) text: &'a str,
    pub(super) justification: Option<&'a str>,
}

/// Beginnings of comments that say something to a tool, and nothing to a person.
const TOOLS: &[&str] =
    &["noqa", "nosec", "nosem", "ruff", "flake8", "type", "pylint", "pragma", "fmt", "mypy", "isort"];

/// The directives of a comment, which starts at its `#`. A malformed one is none, as it is for its tool.
pub(super) fn parse(comment: &str) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    // Of these the tools read the first, even if it turns out to be malformed.
    let (mut noqa, mut file_noqa, mut nosec) = (false, false, false);
    for (at, _) in comment.match_indices('#') {
        let behind = &comment[at + 1..];
        let words = behind.trim_start();
        let parsed = if !noqa && starts_with_noqa(words) {
            noqa = true;
            codes(&words[4..]).map(|(names, rest)| (Form::Noqa, names, rest))
        } else if !nosec && let Some(rest) = words.strip_prefix("nosec").filter(|rest| !continues(rest)) {
            nosec = true;
            let (names, rest) = tests(rest);
            Some((Form::Nosec, names, rest))
        } else if let Some(rest) = nosemgrep(words) {
            let (names, rest) = ids(rest);
            Some((Form::Nosemgrep, names, rest))
        } else {
            match to_tool(words) {
                Some(rest) if starts_with_noqa(rest) => {
                    let first = !std::mem::replace(&mut file_noqa, true);
                    let parsed = first.then(|| codes(&rest[4..])).flatten();
                    parsed.map(|(names, rest)| (Form::FileNoqa, names, rest))
                }
                Some(rest) if words.starts_with("ruff") => action(rest),
                _ => None,
            }
        };
        if let Some((form, names, rest)) = parsed {
            let text = comment[at..comment.len() - rest.len()].trim_end();
            found.push(Directive { form, names, text, justification: justification(&comment[..at], rest) });
        }
    }
    found
}

/// Whether a word goes on: `nosecond`.
fn continues(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn starts_with_noqa(text: &str) -> bool {
    text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("noqa"))
}

/// `ruff: rest` or `flake8: rest`
fn to_tool(words: &str) -> Option<&str> {
    let rest = words.strip_prefix("ruff").or_else(|| words.strip_prefix("flake8"))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

/// What follows `noqa`, as Ruff reads it: a colon and codes, or something that is no code and so no colon.
fn codes(rest: &str) -> Option<(Names<'_>, &str)> {
    let spaced = rest.trim_start();
    let Some(mut rest) = spaced.strip_prefix(':') else {
        let is_blanket = spaced.is_empty() || spaced.len() < rest.len() || rest.starts_with('#');
        return is_blanket.then_some((Names::All, rest));
    };
    let mut found = Vec::new();
    let mut end = rest;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = rest[letters..].bytes().take_while(u8::is_ascii_digit).count();
        if letters == 0 || digits == 0 {
            // The first word that is no code begins the reason, unless it is glued to a code.
            let glued = letters > 0 && rest.len() == end.len() && !found.is_empty();
            return (!found.is_empty() && !glued).then_some((Names::These(found), end));
        }
        let code = &rest[..letters + digits];
        rest = &rest[letters + digits..];
        found.push((code, names::target(code)));
        end = rest;
        let may_follow = |c: char| c.is_whitespace() || matches!(c, ',' | '#') || c.is_ascii_uppercase();
        if !rest.is_empty() && !rest.starts_with(may_follow) {
            return None;
        }
    }
}

/// What follows `nosec`: test numbers or names, or words that name none and so speak of all tests.
fn tests(rest: &str) -> (Names<'_>, &str) {
    let start = rest.strip_prefix(':').unwrap_or(rest);
    let own = &start[..start.find('#').unwrap_or(start.len())];
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut end = 0;
    let mut at = 0;
    while let Some(begin) = own[at..].find(is_part).map(|skipped| at + skipped) {
        // Brackets may stand around names; behind anything else there is a reason.
        if !own[at..begin].chars().all(|c| c.is_whitespace() || ",:([".contains(c)) {
            break;
        }
        let length = own[begin..].find(|c: char| !is_part(c)).unwrap_or(own.len() - begin);
        let word = &own[begin..begin + length];
        let target = names::target(word);
        if target == Target::Foreign {
            break;
        }
        at = begin + length;
        end = at;
        found.push((word, target));
    }
    // "random numbers are fine here" is a reason that happens to begin with a test's name.
    let prose = own[end..].contains(char::is_alphanumeric);
    if found.is_empty() || (prose && found.iter().all(|(word, _)| word.bytes().all(|byte| byte.is_ascii_lowercase()))) {
        return (Names::All, start);
    }
    let behind = own[end..].trim_start_matches([')', ']']);
    (Names::These(found), &start[own.len() - behind.len()..])
}

/// What follows `nosemgrep` or `nosem`.
fn nosemgrep(words: &str) -> Option<&str> {
    let length = ["nosemgrep", "nosem"].iter().find_map(|word| {
        let head = words.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then_some(word.len())
    })?;
    Some(&words[length..]).filter(|rest| !continues(rest))
}

/// `: rule-id, other.rule-id why`
fn ids(rest: &str) -> (Names<'_>, &str) {
    let Some(mut rest) = rest.trim_start().strip_prefix(':') else { return (Names::All, rest) };
    let mut found = Vec::new();
    loop {
        let words = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let end = words.find(|c: char| c.is_whitespace() || matches!(c, ',' | '#')).unwrap_or(words.len());
        let word = &words[..end];
        // An id has hyphens or dots; the first word of a reason has not, or stands behind a dash.
        let is_id = word.contains(['-', '.', '_']) && word.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !is_id {
            break;
        }
        found.push((word, names::semgrep(word)));
        rest = &words[end..];
    }
    if found.is_empty() { (Names::All, rest) } else { (Names::These(found), rest) }
}

/// `ignore[S608, hardcoded-sql-expression] why`, behind `ruff:`.
fn action(words: &str) -> Option<(Form, Names<'_>, &str)> {
    let forms = [
        ("disable", Form::Disable),
        ("enable", Form::Enable),
        ("file-ignore", Form::FileIgnore),
        ("ignore", Form::Ignore),
    ];
    let (word, form) = forms.into_iter().find(|(word, _)| words.starts_with(word))?;
    let list = words[word.len()..].trim_start().strip_prefix('[')?;
    let (list, rest) = list.split_once(']')?;
    let list = list.trim();
    let mut found = Vec::new();
    for word in list.strip_suffix(',').unwrap_or(list).split(',').map(str::trim) {
        let is_name = word.starts_with(char::is_alphabetic)
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
        if !is_name {
            return None;
        }
        found.push((word, names::target(word)));
    }
    Some((form, Names::These(found), rest))
}

/// The reason behind a directive, or the one before it: `# only from tests  # nosec`.
fn justification<'a>(before: &'a str, rest: &'a str) -> Option<&'a str> {
    let said = |part: &'a str| {
        let part =
            part.trim_matches(|c: char| c.is_whitespace() || "-–—:,;#([".contains(c)).trim_end_matches([')', ']']);
        let is_name = |word: &str| names::target(word) != Target::Foreign;
        let speaks = part.contains(char::is_alphanumeric)
            && !TOOLS.iter().any(|tool| part.get(..tool.len()).is_some_and(|head| head.eq_ignore_ascii_case(tool)))
            && !part.split([' ', ',']).all(|word| word.is_empty() || is_name(word));
        speaks.then_some(part)
    };
    rest.split('#').find_map(said).or_else(|| before.split('#').find_map(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `form[names]why`
    fn shown(comment: &str) -> Vec<String> {
        let one = |directive: &Directive<'_>| {
            let names: Vec<&str> = directive.names.words().collect();
            format!("{:?}[{}]{}", directive.form, names.join(" "), directive.justification.unwrap_or_default())
        };
        parse(comment).iter().map(one).collect()
    }

    #[test]
    fn forms_that_people_write() {
        let cases: &[(&str, &[&str])] = &[
            ("# nosec", &["Nosec[]"]),
            ("#nosec", &["Nosec[]"]),
            ("# nosec B608", &["Nosec[B608]"]),
            ("# nosec B608,B602", &["Nosec[B608 B602]"]),
            ("# nosec: B608 B602", &["Nosec[B608 B602]"]),
            ("# nosec(B608)", &["Nosec[B608]"]),
            ("# nosec[B608] the table is fixed", &["Nosec[B608]the table is fixed"]),
            ("# nosec: the table is fixed", &["Nosec[]the table is fixed"]),
            ("# nosec B608 - the table is fixed", &["Nosec[B608]the table is fixed"]),
            ("# nosec B602 B607 # the table is fixed", &["Nosec[B602 B607]the table is fixed"]),
            ("# nosec yaml_load", &["Nosec[yaml_load]"]),
            ("# nosec hardcoded_sql_expressions: fixed table", &["Nosec[hardcoded_sql_expressions]fixed table"]),
            ("# nosec eval", &["Nosec[eval]"]),
            ("# nosec eval of our own text", &["Nosec[]eval of our own text"]),
            ("# nosec B999", &["Nosec[]B999"]),
            ("# only from tests  # nosec", &["Nosec[]only from tests"]),
            ("# type: ignore  # nosec", &["Nosec[]"]),
            ("# noqa: S608  # nosec B608", &["Noqa[S608]", "Nosec[B608]"]),
            ("# noqa", &["Noqa[]"]),
            ("# noqa - a legacy line", &["Noqa[]a legacy line"]),
            ("# noqa:S608,E501 - why not", &["Noqa[S608 E501]why not"]),
            ("# type: ignore  # noqa: S608", &["Noqa[S608]"]),
            ("# ruff: noqa: S608", &["FileNoqa[S608]"]),
            ("# flake8: noqa", &["FileNoqa[]"]),
            ("# ruff: ignore[S608, S602] both fixed", &["Ignore[S608 S602]both fixed"]),
            ("# ruff: disable[S608]", &["Disable[S608]"]),
            ("# nosemgrep", &["Nosemgrep[]"]),
            ("# nosem: eval-detected", &["Nosemgrep[eval-detected]"]),
            (
                "# nosemgrep: python.lang.security.audit.eval-detected.eval-detected own text",
                &["Nosemgrep[python.lang.security.audit.eval-detected.eval-detected]own text"],
            ),
            ("# a nosecond later", &[]),
            ("# nosecond", &[]),
            ("# foo nosec", &[]),
            ("# NOSEC", &[]),
            ("# plain words", &[]),
        ];
        for (comment, expected) in cases {
            assert_eq!(shown(comment), *expected, "{comment}");
        }
    }

    #[test]
    fn a_directives_text_ends_with_its_names() {
        for (comment, text) in [
            ("# noqa: S608 why", "# noqa: S608"),
            ("# why # nosec B608, B602 - why", "# nosec B608, B602"),
            ("# nosec: why", "# nosec:"),
            ("# ruff: ignore[S608] why", "# ruff: ignore[S608]"),
        ] {
            assert_eq!(parse(comment)[0].text, text, "{comment}");
        }
    }
}
